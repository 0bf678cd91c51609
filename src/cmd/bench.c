/* bench.c - `utter bench`: how fast this machine speaks, and where the time goes. */
#include "cmd/cmd.h"

#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "cmd/bench_jobs.h"
#include "cmd/bench_report.h"
#include "kern/peak.h"

enum { RUNS_MAX = 1000, THREADS_MAX = 256 };

static const char default_voice[] = "af_heart";

struct bench {
    const char *voice, *phonemes, *lengths;
    const char *said[BENCH_TEXTS_MAX]; /* TEXT... */
    int n_said;
    int threads, runs, at_once, jobs, list;

    struct bench_texts texts;
    struct bench_engine engine;
    struct bench_report report;
};

/* ---------------------------------------------------------------------------------- the turns */

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* In turn, so that a disturbance does not hit one text alone; and one more before all, unheard. */
static int take_turns(struct bench *b, struct err *e)
{
    for (int run = -1; run < b->runs; run++)
        for (int i = 0; i < b->report.n; i++) {
            struct bench_result *r = &b->report.results[i];
            struct bench_turn turn;
            int code = bench_engine_speak(&b->engine, r->text, r->at_once, &turn, e);
            if (code) return code;
            if (run < 0) continue;
            r->walls[r->runs++] = turn.wall_s;
            if (r->runs == 1 || turn.wall_s < r->best.wall_s) r->best = turn;
        }
    return 0;
}

static int measure(struct bench *b, struct err *e)
{
    b->report.results = calloc((size_t)b->texts.n, sizeof(*b->report.results));
    if (!b->report.results) return err_set(e, E_NOMEM, "%s", err_text(E_NOMEM));
    b->report.n = b->texts.n;
    for (int i = 0; i < b->report.n; i++) {
        struct bench_result *r = &b->report.results[i];
        r->text = &b->texts.text[i];
        r->at_once = b->at_once;
        r->walls = calloc((size_t)b->runs, sizeof(double));
        if (!r->walls) return err_set(e, E_NOMEM, "%s", err_text(E_NOMEM));
    }
    int code = take_turns(b, e);
    for (int i = 0; i < b->report.n && !code; i++) {
        struct bench_result *r = &b->report.results[i];
        qsort(r->walls, (size_t)r->runs, sizeof(double), by_size);
        r->median_s = (r->walls[r->runs / 2] + r->walls[(r->runs - 1) / 2]) / 2;
    }
    return code;
}

/* ---------------------------------------------------------------------------------- the texts */

static int add_texts(struct bench *b, const char *data, struct err *e)
{
    int code = 0;
    if (b->lengths) code = bench_texts_by_length(&b->texts, b->lengths, e);
    if (!code && b->phonemes) code = bench_texts_add(&b->texts, b->phonemes, b->phonemes, e);
    for (int i = 0; i < b->n_said && !code; i++)
        code = bench_texts_read(&b->texts, data, b->said[i], e);
    if (!code && !b->texts.n) code = bench_texts_by_length(&b->texts, "5", e);
    return code;
}

/* What speech takes in memory, fast and small. */
static int plan_memory(struct bench_report *r, const char *data, struct err *e)
{
    const double seconds = BENCH_NEED_S;
    int code = 0;
    r->peak_rss_mb = bench_peak_rss_mb(); /* before other models are opened */
    for (int small = 0; small < 2 && !code; small++) {
        struct kokoro_options o = r->globals->model;
        o.small_memory = small;
        code = memory_need(data, &o, &seconds, 1, &r->need[small], e);
    }
    return code;
}

static int run_bench(struct bench *b, const struct cmd_globals *g, struct err *e)
{
    char data[PATH_MAX_BYTES];
    if (b->list) return cmd_print_json(bench_texts_json(), e);
    int code = file_data_dir(data, g->data, e);
    if (!code && !b->jobs) code = add_texts(b, data, e);
    const struct bench_engine_options o = {
        .data = data, .voice = b->voice, .threads = b->threads, .model = g->model};
    if (!code) code = bench_engine_open(&b->engine, &o, e);
    if (code) return code;
    b->report = (struct bench_report){.globals = g, .engine = &b->engine};
    if (b->jobs) return bench_jobs(&b->report, &b->engine, e);
    b->report.peak_gflops = peak_gflops(g->cpu_flags);
    b->report.peak_bf16_gflops = peak_bf16_gflops(g->cpu_flags);
    code = measure(b, e);
    if (!code) code = plan_memory(&b->report, data, e);
    if (code) return code;
    if (g->json) return bench_report_json(&b->report, e);
    bench_report_print(&b->report);
    return 0;
}

/* -------------------------------------------------------------------------------- the options */

static int read_number(const char *name, const char *value, int max, int *out, struct err *e)
{
    int code = cmd_whole_number(value, 1, max, out);
    return code ? err_set(e, code, "%s needs a number from 1 to %d", name, max) : 0;
}

