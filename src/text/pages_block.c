/* pages_block.c - Markdown, at the start of a line: headings, lists, quotes, rules, fences,
 * tables. */
#include <string.h>

#include "text/pages_internal.h"

static size_t skip_to(const struct page *p, size_t i, size_t end)
{
    while (i < end && (p->s[i] == ' ' || p->s[i] == '\t' || p->s[i] == '\r'))
        i++;
    return i;
}

/* How often the byte at i is repeated. */
static size_t repeats(const struct page *p, size_t i)
{
    size_t n = 0;
    while (i + n < p->line_end && p->s[i + n] == p->s[i])
        n++;
    return n;
}

static size_t skip_blanks(const struct page *p, size_t i)
{
    while (i < p->line_end && (p->s[i] == ' ' || p->s[i] == '\t'))
        i++;
    return i;
}

/* ``` or ~~~ by itself: a fence; what is between two is code and stays as it is. */
static int fence(struct page *p, size_t i)
{
    char c = page_byte(p, i);
    if (c != '`' && c != '~') {
        if (!p->fence) return 0;
        page_mark(p, p->at, p->line_end, MARK_RAW);
        p->at = p->line_end;
        return 1;
    }
    size_t n = repeats(p, i);
    int closing = p->fence == c && n >= p->fence_n && skip_blanks(p, i + n) == p->line_end;
    int opening = !p->fence && n >= 3 && !memchr(p->s + i + n, '`', p->line_end - i - n);
    if (opening || closing) {
        p->fence = opening ? c : 0;
        p->fence_n = n;
        page_mark(p, p->at, p->line_end, MARK_DROP);
    } else if (p->fence) {
        page_mark(p, p->at, p->line_end, MARK_RAW);
    } else {
        return 0;
    }
    p->at = p->line_end;
    return 1;
}

/* ---, ===, ***, | --- | :--: |: nothing but signs. */
static int is_rule(const struct page *p, size_t i, size_t end)
{
    size_t signs = 0;
    for (; i < end; i++) {
        if (!strchr("-=*_ \t|:+\r", p->s[i]) || !p->s[i]) return 0;
        signs += p->s[i] == '-' || p->s[i] == '=' || p->s[i] == '*' || p->s[i] == '_';
    }
    return signs >= 3;
}

static size_t next_line_end(const struct page *p, size_t i)
{
    const char *nl = i < p->n ? memchr(p->s + i, '\n', p->n - i) : NULL;
    return nl ? (size_t)(nl - p->s) : p->n;
}

/* A row begins and ends with |, or stands above a table's rule, or below such a row. */
static int is_row(const struct page *p, size_t i)
{
    size_t end = p->line_end, pipes = 0;
    while (end > i && (p->s[end - 1] == ' ' || p->s[end - 1] == '\r'))
        end--;
    for (size_t k = i; k < end; k++)
        pipes += p->s[k] == '|';
    if (!pipes) return 0;
    if (p->s[i] == '|' && pipes >= 2 &&
        (page_byte(p, i + 1) == ' ' || (p->s[end - 1] == '|' && pipes >= 3)))
        return 1;
    if (p->table) return 1;
    size_t next = p->line_end + 1, next_end = next_line_end(p, next);
    return next < p->n && memchr(p->s + next, '|', next_end - next) && is_rule(p, next, next_end);
}

/* [name]: https://... and [^1]: text */
static int definition(struct page *p, size_t i)
{
    enum { NAME_BYTES = 60 };
    size_t k = i + 1;
    if (page_byte(p, i) != '[') return 0;
    while (k < p->line_end && k - i < NAME_BYTES && p->s[k] != ']' && p->s[k] != '[')
        k++;
    if (k >= p->line_end || p->s[k] != ']' || page_byte(p, k + 1) != ':') return 0;
    size_t text = skip_blanks(p, k + 2);
    if (p->s[i + 1] == '^') {
        page_mark(p, i, text, MARK_DROP);
        p->at = text;
        return 1;
    }
    if (!page_begins(p, text, "http") && page_byte(p, text) != '/' && page_byte(p, text) != '#')
        return 0;
    page_mark(p, i, p->line_end, MARK_DROP);
    p->at = p->line_end;
    return 1;
}

