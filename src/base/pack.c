#include "base/pack.h"

#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/digest.h"
#include "base/file.h"

enum { HEADER = 128, ENTRY = 96, ALIGN = 64, COPY_BLOCK = 1 << 16, VERIFY_BLOCK = 8 << 20 };

struct header { /* as in the file */
    char magic[8], kind[PACK_KIND_BYTES];
    uint32_t version, n;
    uint64_t size;
    uint8_t contents_sha256[SHA256_BYTES]; /* of header (this field zero) and contents */
    uint8_t body_sha256[SHA256_BYTES];     /* of everything behind the contents */
    uint8_t zero[24];
};

struct entry { /* as in the file */
    char name[PACK_NAME_BYTES];
    uint64_t offset, size;
};

_Static_assert(sizeof(struct header) == HEADER && sizeof(struct entry) == ENTRY, "file layout");

static const char magic[8] = "UTTERPK1";

struct pack {
    struct file_map map;
    const struct entry *entries;
    size_t n;
    char path[PATH_MAX_BYTES];
};

static void contents_hash(uint8_t out[SHA256_BYTES], struct header h, const struct entry *entries)
{
    memset(h.contents_sha256, 0, sizeof(h.contents_sha256));
    struct digest *d = digest_start();
    digest_add(d, &h, sizeof(h));
    digest_add(d, entries, (size_t)h.n * sizeof(*entries));
    digest_finish(d, out);
}

/* ------------------------------------------------------------------------------------ reading */

static int check_entries(const struct pack *p, const struct header *h, struct err *e)
{
    uint64_t least = HEADER + (uint64_t)h->n * ENTRY;
    for (size_t i = 0; i < p->n; i++) {
        const struct entry *s = &p->entries[i];
        if (!memchr(s->name, 0, sizeof(s->name)) ||
            (i > 0 && strcmp(p->entries[i - 1].name, s->name) >= 0) || s->offset % ALIGN ||
            s->offset < least || s->offset > h->size || s->size > h->size - s->offset)
            return err_set(e, E_CORRUPT, "%s: entry %zu of the contents is damaged", p->path, i);
    }
    return 0;
}

static int check_header(struct pack *p, const char *kind, uint32_t version, struct err *e)
{
    const struct header *h = p->map.data;
    static const char mend[] = "run `utter import` to make it again";
    if (p->map.size < HEADER || memcmp(h->magic, magic, sizeof(magic)) != 0)
        return err_set(e, E_CORRUPT, "%s: not one of our tables; %s", p->path, mend);
    if (strncmp(h->kind, kind, sizeof(h->kind)) != 0)
        return err_set(e, E_CORRUPT, "%s: holds '%.16s', not '%s'; %s", p->path, h->kind, kind,
                       mend);
    if (h->version != version)
        return err_set(e, E_CORRUPT, "%s: version %u, this program reads %u; %s", p->path,
                       h->version, version, mend);
    if (h->size != p->map.size)
        return err_set(e, E_CORRUPT, "%s: cut off at %zu of %llu bytes; %s", p->path, p->map.size,
                       (unsigned long long)h->size, mend);
    if (h->n > PACK_SECTIONS_MAX || HEADER + (uint64_t)h->n * ENTRY > h->size)
        return err_set(e, E_CORRUPT, "%s: the header is damaged; %s", p->path, mend);
    p->entries = (const struct entry *)((const char *)p->map.data + HEADER);
    p->n = h->n;
    uint8_t hash[SHA256_BYTES];
    contents_hash(hash, *h, p->entries);
    if (memcmp(hash, h->contents_sha256, sizeof(hash)) != 0)
        return err_set(e, E_CORRUPT, "%s: the contents' checksum is wrong; %s", p->path, mend);
    return check_entries(p, h, e);
}

int pack_open(struct pack **out, const char *path, const char *kind, uint32_t version,
              struct err *e)
{
    *out = NULL;
    struct pack *p = calloc(1, sizeof(*p));
    if (!p) return err_set(e, E_NOMEM, "%s: out of memory", path);
    snprintf(p->path, sizeof(p->path), "%s", path);
    int code = file_map(&p->map, path, e);
    if (!code) code = check_header(p, kind, version, e);
    if (code)
        pack_close(p);
    else
        *out = p;
    return code;
}

void pack_close(struct pack *p)
{
    if (!p) return;
    file_unmap(&p->map);
    free(p);
}

static int by_name(const void *key, const void *entry)
{
    return strcmp(key, ((const struct entry *)entry)->name);
}

