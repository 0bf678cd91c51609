#include "model/kokoro/import_official.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "model/kokoro/import_kokoro.h"
#include "model/kokoro/kokoro.h"

/* kokoro-v1_0.pth as its author published it. */
#define V1_0_SHA256 "496dba118d1a58f5f3db2efc88dbdc216e0483fc89fe6e47ee1f2c53f18ad1e4"

struct source {
    const struct arrays *arrays;
    char *used; /* [arrays->n] */
    double values, read;
    const struct official_request *q;
    struct official_report *r;
};

/* --------------------------------------------------------------------------------------- names */

/* Takes out what torch.nn.DataParallel put in front of a module's names: "bert.module.x" and
 * "module.bert.x" are "bert.x". */
static void strip_module(char *name)
{
    static const char module[] = "module.";
    size_t n = strlen(module);
    if (!strncmp(name, module, n)) memmove(name, name + n, strlen(name + n) + 1);
    char *dot = strchr(name, '.');
    if (dot && !strncmp(dot + 1, module, n)) memmove(dot + 1, dot + 1 + n, strlen(dot + 1 + n) + 1);
}

static int starts(const char *s, const char *with)
{
    return !strncmp(s, with, strlen(with));
}

static int ends(const char *s, const char *with)
{
    size_t n = strlen(s), n_with = strlen(with);
    return n >= n_with && !strcmp(s + n - n_with, with);
}

/* The array of a name, noted as used; NULL: not there. */
static const struct array *use(struct source *s, const char *name)
{
    const struct array *x = arrays_find(s->arrays, name);
    if (x) s->used[x - s->arrays->items] = 1;
    return x;
}

/* -------------------------------------------------------------------------------------- reading */

static int read_values(struct source *s, const struct array *x, float *values, struct err *e)
{
    s->read += (double)x->n;
    if (s->q->progress) s->q->progress(s->q->ctx, s->values > 0 ? s->read / s->values : 1);
    return array_floats(x, values, e);
}

static int check_shape(const struct array *x, int rank, const int shape[3], struct err *e)
{
    int same = x->rank == rank;
    for (int i = 0; same && i < rank; i++)
        same = x->shape[i] == shape[i];
    if (same) return 0;
    char got[ARRAY_SHAPE_BYTES], want[ARRAY_SHAPE_BYTES];
    struct array w = {.rank = rank};
    for (int i = 0; i < rank; i++)
        w.shape[i] = shape[i];
    return err_set(e, E_FORMAT, "%s: its shape is %s, Kokoro-82M's is %s", x->name,
                   array_shape_text(x, got), array_shape_text(&w, want));
}

size_t kokoro_fold_weight(float *v, const float *g, size_t rows, size_t n)
{
    for (size_t r = 0; r < rows; r++, v += n) {
        double sum = 0;
        for (size_t i = 0; i < n; i++)
            sum += (double)v[i] * (double)v[i];
        if (sum == 0) return r;
        double scale = (double)g[r] / sqrt(sum);
        for (size_t i = 0; i < n; i++)
            v[i] = (float)((double)v[i] * scale);
    }
    return rows;
}

static int read_pair(struct source *s, const struct kokoro_tensor *t, const struct array *g,
                     const struct array *v, float *values, struct err *e)
{
    const int g_shape[3] = {t->shape[0], 1, 1};
    int code = check_shape(g, t->rank, g_shape, e);
    if (!code) code = check_shape(v, t->rank, t->shape, e);
    if (code) return code;
    size_t rows = (size_t)t->shape[0];
    float *lengths = malloc(rows * sizeof(*lengths));
    if (!lengths) return err_set(e, E_NOMEM, "%s: out of memory", t->name);
    code = read_values(s, g, lengths, e);
    if (!code) code = read_values(s, v, values, e);
    size_t bad =
        code ? rows : kokoro_fold_weight(values, lengths, rows, kokoro_tensor_values(t) / rows);
    free(lengths);
    if (bad < rows) return err_set(e, E_FORMAT, "%s: row %zu is all zero", v->name, bad);
    s->r->folded++;
    return code;
}

/* The ways in which a weight may be there. */
static const struct spelling {
    const char *g, *v;
} spellings[] = {
    {"weight_g", "weight_v"},
    {"parametrizations.weight.original0", "parametrizations.weight.original1"},
};
enum { SPELLINGS = sizeof(spellings) / sizeof(*spellings) };