/* "- ", "* ", "+ ", "- [x] ": the length of the sign; 0: no item. */
static size_t item(const struct page *p, size_t i)
{
    char c = page_byte(p, i);
    if ((c != '-' && c != '*' && c != '+') || page_byte(p, i + 1) != ' ') return 0;
    size_t text = skip_blanks(p, i + 1);
    if (text == p->line_end) return 0;
    if (p->s[text] == '[' && page_byte(p, text + 2) == ']' && page_byte(p, text + 3) == ' ' &&
        strchr(" xX", page_byte(p, text + 1)))
        text += 4;
    return text - i;
}

/* "## ": its length; a # behind the text goes as well. */
static size_t heading(struct page *p, size_t i)
{
    size_t n = page_byte(p, i) == '#' ? repeats(p, i) : 0;
    if (!n || n > 6 || page_byte(p, i + n) != ' ') return 0;
    size_t end = p->line_end;
    while (end > i + n && (p->s[end - 1] == '#' || p->s[end - 1] == ' '))
        end--;
    if (end < p->line_end && p->s[end] == ' ' && end > i + n)
        page_mark(p, end, p->line_end, MARK_DROP);
    return n + 1;
}

/* "title: x" of the front matter: what is kept of it. */
static void keep_title(struct page *p, size_t i, size_t end)
{
    if (!page_begins(p, i, "title:")) return;
    i += strlen("title:");
    while (i < end && strchr(" \"'", p->s[i]))
        i++;
    while (end > i && strchr(" \"'\r", p->s[end - 1]))
        end--;
    page_mark(p, i, end, MARK_KEEP);
}

static int is_fence_of(const struct page *p, size_t i, size_t end, const char *sign)
{
    return end - i >= 3 && page_begins(p, i, sign) && skip_to(p, i + 3, end) == end;
}

/* --- key: value ... --- at the very start of a page says things about it: only its title is
 * read. */
static int front_matter(struct page *p)
{
    enum { LINES_MAX = 100 };
    if (p->at || !is_fence_of(p, 0, p->line_end, "---")) return 0;
    size_t at = p->line_end + 1, pairs = 0;
    for (int line = 0; line < LINES_MAX && at < p->n; line++) {
        size_t end = next_line_end(p, at);
        if (is_fence_of(p, at, end, "---") || is_fence_of(p, at, end, "...")) {
            if (!pairs) return 0;
            page_mark(p, 0, end, MARK_DROP);
            for (size_t i = 0, to; i < at; i = to + 1) {
                to = next_line_end(p, i);
                keep_title(p, i, to);
            }
            p->at = end;
            return 1;
        }
        int pair = memchr(p->s + at, ':', end - at) != NULL;
        if (!pair && end > at && !strchr(" \t\r-#]}", p->s[at])) return 0;
        pairs += (size_t)pair;
        at = end + 1;
    }
    return 0;
}

int pages_block(struct page *p)
{
    size_t start = p->at, i = skip_blanks(p, start);
    if (front_matter(p)) return 1;
    p->n_open = 0;
    if (fence(p, i)) return 1;
    while (page_byte(p, i) == '>' && i < p->line_end) { /* > quoted, but not >5 and >= */
        char next = page_byte(p, i + 1);
        if (page_is_digit(next) || next == '=') break;
        i = skip_blanks(p, i + 1);
    }
    int rule = is_rule(p, i, p->line_end);
    p->table = !rule ? is_row(p, i) : p->table;
    if (rule) {
        page_mark(p, start, p->line_end, MARK_DROP);
        p->at = p->line_end;
        return 1;
    }
    page_mark(p, start, i, MARK_DROP);
    p->at = i;
    if (definition(p, i)) return 1;
    size_t n = item(p, i);
    if (!n) n = heading(p, i);
    if (!n && page_byte(p, i) == ':' && page_byte(p, i + 1) == ' ') n = 2; /* what a term means */
    page_mark(p, i, i + n, MARK_DROP);
    p->at = i + n;
    return p->at > start;
}
