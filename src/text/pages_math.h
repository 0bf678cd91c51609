/* pages_math.h - LaTeX of school level as a teacher reads it from the board.
 *
 *     \frac{1}{2}  x^2 + y_1  \sqrt{3}  \sum_{i=1}^{n}      ->
 *     1/2          x的平方加y 1 根号3     从i等于1到n求和        or, in English,
 *     1/2          x squared plus y 1, the square root of 3, the sum from i equals 1 to n of
 *
 * Numbers and Greek letters stay as they are: normalisation reads them. A command that is not
 * known is read by its name. Pure function; nesting is bounded, deeper levels are read flat. */
#ifndef TEXT_PAGES_MATH_H
#define TEXT_PAGES_MATH_H

#include <stddef.h>

#include "base/buf.h"

/* Appends the words for s[0, n), in Chinese or in English. */
void pages_math(const char *s, size_t n, int zh, struct buf *out);

/* Is it the name of a command that has a reading? */
int pages_math_knows(const char *name, size_t n);

#endif
