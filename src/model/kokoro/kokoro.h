/* kokoro.h - Kokoro-82M: phoneme ids and a style in, 24 kHz speech out (MODEL.md has the network).
 *
 *     ids [L], style [256], speed
 *        │ kokoro_predict   ALBERT, durations, F0, N, text features        float32 always
 *        v
 *     struct kokoro_prosody: frames [L], f0 [2F], n [2F] -- the caller may edit these
 *        │ kokoro_render    decoder, source, generator, inverse STFT
 *        v
 *     samples [600 F]
 *
 * A struct kokoro (weights, voices) is immutable and shared by all threads. A session is the memory
 * of one utterance at a time: one thread drives it, the pool's idle workers help inside.  Memory is
 * planned (counting arena) and taken before a forward pass; inside there is no malloc. */
#ifndef MODEL_KOKORO_KOKORO_H
#define MODEL_KOKORO_KOKORO_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/pool.h"

enum {
    KOKORO_RATE = 24000,
    KOKORO_HOP = 600,          /* samples a frame: 40 frames a second */
    KOKORO_PHONEMES_MAX = 510, /* in one chunk */
    KOKORO_STYLE = 256,        /* [0:128] timbre (decoder), [128:256] prosody (predictor) */
    KOKORO_VOICES_MAX = 256,
};

struct kokoro;
struct kokoro_session;

/* Opens data_dir/model/kokoro.pack and data_dir/voices/kokoro.pack. */
NODISCARD int kokoro_open(struct kokoro **out, const char *data_dir, struct err *e);
void kokoro_close(struct kokoro *k);

/* `utter import`: makes those two files from the packages in packages_dir (import.h has details).
 */
NODISCARD int kokoro_import(const char *packages_dir, const char *data_dir, struct err *e);

/* Phonemes (UTF-8) to model ids without the two pads; symbols that are not in the vocabulary are
 * counted in *n_chars (the style row goes by characters) but give no id, as in the original.
 * E_LIMIT: more than KOKORO_PHONEMES_MAX ids. */
NODISCARD int kokoro_ids(const char *phonemes, size_t n, int16_t ids[KOKORO_PHONEMES_MAX],
                         int *n_ids, int *n_chars, struct err *e);

/* Is this code point in the vocabulary? */
int kokoro_knows(uint32_t symbol);

int kokoro_voice_count(const struct kokoro *k);
const char *kokoro_voice_name(const struct kokoro *k, int voice);
int kokoro_voice_find(const struct kokoro *k, const char *name); /* -1: no such voice */

/* The style [256] for a chunk of n_chars phonemes (row n_chars - 1, clamped to the pack's rows). */
const float *kokoro_voice_row(const struct kokoro *k, int voice, int n_chars);

/* pool NULL: one thread. */
NODISCARD int kokoro_session_open(struct kokoro_session **out, const struct kokoro *k,
                                  struct pool *pool, struct err *e);
void kokoro_session_close(struct kokoro_session *s);
size_t kokoro_session_bytes(const struct kokoro_session *s); /* memory held now */

/* The style from token `end` of the run before up to (not including) this end; the last end is L.
 */
struct kokoro_style {
    int end_token;      /* in tokens with pads: L = n_ids + 2 */
    const float *style; /* [256], lent for the call */
};

/* Lent by the session until its next predict. */
struct kokoro_prosody {
    int n_tokens; /* L = n_ids + 2 */
    int n_frames; /* F = sum of frames; write it with frames when editing */
    int *frames;  /* [L] each >= 1 */
    float *f0;    /* [2F] Hz */
    float *n;     /* [2F] energy */
    /* token features that render repeats by frames: inside the session */
};

/* E_LIMIT: more than frames_max frames (0: no limit) would come; E_NOMEM. */
NODISCARD int kokoro_predict(struct kokoro_session *s, const int16_t *ids, int n_ids,
                             const struct kokoro_style *styles, int n_styles, float speed,
                             int frames_max, struct kokoro_prosody **out, struct err *e);

/* samples [600 F]. cancelled (may be NULL) is asked at layer boundaries: non-zero ends with
 * E_CANCEL. */
NODISCARD int kokoro_render(struct kokoro_session *s, const struct kokoro_prosody *p,
                            const struct kokoro_style *styles, int n_styles, float *samples,
                            int (*cancelled)(void *ctx), void *ctx, struct err *e);

#endif
