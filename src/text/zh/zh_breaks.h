/* zh_breaks.h - where a reader breaks a line of Chinese that has no marks.
 *
 *     公司  下半年  的  主要  工作  计划  已经  由  各  部门  负责人  共同  讨论  通过
 *         1       0   1    1    1     3    1    1   1    1      2     1    1
 *
 * Every border between two words has a level. 1 and 2 are what its two words and their places in
 * the line say (zh_breaks.c has the table). 3 is a breath, and is chosen with the whole line in
 * sight: only lines too long for one breath have any, and a weak place is left out rather than
 * taken, for a breath in the wrong place is worse than none. Linear time. */
#ifndef TEXT_ZH_ZH_BREAKS_H
#define TEXT_ZH_ZH_BREAKS_H

#include "text/zh/zh_run.h"

/* Sets signs[i].brk, the level (enum word_break) of the border in front of the word that begins
 * there; 0 for the first word behind a mark or a space. Wants words and citation readings.
 * E_NOMEM. */
NODISCARD int zh_find_breaks(struct zh_run *run);

#endif
