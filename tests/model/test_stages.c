/* test_stages.c - the network against the oracle, stage by stage and end to end.
 *
 *     test_stages [-v] [--tsv] [--cpu NAME] [--precision bf16] DATA_DIR DUMPS_DIR [CASE...]
 *
 * Each stage is run on the oracle's own input of that stage (in long cases, where a dump keeps only
 * some rows of the large tensors, the generator's stages run on our result of the stage before) and
 * must agree by cosine >= 0.9999 (bf16: 0.999) and by scale.  End to end, from phonemes to samples,
 * frames must be identical and the log-mel spectrograms correlate by >= 0.999 (bf16: 0.995).  The
 * first stage that differs is named, with how much.
 *
 * --tsv: each figure on a line of its own for programs (bench/accuracy.py), beginning with
 * "figure": CASE, STAGE, cosine (or correlation), error (RMS of the difference over RMS; or -). */
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/cpu.h"
#include "dump.h"
#include "kern/kern.h"
#include "model/kokoro/session.h"
#include "nn/rows.h"
#include "nn/stft.h"

/* What a stage and the whole must reach, by precision. */
struct bounds {
    double cosine, error, logmel;
};
static const struct bounds float32_bounds = {0.9999, 0.01, 0.999},
                           bf16_bounds = {0.999, 0.05, 0.995};

/* The public graph adds up the source's phase in float32: its own distance from the double sum. */
#define FLOAT_SOURCE_MIN 0.99
/* The public graph leaves out the division by the windows' sum of squares. */
#define ORACLE_GAIN (1 / 1.5f)

struct test {
    const struct kokoro *k;
    struct kokoro_session *s;
    struct arena tensors, scratch;
    struct kokoro_pass p;
    struct dump dump;
    const struct bounds *bounds;
    int L, F, verbose, tsv, failed;
    char name[64]; /* of the case */
    int *frames;
    char first[160]; /* the first stage that differs */
};

static const struct dump_tensor *want(struct test *t, const char *name)
{
    const struct dump_tensor *x = dump_find(&t->dump, name);
    if (x) return x;
    fprintf(stderr, "the dump has no tensor %s\n", name);
    exit(1);
}

static float *tensor(struct test *t, int rows, int columns)
{
    return arena_new(&t->tensors, float, (size_t)rows *(size_t)columns);
}

/* A copy that a stage may overwrite: the oracle's tensor when it is whole, else ours. */
static float *input(struct test *t, const char *name, const float *ours)
{
    const struct dump_tensor *x = want(t, name);
    float *copy = tensor(t, x->rows, x->columns);
    memcpy(copy, x->stride == 1 ? x->data : ours,
           (size_t)x->rows * (size_t)x->columns * sizeof(float));
    return copy;
}

PRINTF(4, 5)
static void note(struct test *t, const char *stage, int good, const char *how, ...)
{
    char line[160];
    int n = snprintf(line, sizeof(line), "%-12s ", stage);
    va_list ap;
    va_start(ap, how);
    vsnprintf(line + n, sizeof(line) - (size_t)n, how, ap);
    va_end(ap);
    if (t->verbose) printf("    %s%s\n", line, good ? "" : "   DIFFERS");
    if (good) return;
    if (!t->failed) snprintf(t->first, sizeof(t->first), "%s", line);
    t->failed++;
}

static void measured(struct test *t, const char *stage, struct likeness l, int good)
{
    if (t->tsv) printf("figure\t%s\t%s\t%.12f\t%.3e\n", t->name, stage, l.cosine, l.error);
    note(t, stage, good, "cosine %.8f error %.2e", l.cosine, l.error);
}

static void compare(struct test *t, const char *stage, const float *ours, double cosine_min)
{
    struct likeness l = dump_compare(want(t, stage), ours);
    int good =
        l.cosine >= cosine_min && (cosine_min < t->bounds->cosine || l.error <= t->bounds->error);
    measured(t, stage, l, good);
}

/* -------------------------------------------------------------------------- stage by stage */

