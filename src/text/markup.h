/* markup.h - what stands in a text beside the text: SSML where it begins with <speak, else the
 * readings of inline.h.  What is left, `plain`, is what is read, counted and billed.
 *
 * Pure function over the caller's memory. */
#ifndef TEXT_MARKUP_H
#define TEXT_MARKUP_H

#include "text/mapped.h"
#include "text/span.h"

struct markup {
    struct mapped plain; /* its spans are places in the whole input */
    struct spans spans;
    uint32_t n_chars; /* code points of the whole input */
};

/* Fills *out, which the caller frees (after a failure too).  E_FORMAT: SSML that is wrong; *e says
 * line, column and what was expected.  E_LIMIT, E_NOMEM. */
NODISCARD int markup_read(struct markup *out, const char *s, size_t n, struct err *e);
void markup_free(struct markup *m);

/* Does the input begin as SSML does? */
int markup_is_ssml(const char *s, size_t n);

#endif
