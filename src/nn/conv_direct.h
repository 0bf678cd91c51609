/* conv_direct.h - a convolution as the sum it is: any kernel size, stride and dilation, float32.
 *
 * The method every other one is measured against, and the one where nothing else pays: short
 * inputs, few channels, k = 1. */
#ifndef NN_CONV_DIRECT_H
#define NN_CONV_DIRECT_H

#include "nn/conv1d.h"

void conv_direct(const struct nn *nn, const struct nn_conv1d *c, const struct nn_conv1d_args *a);

#endif
