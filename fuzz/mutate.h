/* mutate.h - what the fuzz targets of text share: seeds, mutated, and both ways to run them.
 *
 *     fuzz_NAME [INPUTS [SEED]]            seeds of its own, mutated; or, built by
 *     make CC=clang SAN=fuzzer,address     a libFuzzer target (EXTRA=-DLIBFUZZER)
 *
 * A target defines `fuzz_target`; mutate.c has main. */
#ifndef FUZZ_MUTATE_H
#define FUZZ_MUTATE_H

#include <stddef.h>

struct fuzz_target {
    const char *name;
    long inputs; /* when the command line does not say */
    const char *const *seeds;
    size_t n_seeds;
    const char *const *pieces; /* put in at random places */
    size_t n_pieces;
    void (*open)(void);                     /* once, before the first; may be NULL */
    void (*check)(const char *s, size_t n); /* s ends where a sanitizer sees it */
};

extern const struct fuzz_target fuzz_target;

/* Says what is wrong, with the input, and ends the process. */
_Noreturn void fuzz_fail(const char *what);

static inline void fuzz_require(int ok, const char *what)
{
    if (!ok) fuzz_fail(what);
}

#endif
