/* weights.h - the network's layers, each a struct that points into the mapped pack.
 *
 *     pack section "decoder.encode.conv1.weight"  ->  weights.encode.conv1.w     (lent, read-only)
 *
 * Every tensor is asked for by name and shape (tensors.h) when the pack is opened; afterwards the
 * forward pass checks nothing.  What can be computed from weights alone (the sum of an LSTM's two
 * biases, 1 / alpha of Snake) is computed here once.
 *
 * Immutable after weights_open: any number of threads may read. */
#ifndef MODEL_KOKORO_WEIGHTS_H
#define MODEL_KOKORO_WEIGHTS_H

#include "base/arena.h"
#include "base/pack.h"
#include "model/kokoro/tensors.h"
#include "nn/conv1d.h"
#include "nn/conv_transposed1d.h"
#include "nn/lstm.h"

/* gamma and beta of one AdaIN or AdaLN: a linear map of half a style.  All of them together give
 * one vector a style, the "products"; `at` is where this one's 2C values start in it. */
struct kokoro_style_map {
    const float *w;    /* [2C, style] */
    const float *bias; /* [2C] */
    int channels;
    int prosody; /* of the style's second half: predictor; else the first: decoder */
    size_t at;
};

/* AdainResBlk1d: two convolutions of 3 and a shortcut, perhaps twice as many frames */
struct kokoro_style_block {
    int ci, co;
    struct kokoro_style_map norm1, norm2;
    struct nn_conv1d conv1, conv2;
    struct nn_conv1d shortcut;     /* 1x1; w NULL: x itself */
    const float *pool, *pool_bias; /* [ci, 3], [ci]; NULL: not up */
};

/* AdaINResBlock1: three times two convolutions with Snake */
struct kokoro_res_block {
    int channels;
    struct {
        struct kokoro_style_map norm;
        struct nn_conv1d conv;
        const float *alpha, *inv_alpha; /* [C] */
    } half[KOKORO_DILATIONS][2];
};

enum { KOKORO_STYLE_MAPS = 73 }; /* 3 AdaLN, 12 in F0 and N, 10 in the decoder, 48 in generator */

struct kokoro_norm {
    const float *gamma, *beta;
};

struct kokoro_bert {
    const float *words, *positions, *type0; /* [vocab, embed], [positions, embed], [embed] */
    struct kokoro_norm embed_norm;
    struct nn_conv1d widen; /* embed -> width */
    struct nn_conv1d query, key, value, dense;
    struct kokoro_norm attention_norm;
    struct nn_conv1d ffn, ffn_output;
    struct kokoro_norm output_norm;
    struct nn_conv1d encoder; /* width -> hidden */
};

struct kokoro_text_encoder {
    const float *symbols; /* [vocab, hidden] */
    struct {
        struct nn_conv1d conv;
        struct kokoro_norm norm;
    } layer[KOKORO_TEXT_LAYERS];
    struct nn_lstm lstm;
};

struct kokoro_predictor {
    struct {
        struct nn_lstm lstm;
        struct kokoro_style_map norm;
    } layer[KOKORO_TEXT_LAYERS];
    struct nn_lstm lstm;
    struct nn_conv1d duration;
    struct nn_lstm shared;
    struct kokoro_curve {
        struct kokoro_style_block block[KOKORO_F0_BLOCKS];
        struct nn_conv1d proj; /* hidden / 2 -> 1 */
    } f0, n;
};

struct kokoro_decoder {
    struct nn_conv1d f0_conv, n_conv, asr_res;
    struct kokoro_style_block encode, decode[KOKORO_DECODE_BLOCKS];
};

struct kokoro_generator {
    const float *harmonic[KOKORO_HARMONICS]; /* one weight each */
    const float *harmonic_bias;
    struct {
        struct nn_conv_transposed1d up;
        struct nn_conv1d noise_conv;
        struct kokoro_res_block noise, block[KOKORO_RESBLOCKS];
    } stage[KOKORO_STAGES];
    struct nn_conv1d post;
};

struct kokoro_weights {
    struct pack *pack;
    struct kokoro_dims dims;
    struct kokoro_bert bert;
    struct kokoro_text_encoder text;
    struct kokoro_predictor predictor;
    struct kokoro_decoder decoder;
    struct kokoro_generator generator;

    struct kokoro_style_map **maps; /* [n_maps] every style map above */
    size_t n_maps;
    size_t n_products;     /* floats in the products of one style */
    struct arena computed; /* what is not in the pack */
    struct arena bf16;     /* prepare_bf16.h: made here, or mapped */
    struct pack *bf16_pack;
    struct arena spectra; /* prepare_spectra.h */
    struct arena steps;   /* prepare_steps.h */
};

/* E_CORRUPT: a tensor is missing or has another shape (the message names it). */
NODISCARD int weights_open(struct kokoro_weights *w, const char *path, struct err *e);
void weights_close(struct kokoro_weights *w); /* zeroed storage is fine */

#endif
