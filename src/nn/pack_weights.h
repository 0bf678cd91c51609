/* pack_weights.h - the order in which weights stand in the model file: panels of 16 outputs.
 *
 * The same for every instruction set.  A kernel walks one panel from its first float to its last
 * while it walks taps and input channels, so weights stream and never jump:
 *
 *     conv        [ceil(co/16)][k][ci][16]                  from w [co, ci, k]; a Linear is k = 1
 *     transposed  [stride][ceil(co/16)][k/stride][ci][16]   from w [ci, co, k], k % stride == 0
 *
 * Output channels beyond co are zero.  A transposed convolution is one convolution per phase of the
 * output; in phase r, tap m holds kernel index r + (k/stride - 1 - m) * stride, so that taps run
 * forward in input time like those of a convolution. */
#ifndef NN_PACK_WEIGHTS_H
#define NN_PACK_WEIGHTS_H

#include <stddef.h>

enum { NN_PANEL = 16 };

/* Floats that the packed form takes. */
size_t nn_packed_conv_size(int co, int ci, int k);
size_t nn_packed_conv_transposed_size(int ci, int co, int k, int stride);

/* dst and w do not overlap. */
void nn_pack_conv(float *dst, const float *w /* [co, ci, k] */, int co, int ci, int k);
void nn_pack_conv_transposed(float *dst, const float *w /* [ci, co, k] */, int ci, int co, int k,
                             int stride);

#endif
