/* bf16.h - bf16 values one at a time: the upper 16 bits of a float32. */
#ifndef KERN_BF16_H
#define KERN_BF16_H

#include <stdint.h>
#include <string.h>

static inline float bf16_float(uint16_t v)
{
    uint32_t bits = (uint32_t)v << 16;
    float f;
    memcpy(&f, &bits, sizeof(f));
    return f;
}

/* To nearest, ties to even; NaN stays NaN. */
static inline uint16_t bf16_of(float f)
{
    uint32_t bits;
    memcpy(&bits, &f, sizeof(bits));
    if (f != f) return (uint16_t)(bits >> 16 | 0x40);
    return (uint16_t)((bits + 0x7FFF + (bits >> 16 & 1)) >> 16);
}

#endif
