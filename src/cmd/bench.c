/* bench.c - `utter bench`: how fast this machine speaks, and where the time goes. */
#include "cmd/cmd.h"

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "base/clock.h"
#include "base/cpu.h"
#include "base/file.h"
#include "base/json.h"
#include "model/kokoro/kokoro.h"
#include "text/text.h"

enum { RUNS_MAX = 1000, THREADS_MAX = 256, PHONEME_BYTES_MAX = 1 << 16 };

static const char default_voice[] = "af_heart";
/* "We left the house early, but the train was late, so we sat down and had a cup of coffee." */
static const char default_phonemes[] =
    "wi lˈɛft ðə hˈWs ˈɜɹli, bət ðə tɹˈAn wʌz lˈAt, sO wi sˈæt dˈWn "
    "ænd hæd ə kˈʌp əv kˈɔfi.";

struct bench {
    const char *voice, *phonemes, *text;
    int threads, runs;

    struct pool_job job; /* first runs on a worker, as in the service */
    atomic_int done;
    int code;
    struct err e;

    struct kokoro *k;
    struct kokoro_session *s;
    int16_t ids[KOKORO_PHONEMES_MAX];
    int n_ids, n_chars;
    float *samples;
    int frames;
    int64_t best_ns;
    double stage_ms[KOKORO_STAGE_COUNT]; /* of the best run */
};

static int once(struct bench *b)
{
    int voice = kokoro_voice_find(b->k, b->voice);
    const struct kokoro_style style = {b->n_ids + 2, kokoro_voice_row(b->k, voice, b->n_chars)};
    struct kokoro_prosody *p;
    kokoro_session_stage_reset(b->s);
    int64_t start = clock_ns();
    int code = kokoro_predict(b->s, b->ids, b->n_ids, &style, 1, 1, 0, &p, &b->e);
    if (code) return code;
    if (!b->samples) {
        b->frames = p->n_frames;
        b->samples = malloc((size_t)b->frames * KOKORO_HOP * sizeof(float));
        if (!b->samples) return E_NOMEM;
    }
    code = kokoro_render(b->s, p, &style, 1, b->samples, NULL, NULL, &b->e);
    if (code) return code;
    int64_t took = clock_ns() - start;
    if (!b->best_ns || took < b->best_ns) {
        b->best_ns = took;
        for (int i = 0; i < KOKORO_STAGE_COUNT; i++)
            b->stage_ms[i] = kokoro_session_stage_ms(b->s, i);
    }
    return 0;
}

static void work(struct pool_job *job)
{
    struct bench *b = (struct bench *)((char *)job - offsetof(struct bench, job));
    for (int i = 0; i < b->runs && !b->code; i++)
        b->code = once(b);
    atomic_store(&b->done, 1);
}

/* The phonemes of a text's first sentence. */
static int read_text(struct bench *b, const char *data, struct buf *phonemes)
{
    struct text *t = NULL;
    struct text_doc doc = {0};
    struct text_options options = text_default_options();
    int code = text_open(&t, data, &b->e);
    if (!code) code = text_read(t, b->text, strlen(b->text), &options, &doc, &b->e);
    if (!code && !doc.n_sentences) code = err_set(&b->e, E_USAGE, "nothing to speak in this text");
    if (!code) code = text_phonemes(&doc, doc.sentences[0].first, doc.sentences[0].n, phonemes);
    text_doc_free(&doc);
    text_close(t);
    return code;
}

static int prepare(struct bench *b, const struct cmd_globals *g, struct pool **pool)
{
    char data[PATH_MAX_BYTES];
    struct buf read = buf_make(PHONEME_BYTES_MAX);
    int code = file_data_dir(data, g->data, &b->e);
    if (!code) code = kokoro_open(&b->k, data, &b->e);
    if (!code && b->text) code = read_text(b, data, &read);
    const char *phonemes = b->text ? read.data : b->phonemes;
    if (!code) code = kokoro_ids(phonemes, strlen(phonemes), b->ids, &b->n_ids, &b->n_chars, &b->e);
    buf_free(&read);
    if (code) return code;
    if (!b->n_ids) return err_set(&b->e, E_USAGE, "no phoneme that the model knows");
    if (kokoro_voice_find(b->k, b->voice) < 0)
        return err_set(&b->e, E_VOICE, "no voice named %s", b->voice);
    code = pool_start(pool, b->threads, 1);
    if (!code) code = kokoro_prepare(b->k, g->precision, *pool, &b->e);
    if (!code) code = kokoro_session_open(&b->s, b->k, *pool, &b->e);
    return code;
}

static double peak_rss_mb(void)
{
    struct rusage u;
    return getrusage(RUSAGE_SELF, &u) ? 0 : (double)u.ru_maxrss / 1024;
}

/* The best set that this precision uses. */
static const char *isa_name(const struct cmd_globals *g, enum kokoro_precision precision)
{
    unsigned bf16_only = CPU_AVX512BF16 | CPU_AMX;
    return cpu_name_of(precision == KOKORO_BF16 ? g->cpu_flags : g->cpu_flags & ~bf16_only);
}

