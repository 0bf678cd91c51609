/* beside.h - what is said beside a text, and how it is obeyed.
 *
 *     <speak>我爱<phoneme ...>重庆</phoneme>!</speak>        (the user's words: 爱)
 *
 *     folded     我 爱 重 庆 !
 *     cuts          [爱)[重庆)        stretches with a reading of their own, and pauses
 *
 * Markup (markup.h) and the user's words (user_words.h) say things of places (span.h).  text.c cuts
 * the text into runs as if nothing had been said, so that the neighbours keep their language; then
 * each run is cut at the stretches named here, which become a word each.  Pauses and styles are put
 * on the words when all are there.  One struct beside belongs to one reading of one text. */
#ifndef TEXT_BESIDE_H
#define TEXT_BESIDE_H

#include "text/mapped.h"
#include "text/markup.h"
#include "text/text.h"

/* Where a run is cut: a stretch of folded text that has a reading, or an empty one, a pause. */
struct cut {
    size_t from, to; /* bytes of the folded text */
    const struct text_span *reading;
};

struct beside {
    struct markup markup;
    struct spans found; /* the user's words */
    struct cut *cuts;   /* in order, apart from each other */
    size_t n_cuts, cap_cuts_;
};

struct beside beside_make(void);
void beside_free(struct beside *b);

/* Fills the cuts from the markup and, between its readings, the lists (some may be NULL). */
NODISCARD int beside_cut(struct beside *b, const struct mapped *folded,
                         struct user_words *const lists[TEXT_WORD_LISTS]);

/* The stretch of one language from byte `at` on: *to its end, *lang, which holds the language of
 * the rest, is changed to what the markup asks for.  *span is 0 at first.  Returns 0 at the end. */
int beside_next_lang(const struct beside *b, const struct mapped *folded, size_t *span, size_t at,
                     size_t *to, enum text_lang *lang);

/* Puts pauses and styles on the words. */
void beside_set_pauses(const struct beside *b, struct text_doc *d);
NODISCARD int beside_set_styles(const struct beside *b, struct text_doc *d);

#endif
