/* ssml.h - a strict subset of SSML 1.1 made plain text and spans.
 *
 *     speak p s                    paragraphs, sentences; xml:lang on each
 *     break                        time (500ms, 1.5s; at most 10 s) or strength
 *     phoneme                      alphabet ipa (default) or pinyin, ph
 *     say-as                       interpret-as (say_as.h), format (dates)
 *     sub                          alias
 *     prosody                      rate, pitch, volume (ssml_values.h)
 *     emphasis, lang, mark         level; xml:lang; ignored
 *
 * Everything else is refused, with line, column and what was expected: other elements, attributes
 * and values, bad nesting, more than SSML_DEPTH_MAX levels, entities but the five and numbers,
 * DOCTYPE, processing instructions.  Comments and CDATA are fine.  Time is linear.  Pure. */
#ifndef TEXT_SSML_H
#define TEXT_SSML_H

#include "text/mapped.h"
#include "text/span.h"

enum { SSML_DEPTH_MAX = 32 };

/* Appends to the empty `plain` and to `spans`, each kind of span in order and apart.  E_FORMAT. */
NODISCARD int ssml_parse(const char *s, size_t n, struct mapped *plain, struct spans *spans,
                         struct err *e);

#endif
