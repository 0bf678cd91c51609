#include "kern/peak.h"

#include <math.h>
#include <stddef.h>
#include <time.h>

#include "base/cpu.h"

static double now_ns(clockid_t clock)
{
    struct timespec t;
    clock_gettime(clock, &t);
    return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

static double fastest(void (*f)(void *ctx), void *ctx, clockid_t clock)
{
    double best = 1e18, start = now_ns(clock);
    int reps = 1;
    for (int run = 0; run < 200 && now_ns(clock) - start < 4e8; run++) {
        double t0 = now_ns(clock);
        for (int i = 0; i < reps; i++)
            f(ctx);
        double t = now_ns(clock) - t0;
        best = fmin(best, t / reps);
        if (t < 1e5) reps *= 4; /* long enough for the clock */
    }
    return best;
}

double peak_fastest_ns(void (*f)(void *ctx), void *ctx)
{
    return fastest(f, ctx, CLOCK_THREAD_CPUTIME_ID);
}

double peak_fastest_wall_ns(void (*f)(void *ctx), void *ctx)
{
    return fastest(f, ctx, CLOCK_MONOTONIC);
}

static double gflops(void (*f)(void *ctx))
{
    struct peak_loop loop = {.x = 0.5f};
    double ns = peak_fastest_ns(f, &loop);
    return loop.flops / ns;
}

double peak_gflops(unsigned cpu_flags)
{
#if defined(__x86_64__)
    if (cpu_flags & CPU_AVX512) return gflops(peak_loop_avx512);
    if (cpu_flags & CPU_AVX2) return gflops(peak_loop_avx2);
#elif defined(__aarch64__)
    if (cpu_flags & CPU_NEON) return gflops(peak_loop_neon);
#endif
    (void)cpu_flags, (void)gflops;
    return 0;
}

double peak_bf16_gflops(unsigned cpu_flags)
{
#if defined(__x86_64__)
    if (cpu_flags & CPU_AMX) return gflops(peak_loop_amx);
    if (cpu_flags & CPU_AVX512BF16) return gflops(peak_loop_avx512bf16);
#elif defined(__aarch64__)
    if (cpu_flags & CPU_NEONBF16) return gflops(peak_loop_neonbf16);
#endif
    (void)cpu_flags;
    return 0;
}
