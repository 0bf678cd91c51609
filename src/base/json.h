/* json.h - jansson with this program's rules: objects with a key twice are refused, errors say
 * line and column.  The json_t values are jansson's own (json_decref when done). */
#ifndef BASE_JSON_H
#define BASE_JSON_H

#include <jansson.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"

/* Parses n bytes of UTF-8 JSON (any value at the top).  NULL: *e says where (E_FORMAT). */
json_t *json_parse(const char *text, size_t n, struct err *e);

/* Appends s as a quoted JSON string; malformed UTF-8 becomes U+FFFD, control characters \u00XX. */
int json_put_string(struct buf *b, const char *s, size_t n);

/* Appends a value in compact form.  The value is borrowed. */
int json_put(struct buf *b, const json_t *value);

#endif
