/* script.h - what kind of character a code point is, for folding and for language runs.
 * Pure functions. */
#ifndef TEXT_SCRIPT_H
#define TEXT_SCRIPT_H

#include <stdint.h>

enum script {
    SCRIPT_HAN,    /* ideographs, 〇, 々 */
    SCRIPT_LATIN,  /* letters of the Latin script, with accents too */
    SCRIPT_DIGIT,  /* 0-9 */
    SCRIPT_SPACE,  /* any kind of space but the newline */
    SCRIPT_LINE,   /* newline */
    SCRIPT_MARK,   /* punctuation and symbols of every script, Greek letters used as symbols */
    SCRIPT_OTHER,  /* letters that neither language reads: kana, Cyrillic, Hangul, Arabic ... */
    SCRIPT_SILENT, /* controls, format characters, unassigned, private, U+FFFD */
};

enum script script_of(uint32_t cp);

/* Pictures: emoji, dingbats, box drawing, geometric shapes ... */
int script_is_picture(uint32_t cp);

static inline int script_is_digit(uint32_t cp)
{
    return cp >= '0' && cp <= '9';
}

static inline int script_is_ascii_letter(uint32_t cp)
{
    return (cp | 32) >= 'a' && (cp | 32) <= 'z';
}

/* Would a reader read it aloud by itself: a letter of any script, an ideograph or a digit? */
static inline int script_is_word(uint32_t cp)
{
    enum script s = script_of(cp);
    return s == SCRIPT_HAN || s == SCRIPT_LATIN || s == SCRIPT_DIGIT || s == SCRIPT_OTHER;
}

#endif
