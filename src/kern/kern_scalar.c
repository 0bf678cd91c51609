/* kern_scalar.c - what every kernel means, in the plainest C that says it. */
#include "kern/kern.h"

#include <math.h>
#include <string.h>

#include "kern/bf16.h"
#include "kern/kern_spectral_scalar_body.h"

static void gemm_f32(const struct kern_gemm *g)
{
    for (int r = 0; r < g->rows; r++)
        for (int c = 0; c < g->cols; c++) {
            const float *w = g->w + c / KERN_PANEL * g->w_panel + c % KERN_PANEL;
            float sum = 0;
            for (int j = 0; j < g->taps; j++)
                for (int i = 0; i < g->depth; i++)
                    sum += g->x[r * g->x_row + j * g->x_tap + i] *
                           w[((ptrdiff_t)j * g->depth + i) * KERN_PANEL];
            if (g->bias) sum += g->bias[c];
            if (g->add) sum += g->add[r * g->add_row + c];
            float *y = g->y + r * g->y_row + c;
            *y = sum * g->scale + (g->accumulate ? *y : 0);
        }
}

static void gemm_bf16(const struct kern_gemm_bf16 *g)
{
    for (int r = 0; r < g->rows; r++)
        for (int c = 0; c < g->cols; c++) {
            const uint16_t *w = g->w + c / KERN_PANEL * g->w_panel + c % KERN_PANEL * 2;
            float sum = 0;
            for (int j = 0; j < g->taps; j++)
                for (int i = 0; i < g->depth; i++) {
                    ptrdiff_t pair = ((ptrdiff_t)j * g->depth + i) / 2;
                    sum += bf16_float(g->x[r * g->x_row + j * g->x_tap + i]) *
                           bf16_float(w[pair * 2 * KERN_PANEL + i % 2]);
                }
            if (g->bias) sum += g->bias[c];
            if (g->add) sum += g->add[r * g->add_row + c];
            float *y = g->y + r * g->y_row + c;
            *y = sum * g->scale + (g->accumulate ? *y : 0);
        }
}

static void moments_f32(float *mean, float *m2, const float *x, ptrdiff_t x_row, int rows, int cols)
{
    for (int c = 0; c < cols; c++) {
        float sum = 0, squares = 0;
        for (int r = 0; r < rows; r++)
            sum += x[r * x_row + c];
        mean[c] = sum / (float)rows;
        for (int r = 0; r < rows; r++) {
            float d = x[r * x_row + c] - mean[c];
            squares += d * d;
        }
        m2[c] = squares;
    }
}

static void norm_leaky_f32(const struct kern_norm *a, float slope)
{
    for (int r = 0; r < a->rows; r++)
        for (int c = 0; c < a->cols; c++) {
            float t = (a->x[r * a->x_row + c] - a->mean[c]) * a->scale[c] + a->shift[c];
            a->y[r * a->y_row + c] = t < 0 ? slope * t : t;
        }
}

static void norm_snake_f32(const struct kern_norm *a, const float *alpha, const float *inv_alpha)
{
    for (int r = 0; r < a->rows; r++)
        for (int c = 0; c < a->cols; c++) {
            float t = (a->x[r * a->x_row + c] - a->mean[c]) * a->scale[c] + a->shift[c];
            float s = sinf(alpha[c] * t);
            a->y[r * a->y_row + c] = t + s * s * inv_alpha[c];
        }
}

static void norm_leaky_bf16(const struct kern_norm_bf16 *a, float slope)
{
    for (int r = 0; r < a->rows; r++)
        for (int c = 0; c < a->cols; c++) {
            float t = (a->x[r * a->x_row + c] - a->mean[c]) * a->scale[c] + a->shift[c];
            a->y[r * a->y_row + c] = bf16_of(t < 0 ? slope * t : t);
        }
}

static void norm_snake_bf16(const struct kern_norm_bf16 *a, const float *alpha,
                            const float *inv_alpha)
{
    for (int r = 0; r < a->rows; r++)
        for (int c = 0; c < a->cols; c++) {
            float t = (a->x[r * a->x_row + c] - a->mean[c]) * a->scale[c] + a->shift[c];
            float s = sinf(alpha[c] * t);
            a->y[r * a->y_row + c] = bf16_of(t + s * s * inv_alpha[c]);
        }
}

