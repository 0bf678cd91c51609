/* say_as.h - SSML's say-as: a stretch of text written so that there is one way to read it.
 *
 *     cardinal  1999    一千九百九十九       one thousand nine hundred ninety nine
 *     digits    1999    一九九九             one nine nine nine
 *     date      11/22   11月22日             November 22
 *
 * What it writes is plain text again, in the language asked for; the normalisers read it. Pure. */
#ifndef TEXT_SAY_AS_H
#define TEXT_SAY_AS_H

#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"
#include "text/word.h"

enum say_as {
    SAY_CHARACTERS,
    SAY_CARDINAL,
    SAY_ORDINAL,
    SAY_DIGITS,
    SAY_TELEPHONE,
    SAY_DATE,
    SAY_TIME,
    SAY_CURRENCY,
    SAY_FRACTION,
    SAY_UNIT,
};

#define SAY_AS_NAMES                                                                               \
    "characters, spell-out, verbatim, cardinal, number, ordinal, digits, telephone, date, time, "  \
    "currency, "                                                                                   \
    "fraction or unit"

int say_as_find(const char *name); /* enum say_as, or -1 */

/* A date's format is of y, m and d, as SSML has it (mdy, ymd, my ...); else NULL or "".  E_FORMAT:
 * the text is not of that kind, *e says what was expected. */
NODISCARD int say_as_write(enum say_as as, const char *format, const char *s, size_t n,
                           enum word_lang lang, struct buf *out, struct err *e);

#endif
