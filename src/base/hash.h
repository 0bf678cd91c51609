/* hash.h - FNV-1a in 64 bits (RFC 9923): for tables of our own, not against an enemy. */
#ifndef BASE_HASH_H
#define BASE_HASH_H

#include <stddef.h>
#include <stdint.h>

#define HASH_SEED 14695981039346656037u

/* h: HASH_SEED, or what the bytes before gave. */
static inline uint64_t hash_bytes(uint64_t h, const char *s, size_t n)
{
    for (size_t i = 0; i < n; i++)
        h = (h ^ (unsigned char)s[i]) * 1099511628211u;
    return h;
}

#endif
