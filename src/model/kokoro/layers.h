/* layers.h - every convolution and linear layer of the network, one after another.
 *
 * For what is done to all of them after loading: other forms of their weights (prepare.h), tables
 * of accuracy, counts of work.  The order is that of first use in a forward pass. */
#ifndef MODEL_KOKORO_LAYERS_H
#define MODEL_KOKORO_LAYERS_H

#include "model/kokoro/kokoro.h"
#include "model/kokoro/weights.h"

/* A failure ends the walk and is its answer. */
typedef int kokoro_layer_fn(void *ctx, struct nn_conv1d *layer, enum kokoro_stage stage);
NODISCARD int kokoro_each_layer(struct kokoro_weights *w, kokoro_layer_fn *fn, void *ctx);

#endif
