#include "nn/pack_weights.h"

#include <string.h>

static int panels(int co)
{
    return (co + NN_PANEL - 1) / NN_PANEL;
}

size_t nn_packed_conv_size(int co, int ci, int k)
{
    return (size_t)panels(co) * NN_PANEL * (size_t)ci * (size_t)k;
}

size_t nn_packed_conv_transposed_size(int ci, int co, int k, int stride)
{
    return (size_t)stride * nn_packed_conv_size(co, ci, k / stride);
}

void nn_pack_conv(float *dst, const float *w, int co, int ci, int k)
{
    memset(dst, 0, nn_packed_conv_size(co, ci, k) * sizeof(float));
    for (int o = 0; o < co; o++) {
        const float *from = w + (size_t)o * ci * k;
        float *panel = dst + (size_t)(o / NN_PANEL) * k * ci * NN_PANEL + o % NN_PANEL;
        for (int j = 0; j < k; j++)
            for (int i = 0; i < ci; i++)
                panel[((size_t)j * ci + i) * NN_PANEL] = from[(size_t)i * k + j];
    }
}

void nn_pack_conv_transposed(float *dst, const float *w, int ci, int co, int k, int stride)
{
    int taps = k / stride;
    size_t phase_size = nn_packed_conv_size(co, ci, taps);
    memset(dst, 0, (size_t)stride * phase_size * sizeof(float));
    for (int i = 0; i < ci; i++)
        for (int o = 0; o < co; o++)
            for (int j = 0; j < k; j++) {
                int phase = j % stride, tap = taps - 1 - j / stride;
                float *panel = dst + (size_t)phase * phase_size +
                               (size_t)(o / NN_PANEL) * taps * ci * NN_PANEL;
                panel[((size_t)tap * ci + i) * NN_PANEL + o % NN_PANEL] =
                    w[((size_t)i * co + o) * k + j];
            }
}
