/* pages_tag.c - HTML: tags by what they do to the reading, comments and scripts. */
#include <string.h>
#include <strings.h>

#include "text/pages_internal.h"

static int in_list(const char *name, size_t n, const char *list)
{
    for (const char *w = list; *w;) {
        const char *end = strchrnul(w, ' ');
        if (*w == (name[0] | 32) && (size_t)(end - w) == n && !strncasecmp(w, name, n)) return 1;
        w = *end ? end + 1 : end;
    }
    return 0;
}

static const char blocks[] =
    "p br hr li h1 h2 h3 h4 h5 h6 div tr table ul ol dl dt dd section article header footer nav "
    "main aside blockquote pre figure figcaption form fieldset title head body html option select "
    "address details summary thead tbody tfoot caption center";
static const char cells[] = "td th";
static const char inlines[] =
    "a b i u s q em strong span code small sub sup mark del ins cite abbr kbd var samp font img "
    "input button label audio video source iframe canvas svg big tt strike time wbr ruby rt rp rb "
    "bdo bdi data meta link script style noscript template textarea object param embed area map "
    "picture track dfn colgroup col legend progress meter";
static const char silent[] = "script style template rt rp svg title";

static int is_space(char c)
{
    return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

/* The end of an attribute's value at i, which may be quoted. */
static size_t value_end(const struct page *p, size_t i, size_t most)
{
    char quote = page_byte(p, i);
    if (quote == '"' || quote == '\'') {
        for (i++; i < most && p->s[i] != quote;)
            i++;
        return i + 1;
    }
    while (i < most && !is_space(p->s[i]) && p->s[i] != '>' && p->s[i] != '<')
        i++;
    return i;
}

/* The end of the tag whose name ends at i, behind its >; 0: it has none, or something stands in it
 * that no attribute is, as in a<b && c>d. */
static size_t tag_end(const struct page *p, size_t i)
{
    size_t most = p->n - i < TAG_MAX ? p->n : i + TAG_MAX;
    while (i < most) {
        char c = p->s[i];
        if (c == '>') return i + 1;
        if (is_space(c) || c == '/' || c == '?') {
            i++;
        } else if (c == '=' || c == '"' || c == '\'') {
            i = value_end(p, i + (c == '='), most);
        } else if (page_is_letter(c) || c == '_' || c == ':' || c == '@') {
            while (i < most && p->s[i] && !strchr(" \n\t\r=<>\"'/", p->s[i]))
                i++;
        } else {
            return 0;
        }
    }
    return 0;
}

/* Is it an element that nobody sees: <div style="display:none">, as mails have for their preview?
 */
static int is_hidden(const struct page *p, size_t from, size_t end)
{
    const char *at = memmem(p->s + from, end - from, "display:", 8);
    if (!at) return 0;
    size_t i = (size_t)(at - p->s) + 8;
    return page_begins(p, page_byte(p, i) == ' ' ? i + 1 : i, "none");
}

/* <script> ... </script>: all of it goes, when it ends. */
static int drop_element(struct page *p, size_t name, size_t n, size_t end)
{
    char closing[16] = "</";
    if (n > 10 || end <= p->no_script) return 0;
    memcpy(closing + 2, p->s + name, n);
    size_t close = page_find(p, end, p->n, closing);
    if (close == p->n) {
        p->no_script = p->n;
        return 0;
    }
    const char *gt = memchr(p->s + close, '>', p->n - close);
    size_t behind = gt ? (size_t)(gt - p->s) + 1 : p->n;
    page_mark(p, p->at, behind, MARK_DROP);
    p->at = behind;
    return 1;
}

/* <img alt="a cat"> is read as a cat. */
static void keep_alt(struct page *p, size_t from, size_t end)
{
    for (size_t i = from; i + 5 < end; i++) {
        if (!page_begins(p, i, "alt=")) continue;
        char quote = p->s[i + 4];
        if (quote != '"' && quote != '\'') return;
        for (i += 5; i < end && p->s[i] != quote; i++)
            p->mark[i] = MARK_KEEP;
        return;
    }
}

/* 10<sup>6</sup> and m<sup>2</sup> are powers; a number raised behind a word is a footnote's. */
static void raise(struct page *p, size_t end)
{
    size_t at = p->at, i = end, letters = 0;
    while (at > letters && letters < 4 && page_is_letter(p->s[at - 1 - letters]))
        letters++;
    int digit = at && page_is_digit(p->s[at - 1]), sign = page_byte(p, i) == '-';
    i += (size_t)sign;
    while (page_is_digit(page_byte(p, i)) && i - end < 6)
        i++;
    if (i == end + (size_t)sign || page_byte(p, i) != '<') return;
    if (i == end + 1 && (p->s[end] == '2' || p->s[end] == '3') && (digit || letters < 3))
        p->mark[end] = MARK_POWER;
    else if (digit || letters == 1 || letters == 2)
        p->mark[at] = MARK_RAISE;
    else
        page_mark(p, end, i, MARK_DROP);
}

/* A single letter in <> right behind a word may be a<b>c. */
static int is_comparison(const struct page *p, size_t name, size_t n, size_t end)
{
    enum { CLOSING_BYTES = 400 };
    if (n != 1 || end != name + 2 || !p->at || p->s[name - 1] == '/') return 0;
    char before = p->s[p->at - 1];
    if (!page_is_letter(before) && !page_is_digit(before)) return 0;
    char closing[5] = {'<', '/', p->s[name], '>', 0};
    return page_find(p, end, CLOSING_BYTES, closing) == p->n;
}

static int tag(struct page *p)
{
    size_t at = p->at, name = at + 1 + (page_byte(p, at + 1) == '/'), n = 0;
    while (page_is_letter(page_byte(p, name + n)) || page_is_digit(page_byte(p, name + n)))
        n++;
    if (!n || n > 10) return 0;
    const char *s = p->s + name;
    int block = in_list(s, n, blocks), cell = !block && in_list(s, n, cells);
    if (!block && !cell && !in_list(s, n, inlines)) return 0;
    char next = page_byte(p, name + n);
    if (next != '>' && next != ' ' && next != '/' && next != '\n' && next != '\t') return 0;
    size_t end = tag_end(p, name + n);
    if (!end || is_comparison(p, name, n, end)) return 0;
    int opens = p->s[at + 1] != '/' && p->s[end - 2] != '/';
    int unseen = in_list(s, n, silent) || is_hidden(p, name + n, end);
    if (opens && unseen && drop_element(p, name, n, end)) return 1;
    page_mark(p, at, end, MARK_DROP);
    if (block) p->mark[at] = MARK_LINE;
    if (cell && opens) p->mark[at] = MARK_PAUSE;
    if (in_list(s, n, "img area")) keep_alt(p, name + n, end);
    if (opens && in_list(s, n, "sup")) raise(p, end);
    int bare = opens && end == name + n + 1 && !in_list(s, n, "br hr wbr img");
    if (!p->n_tags++ && bare) p->tag_from = at, p->tag_end = end;
    p->at = end;
    return 1;
}

/* The only tag of a page, inside a line, is spoken of: the tag <p> begins a paragraph. */
void pages_tag_mentioned(struct page *p)
{
    size_t from = p->tag_from, end = p->tag_end;
    if (p->n_tags != 1 || !end || !from || end >= p->n) return;
    if (p->s[from - 1] == '\n' || p->s[end] == '\n' || p->s[end] == '\r') return;
    page_mark(p, from, end, MARK_RAW);
}

static int comment(struct page *p)
{
    if (p->at < p->no_comment) return 0;
    size_t end = page_find(p, p->at + 4, p->n, "-->");
    if (end == p->n) {
        p->no_comment = p->n;
        return 0;
    }
    page_mark(p, p->at, end + 3, MARK_DROP);
    p->at = end + 3;
    return 1;
}

/* <https://example.com> and <a@b.com>: the address without its brackets. */
static int address(struct page *p)
{
    size_t i = p->at + 1;
    int sign = 0;
    while (i < p->n && i - p->at < 300 && p->s[i] > ' ' && p->s[i] != '<' && p->s[i] != '>') {
        sign |= p->s[i] == '@' || (p->s[i] == ':' && page_byte(p, i + 1) == '/');
        i++;
    }
    if (!sign || page_byte(p, i) != '>') return 0;
    p->mark[p->at] = p->mark[i] = MARK_DROP;
    page_mark(p, p->at + 1, i, MARK_RAW);
    p->at = i + 1;
    return 1;
}

int pages_tag(struct page *p)
{
    if (page_begins(p, p->at, "<!--")) return comment(p);
    char next = page_byte(p, p->at + 1);
    if (page_begins(p, p->at, "<!doctype") || page_begins(p, p->at, "<?xml")) {
        size_t end = tag_end(p, p->at + 2);
        if (!end) return 0;
        page_mark(p, p->at, end, MARK_DROP);
        p->at = end;
        return 1;
    }
    if (next != '/' && !page_is_letter(next)) return 0;
    return tag(p) || address(p);
}
