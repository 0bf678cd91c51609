/* en_number.h - figures in American words: "one hundred one", "twenty twelve", "twenty first".
 *
 * Digits are ASCII; every function appends to `out` without blanks at the ends.  Pure functions. */
#ifndef TEXT_EN_EN_NUMBER_H
#define TEXT_EN_EN_NUMBER_H

#include <stddef.h>

#include "base/buf.h"

enum { NUMBER_DIGITS_MAX = 18 }; /* longer ones are read digit by digit */

void en_number_cardinal(struct buf *out, const char *digits, size_t n);
void en_number_ordinal(struct buf *out, const char *digits, size_t n);

/* One after the other; `zero` is what 0 is called: "zero" or "oh". */
void en_number_digits(struct buf *out, const char *digits, size_t n, const char *zero);

/* Four digits as years are said: nineteen oh five, two thousand, twenty twelve. */
void en_number_year(struct buf *out, const char *digits);

/* In pairs, as products, flights and houses are numbered: 4090 forty ninety, 101 one oh one. */
void en_number_pairs(struct buf *out, const char *digits, size_t n);

/* One to nineteen below a hundred in words: for callers that have a value. */
void en_number_small(struct buf *out, unsigned value); /* < 1000 */

/* "one third", "three quarters", "twenty two sevenths". */
void en_number_fraction(struct buf *out, const char *top, size_t n_top, const char *bottom,
                        size_t n_bottom);

/* Makes the last word of the buffer, a cardinal, an ordinal. */
void en_number_make_ordinal(struct buf *out);

/* Makes the last word plural: fifties, thousands, fourths. */
void en_number_make_plural(struct buf *out);

#endif
