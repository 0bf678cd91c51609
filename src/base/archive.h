/* archive.h - reading packages: wheels and .pth files (zip) and npm packages (tar.gz), by
 * libarchive.  Nothing is ever unpacked to a path that an archive names. */
#ifndef BASE_ARCHIVE_H
#define BASE_ARCHIVE_H

#include "base/buf.h"
#include "base/err.h"

/* Appends the member's bytes to out.  E_NOENT: no such member; E_LIMIT: longer than out's maximum;
 * E_FORMAT: not an archive, or damaged. */
NODISCARD int archive_read_member(const char *path, const char *member, struct buf *out,
                                  struct err *e);

/* Calls each(ctx, name, bytes, n) for every regular file whose name begins with prefix, at most
 * member_max bytes each.  A non-zero answer stops and is returned. */
NODISCARD int archive_each(const char *path, const char *prefix, size_t member_max,
                           int (*each)(void *ctx, const char *name, const char *bytes, size_t n),
                           void *ctx, struct err *e);

/* Appends the contents of one compressed file (.bz2, .gz). E_FORMAT: missing, or damaged. */
NODISCARD int archive_read_compressed(const char *path, struct buf *out, struct err *e);

#endif
