#include "model/kokoro/torch_zip.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    LOCAL = 0x04034b50,
    CENTRAL = 0x02014b50,
    END = 0x06054b50,
    END64 = 0x06064b50,
    LOCATOR64 = 0x07064b50,

    LOCAL_BYTES = 30,
    CENTRAL_BYTES = 46,
    END_BYTES = 22,
    END64_BYTES = 56,
    LOCATOR64_BYTES = 20,

    EXTRA_ZIP64 = 1,
    FLAG_ENCRYPTED = 1,
    METHOD_STORED = 0,
    NAME_MAX_BYTES = 512,
};

struct member {
    const char *name; /* a window on the directory */
    size_t n_name;
    const uint8_t *bytes;
    size_t n;
    uint32_t crc;
    int is_plain; /* neither compressed nor encrypted */
    int compared;
};

struct torch_zip {
    const uint8_t *bytes;
    size_t size;
    size_t directory, directory_end; /* places */
    struct member *members;          /* sorted by name */
    size_t n;
    const char *folder; /* "NAME/", n_folder bytes, may be 0 */
    size_t n_folder;
    uint32_t crc[8][256];
    struct err *e;
};

static int fail(struct torch_zip *z, const char *what)
{
    err_set(z->e, E_FORMAT, "zip: %s", what);
    return E_FORMAT;
}

static uint64_t number(const uint8_t *p, int n)
{
    uint64_t v = 0;
    while (n-- > 0)
        v = v << 8 | p[n];
    return v;
}

static uint32_t u16(const uint8_t *p)
{
    return (uint32_t)number(p, 2);
}

static uint32_t u32(const uint8_t *p)
{
    return (uint32_t)number(p, 4);
}

static uint64_t u64(const uint8_t *p)
{
    return number(p, 8);
}

/* ---------------------------------------------------------------------------------- CRC-32
 * Eight bytes a step: table k advances a byte over k more zero bytes. */

static void crc_tables(uint32_t t[8][256])
{
    for (uint32_t i = 0; i < 256; i++) {
        uint32_t c = i;
        for (int bit = 0; bit < 8; bit++)
            c = c >> 1 ^ (c & 1 ? 0xedb88320U : 0);
        t[0][i] = c;
    }
    for (int k = 1; k < 8; k++)
        for (uint32_t i = 0; i < 256; i++)
            t[k][i] = t[k - 1][i] >> 8 ^ t[0][t[k - 1][i] & 255];
}

static uint32_t crc32_of(uint32_t t[8][256], const uint8_t *p, size_t n)
{
    uint32_t c = ~0U;
    for (; n >= 8; n -= 8, p += 8) {
        uint32_t a = c ^ u32(p), b = u32(p + 4);
        c = t[7][a & 255] ^ t[6][a >> 8 & 255] ^ t[5][a >> 16 & 255] ^ t[4][a >> 24] ^
            t[3][b & 255] ^ t[2][b >> 8 & 255] ^ t[1][b >> 16 & 255] ^ t[0][b >> 24];
    }
    while (n--)
        c = c >> 8 ^ t[0][(c ^ *p++) & 255];
    return ~c;
}

/* ---------------------------------------------------------------------------------- directory */

/* The end record, which a comment of any length may follow: its place, or size. */
static size_t find_end(const struct torch_zip *z)
{
    size_t first = z->size > END_BYTES + 0xffff ? z->size - END_BYTES - 0xffff : 0;
    for (size_t at = z->size < END_BYTES ? 0 : z->size - END_BYTES + 1; at-- > first;) {
        const uint8_t *p = z->bytes + at;
        if (u32(p) == END && at + END_BYTES + u16(p + 20) == z->size) return at;
    }
    return z->size;
}

/* The zip64 end, when there is a locator before the end: a newer one has larger numbers. */
static int read_end64(struct torch_zip *z, size_t end, uint64_t *n, uint64_t *size, uint64_t *at)
{
    if (end < LOCATOR64_BYTES) return 0;
    const uint8_t *locator = z->bytes + end - LOCATOR64_BYTES;
    if (u32(locator) != LOCATOR64) return 0;
    uint64_t place = u64(locator + 8);
    if (place > end || end - place < END64_BYTES + LOCATOR64_BYTES ||
        u32(z->bytes + place) != END64)
        return fail(z, "damaged (its end is not where it should be)");
    const uint8_t *p = z->bytes + place;
    *n = u64(p + 32);
    *size = u64(p + 40);
    *at = u64(p + 48);
    return 0;
}

