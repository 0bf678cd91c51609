#include "text/ssml_tag.h"

#include <string.h>

#include "base/utf8.h"
#include "text/entity.h"

static int is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static int is_name(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_' || c == ':' || c == '.';
}

struct reader {
    const char *s;
    size_t n, at;
    struct ssml_tag *tag;
    struct err *e;
};

static int wrong(struct reader *r, const char *expected)
{
    r->tag->bad = r->at;
    return err_set(r->e, E_FORMAT, "expected %s", expected);
}

static char here(const struct reader *r)
{
    return r->at < r->n ? r->s[r->at] : 0;
}

static size_t skip_blanks(struct reader *r)
{
    size_t start = r->at;
    while (is_blank(here(r)))
        r->at++;
    return r->at - start;
}

static size_t name_at(const struct reader *r)
{
    size_t end = r->at;
    while (end < r->n && is_name(r->s[end]))
        end++;
    return end - r->at;
}

static int read_value(struct reader *r)
{
    struct buf *text = &r->tag->text;
    char quote = here(r);
    if (quote != '"' && quote != '\'') return wrong(r, "a value in quotes");
    for (r->at++; here(r) != quote;) {
        char c = here(r), utf8[4];
        if (r->at >= r->n) return wrong(r, "the quote that ends the value");
        if (c == '<') return wrong(r, "&lt; instead of < in a value");
        if (c != '&') {
            uint32_t cp = utf8_next(r->s, r->n, &r->at); /* U+FFFD for malformed bytes */
            buf_add(text, utf8, utf8_put(utf8, cp && !is_blank(c) ? cp : ' '));
            continue;
        }
        size_t end;
        uint32_t cp = entity_read(r->s, r->n, r->at, ENTITY_XML, &end);
        if (!cp) return wrong(r, "&amp; &lt; &gt; &quot; &apos; or a number, &#20013;");
        buf_add(text, utf8, utf8_put(utf8, cp));
        r->at = end;
    }
    r->at++;
    return buf_putc(text, 0) ? wrong(r, "a shorter tag") : 0;
}

static int read_attribute(struct reader *r)
{
    struct ssml_tag *t = r->tag;
    size_t n = name_at(r), name = t->text.len;
    if (!n) return wrong(r, "an attribute, > or />");
    if (t->n == SSML_ATTRIBUTES_MAX) return wrong(r, "fewer attributes");
    buf_add(&t->text, r->s + r->at, n);
    buf_putc(&t->text, 0);
    if (buf_error(&t->text)) return wrong(r, "a shorter tag");
    if (ssml_tag_value(t, t->text.data + name)) return wrong(r, "each attribute once");
    r->at += n;
    skip_blanks(r);
    if (here(r) != '=') return wrong(r, "= and a value in quotes");
    r->at++;
    skip_blanks(r);
    size_t value = t->text.len;
    int code = read_value(r);
    if (code) return code;
    t->attributes[t->n].name = name;
    t->attributes[t->n++].value = value;
    return 0;
}

int ssml_tag_read(struct ssml_tag *tag, const char *s, size_t n, size_t at, struct err *e)
{
    *tag = (struct ssml_tag){.text = buf_make(SSML_TAG_BYTES_MAX)};
    struct reader r = {s, n, at + 1, tag, e};
    if (here(&r) == '/') {
        tag->closes = 1;
        r.at++;
    }
    size_t len = name_at(&r);
    if (!len || len > SSML_NAME_MAX)
        return wrong(&r, "an element's name; for the sign, write &lt;");
    memcpy(tag->name, s + r.at, len);
    r.at += len;
    for (;;) {
        size_t blanks = skip_blanks(&r);
        if (here(&r) == '>') break;
        if (tag->closes) return wrong(&r, ">");
        if (here(&r) == '/') {
            tag->empty = 1;
            r.at++;
            if (here(&r) != '>') return wrong(&r, ">");
            break;
        }
        if (!blanks) return wrong(&r, "a blank before an attribute, > or />");
        int code = read_attribute(&r);
        if (code) return code;
    }
    tag->end = r.at + 1;
    return 0;
}

void ssml_tag_free(struct ssml_tag *tag)
{
    buf_free(&tag->text);
}

const char *ssml_tag_value(const struct ssml_tag *tag, const char *name)
{
    for (int i = 0; i < tag->n; i++)
        if (!strcmp(tag->text.data + tag->attributes[i].name, name))
            return tag->text.data + tag->attributes[i].value;
    return NULL;
}
