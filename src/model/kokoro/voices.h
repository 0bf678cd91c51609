/* voices.h - the voices' style rows: a pack of one section a voice, [rows][width] float32.
 *
 * Row i is the style for an utterance of i + 1 phonemes.  Names come sorted, so a voice's number
 * does not change while the file does not.  Open, it is immutable: any thread. */
#ifndef MODEL_KOKORO_VOICES_H
#define MODEL_KOKORO_VOICES_H

#include "base/err.h"
#include "base/pack.h"
#include "model/kokoro/kokoro.h"

struct kokoro_voices {
    struct pack *pack;
    int n, width;
    struct kokoro_voice {
        const char *name;
        const float *rows; /* [n_rows][width] */
        int n_rows;
    } items[KOKORO_VOICES_MAX]; /* sorted by name */
};

/* width: floats a row, KOKORO_STYLE for the real model (2 x dims.style).  E_CORRUPT: a voice that
 * is not whole rows, no voice, too many. */
NODISCARD int kokoro_voices_open(struct kokoro_voices *v, const char *path, int width,
                                 struct err *e);
void kokoro_voices_close(struct kokoro_voices *v); /* zeroed is fine */

int kokoro_voices_find(const struct kokoro_voices *v, const char *name); /* -1: no such voice */

/* Row n_chars - 1, clamped to the rows there are. */
const float *kokoro_voices_row(const struct kokoro_voices *v, int voice, int n_chars);

#endif