/* name = the tensor's module and this leaf */
static const struct array *use_leaf(struct source *s, const struct kokoro_tensor *t,
                                    const char *leaf)
{
    char name[PACK_NAME_BYTES + 60];
    int n_module = (int)(strrchr(t->name, '.') + 1 - t->name);
    snprintf(name, sizeof(name), "%.*s%s", n_module, t->name, leaf);
    return use(s, name);
}

static int not_there(const struct kokoro_tensor *t, int is_weight, struct err *e)
{
    return err_set(e, E_FORMAT, "%s: not there%s: is it a checkpoint of Kokoro-82M?", t->name,
                   is_weight && t->rank == 3 ? ", nor as weight_g and weight_v" : "");
}

static int read_tensor(void *ctx, const struct kokoro_tensor *t, float *values, struct err *e)
{
    struct source *s = ctx;
    const struct array *plain = use(s, t->name), *g = NULL, *v = NULL;
    int ways = plain != NULL, is_weight = t->rank > 1 && ends(t->name, ".weight");
    for (int i = 0; is_weight && i < SPELLINGS; i++) {
        const struct array *a = use_leaf(s, t, spellings[i].g), *b = use_leaf(s, t, spellings[i].v);
        if (!a != !b)
            return err_set(e, E_FORMAT, "%s: the other half of this pair is not there",
                           a ? a->name : b->name);
        if (!a) continue;
        ways++;
        g = a;
        v = b;
    }
    if (ways > 1)
        return err_set(e, E_FORMAT, "%s: there twice, whole and in parts or in two spellings",
                       t->name);
    if (!ways) return not_there(t, is_weight, e);
    if (g) return read_pair(s, t, g, v, values, e);
    int code = check_shape(plain, t->rank, t->shape, e);
    return code ? code : read_values(s, plain, values, e);
}

/* --------------------------------------------------------------------------- what nobody asked for
 */

/* AdaIN's instance norm: newer code makes it affine, with a weight of 1 and a bias of 0 that were
 * never trained.  Ours has none. */
static int check_neutral(const struct array *x, int want, struct err *e)
{
    float *values = malloc((x->n ? x->n : 1) * sizeof(*values));
    if (!values) return err_set(e, E_NOMEM, "%s: out of memory", x->name);
    int code = array_floats(x, values, e);
    for (size_t i = 0; !code && i < x->n; i++)
        if (values[i] != (float)want)
            code = err_set(e, E_FORMAT,
                           "%s: a trained normalisation, which Kokoro-82M does not have", x->name);
    free(values);
    return code;
}

static int is_known(const char *name)
{
    static const char *const known[] = {"bert.pooler.", "bert.embeddings.position_ids",
                                        "bert.embeddings.token_type_ids",
                                        "decoder.generator.stft."};
    for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++)
        if (starts(name, known[i])) return 1;
    return 0;
}

static int judge_rest(void *ctx, struct err *e)
{
    struct source *s = ctx;
    struct official_report *r = s->r;
    for (size_t i = 0; i < s->arrays->n; i++) {
        const struct array *x = &s->arrays->items[i];
        int norm = ends(x->name, ".norm.weight") ? 1 : ends(x->name, ".norm.bias") ? 0 : -1;
        if (s->used[i]) continue;
        if (norm >= 0 && check_neutral(x, norm, e)) return e->code;
        if (norm >= 0 || is_known(x->name)) {
            r->ignored++;
            continue;
        }
        if (r->unknown < OFFICIAL_NAMES_MAX)
            snprintf(r->unknown_names[r->unknown], ARRAY_NAME_BYTES, "%s", x->name);
        r->unknown++;
    }
    return 0;
}

/* -------------------------------------------------------------------------------------- the model
 */

