/* zh_lexicon.h - the dictionary: characters, and words in a trie, used in place from zh.pack.
 *
 *     bmp    [65536]   code point -> 1 + number of the character (higher planes: binary search)
 *     chars  [n_chars] sorted by code point: reading, simplified form, its node in the trie
 *     label  [n_nodes] the character that leads to a node; a node's children lie side by side,
 *     child  [n_nodes + 1] from child[node] to child[node + 1], labels ascending
 *     word   [n_nodes] 0, or where in `record` the word that ends here has: cost, syllables ...
 *
 * Nodes are numbered breadth first (0 is the root), so one array holds both ends of the child range
 * and all words of one length lie together.  Everything is checked once by zh_lexicon_open and
 * trusted afterwards.  Immutable, shared by all threads. */
#ifndef TEXT_ZH_ZH_LEXICON_H
#define TEXT_ZH_ZH_LEXICON_H

#include <stddef.h>
#include <stdint.h>

#include "base/pack.h"
#include "text/zh/pinyin.h"

enum { ZH_PACK_VERSION = 4, ZH_WORD_MAX = 16, ZH_COST_UNIT = 2048 };

#define ZH_PACK_FILE "zh.pack"
#define ZH_PACK_KIND "zh"

struct zh_char {
    uint32_t cp;
    uint32_t node;   /* in the trie's first row; 0: begins no word */
    uint16_t simple; /* number of the simplified form, or its own */
    pinyin reading;  /* the commonest; 0: none known */
    uint16_t n_readings;
    uint16_t pad_;
};

struct zh_lexicon {
    struct pack *pack_;
    const uint16_t *bmp;
    const struct zh_char *chars;
    const uint16_t *label;
    const uint32_t *child, *word;
    const uint16_t *record;
    uint32_t n_chars, n_nodes, n_record;
};

NODISCARD int zh_lexicon_open(struct zh_lexicon *lx, const char *lexicon_dir, struct err *e);
void zh_lexicon_close(struct zh_lexicon *lx);

/* 1 + the character's number, 0: not in the lexicon. */
uint32_t zh_lexicon_find(const struct zh_lexicon *lx, uint32_t cp);

/* The child of `node` along character number `c`; 0: none. */
uint32_t zh_lexicon_step(const struct zh_lexicon *lx, uint32_t node, uint16_t c);

/* The word that ends at node: its cost (-log of its share x ZH_COST_UNIT) and its syllables, as
 * many as the node is deep.  NULL: no word ends here. */
const pinyin *zh_lexicon_word(const struct zh_lexicon *lx, uint32_t node, uint32_t *cost);

#endif
