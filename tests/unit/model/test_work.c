/* The arithmetic of each stage (work.c), against sums over the sizes that MODEL.md gives. */
#include "../unit.h"
#include "base/cpu.h"
#include "kern/kern.h"
#include "model/kokoro/session.h"

enum { L = 7, F = 31 };

static struct kokoro *model;

static int set_up(void **state)
{
    struct err e = {0};
    (void)state;
    kern_init(cpu_detect());
    if (kokoro_open(&model, "tests/fixtures/tiny", &e)) fail_msg("%s", e.msg);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    kokoro_close(model);
    return 0;
}

static void expect(enum kokoro_stage stage, double macs)
{
    double got = kokoro_stage_macs(model, stage, L, F);
    if (got < macs - 0.5 || got > macs + 0.5)
        fail_msg("%s: %.0f, expected %.0f", kokoro_stage_name(stage), got, macs);
}

static void test_tokens(void **state)
{
    (void)state;
    const struct kokoro_dims *d = &model->weights.dims;
    double w = d->bert_width, h = d->hidden, s = d->style, f = d->bert_ffn;
    double layer = L * (4 * w * w + 2 * w * f) + 2.0 * L * L * w;
    expect(KOKORO_STAGE_BERT, L * (d->bert_embed * w + w * h) + d->bert_layers * layer);
    /* both directions: gates 4 x h/2, from the input and from h/2 */
    double lstm = 2 * 4 * (h / 2) * (h + s + h / 2);
    expect(KOKORO_STAGE_DURATIONS, L * (4 * lstm + h * d->max_dur));
    expect(KOKORO_STAGE_TEXT, L * (3 * 5 * h * h + 2 * 4 * (h / 2) * (h + h / 2)));
}

static void test_vocoder(void **state)
{
    (void)state;
    double g = model->weights.dims.generator, a = g / 2, b = g / 4;
    double T0 = 20.0 * F, T1 = 120.0 * F + 1, kernels = 3 + 7 + 11;
    expect(KOKORO_STAGE_GENERATOR_0, 2 * F * g * a * 20 + 6 * kernels * a * a * T0);
    expect(KOKORO_STAGE_GENERATOR_1, T0 * a * b * 12 + 6 * kernels * b * b * T1);
    expect(KOKORO_STAGE_NOISE, T0 * (22 * a * 12 + 6 * 7 * a * a) + T1 * (22 * b + 6 * 11 * b * b));
    expect(KOKORO_STAGE_POST, T1 * (b * 22 * 7 + 22 * 20));
}

static void test_trunk(void **state)
{
    (void)state;
    const struct kokoro_dims *d = &model->weights.dims;
    double h = d->hidden, s = d->style, c = d->decoder, g = d->generator, r = d->asr_res;
    double join = c + r + 2, encode = h + 2;
    double sum = F * (2 * 3 + h * r); /* F0 and N halved, asr_res */
    sum += F * (3 * encode * c + 3 * c * c + encode * c);
    sum += 3 * F * (3 * join * c + 3 * c * c + join * c);
    sum += 2 * F * (3 * join * g + 3 * g * g) + F * join * g; /* twice the frames */
    expect(KOKORO_STAGE_DECODER, sum);
    double half = h / 2, curve = F * 6 * h * h;                       /* block 0 */
    curve += 2 * F * (3 * h * half + 3 * half * half) + F * h * half; /* 1 goes up */
    curve += 2 * F * (6 * half * half) + 2 * F * half;                /* 2, and to one value */
    expect(KOKORO_STAGE_CURVES, F * 2 * 4 * half * (h + s + half) + 2 * curve);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_tokens),
        cmocka_unit_test(test_vocoder),
        cmocka_unit_test(test_trunk),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
