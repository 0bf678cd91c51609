/* pages_inline.c - Markdown inside a line: code, emphasis, links, images, footnotes, formulas.
 *
 * Emphasis and brackets wait on a short stack for their partners; when it is full the outermost is
 * forgotten and stays as it is written. */
#include <string.h>

#include "text/pages_internal.h"

static char before(const struct page *p, size_t i)
{
    return i ? p->s[i - 1] : 0;
}

static void push(struct page *p, size_t at, size_t n, char sign)
{
    if (p->n_open == OPEN_MAX) {
        memmove(p->open, p->open + 1, (OPEN_MAX - 1) * sizeof *p->open);
        p->n_open--;
    }
    p->open[p->n_open++] = (struct opener){at, n, sign};
}

/* `code`, ``a ` b`` */
static int code(struct page *p)
{
    enum { TICKS_MAX = 7 };
    size_t n = 0;
    while (page_byte(p, p->at + n) == '`')
        n++;
    if (n > TICKS_MAX || p->at < p->no_ticks[n]) {
        p->at += n;
        return 1;
    }
    for (size_t i = p->at + n, k; i < p->line_end; i += k ? k : 1) {
        for (k = 0; i + k < p->line_end && p->s[i + k] == '`';)
            k++;
        if (k != n) continue;
        page_mark(p, p->at, p->at + n, MARK_DROP);
        page_mark(p, p->at + n, i, MARK_RAW);
        page_mark(p, i, i + n, MARK_DROP);
        p->at = i + n;
        return 1;
    }
    p->no_ticks[n] = p->line_end;
    p->at += n;
    return 1;
}

/* ---- emphasis ---- */

/* May a text in emphasis begin or end with the byte at i?  Not with what faces are made of: (*^_^*)
 */
static int is_text(const struct page *p, size_t i)
{
    unsigned char c = (unsigned char)page_byte(p, i), next = (unsigned char)page_byte(p, i + 1);
    if (c < 0x80) return c > ' ' && !strchr("^)]};=>~,?!", c);
    return c != 0xC2 && c != 0xCB && (c != 0xE2 || next == 0x80);
}

static int emphasis(struct page *p)
{
    char c = p->s[p->at], left = before(p, p->at);
    size_t n = 0, at = p->at;
    while (page_byte(p, at + n) == c)
        n++;
    p->at = at + n;
    char right = page_byte(p, p->at);
    if (n > 3 || (c == '~' && n != 2)) return 1;
    int word_left = page_is_letter(left) || page_is_digit(left),
        word_right = page_is_letter(right) || page_is_digit(right);
    int opens = is_text(p, p->at) && !(left && strchr("/=?&", left)), closes = !page_is_blank(left);
    if (c == '_') opens &= !word_left, closes &= !word_right;
    if (c == '*' && word_left && word_right &&
        (n == 1 || page_is_digit(left) || page_is_digit(right)))
        return 1; /* 3*4, 2**3 */
    for (size_t k = p->n_open; closes && k-- > 0;) {
        struct opener *o = &p->open[k];
        if (o->sign != c || o->n != n || o->at + n == at) continue;
        page_mark(p, o->at, o->at + n, MARK_DROP);
        page_mark(p, at, at + n, MARK_DROP);
        p->n_open = k;
        return 1;
    }
    if (opens) push(p, at, n, c);
    return 1;
}

/* ---- links ---- */

/* 据报道[1][2]。: the number of a source, behind a Chinese character, a mark or another. */
static int source(struct page *p)
{
    enum { DIGITS = 3 };
    size_t at = p->at, end = at + 1;
    char left = before(p, at);
    int fits = (unsigned char)left >= 0x80 || (left && strchr(".,!?)", left)) ||
               (left == ']' && p->mark[at - 1] == MARK_DROP);
    while (page_is_digit(page_byte(p, end)) && end - at <= DIGITS)
        end++;
    char right = page_byte(p, end + 1);
    if (!fits || end == at + 1 || page_byte(p, end) != ']' || right == '(' || right == ':')
        return 0;
    page_mark(p, at, end + 1, MARK_DROP);
    p->at = end + 1;
    return 1;
}

static int open_bracket(struct page *p)
{
    enum { NOTE_BYTES = 24 };
    if (source(p)) return 1;
    size_t at = p->at++;
    if (page_byte(p, at + 1) == '^') { /* [^1] */
        size_t i = at + 2;
        while (i < p->line_end && i - at < NOTE_BYTES && p->s[i] != ']' && p->s[i] != ' ')
            i++;
        if (page_byte(p, i) == ']') {
            page_mark(p, at, i + 1, MARK_DROP);
            p->at = i + 1;
            return 1;
        }
    }
    int image = before(p, at) == '!' && p->mark[at - 1] == MARK_KEEP;
    push(p, at - (size_t)image, 1 + (size_t)image, '[');
    return 1;
}

/* The end of "(url "title")" at i, behind its bracket; 0: none. */
static size_t target_end(const struct page *p, size_t i)
{
    size_t depth = 0;
    for (size_t k = i; k < p->line_end && k - i < TAG_MAX; k++) {
        char c = p->s[k];
        if (c == '[' || c == ']') return 0;
        if (c == '(') depth++;
        if (c == ')' && --depth == 0) return k + 1;
    }
    return 0;
}

