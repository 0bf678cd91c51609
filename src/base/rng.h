/* rng.h - a small seeded generator for tests, dither and fuzzing; never for secrets (digest.h has
 * those).  splitmix64: Steele, Lea, Flood, "Fast splittable pseudorandom number generators", 2014.
 */
#ifndef BASE_RNG_H
#define BASE_RNG_H

#include <stdint.h>

struct rng {
    uint64_t state;
};

static inline uint64_t rng_next(struct rng *r)
{
    uint64_t z = r->state += 0x9E3779B97F4A7C15u;
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
    z = (z ^ z >> 27) * 0x94D049BB133111EBu;
    return z ^ z >> 31;
}

/* 0 <= result < n */
static inline uint32_t rng_below(struct rng *r, uint32_t n)
{
    return (uint32_t)((rng_next(r) >> 32) * n >> 32);
}

/* -1 <= result < 1 */
static inline float rng_unit(struct rng *r)
{
    return (float)(int32_t)(rng_next(r) >> 32) * 0x1p-31f;
}

#endif
