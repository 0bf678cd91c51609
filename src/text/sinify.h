/* sinify.h - English words in Mandarin syllables, for text_options.english_in_chinese.
 *
 *     hello  həlˈO   ->  he1 lou1          coffee  kˈɔfi  ->  kao1 fei4
 *     world  wˈɜɹld  ->  wo1 er5 de5       smile   smˈIl  ->  si5 mai1 er5
 *
 * Every vowel makes a syllable with the consonant before it and an n or ng behind it, from the
 * nearest initial and final that Mandarin joins; every other consonant becomes a syllable of its
 * own in the neutral tone.  The stressed syllable and those before it have tone 1, those after it
 * tone 4.  Pure function over the caller's memory. */
#ifndef TEXT_SINIFY_H
#define TEXT_SINIFY_H

#include "text/word.h"

/* Gives the spoken English words from list[first] on pinyin and Mandarin phonemes; one that cannot
 * be mapped stays as it is. */
void sinify_words(struct words *w, size_t first);

enum { SINIFY_BYTES = 1024 };

/* Kokoro's English symbols as pinyin with a space between; returns the bytes (0: none, or too
 * long). */
size_t sinify_phonemes(const char *phonemes, char out[SINIFY_BYTES]);

#endif
