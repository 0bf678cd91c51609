/* checkkern.c - every SIMD kernel against the scalar one, and how fast each is.
 *
 *     checkkern [--cpu avx2] [--seed N] [--bench] [NAME]
 *     checkkern --faults [NAME]     checks the checker (checkkern_fault.c)
 *
 * For each variant that this CPU has (and whose name begins with that of --cpu), each kernel that
 * it does differently runs over sizes around its vector width and over several kinds of input,
 * twice: once every buffer, input or output, ends at an unreadable page, once it begins after one,
 * so touching one float too many crashes, and the crash is reported as a failure.  (Canaries after
 * the output are not enough: a kernel that loads, changes nothing and stores back passes them.)  A
 * float result may differ from the scalar one by the rounding that a sum of that many terms of that
 * size can gather, and no more; elementary functions have a stated bound against double precision,
 * which the scalar variant must keep too.
 */
#include "checkkern.h"

#include <math.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/cpu.h"

enum { PAGE = 1 << 16 /* the largest that Linux has */, ROOM = 1 << 27 };

struct kern ref, new;
const char *variant;
int bench;
long n_compared;
static const char *op;
static char where[200];
static uint64_t seed = 1, rng;
static int bad;         /* values out of bounds in the check under way */
static int before_page; /* buffers begin at an unreadable page, else they end at one */
static int quiet_run;
static sigjmp_buf crashed;
static char *rooms[SLOTS];

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

