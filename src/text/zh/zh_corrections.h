/* zh_corrections.h - our own readings of words that the fetched dictionary reads wrongly or lacks,
 * most of them weak second syllables. Applied by zh_import. */
#ifndef TEXT_ZH_ZH_CORRECTIONS_H
#define TEXT_ZH_ZH_CORRECTIONS_H

#include <stddef.h>

struct zh_correction {
    const char *word, *reading; /* "地方", "di4 fang5"; NULL: no word (不|了 is liao3 or le5) */
};

extern const struct zh_correction zh_corrections[];
extern const size_t zh_corrections_n;

#endif
