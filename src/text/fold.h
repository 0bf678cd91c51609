/* fold.h - the first step: the many ways to write one thing become one, and what nobody reads
 * aloud goes.  Like NFKC, but right for speech:
 *
 *     composed (NFC); full-width ASCII      ＡＢＣ １２％ -> ABC 12%;  but ，！？：；（） stay
 *     ligatures, circled, Roman, squared    ﬁ ① ❷ Ⅳ ㎏ ㎡ ℃ № ½ -> fi 1 2 IV kg m² °C No. 1/2
 *     other shapes (fold_shape.h)           🅰 ᴛ ⻢ ٣; é alone -> A t 马 3; e
 *     exponents                             10⁶ 10⁻⁶ -> 10^6 10^-6;  ² ³ alone stay
 *     dashes                                2–3, ‑ -> '-';  " – " and ― -> —;  ’ in don’t -> '
 *     ： between digits                      10：05 -> 10:05
 *     spaces of all kinds                   one ' '; none at a line's ends; CR LF and such -> '\n'
 *
 * Dropped: controls, BOM, zero-width and format characters, malformed bytes, private and unassigned
 * code points, stray combining marks, ™ ® ©, pictures, faces such as (^_^) and :-).  Where a
 * picture or a face stood between two words, a space stays, so that they do not join.
 *
 * Emoji are dropped like other pictures, or named (an option), in Chinese when the sentence around
 * them has a Chinese character in it: 好😀吧 -> 好，嘿嘿，吧.  The same one many times is named
 * once.
 *
 * Letters of other scripts (kana, Cyrillic ...) stay: run.h says what becomes of them.
 * Code points that are dropped are simply in no span of the result. */
#ifndef TEXT_FOLD_H
#define TEXT_FOLD_H

#include "text/mapped.h"

struct emoji;

struct fold_options {
    const struct emoji *names; /* lent: emoji are named; NULL (default): dropped */
    int english;               /* in English where no letter is near (default 0: in Chinese) */
};

/* opt: NULL for the defaults. Appends the folded text of `in` to the empty `out`; look at
 * mapped_error(out).  Each newline of the result ends a paragraph; empty paragraphs do not occur.
 */
void fold_text(const struct mapped *in, const struct fold_options *opt, struct mapped *out);

#endif
