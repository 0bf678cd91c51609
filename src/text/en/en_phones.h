/* en_phones.h - Kokoro's English symbols, one byte each, so that rules can look at them.
 *
 *     hˈɛlO  <->  h'ElO          the byte of a symbol is itself when it is ASCII, else:
 *     ˈ '  ˌ ,  ᵊ ^  ᵻ %  æ {  ð D  ŋ N  ɑ Q  ɔ C  ə @  ɛ E  ɜ 3  ɡ g  ɪ 1  ɹ r
 *     ʃ S  ʊ U  ʌ V  ʒ Z  ʤ J  ʧ c  θ 0  ɐ 6
 *
 * A stress mark stands directly before its vowel.  The flap is T and the glottal stop t, as the
 * model was trained.  Pure functions. */
#ifndef TEXT_EN_EN_PHONES_H
#define TEXT_EN_EN_PHONES_H

#include <stddef.h>

enum { PHONES_MAX = 120 }; /* of one word */

struct phones {
    size_t n;
    char s[PHONES_MAX + 1]; /* followed by a NUL */
};

/* n bytes of UTF-8.  0: a symbol that English does not use, or too many. */
int phones_from_utf8(struct phones *out, const char *s, size_t n);

/* Writes at most size - 1 bytes and a NUL; returns the length. size >= 1. */
size_t phones_to_utf8(const struct phones *p, char *out, size_t size);

/* Appends what fits. */
void phones_add(struct phones *p, const char *s, size_t n);
void phones_puts(struct phones *p, const char *s);

int phone_is_symbol(char c); /* one of the bytes above, or a space */
int phone_is_vowel(char c);
int phone_is_consonant(char c);
int phones_have(const struct phones *p, char c);

/* Stress as capitals and compounds change it: */
enum phones_stress {
    STRESS_NONE,    /* no mark at all */
    STRESS_DEMOTE,  /* primary becomes secondary (which goes) */
    STRESS_SOME,    /* an unstressed word gets a secondary one */
    STRESS_PRIMARY, /* an unstressed word, or one with secondary only, gets a primary one */
};
void phones_stress(struct phones *p, enum phones_stress how);

/* Weight of a part when a compound chooses whose stress gives way: diphthongs count twice. */
int phones_weight(const struct phones *p);

#endif
