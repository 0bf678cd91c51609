/* pages.h - the very first step: a page of Markdown or HTML becomes what a person would read from
 * it.
 *
 *     # Title                     Title                   headings, list signs, quotes, fences,
 * rules go
 *     **bold** `code` ~~gone~~    bold code gone
 *     [text](url) ![alt](url)     text alt                but [word](/IPA/) stays, for who knows
 * IPA | a | b |                   a, b                    rows of a table; the rule below its head
 * goes <p>x</p> <td> <script>      line, pause, nothing    tags by their kind; unknown ones stay
 *     &amp; &#8212;               & —
 *     $\frac{1}{2}x^2$            1/2 x squared           LaTeX: pages_math.h, in the language
 * around it
 *
 * Only what is really markup: 3 * 4, a_b, #1, <3, i<5 and $5 stay. Each byte that is kept keeps its
 * span of the original. Linear time: what has no end is looked for once; nesting is bounded. */
#ifndef TEXT_PAGES_H
#define TEXT_PAGES_H

#include "text/mapped.h"

/* Appends the readable text of `in` to the empty `out`: 0 or E_NOMEM. */
NODISCARD int pages_read(const struct mapped *in, struct mapped *out);

#endif