static int close_bracket(struct page *p)
{
    enum { NAME_BYTES = 60 };
    size_t at = p->at++, k = p->n_open;
    while (k && p->open[k - 1].sign != '[')
        k--;
    if (!k) return 1;
    struct opener o = p->open[k - 1];
    size_t end = 0;
    if (page_byte(p, at + 1) == '(') {
        end = target_end(p, at + 1); /* (/ðə/) has become a reading before */
    } else if (page_byte(p, at + 1) == '[' && !page_is_letter(before(p, o.at))) {
        size_t i = at + 2;
        while (i < p->line_end && i - at < NAME_BYTES && p->s[i] != ']' && p->s[i] != '[')
            i++;
        if (page_byte(p, i) == ']') end = i + 1;
    }
    p->n_open = k - 1; /* a bracket that is no link stays, and is done with */
    if (!end) return 1;
    page_mark(p, o.at, o.at + o.n, MARK_DROP);
    page_mark(p, at, end, MARK_DROP);
    p->at = end;
    return 1;
}

/* ---- signs ---- */

static int is_han_at(const struct page *p, size_t i)
{
    return i < p->n && (unsigned char)p->s[i] >= 0xE3 && (unsigned char)p->s[i] <= 0xE9;
}

/* #话题#, #iPhone 16 发布#, with Chinese in it or beside it: the signs go; #1, #topic, C# and 按#键
 * stay. */
static int hashtag(struct page *p)
{
    enum { TOPIC_BYTES = 90 };
    size_t at = p->at, end = at + 1;
    char left = before(p, at);
    int chinese = 0;
    p->at++;
    if (!page_is_letter(page_byte(p, end)) && !page_is_digit(page_byte(p, end)) &&
        !is_han_at(p, end))
        return 1;
    if (page_is_letter(left) || page_is_digit(left) || left == '#') return 1;
    for (; end < p->line_end && end - at < TOPIC_BYTES && p->s[end] != '#'; end++)
        chinese |= is_han_at(p, end);
    char right = page_byte(p, end + 1);
    chinese |= is_han_at(p, end + 1 + (right == ' ')) || (at > 2 && is_han_at(p, at - 3));
    if (page_byte(p, end) != '#' || page_is_blank(before(p, end)) || !chinese) return 1;
    if (page_is_letter(right) || page_is_digit(right)) return 1;
    p->mark[at] = MARK_DROP;
    p->mark[end] = MARK_SPACE;
    p->at = end + 1;
    return 1;
}

/* Is the backslash at i one of a path, C:\temp\*.c? */
static int is_in_path(const struct page *p, size_t i)
{
    enum { PATH_BYTES = 64 };
    for (size_t k = 1; k <= i && k < PATH_BYTES && !page_is_blank(p->s[i - k]); k++)
        if (p->s[i - k] == ':' || (p->s[i - k] == '\\' && p->mark[i - k] == MARK_KEEP)) return 1;
    return 0;
}

/* D:\work\报告.docx: the signs are named, since no step behind this sees the path as one. */
static int path(struct page *p)
{
    enum { PATH_BYTES = 260 };
    size_t at = p->at, end = at, letter = at - 2;
    if (at < 2 || before(p, at) != ':' || !page_is_letter(p->s[letter])) return 0;
    if (letter && page_is_letter(p->s[letter - 1])) return 0;
    int chinese = 0;
    while (end < p->line_end && end - at < PATH_BYTES && !page_is_blank(p->s[end]) &&
           !strchr("\"'<>|?*", p->s[end])) {
        if ((unsigned char)p->s[end] >= 0xE3) {
            if (!memcmp(p->s + end, "\xE3\x80", 2) || (unsigned char)p->s[end] > 0xE9) break;
            chinese = 1;
        }
        end++;
    }
    if (!chinese) return 0;
    for (size_t i = at - 1; i < end; i++) {
        char next = i + 1 < end ? p->s[i + 1] : ' ';
        if ((p->s[i] == '.' && !page_is_blank(next)) || p->s[i] == '\\' || i == at - 1)
            p->mark[i] = MARK_NAME;
    }
    p->at = end;
    return 1;
}

static int backslash(struct page *p)
{
    char next = page_byte(p, p->at + 1), left = before(p, p->at);
    if (pages_formula(p) || path(p)) return 1;
    if ((!next || next == '\n') && !is_in_path(p, p->at)) { /* a line's end */
        p->mark[p->at++] = MARK_DROP;
        return 1;
    }
    int escaped =
        (next && strchr("*_#[]`~|>$<!{}%&", next)) || (next == '.' && page_is_digit(left));
    if (!escaped) return 0;
    int in_path = left == ':' || left == '\\' ||
                  ((page_is_letter(left) || page_is_digit(left)) && is_in_path(p, p->at));
    if (!in_path) p->mark[p->at] = MARK_DROP; /* \* is a star */
    p->at += 2;
    return 1;
}

/* The border of a cell, with the blanks on both sides; the same where it only parts words: a | b.
 */
static int bar(struct page *p)
{
    enum { BLANKS = 64 };
    size_t next = p->at + 1, left = p->at;
    if (!p->table && (!page_is_blank(before(p, left)) || !page_is_blank(page_byte(p, next))))
        return 0;
    while (next < p->line_end && page_is_blank(p->s[next]))
        next++;
    while (left && p->at - left < BLANKS && (p->s[left - 1] == ' ' || p->s[left - 1] == '\t'))
        left--;
    page_mark(p, left, next, MARK_DROP);
    if (next < p->line_end && p->s[next] != '|') p->mark[p->at] = MARK_PAUSE;
    p->at = next;
    return 1;
}

int pages_inline(struct page *p)
{
    switch (p->s[p->at]) {
    case '`':
        return code(p);
    case '*':
    case '_':
    case '~':
        return emphasis(p);
    case '[':
        return open_bracket(p);
    case ']':
        return close_bracket(p);
    case '$':
        return pages_dollar(p);
    case '\\':
        return backslash(p);
    case '|':
        return bar(p);
    case '#':
        return hashtag(p);
    case '<':
        return pages_tag(p);
    default:
        return 0;
    }
}
