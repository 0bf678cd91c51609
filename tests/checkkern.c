/* checkkern.c - every SIMD kernel against the scalar one, and how fast each is.
 *
 *     checkkern [--cpu avx2] [--seed N] [--bench] [NAME]
 *
 * For each variant that this CPU has, each kernel runs over sizes around its vector width and over
 * several kinds of input.  Every buffer, input or output, ends at an unreadable page, so touching
 * one float too many crashes, and the crash is reported as a failure.  (Canaries after the output
 * are not enough: a kernel that loads, changes nothing and stores back passes them.)  A float
 * result may differ from the scalar one by the rounding that a sum of that many terms of that
 * size can gather, and no more; integer results must be equal. */
#include "kern/kern.h"

#include <float.h>
#include <math.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include "base/cpu.h"

enum { PAGE = 4096, MAXF = 512 * 512 };

static struct kern ref, new;
static const char *op, *variant;
static char where[100]; /* the sizes being checked, for the report */
static uint64_t seed = 1, rng;
static int passed, failed, bench;

static uint32_t rnd(void)
{
    rng ^= rng << 13;
    rng ^= rng >> 7;
    rng ^= rng << 17;
    return (uint32_t)(rng >> 32);
}

/* n floats that end exactly at an unreadable page, out of one of a few fixed buffers. */
static float *guarded(int slot, int n)
{
    static char *end[6];
    if (!end[slot]) {
        size_t room = MAXF * sizeof(float);
        char *p =
            mmap(NULL, room + PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        if (p == MAP_FAILED || mprotect(p + room, PAGE, PROT_NONE)) abort();
        end[slot] = p + room;
    }
    return (float *)(void *)(end[slot] - (size_t)n * sizeof(float));
}

enum { UNIT, LARGE, ZERO, ALTERNATING, FILLS };

static float *fill(float *p, int n, int kind)
{
    for (int i = 0; i < n; i++) {
        float u = (float)rnd() * 0x1p-31f - 1;
        p[i] = kind == UNIT    ? u
               : kind == LARGE ? u * 1e4f
               : kind == ZERO  ? 0
               : i & 1         ? 1e-3f
                               : -1e-3f;
    }
    return p;
}

static void fail(float want, float got)
{
    printf("FAIL %s_%s %s: %.9g, not %.9g (--seed %llu)\n", op, variant, where, (double)got,
           (double)want, (unsigned long long)seed);
    failed++;
}

/* Is got what summing `terms` numbers of total size `mag` may round to? */
static int near_sum(float want, float got, int terms, double mag)
{
    return fabs((double)want - (double)got) <= (terms + 1) * (double)FLT_EPSILON * mag;
}

static void on_crash(int sig)
{
    static const char msg[] = "FAIL the kernel below crashed\n";
    (void)!write(1, msg, sizeof(msg) - 1);
    (void)!write(1, op, strlen(op));
    (void)!write(1, "_", 1);
    (void)!write(1, variant, strlen(variant));
    (void)!write(1, " ", 1);
    (void)!write(1, where, strlen(where));
    (void)!write(1, "\n", 1);
    _exit(128 + sig);
}

static double now_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

/* Prints the fastest of many runs: the least disturbed one. */
#define BENCH(call)                                                                                \
    do {                                                                                           \
        double best = 1e18;                                                                        \
        for (int run = 0; bench && run < 50; run++) {                                              \
            double t0 = now_ns();                                                                  \
            for (int rep = 0; rep < 100; rep++)                                                    \
                call;                                                                              \
            best = fmin(best, (now_ns() - t0) / 100);                                              \
        }                                                                                          \
        if (bench) printf("%-10s %-7s %10.1f ns\n", op, variant, best);                            \
    } while (0)

static void check_dot_f32(void)
{
    for (int n = 1; n <= 67; n++)
        for (int kind = 0; kind < FILLS; kind++) {
            snprintf(where, sizeof(where), "n=%d kind=%d", n, kind);
            float *a = fill(guarded(0, n), n, kind), *b = fill(guarded(1, n), n, UNIT);
            double mag = 0;
            for (int i = 0; i < n; i++)
                mag += fabs((double)a[i] * (double)b[i]);
            float want = ref.dot_f32(a, b, n), got = new.dot_f32(a, b, n);
            if (!near_sum(want, got, n, mag)) {
                fail(want, got);
                return;
            }
        }
    passed++;
    float *a = fill(guarded(0, 1024), 1024, UNIT), *b = fill(guarded(1, 1024), 1024, UNIT);
    static volatile float sink;
    BENCH(sink = new.dot_f32(a, b, 1024));
    (void)sink;
}

static void check_axpy_f32(void)
{
    for (int n = 1; n <= 67; n++)
        for (int kind = 0; kind < FILLS; kind++) {
            snprintf(where, sizeof(where), "n=%d kind=%d", n, kind);
            float *x = fill(guarded(0, n), n, kind), s = (float)rnd() * 0x1p-32f;
            float *want = fill(guarded(1, n), n, UNIT), *got = guarded(2, n), y0[67];
            memcpy(y0, want, (size_t)n * sizeof(float));
            memcpy(got, want, (size_t)n * sizeof(float));
            ref.axpy_f32(want, x, s, n);
            new.axpy_f32(got, x, s, n);
            for (int i = 0; i < n; i++)
                if (!near_sum(want[i], got[i], 2,
                              fabs((double)y0[i]) + fabs((double)s * (double)x[i]))) {
                    fail(want[i], got[i]);
                    return;
                }
        }
    passed++;
    float *x = fill(guarded(0, 1024), 1024, UNIT), *y = fill(guarded(1, 1024), 1024, UNIT);
    BENCH(new.axpy_f32(y, x, 1e-9f, 1024));
}

static void check_gemv_f32(void)
{
    for (int rows = 1; rows <= 9; rows++)
        for (int cols = 1; cols <= 35; cols++)
            for (int with_bias = 0; with_bias < 2; with_bias++) {
                snprintf(where, sizeof(where), "%dx%d bias=%d", rows, cols, with_bias);
                float *w = fill(guarded(0, rows * cols), rows * cols, UNIT);
                float *x = fill(guarded(1, cols), cols, UNIT);
                float *bias = with_bias ? fill(guarded(2, rows), rows, UNIT) : NULL;
                float *want = guarded(3, rows), *got = guarded(4, rows);
                ref.gemv_f32(want, w, x, bias, rows, cols);
                new.gemv_f32(got, w, x, bias, rows, cols);
                for (int r = 0; r < rows; r++) {
                    double mag = bias ? fabs((double)bias[r]) : 0;
                    for (int c = 0; c < cols; c++)
                        mag += fabs((double)w[r * cols + c] * (double)x[c]);
                    if (!near_sum(want[r], got[r], cols + 1, mag)) {
                        fail(want[r], got[r]);
                        return;
                    }
                }
            }
    passed++;
    float *w = fill(guarded(0, MAXF), MAXF, UNIT), *x = fill(guarded(1, 512), 512, UNIT);
    float *y = guarded(3, 512);
    BENCH(new.gemv_f32(y, w, x, NULL, 512, 512));
}

/* From KERN_LIST: a kernel without a check_<name> does not compile. */
static const struct {
    const char *name;
    void (*check)(void);
} checks[] = {
#define X(ret, name, args) {#name, check_##name},
    KERN_LIST(X)
#undef X
};

int main(int argc, char **argv)
{
    static const char *const variants[] = {"scalar", "avx2", "avx512", "neon"};
    const char *cpu = "", *only = "";
    for (int i = 1; i < argc; i++) {
        if (!strcmp(argv[i], "--bench"))
            bench = 1;
        else if (!strcmp(argv[i], "--cpu") && i + 1 < argc)
            cpu = argv[++i];
        else if (!strcmp(argv[i], "--seed") && i + 1 < argc)
            seed = strtoull(argv[++i], NULL, 0);
        else
            only = argv[i];
    }
    signal(SIGSEGV, on_crash);
    signal(SIGBUS, on_crash);
    signal(SIGILL, on_crash);
    kern_use_scalar(&ref);
    unsigned have = cpu_detect();
    for (size_t v = 0; v < sizeof(variants) / sizeof(variants[0]); v++) {
        unsigned want = (unsigned)cpu_limit_from_name(variants[v]);
        if ((have & want) != want || !strstr(variants[v], cpu)) continue;
        variant = variants[v];
        kern_table(&new, want);
        for (size_t i = 0; i < sizeof(checks) / sizeof(checks[0]); i++) {
            if (!strstr(checks[i].name, only)) continue;
            op = checks[i].name;
            rng = (seed + 1) * 0x9E3779B97F4A7C15u;
            checks[i].check();
        }
    }
    printf("%d passed, %d failed\n", passed, failed);
    return failed != 0;
}
