/* en_tokens.h - a run of text cut into words and marks.
 *
 *     “ café,  well-known U.S.        mark “ | word cafe | mark , | word well-known | word US
 *
 * Words come in ASCII: accents are folded, apostrophes are ', dotted initials lose their dots.
 * A word longer than EN_WORD_MAX comes in pieces. */
#ifndef TEXT_EN_EN_TOKENS_H
#define TEXT_EN_EN_TOKENS_H

#include <stddef.h>

#include "text/en/en_internal.h"
#include "text/mapped.h"

enum { TOKENS_MAX = 128 };

struct token {
    size_t at, n;     /* bytes of the run */
    int space_before; /* blanks, or a word directly before */
    const char *mark; /* static; NULL: a word */
    size_t len;
    char word[EN_WORD_MAX + 1];
};

/* Reads tokens from *at on, through the first mark that ends a sentence or TOKENS_MAX at most, and
 * moves *at behind them.  Returns the number of them; 0: nothing is left. */
size_t en_tokens_next(const struct mapped *run, size_t *at, struct token out[TOKENS_MAX]);

/* Whether a mark is a pause: what stands behind it no longer touches the words before it. */
int en_token_is_pause(const struct token *t);

#endif
