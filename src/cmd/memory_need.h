/* memory_need.h - what speech takes in memory, planned by the forward pass itself.
 *
 * A model is opened and prepared for it and closed again; nothing is spoken.  One thread. */
#ifndef CMD_MEMORY_NEED_H
#define CMD_MEMORY_NEED_H

#include "cmd/cmd.h"

enum { MEMORY_LENGTHS_MAX = 4 };

struct memory_need {
    double weights_mb; /* made at start, or read from files: what stays resident */
    double made_mb;    /* of them: made at start, so not shared with other processes */
    double mapped_mb;  /* of files, all of it */
    double speech_mb[MEMORY_LENGTHS_MAX]; /* of one text at a time, by the lengths asked for */
};

/* n <= MEMORY_LENGTHS_MAX lengths in seconds of speech. */
NODISCARD int memory_need(const char *data, const struct kokoro_options *o, const double *seconds,
                          int n, struct memory_need *out, struct err *e);

#endif
