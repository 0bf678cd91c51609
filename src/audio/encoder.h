/* encoder.h - what a format implements; encode.c has the table.  Inside audio/ only.
 *
 * encode.c limits and rounds; a format sees 16-bit samples.  `state` is the format's own memory,
 * made by open (NULL when it needs none) and released by close. */
#ifndef AUDIO_ENCODER_H
#define AUDIO_ENCODER_H

#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"

struct encoder_ops {
    int (*open)(void **state, int64_t total_samples, struct err *e);
    /* The header; NULL: the format has none. */
    int (*head)(void *state, int64_t total_samples, struct buf *out);
    int (*put)(void *state, const int16_t *samples, int n, struct buf *out);
    int (*end)(void *state, struct buf *out); /* NULL: nothing is held back */
    void (*close)(void *state);
    int64_t (*total_bytes)(int64_t total_samples); /* exact, or -1 */
};

extern const struct encoder_ops encoder_wav, encoder_pcm, encoder_mp3;

#endif
