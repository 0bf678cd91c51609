/* torch_bytes.h - writes what torch.save writes, instruction by instruction and header by header,
 * so that tests can write it wrongly too. */
#ifndef TESTS_TORCH_BYTES_H
#define TESTS_TORCH_BYTES_H

#include "base/buf.h"
#include "unit.h"

/* ------------------------------------------------------------------------------------ numbers */

static inline void put_le(struct buf *b, uint64_t v, int n_bytes)
{
    for (int i = 0; i < n_bytes; i++, v >>= 8)
        buf_putc(b, (char)v);
}

/* Bit by bit, unlike the reader's. */
static inline uint32_t slow_crc32(const void *bytes, size_t n)
{
    uint32_t c = ~0U;
    for (const uint8_t *p = bytes; n--; p++)
        for (int bit = 0; bit < 8; bit++)
            c = c >> 1 ^ ((c ^ (uint32_t)*p >> bit) & 1 ? 0xedb88320U : 0);
    return ~c;
}

/* ------------------------------------------------------------------------------------- pickle */

static inline void put_text(struct buf *b, const char *s)
{
    buf_putc(b, 'X');
    put_le(b, strlen(s), 4);
    buf_puts(b, s);
}

static inline void put_int(struct buf *b, long v)
{
    buf_putc(b, 'J');
    put_le(b, (uint64_t)v, 4);
}

static inline void put_counts(struct buf *b, const int *v, int n)
{
    buf_putc(b, '(');
    for (int i = 0; i < n; i++)
        put_int(b, v[i]);
    buf_putc(b, 't');
}

/* A dense row-major tensor that is the whole of storage data/KEY. */
static inline void put_pickled_tensor(struct buf *b, const char *type, const char *key, int rank,
                                      const int *shape)
{
    int strides[8], n = 1;
    for (int i = rank - 1; i >= 0; i--) {
        strides[i] = n;
        n *= shape[i];
    }
    buf_puts(b, "ctorch._utils\n_rebuild_tensor_v2\n((");
    put_text(b, "storage");
    buf_printf(b, "ctorch\n%s\n", type);
    put_text(b, key);
    put_text(b, "cpu");
    put_int(b, n);
    buf_puts(b, "tQ");
    put_int(b, 0);
    put_counts(b, shape, rank);
    put_counts(b, strides, rank);
    buf_puts(b, "\x89"
                "ccollections\nOrderedDict\n)RtR");
}

/* ---------------------------------------------------------------------------------------- zip */

struct zip_bytes {
    struct buf file, directory;
    int n;
};

static inline struct zip_bytes zip_make(void)
{
    return (struct zip_bytes){.file = buf_make(64 << 20), .directory = buf_make(8 << 20)};
}

static inline void zip_free(struct zip_bytes *z)
{
    buf_free(&z->file);
    buf_free(&z->directory);
}

/* As torch has it: data padded to a multiple of 64, no time, the data descriptor's flag. */
static inline void zip_add(struct zip_bytes *z, const char *name, const void *bytes, size_t n)
{
    uint32_t crc = slow_crc32(bytes, n);
    size_t at = z->file.len, n_name = strlen(name), pad = (64 - (at + 30 + n_name + 4) % 64) % 64;
    buf_add(&z->file, "PK\3\4\0\0\x8\x8\0\0\0\0\0\0", 14);
    put_le(&z->file, crc, 4);
    put_le(&z->file, n, 4);
    put_le(&z->file, n, 4);
    put_le(&z->file, n_name, 2);
    put_le(&z->file, 4 + pad, 2);
    buf_puts(&z->file, name);
    buf_puts(&z->file, "FB");
    put_le(&z->file, pad, 2);
    for (size_t i = 0; i < pad; i++)
        buf_putc(&z->file, 'Z');
    buf_add(&z->file, bytes, n);

    buf_add(&z->directory, "PK\1\2\0\0\0\0\x8\x8\0\0\0\0\0\0", 16);
    put_le(&z->directory, crc, 4);
    put_le(&z->directory, n, 4);
    put_le(&z->directory, n, 4);
    put_le(&z->directory, n_name, 2);
    put_le(&z->directory, 0, 2 + 2 + 2 + 2 + 4); /* extra, comment, disk, attributes */
    put_le(&z->directory, at, 4);
    buf_puts(&z->directory, name);
    z->n++;
}

/* Directory, zip64 end and its locator (as torch writes always), end. */
static inline void zip_end(struct zip_bytes *z)
{
    size_t at = z->file.len, n = z->directory.len, end64 = at + n;
    buf_add(&z->file, z->directory.data, n);
    buf_add(&z->file, "PK\6\6", 4);
    put_le(&z->file, 44, 8);
    put_le(&z->file, 0x2d031e, 4);
    put_le(&z->file, 0, 8);
    put_le(&z->file, (uint64_t)z->n, 8);
    put_le(&z->file, (uint64_t)z->n, 8);
    put_le(&z->file, n, 8);
    put_le(&z->file, at, 8);
    buf_add(&z->file, "PK\6\7\0\0\0\0", 8);
    put_le(&z->file, end64, 8);
    put_le(&z->file, 1, 4);
    buf_add(&z->file, "PK\5\6\0\0\0\0", 8);
    put_le(&z->file, (uint64_t)z->n, 2);
    put_le(&z->file, (uint64_t)z->n, 2);
    put_le(&z->file, n, 4);
    put_le(&z->file, at, 4);
    put_le(&z->file, 0, 2);
    assert_int_equal(buf_error(&z->file), 0);
}

#endif
