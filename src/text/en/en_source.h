/* en_source.h - the fetched English lexicons, word by word, in the order of their authority. */
#ifndef TEXT_EN_EN_SOURCE_H
#define TEXT_EN_EN_SOURCE_H

#include "text/en/en_lexicon.h"
#include "text/en/en_lts.h"

/* `alternate`: a further reading of a word that came before.  The entry and the word are lent for
 * the call.  A non-zero answer ends the reading and is returned. */
typedef int (*source_word)(void *ctx, const char *word, size_t n, int alternate,
                           const struct lexicon_entry *entry);

NODISCARD int source_each(const char *packages_dir, source_word each, void *ctx, struct err *e);

/* Whether letter to sound can learn from this spelling (written to `lower`). */
int source_teaches(const char *word, size_t n, char lower[LTS_WORD_MAX]);

#endif
