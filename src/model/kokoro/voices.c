#include "model/kokoro/voices.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "model/kokoro/tensors.h"

enum { ROWS_MAX = 1 << 16 };

static int read_voices(struct kokoro_voices *v, const char *path, struct err *e)
{
    size_t n = pack_count(v->pack), row = (size_t)v->width * sizeof(float);
    if (!n || n > KOKORO_VOICES_MAX) return err_set(e, E_CORRUPT, "%s: %zu voices in it", path, n);
    for (size_t i = 0; i < n; i++) {
        size_t size;
        const char *name = pack_name(v->pack, i, &size);
        if (!size || size % row || size / row > ROWS_MAX)
            return err_set(e, E_CORRUPT, "%s: voice %s has %zu bytes: not rows of %d", path, name,
                           size, v->width);
        v->items[i] = (struct kokoro_voice){
            .name = name, .rows = pack_find(v->pack, name, NULL), .n_rows = (int)(size / row)};
    }
    v->n = (int)n;
    return 0;
}

int kokoro_voices_open(struct kokoro_voices *v, const char *path, int width, struct err *e)
{
    assert(width > 0);
    *v = (struct kokoro_voices){.width = width};
    int code = pack_open(&v->pack, path, KOKORO_VOICES_KIND, KOKORO_VOICES_VERSION, e);
    if (!code) code = read_voices(v, path, e);
    if (code) kokoro_voices_close(v);
    return code;
}

void kokoro_voices_close(struct kokoro_voices *v)
{
    pack_close(v->pack);
    *v = (struct kokoro_voices){0};
}

static int by_name(const void *key, const void *voice)
{
    return strcmp(key, ((const struct kokoro_voice *)voice)->name);
}

int kokoro_voices_find(const struct kokoro_voices *v, const char *name)
{
    const struct kokoro_voice *found =
        bsearch(name, v->items, (size_t)v->n, sizeof(*v->items), by_name);
    return found ? (int)(found - v->items) : -1;
}

const float *kokoro_voices_row(const struct kokoro_voices *v, int voice, int n_chars)
{
    assert(voice >= 0 && voice < v->n);
    const struct kokoro_voice *x = &v->items[voice];
    int row = n_chars < 1 ? 0 : n_chars > x->n_rows ? x->n_rows - 1 : n_chars - 1;
    return x->rows + (size_t)row * (size_t)v->width;
}
