/* safetensors.h - a safetensors file as named arrays.
 *
 *     [ u64 n ][ n bytes of JSON, padded with blanks ][ data ...................... ]
 *                {"__metadata__": {"format": "pt"},
 *                 "bert.embeddings.LayerNorm.weight":
 *                   {"dtype": "F32", "shape": [128], "data_offsets": [0, 512]}, ...}
 *
 * Offsets count from the data's first byte.  The arrays' bytes tile the data: none overlap, nothing
 * is left between or after them, each has the length of its shape.  One thread. */
#ifndef MODEL_KOKORO_SAFETENSORS_H
#define MODEL_KOKORO_SAFETENSORS_H

#include "model/kokoro/arrays.h"

enum { SAFETENSORS_HEADER_MAX = 4 << 20 }; /* Kokoro's has 70 KB */

/* Do these bytes begin like such a file? */
int safetensors_is(const void *bytes, size_t n);

/* Adds to a (which the caller frees, also after a failure) what the file has; the bytes are lent
 * for as long as the arrays are read.  E_FORMAT. */
NODISCARD int safetensors_read(struct arrays *a, const void *bytes, size_t n, struct err *e);

#endif
