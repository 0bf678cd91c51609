/* en_internal.h - what the files of en/ share: the open tables and one word's reading. */
#ifndef TEXT_EN_EN_INTERNAL_H
#define TEXT_EN_EN_INTERNAL_H

#include <stddef.h>

#include "text/en/en.h"
#include "text/en/en_lexicon.h"
#include "text/en/en_lts.h"
#include "text/en/en_phones.h"
#include "text/en/en_tagger.h"

enum { EN_WORD_MAX = 60 }; /* letters of one word; longer ones are read in pieces */

struct en {
    struct pack *pack, *tags;
    struct lexicon lexicon;
    struct lts lts;
    struct tagger tagger;
};

/* What stands behind a word, as far as its own sounds depend on it. */
enum en_next { NEXT_NOTHING, NEXT_CONSONANT, NEXT_VOWEL };

struct en_context {
    enum en_next next;    /* how the next word begins; NEXT_NOTHING: a pause or the end */
    int next_is_to;       /* "used to" */
    int next_is_word;     /* some word follows before a pause */
    int shouting;         /* capitals all around: they mean nothing */
    enum lexicon_tag tag; /* the part of speech, where it matters (en_tag.h) */
    const char *before;   /* the word before, lower case, "" at a pause */
    const char *sounds;   /* the sense's own, in UTF-8 (en_sense.h); NULL: as the lexicon has it */
};

struct en_reading {
    struct phones p;
    const char *why; /* static */
};

/* ASCII letters, digits, ', - and _; every word gets a reading.  n <= EN_WORD_MAX. */
void en_word_read(const struct en *en, const char *word, size_t n, const struct en_context *ctx,
                  struct en_reading *out);

/* A lower-case word that the lexicon or the table of names holds. 0: neither does. */
int en_word_known(const struct en *en, const char *word, size_t n, enum lexicon_tag tag,
                  struct phones *out);

/* Letter names in one: the last one carries the stress. */
void en_word_spell(const char *word, size_t n, struct phones *out);

/* Whether a word has a vowel letter, y included. */
int en_word_has_vowel(const char *word, size_t n);

/* A lower-case word by its parts: endings, beginnings, two words in one.  0: no known parts. */
int en_morph_read(const struct en *en, const char *word, size_t n, enum lexicon_tag tag,
                  struct en_reading *out);

/* -s, -ed or -ing on a word of training's own lexicon: this is how the model heard them, so it goes
 * before what CMUdict says of the whole word. */
int en_morph_inflected(const struct en *en, const char *word, size_t n, enum lexicon_tag tag,
                       struct en_reading *out);

/* -s, -'s after these sounds. */
void en_morph_add_s(struct phones *p);

/* Joins the parts of a compound: the lighter half gives up its primary stress. */
void en_compound_join(struct phones *parts, size_t n, struct phones *out);

/* Case of ASCII words. */
int en_is_upper(const char *word, size_t n); /* no small letter, at least one capital */
void en_lower(char *to, const char *word, size_t n);

/* Whether a list " of words between blanks " holds a word; "" is in none. */
int en_list_has(const char *list, const char *word);

#endif