static void check_tokens(struct test *t, const int16_t *ids)
{
    const struct kokoro_dims *d = &t->k->weights.dims;
    int L = t->L, row = d->hidden + d->style;
    float *bert = tensor(t, L, d->bert_width), *d_en = tensor(t, L, d->hidden);
    bert_run(&t->p, ids, L, bert);
    compare(t, "bert", bert, t->bounds->cosine);
    bert_narrow(&t->p, want(t, "bert")->data, L, d_en);
    compare(t, "d_en", d_en, t->bounds->cosine);

    float *encoded = tensor(t, L, row), *en = tensor(t, t->F, row);
    durations_encode(&t->p, want(t, "d_en")->data, L, encoded);
    nn_repeat(&t->p.nn, encoded, row, L, row, t->frames, en, row);
    compare(t, "en", en, t->bounds->cosine);

    float *oracle = tensor(t, L, row), *duration = tensor(t, 1, L);
    for (int l = 0, frame = 0; l < L; frame += t->frames[l++])
        memcpy(oracle + l * row, want(t, "en")->data + frame * row, (size_t)row * sizeof(float));
    durations_predict(&t->p, oracle, L, duration);
    compare(t, "duration", duration, t->bounds->cosine);
    int *frames = arena_new(&t->tensors, int, (size_t)L);
    int F = durations_round(want(t, "duration")->data, L, *want(t, "speed")->data, 1 << 20, frames);
    int same = F == t->F && !memcmp(frames, t->frames, (size_t)L * sizeof(int));
    note(t, "frames", same, "%d, the oracle %d", F, t->F);

    float *t_en = tensor(t, L, d->hidden);
    text_encoder_run(&t->p, ids, L, t_en);
    compare(t, "t_en", t_en, t->bounds->cosine);
}

static void check_trunk(struct test *t)
{
    const struct kokoro_dims *d = &t->k->weights.dims;
    int F = t->F, row = decoder_join_row(d), last = KOKORO_DECODE_BLOCKS - 1;
    float *f0 = tensor(t, 2 * F, 1), *n = tensor(t, 2 * F, 1);
    curves_run(&t->p, want(t, "en")->data, F, f0, n);
    compare(t, "f0", f0, t->bounds->cosine);
    compare(t, "n", n, t->bounds->cosine);

    float *asr = tensor(t, F, d->hidden), *join = tensor(t, F, row);
    nn_repeat(&t->p.nn, want(t, "t_en")->data, d->hidden, t->L, d->hidden, t->frames, asr,
              d->hidden);
    const float *of0 = want(t, "f0")->data, *on = want(t, "n")->data;
    decoder_join(&t->p, asr, of0, on, F, join);
    float *x = tensor(t, F, d->decoder);
    decoder_encode(&t->p, asr, of0, on, F, x, d->decoder);
    compare(t, "dec_encode", x, t->bounds->cosine);
    x = input(t, "dec_encode", x);
    static const char *const names[KOKORO_DECODE_BLOCKS] = {"dec_0", "dec_1", "dec_2", "dec_3"};
    for (int i = 0; i <= last; i++) {
        int rows = i == last ? 2 * F : F, c = i == last ? d->generator : d->decoder;
        nn_copy(&t->p.nn, x, d->decoder, F, d->decoder, join, row);
        x = tensor(t, rows, c);
        decoder_block(&t->p, i, join, F, x, c);
        compare(t, names[i], x, t->bounds->cosine);
        x = input(t, names[i], x);
    }
}

/* Angles flip by a turn at the cut and mean nothing in silence: compare as complex numbers. */
static void check_spectrum(struct test *t, const float *har)
{
    const struct dump_tensor *o = want(t, "har");
    double aa = 0, bb = 0, ab = 0, dd = 0;
    for (int i = 0; i < o->rows; i++)
        for (int k = 0; k < NN_STFT_BINS; k++) {
            const float *a = har + i * KOKORO_SPECTRUM + k, *b = o->data + i * KOKORO_SPECTRUM + k;
            double ma = (double)a[0], mb = (double)b[0];
            double turn = (double)a[NN_STFT_BINS] - (double)b[NN_STFT_BINS];
            aa += ma * ma, bb += mb * mb, ab += ma * mb * cos(turn);
            dd += ma * ma + mb * mb - 2 * ma * mb * cos(turn);
        }
    double cosine = aa > 0 && bb > 0 ? ab / sqrt(aa * bb) : aa == bb;
    double error = bb > 0 ? sqrt(dd / bb) : 0;
    int good = cosine >= t->bounds->cosine && error <= t->bounds->error;
    measured(t, "har", (struct likeness){cosine, error}, good);
}

