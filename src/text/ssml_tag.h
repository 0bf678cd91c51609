/* ssml_tag.h - one tag of XML.
 *
 * Attributes and values lie in the tag's own buffer, decoded and NUL-terminated. */
#ifndef TEXT_SSML_TAG_H
#define TEXT_SSML_TAG_H

#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"

enum { SSML_ATTRIBUTES_MAX = 12, SSML_TAG_BYTES_MAX = 16 << 10, SSML_NAME_MAX = 40 };

struct ssml_tag {
    char name[SSML_NAME_MAX + 1];
    int closes; /* </name> */
    int empty;  /* <name/> */
    size_t end; /* behind it */
    int n;
    struct {
        size_t name, value; /* in text */
    } attributes[SSML_ATTRIBUTES_MAX];
    struct buf text;
    size_t bad; /* where it is wrong */
};

/* The tag at s[at] == '<'.  E_FORMAT: *e says what was expected at tag->bad. ssml_tag_free. */
NODISCARD int ssml_tag_read(struct ssml_tag *tag, const char *s, size_t n, size_t at,
                            struct err *e);
void ssml_tag_free(struct ssml_tag *tag);

const char *ssml_tag_value(const struct ssml_tag *tag, const char *name); /* NULL: not there */

#endif