const void *pack_find(const struct pack *p, const char *name, size_t *size)
{
    const struct entry *s = bsearch(name, p->entries, p->n, sizeof(*s), by_name);
    if (!s) return NULL;
    if (size) *size = s->size;
    return (const char *)p->map.data + s->offset;
}

int pack_need(const struct pack *p, const char *name, size_t size, const void **out, struct err *e)
{
    size_t got = 0;
    *out = pack_find(p, name, &got);
    if (!*out) return err_set(e, E_CORRUPT, "%s: section '%s' is missing", p->path, name);
    if (got != size)
        return err_set(e, E_CORRUPT, "%s: section '%s' has %zu bytes, not %zu", p->path, name, got,
                       size);
    return 0;
}

const char *pack_file_name(const struct pack *p)
{
    return p->path;
}

const uint8_t *pack_identity(const struct pack *p)
{
    _Static_assert((int)PACK_IDENTITY_BYTES == (int)SHA256_BYTES, "the contents' hash");
    return ((const struct header *)p->map.data)->contents_sha256;
}

size_t pack_bytes(const struct pack *p)
{
    return p->map.size;
}

size_t pack_count(const struct pack *p)
{
    return p->n;
}

const char *pack_name(const struct pack *p, size_t i, size_t *size)
{
    assert(i < p->n);
    if (size) *size = p->entries[i].size;
    return p->entries[i].name;
}

static size_t offset_of(const struct pack *p, const void *bytes)
{
    return (size_t)((const char *)bytes - (const char *)p->map.data);
}

void pack_expect(const struct pack *p, const void *bytes, size_t n)
{
    file_expect(&p->map, offset_of(p, bytes), n);
}

void pack_forget(const struct pack *p, const void *bytes, size_t n)
{
    file_forget(&p->map, offset_of(p, bytes), n);
}

int pack_verify(const struct pack *p, struct err *e)
{
    const struct header *h = p->map.data;
    uint8_t hash[SHA256_BYTES];
    struct digest *d = digest_start();
    /* Pages that have been read go back at once: checking 300 MB takes no 300 MB. */
    for (size_t at = HEADER + p->n * ENTRY; at < p->map.size;) {
        size_t end = at / VERIFY_BLOCK * VERIFY_BLOCK + VERIFY_BLOCK;
        if (end > p->map.size) end = p->map.size;
        digest_add(d, (const char *)p->map.data + at, end - at);
        file_forget(&p->map, at, end - at);
        at = end;
    }
    digest_finish(d, hash);
    if (memcmp(hash, h->body_sha256, sizeof(hash)) != 0)
        return err_set(e, E_CORRUPT, "%s: damaged (its checksum is wrong); run `utter import`",
                       p->path);
    return 0;
}

/* ------------------------------------------------------------------------------------ writing */

struct section {
    struct entry entry;
    long at; /* in the body file */
};

/* Sections go to a nameless file of their own as they come, because the table of contents, which
 * stands before them, has to know how many there will be; finish copies them behind it.  So a
 * writer holds no section in memory. */
struct pack_writer {
    char path[PATH_MAX_BYTES], kind[PACK_KIND_BYTES];
    uint32_t version;
    FILE *body;
    long body_size;
    struct section *sections;
    size_t n;
    int error;
};

/* A file beside path that is gone when it is closed. */
static FILE *nameless_file(const char *path, struct err *e)
{
    char name[PATH_MAX_BYTES + 32];
    snprintf(name, sizeof(name), "%s.body.%ld", path, (long)getpid());
    FILE *f = fopen(name, "w+be");
    if (!f) {
        err_set(e, E_IO, "%s: cannot create: %s", name, strerror(errno));
        return NULL;
    }
    unlink(name);
    return f;
}

int pack_writer_open(struct pack_writer **out, const char *path, const char *kind, uint32_t version,
                     struct err *e)
{
    assert(strlen(kind) < PACK_KIND_BYTES);
    *out = NULL;
    struct pack_writer *w = calloc(1, sizeof(*w));
    if (w) w->sections = calloc(PACK_SECTIONS_MAX, sizeof(*w->sections));
    if (!w || !w->sections || strlen(path) >= sizeof(w->path)) {
        pack_writer_abandon(w);
        return err_set(e, E_NOMEM, "%s: out of memory", path);
    }
    w->body = nameless_file(path, e);
    if (!w->body) {
        pack_writer_abandon(w);
        return E_IO;
    }
    *out = w;
    snprintf(w->path, sizeof(w->path), "%s", path);
    snprintf(w->kind, sizeof(w->kind), "%s", kind);
    w->version = version;
    return 0;
}

