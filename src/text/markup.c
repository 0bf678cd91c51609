#include "text/markup.h"

#include <string.h>

#include "base/utf8.h"
#include "text/inline.h"
#include "text/ssml.h"

static size_t skip_blanks(const char *s, size_t n, size_t at)
{
    while (at < n && (s[at] == ' ' || s[at] == '\t' || s[at] == '\n' || s[at] == '\r'))
        at++;
    return at;
}

static int starts(const char *s, size_t n, size_t at, const char *with)
{
    size_t len = strlen(with);
    return n - at > len && !memcmp(s + at, with, len);
}

/* What may stand before <speak: blanks, an XML declaration, comments. A DTD for it is SSML too, to
 * be refused there and not read aloud here. */
int markup_is_ssml(const char *s, size_t n)
{
    size_t at = n >= 3 && !memcmp(s, "\xEF\xBB\xBF", 3) ? 3 : 0;
    for (;;) {
        at = skip_blanks(s, n, at);
        const char *end = NULL;
        size_t skip = 1;
        if (starts(s, n, at, "<?xml")) {
            end = memchr(s + at, '>', n - at);
        } else if (starts(s, n, at, "<!--")) {
            end = memmem(s + at + 4, n - at - 4, "-->", 3);
            skip = 3;
        } else {
            break;
        }
        if (!end) return 0;
        at = (size_t)(end - s) + skip;
    }
    if (starts(s, n, at, "<!DOCTYPE")) return starts(s, n, skip_blanks(s, n, at + 9), "speak");
    return starts(s, n, at, "<speak") && strchr("> \t\r\n/", s[at + 6]) != NULL;
}

int markup_read(struct markup *out, const char *s, size_t n, struct err *e)
{
    *out = (struct markup){.plain = mapped_make(), .spans = spans_make()};
    out->n_chars = (uint32_t)utf8_count(s, n);
    int code = 0;
    if (markup_is_ssml(s, n))
        code = ssml_parse(s, n, &out->plain, &out->spans, e);
    else
        inline_parse(s, n, &out->plain, &out->spans);
    if (code) return code;
    code = mapped_error(&out->plain);
    if (!code) code = spans_error(&out->spans);
    return code ? err_set(e, code, "reading markup: %s", err_text(code)) : 0;
}

void markup_free(struct markup *m)
{
    mapped_free(&m->plain);
    spans_free(&m->spans);
}
