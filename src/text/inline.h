/* inline.h - readings in the text itself: 去[重庆](/chong2 qing4/)吃[lunch](/lˈʌntʃ/).
 *
 * Only what reads as a pronunciation is one, so that a link stays a link: pinyin with tones, or IPA
 * with at least one sign that is no plain letter; [docs](/about/) is a link.  Pure function. */
#ifndef TEXT_INLINE_H
#define TEXT_INLINE_H

#include "text/mapped.h"
#include "text/span.h"

/* Appends the text without the markup to the empty `plain`, and its readings to `spans`. */
void inline_parse(const char *s, size_t n, struct mapped *plain, struct spans *spans);

#endif