void *guarded_bytes(int slot, size_t size)
{
    if (!rooms[slot]) {
        char *p = mmap(NULL, (size_t)ROOM + 2 * PAGE, PROT_READ | PROT_WRITE,
                       MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
        if (p == MAP_FAILED || mprotect(p, PAGE, PROT_NONE) ||
            mprotect(p + PAGE + ROOM, PAGE, PROT_NONE))
            abort();
        rooms[slot] = p + PAGE;
    }
    if (size > ROOM) abort();
    return before_page ? rooms[slot] : rooms[slot] + ROOM - size;
}

float *guarded(int slot, size_t n)
{
    return guarded_bytes(slot, n * sizeof(float));
}

float *guarded_copy(int slot, const float *from, size_t n)
{
    return memcpy(guarded(slot, n), from, n * sizeof(float));
}

int in_guarded(const void *p, size_t size)
{
    const char *at = p;
    for (int i = 0; i < SLOTS; i++)
        if (rooms[i] && at >= rooms[i] && at + size <= rooms[i] + ROOM) return 1;
    return 0;
}

static float number(enum fill kind, size_t i)
{
    float u = rnd_unit();
    switch (kind) {
    case LARGE:
        return u * 1e4f;
    case ZERO:
        return copysignf(0, u);
    case ALTERNATING:
        return i & 1 ? 1e-3f : -1e-3f;
    case TINY:
        return u * 1e-39f;
    case NANS:
        return rnd() % 5 ? u : NAN;
    case INFINITIES:
        return rnd() % 5 ? u : copysignf(INFINITY, u);
    default:
        return u;
    }
}

float *fill(float *p, size_t n, enum fill kind)
{
    for (size_t i = 0; i < n; i++)
        p[i] = number(kind, i);
    return p;
}

float *fill_gaps(float *x, int rows, int cols, ptrdiff_t x_row)
{
    for (int r = 0; r + 1 < rows; r++)
        for (ptrdiff_t c = cols; c < x_row; c++)
            x[r * x_row + c] = NAN;
    return x;
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
    const double denormal = 64 * 0x1p-149; /* what a few roundings below FLT_MIN amount to */
    n_compared++;
    if (tolerance > 0) tolerance += denormal;
    if (want == got || (isnan(want) && isnan(got))) return 1;
    if (isfinite(want) && isfinite(got) && fabs(want - got) <= tolerance) return 1;
    if (!bad++ && !quiet_run)
        printf("FAIL %s_%s %s%s: %.9g, not %.9g within %.3g (--seed %llu)\n", op, variant, where,
               before_page ? " at a page's begin" : "", got, want, tolerance,
               (unsigned long long)seed);
    return 0;
}

static void on_crash(int sig)
{
    (void)sig;
    siglongjmp(crashed, 1);
}

/* A kernel may crash anywhere: it holds nothing, so we go on behind it. */
static void catch_crashes(void)
{
    struct sigaction a = {.sa_handler = on_crash};
    static const int sigs[] = {SIGSEGV, SIGBUS, SIGILL, SIGFPE};
    for (size_t i = 0; i < sizeof(sigs) / sizeof(sigs[0]); i++)
        sigaction(sigs[i], &a, NULL);
}

int run_check(const struct check *c, int before, int quiet)
{
    op = c->name;
    rng = (2 * seed + 1 + (unsigned)before) * 0x9E3779B97F4A7C15u;
    bad = 0;
    before_page = before;
    quiet_run = quiet;
    if (sigsetjmp(crashed, 1)) {
        if (!quiet)
            printf("FAIL %s_%s %s: crashed, buffers %s at a page (--seed %llu)\n", op, variant,
                   where, before ? "begin" : "end", (unsigned long long)seed);
        return -1;
    }
    c->check();
    return bad == 0;
}

void bench_report(const char *what, double ns, double flops, double bytes)
{
    printf("%-16s %-7s %-36s %12.1f ns", op, variant, what, ns);
    if (flops > 0) printf(" %7.1f GFLOP/s", flops / ns);
    if (bytes > 0) printf(" %6.1f GB/s", bytes / ns);
    printf("\n");
}

/* From KERN_LIST: a kernel without a check_<name> does not link. */
const struct check checks[] = {
#define X(ret, name, args) {#name, check_##name, offsetof(struct kern, name)},
    KERN_LIST(X)
#undef X
};
const int n_checks = sizeof(checks) / sizeof(checks[0]);

int same_kernel(const struct kern *a, const struct kern *b, const struct check *c)
{
    return !memcmp((const char *)a + c->entry, (const char *)b + c->entry, sizeof(void (*)(void)));
}

static int passed, failed;

/* Behind a page and before one; measured once. */
static void check_kernel(const struct check *c)
{
    const int measure = bench;
    bench = 0;
    int ok = run_check(c, 1, 0) == 1;
    bench = measure && ok;
    ok = ok && run_check(c, 0, 0) == 1;
    bench = measure;
    if (ok)
        passed++;
    else
        failed++;
}

/* The kernels of one instruction set, without those it has from an older one. */
static void check_variant(const char *name, unsigned flags, const char *only)
{
    static struct kern older;
    static int first = 1;
    variant = name;
    kern_table(&new, flags);
    op = "peak";
    if (bench) bench_peak(flags), bench_peak_bf16(flags);
    for (int i = 0; i < n_checks; i++)
        if (strstr(checks[i].name, only) && (first || !same_kernel(&new, &older, &checks[i])))
            check_kernel(&checks[i]);
    older = new;
    first = 0;
}

int main(int argc, char **argv)
{
    const char *cpu = "", *only = "";
    int faults = 0;
    for (int i = 1; i < argc; i++) {
        if (!strcmp(argv[i], "--bench"))
            bench = 1;
        else if (!strcmp(argv[i], "--faults"))
            faults = 1;
        else if (!strcmp(argv[i], "--cpu") && i + 1 < argc)
            cpu = argv[++i];
        else if (!strcmp(argv[i], "--seed") && i + 1 < argc)
            seed = strtoull(argv[++i], NULL, 0);
        else
            only = argv[i];
    }
    catch_crashes();
    kern_use_scalar(&ref);
    if (faults) return check_faults(only);
    unsigned have = cpu_detect();
    if (bench) printf("%s\n", cpu_brand());
    const char *name;
    for (int v = 0; (name = cpu_set_name(v)); v++) {
        unsigned want = (unsigned)cpu_limit_from_name(name);
        if ((have & want) == want && !strncmp(name, cpu, strlen(cpu)))
            check_variant(name, want, only);
    }
    printf("%d passed, %d failed\n", passed, failed);
    return failed != 0 || passed == 0;
}
