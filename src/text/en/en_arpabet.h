/* en_arpabet.h - CMUdict's sounds in Kokoro's symbols, as its training lexicon would write them.
 * Pure functions. */
#ifndef TEXT_EN_EN_ARPABET_H
#define TEXT_EN_EN_ARPABET_H

#include <stddef.h>

#include "text/en/en_phones.h"

/* "HH AH0 L OW1" -> h@l'O. 0: an unknown sound, or too many. */
int arpabet_read(struct phones *out, const char *s, size_t n);

#endif