static void check_source(struct test *t)
{
    int T = generator_rows(1, t->F);
    float *source = tensor(t, t->F * KOKORO_HOP, 1), *har = tensor(t, T, KOKORO_SPECTRUM);
    source_run(&t->p, want(t, "f0")->data, t->F, (struct source_noise){0}, source);
    compare(t, "source_exact", source, t->bounds->cosine);
    compare(t, "source", source, FLOAT_SOURCE_MIN);
    nn_stft(&t->p.nn, want(t, "source")->data, t->F * KOKORO_HOP, har, KOKORO_SPECTRUM);
    check_spectrum(t, har);
}

static void check_generator(struct test *t)
{
    const struct kokoro_dims *d = &t->k->weights.dims;
    static const char *const noises[] = {"noise_0", "noise_1"}, *const outs[] = {"gen_0", "gen_1"};
    float *x = input(t, "dec_3", NULL);
    for (int i = 0; i < KOKORO_STAGES; i++) {
        int T = generator_rows(i, t->F), c = generator_channels(d, i);
        struct generator_tensors g = {.x = x};
        g.noise = tensor(t, T, c), g.residual = tensor(t, T, c);
        g.inner = tensor(t, T, c), g.y = tensor(t, T, c);
        generator_noise(&t->p, i, want(t, "har")->data, t->F, g.noise, g.inner);
        compare(t, noises[i], g.noise, t->bounds->cosine);
        g.noise = input(t, noises[i], g.noise);
        if (generator_stage(&t->p, i, t->F, &g)) note(t, outs[i], 0, "stopped");
        compare(t, outs[i], g.y, t->bounds->cosine);
        x = input(t, outs[i], g.y);
    }
    int T = generator_rows(1, t->F);
    float *spectrum = tensor(t, T, KOKORO_SPECTRUM), *audio = tensor(t, t->F * KOKORO_HOP, 1);
    generator_post(&t->p, x, t->F, spectrum);
    compare(t, "conv_post", spectrum, t->bounds->cosine);
    spectrum = input(t, "conv_post", NULL);
    nn_istft(&t->p.nn, spectrum, KOKORO_SPECTRUM, T, audio);
    compare(t, "audio_exact", audio, t->bounds->cosine);
}

/* ------------------------------------------------------------------------------ end to end */

static int check_whole(struct test *t, const int16_t *ids, struct err *e)
{
    const struct kokoro_style style = {.end_token = t->L, .style = want(t, "style")->data};
    struct kokoro_prosody *p;
    int code =
        kokoro_predict(t->s, ids + 1, t->L - 2, &style, 1, *want(t, "speed")->data, 0, &p, e);
    if (code) return code;
    int same = p->n_frames == t->F && !memcmp(p->frames, t->frames, (size_t)t->L * sizeof(int));
    note(t, "e2e frames", same, "%d, the oracle %d", p->n_frames, t->F);
    if (!same) return 0;
    int n = t->F * KOKORO_HOP;
    float *samples = tensor(t, n, 1);
    code = kokoro_render(t->s, p, &style, 1, samples, NULL, NULL, e);
    if (code) return code;
    double r = logmel_correlation(samples, want(t, "audio")->data, ORACLE_GAIN, n);
    if (t->tsv) printf("figure\t%s\te2e log-mel\t%.9f\t-\n", t->name, r);
    note(t, "e2e log-mel", r >= t->bounds->logmel, "correlation %.6f (%d samples)", r, n);
    return 0;
}

static int check_case(struct test *t, struct err *e)
{
    const struct dump_tensor *tokens = want(t, "tokens");
    t->L = tokens->columns;
    t->F = want(t, "en")->rows;
    /* All outputs of all stages, and scratch: address space, touched as far as used. */
    int code = arena_init(&t->tensors, ((size_t)64 << 20) + (size_t)t->F * 700000);
    if (!code) code = arena_init(&t->scratch, ((size_t)64 << 20) + (size_t)t->F * 100000);
    if (code) return err_set(e, code, "no memory for %d frames", t->F);
    int16_t *ids = arena_new(&t->tensors, int16_t, (size_t)t->L);
    t->frames = arena_new(&t->tensors, int, (size_t)t->L);
    for (int l = 0; l < t->L; l++) {
        ids[l] = (int16_t)tokens->data[l];
        t->frames[l] = (int)want(t, "frames")->data[l];
    }
    const struct kokoro_style style = {.end_token = t->L, .style = want(t, "style")->data};
    code = session_styles(t->s, &style, 1, t->L, e);
    if (code) return code;
    styles_set_frames(&t->s->styles, t->frames);
    t->p = session_pass(t->s, &t->scratch);
    check_tokens(t, ids);
    check_trunk(t);
    check_source(t);
    check_generator(t);
    return check_whole(t, ids, e);
}

