/* attention.h - multi-head attention without a mask: softmax(Q K^T / sqrt(D)) V, head by head. */
#ifndef NN_ATTENTION_H
#define NN_ATTENTION_H

#include "nn/nn.h"

struct nn_attention {
    int heads, D;
    const float *q, *k, *v; /* [L, heads * D] rows `row` floats apart */
    int row;
    float *y; /* [L, heads * D] not q, k or v */
    int y_row;
};

void nn_attention(const struct nn *nn, const struct nn_attention *a, int L);

#endif
