/* en_pinyin.h - Chinese names inside English ("Zhengzhou", "Liu Xinyu"): a word that is pinyin from
 * end to end, read in Kokoro's English symbols without tones.  Pure functions.
 *
 *     zheng|zhou   ʤˌʌŋʤˈO        the last syllable is stressed */
#ifndef TEXT_EN_EN_PINYIN_H
#define TEXT_EN_EN_PINYIN_H

#include <stddef.h>

#include "text/en/en_phones.h"

/* n lower-case letters, an apostrophe between syllables.  0: not pinyin of two syllables at least,
 * or of one that begins as no English word does (x, q, zh). */
int en_pinyin_read(const char *word, size_t n, struct phones *out);

#endif