int kokoro_write_official(const char *path, const struct kokoro_dims *d, struct checkpoint *c,
                          const struct official_request *q, struct official_report *r,
                          struct err *e)
{
    struct err own;
    if (!e) e = &own;
    r->format = c->format;
    r->arrays = (int)c->arrays.n;
    struct source s = {.arrays = &c->arrays, .q = q, .r = r};
    for (size_t i = 0; i < c->arrays.n; i++) {
        strip_module(c->arrays.items[i].name);
        s.values += (double)c->arrays.items[i].n;
    }
    int code = arrays_sort(&c->arrays, e);
    if (code) return code;
    s.used = calloc(c->arrays.n + 1, 1);
    if (!s.used) return err_set(e, E_NOMEM, "%s: out of memory", path);
    struct kokoro_source from = {&s, read_tensor, judge_rest};
    code = kokoro_write_model(path, d, &from, e);
    free(s.used);
    return code;
}

static int import_model(const char *pack_path, const struct official_request *q,
                        struct official_report *r, struct err *e)
{
    struct checkpoint c;
    struct err why = {0};
    int code = checkpoint_open(&c, r->model, e);
    if (code) return code;
    uint8_t hash[SHA256_BYTES];
    digest_sha256(hash, c.map.data, c.map.size);
    digest_hex(r->sha256, hash, sizeof(hash));
    r->is_v1_0 = !strcmp(r->sha256, V1_0_SHA256);
    code = kokoro_write_official(pack_path, &kokoro_dims_real, &c, q, r, &why);
    checkpoint_close(&c);
    return code ? err_set(e, code, "%.150s: %s", r->model, why.msg) : 0;
}

/* -------------------------------------------------------------------------------------- the whole
 */

static int is_folder(const char *path)
{
    struct stat st;
    return !stat(path, &st) && S_ISDIR(st.st_mode);
}

/* What the request names: the checkpoint into r->model, the voices' file or folder into voices ("":
 * none). */
static int find_files(const struct official_request *q, struct official_report *r,
                      char voices[PATH_MAX_BYTES], struct err *e)
{
    static const char *const names[] = {"kokoro-v1_0.pth", "kokoro-v1_0.safetensors",
                                        "model.safetensors"};
    int code = 0, folder = q->model && is_folder(q->model);
    if (snprintf(voices, PATH_MAX_BYTES, "%s", q->voices ? q->voices : "") >= PATH_MAX_BYTES ||
        snprintf(r->model, PATH_MAX_BYTES, "%s", q->model ? q->model : "") >= PATH_MAX_BYTES)
        return err_set(e, E_LIMIT, "a path is too long");
    if (!folder) return 0;
    size_t i = 0, n = sizeof(names) / sizeof(*names);
    for (; i < n && !code; i++) {
        code = file_join(r->model, q->model, names[i]);
        if (!code && file_exists(r->model)) break;
    }
    if (!code && i == n)
        return err_set(e, E_NOENT, "%.200s: no %s, %s or %s in this folder", q->model, names[0],
                       names[1], names[2]);
    if (!code && !q->voices) {
        code = file_join(voices, q->model, "voices");
        if (!code && !is_folder(voices)) voices[0] = 0;
    }
    return code ? err_set(e, code, "%.80s: path too long", q->model) : 0;
}

/* DATA/folder/kokoro.pack, its folder made. */
static int pack_place(char path[PATH_MAX_BYTES], const char *data_dir, const char *folder,
                      struct err *e)
{
    char dir[PATH_MAX_BYTES];
    if (file_join(dir, data_dir, folder) || file_join(path, dir, "kokoro.pack"))
        return err_set(e, E_LIMIT, "%.80s: path too long", data_dir);
    return file_mkdirs(dir, e);
}

int kokoro_import_official(const char *data_dir, const struct official_request *q,
                           struct official_report *r, struct err *e)
{
    char from[PATH_MAX_BYTES], model[PATH_MAX_BYTES], voices[PATH_MAX_BYTES];
    struct voice_set *set = NULL;
    *r = (struct official_report){.format = ""};
    int code = find_files(q, r, from, e);
    if (!code) code = pack_place(model, data_dir, "model", e);
    if (!code) code = pack_place(voices, data_dir, "voices", e);
    if (!code) code = voice_set_open(&set, KOKORO_STYLE, e);
    if (!code && from[0]) code = voice_set_read(set, from, &r->voices_read, e);
    if (!code) code = voice_set_keep(set, voices, e);
    if (!code && r->model[0]) code = import_model(model, q, r, e);
    if (!code) code = voice_set_write(set, voices, &r->voices, e);
    voice_set_close(set);
    return code;
}
