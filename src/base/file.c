#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static int fail(struct err *e, const char *path, const char *doing)
{
    int code = errno == ENOENT ? E_NOENT : errno == ENOMEM ? E_NOMEM : E_IO;
    return err_set(e, code, "%s: cannot %s: %s", path, doing, strerror(errno));
}

int file_map(struct file_map *m, const char *path, struct err *e)
{
    *m = (struct file_map){0};
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) return fail(e, path, "open");
    struct stat st;
    int code = 0;
    if (fstat(fd, &st)) {
        code = fail(e, path, "stat");
    } else if (!S_ISREG(st.st_mode) || st.st_size == 0) {
        code = err_set(e, E_FORMAT, "%s: not a file, or empty", path);
    } else {
        void *p = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_SHARED, fd, 0);
        if (p == MAP_FAILED)
            code = fail(e, path, "map");
        else
            *m = (struct file_map){.data = p, .size = (size_t)st.st_size};
    }
    close(fd);
    return code;
}

void file_unmap(struct file_map *m)
{
    if (m->data) munmap((void *)m->data, m->size);
    *m = (struct file_map){0};
}

/* madvise over the whole pages within (from, n), or those that it touches. */
static void advise(const struct file_map *m, size_t from, size_t n, int within, int advice)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE), end = from + n;
    size_t first = within ? (from + page - 1) / page * page : from / page * page;
    if (within) end = end / page * page;
    if (end > first) (void)madvise((char *)m->data + first, end - first, advice);
}

void file_forget(const struct file_map *m, size_t from, size_t n)
{
    advise(m, from, n, 1, MADV_DONTNEED);
}

void file_expect(const struct file_map *m, size_t from, size_t n)
{
    advise(m, from, n, 0, MADV_POPULATE_READ);
}

int file_read(struct buf *b, const char *path, struct err *e)
{
    FILE *f = strcmp(path, "-") ? fopen(path, "rbe") : stdin;
    if (!f) return fail(e, path, "open");
    char block[16384];
    size_t n;
    int code = 0;
    while (!code && (n = fread(block, 1, sizeof(block), f)) > 0)
        code = buf_add(b, block, n);
    if (code == E_LIMIT)
        err_set(e, code, "%s: longer than %zu bytes", path, b->max);
    else if (code)
        err_set(e, code, "%s: out of memory", path);
    else if (ferror(f))
        code = fail(e, path, "read");
    if (f != stdin) fclose(f);
    return code;
}

int file_write(const char *path, const void *bytes, size_t n, struct err *e)
{
    char tmp[PATH_MAX_BYTES + 32];
    snprintf(tmp, sizeof(tmp), "%s.tmp.%ld", path, (long)getpid());
    FILE *f = fopen(tmp, "wbe");
    if (!f) return fail(e, tmp, "create");
    int bad = n && fwrite(bytes, 1, n, f) != n;
    bad |= fflush(f) != 0 || fsync(fileno(f)) != 0;
    int code = bad ? fail(e, tmp, "write") : 0;
    if (fclose(f) && !code) code = fail(e, tmp, "close");
    if (!code && rename(tmp, path)) code = fail(e, path, "replace");
    if (code) unlink(tmp);
    return code;
}

int file_exists(const char *path)
{
    return access(path, F_OK) == 0;
}

int file_mkdirs(const char *path, struct err *e)
{
    char p[PATH_MAX_BYTES];
    size_t n = strlen(path);
    if (!n || n >= sizeof(p)) return err_set(e, E_LIMIT, "%.80s: path too long", path);
    memcpy(p, path, n + 1);
    for (size_t i = 1; i <= n; i++) {
        if (p[i] != '/' && p[i] != 0) continue;
        char c = p[i];
        p[i] = 0;
        if (mkdir(p, 0755) && errno != EEXIST) return fail(e, p, "make the folder");
        p[i] = c;
    }
    return 0;
}

int file_join(char out[PATH_MAX_BYTES], const char *dir, const char *name)
{
    int n = snprintf(out, PATH_MAX_BYTES, "%s/%s", dir, name);
    return n >= 0 && n < PATH_MAX_BYTES ? 0 : E_LIMIT;
}

int file_data_dir(char out[PATH_MAX_BYTES], const char *given, struct err *e)
{
    const char *xdg = getenv("XDG_DATA_HOME"), *home = getenv("HOME");
    int n;
    if (given && *given)
        n = snprintf(out, PATH_MAX_BYTES, "%s", given);
    else if (xdg && xdg[0] == '/')
        n = snprintf(out, PATH_MAX_BYTES, "%s/utter", xdg);
    else if (home && home[0] == '/')
        n = snprintf(out, PATH_MAX_BYTES, "%s/.local/share/utter", home);
    else
        return err_set(e, E_ARG, "no data folder: give --data DIR, or set XDG_DATA_HOME or HOME");
    if (n < 0 || n >= PATH_MAX_BYTES - 100)
        return err_set(e, E_LIMIT, "data folder: path too long");
    return 0;
}
