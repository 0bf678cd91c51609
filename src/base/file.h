/* file.h - files as this program uses them: mapped whole, read whole up to a limit, or replaced
 * whole.  A reader never sees a half-written file: writers fill `PATH.tmp.PID`, flush it to the
 * disk and rename it. */
#ifndef BASE_FILE_H
#define BASE_FILE_H

#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"

enum { PATH_MAX_BYTES = 1024 };

struct file_map {
    const void *data; /* read-only, shared with every process that maps the file */
    size_t size;
};

NODISCARD int file_map(struct file_map *m, const char *path, struct err *e);
void file_unmap(struct file_map *m);

/* These bytes are not needed for now: their pages stop counting as this process's memory.  Reading
 * them again is fine. */
void file_forget(const struct file_map *m, size_t from, size_t n);

/* Asks for these bytes' pages to be there before they are touched, many at a time; a wish. */
void file_expect(const struct file_map *m, size_t from, size_t n);

/* Reads all of path ("-": stdin) into b; E_LIMIT when it is longer than b's maximum. */
NODISCARD int file_read(struct buf *b, const char *path, struct err *e);

/* Replaces path by these bytes, or leaves it as it was. */
NODISCARD int file_write(const char *path, const void *bytes, size_t n, struct err *e);

int file_exists(const char *path);
NODISCARD int file_mkdirs(const char *path,
                          struct err *e); /* with parents; there already is fine */

/* out = dir/name.  E_LIMIT when it does not fit. */
NODISCARD int file_join(char out[PATH_MAX_BYTES], const char *dir, const char *name);

/* The data folder: `given` (--data) when not NULL, else $XDG_DATA_HOME/utter, else
 * $HOME/.local/share/utter.  E_ARG when none of them is known. */
NODISCARD int file_data_dir(char out[PATH_MAX_BYTES], const char *given, struct err *e);

#endif
