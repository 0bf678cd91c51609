/* tensors.h - the one table of every tensor of the network: name, shape, how the pack file has it.
 *
 * Names are the module paths of the author's PyTorch code ("decoder.generator.ups.0.weight"),
 * shapes are PyTorch's too, weight-norm folded. Importers fill this table from whatever file they
 * read, the pack's sections carry its names, and the network's loader asks for them: nothing else
 * knows what tensors there are. The table is a function of the dimensions, which the pack's section
 * "dims" holds, so that a tiny random model has the same structure as the real one.
 *
 *     layout        section holds (float32)
 *     RAW           the tensor as PyTorch has it, row-major
 *     CONV          Linear [co, ci] (k = 1), LSTM weights [4H, in] (gates i, f, g, o), Conv1d
 *                   [co, ci, k]:  [ceil(co/16)][k][ci][16], channels past co are zero
 *     TRANSPOSED    ConvTranspose1d [ci, co, k], stride s:  [s][ceil(co/16)][k/s][ci][16]; phase r,
 *                   tap m holds kernel index r + (k/s - 1 - m) s: taps run forward in input time
 *
 * Pure functions and plain data: any thread. */
#ifndef MODEL_KOKORO_TENSORS_H
#define MODEL_KOKORO_TENSORS_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/pack.h"

enum { KOKORO_PACK_VERSION = 1, KOKORO_VOICES_VERSION = 1 };
#define KOKORO_PACK_KIND   "kokoro"
#define KOKORO_VOICES_KIND "voices"
#define KOKORO_DIMS_NAME   "dims" /* section: struct kokoro_dims as it is */

/* What may differ between the real model and a tiny one. The structure may not. */
struct kokoro_dims {
    int32_t vocab;       /* 178 */
    int32_t positions;   /* 512, the longest L */
    int32_t bert_embed;  /* 128 */
    int32_t bert_width;  /* 768 */
    int32_t bert_heads;  /* 12 */
    int32_t bert_ffn;    /* 2048 */
    int32_t bert_layers; /* 12 runs of the one shared layer */
    int32_t hidden;      /* 512: encoders, predictor; a direction of an LSTM has half of it */
    int32_t style;       /* 128: half a style row */
    int32_t max_dur;     /* 50 */
    int32_t decoder;     /* 1024 */
    int32_t asr_res;     /* 64 */
    int32_t generator;   /* 512; its stages have 1/2 and 1/4 of it */
};

enum { /* the structure */
       KOKORO_TYPES = 2,
       KOKORO_TEXT_LAYERS = 3, /* of the text encoder and of the duration encoder */
       KOKORO_TEXT_KERNEL = 5,
       KOKORO_F0_BLOCKS = 3,
       KOKORO_DECODE_BLOCKS = 4,
       KOKORO_STAGES = 2,
       KOKORO_RESBLOCKS = 3, /* a stage */
       KOKORO_DILATIONS = 3, /* a residual block */
       KOKORO_HARMONICS = 9, /* of the source, the fundamental included */
       KOKORO_SPECTRUM = 22, /* 11 magnitudes and 11 angles: n_fft 20 */
       KOKORO_POST_KERNEL = 7,
};
extern const int kokoro_resblock_kernels[KOKORO_RESBLOCKS];    /* 3, 7, 11 */
extern const int kokoro_dilations[KOKORO_DILATIONS];           /* 1, 3, 5 */
extern const int kokoro_ups_kernels[KOKORO_STAGES];            /* 20, 12 */
extern const int kokoro_ups_strides[KOKORO_STAGES];            /* 10, 6 */
extern const int kokoro_noise_conv_kernels[KOKORO_STAGES];     /* 12, 1 */
extern const int kokoro_noise_conv_strides[KOKORO_STAGES];     /* 6, 1 */
extern const int kokoro_noise_resblock_kernels[KOKORO_STAGES]; /* 7, 11 */

extern const struct kokoro_dims kokoro_dims_real;

/* Are these dimensions possible (positive, not absurd, divisible where the network divides)? */
NODISCARD int kokoro_dims_check(const struct kokoro_dims *d, struct err *e);

enum kokoro_layout { KOKORO_RAW, KOKORO_CONV, KOKORO_TRANSPOSED };

struct kokoro_tensor {
    char name[PACK_NAME_BYTES];
    int rank, shape[3]; /* PyTorch's; unused ones are 1 */
    enum kokoro_layout layout;
    int stride; /* of TRANSPOSED */
};

struct kokoro_tensors {
    size_t n;
    struct kokoro_tensor *items; /* in the order of the network */
};

/* Owned by the caller; dims have been checked. */
NODISCARD int kokoro_tensors_init(struct kokoro_tensors *t, const struct kokoro_dims *d);
void kokoro_tensors_free(struct kokoro_tensors *t);

size_t kokoro_tensor_values(const struct kokoro_tensor *t); /* product of the shape */
size_t kokoro_tensor_stored(const struct kokoro_tensor *t); /* floats in the pack's section */

/* From PyTorch's layout (kokoro_tensor_values floats) to the stored one (kokoro_tensor_stored). */
void kokoro_tensor_pack(const struct kokoro_tensor *t, const float *values, float *stored);

#endif
