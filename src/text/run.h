/* run.h - which language reads what: folded text into runs of zh and en.
 *
 *     我用 iPhone 15 Pro，花了$999。  ->  zh[我用 ] en[iPhone ] zh[15 ] en[Pro] zh[，花了$999。]
 *     I paid $999 in 北京.            ->  en[I paid $999 in ] zh[北京.]
 *
 * Han is always zh and a Latin word always en; the rest depends on what stands around it:
 *
 *  neutral: numbers (3.14, 2026-11-22, 10:30), symbols (% $ + ° ...), single letters, units after a
 *  number (5km, 8 GB), currency codes before one (USD 5), short codes glued to one (G1024, MP3, A4)
 *
 *   1. --lang zh or en                       neutrals are read in that language, everywhere
 *   2. a number that touches Han             zh                       I am 35岁, iPhone15发布
 *   3. a sentence with no Han                en if it has a Latin word                Chapter 3
 *   4. a sentence with Han: the stretch      en if it has an English function word    he owes me 5
 *      between two Han characters            (the, of, is, you ...), else zh          iPhone 15
 *   5. a sentence of neutrals only           as the sentence before it; else the first one after
 *                                            it that has a language; else zh          3.14
 *
 *   6. a sentence with more English words    en             Meet me at 三里屯, Building 5
 *      than Han, an English function word and no Chinese particle
 *   7. a number before an English noun of    en             休息5 minutes
 *      time or measure; before a Chinese     zh             3 个 apples
 *      measure word
 *
 *  romans, formulas  第IV章, II期; NaCl, Fe2O3, 含Ca: neutral in a sentence with Han
 *  single letters    en beside a Latin word (Plan B works) or as R&D; else neutral (A座, T恤)
 *  ordinals          21st, 3rd: en with their number
 *  addresses         https://..., www..., a@b.c: one Latin word
 *  between words     - _ . ' / & @ + that join two Latin words, or follow one directly: en  GPT-4
 *  punctuation       and spaces belong to the run before, at the start of a line to the next; but
 *                    ，。、！ and the like are zh in a sentence with Han (or --lang zh)
 *  other scripts     (kana, Cyrillic ...) are runs of their own, which become a pause: text.h
 *  a newline         ends every run and is a run of its own
 *
 * Pure functions over the caller's memory. */
#ifndef TEXT_RUN_H
#define TEXT_RUN_H

#include "text/mapped.h"
#include "text/text.h"

enum run_kind { RUN_ZH, RUN_EN, RUN_OTHER, RUN_LINE };

struct run {
    enum run_kind kind;
    int in_chinese; /* RUN_EN in a sentence with Han */
    size_t at, n;   /* bytes of the folded text; runs tile it */
};

struct runs {
    struct run *list;
    size_t n, cap_;
};

enum { RUNS_MAX = 4 << 20 };

/* Fills *out, which the caller frees with runs_free (after a failure too).  E_LIMIT: more than
 * RUNS_MAX pieces. */
NODISCARD int runs_split(const struct mapped *folded, enum text_lang lang, struct runs *out);
void runs_free(struct runs *r);

/* NaCl, the Fe of Fe2O3: symbols of chemical elements from end to end, which Chinese spells. */
int run_is_formula(const char *s, size_t n);

#endif
