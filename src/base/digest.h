/* digest.h - hashes, base64 and random bytes: OpenSSL's libcrypto wrapped once. */
#ifndef BASE_DIGEST_H
#define BASE_DIGEST_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

enum { SHA256_BYTES = 32, SHA256_HEX = 65, SHA1_BYTES = 20 };

void digest_sha256(uint8_t out[SHA256_BYTES], const void *data, size_t n);
void digest_sha1(uint8_t out[SHA1_BYTES], const void *data, size_t n);

/* In pieces: start, add ..., finish (which frees).  start aborts when memory is out. */
struct digest;
struct digest *digest_start(void);
void digest_add(struct digest *d, const void *data, size_t n);
void digest_finish(struct digest *d, uint8_t out[SHA256_BYTES]);

/* Lower-case hex of n bytes; out holds 2n + 1. */
void digest_hex(char *out, const uint8_t *bytes, size_t n);

/* Standard base64 with padding; out holds digest_base64_size(n), the NUL included.  Returns the
 * characters written without the NUL. */
size_t digest_base64(char *out, const void *data, size_t n);
static inline size_t digest_base64_size(size_t n)
{
    return (n + 2) / 3 * 4 + 1;
}

/* Unpredictable bytes for keys and tokens; aborts when the system has none to give. */
void digest_random(void *out, size_t n);

/* Equal?  In a time that depends on n only. */
int digest_equal(const void *a, const void *b, size_t n);

#endif
