/* zh_run.h - one run of text while zh reads it: an array of signs, one a code point, that the
 * steps annotate in turn. Private to zh/.
 *
 *     银 行 的 行 长        signs
 *     2  .  1  2  .         len: of the word that begins here, 0 inside a word   zh_segment.c
 *     yin2 hang2 de5 ...    citation: dictionary, then rules                      zh_rules.c
 *                           then the network, for what is open still             zh_chooser.c
 *     .  .  1  1  .         brk: how much of a break is in front of the word      zh_breaks.c
 *     yin2 hang2 de5 ...    surface: after sandhi                                 zh_sandhi.c
 */
#ifndef TEXT_ZH_ZH_RUN_H
#define TEXT_ZH_ZH_RUN_H

#include "text/mapped.h"
#include "text/word.h"
#include "text/zh/zh_lexicon.h"

enum zh_sign_kind {
    ZH_HAN,   /* a character of the lexicon that has a reading */
    ZH_LATIN, /* a letter or digit: spelled */
    ZH_MARK,  /* punctuation that the model knows */
    ZH_GAP,   /* a space or a sign without sound: a border between words */
};

struct zh_sign {
    uint32_t cp;     /* as written */
    uint32_t simple; /* simplified; equal to cp for everything else */
    uint32_t at;     /* byte offset in the run */
    uint16_t number; /* in the lexicon, of the simplified character */
    uint8_t bytes, kind;
    uint8_t len;   /* see the picture */
    uint8_t ruled; /* a rule has settled the reading */
    uint8_t brk;   /* of the border in front of the word that begins here: enum word_break */
    pinyin citation, surface;
    pinyin full;      /* what stands for a weak citation where that is shown, 0: itself */
    pinyin trained;   /* surface without the change of third tones: text_tones */
    const char *mark; /* ZH_MARK: what the model sees */
    const char *why;
};

struct zh_run {
    const struct zh_lexicon *lx;
    const struct mapped *text;
    struct zh_sign *signs;
    size_t n;
};

/* Decodes and classifies. E_NOMEM. */
NODISCARD int zh_run_make(struct zh_run *run, const struct zh_lexicon *lx,
                          const struct mapped *text);
void zh_run_free(struct zh_run *run);

/* The simplified character at i + offset, 0 outside or when it is no character. */
uint32_t zh_run_cp(const struct zh_run *run, size_t i, long offset);

/* These n bytes of text stand at sign i and after. */
int zh_run_begins(const struct zh_run *run, size_t i, const char *text, size_t n);

/* Cuts every stretch of characters into the cheapest words and gives dictionary readings. */
NODISCARD int zh_segment(struct zh_run *run);

/* The cost of the dictionary word that begins at sign i; 0: it is none. */
uint32_t zh_word_cost(const struct zh_run *run, size_t i);

/* Reads sign i, a character alone, as a surname if it is one there (1). */
int zh_read_surname(struct zh_run *run, size_t i);

/* Mends the readings that depend on the neighbours. */
void zh_apply_rules(struct zh_run *run);

/* Tones as they are spoken. */
void zh_apply_sandhi(struct zh_run *run);

/* 〇 零 一 ... 九 两 幺 (digits), and with units also 十 百 千 万 亿. */
int zh_is_digit(uint32_t cp);
int zh_is_numeral(uint32_t cp);

#endif
