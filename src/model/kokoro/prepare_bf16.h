/* prepare_bf16.h - the layers behind the duration path with their weights rounded to bf16
 * (conv_bf16.h).  Which ones: the table in SPEED.md, "bf16". */
#ifndef MODEL_KOKORO_PREPARE_BF16_H
#define MODEL_KOKORO_PREPARE_BF16_H

#include "model/kokoro/weights.h"

/* Makes w->bf16 and points the layers into it, in the order of first use.  E_NOMEM. */
NODISCARD int prepare_bf16(struct kokoro_weights *w, struct pool *pool, struct err *e);

#endif
