/* en_sense.h - our own table of words whose reading no part of speech settles (lead, bass, Reading)
 * and of those that the lexicon has only once (export); en_senses.inc holds the rows.
 *
 * A row asks for a part of speech, and if it lists words, for one of them: directly before,
 * directly behind, or anywhere in the sentence; "." before is a pause or the beginning.  The first
 * row of a word that fits gives the sounds; if none does, the lexicon does.  Pure data. */
#ifndef TEXT_EN_EN_SENSE_H
#define TEXT_EN_EN_SENSE_H

#include <stddef.h>

#include "text/en/en_lexicon.h"

struct sense_context { /* lower case, "" beyond a pause */
    const char *before, *after;
    const char *sentence; /* all its words, each between blanks */
    enum lexicon_tag tag;
    int capital; /* written with one, not at the beginning of a sentence */
};

/* Whether the table holds this lower-case word. */
int en_sense_has(const char *word, size_t n);

/* The sounds in UTF-8, NULL: no row fits. */
const char *en_sense_find(const char *word, size_t n, const struct sense_context *c);

size_t en_sense_count(void);
const char *en_sense_word(size_t i);
const char *en_sense_sounds(size_t i);

#endif
