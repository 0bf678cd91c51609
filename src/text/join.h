/* join.h - where the runs of a line meet: marks and spaces that no run could settle alone.
 *
 *     他说 "hello"  ->  他说 “hello”      straight quotes open and close in turn
 *     ，你好         ->  你好              no pause before the first word
 *     J. K. Rowling ->  no pauses after initials
 *
 * Pure function over the words. */
#ifndef TEXT_JOIN_H
#define TEXT_JOIN_H

#include "text/word.h"

/* Mends words [first, end), one line of the text. */
void join_line(struct words *w, size_t first, size_t end);

#endif