static int report(struct bench *b, const struct cmd_globals *g, int threads)
{
    const enum kokoro_precision p = kokoro_precision_of(b->k);
    const char *isa = isa_name(g, p), *precision = kokoro_precision_name(p);
    double audio = (double)b->frames * KOKORO_HOP / KOKORO_RATE, best = (double)b->best_ns * 1e-9;
    if (!g->json) {
        printf("%s, %s in %s, %d thread%s\n", cpu_brand(), isa, precision, threads,
               threads == 1 ? "" : "s");
        printf("%.2f s of speech in %.3f s (best of %d): real-time factor %.3f\n", audio, best,
               b->runs, best / audio);
        for (int i = 0; i < KOKORO_STAGE_COUNT; i++)
            printf("  %-12s %8.1f ms %5.1f %%\n", kokoro_stage_name(i), b->stage_ms[i],
                   b->stage_ms[i] * 1e-1 / best);
        printf("peak memory %.0f MB\n", peak_rss_mb());
        return 0;
    }
    json_t *stages = json_object();
    for (int i = 0; i < KOKORO_STAGE_COUNT; i++)
        json_object_set_new(stages, kokoro_stage_name(i), json_real(b->stage_ms[i] * 1e-3));
    json_t *v = json_pack("{s:f,s:f,s:f,s:i,s:s,s:s,s:s,s:i,s:o,s:f}", "audio_s", audio, "best_s",
                          best, "rtf", best / audio, "threads", threads, "isa", isa, "precision",
                          precision, "cpu", cpu_brand(), "runs", b->runs, "stages", stages,
                          "peak_rss_mb", peak_rss_mb());
    return cmd_print_json(v, &b->e);
}

static int read_number(const char *name, const char *value, int max, int *out, struct err *e)
{
    int code = cmd_whole_number(value, 1, max, out);
    return code ? err_set(e, code, "%s needs a number from 1 to %d", name, max) : 0;
}

static int read_options(struct bench *b, int argc, char **argv)
{
    int plain = 0; /* after "--" */
    for (int i = 1; i < argc; i++) {
        const char *a = argv[i], *value = i + 1 < argc ? argv[i + 1] : NULL;
        int code = 0;
        if (plain || a[0] != '-') {
            if (b->text) return err_set(&b->e, E_USAGE, "one TEXT; quote it");
            b->text = a;
            continue;
        }
        if (!strcmp(a, "--")) {
            plain = 1;
            continue;
        }
        if (!strcmp(a, "--voice") || !strcmp(a, "-v"))
            b->voice = value;
        else if (!strcmp(a, "--phonemes"))
            b->phonemes = value;
        else if (!strcmp(a, "--threads"))
            code = read_number(a, value, THREADS_MAX, &b->threads, &b->e);
        else if (!strcmp(a, "--runs"))
            code = read_number(a, value, RUNS_MAX, &b->runs, &b->e);
        else
            return err_set(&b->e, E_USAGE, "unknown option %s", a);
        if (code) return code;
        if (!value) return err_set(&b->e, E_USAGE, "%s needs a value", a);
        i++;
    }
    if (b->text && b->phonemes) return err_set(&b->e, E_USAGE, "a TEXT or --phonemes, not both");
    if (!b->phonemes) b->phonemes = default_phonemes;
    return 0;
}

static int run(const struct cmd_globals *g, int argc, char **argv)
{
    struct bench b = {.voice = default_voice, .runs = 5, .job = {work}};
    struct pool *pool = NULL;
    int code = read_options(&b, argc, argv);
    if (!code) code = prepare(&b, g, &pool);
    if (!code) code = pool_submit(pool, &b.job);
    if (!code) {
        while (!atomic_load(&b.done))
            clock_sleep_ms(5);
        code = b.code;
    }
    if (!code) code = report(&b, g, pool_threads(pool));
    kokoro_session_close(b.s);
    pool_stop(pool);
    kokoro_close(b.k);
    free(b.samples);
    return code ? cmd_fail("bench", code, &b.e) : 0;
}

const struct cmd cmd_bench = {
    .name = "bench",
    .summary = "measure the speed of speech on this machine",
    .help =
        "utter bench - how fast this machine speaks, and where the time goes\n"
        "\n"
        "  utter bench [--voice V] [--phonemes STR | TEXT] [--threads N] [--runs N] [--json]\n"
        "\n"
        "  --voice V        one of the model's own voices (af_heart)\n"
        "  --phonemes STR   what to speak, in the model's phonemes; or TEXT, of which the first\n"
        "                   sentence is spoken (default: one sentence of about 5 s)\n"
        "  --threads N      default: every processor\n"
        "  --runs N         the best of N is reported (5)\n"
        "\n"
        "The real-time factor is time over audio: below 1 is faster than speech. With --json:\n"
        "audio_s, best_s, rtf, threads, isa, precision, cpu, runs, stages (seconds each), "
        "peak_rss_mb.\n"
        "\n"
        "examples\n"
        "  utter bench\n"
        "  utter bench --cpu avx2 --threads 1 --json\n"
        "  utter bench --voice zf_xiaoxiao '今天天气很好。'\n",
    .run = run,
};