static int find_directory(struct torch_zip *z)
{
    size_t end = find_end(z);
    if (end == z->size) return fail(z, "it has no end: not a whole file");
    const uint8_t *p = z->bytes + end;
    uint64_t n = u16(p + 10), size = u32(p + 12), at = u32(p + 16);
    if (read_end64(z, end, &n, &size, &at)) return E_FORMAT;
    if (at > end || size > end - at) return fail(z, "damaged (its directory is outside the file)");
    if (n > TORCH_ZIP_MEMBERS_MAX || n > size / CENTRAL_BYTES)
        return fail(z, "damaged (its directory has too many members)");
    z->n = (size_t)n;
    z->directory = (size_t)at;
    z->directory_end = (size_t)(at + size);
    return 0;
}

/* Sizes and place of a member too large for the plain fields, in this order, each only if its
 * plain field is all ones. */
static int read_zip64(struct torch_zip *z, const uint8_t *extra, size_t n, uint64_t *fields[3])
{
    while (n >= 4) {
        size_t id = u16(extra), length = u16(extra + 2);
        if (length > n - 4) break;
        const uint8_t *p = extra + 4;
        size_t left = id == EXTRA_ZIP64 ? length : 0;
        for (int i = 0; i < 3 && left >= 8; i++) {
            if (*fields[i] != UINT32_MAX) continue;
            *fields[i] = u64(p);
            p += 8;
            left -= 8;
        }
        extra += 4 + length;
        n -= 4 + length;
    }
    return n ? fail(z, "damaged (a member's extra field)") : 0;
}

/* Where the bytes of a member are, from its local header at `local`. */
static int place_member(struct torch_zip *z, struct member *m, uint64_t local, uint64_t size)
{
    if (local > z->directory || z->directory - local < LOCAL_BYTES)
        return fail(z, "damaged (a member outside the file)");
    const uint8_t *p = z->bytes + local;
    size_t n_name = u16(p + 26), n_extra = u16(p + 28);
    uint64_t left = z->directory - local - LOCAL_BYTES;
    if (u32(p) != LOCAL || n_name != m->n_name || left < n_name + n_extra ||
        memcmp(p + LOCAL_BYTES, m->name, n_name) != 0)
        return fail(z, "damaged (a member is not what the directory says)");
    if (size > left - n_name - n_extra) return fail(z, "damaged (a member outside the file)");
    m->bytes = p + LOCAL_BYTES + n_name + n_extra;
    m->n = (size_t)size;
    return 0;
}

/* The directory's entry at *at; moves *at past it. */
static int read_entry(struct torch_zip *z, size_t *at, struct member *m)
{
    const uint8_t *p = z->bytes + *at;
    size_t left = z->directory_end - *at;
    if (left < CENTRAL_BYTES || u32(p) != CENTRAL) return fail(z, "damaged (its directory)");
    size_t n_name = u16(p + 28), n_extra = u16(p + 30), n_comment = u16(p + 32);
    size_t all = CENTRAL_BYTES + n_name + n_extra + n_comment;
    if (left < all || !n_name || n_name > NAME_MAX_BYTES) return fail(z, "damaged (its directory)");
    uint64_t stored = u32(p + 20), size = u32(p + 24), local = u32(p + 42);
    *m = (struct member){
        .name = (const char *)p + CENTRAL_BYTES, .n_name = n_name, .crc = u32(p + 16)};
    m->is_plain = !(u16(p + 8) & FLAG_ENCRYPTED) && u16(p + 10) == METHOD_STORED;
    if (read_zip64(z, p + CENTRAL_BYTES + n_name, n_extra, (uint64_t *[3]){&size, &stored, &local}))
        return E_FORMAT;
    if (m->is_plain && stored != size) return fail(z, "damaged (a member has two sizes)");
    *at += all;
    return place_member(z, m, local, stored);
}

static int name_order(const void *a, const void *b)
{
    const struct member *x = a, *y = b;
    int c = memcmp(x->name, y->name, x->n_name < y->n_name ? x->n_name : y->n_name);
    return c ? c : (x->n_name > y->n_name) - (x->n_name < y->n_name);
}

