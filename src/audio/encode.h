/* encode.h - float samples to the bytes of a format: wav, pcm, mp3 now; one file and one row of the
 * table each.
 *
 * This is the one place where samples become 16-bit: a look-ahead limiter keeps peaks below full
 * scale (limit.h), then rounding with no dither.  An encoder belongs to one thread at a time. */
#ifndef AUDIO_ENCODE_H
#define AUDIO_ENCODE_H

#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"

enum audio_format {
    AUDIO_WAV,
    AUDIO_MP3,
    AUDIO_OPUS,
    AUDIO_AAC,
    AUDIO_FLAC,
    AUDIO_PCM,
    AUDIO_FORMATS
};

/* -1: no such name. Names are those of response_format: "wav" ... */
int audio_format_from_name(const char *name);
const char *audio_format_name(enum audio_format f);  /* also the file extension */
const char *audio_content_type(enum audio_format f); /* audio/wav, audio/mpeg, ... */
int audio_format_ready(enum audio_format f);         /* 0: a name without an encoder */

struct encoder;

/* total_samples >= 0: exact sizes in the header (and encode_total_bytes knows the length); -1: a
 * stream of unknown length (WAV: sizes 0xFFFFFFFF).  E_UNSUP: not audio_format_ready. */
NODISCARD int encode_open(struct encoder **out, enum audio_format f, int64_t total_samples,
                          struct err *e);
void encode_close(struct encoder *enc); /* NULL is fine */

/* Exact length of the whole output, or -1 when it cannot be known. */
int64_t encode_total_bytes(enum audio_format f, int64_t total_samples);

/* Appends bytes to out; the first call brings the header. */
NODISCARD int encode_put(struct encoder *enc, const float *samples, int n, struct buf *out);
NODISCARD int encode_end(struct encoder *enc, struct buf *out); /* what was held back, trailers */

#endif
