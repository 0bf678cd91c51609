/* wav.h - the 44 bytes before the samples of a WAV file: RIFF, 16-bit PCM, mono, 24 kHz. */
#ifndef AUDIO_WAV_H
#define AUDIO_WAV_H

#include <stdint.h>

enum { WAV_HEADER = 44 };

/* total_samples < 0, or too long for RIFF's 32 bits: both sizes are 0xFFFFFFFF, which readers take
 * as "until the end". */
void wav_header(unsigned char out[WAV_HEADER], int64_t total_samples);

#endif