static void layer_norm_f32(float *y, const float *x, const float *gamma, float plus,
                           const float *beta, float eps, int n)
{
    float mean, m2;
    float sum = 0;
    for (int i = 0; i < n; i++)
        sum += x[i];
    mean = sum / (float)n;
    m2 = 0;
    for (int i = 0; i < n; i++)
        m2 += (x[i] - mean) * (x[i] - mean);
    float rstd = 1 / sqrtf(m2 / (float)n + eps);
    for (int i = 0; i < n; i++)
        y[i] = (x[i] - mean) * (rstd * (plus + gamma[i])) + beta[i];
}

static void softmax_f32(float *x, int n)
{
    float max = x[0], sum = 0;
    for (int i = 1; i < n; i++)
        max = x[i] > max ? x[i] : max;
    for (int i = 0; i < n; i++)
        sum += x[i] = expf(x[i] - max);
    for (int i = 0; i < n; i++)
        x[i] *= 1 / sum;
}

static float sigmoid(float x)
{
    return 1 / (1 + expf(-x));
}

static void lstm_cell_f32(float *h, float *c, const float *gates, int n)
{
    const float *in = gates, *forget = gates + n, *cell = gates + 2 * n, *out = gates + 3 * n;
    for (int i = 0; i < n; i++) {
        c[i] = sigmoid(forget[i]) * c[i] + sigmoid(in[i]) * tanhf(cell[i]);
        h[i] = sigmoid(out[i]) * tanhf(c[i]);
    }
}

static void add_f32(float *y, const float *x, float scale, int n)
{
    for (int i = 0; i < n; i++)
        y[i] = (y[i] + x[i]) * scale;
}

static void leaky_f32(float *y, const float *x, float slope, int n)
{
    for (int i = 0; i < n; i++)
        y[i] = x[i] < 0 ? slope * x[i] : x[i];
}

static void leaky_bf16(uint16_t *y, const float *x, float slope, int n)
{
    for (int i = 0; i < n; i++)
        y[i] = bf16_of(x[i] < 0 ? slope * x[i] : x[i]);
}

/* The 8 leading bits of v, to nearest (Dekker's split). */
static float leading_bits(float v)
{
    float c = v * 65537;
    return c - (c - v);
}

static void split_bf16(uint16_t *high, uint16_t *mid, uint16_t *low, const float *x, int n)
{
    for (int i = 0; i < n; i++) {
        float h = leading_bits(x[i]), rest = x[i] - h, m = leading_bits(rest);
        high[i] = bf16_of(h);
        mid[i] = bf16_of(m);
        low[i] = bf16_of(rest - m);
    }
}

static void exp_f32(float *y, const float *x, int n)
{
    for (int i = 0; i < n; i++)
        y[i] = expf(x[i]);
}

static void tanh_f32(float *y, const float *x, int n)
{
    for (int i = 0; i < n; i++)
        y[i] = tanhf(x[i]);
}

static void sigmoid_f32(float *y, const float *x, int n)
{
    for (int i = 0; i < n; i++)
        y[i] = sigmoid(x[i]);
}

static void gelu_f32(float *y, const float *x, int n)
{
    const float two_sqrt_2_pi = 1.5957691216057308f;
    for (int i = 0; i < n; i++)
        y[i] = x[i] * sigmoid(two_sqrt_2_pi * (x[i] + 0.044715f * x[i] * x[i] * x[i]));
}

static void sin_f32(float *y, const float *x, int n)
{
    for (int i = 0; i < n; i++)
        y[i] = sinf(x[i]);
}

static void cos_f32(float *y, const float *x, int n)
{
    for (int i = 0; i < n; i++)
        y[i] = cosf(x[i]);
}

static void angle_f32(float *angle, const float *re, const float *im, int n)
{
    for (int i = 0; i < n; i++)
        angle[i] = atan2f(im[i], re[i]);
}

void kern_use_scalar(struct kern *k)
{
#define X(ret, name, args) k->name = name;
    KERN_LIST(X)
#undef X
}
