/* pack.h - our own binary tables: named sections in one file, mapped and used in place.
 *
 *     [ header 128 B ][ table of contents, n x 96 B, sorted by name ][ pad ][ section ][ pad ] ...
 *       magic "UTTERPK1", kind, version, file size, n,                ^ every section starts at a
 *       sha256 of header and contents, sha256 of the rest               multiple of 64 bytes
 *
 * Model weights, voices and lexicons all live in such files.  `kind` says what the file is
 * ("kokoro", "lexicon", ...), `version` which layout the reading room expects.  pack_open checks
 * the header and the contents (hash, bounds, order), so that pack_find can be trusted; the
 * sections' bytes are checked once at import and by `utter doctor` (pack_verify), because reading
 * 300 MB at every start would cost more than the model's first word.  Numbers are little-endian.
 *
 * An open pack is immutable: any number of threads may read it. */
#ifndef BASE_PACK_H
#define BASE_PACK_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

enum { PACK_NAME_BYTES = 80, PACK_KIND_BYTES = 16, PACK_SECTIONS_MAX = 4096 };

struct pack;

/* Maps path.  E_NOENT: no such file; E_CORRUPT: damaged, or another kind or version (the message
 * says which, and to run `utter import`). */
NODISCARD int pack_open(struct pack **out, const char *path, const char *kind, uint32_t version,
                        struct err *e);
void pack_close(struct pack *p); /* NULL is fine; everything found in it is gone */

/* The section's bytes, lent until pack_close, 64-byte aligned; NULL: no such section. */
const void *pack_find(const struct pack *p, const char *name, size_t *size);

/* The same, but a section that is missing or not exactly `size` bytes is E_CORRUPT. */
NODISCARD int pack_need(const struct pack *p, const char *name, size_t size, const void **out,
                        struct err *e);

/* Where it was opened, and 32 bytes that no other content has: what is derived from a pack keeps
 * them to know its origin. */
const char *pack_file_name(const struct pack *p);
const uint8_t *pack_identity(const struct pack *p);
enum { PACK_IDENTITY_BYTES = 32 };

size_t pack_bytes(const struct pack *p); /* of the whole file */
size_t pack_count(const struct pack *p);
const char *pack_name(const struct pack *p, size_t i, size_t *size);

/* Bytes lent by p that will be read whole, now: their pages are mapped at once, three times faster
 * than one by one.  And bytes that are not needed any more: their pages stop counting as this
 * process's memory (reading them again is fine). */
void pack_expect(const struct pack *p, const void *bytes, size_t n);
void pack_forget(const struct pack *p, const void *bytes, size_t n);

/* Reads everything and compares hashes. */
NODISCARD int pack_verify(const struct pack *p, struct err *e);

/* Writing: open, add sections in any order, finish (which flushes and renames into place).
 * Failures are remembered: add freely, look at finish. */
struct pack_writer;
NODISCARD int pack_writer_open(struct pack_writer **out, const char *path, const char *kind,
                               uint32_t version, struct err *e);
void pack_writer_add(struct pack_writer *w, const char *name, const void *bytes, size_t n);
NODISCARD int pack_writer_finish(struct pack_writer *w, struct err *e); /* frees w either way */
void pack_writer_abandon(struct pack_writer *w); /* frees w, leaves no file; NULL is fine */

#endif
