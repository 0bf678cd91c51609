/* en_tagger_hash.h - how the tagger's table is addressed; its reader and its writer share this.
 *
 * A feature is hashed (base/hash.h) by its name, then its arguments each behind a blank. */
#ifndef TEXT_EN_EN_TAGGER_HASH_H
#define TEXT_EN_EN_TAGGER_HASH_H

#include <stddef.h>
#include <stdint.h>

enum { TAGGER_PROBES = 256 }; /* slots that are looked at before a feature counts as absent */

/* What tells features of one slot apart: bits that do not choose the slot. */
static inline uint32_t tagger_check(uint64_t h)
{
    return (uint32_t)(h >> 32);
}

#endif
