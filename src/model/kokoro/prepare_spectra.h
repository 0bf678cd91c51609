/* prepare_spectra.h - the transform domain's form of the vocoder's weights (conv_spectral.h,
 * conv_spectral_bf16.h). */
#ifndef MODEL_KOKORO_PREPARE_SPECTRA_H
#define MODEL_KOKORO_PREPARE_SPECTRA_H

#include "model/kokoro/kokoro.h"
#include "model/kokoro/weights.h"

/* Makes w->spectra and points the layers into it, in the order of first use.  E_NOMEM. */
NODISCARD int prepare_spectra(struct kokoro_weights *w, enum kokoro_precision precision,
                              struct pool *pool, struct err *e);

#endif