static int read_directory(struct torch_zip *z)
{
    z->members = calloc(z->n + 1, sizeof(*z->members));
    if (!z->members) return err_set(z->e, E_NOMEM, "zip: out of memory");
    size_t at = z->directory;
    for (size_t i = 0; i < z->n; i++)
        if (read_entry(z, &at, &z->members[i])) return E_FORMAT;
    if (at != z->directory_end) return fail(z, "damaged (its directory)");
    qsort(z->members, z->n, sizeof(*z->members), name_order);
    for (size_t i = 1; i < z->n; i++)
        if (!name_order(&z->members[i - 1], &z->members[i]))
            return fail(z, "damaged (two members of one name)");
    return 0;
}

/* The one folder, at the top, that has a data.pkl. */
static int find_folder(struct torch_zip *z)
{
    static const char pickle[] = "data.pkl";
    size_t n = strlen(pickle);
    for (size_t i = 0; i < z->n; i++) {
        const struct member *m = &z->members[i];
        if (m->n_name < n || memcmp(m->name + m->n_name - n, pickle, n) != 0) continue;
        size_t n_folder = m->n_name - n;
        if (n_folder && memchr(m->name, '/', n_folder) != m->name + n_folder - 1) continue;
        if (z->folder) return fail(z, "two pickles in it: not a PyTorch checkpoint");
        z->folder = m->name;
        z->n_folder = n_folder;
    }
    return z->folder ? 0 : fail(z, "no data.pkl in it: not a PyTorch checkpoint");
}

/* ------------------------------------------------------------------------------------- members */

static struct member *find_member(struct torch_zip *z, const char *path)
{
    char name[2 * NAME_MAX_BYTES];
    int n = snprintf(name, sizeof(name), "%.*s%s", (int)z->n_folder, z->folder, path);
    struct member key = {.name = name, .n_name = (size_t)n};
    if (n < 0 || (size_t)n >= sizeof(name)) return NULL;
    return z->n ? bsearch(&key, z->members, z->n, sizeof(key), name_order) : NULL;
}

int torch_zip_member(struct torch_zip *z, const char *path, const uint8_t **bytes, size_t *n,
                     struct err *e)
{
    struct member *m = find_member(z, path);
    if (!m) return err_set(e, E_NOENT, "zip: no member '%.100s'", path);
    if (!m->is_plain)
        return err_set(e, E_FORMAT,
                       "zip: '%.100s' is compressed or encrypted, as PyTorch never writes it",
                       path);
    if (!m->compared && crc32_of(z->crc, m->bytes, m->n) != m->crc)
        return err_set(e, E_FORMAT, "zip: '%.100s' is damaged (its CRC-32 is wrong)", path);
    m->compared = 1;
    *bytes = m->bytes;
    *n = m->n;
    return 0;
}

/* A TorchScript program has a data.pkl too; weights of another byte order are not for us. */
static int check_kind(struct torch_zip *z)
{
    const uint8_t *bytes = NULL;
    size_t n = 0;
    if (find_member(z, "constants.pkl"))
        return fail(z, "a TorchScript program, not a checkpoint of weights");
    if (!find_member(z, "byteorder")) return 0; /* older versions did not say */
    int code = torch_zip_member(z, "byteorder", &bytes, &n, z->e);
    if (code) return code;
    if (n == strlen("little") && !memcmp(bytes, "little", n)) return 0;
    return fail(z, "its numbers are not little-endian: save it again on a common machine");
}

int torch_zip_open(struct torch_zip **out, const void *bytes, size_t n, struct err *e)
{
    struct torch_zip *z = *out = calloc(1, sizeof(*z));
    if (!z) return err_set(e, E_NOMEM, "zip: out of memory");
    z->bytes = bytes;
    z->size = n;
    z->e = e;
    crc_tables(z->crc);
    int code = find_directory(z);
    if (!code) code = read_directory(z);
    if (!code) code = find_folder(z);
    if (!code) code = check_kind(z);
    z->e = NULL;
    if (code) {
        torch_zip_close(z);
        *out = NULL;
    }
    return code;
}

void torch_zip_close(struct torch_zip *z)
{
    if (!z) return;
    free(z->members);
    free(z);
}
