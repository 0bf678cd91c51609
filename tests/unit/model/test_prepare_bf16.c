#include "model/kokoro/prepare_bf16.h"

#include <sys/stat.h>
#include <unistd.h>

#include "model/kokoro/import_kokoro.h"
#include "model/kokoro/layers.h"
#include "nn/conv_bf16.h"
#include "tiny_onnx.h"

static char folder[200], model[260], panels[280];

static int set_up(void **state)
{
    (void)state;
    struct tiny_onnx tiny;
    struct err e = {0};
    unit_folder(folder);
    snprintf(model, sizeof(model), "%s/kokoro.pack", folder);
    snprintf(panels, sizeof(panels), "%s/kokoro-bf16.pack", folder);
    tiny_onnx_init(&tiny);
    int code = kokoro_import_onnx(model, &tiny_dims, tiny.file.data, tiny.file.len, &e);
    if (code) print_error("%s\n", e.msg);
    tiny_onnx_free(&tiny);
    return code;
}

static int tear_down(void **state)
{
    (void)state;
    unit_remove(folder);
    return 0;
}

struct seen {
    int n, without;
    struct {
        const struct nn_conv1d *layer;
        const uint16_t *bf16;
    } item[200];
};

static int see(void *ctx, struct nn_conv1d *layer, enum kokoro_stage stage)
{
    struct seen *s = ctx;
    int durations = stage == KOKORO_STAGE_BERT || stage == KOKORO_STAGE_DURATIONS;
    if (durations) assert_null(layer->bf16);
    if (!layer->bf16) {
        s->without++;
        return 0;
    }
    assert_true(s->n < 200);
    s->item[s->n].layer = layer;
    s->item[s->n++].bf16 = layer->bf16;
    return 0;
}

static void open_prepared(struct kokoro_weights *w, struct seen *s)
{
    struct err e = {0};
    *s = (struct seen){0};
    assert_int_equal(weights_open(w, model, &e), 0);
    assert_int_equal(prepare_bf16(w, NULL, &e), 0);
    assert_int_equal(kokoro_each_layer(w, see, s), 0);
    assert_non_null(w->generator.stage[0].up.bf16);
    assert_non_null(w->generator.stage[1].up.bf16);
}

static void stored_panels_are_those_made_in_memory(void **state)
{
    (void)state;
    struct kokoro_weights mapped, made;
    struct seen a, b;
    open_prepared(&mapped, &a);
    assert_non_null(mapped.bf16_pack);
    assert_null(mapped.bf16.base);
    char aside[300];
    snprintf(aside, sizeof(aside), "%s.aside", panels);
    assert_int_equal(rename(panels, aside), 0);
    open_prepared(&made, &b);
    assert_null(made.bf16_pack);
    assert_non_null(made.bf16.base);
    assert_int_equal(a.n, b.n);
    assert_true(a.n > 80);
    for (int i = 0; i < a.n; i++)
        assert_memory_equal(a.item[i].bf16, b.item[i].bf16,
                            conv_bf16_size(a.item[i].layer) * sizeof(uint16_t));
    for (int i = 0; i < KOKORO_STAGES; i++) {
        const struct nn_conv_transposed1d *up = &mapped.generator.stage[i].up;
        assert_memory_equal(up->bf16, made.generator.stage[i].up.bf16,
                            conv_bf16_transposed_size(up) * sizeof(uint16_t));
    }
    weights_close(&mapped);
    weights_close(&made);
    assert_int_equal(rename(aside, panels), 0);
}

/* A file of another model, or a damaged one, is passed over. */
static void panels_of_another_model_are_not_used(void **state)
{
    (void)state;
    struct kokoro_weights w;
    struct seen s;
    char other[PACK_IDENTITY_BYTES] = "another model", zeros[64] = {0};
    struct pack_writer *out;
    struct err e = {0};
    assert_int_equal(pack_writer_open(&out, panels, KOKORO_BF16_KIND, KOKORO_BF16_VERSION, &e), 0);
    pack_writer_add(out, "of", other, sizeof(other));
    pack_writer_add(out, "weights", zeros, sizeof(zeros));
    assert_int_equal(pack_writer_finish(out, &e), 0);
    open_prepared(&w, &s);
    assert_null(w.bf16_pack);
    weights_close(&w);
    FILE *f = fopen(panels, "r+b");
    assert_non_null(f);
    assert_int_equal(fwrite("rubbish", 1, 7, f), 7);
    assert_int_equal(fclose(f), 0);
    open_prepared(&w, &s);
    assert_null(w.bf16_pack);
    weights_close(&w);
    assert_int_equal(prepare_bf16_store(model, &e), 0); /* and again in place */
    open_prepared(&w, &s);
    assert_non_null(w.bf16_pack);
    weights_close(&w);
}

static void verify_says(int want, const char *says)
{
    struct err e = {0};
    assert_int_equal(prepare_bf16_check(model, &e), want);
    if (says && !strstr(e.msg, says)) fail_msg("%s", e.msg);
}

static void change_byte(long at)
{
    FILE *f = fopen(panels, "r+b");
    assert_non_null(f);
    assert_int_equal(fseek(f, at, SEEK_SET), 0);
    int c = fgetc(f);
    assert_int_equal(fseek(f, at, SEEK_SET), 0);
    assert_int_equal(fputc(c ^ 0x10, f), c ^ 0x10);
    assert_int_equal(fclose(f), 0);
}

/* Whatever is wrong is found and named; a file that is not used is no failure of the program. */
static void every_damage_is_found(void **state)
{
    (void)state;
    struct kokoro_weights w;
    struct seen s;
    struct stat st;
    struct err e = {0};
    verify_says(0, NULL);
    assert_int_equal(stat(panels, &st), 0);
    for (int i = 0; i < 40; i++) { /* header, contents and panels; not the zeros between */
        long at = i < 20 ? i * 4 : (long)(st.st_size / 20) * (i - 20) + 400;
        change_byte(at);
        verify_says(E_CORRUPT, "kokoro-bf16.pack");
        change_byte(at);
    }
    verify_says(0, NULL);
    for (long cut = 1; cut < st.st_size; cut += st.st_size / 7) {
        assert_int_equal(truncate(panels, cut), 0);
        verify_says(E_CORRUPT, "kokoro-bf16.pack");
        open_prepared(&w, &s);
        assert_null(w.bf16_pack);
        weights_close(&w);
        assert_int_equal(prepare_bf16_store(model, &e), 0);
    }
    struct pack_writer *out;
    char zeros[64] = {0};
    assert_int_equal(pack_writer_open(&out, panels, KOKORO_BF16_KIND, KOKORO_BF16_VERSION, &e), 0);
    pack_writer_add(out, "of", "another model, of 32 bytes' name", PACK_IDENTITY_BYTES);
    pack_writer_add(out, "weights", zeros, sizeof(zeros));
    assert_int_equal(pack_writer_finish(out, &e), 0);
    verify_says(E_CORRUPT, "another model");
    assert_int_equal(pack_writer_open(&out, panels, KOKORO_BF16_KIND, 99, &e), 0);
    assert_int_equal(pack_writer_finish(out, &e), 0);
    verify_says(E_CORRUPT, "version 99");
    assert_int_equal(unlink(panels), 0);
    verify_says(E_NOENT, NULL);
    assert_int_equal(prepare_bf16_store(model, &e), 0);
    verify_says(0, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(stored_panels_are_those_made_in_memory),
                                       cmocka_unit_test(panels_of_another_model_are_not_used),
                                       cmocka_unit_test(every_damage_is_found)};
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
