/* pcm.h - 16-bit little-endian bytes, which wav and pcm share. */
#ifndef AUDIO_PCM_H
#define AUDIO_PCM_H

#include <stdint.h>

#include "base/buf.h"

NODISCARD int pcm_put_s16le(const int16_t *samples, int n, struct buf *out);

#endif
