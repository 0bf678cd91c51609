/* en_breaks.h - where a long line of English may be cut when it must be.
 *
 *     the committee that was founded last year | and which has met twice : in London has decided
 *                  |                     BREATH                        PHRASE
 *
 * Before a conjunction or a relative far from the last mark is the best place, before a preposition
 * a good one, behind an article, a preposition or an auxiliary a bad one. Nothing is heard of it
 * unless the line is too long to be spoken at once (synth/plan.h). Linear time. */
#ifndef TEXT_EN_EN_BREAKS_H
#define TEXT_EN_EN_BREAKS_H

#include "text/word.h"

/* Sets brk of the English words that stand behind another English word. */
void en_find_breaks(struct words *words);

#endif
