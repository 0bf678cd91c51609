/* import_official.h - the author's own float32 checkpoint and voices, as the packs that we map.
 *
 *     kokoro-v1_0.pth, .safetensors          voices/NAME.pt ...
 *        │ checkpoint: named arrays             │ checkpoint: one array [rows, 1, 256]
 *        │ "module." taken out of names         │
 *        │ weight_g, weight_v -> weight         v
 *        v                                   DATA/voices/kokoro.pack: these, and those it had
 *     kokoro_write_model (import_kokoro.h)
 *        │
 *        v
 *     DATA/model/kokoro.pack, the same as from the ONNX export but for the values
 *
 * Names of the checkpoint: MODULE.[module.]PATH.LEAF.  A weight may stand there whole, or as one of
 * PyTorch's two spellings of weight norm, g [co, 1, 1] and v [co, ...]:
 *
 *     PATH.weight_g                          PATH.weight_v
 *     PATH.parametrizations.weight.original0 PATH.parametrizations.weight.original1
 *
 *     w[i] = g[i] * v[i] / ||v[i]||     over the first dimension, which for a transposed
 *                                       convolution is the input channel; in double, rounded once
 *
 * What the network does not need is passed over: ALBERT's pooler, buffers of positions, AdaIN's
 * affine part where it is neutral (a checkpoint that has it otherwise is refused).  Anything else
 * is counted and named in the report.  One thread. */
#ifndef MODEL_KOKORO_IMPORT_OFFICIAL_H
#define MODEL_KOKORO_IMPORT_OFFICIAL_H

#include "base/digest.h"
#include "base/err.h"
#include "base/file.h"
#include "model/kokoro/checkpoint.h"
#include "model/kokoro/tensors.h"

enum { OFFICIAL_NAMES_MAX = 8 };

struct official_report {
    char model[PATH_MAX_BYTES]; /* the file that was read; "" : voices only */
    const char *format;         /* "PyTorch", "safetensors" */
    char sha256[SHA256_HEX];    /* of the file */
    int is_v1_0;                /* it is the file that the author published as v1.0 */
    int arrays;                 /* in the file, of which ... */
    int folded;                 /* ... so many pairs became one weight each */
    int ignored;                /* ... so many are known and not needed */
    int unknown;                /* ... so many nobody asked for */
    char unknown_names[OFFICIAL_NAMES_MAX][ARRAY_NAME_BYTES];
    int voices_read, voices; /* .pt files; voices there are now, 0: none at all */
};

struct official_request {
    const char *model;  /* a checkpoint, or a folder with one (and voices/); NULL: voices only */
    const char *voices; /* a .pt file or a folder of them; NULL: model's voices/ if it is a folder
                           and has one, else the voices stay as they are */
    void (*progress)(void *ctx, double part); /* 0 .. 1 of the model; may be NULL */
    void *ctx;
};

/* Nothing is replaced before everything has been read.  E_NOENT, E_FORMAT, E_LIMIT. */
NODISCARD int kokoro_import_official(const char *data_dir, const struct official_request *q,
                                     struct official_report *r, struct err *e);

/* The steps, for tests. --------------------------------------------------------------------- */

/* Writes the model pack at path.  c's names lose their "module.".  E_FORMAT: a tensor that is not
 * there, twice, of another shape or type, or with values that are not finite. */
NODISCARD int kokoro_write_official(const char *path, const struct kokoro_dims *d,
                                    struct checkpoint *c, const struct official_request *q,
                                    struct official_report *r, struct err *e);

/* Weight norm undone: v [rows][n] becomes g[row] * v[row] / ||v[row]||.  Answers rows, or the first
 * row that is all zero and so has no direction. */
size_t kokoro_fold_weight(float *v, const float *g, size_t rows, size_t n);

/* Voices on their way into a pack: from its present state and from files. */
struct voice_set;
NODISCARD int voice_set_open(struct voice_set **out, int width, struct err *e);
void voice_set_close(struct voice_set *s); /* NULL is fine */

/* Reads a .pt file, or every one in a folder; *n counts them.  A name that is there is replaced. */
NODISCARD int voice_set_read(struct voice_set *s, const char *path, int *n, struct err *e);

/* Adds the pack's voices whose names are not there; no pack is no voices.  Once. */
NODISCARD int voice_set_keep(struct voice_set *s, const char *pack_path, struct err *e);

/* Replaces the pack and reads it again; *n is how many voices it has. */
NODISCARD int voice_set_write(struct voice_set *s, const char *pack_path, int *n, struct err *e);

#endif
