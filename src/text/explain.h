/* explain.h - why a text sounds as it does: a row for every word, from what was written to its
 * sounds.
 *
 *     lang  written  as read     word    reading              sounds      why
 *     zh    涨了     涨了        涨      zhang3               ꭧa↓ŋ        dictionary
 *     zh    5%       百分之五    百分之  bai3 fen1 zhi1       pai↓...     dictionary
 *                                五      wu3                  u↓          dictionary
 *     -     😀                                                            not read
 *
 *     page        what is left of Markdown, HTML, LaTeX
 *     folded      widths, controls, emoji
 *     runs        zh 涨了5%
 *     normalized  涨了百分之五
 *
 * Words that stand for one stretch of the input share the first two cells; what is in no word (an
 * emoji, markup) has a row of its own; a blank line parts sentences.  Under the table the whole
 * text after each of the first steps, where the document has kept them (text_options.keep_steps).
 * Pure functions. */
#ifndef TEXT_EXPLAIN_H
#define TEXT_EXPLAIN_H

#include "text/text.h"

/* `s`, n bytes: what the document was read from.  E_NOMEM, or the buffer's error. */
NODISCARD int explain_table(const struct text_doc *d, const char *s, size_t n, struct buf *out);

/* One line: {"words": [{"lang", "written", "from", "to", "as_read", "word", "citation", "pinyin",
 * "phonemes", "why", "sentence"}, ...], "page", "folded", "runs", "normalized"}; from and to in
 * code points, null where there is none. */
NODISCARD int explain_json(const struct text_doc *d, const char *s, size_t n, struct buf *out);

#endif
