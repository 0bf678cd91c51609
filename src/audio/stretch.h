/* stretch.h - the same voice, faster or slower, beyond what the model does well by itself
 * (libsonic: pitch-synchronous overlap).  Pure functions: one whole piece of speech a call. */
#ifndef AUDIO_STRETCH_H
#define AUDIO_STRETCH_H

#include <stdint.h>

#include "base/err.h"

/* How many samples n samples become at this speed. */
int64_t stretch_length(int64_t n, float speed);

/* Writes exactly stretch_length(n, speed) samples to out.  E_NOMEM. */
NODISCARD int stretch_speech(const float *in, int64_t n, float speed, float *out);

#endif
