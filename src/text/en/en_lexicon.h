/* en_lexicon.h - the words English is known by: spelling to sounds, mapped from en.pack.
 *
 *     slots (hash of the spelling) -> blob: [len][source][n] spelling, n x { tag, len, sounds }
 *
 * Spellings keep their case ("Polish", "polish"); a lower-case one also answers for its capital
 * form and the other way round, never for all capitals.  Bounds are checked once, at opening.
 * Immutable and shared. */
#ifndef TEXT_EN_EN_LEXICON_H
#define TEXT_EN_EN_LEXICON_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/pack.h"
#include "text/en/en_phones.h"

enum { EN_PACK_VERSION = 2, LEXICON_WORD_MAX = 60, LEXICON_VARIANTS_MAX = 8 };

enum lexicon_source { LEXICON_GOLD = 1, LEXICON_SILVER, LEXICON_CMU };

/* What a reading depends on.  TAG_LAST: the word ends its phrase. */
// clang-format off
enum lexicon_tag {
    TAG_DEFAULT, TAG_NOUN, TAG_VERB, TAG_ADJ, TAG_ADV,
    TAG_PAST, TAG_PARTICIPLE, TAG_PRESENT, /* VBD, VBN, VBP */
    TAG_DT, TAG_LAST, TAG_COUNT
};
// clang-format on

struct lexicon_entry {
    enum lexicon_source source;
    size_t n;
    struct {
        enum lexicon_tag tag;
        size_t len;    /* 0: spelled with letter names */
        const char *s; /* bytes of en_phones.h, lent from the pack */
    } variant[LEXICON_VARIANTS_MAX];
};

struct lexicon {
    const uint32_t *slots; /* [n_slots], offset + 1, 0: empty */
    size_t n_slots;
    const unsigned char *blob;
    size_t size;
};

NODISCARD int lexicon_open(struct lexicon *lex, const struct pack *pack, struct err *e);

/* The entry of exactly this spelling. 0: none. */
int lexicon_get(const struct lexicon *lex, const char *word, size_t n, struct lexicon_entry *out);

/* ... or of the same word with its first letter's case changed. */
int lexicon_find(const struct lexicon *lex, const char *word, size_t n, struct lexicon_entry *out);

/* The reading for a tag (the first one when there is none for it), 0: spelled with letter names. */
int lexicon_reading(const struct lexicon_entry *entry, enum lexicon_tag tag, struct phones *out);

/* Writing, at import: add words (the first of a spelling wins; 0 when it was there already),
 * then put both sections into the pack. */
struct lexicon_builder;
struct lexicon_builder *lexicon_builder_open(void); /* NULL: no memory */
void lexicon_builder_close(struct lexicon_builder *b);
int lexicon_builder_has(const struct lexicon_builder *b, const char *word, size_t n);
NODISCARD int lexicon_builder_add(struct lexicon_builder *b, const char *word, size_t n,
                                  const struct lexicon_entry *entry);
void lexicon_builder_write(const struct lexicon_builder *b, struct pack_writer *w);

#endif