/* Every option but --jobs and --list has a value. */
static int read_option(struct bench *b, const char *a, const char *value, struct err *e)
{
    if (!strcmp(a, "--threads")) return read_number(a, value, THREADS_MAX, &b->threads, e);
    if (!strcmp(a, "--runs")) return read_number(a, value, RUNS_MAX, &b->runs, e);
    if (!strcmp(a, "--at-once")) return read_number(a, value, BENCH_AT_ONCE_MAX, &b->at_once, e);
    if (!strcmp(a, "--voice") || !strcmp(a, "-v"))
        b->voice = value;
    else if (!strcmp(a, "--phonemes"))
        b->phonemes = value;
    else if (!strcmp(a, "--lengths"))
        b->lengths = value;
    else
        return err_set(e, E_USAGE, "unknown option %s", a);
    return value ? 0 : err_set(e, E_USAGE, "%s needs a value", a);
}

static int read_options(struct bench *b, int argc, char **argv, struct err *e)
{
    int plain = 0, code = 0; /* plain: after "--" */
    for (int i = 1; i < argc && !code; i++) {
        const char *a = argv[i];
        if (plain || a[0] != '-') {
            if (b->n_said == BENCH_TEXTS_MAX)
                return err_set(e, E_USAGE, "at most %d texts", BENCH_TEXTS_MAX);
            b->said[b->n_said++] = a;
        } else if (!strcmp(a, "--")) {
            plain = 1;
        } else if (!strcmp(a, "--jobs")) {
            b->jobs = 1;
        } else if (!strcmp(a, "--list")) {
            b->list = 1;
        } else {
            code = read_option(b, a, i + 1 < argc ? argv[i + 1] : NULL, e);
            i++;
        }
    }
    int texts = b->n_said || b->phonemes || b->lengths;
    if (!code && (b->jobs || b->list) && texts)
        return err_set(e, E_USAGE, "--jobs and --list take no texts");
    return code;
}

static int run(const struct cmd_globals *g, int argc, char **argv)
{
    struct bench b = {.voice = default_voice, .runs = 5, .at_once = 1};
    struct err e = {0};
    int code = read_options(&b, argc, argv, &e);
    if (!code) code = run_bench(&b, g, &e);
    for (int i = 0; i < b.report.n; i++)
        free(b.report.results[i].walls);
    free(b.report.results);
    bench_engine_close(&b.engine);
    bench_texts_free(&b.texts);
    return code ? cmd_fail("bench", code, &e) : 0;
}

const struct cmd cmd_bench = {
    .name = "bench",
    .summary = "measure the speed of speech on this machine",
    .help =
        "utter bench - how fast this machine speaks, and where the time goes\n"
        "\n"
        "  utter bench [--lengths LIST | --phonemes STR | TEXT...] [--voice V] [--at-once N]\n"
        "              [--threads N] [--runs N] [--json]\n"
        "  utter bench --jobs | --list\n"
        "\n"
        "  --lengths LIST   sentences of our own of about so many seconds of speech, from\n"
        "                   1,2,5,10,20,30 (default: 5)\n"
        "  --phonemes STR   what to speak, in the model's phonemes: one call of the network\n"
        "  TEXT...          what to speak, each sentence one call; several are timed in turn\n"
        "  --voice V        one of the model's own voices (af_heart)\n"
        "  --at-once N      each text N times at once, as for N clients of the service (1)\n"
        "  --threads N      default: every processor\n"
        "  --runs N         the best of N is reported, and their median (5)\n"
        "  --jobs           turns on demand: a line {\"calls\": [PHONEMES, ...], \"at_once\": N} "
        "on\n"
        "                   standard input, a line {\"audio_s\", \"wall_s\", \"first_s\", "
        "\"cpu_s\"} back\n"
        "  --list           the sentences by length, as JSON\n"
        "\n"
        "The real-time factor is time over audio: below 1 is faster than speech. GFLOP/s count "
        "what\n"
        "the direct method would compute, and are compared with multiply-adds of registers "
        "measured\n"
        "in the same run (in bf16 where the stage is), on as many threads: a faster method than "
        "the\n"
        "direct one can show more than 100 %.\n"
        "With --json: cpu, isa, precision, threads, peak_gflops, peak_bf16_gflops (a thread), "
        "load_s,\n"
        "memory: fast and small: weights_mb, made_mb, speech_mb (of 10 s),\n"
        "session_mb, peak_rss_mb, results: [text, calls, at_once, runs, audio_s, best_s, median_s, "
        "rtf, "
        "first_s,\n"
        "first_s, cpu_s, whole and each of stages: s, gflop, gflops, share].\n"
        "\n"
        "examples\n"
        "  utter bench\n"
        "  utter bench --cpu avx2 --threads 1 --lengths 1,10 --json\n"
        "  utter bench --at-once 8 --lengths 5\n"
        "  utter bench --voice zf_xiaoxiao '今天天气很好。' '明天呢？'\n",
    .run = run,
};
