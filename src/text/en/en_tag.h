/* en_tag.h - which reading a word has in its sentence: the part of speech of homographs
 * (en_tagger.h) and our own senses (en_sense.h).  A sentence without such words is never tagged. */
#ifndef TEXT_EN_EN_TAG_H
#define TEXT_EN_EN_TAG_H

#include "text/en/en_tokens.h"

struct tagged {
    const struct en *en;
    const struct token *token; /* one sentence */
    size_t n;
    int shouting, done;
    uint8_t tag[TOKENS_MAX];
    size_t sentence_n;
    char sentence[TOKENS_MAX * 12]; /* its words in lower case between blanks; what fits */
};

/* Begins a sentence. */
void en_tag_begin(struct tagged *t, const struct en *en, const struct token *token, size_t n,
                  int shouting);

/* What is known of word i.  *sounds: our own sense, in UTF-8, else NULL.  `last`: a pause follows.
 */
enum lexicon_tag en_tag_word(struct tagged *t, size_t i, int last, const char **sounds);

/* A word token in small letters. */
void en_tag_lower(const struct token *t, char out[EN_WORD_MAX + 1]);

#endif
