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

enum kokoro_precision {
    KOKORO_AUTO, /* KOKORO_BF16 where this processor is faster that way, else KOKORO_FLOAT32 */
    KOKORO_FLOAT32,
    KOKORO_BF16, /* weights and products behind the duration path; sums stay float32 */
};

/* How a model is made ready; zero is the fastest way on this processor. */
struct kokoro_options {
    enum kokoro_precision precision;
    int small_memory; /* nothing is made beside the weights that would only save time, and
                         KOKORO_AUTO is KOKORO_BF16, which has half of them */
};

/* What KOKORO_AUTO is here, with the instruction sets that kern_init was told of; and what these
 * options come to: never KOKORO_AUTO. */
enum kokoro_precision kokoro_precision_auto(void);
enum kokoro_precision kokoro_precision_for(const struct kokoro_options *o);
const char *kokoro_precision_name(enum kokoro_precision p); /* "auto", "float32", "bf16" */

/* Makes the forms of the weights that the fast methods need (prepare.h), with the pool's help;
 * once, before any session is opened.  Without it a model speaks too, by plain float32 methods
 * alone. E_NOMEM. */
NODISCARD int kokoro_prepare(struct kokoro *k, const struct kokoro_options *o, struct pool *pool,
                             struct err *e);

/* What it was prepared in: never KOKORO_AUTO. */
enum kokoro_precision kokoro_precision_of(const struct kokoro *k);

/* Reads every byte of both files and compares checksums; and of the weights stored in bf16 beside
 * them, which must be made from that very model.  Without those (E_NOENT from the second) nothing
 * is lost but time at each start.  E_CORRUPT. */
NODISCARD int kokoro_verify(const char *data_dir, struct err *e);
NODISCARD int kokoro_verify_bf16(const char *data_dir, struct err *e);

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

/* Bytes of the model, of all its forms: of files, mapped (shared by processes); those of them that
 * speech reads, which is what stays in memory; and made at start. */
struct kokoro_memory {
    size_t mapped, read, made;
};
struct kokoro_memory kokoro_memory(const struct kokoro *k);

/* Bytes that this session will hold to speak about so many seconds: the forward pass itself, run on
 * a counting arena.  Nothing is allocated. */
size_t kokoro_session_plan(struct kokoro_session *s, double seconds);

/* The original adds a little Gaussian noise to the voiced source and much to the unvoiced one. Off
 * by default: everything is deterministic then, and equal to the public export; with a seed it is
 * deterministic too. */
void kokoro_session_noise(struct kokoro_session *s, int on, uint64_t seed);

/* The style from token `end` of the run before up to (not including) this end; the last end is L.
 */
struct kokoro_style {
    int end_token;      /* in tokens with pads: L = n_ids + 2 */
    const float *style; /* [256], lent for the call */
};

/* Lent by the session until its next predict.  An editor may change values in place (and then write
 * n_frames as the sum of frames), or hand kokoro_render a copy that points at arrays of its own. */
struct kokoro_prosody {
    int n_tokens; /* L = n_ids + 2 */
    int n_frames; /* F = sum of frames */
    int *frames;  /* [L] each >= 1 */
    float *f0;    /* [2F] Hz */
    float *n;     /* [2F] energy */
    /* token features that render repeats by frames: inside the session */
};

/* E_ARG: an id or a style list that cannot be, or a speed that is not positive; E_LIMIT: more than
 * frames_max frames (0: no limit) would come, or more styles at once than a session keeps;
 * E_NOMEM. */
NODISCARD int kokoro_predict(struct kokoro_session *s, const int16_t *ids, int n_ids,
                             const struct kokoro_style *styles, int n_styles, float speed,
                             int frames_max, struct kokoro_prosody **out, struct err *e);

/* samples [600 F] of the utterance that was predicted last. cancelled (may be NULL) is asked at
 * layer boundaries: non-zero ends with E_CANCEL.  E_ARG: p is not of that utterance (n_tokens), or
 * frames do not sum to n_frames; E_NOMEM. */
NODISCARD int kokoro_render(struct kokoro_session *s, const struct kokoro_prosody *p,
                            const struct kokoro_style *styles, int n_styles, float *samples,
                            int (*cancelled)(void *ctx), void *ctx, struct err *e);

/* Where the time of a session went: milliseconds since it was opened or the clock was reset. */
// clang-format off
#define KOKORO_STAGE_LIST(X)                                                                      \
    X(STYLE, "style") X(BERT, "bert") X(DURATIONS, "durations") X(TEXT, "text")                   \
    X(CURVES, "curves") X(DECODER, "decoder") X(SOURCE, "source") X(NOISE, "noise")               \
    X(GENERATOR_0, "generator_0") X(GENERATOR_1, "generator_1") X(POST, "post")
// clang-format on
enum kokoro_stage {
#define X(id, name) KOKORO_STAGE_##id,
    KOKORO_STAGE_LIST(X)
#undef X
        KOKORO_STAGE_COUNT
};
const char *kokoro_stage_name(enum kokoro_stage stage);
double kokoro_session_stage_ms(const struct kokoro_session *s, enum kokoro_stage stage);
void kokoro_session_stage_reset(struct kokoro_session *s);

/* Multiply-adds of a stage for an utterance of so many tokens (pads included) and frames, as the
 * direct method would do them; 0 for STYLE, which is kept from call to call. */
double kokoro_stage_macs(const struct kokoro *k, enum kokoro_stage stage, int n_tokens,
                         int n_frames);

#endif
