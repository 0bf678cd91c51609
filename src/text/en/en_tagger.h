/* en_tagger.h - the part of speech of every word of a sentence: Penn Treebank tags by an averaged
 * perceptron, left to right.
 *
 *     the   dogs  [bark]  at  night        features of bark: word, last 3 letters, first letter,
 *     DT    NNS     ?                      the two tags before, two words on either side
 *
 * Each feature that training kept has a weight for some tags; the tag with the largest sum is
 * taken. Words with nearly always the same tag are listed and not asked.  The weights are those of
 * PyPI's textblob-aptagger (SOURCES.md), packed at import (en-tags.pack) and used in place:
 *
 *     slots  hash of the feature's name -> {check, first weight + 1}
 *     weights {thousandths, tag, more}  a feature's weights stand together
 *     tags    names in alphabetical order, each ended by '\n'
 *
 * Immutable and shared. */
#ifndef TEXT_EN_EN_TAGGER_H
#define TEXT_EN_EN_TAGGER_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/pack.h"
#include "text/en/en_lexicon.h"

#define TAGGER_FILE "en-tags.pack"
#define TAGGER_KIND "en-tags"

enum {
    TAGGER_PACK_VERSION = 1,
    TAGGER_TAGS_MAX = 64,
    TAGGER_NAME_MAX = 8,
    TAGGER_WORDS_MAX = 256, /* of one sentence */
    TAGGER_WORD_MAX = 63,   /* letters that are looked at */
};

struct tagger_slot {
    uint32_t check, first; /* first: index + 1 into the weights, 0: empty */
};

struct tagger_weight {
    int16_t thousandths;
    uint8_t tag, more; /* more: the feature has further ones */
};

struct tagger {
    const struct tagger_slot *slots; /* [n_slots], a power of two, at most half of them used */
    const struct tagger_weight *weights;
    size_t n_slots, n_weights, n_tags;
    struct {
        char name[TAGGER_NAME_MAX + 1];
        uint8_t len;
        enum lexicon_tag means;
    } tag[TAGGER_TAGS_MAX];
};

NODISCARD int tagger_open(struct tagger *t, const struct pack *pack, struct err *e);

struct tagger_word { /* as the Treebank cuts them: do n't, it 's, `` yes '' */
    const char *s;
    size_t n;
};

/* Tags n words, TAGGER_WORDS_MAX at most, of one sentence. */
void tagger_run(const struct tagger *t, const struct tagger_word *words, size_t n, uint8_t *tags);

const char *tagger_name(const struct tagger *t, uint8_t tag);

/* What a tag says about a reading. */
enum lexicon_tag tagger_meaning(const struct tagger *t, uint8_t tag);

/* ------------------------------------------------------------------------ writing, at import */

struct tagger_builder;
struct tagger_builder *tagger_builder_open(void); /* NULL: no memory */
void tagger_builder_close(struct tagger_builder *b);

/* Tags are added first, in alphabetical order.  E_FORMAT: too many, too long or out of order. */
NODISCARD int tagger_builder_tag(struct tagger_builder *b, const char *name, size_t n,
                                 struct err *e);

/* The weight of a tag for a feature ("i-1 word the"); all weights of one feature in a row. */
NODISCARD int tagger_builder_weight(struct tagger_builder *b, const char *feature, size_t n,
                                    const char *tag, size_t n_tag, double weight, struct err *e);

/* A word that always has this tag, as it is written. */
NODISCARD int tagger_builder_word(struct tagger_builder *b, const char *word, size_t n,
                                  const char *tag, size_t n_tag, struct err *e);

/* Into a pack; nothing that was added may have failed. */
NODISCARD int tagger_builder_write(struct tagger_builder *b, struct pack_writer *w, struct err *e);

/* `utter import`: lexicon_dir/en-tags.pack from the package's pickle. */
NODISCARD int tagger_import(const char *packages_dir, const char *lexicon_dir, struct err *e);

#endif
