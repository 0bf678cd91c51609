/* peak.h - what this processor could do at best, measured in the same run as what we do. */
#ifndef KERN_PEAK_H
#define KERN_PEAK_H

/* float32 GFLOP/s of one thread with the best instruction set in cpu_flags; 0: not known here.
 * Takes up to half a second. */
double peak_gflops(unsigned cpu_flags);

/* The same for products of bf16 summed in float32, where there are instructions for them. */
double peak_bf16_gflops(unsigned cpu_flags);

/* Nanoseconds of one call of f, the fastest of many: the least disturbed one.  Processor time of
 * this thread, so that programs beside it count less; by the wall, for work on several threads. */
double peak_fastest_ns(void (*f)(void *ctx), void *ctx);
double peak_fastest_wall_ns(void (*f)(void *ctx), void *ctx);

/* The loop of each instruction set (peak_body.h): PEAK_STEPS times so many multiply-adds of a
 * vector, which it returns; x is what they start from. */
enum { PEAK_STEPS = 4096 };
struct peak_loop {
    float x;
    double flops;
};
void peak_loop_avx2(void *loop);
void peak_loop_avx512(void *loop);
void peak_loop_avx512bf16(void *loop);
void peak_loop_amx(void *loop);
void peak_loop_neon(void *loop);
void peak_loop_neonbf16(void *loop);

#endif
