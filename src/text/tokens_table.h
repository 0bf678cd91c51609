/* tokens_table.h - the layout of qwen.pack, shared by tokens.c (reads) and tokens_import.c
 * (writes).
 *
 * A token is known by its rank, which is also its id.  Every token longer than a byte is made by
 * exactly one merge of two others; the table maps that pair to it:
 *
 *     "bytes"   uint32 [256]            the token of each single byte
 *     "merges"  struct [MERGE_SLOTS]    (left, right) -> token; open addressing, linear probing;
 *                                       an empty slot has token 0 (which is a single byte) */
#ifndef TEXT_TOKENS_TABLE_H
#define TEXT_TOKENS_TABLE_H

#include <stdint.h>

#define TOKENS_KIND "qwen"
enum {
    TOKENS_VERSION = 1,
    MERGE_SLOTS = 1 << 18,
    TOKENS_N = 151643, /* tokens of the public table, special ones not counted */
};

struct merge {
    uint32_t left, right, token;
};

static inline uint32_t merge_slot(uint32_t left, uint32_t right)
{
    uint64_t h = ((uint64_t)left * 0x100000000u + right) * 0x9E3779B97F4A7C15u;
    return (uint32_t)(h >> 40) & (MERGE_SLOTS - 1);
}

#endif
