/* en.h - American English: a normalised run of text into words with phonemes.
 *
 *     run -> words -> lexicon (misaki gold and silver, CMUdict), morphology, letters, and at the
 *     end letter-to-sound -> stress and weak forms -> Kokoro's symbols
 *
 * A struct en is immutable and shared. */
#ifndef TEXT_EN_EN_H
#define TEXT_EN_EN_H

#include "text/mapped.h"
#include "text/word.h"

struct en;

NODISCARD int en_open(struct en **out, const char *lexicon_dir, struct err *e);
void en_close(struct en *en);

struct en_options {
    int in_chinese; /* the run stands inside Chinese: no weak forms across the border */
};

/* Appends the words of a normalised English run. */
void en_read(const struct en *en, const struct mapped *run, const struct en_options *opt,
             struct words *out);

/* Numbers, dates, money, units, abbreviations as they are read in American English. */
void en_normalize(const struct en *en, const struct mapped *run, struct mapped *out);

/* The name of one letter or digit ("A" -> "ˈA"), for spelling. NULL: not a letter or digit. */
const char *en_letter_name(char c);

/* `utter import`: builds lexicon_dir/en.pack from the fetched packages in packages_dir. */
NODISCARD int en_import(const char *packages_dir, const char *lexicon_dir, struct err *e);

#endif
