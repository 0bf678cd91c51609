/* emoji_table.h - the layout of emoji.pack, shared by emoji.c (reads) and emoji_import.c (writes);
 * emoji.h draws it. */
#ifndef TEXT_EMOJI_TABLE_H
#define TEXT_EMOJI_TABLE_H

#include <stdint.h>

#define EMOJI_PACK_FILE "emoji.pack"
#define EMOJI_PACK_KIND "emoji"

enum { EMOJI_PACK_VERSION = 1, EMOJI_CPS_MAX = 12, EMOJI_ROWS_MAX = 1 << 14 };

struct emoji_row {
    uint32_t cps, n;
    uint32_t zh, en; /* in "names" */
};

/* Says how an emoji looks, not which it is: left out of the table, and skipped when matching. */
static inline int emoji_is_variant(uint32_t cp)
{
    return cp == 0xFE0F || cp == 0xFE0E || (cp >= 0x1F3FB && cp <= 0x1F3FF);
}

#endif
