/* progress.h - one line on a terminal that says how far a long text is:
 *
 *     [###########.............]  46 %  0:37 of speech, 3.1 times as fast as it sounds
 *
 * Nothing at all when stderr is not a terminal.  One thread. */
#ifndef CMD_PROGRESS_H
#define CMD_PROGRESS_H

#include <stdint.h>

struct progress {
    int on;
    int64_t started_ns, shown_ns;
};

void progress_start(struct progress *p, int wanted);

/* part: 0 .. 1 of the work, negative when unknown. */
void progress_show(struct progress *p, double part, double seconds);
void progress_end(struct progress *p); /* clears the line */

#endif
