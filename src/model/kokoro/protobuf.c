#include "model/kokoro/protobuf.h"

struct protobuf protobuf_open(const void *bytes, size_t n)
{
    const uint8_t *at = bytes;
    return (struct protobuf){.at = at, .end = n ? at + n : at};
}

static size_t left(const struct protobuf *p)
{
    return (size_t)(p->end - p->at);
}

int protobuf_varint(struct protobuf *p, uint64_t *value)
{
    if (p->at == p->end) return 0;
    uint64_t v = 0;
    for (int shift = 0; shift < 64 && p->at < p->end; shift += 7) {
        uint8_t byte = *p->at++;
        if (shift == 63 && byte > 1) return E_FORMAT; /* the tenth byte holds one bit */
        v |= (uint64_t)(byte & 0x7f) << shift;
        if (byte < 0x80) {
            *value = v;
            return 1;
        }
    }
    return E_FORMAT;
}

/* Little-endian, n bytes. */
static int fixed(struct protobuf *p, size_t n, uint64_t *value)
{
    if (left(p) < n) return E_FORMAT;
    *value = 0;
    for (size_t i = 0; i < n; i++)
        *value |= (uint64_t)p->at[i] << 8 * i;
    p->at += n;
    return 1;
}

static int bytes(struct protobuf *p, struct protobuf_field *f)
{
    uint64_t n;
    if (protobuf_varint(p, &n) != 1 || n > left(p)) return E_FORMAT;
    f->bytes = p->at;
    f->n = (size_t)n;
    p->at += n;
    return 1;
}

int protobuf_next(struct protobuf *p, struct protobuf_field *f)
{
    uint64_t key;
    int got = protobuf_varint(p, &key);
    if (got != 1) return got;
    if (key >> 3 == 0 || key >> 32) return E_FORMAT;
    *f = (struct protobuf_field){.number = (uint32_t)(key >> 3), .wire = (int)(key & 7)};
    switch (f->wire) {
    case PROTOBUF_VARINT:
        return protobuf_varint(p, &f->value) == 1 ? 1 : E_FORMAT;
    case PROTOBUF_64:
        return fixed(p, 8, &f->value);
    case PROTOBUF_32:
        return fixed(p, 4, &f->value);
    case PROTOBUF_BYTES:
        return bytes(p, f);
    }
    return E_FORMAT;
}
