/* output.h - where `utter say` puts sound: a file, a pipe, or the sound card, behind one call.
 *
 * Whatever ends the program, a WAV file is valid: its header says "until the end" from the first
 * byte, and the true sizes are written when it is complete or stopped.  One thread. */
#ifndef CMD_OUTPUT_H
#define CMD_OUTPUT_H

#include <stdint.h>

#include "audio/encode.h"
#include "base/err.h"

struct output;

/* path NULL: the sound card (format is not used); "-": stdout.  Nothing is opened or replaced
 * before output_begin. */
NODISCARD int output_open(struct output **out, const char *path, enum audio_format format,
                          struct err *e);

/* Opens file or device; total_samples as for encode_open.  Further calls do nothing. */
NODISCARD int output_begin(struct output *o, int64_t total_samples, struct err *e);

NODISCARD int output_put(struct output *o, const float *samples, int n, struct err *e);
NODISCARD int output_silence(struct output *o, int n, struct err *e);

/* Ends what was begun: encoder's rest, true sizes, the sound card's queue played out (or, when
 * stopped, dropped). */
NODISCARD int output_end(struct output *o, int stopped, struct err *e);
void output_close(struct output *o); /* NULL is fine */

int64_t output_samples(const struct output *o); /* put so far */

#endif
