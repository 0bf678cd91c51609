#include "mutate.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/rng.h"

enum { INPUT_MAX = 4096 };

static const char *current = ""; /* under test, for the message */
static size_t current_bytes;

static void check(const char *s, size_t n)
{
    current = s;
    current_bytes = n;
    fuzz_target.check(s, n);
}

_Noreturn void fuzz_fail(const char *what)
{
    fprintf(stderr, "fuzz_%s: %s, for:\n%.*s\n", fuzz_target.name, what, (int)current_bytes,
            current);
    abort();
}

#ifdef LIBFUZZER

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    static int opened;
    if (!opened++ && fuzz_target.open) fuzz_target.open();
    check((const char *)data, n);
    return 0;
}

#else

struct input {
    char s[INPUT_MAX];
    size_t n;
};

/* Puts len bytes in the place of `cut` bytes at `at`. */
static void put(struct input *in, size_t at, size_t cut, const char *bytes, size_t len)
{
    if (cut > in->n - at) cut = in->n - at;
    if (in->n - cut + len > INPUT_MAX) return;
    memmove(in->s + at + len, in->s + at + cut, in->n - at - cut);
    memcpy(in->s + at, bytes, len);
    in->n = in->n - cut + len;
}

static void mutate(struct input *in, struct rng *r)
{
    enum { STRETCH = 64, REPEATS = 20 };
    const char *piece = fuzz_target.pieces[rng_below(r, (uint32_t)fuzz_target.n_pieces)];
    size_t at = rng_below(r, (uint32_t)in->n + 1);
    char stretch[STRETCH];
    switch (rng_below(r, 8)) {
    case 0: /* any byte */
        stretch[0] = (char)rng_below(r, 256);
        put(in, at, rng_below(r, 2), stretch, 1);
        break;
    case 1: { /* a stretch again, in another place or many times */
        size_t len = rng_below(r, STRETCH), times = rng_below(r, 3) ? 1 : rng_below(r, REPEATS);
        if (len > in->n - at) len = in->n - at;
        memcpy(stretch, in->s + at, len);
        size_t to = rng_below(r, (uint32_t)in->n + 1);
        while (times--)
            put(in, to, 0, stretch, len);
        break;
    }
    default:
        put(in, at, rng_below(r, 12), piece, strlen(piece));
    }
}

int main(int argc, char **argv)
{
    long inputs = argc > 1 ? strtol(argv[1], NULL, 10) : fuzz_target.inputs;
    struct rng r = {argc > 2 ? strtoull(argv[2], NULL, 10) : (uint64_t)clock_unix_s()};
    printf("seed %llu\n", (unsigned long long)r.state);
    fflush(stdout);
    if (fuzz_target.open) fuzz_target.open();
    for (long i = 0; i < inputs; i++) {
        const char *seed = fuzz_target.seeds[rng_below(&r, (uint32_t)fuzz_target.n_seeds)];
        struct input in = {.n = strlen(seed)};
        fuzz_require(in.n <= INPUT_MAX, "a seed is too long");
        memcpy(in.s, seed, in.n);
        for (uint32_t k = rng_below(&r, 8); k > 0; k--)
            mutate(&in, &r);
        char *tight = malloc(in.n ? in.n : 1);
        fuzz_require(tight != NULL, "no memory");
        memcpy(tight, in.s, in.n);
        check(tight, in.n);
        free(tight);
    }
    printf("fuzz_%s: %ld inputs\n1 passed, 0 failed\n", fuzz_target.name, inputs);
    return 0;
}

#endif
