/* en_tag.h - the part of speech of a homograph (read, live, record, use, close), guessed from the
 * words around it.  Only asked for words whose reading depends on it. */
#ifndef TEXT_EN_EN_TAG_H
#define TEXT_EN_EN_TAG_H

#include "text/en/en_lexicon.h"

/* All lower case, "" where there is none before a pause. */
struct tag_context {
    const char *before2, *before, *word, *after, *after2;
    int capital;       /* written with one: it begins a sentence */
    int has_adjective; /* the word has a reading of its own as an adjective */
};

enum lexicon_tag en_tag(const struct tag_context *c);

#endif
