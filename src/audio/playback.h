/* playback.h - the sound card, by ALSA: samples in, sound out, blocking like a pipe.
 * One thread at a time. */
#ifndef AUDIO_PLAYBACK_H
#define AUDIO_PLAYBACK_H

#include "base/err.h"

struct playback;

/* The default device, 24 kHz mono 16 bit.  E_NOENT: this machine has no sound card that can be
 * opened; *e says what ALSA said. */
NODISCARD int playback_open(struct playback **out, struct err *e);

/* n samples of signed 16-bit little-endian PCM (what the "pcm" encoder makes). */
NODISCARD int playback_put(struct playback *p, const void *s16le, int n, struct err *e);

/* Plays what is queued to its end (finish 1) or is silent at once (0), and closes.  NULL is fine.
 */
void playback_close(struct playback *p, int finish);

#endif
