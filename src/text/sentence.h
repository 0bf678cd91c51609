/* sentence.h - words into sentences.
 *
 *     他说：“好。”  然后走了……  See index.html for it. Did she?
 *     [            ][           ][                     ][       ]
 *
 * A sentence ends after . ! ? and … (after ； in Chinese too), with the closing quotes and brackets
 * behind it, and at every line break.  Not after a full stop that the next English word touches
 * (index.html), or … in a sentence that has hardly begun; marks without phonemes (the stop of an
 * initial, text.c) are none.  A sentence of more than SENTENCE_PHONEMES is cut at its last pause
 * that fits, else at the best break between words.  What has nothing spoken in it goes with the
 * sentence before, or with the first after it.
 *
 * Pure function over the caller's memory. */
#ifndef TEXT_SENTENCE_H
#define TEXT_SENTENCE_H

#include "text/text.h"

enum { SENTENCE_PHONEMES = 400 };

/* Fills doc->sentences from doc->words.  breaks[0 .. n_breaks): the indexes of the first words of
 * each new line, rising; n_words for a break at the end. */
NODISCARD int sentences_cut(struct text_doc *doc, const size_t *breaks, size_t n_breaks);

#endif
