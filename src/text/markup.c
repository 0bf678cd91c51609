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

int markup_is_ssml(const char *s, size_t n)
{
    static const char speak[] = "<speak";
    size_t at = n >= 3 && !memcmp(s, "\xEF\xBB\xBF", 3) ? 3 : 0, len = sizeof(speak) - 1;
    at = skip_blanks(s, n, at);
    if (n - at > 5 && !memcmp(s + at, "<?xml", 5)) {
        const char *end = memchr(s + at, '>', n - at);
        at = end ? skip_blanks(s, n, (size_t)(end - s) + 1) : n;
    }
    return n - at > len && !memcmp(s + at, speak, len) && strchr("> \t\r\n/", s[at + len]) != NULL;
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
