/* checkkern_fault.h - kernels over a vocabulary with one faulty word, to check the checker.
 *
 * Included after a vec_<isa>.h and before kern_body.h: every word that moves or computes goes
 * through a function here that can do it wrong, when `fault` says so, and counts how often that
 * changed something.  The bodies are the program's own. */
#ifndef TESTS_CHECKKERN_FAULT_H
#define TESTS_CHECKKERN_FAULT_H

#include <math.h>
#include <stdint.h>
#include <string.h>

/* Each is wrong at every use. */
#define FAULT_LIST(X)                                                                              \
    X(STORE_NOTHING, "a whole vector is not written")                                              \
    X(STORE_SHORT, "the last element is not written")                                              \
    X(STORE_LONG, "a tail writes its whole vector")                                                \
    X(STORE_LONG_KEEPS, "a tail reads its whole vector and writes back what is beyond")            \
    X(STORE_LAST_LANE, "the last lane of a vector is off by a thousandth")                         \
    X(STORE_SWAPPED, "two lanes of a vector are swapped")                                          \
    X(LOAD_LONG, "a tail reads its whole vector")                                                  \
    X(LOAD_SHORT, "a tail's last element counts as 0")                                             \
    X(LOAD_SWAPPED, "two lanes of a vector are read swapped")                                      \
    X(ADD_ROUGH, "sums keep 11 bits")                                                              \
    X(SUB_ROUGH, "differences keep 11 bits")                                                       \
    X(MUL_ROUGH, "products keep 11 bits")                                                          \
    X(DIV_ROUGH, "quotients keep 11 bits")                                                         \
    X(FMA_ROUGH, "multiply-adds keep 11 bits")                                                     \
    X(FMA_NO_ADD, "a multiply-add does not add")                                                   \
    X(FNMA_SIGN, "a multiply-subtract adds")                                                       \
    X(SUM_SHORT, "the last lane is not in the sum")                                                \
    X(LARGEST_SHORT, "the last lane is not asked for the largest")                                 \
    X(MIN_FIRST, "the smaller is always the first")                                                \
    X(MAX_SECOND, "the larger is always the second")                                               \
    X(ROUND_DOWN, "rounding goes down")                                                            \
    X(ABS_NOT, "the absolute value keeps its sign")                                                \
    X(BELOW_FALSE, "a < b is never so")                                                            \
    X(SIGNED_FALSE, "no number is negative")                                                       \
    X(ODD_EVEN, "odd numbers count as even")                                                       \
    X(SIGN_LOST, "a sign is not handed on")                                                        \
    X(POW2_DOUBLE, "2^n is 2^(n + 1)")                                                             \
    X(BF16_CUT, "bf16 is cut off, not rounded")                                                    \
    X(DOT_FIRST, "only the first product of a pair is added")                                      \
    /* wrong once, where the driver says */                                                        \
    X(ONE_LANE, "one lane of one vector is wrong")

enum {
    NO_FAULT,
#define X(name, what) name,
    FAULT_LIST(X)
#undef X
        FAULTS
};

struct fault {
    int which;
    long effects; /* times it changed something */
    long stores;  /* vectors written to guarded memory */
    long once;    /* ONE_LANE: at this one */
    int lane;     /* of so many as are written */
    /* Where that one went.  What the kernel itself writes over before anything is compared was
     * never its result. */
    const void *at;
    long compared;
    int written_over;
};
extern struct fault fault;
extern long n_compared; /* checkkern.c: values compared so far */

struct kern;
void kern_use_faulty_avx2(struct kern *k);
void kern_use_faulty_neon(struct kern *k);

int in_guarded(const void *p, size_t size);

#endif
