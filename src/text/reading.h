/* reading.h - a pronunciation as a person writes it, made what the model is given.
 *
 *     chong2 qing4, chóng qìng    pinyin, a tone on every syllable (5: neutral), r5 melts in
 *     /təˈmɑːtoʊ/ or təˈmɑːtoʊ    IPA: tomato with Kokoro's symbols, təmˈɑtO
 *
 * Usual IPA becomes American English as the model was trained to see it: r is ɹ, eɪ is A, tʃ is ʧ,
 * the stress stands right before the vowel.  Kokoro's own symbols pass as they are.  Pure. */
#ifndef TEXT_READING_H
#define TEXT_READING_H

#include <stddef.h>

#include "base/err.h"
#include "text/word.h"

enum { READING_SOURCE_MAX = 200, READING_PINYIN_MAX = 512, READING_SOUND_MAX = 1024 };

struct reading {
    enum word_lang lang;             /* pinyin: WORD_ZH; IPA: WORD_EN */
    char pinyin[READING_PINYIN_MAX]; /* "chong2 qing4"; IPA: "" */
    char phonemes[READING_SOUND_MAX];
    int n_syllables; /* of pinyin, r5 included */
};

enum reading_kind { READING_ANY, READING_PINYIN, READING_IPA };

/* READING_ANY: IPA when it stands between slashes, else pinyin.  E_FORMAT: *e names what is wrong
 * with it. */
NODISCARD int reading_parse(struct reading *out, enum reading_kind kind, const char *s, size_t n,
                            struct err *e);

#endif
