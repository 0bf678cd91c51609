/* prepare.h - what a forward pass wants beside the weights of the file, made once at load.
 *
 * The file holds plain float32 weights.  Faster ways to compute a layer need them in another form
 * (in the transform domain, in bf16); which layers get which form is decided here, by layer and
 * precision, and nowhere else.  The lists of layers stand in layers.h. */
#ifndef MODEL_KOKORO_PREPARE_H
#define MODEL_KOKORO_PREPARE_H

#include "model/kokoro/kokoro.h"
#include "model/kokoro/weights.h"

/* small_memory: only forms that take less memory than the weights themselves, or none.
 * E_NOMEM. What is made belongs to w. */
NODISCARD int weights_prepare(struct kokoro_weights *w, enum kokoro_precision precision,
                              int small_memory, struct pool *pool, struct err *e);

/* Bytes of the file's weights that no speech will read, because another form stands for them. */
size_t weights_unread(struct kokoro_weights *w);

#endif
