/* The whole network on the tiny model, on every instruction set of this CPU and on one and two
 * threads, against tests/fixtures/tiny/reference.pack (float64, tools/tinyref.py). */
#include <math.h>

#include "../unit.h"
#include "base/cpu.h"
#include "base/pack.h"
#include "base/pool.h"
#include "kern/kern.h"
#include "base/rng.h"
#include "model/kokoro/session.h"
#include "nn/rows.h"
#include "nn/stft.h"

enum { IDS_MAX = 64, KEEP = 32 /* every so many'th value of what is large */ };

static const struct {
    const char *name, *voice;
} cases[] = {{"plain", "tiny_a"}, {"slow", "tiny_b"}, {"one", "tiny_a"}};

static struct pack *reference;
static struct kokoro *model;

static int set_up(void **state)
{
    (void)state;
    struct err e = {0};
    if (pack_open(&reference, "tests/fixtures/tiny/reference.pack", "tinyref", 1, &e) ||
        kokoro_open(&model, "tests/fixtures/tiny", &e))
        fail_msg("%s", e.msg);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    kokoro_close(model);
    pack_close(reference);
    return 0;
}

static const void *expected(const char *name, const char *stage, int *n)
{
    char section[80];
    size_t size;
    snprintf(section, sizeof(section), "%s/%s", name, stage);
    const void *found = pack_find(reference, section, &size);
    if (!found) fail_msg("no %s in the reference", section);
    *n = (int)(size / 4);
    return found;
}

/* The root of the mean squared difference, against the reference's own. got has every value, want
 * each step'th; n values of want. */
static double difference(const float *got, int step, const float *want, int n)
{
    double sum = 0, all = 0;
    for (int i = 0; i < n; i++) {
        double d = (double)got[(size_t)i * (size_t)step] - (double)want[i];
        sum += d * d;
        all += (double)want[i] * (double)want[i];
    }
    return sqrt(sum / all);
}

/* Small stages are kept whole, large ones strided. */
static void check_curve(const char *name, const char *stage, const float *got, int n_got,
                        double most)
{
    char large[40];
    int n, step = n_got > 200 ? KEEP : 1;
    snprintf(large, sizeof(large), "%s/%d", stage, KEEP);
    const float *want = expected(name, step > 1 ? large : stage, &n);
    assert_int_equal(n, (n_got + step - 1) / step);
    double d = difference(got, step, want, n);
    if (!(d < most)) fail_msg("%s: %s differs by %.2g of its level", name, stage, d);
}

struct spoken {
    int16_t ids[IDS_MAX];
    int n_ids;
    float speed;
    const float *style;
};

static struct spoken spoken_case(int c)
{
    struct spoken s;
    int n;
    const int32_t *ids = expected(cases[c].name, "ids", &n);
    assert_true(n > 2 && n - 2 <= IDS_MAX);
    s.n_ids = n - 2; /* without the pads */
    for (int i = 0; i < s.n_ids; i++)
        s.ids[i] = (int16_t)ids[i + 1];
    s.speed = *(const float *)expected(cases[c].name, "speed", &n);
    s.style = kokoro_voice_row(model, kokoro_voice_find(model, cases[c].voice), s.n_ids);
    return s;
}

/* render.c with a source's spectrum of rng's making, so that what follows can be judged strictly.
 */
static void render_injected(struct kokoro_session *s, struct kokoro_prosody *prosody,
                            const struct kokoro_style *style, float *samples)
{
    struct err e;
    int F = prosody->n_frames, h = s->k->weights.dims.hidden, T = generator_rows(1, F);
    assert_int_equal(session_styles(s, style, 1, prosody->n_tokens, &e), 0);
    styles_set_frames(&s->styles, prosody->frames);
    struct arena memory;
    assert_int_equal(arena_init(&memory, 32 << 20), 0);
    struct kokoro_pass p = session_pass(s, &memory);
    float *har = pass_rows(&p, T, KOKORO_SPECTRUM);
    struct rng r = {(uint64_t)prosody->n_tokens};
    for (int i = 0; i < T * KOKORO_SPECTRUM; i++)
        har[i] = rng_unit(&r);
    float *asr = pass_rows(&p, F, h), *x = pass_rows(&p, 2 * F, s->k->weights.dims.generator);
    nn_repeat(&p.nn, s->t_en, h, prosody->n_tokens, h, prosody->frames, asr, h);
    assert_int_equal(decoder_run(&p, asr, prosody->f0, prosody->n, F, x), 0);
    for (int stage = 0; stage < 2; stage++) {
        int rows = generator_rows(stage, F), c = generator_channels(&s->k->weights.dims, stage);
        struct generator_tensors t = {.x = x};
        t.y = pass_rows(&p, rows, c);
        t.noise = pass_rows(&p, rows, c);
        t.inner = pass_rows(&p, rows, c);
        t.residual = pass_rows(&p, rows, c);
        generator_noise(&p, stage, har, F, t.noise, t.inner);
        assert_int_equal(generator_stage(&p, stage, F, &t), 0);
        x = t.y;
    }
    generator_post(&p, x, F, har);
    nn_istft(&p.nn, har, KOKORO_SPECTRUM, T, samples);
    arena_free(&memory);
}

static void check_case(struct kokoro_session *session, int c)
{
    struct spoken s = spoken_case(c);
    struct kokoro_style style = {s.n_ids + 2, s.style};
    struct kokoro_prosody *p;
    struct err e = {0};
    if (kokoro_predict(session, s.ids, s.n_ids, &style, 1, s.speed, 0, &p, &e))
        fail_msg("%s", e.msg);
    int n;
    const float *frames = expected(cases[c].name, "frames", &n);
    assert_int_equal(n, p->n_tokens);
    for (int i = 0; i < n; i++)
        assert_int_equal(p->frames[i], (int)frames[i]);
    check_curve(cases[c].name, "f0", p->f0, 2 * p->n_frames, 1e-5);
    check_curve(cases[c].name, "n", p->n, 2 * p->n_frames, 1e-5);
    float *samples = calloc((size_t)p->n_frames * KOKORO_HOP, sizeof(float));
    assert_non_null(samples);
    /* A bin at half a turn, or of nothing, may be heard as another angle: loose for voiced sound,
     */
    if (kokoro_render(session, p, &style, 1, samples, NULL, NULL, &e)) fail_msg("%s", e.msg);
    check_curve(cases[c].name, "audio", samples, p->n_frames * KOKORO_HOP, 0.2);
    render_injected(session, p, &style, samples);
    check_curve(cases[c].name, "injected", samples, p->n_frames * KOKORO_HOP, 1e-4);
    free(samples);
}

static void every_instruction_set(void **state)
{
    (void)state;
    static const char *const names[] = {"scalar", "avx2", "avx512", "neon"};
    struct err e;
    struct pool *pool;
    assert_int_equal(pool_start(&pool, 2, 4), 0);
    for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
        unsigned flags = cpu_detect() & (unsigned)cpu_limit_from_name(names[i]);
        if (i > 0 && strcmp(cpu_name_of(flags), names[i]) != 0) continue; /* not on this CPU */
        kern_init(flags);
        for (int threads = 1; threads <= 2; threads++) {
            struct kokoro_session *s;
            assert_int_equal(kokoro_session_open(&s, model, threads == 2 ? pool : NULL, &e), 0);
            for (size_t c = 0; c < sizeof(cases) / sizeof(*cases); c++)
                check_case(s, (int)c);
            kokoro_session_close(s);
        }
        print_message("%s agrees\n", names[i]);
    }
    kern_init(cpu_detect());
    pool_stop(pool);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_instruction_set),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
