#include "cmd/bench_jobs.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kern/peak.h"

enum { LINE_MAX_BYTES = 1 << 20 };

/* The calls of a job as one text. */
static int read_calls(const json_t *job, struct bench_texts *texts, struct err *e)
{
    const json_t *calls = json_object_get(job, "calls");
    struct buf phonemes = buf_make(LINE_MAX_BYTES);
    int code = json_is_array(calls) ? 0 : err_set(e, E_USAGE, "a job needs an array \"calls\"");
    for (size_t i = 0; i < json_array_size(calls) && !code; i++) {
        const char *call = json_string_value(json_array_get(calls, i));
        if (!call)
            code = err_set(e, E_USAGE, "call %zu is not a string", i);
        else if (buf_puts(&phonemes, call) || buf_putc(&phonemes, '\n'))
            code = err_set(e, buf_error(&phonemes), "too many phonemes");
    }
    if (!code) code = bench_texts_add(texts, "job", phonemes.data, e);
    buf_free(&phonemes);
    return code;
}

static int run_job(struct bench_engine *b, const json_t *job, struct bench_turn *turn,
                   struct err *e)
{
    const json_t *n = json_object_get(job, "at_once");
    json_int_t at_once = n ? json_integer_value(n) : 1;
    if (at_once < 1 || at_once > BENCH_AT_ONCE_MAX)
        return err_set(e, E_USAGE, "at_once is from 1 to %d", BENCH_AT_ONCE_MAX);
    struct bench_texts texts = {0};
    int code = read_calls(job, &texts, e);
    if (!code) code = bench_engine_speak(b, &texts.text[0], (int)at_once, turn, e);
    bench_texts_free(&texts);
    return code;
}

/* One question, one answer. */
static json_t *answer(const struct bench_report *r, struct bench_engine *b, const json_t *job,
                      struct err *e)
{
    struct bench_turn t = {0};
    if (json_is_true(json_object_get(job, "peak"))) {
        unsigned flags = r->globals->cpu_flags;
        return json_pack("{s:f,s:f}", "peak_gflops", peak_gflops(flags), "peak_bf16_gflops",
                         peak_bf16_gflops(flags));
    }
    int code = run_job(b, job, &t, e);
    if (code) return json_pack("{s:s}", "error", e->msg[0] ? e->msg : err_text(code));
    return json_pack("{s:f,s:f,s:f,s:f}", "audio_s", t.audio_s, "wall_s", t.wall_s, "first_s",
                     t.first_s, "cpu_s", t.cpu_s);
}

static json_t *answer_line(const struct bench_report *r, struct bench_engine *b, const char *line,
                           size_t n)
{
    struct err e = {0};
    json_t *job = json_parse(line, n, &e);
    json_t *v = job ? answer(r, b, job, &e) : json_pack("{s:s}", "error", e.msg);
    json_decref(job);
    return v;
}

int bench_jobs(const struct bench_report *r, struct bench_engine *b, struct err *e)
{
    char *line = malloc(LINE_MAX_BYTES);
    if (!line) return err_set(e, E_NOMEM, "%s", err_text(E_NOMEM));
    int code = cmd_print_json(bench_report_machine(r), e);
    while (!code && fgets(line, LINE_MAX_BYTES, stdin)) {
        size_t n = strlen(line);
        if (n && line[n - 1] != '\n' && !feof(stdin))
            code = err_set(e, E_LIMIT, "a job of more than %d bytes", LINE_MAX_BYTES);
        else
            code = cmd_print_json(answer_line(r, b, line, n), e);
    }
    free(line);
    return code;
}
