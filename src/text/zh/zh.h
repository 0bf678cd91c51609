/* zh.h - Mandarin: a normalised run of text into words with pinyin and phonemes.
 *
 *     run -> traditional to simplified -> segment by dictionary with frequencies (best path)
 *         -> readings (dictionary, then rules, then the commonest) -> sandhi -> Kokoro's symbols
 *
 * A struct zh is immutable and shared. */
#ifndef TEXT_ZH_ZH_H
#define TEXT_ZH_ZH_H

#include "text/mapped.h"
#include "text/text.h"
#include "text/word.h"

struct zh;

NODISCARD int zh_open(struct zh **out, const char *lexicon_dir, struct err *e);
void zh_close(struct zh *z);

struct zh_options {
    enum text_tones sandhi_phonemes; /* see text_options */
    const char *next_pinyin; /* of a word with a reading of its own right behind the run: what the
                                last tone before it is heard with; NULL: none */
    uint32_t next_char;      /* that word's first character */
};

/* Appends the words of a normalised Chinese run: characters, marks; Latin letters that belong to
 * the run (A座, T恤) are spelled by zh itself with English letter names. */
void zh_read(const struct zh *z, const struct mapped *run, const struct zh_options *opt,
             struct words *out);

/* Numbers, dates, money, units, symbols as they are read in Chinese.  `run` has folded widths. */
void zh_normalize(const struct mapped *run, struct mapped *out);

/* A toneless-or-toned pinyin syllable ("hao3", "lv4", "r5") in Kokoro's symbols; 0: not a syllable.
 */
size_t zh_phonemes(const char *syllable, size_t n, char out[32]);

/* `utter import`: builds lexicon_dir/zh.pack from the fetched packages in packages_dir. */
NODISCARD int zh_import(const char *packages_dir, const char *lexicon_dir, struct err *e);

#endif
