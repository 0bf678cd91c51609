/* entity.h - character references, &amp; &#8212; &#x4E2D;, in XML and in HTML.
 *
 * XML knows five names and refuses controls and surrogates; HTML knows the names of HTML 4 as well,
 * takes &#146; for the ’ that its writer meant (Windows 1252) and reads a surrogate as U+FFFD.
 * Pure function. */
#ifndef TEXT_ENTITY_H
#define TEXT_ENTITY_H

#include <stddef.h>
#include <stdint.h>

enum entity_kind { ENTITY_XML, ENTITY_HTML };

/* The code point that the reference at s[at] == '&' stands for; *end is then behind its
 * semicolon.  0: it is none, and *end stays. */
uint32_t entity_read(const char *s, size_t n, size_t at, enum entity_kind kind, size_t *end);

#endif
