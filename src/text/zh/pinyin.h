/* pinyin.h - one Mandarin syllable in 16 bits, and its two spellings: pinyin and Kokoro's symbols.
 *
 *     bit 15  14      11 10          5 4        0
 *         0 | r | tone  |  final      |  initial |      0: no syllable
 *
 * Initial, final and tone are apart, so that sandhi and dialects are bit operations and every table
 * has 22 or 42 rows instead of 1,500.  `r` is the suffix 儿, a syllable of its own in pinyin ("r5")
 * that melts into the one before it in sounds.  Pure functions. */
#ifndef TEXT_ZH_PINYIN_H
#define TEXT_ZH_PINYIN_H

#include <stddef.h>
#include <stdint.h>

typedef uint16_t pinyin; /* scalar with a meaning: see the picture */

enum { PINYIN_TONE_SHIFT = 11, PINYIN_R = 1 << 14 | 5 << PINYIN_TONE_SHIFT, PINYIN_BYTES = 16 };

/* "hao3", "hǎo", "lv4", "lüè", "r5", "er" (no tone: neutral).  0: not a syllable. */
pinyin pinyin_parse(const char *s, size_t n);

static inline int pinyin_tone(pinyin p)
{
    return p >> PINYIN_TONE_SHIFT & 7;
}

static inline pinyin pinyin_with_tone(pinyin p, int tone)
{
    return (pinyin)((p & ~(7u << PINYIN_TONE_SHIFT)) | (unsigned)tone << PINYIN_TONE_SHIFT);
}

/* 1 when the bits name a syllable that the tables know. */
int pinyin_valid(pinyin p);

/* "hao3"; returns the length without the NUL. */
size_t pinyin_spell(pinyin p, char out[PINYIN_BYTES]);

/* Kokoro's symbols, at most 24 bytes and a NUL; with_r: the suffix 儿 follows and melts in (its
 * own syllable is then not sounded again).  The tone's arrow stands right after the nucleus. */
enum { PINYIN_SOUND_BYTES = 32 };
size_t pinyin_sound(pinyin p, int with_r, char out[PINYIN_SOUND_BYTES]);

#endif
