#include "cmd/bench_report.h"

#include <stdio.h>

#include "base/cpu.h"

/* The best set that this precision uses. */
static const char *isa_name(const struct bench_report *r)
{
    unsigned flags = r->globals->cpu_flags;
    int bf16 = kokoro_precision_of(r->engine->k) == KOKORO_BF16;
    return cpu_name_of(bf16 ? flags : flags & ~(unsigned)CPU_BF16_SETS);
}

static const char *precision_name(const struct bench_report *r)
{
    return kokoro_precision_name(kokoro_precision_of(r->engine->k));
}

static double total_flop(const struct bench_turn *t)
{
    double sum = 0;
    for (int i = 0; i < KOKORO_STAGE_COUNT; i++)
        sum += t->stage_flop[i];
    return sum;
}

/* GFLOP/s; 0 where nothing is counted or no time passed. */
static double rate(double flop, double seconds)
{
    return seconds > 0 ? flop * 1e-9 / seconds : 0;
}

/* What a thread could do at best in the precision of a stage (COUNT: of the whole). */
static double peak_of(const struct bench_report *r, enum kokoro_stage stage)
{
    int exact = stage == KOKORO_STAGE_BERT || stage == KOKORO_STAGE_DURATIONS;
    int bf16 = kokoro_precision_of(r->engine->k) == KOKORO_BF16 && !exact;
    return bf16 && r->peak_bf16_gflops > 0 ? r->peak_bf16_gflops : r->peak_gflops;
}

/* Share of what all threads together could do; 0: the peak is not known. */
static double share(const struct bench_report *r, enum kokoro_stage stage, double gflops)
{
    double peak = peak_of(r, stage) * bench_engine_threads(r->engine);
    return peak > 0 ? gflops / peak : 0;
}

/* ------------------------------------------------------------------------------------ as JSON */

json_t *bench_report_machine(const struct bench_report *r)
{
    return json_pack("{s:s,s:s,s:s,s:i,s:f,s:f,s:f}", "cpu", cpu_brand(), "isa", isa_name(r),
                     "precision", precision_name(r), "threads", bench_engine_threads(r->engine),
                     "peak_gflops", r->peak_gflops, "peak_bf16_gflops", r->peak_bf16_gflops,
                     "load_s", r->engine->load_s);
}

static json_t *rated(const struct bench_report *r, enum kokoro_stage stage, double seconds,
                     double flop)
{
    double gflops = rate(flop, seconds);
    return json_pack("{s:f,s:f,s:f,s:f}", "s", seconds, "gflop", flop * 1e-9, "gflops", gflops,
                     "share", share(r, stage, gflops));
}

static json_t *result_json(const struct bench_report *r, const struct bench_result *x)
{
    const struct bench_turn *t = &x->best;
    json_t *v = json_pack("{s:s,s:i,s:i,s:i,s:f,s:f,s:f,s:f,s:f,s:f}", "text", x->text->name,
                          "calls", x->text->n_calls, "at_once", x->at_once, "runs", x->runs,
                          "audio_s", t->audio_s, "best_s", t->wall_s, "median_s", x->median_s,
                          "rtf", t->wall_s / t->audio_s, "first_s", t->first_s, "cpu_s", t->cpu_s);
    if (!v || x->at_once > 1) return v;
    json_t *stages = json_object();
    for (int i = 0; i < KOKORO_STAGE_COUNT; i++)
        json_object_set_new(stages, kokoro_stage_name((enum kokoro_stage)i),
                            rated(r, (enum kokoro_stage)i, t->stage_s[i], t->stage_flop[i]));
    json_object_set_new(v, "whole", rated(r, KOKORO_STAGE_COUNT, t->wall_s, total_flop(t)));
    json_object_set_new(v, "stages", stages);
    return v;
}

static json_t *need_json(const struct memory_need *m)
{
    return json_pack("{s:f,s:f,s:f}", "weights_mb", m->weights_mb, "made_mb", m->made_mb,
                     "speech_mb", m->speech_mb[0]);
}

int bench_report_json(const struct bench_report *r, struct err *e)
{
    json_t *v = bench_report_machine(r), *results = json_array();
    for (int i = 0; i < r->n; i++)
        json_array_append_new(results, result_json(r, &r->results[i]));
    json_object_set_new(v, "session_mb", json_real(bench_engine_session_mb(r->engine)));
    json_object_set_new(v, "peak_rss_mb", json_real(r->peak_rss_mb));
    json_object_set_new(
        v, "memory",
        json_pack("{s:o,s:o}", "fast", need_json(&r->need[0]), "small", need_json(&r->need[1])));
    json_object_set_new(v, "results", results);
    return cmd_print_json(v, e);
}

/* ----------------------------------------------------------------------------------- as lines */

static void print_rate(const struct bench_report *r, enum kokoro_stage stage, double flop,
                       double seconds)
{
    double gflops = rate(flop, seconds);
    if (gflops > 0) printf(" %7.0f GFLOP/s", gflops);
    if (gflops > 0 && r->peak_gflops > 0) printf(" %4.0f %%", 100 * share(r, stage, gflops));
    printf("\n");
}

static void print_stages(const struct bench_report *r, const struct bench_turn *t)
{
    for (int i = 0; i < KOKORO_STAGE_COUNT; i++) {
        printf("  %-12s %8.1f ms %5.1f %%", kokoro_stage_name((enum kokoro_stage)i),
               t->stage_s[i] * 1e3, 100 * t->stage_s[i] / t->wall_s);
        print_rate(r, (enum kokoro_stage)i, t->stage_flop[i], t->stage_s[i]);
    }
}

void bench_report_print(const struct bench_report *r)
{
    int threads = bench_engine_threads(r->engine);
    printf("%s, %s in %s, %d thread%s\n", cpu_brand(), isa_name(r), precision_name(r), threads,
           threads == 1 ? "" : "s");
    if (r->peak_gflops > 0) printf("measured peak %.0f GFLOP/s a thread", r->peak_gflops);
    if (r->peak_bf16_gflops > 0) printf(", %.0f in bf16", r->peak_bf16_gflops);
    if (r->peak_gflops > 0) printf("\n");
    for (int i = 0; i < r->n; i++) {
        const struct bench_result *x = &r->results[i];
        const struct bench_turn *t = &x->best;
        if (x->at_once > 1) printf("%d at once: ", x->at_once);
        printf("%.2f s of speech in %.3f s (best of %d, median %.3f): real-time factor %.3f",
               t->audio_s, t->wall_s, x->runs, x->median_s, t->wall_s / t->audio_s);
        if (x->at_once > 1) {
            printf("\n");
            continue;
        }
        print_rate(r, KOKORO_STAGE_COUNT, total_flop(t), t->wall_s);
        print_stages(r, t);
    }
    printf("loaded in %.2f s; a session of this length %.0f MB; peak resident %.0f MB\n",
           r->engine->load_s, bench_engine_session_mb(r->engine), r->peak_rss_mb);
    for (int small = 0; small < 2; small++)
        printf("memory with --memory %s: weights %.0f MB, %.0f more for each text of %.0f s\n",
               small ? "small" : "fast", r->need[small].weights_mb, r->need[small].speech_mb[0],
               BENCH_NEED_S);
}
