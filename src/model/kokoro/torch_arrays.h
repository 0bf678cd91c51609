/* torch_arrays.h - a file of torch.save (zip and pickle) as named arrays.
 *
 *     {"bert": {"module.embeddings...": T, ...}, "decoder": {...}}   bert.module.embeddings..., ...
 *     {"bert.embeddings...": T, ...}                                 the same, flat
 *     T                                                              one array, named "tensor"
 *
 * Names of dictionaries inside dictionaries are joined by dots.  What is neither a tensor nor a
 * dictionary (an epoch's number, settings) is passed over.  Tensors that share a storage, or are
 * views of a part or transposed, come with their strides.  Files from before PyTorch 1.6 are not
 * zips: refused with advice.  One thread. */
#ifndef MODEL_KOKORO_TORCH_ARRAYS_H
#define MODEL_KOKORO_TORCH_ARRAYS_H

#include "model/kokoro/arrays.h"

#define TORCH_ARRAY_ALONE "tensor" /* the name, when the whole file is one tensor */

/* Do these bytes begin like such a file, of either kind? */
int torch_arrays_is(const void *bytes, size_t n);

/* Adds to a (which the caller frees, also after a failure) what the file has; the bytes are lent
 * for as long as the arrays are read.  E_FORMAT, E_LIMIT. */
NODISCARD int torch_arrays_read(struct arrays *a, const void *bytes, size_t n, struct err *e);

#endif
