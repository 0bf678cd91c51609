/* utf8.h - UTF-8 (RFC 3629) to code points and back. Pure functions. */
#ifndef BASE_UTF8_H
#define BASE_UTF8_H

#include <stddef.h>
#include <stdint.h>

enum { UTF8_BAD = 0xFFFD };

/* The code point at s[*at] (*at < n); moves *at past it.  A malformed byte (stray, overlong,
 * surrogate, cut off) gives UTF8_BAD and moves one byte, so that a loop always ends. */
uint32_t utf8_next(const char *s, size_t n, size_t *at);

/* Writes cp to out, returns the 1-4 bytes written.  Surrogates and cp > 0x10FFFF become U+FFFD. */
size_t utf8_put(char out[4], uint32_t cp);

/* 1 when all n bytes are well formed; else 0 and *bad (when not NULL) is the first bad offset. */
int utf8_valid(const char *s, size_t n, size_t *bad);

/* Code points in n bytes, malformed bytes counting one each. */
size_t utf8_count(const char *s, size_t n);

#endif
