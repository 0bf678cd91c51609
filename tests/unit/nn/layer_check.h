/* layer_check.h - one layer against its meaning in double precision.
 *
 * The layer runs on every instruction set of this CPU, alone and with a pool, each time in an arena
 * of exactly the size that the counting run asked for.  Every value must lie within its own bound,
 * and the pool must not change a bit. */
#ifndef TESTS_LAYER_CHECK_H
#define TESTS_LAYER_CHECK_H

#include <float.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/cpu.h"
#include "base/rng.h"
#include "kern/bf16.h"
#include "kern/kern.h"
#include "nn/nn.h"

#define EPS ((double)FLT_EPSILON)

static struct rng rng = {1};

static inline int pick(int low, int high) /* both included */
{
    return low + (int)rng_below(&rng, (uint32_t)(high - low + 1));
}

/* malloc'd, so that a sanitizer sees the end; the test's own, freed by it */
static inline float *random_floats(size_t n, float size)
{
    float *p = calloc(n, sizeof(float));
    for (size_t i = 0; i < n; i++)
        p[i] = rng_unit(&rng) * size;
    return p;
}

/* Values that bf16 has: as weights they are the same in every precision. */
static inline float *random_bf16(size_t n)
{
    float *p = random_floats(n, 1);
    for (size_t i = 0; i < n; i++)
        p[i] = bf16_float(bf16_of(p[i]));
    return p;
}

/* By how much rounding to bf16 changes x. */
#define BF16_STEP(x) (fabs(x) * 0x1p-8)

static inline double *zeros(size_t n)
{
    return calloc(n, sizeof(double));
}

struct layer {
    void (*call)(const struct nn *nn, void *ctx);
    void *ctx;
    float *y;            /* what the call writes */
    const float *before; /* y's content before; NULL: rubbish */
    const double *want, *bound;
    size_t n;
    const char *what;
};

static inline void layer_compare(const struct layer *l, const char *isa)
{
    for (size_t i = 0; i < l->n; i++)
        if (!(fabs((double)l->y[i] - l->want[i]) <= l->bound[i]))
            fail_msg("%s, %s: [%zu] is %.9g, not %.9g within %.3g", l->what, isa, i,
                     (double)l->y[i], l->want[i], l->bound[i]);
}

static inline void layer_run(const struct layer *l, struct pool *pool)
{
    struct arena arena = arena_counting();
    l->call(&(struct nn){pool, &arena}, l->ctx);
    assert_int_equal(arena.used, 0); /* all given back */
    assert_int_equal(arena_init(&arena, arena.peak + 64), 0);
    for (size_t i = 0; i < l->n; i++)
        l->y[i] = l->before ? l->before[i] : NAN;
    l->call(&(struct nn){pool, &arena}, l->ctx);
    arena_free(&arena);
}

static inline void layer_check(const struct layer *l)
{
    static struct pool *pool;
    if (!pool) assert_int_equal(pool_start(&pool, 3, 1), 0);
    float *alone = malloc(l->n * sizeof(float));
    const char *name;
    for (int s = 0; (name = cpu_set_name(s)); s++) {
        unsigned flags = (unsigned)cpu_limit_from_name(name);
        if ((cpu_detect() & flags) != flags) continue;
        kern_init(flags);
        layer_run(l, NULL);
        layer_compare(l, name);
        memcpy(alone, l->y, l->n * sizeof(float));
        layer_run(l, pool);
        assert_memory_equal(alone, l->y, l->n * sizeof(float));
    }
    free(alone);
}

#endif
