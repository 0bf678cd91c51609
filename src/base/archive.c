#include "base/archive.h"

#include <archive.h>
#include <archive_entry.h>
#include <string.h>

enum { BLOCK = 1 << 16 };

static int fail(struct archive *a, const char *path, struct err *e)
{
    const char *why = archive_error_string(a);
    return err_set(e, E_FORMAT, "%s: %s", path, why ? why : "not an archive");
}

/* The current member's bytes into out. */
static int read_data(struct archive *a, const char *path, const char *name, struct buf *out,
                     struct err *e)
{
    for (;;) {
        char block[BLOCK];
        la_ssize_t n = archive_read_data(a, block, sizeof(block));
        if (n == 0) return 0;
        if (n < 0) return fail(a, path, e);
        int code = buf_add(out, block, (size_t)n);
        if (code) return err_set(e, code, "%s: %s: longer than %zu bytes", path, name, out->max);
    }
}

int archive_each(const char *path, const char *prefix, size_t member_max,
                 int (*each)(void *ctx, const char *name, const char *bytes, size_t n), void *ctx,
                 struct err *e)
{
    struct archive *a = archive_read_new();
    if (!a) return err_set(e, E_NOMEM, "%s: out of memory", path);
    archive_read_support_format_zip(a);
    archive_read_support_format_tar(a);
    archive_read_support_filter_gzip(a);
    struct buf b = buf_make(member_max);
    struct archive_entry *entry;
    int code = 0, more = ARCHIVE_OK;
    if (archive_read_open_filename(a, path, BLOCK) != ARCHIVE_OK) code = fail(a, path, e);
    while (!code && (more = archive_read_next_header(a, &entry)) == ARCHIVE_OK) {
        const char *name = archive_entry_pathname(entry);
        if (!name || archive_entry_filetype(entry) != AE_IFREG ||
            strncmp(name, prefix, strlen(prefix)) != 0)
            continue;
        buf_clear(&b);
        code = read_data(a, path, name, &b, e);
        if (!code) code = each(ctx, name, b.data, b.len);
    }
    if (!code && more != ARCHIVE_EOF) code = fail(a, path, e);
    buf_free(&b);
    archive_read_free(a);
    return code;
}

struct wanted {
    const char *name;
    struct buf *out;
    int found;
};

static int take(void *ctx, const char *name, const char *bytes, size_t n)
{
    struct wanted *w = ctx;
    if (strcmp(name, w->name) != 0) return 0;
    w->found = 1;
    int code = buf_add(w->out, bytes, n);
    return code ? code : 1; /* enough: stop */
}

int archive_read_member(const char *path, const char *member, struct buf *out, struct err *e)
{
    struct wanted w = {.name = member, .out = out};
    int code = archive_each(path, member, out->max, take, &w, e);
    if (code < 0) return code;
    return w.found ? 0 : err_set(e, E_NOENT, "%s: no member '%s'", path, member);
}

int archive_read_compressed(const char *path, struct buf *out, struct err *e)
{
    struct archive *a = archive_read_new();
    if (!a) return err_set(e, E_NOMEM, "%s: out of memory", path);
    archive_read_support_format_raw(a);
    archive_read_support_filter_bzip2(a);
    archive_read_support_filter_gzip(a);
    struct archive_entry *entry;
    int code = 0;
    if (archive_read_open_filename(a, path, BLOCK) != ARCHIVE_OK ||
        archive_read_next_header(a, &entry) != ARCHIVE_OK)
        code = fail(a, path, e);
    if (!code) code = read_data(a, path, "its contents", out, e);
    archive_read_free(a);
    return code;
}
