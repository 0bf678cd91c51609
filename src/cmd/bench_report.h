/* bench_report.h - the figures of `utter bench` as a table, or as JSON. */
#ifndef CMD_BENCH_REPORT_H
#define CMD_BENCH_REPORT_H

#include "cmd/bench_engine.h"
#include "cmd/memory_need.h"

#define BENCH_NEED_S 10.0

/* A text spoken several times, alone or so many at once. */
struct bench_result {
    const struct bench_text *text;
    int at_once, runs;
    double *walls; /* [runs] seconds */
    double median_s;
    struct bench_turn best;
};

struct bench_report {
    const struct cmd_globals *globals;
    const struct bench_engine *engine;
    double peak_gflops;         /* a thread, measured; 0: not known */
    double peak_bf16_gflops;    /* 0: no instructions for it */
    double peak_rss_mb;         /* of this process */
    struct memory_need need[2]; /* fast and small, for a text of BENCH_NEED_S */
    int n;
    struct bench_result *results;
};

/* What does not depend on the results: cpu, isa, threads, peak, load time. NULL: no memory. */
json_t *bench_report_machine(const struct bench_report *r);

NODISCARD int bench_report_json(const struct bench_report *r, struct err *e);
void bench_report_print(const struct bench_report *r);

#endif
