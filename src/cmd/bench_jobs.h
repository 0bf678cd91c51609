/* bench_jobs.h - `utter bench --jobs`: turns on demand, for a program that times several engines
 * one after the other (bench/compare.py) and wants each loaded once and silent in between.
 *
 *     <- {"cpu": ..., "isa": ..., "precision": ..., "threads": ..., "load_s": ...}    when ready
 *     -> {"calls": [PHONEMES, ...], "at_once": N}
 *     <- {"audio_s": ..., "wall_s": ..., "first_s": ..., "cpu_s": ...}   or   {"error": "..."}
 *
 *     -> {"peak": true}
 *     <- {"peak_gflops": ..., "peak_bf16_gflops": ...}
 *
 * One line each; the end of standard input ends it. */
#ifndef CMD_BENCH_JOBS_H
#define CMD_BENCH_JOBS_H

#include "cmd/bench_report.h"

NODISCARD int bench_jobs(const struct bench_report *r, struct bench_engine *b, struct err *e);

#endif
