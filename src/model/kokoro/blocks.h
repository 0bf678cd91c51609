/* blocks.h - the two residual blocks that most of the network is made of.
 *
 * Style block (AdainResBlk1d), in the predictor and the decoder's trunk:
 *
 *     x [T, ci] -> AdaIN, leaky -> (up: pool, x2) -> conv -> AdaIN, leaky -> conv --(+)--> / sqrt 2
 *        '------------------------ (1x1) -> (up: x2) ---------------------------'
 *
 * Residual block (AdaINResBlock1), in the generator, where nearly all the time goes:
 *
 *     3 times, dilation d = 1, 3, 5:   x -> AdaIN, Snake -> conv d -> AdaIN, Snake -> conv --(+)-->
 *                                      '-------------------------------------------------'     */
#ifndef MODEL_KOKORO_BLOCKS_H
#define MODEL_KOKORO_BLOCKS_H

#include "model/kokoro/pass.h"

/* y [T or, if the block goes up, 2T, co].  x has per_frame rows a frame; y is not x. */
void style_block_run(struct kokoro_pass *p, const struct kokoro_style_block *b, const float *x,
                     int x_row, int T, int per_frame, float *y, int y_row);

struct res_block_io {
    const float *x;               /* [T, C] */
    float *residual, *inner;      /* [T, C] work; residual may be x, which is overwritten then */
    float *y;                     /* [T, C] may be x or residual */
    const struct nn_stats *stats; /* of x */
    float scale;                  /* of what goes to y */
    int accumulate;               /* y += */
    int T, per_frame, before;
};
void res_block_run(struct kokoro_pass *p, const struct kokoro_res_block *b,
                   const struct res_block_io *io);

#endif
