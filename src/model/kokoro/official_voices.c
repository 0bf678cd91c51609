#include <dirent.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "model/kokoro/import_official.h"
#include "model/kokoro/kokoro.h"
#include "model/kokoro/torch_arrays.h"
#include "model/kokoro/voices.h"

static const char suffix[] = ".pt";

struct voice_set {
    int width, n, changed;    /* changed: not only what the pack has */
    struct kokoro_voices old; /* the pack, open for as long as its rows are lent */
    struct voice {
        char name[PACK_NAME_BYTES];
        const float *rows;
        float *own; /* the rows, unless they are the pack's */
        size_t n_values;
    } items[KOKORO_VOICES_MAX];
};

int voice_set_open(struct voice_set **out, int width, struct err *e)
{
    struct voice_set *s = *out = calloc(1, sizeof(*s));
    if (!s) return err_set(e, E_NOMEM, "voices: out of memory");
    s->width = width;
    return 0;
}

void voice_set_close(struct voice_set *s)
{
    if (!s) return;
    for (int i = 0; i < s->n; i++)
        free(s->items[i].own);
    kokoro_voices_close(&s->old);
    free(s);
}

static struct voice *find(struct voice_set *s, const char *name)
{
    for (int i = 0; i < s->n; i++)
        if (!strcmp(s->items[i].name, name)) return &s->items[i];
    return NULL;
}

/* The voice of this name, new or emptied. */
static struct voice *add(struct voice_set *s, const char *name, struct err *e)
{
    struct voice *v = find(s, name);
    if (!v && s->n == KOKORO_VOICES_MAX) {
        err_set(e, E_LIMIT, "more than %d voices", KOKORO_VOICES_MAX);
        return NULL;
    }
    if (!v) v = &s->items[s->n++];
    free(v->own);
    *v = (struct voice){.rows = NULL};
    snprintf(v->name, sizeof(v->name), "%s", name);
    return v;
}

/* ------------------------------------------------------------------------------------ .pt files */

/* "DIR/af_heart.pt" -> "af_heart" */
static int voice_name(const char *path, char name[PACK_NAME_BYTES])
{
    const char *slash = strrchr(path, '/'), *base = slash ? slash + 1 : path;
    size_t n = strlen(base), n_suffix = strlen(suffix);
    if (n <= n_suffix || strcmp(base + n - n_suffix, suffix) != 0) return 0;
    n -= n_suffix;
    if (n >= PACK_NAME_BYTES) return 0;
    memcpy(name, base, n);
    name[n] = 0;
    return strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_") == n;
}

/* [rows, 1, width] or [rows, width] */
static int is_voice(const struct array *x, int width)
{
    int last = x->rank - 1;
    return (x->rank == 2 || (x->rank == 3 && x->shape[1] == 1)) && x->shape[0] >= 1 &&
           x->shape[0] <= KOKORO_PHONEMES_MAX && x->shape[last] == width;
}

static int add_voice(struct voice_set *s, const char *path, const char *name, struct checkpoint *c,
                     struct err *e)
{
    char shape[ARRAY_SHAPE_BYTES];
    struct err why = {0};
    const struct array *x = arrays_find(&c->arrays, TORCH_ARRAY_ALONE);
    if (!x || c->arrays.n != 1)
        return err_set(e, E_FORMAT, "%.200s: not a voice: not one tensor alone", path);
    if (!is_voice(x, s->width))
        return err_set(e, E_FORMAT, "%.200s: not a voice: its shape is %s, not [%d, 1, %d]", path,
                       array_shape_text(x, shape), KOKORO_PHONEMES_MAX, s->width);
    struct voice *v = add(s, name, e);
    if (!v) return e->code;
    v->n_values = x->n;
    v->rows = v->own = malloc(x->n * sizeof(*v->own));
    if (!v->own) return err_set(e, E_NOMEM, "%.200s: out of memory", path);
    if (array_floats(x, v->own, &why))
        return err_set(e, E_FORMAT, "%.200s: not floating-point numbers", path);
    for (size_t i = 0; i < x->n; i++)
        if (!isfinite(v->rows[i]))
            return err_set(e, E_FORMAT, "%.200s: value %zu is not finite", path, i);
    s->changed = 1;
    return 0;
}

static int read_file(struct voice_set *s, const char *path, int *n, struct err *e)
{
    char name[PACK_NAME_BYTES];
    struct checkpoint c;
    if (!voice_name(path, name))
        return err_set(e, E_FORMAT, "%.200s: a voice's file is called NAME.pt, of a-z, 0-9 and _",
                       path);
    int code = checkpoint_open(&c, path, e);
    if (code) return code;
    code = add_voice(s, path, name, &c, e);
    checkpoint_close(&c);
    ++*n;
    return code;
}

static int is_pt(const struct dirent *d)
{
    size_t n = strlen(d->d_name), n_suffix = strlen(suffix);
    return n > n_suffix && d->d_name[0] != '.' && !strcmp(d->d_name + n - n_suffix, suffix);
}

static int read_folder(struct voice_set *s, const char *path, int *n, struct err *e)
{
    struct dirent **files;
    int n_files = scandir(path, &files, is_pt, alphasort), code = 0;
    if (n_files < 0) return err_set(e, E_IO, "%.200s: cannot list the folder", path);
    if (!n_files) code = err_set(e, E_NOENT, "%.200s: no .pt file in this folder", path);
    for (int i = 0; i < n_files; i++) {
        char file[PATH_MAX_BYTES];
        if (!code && file_join(file, path, files[i]->d_name))
            code = err_set(e, E_LIMIT, "%.80s: path too long", path);
        if (!code) code = read_file(s, file, n, e);
        free(files[i]);
    }
    free(files);
    return code;
}

int voice_set_read(struct voice_set *s, const char *path, int *n, struct err *e)
{
    struct stat st;
    struct err own;
    *n = 0;
    if (!e) e = &own;
    if (stat(path, &st)) return err_set(e, E_NOENT, "%.200s: no such file or folder", path);
    return S_ISDIR(st.st_mode) ? read_folder(s, path, n, e) : read_file(s, path, n, e);
}

/* ----------------------------------------------------------------------------------- the pack */

int voice_set_keep(struct voice_set *s, const char *pack_path, struct err *e)
{
    struct err own;
    if (!e) e = &own;
    if (!file_exists(pack_path)) return 0;
    int code = kokoro_voices_open(&s->old, pack_path, s->width, e);
    for (int i = 0; !code && i < s->old.n; i++) {
        const struct kokoro_voice *x = &s->old.items[i];
        if (find(s, x->name)) continue;
        struct voice *v = add(s, x->name, e);
        if (!v) return e->code;
        v->rows = x->rows;
        v->n_values = (size_t)x->n_rows * (size_t)s->width;
    }
    return code;
}

int voice_set_write(struct voice_set *s, const char *pack_path, int *n, struct err *e)
{
    struct pack_writer *w;
    struct kokoro_voices v;
    *n = s->n;
    if (!s->changed) return 0;
    int code = pack_writer_open(&w, pack_path, KOKORO_VOICES_KIND, KOKORO_VOICES_VERSION, e);
    if (code) return code;
    for (int i = 0; i < s->n; i++)
        pack_writer_add(w, s->items[i].name, s->items[i].rows,
                        s->items[i].n_values * sizeof(*s->items[i].rows));
    code = pack_writer_finish(w, e);
    if (!code) code = kokoro_voices_open(&v, pack_path, s->width, e);
    if (code) return code;
    code = pack_verify(v.pack, e);
    kokoro_voices_close(&v);
    return code;
}
