/* fold.h - the first step: the many ways to write one thing become one, and what nobody reads
 * aloud goes.  Like NFKC, but right for speech:
 *
 *     composed (NFC); full-width ASCII      ＡＢＣ １２％ -> ABC 12%;  but ，！？：；（） stay
 *     ligatures, circled, Roman, squared    ﬁ ① ❷ Ⅳ ㎏ ㎡ ℃ № ½ -> fi 1 2 IV kg m² °C No. 1/2
 *     exponents                             10⁶ 10⁻⁶ -> 10^6 10^-6;  ² ³ alone stay
 *     dashes                                2–3, ‑ -> '-';  " – " and ― -> —;  ’ in don’t -> '
 *     ： between digits                      10：05 -> 10:05
 *     spaces of all kinds                   one ' '; none at a line's ends; CR LF and such -> '\n'
 *
 * Dropped: controls, BOM, zero-width and format characters, malformed bytes, private and unassigned
 * code points, stray combining marks, ™ ® ©, emoji and other pictures, faces such as (^_^) and :-)
 * (until a later issue gives emoji names).  Where a picture or a face stood between two words, a
 * space stays, so that they do not join.
 *
 * Letters of other scripts (kana, Cyrillic ...) stay: run.h says what becomes of them.
 * Code points that are dropped are simply in no span of the result. */
#ifndef TEXT_FOLD_H
#define TEXT_FOLD_H

#include "text/mapped.h"

/* Appends the folded text of `in` to the empty `out`; look at mapped_error(out).  Each newline of
 * the result ends a paragraph; empty paragraphs do not occur. */
void fold_text(const struct mapped *in, struct mapped *out);

#endif
