/* The committed tiny model: tests/fixtures/tiny is a data folder with a model and two voices,
 * random but well scaled, so that every stage has signal and F0 is voiced here and unvoiced there.
 * This program made it (test_tiny --write FOLDER) and checks that it still would make the same.
 * What the network must say with it stands in tests/fixtures/tiny/reference.pack
 * (tools/tinyref.py). */
#include <math.h>

#include "../unit.h"
#include "base/buf.h"
#include "base/file.h"
#include "model/kokoro/import_kokoro.h"
#include "model/kokoro/voices.h"
#include "tiny_dims.h"

enum { VOICE_ROWS = 12 };

/* Where values lie: centre +- width, uniform. The first row that fits the name. */
static const struct {
    const char *part;
    float centre, width; /* width 0: by fan-in, so that a layer keeps the variance */
} spreads[] = {
    {".alpha", 1, 0.5f},     /* Snake divides by it */
    {"F0_proj.bias", 60, 1}, /* hertz: at times below 10, which is unvoiced */
    {"F0_proj.weight", 0, 100},
    {"duration_proj.linear_layer.weight", 0, 8},
    {".weight_ih_l0", 0, 1.5f}, /* gates that open and close */
    {"duration_proj.linear_layer.bias", 0, 1},
    {"decoder.F0_conv.weight", 0, 0.01f}, /* hertz in */
    {"conv_post.weight", 0, 0.15f},
    {"l_linear.bias", -0.1f, 0.05f}, /* below 0: the second bin of silence is at angle 0, not pi */
    {".gamma", 1, 0.3f},
    {"LayerNorm.weight", 1, 0.3f},
    {"layer_norm.weight", 1, 0.3f},
    {"embeddings.", 0, 1},
    {".embedding.weight", 0, 1},
    {".fc.weight", 0, 0.5f},
    {".bias", 0, 0.2f},
    {".beta", 0, 0.2f},
    {".weight", 0, 0},
};

static void spread(const struct kokoro_tensor *t, float *centre, float *width)
{
    int taps = t->layout == KOKORO_TRANSPOSED ? t->shape[0] * t->shape[2] / t->stride
                                              : t->shape[1] * t->shape[2];
    for (size_t i = 0; i < sizeof(spreads) / sizeof(*spreads); i++) {
        if (!strstr(t->name, spreads[i].part)) continue;
        *centre = spreads[i].centre;
        *width = spreads[i].width > 0 ? spreads[i].width : sqrtf(3.0f / (float)taps);
        return;
    }
    fail_msg("no spread for %s", t->name);
}

static int read_tiny(void *ctx, const struct kokoro_tensor *t, float *values, struct err *e)
{
    (void)ctx, (void)e;
    float centre = 0, width = 0;
    spread(t, &centre, &width);
    struct rng r = tiny_rng(t->name);
    size_t n = kokoro_tensor_values(t);
    for (size_t i = 0; i < n; i++)
        values[i] = centre + width * rng_unit(&r);
    return 0;
}

static void write_fixture(const char *folder)
{
    char path[400];
    struct err e;
    struct kokoro_source from = {.read = read_tiny};
    snprintf(path, sizeof(path), "%s/model", folder);
    assert_int_equal(file_mkdirs(path, &e), 0);
    snprintf(path, sizeof(path), "%s/model/kokoro.pack", folder);
    assert_int_equal(kokoro_write_model(path, &tiny_dims, &from, &e), 0);
    snprintf(path, sizeof(path), "%s/voices", folder);
    assert_int_equal(file_mkdirs(path, &e), 0);
    snprintf(path, sizeof(path), "%s/voices/kokoro.pack", folder);
    struct pack_writer *w;
    assert_int_equal(pack_writer_open(&w, path, KOKORO_VOICES_KIND, KOKORO_VOICES_VERSION, &e), 0);
    static const char *const names[] = {"tiny_a", "tiny_b"};
    for (int v = 0; v < 2; v++) {
        struct rng r = tiny_rng(names[v]);
        float rows[VOICE_ROWS * 2 * 16];
        int n = VOICE_ROWS * 2 * tiny_dims.style;
        for (int i = 0; i < n; i++)
            rows[i] = rng_unit(&r);
        pack_writer_add(w, names[v], rows, (size_t)n * sizeof(float));
    }
    assert_int_equal(pack_writer_finish(w, &e), 0);
}

static void same_file(const char *a, const char *b, const char *name)
{
    struct buf x = buf_make(1 << 20), y = buf_make(1 << 20);
    struct err e;
    char path[400];
    snprintf(path, sizeof(path), "%s/%s", a, name);
    if (file_read(&x, path, &e)) fail_msg("%s", e.msg);
    snprintf(path, sizeof(path), "%s/%s", b, name);
    if (file_read(&y, path, &e)) fail_msg("%s", e.msg);
    assert_int_equal(x.len, y.len);
    assert_memory_equal(x.data, y.data, x.len);
    buf_free(&x);
    buf_free(&y);
}

static void the_fixture_is_what_this_writes(void **state)
{
    (void)state;
    char folder[200];
    unit_folder(folder);
    write_fixture(folder);
    same_file(folder, "tests/fixtures/tiny", "model/kokoro.pack");
    same_file(folder, "tests/fixtures/tiny", "voices/kokoro.pack");
    unit_remove(folder);
}

static void the_fixture_is_whole(void **state)
{
    (void)state;
    struct err e = {0};
    if (kokoro_verify_model("tests/fixtures/tiny/model/kokoro.pack", &e)) fail_msg("%s", e.msg);
    struct kokoro_voices v;
    assert_int_equal(
        kokoro_voices_open(&v, "tests/fixtures/tiny/voices/kokoro.pack", 2 * tiny_dims.style, &e),
        0);
    assert_int_equal(v.n, 2);
    assert_int_equal(v.items[0].n_rows, VOICE_ROWS);
    kokoro_voices_close(&v);
}

int main(int argc, char **argv)
{
    if (argc == 3 && !strcmp(argv[1], "--write")) {
        write_fixture(argv[2]);
        return 0;
    }
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_fixture_is_what_this_writes),
        cmocka_unit_test(the_fixture_is_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