static int run_case(struct test *t, const char *dumps, const char *name)
{
    char path[PATH_MAX_BYTES];
    struct err e = {0};
    t->failed = 0;
    snprintf(t->name, sizeof(t->name), "%s", name);
    if (t->verbose) printf("%s\n", name);
    if (snprintf(path, sizeof(path), "%s/%s.dump", dumps, name) >= (int)sizeof(path)) return 1;
    int code = dump_open(&t->dump, path, &e);
    if (!code) code = check_case(t, &e);
    if (code)
        printf("%-16s FAILED: %s\n", name, e.msg);
    else if (t->failed)
        printf("%-16s FAILED first at %s (%d stages differ)\n", name, t->first, t->failed);
    else
        printf("%-16s ok\n", name);
    fflush(stdout);
    arena_free(&t->tensors);
    arena_free(&t->scratch);
    dump_close(&t->dump);
    return code || t->failed;
}

static int run_named(struct test *t, const char *dumps, const char *list)
{
    int failed = 0, passed = 0;
    char name[64];
    for (const char *at = list; *at;) {
        size_t n = strcspn(at, "\n"), word = strcspn(at, "\t\n");
        if (*at != '#' && word && word < sizeof(name)) {
            snprintf(name, sizeof(name), "%.*s", (int)word, at);
            if (run_case(t, dumps, name))
                failed++;
            else
                passed++;
        }
        at += n + (at[n] != 0);
    }
    printf("%d passed, %d failed\n", passed, failed);
    return failed || !passed;
}

int main(int argc, char **argv)
{
    struct test t = {0};
    unsigned flags = cpu_detect();
    enum kokoro_precision precision = KOKORO_FLOAT32;
    int i = 1;
    for (; i < argc && argv[i][0] == '-'; i++) {
        int limit;
        if (!strcmp(argv[i], "-v"))
            t.verbose = 1;
        else if (!strcmp(argv[i], "--tsv"))
            t.tsv = 1;
        else if (!strcmp(argv[i], "--cpu") && i + 1 < argc &&
                 (limit = cpu_limit_from_name(argv[i + 1])) >= 0)
            flags &= (unsigned)limit, i++;
        else if (!strcmp(argv[i], "--precision") && i + 1 < argc)
            precision = strcmp(argv[++i], "bf16") ? KOKORO_FLOAT32 : KOKORO_BF16;
        else
            return fprintf(stderr, "test_stages: what is %s?\n", argv[i]), 2;
    }
    if (argc - i < 3) {
        fprintf(stderr, "usage: test_stages [-v] [--tsv] [--cpu NAME] [--precision float32|bf16] "
                        "DATA_DIR DUMPS_DIR "
                        "CASES.tsv|CASE...\n");
        return 2;
    }
    kern_init(flags);
    const char *data = argv[i], *dumps = argv[i + 1];
    struct buf list = buf_make(1 << 20);
    struct err e = {0};
    struct kokoro *k = NULL;
    struct pool *pool = NULL;
    int code = 0;
    for (i += 2; i < argc && !code; i++)
        if (strstr(argv[i], ".tsv"))
            code = file_read(&list, argv[i], &e);
        else
            buf_printf(&list, "%s\n", argv[i]);
    if (!code) code = kokoro_open(&k, data, &e);
    if (!code) code = pool_start(&pool, 0, 4);
    if (!code) code = kokoro_prepare(k, &(struct kokoro_options){.precision = precision}, pool, &e);
    t.bounds = precision == KOKORO_BF16 ? &bf16_bounds : &float32_bounds;
    if (!code) code = kokoro_session_open(&t.s, k, pool, &e);
    t.k = k;
    if (!code)
        code = run_named(&t, dumps, list.data);
    else
        fprintf(stderr, "test_stages: %s\n", e.msg[0] ? e.msg : err_text(code));
    kokoro_session_close(t.s);
    pool_stop(pool);
    kokoro_close(k);
    buf_free(&list);
    return code != 0;
}
