/* checkkern.h - what the parts of the kernel checker share (checkkern.c says how it works).
 *
 * To add a kernel: a row in KERN_LIST, its scalar meaning, and `void check_<name>(void)` in a
 * tests/checkkern_*.c (the Makefile takes every one).  Without it checkkern does not link.  A check
 *
 *   - takes every buffer of the kernel, inputs and outputs, from guarded(), exactly as long as it
 *     is: never longer, or an overrun goes unseen;
 *   - covers sizes 1 ... SIZES and odd strides, gaps between rows filled with NaN where they are
 *     inputs (the kernel must not use them) and compared where they are outputs (nor write them);
 *   - loops over kinds 0 ... FILLS for ordinary numbers, and up to ALL_FILLS if NaN and infinity
 *     come out where the scalar kernel has them;
 *   - calls at() with the sizes, then ref.<name> and new.<name>, and hands every value of the
 *     result to near() with a tolerance computed from the sizes and magnitudes at hand;
 *   - returns at the first near() that answers 0;
 *   - measures only `if (bench)`, after all of that.
 *
 * `checkkern --faults` (checkkern_fault.c) then breaks the kernel in many small ways and sees the
 * check fail. */
#ifndef TESTS_CHECKKERN_H
#define TESTS_CHECKKERN_H

#include <stddef.h>
#include <stdint.h>

#include "kern/kern.h"

enum fill {
    UNIT,        /* -1 ... 1 */
    LARGE,       /* up to 1e4 */
    ZERO,        /* both signs */
    ALTERNATING, /* 1e-3, -1e-3, ...: sums cancel */
    TINY,        /* denormals */
    FILLS,
    NANS = FILLS, /* UNIT, but some are NaN */
    INFINITIES,   /* UNIT, but some are infinite */
    ALL_FILLS
};

/* Sizes 1 ... SIZES pass every tail of two vectors of the widest set. */
enum { SIZES = 2 * 16 + 3 };

extern struct kern ref, new; /* scalar, and the variant under test */
extern const char *variant;

uint32_t rnd(void);
int rnd_in(int low, int high); /* both included */
float rnd_unit(void);          /* -1 ... 1 */

/* size bytes, or n floats, out of one of SLOTS buffers, that end exactly at an unreadable page; in
 * the second of two runs they begin right after one.  The same slot and size give the same place.
 */
enum { SLOTS = 16 };
void *guarded_bytes(int slot, size_t size);
float *guarded(int slot, size_t n);
float *guarded_copy(int slot, const float *from, size_t n);

float *fill(float *p, size_t n, enum fill kind);

/* Row gaps of x [rows, cols] become NaN; returns x. */
float *fill_gaps(float *x, int rows, int cols, ptrdiff_t x_row);

/* The sizes being checked, for reports. */
void at(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* One value; 1 if |want - got| <= tolerance (a little more among denormals, unless tolerance is 0),
 * or both are NaN, or the same infinity, whatever the tolerance. The first failure of a check is
 * printed. */
int near(double want, double got, double tolerance);
extern long n_compared; /* calls of near() */

extern int bench; /* --bench */
void bench_report(const char *what, double ns, double flops, double bytes);
void bench_peak(unsigned flags);      /* checkkern_gemm.c measures against it */
void bench_peak_bf16(unsigned flags); /* and checkkern_bf16.c */

/* One row a kernel, from KERN_LIST. */
struct check {
    const char *name;
    void (*check)(void);
    size_t entry; /* offset in struct kern */
};
extern const struct check checks[];
extern const int n_checks;
int same_kernel(const struct kern *a, const struct kern *b, const struct check *c);

/* Runs a check of `new`: 1 passed, 0 failed, -1 crashed; says so unless quiet.  Buffers begin after
 * an unreadable page, or end at one: two runs with different random numbers, each time the same. */
int run_check(const struct check *c, int before, int quiet);

/* Is [p, p + size) in a guarded buffer?  What a kernel writes elsewhere is its own scratch. */
int in_guarded(const void *p, size_t size);

int check_faults(const char *only); /* checkkern_fault.c: the exit status */

#define X(ret, name, args) void check_##name(void);
KERN_LIST(X)
#undef X

#endif
