/* stages.h - the parts of the forward pass, one function each, as predict.c and render.c call them
 * and as tests/model calls them on the oracle's own inputs.
 *
 *     ids -- bert_run -- durations_encode -- durations_predict ----> frames, F
 *       |                      | d, repeated by frames
 *       |                      '-- curves_run ---------------------> f0, n [2F]
 *       '-- text_encoder_run ---- repeated by frames: asr
 *     asr, f0, n -- decoder_run -------------------. [2F, generator]
 *     f0 -- source_run -- nn_stft -- har           |
 *             har -- generator_noise 0, 1 ---- generator_stage 0, 1 -- generator_post --> samples
 *
 * Tensors are [T, C], rows contiguous unless a row length is given. L tokens, F frames, hidden H,
 * style S (dims).  Every function plans when the pass's arena only counts; tensors are NULL then.
 * Those that take long return E_CANCEL when the pass is stopped. */
#ifndef MODEL_KOKORO_STAGES_H
#define MODEL_KOKORO_STAGES_H

#include "model/kokoro/pass.h"

/* ids [L] with pads -> y [L, bert_width], ALBERT's last hidden state */
void bert_run(struct kokoro_pass *p, const int16_t *ids, int L, float *y);

/* bert [L, bert_width] -> d_en [L, H] */
void bert_narrow(struct kokoro_pass *p, const float *bert, int L, float *d_en);

/* d_en [L, H] -> d [L, H + S] */
void durations_encode(struct kokoro_pass *p, const float *d_en, int L, float *d);

/* d [L, H + S] -> duration [L] in frames at speed 1, not rounded */
void durations_predict(struct kokoro_pass *p, const float *d, int L, float *duration);

/* duration / speed rounded half to even, at least 1; returns the sum, -1 when it is over max */
int durations_round(const float *duration, int L, float speed, int max, int *frames);

/* en [F, H + S] -> f0 [2F], n [2F] */
void curves_run(struct kokoro_pass *p, const float *en, int F, float *f0, float *n);

/* ids [L] -> t_en [L, H] */
void text_encoder_run(struct kokoro_pass *p, const int16_t *ids, int L, float *t_en);

/* The trunk's blocks read [block before | asr_res | f0 | n] rows of this many floats. */
int decoder_join_row(const struct kokoro_dims *d);
/* asr [F, H], f0, n [2F] -> the last columns of join [F, decoder_join_row] */
void decoder_join(struct kokoro_pass *p, const float *asr, const float *f0, const float *n, int F,
                  float *join);
/* asr, f0, n -> y [F, decoder] */
void decoder_encode(struct kokoro_pass *p, const float *asr, const float *f0, const float *n, int F,
                    float *y, int y_row);
/* join -> y [F, decoder], the last block [2F, generator] */
void decoder_block(struct kokoro_pass *p, int block, const float *join, int F, float *y, int y_row);
/* all of it: y [2F, generator] */
NODISCARD int decoder_run(struct kokoro_pass *p, const float *asr, const float *f0, const float *n,
                          int F, float *y);

/* f0 [2F] -> y [600 F] */
struct source_noise {
    int on;
    uint64_t seed;
};
void source_run(struct kokoro_pass *p, const float *f0, int F, struct source_noise noise, float *y);

/* Rows of stage 0 and 1 for F frames: 20 F, 120 F + 1; and its channels. */
int generator_rows(int stage, int F);
int generator_channels(const struct kokoro_dims *d, int stage);

/* har [120 F + 1, 22] -> y; work is one more tensor of y's size */
void generator_noise(struct kokoro_pass *p, int stage, const float *har, int F, float *y,
                     float *work);

/* x is the decoder's [2F, generator] or stage 0's output, and is overwritten; so is noise. */
struct generator_tensors {
    float *x;
    float *noise, *residual, *inner, *y; /* [generator_rows, generator_channels] each */
};
NODISCARD int generator_stage(struct kokoro_pass *p, int stage, int F,
                              const struct generator_tensors *t);

/* x [120 F + 1, generator / 4] -> spectrum [120 F + 1, 22] */
void generator_post(struct kokoro_pass *p, const float *x, int F, float *spectrum);

#endif
