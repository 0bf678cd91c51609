/* checkkern_fault.c - is the checker any good?  `checkkern --faults [NAME]`
 *
 * The kernels' own bodies are compiled once more over words that can be made faulty
 * (checkkern_fault.h).  Without a fault each kernel must pass its check.  With one that changed
 * anything, in every use of a word or in a single lane of a single vector anywhere among all that
 * the check has the kernel write, the check must fail: a check that skips a lane, an edge or a kind
 * of input, or allows too much, is found out.  A kernel that has no body over the words is found
 * out too. */
#include "checkkern_fault.h"

#include <stdio.h>
#include <string.h>

#include "base/cpu.h"
#include "checkkern.h"

enum { SINGLE_LANES = 12 };

struct fault fault;

static const char *const faults[FAULTS] = {"none",
#define X(name, what) what,
                                           FAULT_LIST(X)
#undef X
};

/* What may be wrong and still give the right result. */
static const struct {
    int fault;
    const char *kernel, *why;
} excused[] = {
    {STORE_SWAPPED, "softmax_f32", "it stores twice, and the second swap undoes the first"},
    {LOAD_SWAPPED, "softmax_f32", "it stores twice, and the second swap undoes the first"},
    {MUL_ROUGH, "split_bf16", "the product only says where to cut, and the rest makes up for it"},
    {POW2_DOUBLE, "softmax_f32", "what all terms have in common goes out with the sum"},
};

static int is_excused(int which, const char *kernel)
{
    for (size_t i = 0; i < sizeof(excused) / sizeof(excused[0]); i++)
        if (excused[i].fault == which && !strcmp(excused[i].kernel, kernel)) return 1;
    return 0;
}

/* Does the check pass, buffers before and behind a page, in spite of the fault?  -1: the fault made
 * no difference to the result. */
static int passes_with(const struct check *c, int which, long once, int lane)
{
    for (int before = 0; before < 2; before++) {
        fault = (struct fault){.which = which, .once = once, .lane = lane};
        int passed = run_check(c, before, 1) == 1;
        fault.which = NO_FAULT;
        if (!passed) return 0;
        if (!fault.effects || fault.written_over) return -1;
    }
    return 1;
}

static int passed, failed;

static void expect_noticed(const struct check *c, int which, long once, int lane)
{
    int passes = passes_with(c, which, once, lane), excuse = is_excused(which, c->name);
    if (passes < 0) return;
    if (passes == excuse) {
        passed++;
        return;
    }
    printf("FAIL the check of %s %s %s", c->name,
           excuse ? "need not be excused:" : "passes although", faults[which]);
    if (which == ONE_LANE) printf(" (vector %ld, lane %d)", once, lane);
    printf("\n");
    failed++;
}

static void check_the_check(const struct check *c)
{
    fault = (struct fault){.which = NO_FAULT};
    if (same_kernel(&new, &ref, c) || run_check(c, 0, 0) != 1 || !fault.stores) {
        printf("FAIL %s cannot be made faulty: %s\n", c->name,
               fault.stores ? "it fails as it is" : "its check had it write nothing");
        failed++;
        return;
    }
    const long stores = fault.stores;
    for (int which = NO_FAULT + 1; which < ONE_LANE; which++)
        expect_noticed(c, which, 0, 0);
    for (int i = 0; i < SINGLE_LANES; i++)
        expect_noticed(c, ONE_LANE, stores * i / SINGLE_LANES + stores / SINGLE_LANES * i % 7,
                       rnd_in(0, 15));
    expect_noticed(c, ONE_LANE, stores - 1, 0);
}

int check_faults(const char *only)
{
    kern_use_scalar(&new);
    variant = "faulty";
#if defined(__x86_64__)
    if (!(cpu_detect() & CPU_AVX2)) return printf("skipped: no AVX2\n"), 0;
    kern_use_faulty_avx2(&new);
#elif defined(__aarch64__)
    kern_use_faulty_neon(&new);
#endif
    for (int i = 0; i < n_checks; i++)
        if (strstr(checks[i].name, only)) check_the_check(&checks[i]);
    printf("%d passed, %d failed\n", passed, failed);
    return failed != 0 || passed == 0;
}
