/* torch_zip.h - the zip that torch.save writes, read in place.
 *
 *     [ PK34 NAME/data.pkl, padding | pickle ]   padding in the local header's extra field puts
 *     [ PK34 NAME/data/0,   padding | floats ]   every member's bytes at a multiple of 64
 *     ...
 *     [ PK12 directory: name, size, CRC-32, place of each PK34 ]
 *     [ PK66 its zip64 end ][ PK67 where that is ][ PK56 the end ]
 *
 * A reader of its own instead of libarchive (base/archive.h), because members are stored as they
 * are: a mapped file then *is* the weights, each tensor is read where it stands and in any order,
 * nothing of the 330 MB is copied.  libarchive reads a zip from front to back into blocks of its
 * own; the pickle that says what the members mean, and the order in which tensors are wanted,
 * would need the file twice or whole in memory.  What is compressed, encrypted or split is refused:
 * torch never does that.
 *
 * Each member's CRC-32 is compared when it is asked for.  Open, it is read-only except for the
 * notes of which were compared: one thread. */
#ifndef MODEL_KOKORO_TORCH_ZIP_H
#define MODEL_KOKORO_TORCH_ZIP_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

enum { TORCH_ZIP_MEMBERS_MAX = 1 << 14 }; /* Kokoro's has 551 */

struct torch_zip;

/* The bytes are lent until torch_zip_close.  E_FORMAT: not such a file, or damaged. */
NODISCARD int torch_zip_open(struct torch_zip **out, const void *bytes, size_t n, struct err *e);
void torch_zip_close(struct torch_zip *z); /* NULL is fine */

/* The member NAME/path, where NAME is the folder that holds data.pkl. E_NOENT: no such member;
 * E_FORMAT: its checksum is wrong. */
NODISCARD int torch_zip_member(struct torch_zip *z, const char *path, const uint8_t **bytes,
                               size_t *n, struct err *e);

#endif
