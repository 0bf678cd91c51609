/* checkkern.c - every SIMD kernel against the scalar one, and how fast each is.
 *
 *     checkkern [--cpu avx2] [--seed N] [--bench] [NAME]
 *
 * For each variant that this CPU has, each kernel runs over sizes around its vector width and over
 * several kinds of input.  Every buffer, input or output, ends at an unreadable page, so touching
 * one float too many crashes, and the crash is reported as a failure.  (Canaries after the output
 * are not enough: a kernel that loads, changes nothing and stores back passes them.)  A float
 * result may differ from the scalar one by the rounding that a sum of that many terms of that
 * size can gather, and no more; elementary functions have a stated bound against double precision,
 * which the scalar variant must keep too. */
#include "checkkern.h"

#include <math.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/cpu.h"

enum { PAGE = 4096, ROOM = 1 << 27 };

struct kern ref, new;
const char *variant;
int bench;
static const char *op;
static char where[160];
static uint64_t seed = 1, rng;
static int bad; /* values out of bounds in the check under way */

uint32_t rnd(void)
{
    rng ^= rng << 13;
    rng ^= rng >> 7;
    rng ^= rng << 17;
    return (uint32_t)(rng >> 32);
}

int rnd_in(int low, int high)
{
    return low + (int)(rnd() % (unsigned)(high - low + 1));
}

float rnd_unit(void)
{
    return (float)rnd() * 0x1p-31f - 1;
}

float *guarded(int slot, size_t n)
{
    static char *end[SLOTS];
    if (!end[slot]) {
        char *p = mmap(NULL, (size_t)ROOM + PAGE, PROT_READ | PROT_WRITE,
                       MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        if (p == MAP_FAILED || mprotect(p + ROOM, PAGE, PROT_NONE)) abort();
        end[slot] = p + ROOM;
    }
    if (n * sizeof(float) > ROOM) abort();
    return (float *)(void *)(end[slot] - n * sizeof(float));
}

float *fill(float *p, size_t n, enum fill kind)
{
    for (size_t i = 0; i < n; i++) {
        float u = rnd_unit();
        p[i] = kind == UNIT    ? u
               : kind == LARGE ? u * 1e4f
               : kind == ZERO  ? 0
               : i & 1         ? 1e-3f
                               : -1e-3f;
    }
    return p;
}

float *guarded_copy(int slot, const float *from, size_t n)
{
    return memcpy(guarded(slot, n), from, n * sizeof(float));
}

void at(const char *format, ...)
{
    va_list args;
    va_start(args, format);
    vsnprintf(where, sizeof(where), format, args);
    va_end(args);
}

int near(double want, double got, double tolerance)
{
    if (fabs(want - got) <= tolerance || want == got || (isnan(want) && isnan(got))) return 1;
    if (!bad++)
        printf("FAIL %s_%s %s: %.9g, not %.9g within %.3g (--seed %llu)\n", op, variant, where, got,
               want, tolerance, (unsigned long long)seed);
    return 0;
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

void bench_report(const char *what, double ns, double flops, double bytes)
{
    printf("%-16s %-7s %-36s %12.1f ns", op, variant, what, ns);
    if (flops > 0) printf(" %7.1f GFLOP/s", flops / ns);
    if (bytes > 0) printf(" %6.1f GB/s", bytes / ns);
    printf("\n");
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
    int passed = 0, failed = 0;
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
    if (bench) printf("%s\n", cpu_brand());
    for (size_t v = 0; v < sizeof(variants) / sizeof(variants[0]); v++) {
        unsigned want = (unsigned)cpu_limit_from_name(variants[v]);
        if ((have & want) != want || (cpu[0] && strcmp(variants[v], cpu) != 0)) continue;
        variant = variants[v];
        kern_table(&new, want);
        op = "peak";
        if (bench) bench_peak(want);
        for (size_t i = 0; i < sizeof(checks) / sizeof(checks[0]); i++) {
            if (!strstr(checks[i].name, only)) continue;
            op = checks[i].name;
            rng = (seed + 1) * 0x9E3779B97F4A7C15u;
            bad = 0;
            checks[i].check();
            if (bad)
                failed++;
            else
                passed++;
        }
    }
    printf("%d passed, %d failed\n", passed, failed);
    return failed != 0 || passed == 0;
}
