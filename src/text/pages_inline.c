/* pages_inline.c - Markdown inside a line: code, emphasis, links, images, footnotes, formulas.
 *
 * Emphasis and brackets wait on a short stack for their partners; when it is full the outermost is
 * forgotten and stays as it is written. */
#include <string.h>

#include "text/pages_internal.h"

static int is_letter(char c)
{
    return (c | 32) >= 'a' && (c | 32) <= 'z';
}

static int is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static int is_blank(char c)
{
    return !c || c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

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

static int emphasis(struct page *p)
{
    char c = p->s[p->at], left = before(p, p->at);
    size_t n = 0, at = p->at;
    while (page_byte(p, at + n) == c)
        n++;
    p->at = at + n;
    char right = page_byte(p, p->at);
    if (n > 3 || (c == '~' && n != 2)) return 1;
    int word_left = is_letter(left) || is_digit(left),
        word_right = is_letter(right) || is_digit(right);
    int opens = !is_blank(right), closes = !is_blank(left);
    if (c == '_') opens &= !word_left, closes &= !word_right;
    if (c == '*' && word_left && word_right && (n == 1 || is_digit(left) || is_digit(right)))
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

static int open_bracket(struct page *p)
{
    enum { NOTE_BYTES = 24 };
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

/* (/ðə/): sounds, which a later step reads. */
static int is_sounds(const struct page *p, size_t i, size_t end)
{
    return end - i > 4 && p->s[i + 1] == '/' && p->s[end - 2] == '/' &&
           !memchr(p->s + i + 2, '/', end - i - 4);
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
        end = target_end(p, at + 1);
        if (end && is_sounds(p, at + 1, end)) {
            p->n_open = k - 1;
            p->at = end;
            return 1;
        }
    } else if (page_byte(p, at + 1) == '[' && !is_letter(before(p, o.at))) {
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

/* ---- formulas ---- */

static void mark_math(struct page *p, size_t text, size_t text_end, size_t end)
{
    page_mark(p, p->at, text, MARK_DROP);
    page_mark(p, text, text_end, MARK_MATH);
    page_mark(p, text_end, end, MARK_DROP);
    p->at = end;
}

/* $$...$$, \(...\), \[...\] */
static int display_math(struct page *p, const char *close, size_t *none)
{
    size_t from = p->at + 2 > *none ? p->at + 2 : *none, most = p->at + 2 + MATH_MAX;
    size_t end = most > from ? page_find(p, from, most - from, close) : p->n;
    if (end == p->n) {
        *none = most; /* where others need not look again */
        return 0;
    }
    if (end == p->at + 2) return 0;
    mark_math(p, p->at + 2, end, end + 2);
    return 1;
}

/* Is it a formula, not the text between two prices? No word, no Chinese, and a sign of one. */
static int is_formula(const char *s, size_t n)
{
    size_t letters = 0, signs = 0;
    for (size_t i = 0; i < n; i++) {
        if ((unsigned char)s[i] >= 0xE3) return 0;
        if (s[i] == '\\') { /* a command's name is no word */
            signs++;
            while (i + 1 < n && is_letter(s[i + 1]))
                i++;
            letters = 0;
            continue;
        }
        signs += s[i] && strchr("^_=+<>|{", s[i]) != NULL;
        letters = is_letter(s[i]) ? letters + 1 : 0;
        if (letters > 3 && !memchr(s, '\\', n)) return 0;
    }
    return signs > 0 || (n <= 3 && is_letter(s[0]));
}

static int dollar(struct page *p)
{
    if (page_byte(p, p->at + 1) == '$') {
        if (display_math(p, "$$", &p->no_math[0])) return 1;
        p->at += 2;
        return 1;
    }
    size_t from = p->at + 1;
    const char *close = from < p->line_end ? memchr(p->s + from, '$', p->line_end - from) : NULL;
    size_t to = close ? (size_t)(close - p->s) : 0;
    int fits = close && to > from && to - from < MATH_MAX && !is_blank(p->s[from]) &&
               !is_blank(p->s[to - 1]) && !is_digit(page_byte(p, to + 1));
    if (fits && is_formula(p->s + from, to - from)) {
        mark_math(p, from, to, to + 1);
        return 1;
    }
    p->at++;
    return 1;
}

static int backslash(struct page *p)
{
    char next = page_byte(p, p->at + 1), left = before(p, p->at);
    if (next == '(' && display_math(p, "\\)", &p->no_math[1])) return 1;
    if (next == '[' && display_math(p, "\\]", &p->no_math[2])) return 1;
    if (next && strchr("*_#[]`~|>$", next) && !is_letter(left) && !is_digit(left) && left != ':' &&
        left != '\\') { /* \* is a star */
        p->mark[p->at] = MARK_DROP;
        p->at += 2;
        return 1;
    }
    return 0;
}

/* The border of a cell, with the blanks on both sides. */
static int bar(struct page *p)
{
    enum { BLANKS = 64 };
    if (!p->table) return 0;
    size_t next = p->at + 1, left = p->at;
    while (next < p->line_end && is_blank(p->s[next]))
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
        return dollar(p);
    case '\\':
        return backslash(p);
    case '|':
        return bar(p);
    case '<':
        return pages_tag(p);
    default:
        return 0;
    }
}
