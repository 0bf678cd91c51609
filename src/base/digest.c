#include "base/digest.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <openssl/sha.h>
#include <stdio.h>
#include <stdlib.h>

static void need(int ok, const char *what)
{
    if (ok) return;
    fprintf(stderr, "libcrypto: %s failed\n", what);
    abort();
}

void digest_sha256(uint8_t out[SHA256_BYTES], const void *data, size_t n)
{
    SHA256(data, n, out);
}

void digest_sha1(uint8_t out[SHA1_BYTES], const void *data, size_t n)
{
    SHA1(data, n, out);
}

/* struct digest is libcrypto's own context under our name. */
struct digest *digest_start(void)
{
    EVP_MD_CTX *c = EVP_MD_CTX_new();
    need(c && EVP_DigestInit_ex(c, EVP_sha256(), NULL), "sha256");
    return (struct digest *)c;
}

void digest_add(struct digest *d, const void *data, size_t n)
{
    need(EVP_DigestUpdate((EVP_MD_CTX *)d, data, n), "sha256");
}

void digest_finish(struct digest *d, uint8_t out[SHA256_BYTES])
{
    need(EVP_DigestFinal_ex((EVP_MD_CTX *)d, out, NULL), "sha256");
    EVP_MD_CTX_free((EVP_MD_CTX *)d);
}

void digest_hex(char *out, const uint8_t *bytes, size_t n)
{
    static const char digits[] = "0123456789abcdef";
    for (size_t i = 0; i < n; i++) {
        out[2 * i] = digits[bytes[i] >> 4];
        out[2 * i + 1] = digits[bytes[i] & 15];
    }
    out[2 * n] = 0;
}

size_t digest_base64(char *out, const void *data, size_t n)
{
    return (size_t)EVP_EncodeBlock((unsigned char *)out, data, (int)n);
}

void digest_random(void *out, size_t n)
{
    need(RAND_bytes(out, (int)n) == 1, "random bytes");
}

int digest_equal(const void *a, const void *b, size_t n)
{
    return CRYPTO_memcmp(a, b, n) == 0;
}
