/* prepare_bf16.h - the layers behind the duration path with their weights rounded to bf16
 * (conv_bf16.h).  Which ones: the table in SPEED.md, "bf16".
 *
 *     DATA/model/kokoro.pack        float32, all of it
 *     DATA/model/kokoro-bf16.pack   "of": the identity of that pack; "weights": the layers' bf16
 *                                   panels in the order of first use, each at 64 bytes
 *
 * Import writes the second beside the first.  It is mapped like the first, so that a process that
 * speaks in bf16 has nothing to make at its start and never touches the float32 of these layers;
 * where it is missing, or is another model's, the panels are made in memory. */
#ifndef MODEL_KOKORO_PREPARE_BF16_H
#define MODEL_KOKORO_PREPARE_BF16_H

#include "model/kokoro/weights.h"

enum { KOKORO_BF16_VERSION = 1 };
#define KOKORO_BF16_KIND "kokoro-bf16"

/* Points the layers of w at their bf16 panels.  E_NOMEM. */
NODISCARD int prepare_bf16(struct kokoro_weights *w, struct pool *pool, struct err *e);

/* Is the stored form of the model in the pack at `path` whole, of this version and of this very
 * model?  Every byte is read.  E_NOENT: there is none (which only costs time); E_CORRUPT. */
NODISCARD int prepare_bf16_check(const char *path, struct err *e);

/* Writes the panels of the model in the pack at `path` beside it. */
NODISCARD int prepare_bf16_store(const char *path, struct err *e);

#endif
