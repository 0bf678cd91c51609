/* en_tagger_hash.h - how the tagger's table is addressed; its reader and its writer share this. */
#ifndef TEXT_EN_EN_TAGGER_HASH_H
#define TEXT_EN_EN_TAGGER_HASH_H

#include <stddef.h>
#include <stdint.h>

enum { TAGGER_PROBES = 256 }; /* slots that are looked at before a feature counts as absent */

#define TAGGER_SEED 14695981039346656037u

/* FNV-1a: a feature's name, then its arguments each behind a blank. */
static inline uint64_t tagger_hash(uint64_t h, const char *s, size_t n)
{
    for (size_t i = 0; i < n; i++)
        h = (h ^ (unsigned char)s[i]) * 1099511628211u;
    return h;
}

/* What tells features of one slot apart: bits that do not choose the slot. */
static inline uint32_t tagger_check(uint64_t h)
{
    return (uint32_t)(h >> 32);
}

#endif
