/* en_names.h - our own table of names, brands and technical words that dictionaries lack or read
 * otherwise (en_names.inc, sorted). Pure data. */
#ifndef TEXT_EN_EN_NAMES_H
#define TEXT_EN_EN_NAMES_H

#include <stddef.h>

/* The value for a lower-case spelling, NULL: not there.  A value is sounds in Kokoro's symbols, or
 *   "*"           letter by letter
 *   "=pie torch"  the sounds of these words, as one compound */
const char *en_names_find(const char *word, size_t n);

size_t en_names_count(void);
const char *en_names_key(size_t i);

#endif