void pack_writer_add(struct pack_writer *w, const char *name, const void *bytes, size_t n)
{
    if (w->error) return;
    if (w->n == PACK_SECTIONS_MAX || strlen(name) >= PACK_NAME_BYTES) {
        w->error = E_LIMIT;
        return;
    }
    if (n && fwrite(bytes, 1, n, w->body) != n) {
        w->error = E_IO;
        return;
    }
    struct section *s = &w->sections[w->n++];
    *s = (struct section){.entry.size = n, .at = w->body_size};
    snprintf(s->entry.name, sizeof(s->entry.name), "%s", name);
    w->body_size += (long)n;
}

static int section_order(const void *a, const void *b)
{
    return strcmp(((const struct section *)a)->entry.name, ((const struct section *)b)->entry.name);
}

/* Writes n bytes and adds them to the body's hash. */
static int put(FILE *f, struct digest *d, const void *bytes, size_t n)
{
    digest_add(d, bytes, n);
    return n && fwrite(bytes, 1, n, f) != n;
}

/* The same with a section's bytes from the body file. */
static int put_section(FILE *f, struct digest *d, FILE *body, const struct section *s)
{
    char block[COPY_BLOCK];
    int bad = fseek(body, s->at, SEEK_SET);
    for (size_t left = s->entry.size; left && !bad;) {
        size_t n = left < sizeof(block) ? left : sizeof(block);
        bad = fread(block, 1, n, body) != n || put(f, d, block, n);
        left -= n;
    }
    return bad;
}

static int write_file(FILE *f, struct pack_writer *w)
{
    static const char zeros[ALIGN];
    uint64_t at = HEADER + w->n * ENTRY;
    int bad = fflush(w->body) | fseek(f, (long)at, SEEK_SET);
    struct digest *d = digest_start();
    for (size_t i = 0; i < w->n; i++) {
        size_t pad = (ALIGN - at % ALIGN) % ALIGN;
        bad |= put(f, d, zeros, pad);
        w->sections[i].entry.offset = at += pad;
        bad |= put_section(f, d, w->body, &w->sections[i]);
        at += w->sections[i].entry.size;
    }
    struct header h = {.version = w->version, .n = (uint32_t)w->n, .size = at};
    memcpy(h.magic, magic, sizeof(magic));
    memcpy(h.kind, w->kind, sizeof(h.kind));
    digest_finish(d, h.body_sha256);
    struct entry *entries = calloc(w->n + 1, sizeof(*entries));
    if (!entries) return 1;
    for (size_t i = 0; i < w->n; i++)
        entries[i] = w->sections[i].entry;
    contents_hash(h.contents_sha256, h, entries);
    bad |= fseek(f, 0, SEEK_SET) || fwrite(&h, sizeof(h), 1, f) != 1;
    bad |= w->n && fwrite(entries, sizeof(*entries), w->n, f) != w->n;
    free(entries);
    return bad | fflush(f) | fsync(fileno(f));
}

int pack_writer_finish(struct pack_writer *w, struct err *e)
{
    int code = w->error;
    if (code) err_set(e, code, "%s: %s", w->path, err_text(code));
    qsort(w->sections, w->n, sizeof(*w->sections), section_order);
    for (size_t i = 1; i < w->n && !code; i++)
        if (!section_order(&w->sections[i - 1], &w->sections[i]))
            code = err_set(e, E_ARG, "%s: section '%s' twice", w->path, w->sections[i].entry.name);
    char tmp[PATH_MAX_BYTES + 32];
    snprintf(tmp, sizeof(tmp), "%s.tmp.%ld", w->path, (long)getpid());
    FILE *f = code ? NULL : fopen(tmp, "wbe");
    if (!code && !f) code = err_set(e, E_IO, "%s: cannot create: %s", tmp, strerror(errno));
    if (f) {
        int bad = write_file(f, w);
        if (bad | fclose(f)) code = err_set(e, E_IO, "%s: cannot write: %s", tmp, strerror(errno));
        if (!code && rename(tmp, w->path))
            code = err_set(e, E_IO, "%s: cannot replace: %s", w->path, strerror(errno));
        if (code) unlink(tmp);
    }
    pack_writer_abandon(w);
    return code;
}

void pack_writer_abandon(struct pack_writer *w)
{
    if (!w) return;
    if (w->body) fclose(w->body);
    free(w->sections);
    free(w);
}
