/* protobuf.h - reading Protocol Buffers' wire format, strictly, without a schema.
 *
 *     message:  [ key | value ] [ key | value ] ...       key = field number << 3 | wire type
 *     value:    varint, 8 bytes, 4 bytes, or a length and so many bytes (string, nested message,
 *               packed array)
 *
 * A reader is a window on bytes that somebody else owns.  A nested message is read by opening a
 * second reader on a field's bytes, so depth is what the caller's code has, never what a file
 * says; nothing is allocated and nothing recurses.  Refused: varints of more than 64 bits, lengths
 * past the window's end, field number 0, groups.  One thread a reader. */
#ifndef MODEL_KOKORO_PROTOBUF_H
#define MODEL_KOKORO_PROTOBUF_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

struct protobuf {
    const uint8_t *at, *end;
};

enum { PROTOBUF_VARINT = 0, PROTOBUF_64 = 1, PROTOBUF_BYTES = 2, PROTOBUF_32 = 5 };

struct protobuf_field {
    uint32_t number;
    int wire;             /* one of the above */
    uint64_t value;       /* of the first, second and fourth */
    const uint8_t *bytes; /* [n] of PROTOBUF_BYTES, lent from the window */
    size_t n;
};

struct protobuf protobuf_open(const void *bytes, size_t n);

/* 1: *f is the next field; 0: the message ended; E_FORMAT: not a message. */
NODISCARD int protobuf_next(struct protobuf *p, struct protobuf_field *f);

/* One element of a packed array of varints. Answers as protobuf_next. */
NODISCARD int protobuf_varint(struct protobuf *p, uint64_t *value);

#endif
