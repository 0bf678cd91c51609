#include "peak.h"

#include <math.h>
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

#if defined(__x86_64__)
#include <immintrin.h>

static volatile float sink;

enum { STEPS = 4096 };

/* Independent multiply-adds in registers only: nothing can be faster.  The loops over s are
 * unrolled whole; an array that is indexed at run time would live in memory. */
__attribute__((target("avx512f"))) static void avx512(void *ctx)
{
    __m512 s[24], a = _mm512_set1_ps(*(float *)ctx), b = _mm512_set1_ps(0.5f);
#pragma GCC unroll 24
    for (int i = 0; i < 24; i++)
        s[i] = _mm512_set1_ps((float)i);
    for (int n = 0; n < STEPS; n++)
#pragma GCC unroll 24
        for (int i = 0; i < 24; i++)
            s[i] = _mm512_fmadd_ps(s[i], a, b);
#pragma GCC unroll 24
    for (int i = 1; i < 24; i++)
        s[0] = _mm512_add_ps(s[0], s[i]);
    sink = _mm512_cvtss_f32(s[0]);
}

__attribute__((target("avx2,fma"))) static void avx2(void *ctx)
{
    __m256 s[12], a = _mm256_set1_ps(*(float *)ctx), b = _mm256_set1_ps(0.5f);
#pragma GCC unroll 12
    for (int i = 0; i < 12; i++)
        s[i] = _mm256_set1_ps((float)i);
    for (int n = 0; n < STEPS; n++)
#pragma GCC unroll 12
        for (int i = 0; i < 12; i++)
            s[i] = _mm256_fmadd_ps(s[i], a, b);
#pragma GCC unroll 12
    for (int i = 1; i < 12; i++)
        s[0] = _mm256_add_ps(s[0], s[i]);
    sink = _mm256_cvtss_f32(s[0]);
}
#endif

double peak_gflops(unsigned cpu_flags)
{
#if defined(__x86_64__)
    float half = 0.5f;
    if (cpu_flags & CPU_AVX512) return STEPS * 24.0 * 32 / peak_fastest_ns(avx512, &half);
    if (cpu_flags & CPU_AVX2) return STEPS * 12.0 * 16 / peak_fastest_ns(avx2, &half);
#endif
    (void)cpu_flags;
    return 0;
}
