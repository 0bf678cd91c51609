#include "nn/rows.h"

#include <string.h>

#include "kern/kern.h"

/* Below this many floats a second thread costs more than it brings. */
enum { ALONE = 1 << 14, MAP_ITEM = 1 << 13 };

static void copy_row(float *y, const float *x, int C)
{
    memcpy(y, x, (size_t)C * sizeof(float));
}

void nn_embedding(const struct nn *nn, const float *table, int C, const int16_t *ids, int L,
                  float *y, int y_row)
{
    if (nn_counting(nn)) return;
    for (int l = 0; l < L; l++)
        copy_row(y + (ptrdiff_t)l * y_row, table + (ptrdiff_t)ids[l] * C, C);
}

void nn_repeat(const struct nn *nn, const float *x, int x_row, int L, int C, const int *counts,
               float *y, int y_row)
{
    if (nn_counting(nn)) return;
    for (int l = 0; l < L; l++)
        for (int i = 0; i < counts[l]; i++, y += y_row)
            copy_row(y, x + (ptrdiff_t)l * x_row, C);
}

/* ----------------------------------------------------------------- rows shared among threads */

struct rows {
    void (*one)(const struct rows *r, int t);
    const float *x;
    float *y;
    ptrdiff_t x_row, y_row;
    int T, C, times, block;
    float scale;
};

static void rows_block(void *ctx, int item, int part)
{
    (void)part;
    const struct rows *r = ctx;
    int end = (item + 1) * r->block < r->T ? (item + 1) * r->block : r->T;
    for (int t = item * r->block; t < end; t++)
        r->one(r, t);
}

static void rows_run(const struct nn *nn, struct rows *r)
{
    if (nn_counting(nn)) return;
    r->block = r->T;
    if ((size_t)r->T * (size_t)r->C > ALONE) r->block = ALONE / r->C + 1;
    nn_each(nn, (r->T + r->block - 1) / r->block, rows_block, r);
}

static void row_copy(const struct rows *r, int t)
{
    for (int i = 0; i < r->times; i++)
        copy_row(r->y + ((ptrdiff_t)t * r->times + i) * r->y_row, r->x + t * r->x_row, r->C);
}

static void row_add(const struct rows *r, int t)
{
    kern.add_f32(r->y + t * r->y_row, r->x + t * r->x_row, r->scale, r->C);
}

void nn_upsample(const struct nn *nn, const float *x, int x_row, int T, int C, int times, float *y,
                 int y_row)
{
    rows_run(nn, &(struct rows){.one = row_copy,
                                .x = x,
                                .y = y,
                                .x_row = x_row,
                                .y_row = y_row,
                                .T = T,
                                .C = C,
                                .times = times});
}

void nn_copy(const struct nn *nn, const float *x, int x_row, int T, int C, float *y, int y_row)
{
    nn_upsample(nn, x, x_row, T, C, 1, y, y_row);
}

void nn_fill(const struct nn *nn, const float *x, int T, int C, float *y, int y_row)
{
    nn_upsample(nn, x, 0, T, C, 1, y, y_row);
}

void nn_add(const struct nn *nn, const float *x, int x_row, int T, int C, float scale, float *y,
            int y_row)
{
    rows_run(nn, &(struct rows){.one = row_add,
                                .x = x,
                                .y = y,
                                .x_row = x_row,
                                .y_row = y_row,
                                .T = T,
                                .C = C,
                                .scale = scale});
}

/* --------------------------------------------------------------------------- one by one */

struct map {
    void (*f)(float *y, const float *x, int n);
    float *x;
    size_t n;
};

static void map_item(void *ctx, int item, int part)
{
    (void)part;
    const struct map *m = ctx;
    size_t from = (size_t)item * MAP_ITEM;
    size_t n = m->n - from < MAP_ITEM ? m->n - from : MAP_ITEM;
    m->f(m->x + from, m->x + from, (int)n);
}

void nn_map(const struct nn *nn, enum nn_map f, float *x, size_t n)
{
    if (nn_counting(nn) || !n) return;
    struct map m = {.x = x, .n = n};
    switch (f) {
    case NN_EXP:
        m.f = kern.exp_f32;
        break;
    case NN_TANH:
        m.f = kern.tanh_f32;
        break;
    case NN_SIGMOID:
        m.f = kern.sigmoid_f32;
        break;
    case NN_GELU:
        m.f = kern.gelu_f32;
        break;
    case NN_SIN:
        m.f = kern.sin_f32;
        break;
    case NN_COS:
        m.f = kern.cos_f32;
        break;
    }
    nn_each(nn, (int)((n + MAP_ITEM - 1) / MAP_ITEM), map_item, &m);
}
