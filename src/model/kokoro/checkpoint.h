/* checkpoint.h - somebody's file of weights, mapped, as named arrays whatever its format.
 *
 *     PK\3\4 ...   a zip of torch.save    torch_zip -> pickle -> torch_arrays  ─┐
 *                                                                               ├─> arrays, sorted
 *     u64 {"...    safetensors            safetensors  ─────────────────────────┘
 *
 * Nothing is copied: the arrays' data points into the mapping.  Open, it is immutable: any thread
 * may read it. */
#ifndef MODEL_KOKORO_CHECKPOINT_H
#define MODEL_KOKORO_CHECKPOINT_H

#include "base/err.h"
#include "base/file.h"
#include "model/kokoro/arrays.h"

struct checkpoint {
    struct file_map map;
    struct arrays arrays;
    const char *format; /* "PyTorch", "safetensors" */
};

/* The format is told by content, not by name.  E_NOENT: no such file; E_FORMAT: neither format, or
 * damaged, or two arrays of one name; E_LIMIT: beyond anything of ours. Messages begin with path.
 */
NODISCARD int checkpoint_open(struct checkpoint *c, const char *path, struct err *e);
void checkpoint_close(struct checkpoint *c); /* zeroed is fine */

/* The same of bytes in memory, which are lent until checkpoint_close. */
NODISCARD int checkpoint_read(struct checkpoint *c, const void *bytes, size_t n, struct err *e);

#endif
