/* en_pinyin.h - Chinese names inside English ("Zhengzhou", "Liu Xinyu"): a word that is pinyin from
 * end to end, read in Kokoro's English symbols without tones.  Pure functions.
 *
 *     zheng|zhou   ʤˌʌŋʤˈO        the last syllable is stressed */
#ifndef TEXT_EN_EN_PINYIN_H
#define TEXT_EN_EN_PINYIN_H

#include <stddef.h>

#include "text/en/en_phones.h"

/* n lower-case letters, an apostrophe between syllables; `before`: the word before, in lower case.
 * 0: not pinyin from end to end, or neither a surname stands before it nor has it anything that
 * only pinyin has ("Kenji", "Sasuke"). */
int en_pinyin_read(const char *word, size_t n, const char *before, struct phones *out);

#endif
