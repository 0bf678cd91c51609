/* prepare_steps.h - what durations depend on, on tiles: ALBERT and the maps into the LSTMs, whose
 * results must be float32 whatever the precision (nn/linear_steps.h says how tiles give that).
 *
 * Only where the processor has tiles, and only for weights that are whole steps; otherwise nothing
 * is made and the plain product does the work. */
#ifndef MODEL_KOKORO_PREPARE_STEPS_H
#define MODEL_KOKORO_PREPARE_STEPS_H

#include "model/kokoro/weights.h"

/* E_NOMEM. */
NODISCARD int prepare_steps(struct kokoro_weights *w, struct pool *pool, struct err *e);

#endif
