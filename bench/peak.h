/* peak.h - what this processor could do at best, measured in the same run as what we do. */
#ifndef BENCH_PEAK_H
#define BENCH_PEAK_H

/* float32 GFLOP/s of one thread with the best instruction set in cpu_flags; 0: not known here. */
double peak_gflops(unsigned cpu_flags);

/* Nanoseconds of one call of f, the fastest of many: the least disturbed one.  Processor time of
 * this thread, so that programs beside it count less; by the wall, for work on several threads. */
double peak_fastest_ns(void (*f)(void *ctx), void *ctx);
double peak_fastest_wall_ns(void (*f)(void *ctx), void *ctx);

#endif
