/* pages_formula.c - where a formula begins and ends:
 *
 *     $x^2$  $$...$$  \(...\)  \[...\]  \begin{cases}...\end{cases}      by its signs
 *     x = \frac{1}{2} is                                                 by what stands in it
 *
 * $5 and $10 are prices; so is whatever has words between two dollars. */
#include <string.h>

#include "text/pages_internal.h"
#include "text/pages_math.h"

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

/* ---- between dollars ---- */

/* What is found between two dollars. */
struct content {
    int command; /* \frac: then Chinese may stand in \text{...} */
    int chinese, words;
    int signs;       /* that prices do not have */
    int weak, names; /* - / * and single letters: x-1 */
    int figures_only;
};

static struct content look_at(const char *s, size_t n)
{
    struct content c = {.figures_only = 1};
    size_t letters = 0;
    for (size_t i = 0; i < n; i++) {
        char left = i ? s[i - 1] : 0;
        int behind_name = page_is_letter(left) && page_is_letter(s[0]);
        if ((unsigned char)s[i] >= 0xE3) c.chinese = 1;
        if (!page_is_digit(s[i]) && !(s[i] && strchr(".,:/%+-", s[i]))) c.figures_only = 0;
        if (s[i] == '\\') {
            c.command |= i + 1 < n && page_is_letter(s[i + 1]);
            c.signs++;
            while (i + 1 < n && page_is_letter(s[i + 1])) /* a command's name is no word */
                i++;
            letters = 0;
            continue;
        }
        c.signs += strchr("^_=+<>|{", s[i]) || ((s[i] == '(' || s[i] == '\'') && behind_name) ||
                   (s[i] == '!' && (page_is_letter(left) || page_is_digit(left) || left == ')'));
        c.weak |= s[i] == '-' || s[i] == '/' || s[i] == '*';
        letters = page_is_letter(s[i]) ? letters + 1 : 0;
        c.names |= letters == 1;
        c.words |= letters > 3;
    }
    return c;
}

/* Is it a formula, not the text between two prices? */
static int is_formula(const char *s, size_t n)
{
    enum { SHORT = 20 };
    if (memchr(s, 0, n)) return 0;
    struct content c = look_at(s, n);
    if (!c.command && (c.chinese || c.words)) return 0;
    int product = c.names && n <= 6 && !memchr(s, ' ', n); /* 5n */
    return c.signs || c.figures_only || product || (n <= 3 && page_is_letter(s[0])) ||
           (c.weak && c.names && n < SHORT && !memchr(s, ' ', n));
}

int pages_dollar(struct page *p)
{
    if (page_byte(p, p->at + 1) == '$') {
        if (display_math(p, "$$", &p->no_math[0])) return 1;
        p->at += 2;
        return 1;
    }
    size_t from = p->at + 1;
    const char *close = from < p->line_end ? memchr(p->s + from, '$', p->line_end - from) : NULL;
    size_t to = close ? (size_t)(close - p->s) : 0;
    int fits = close && to > from && to - from < MATH_MAX && !page_is_blank(p->s[from]) &&
               !page_is_blank(p->s[to - 1]) && !page_is_digit(page_byte(p, to + 1));
    if (fits && is_formula(p->s + from, to - from)) {
        mark_math(p, from, to, to + 1);
        return 1;
    }
    p->at++;
    return 1;
}

/* ---- \begin{...} and bare commands ---- */

/* The brace that closes what is opened at i, on this line and not far; the page's n: none. */
static size_t brace_end(const struct page *p, size_t i)
{
    size_t left = p->line_end - i < MATH_MAX ? p->line_end - i : MATH_MAX;
    const char *close = memchr(p->s + i, '}', left);
    return close ? (size_t)(close - p->s) : p->n;
}

static size_t letters_at(const struct page *p, size_t i)
{
    size_t n = 0;
    while (i + n < p->n && n < TAG_MAX && page_is_letter(p->s[i + n]))
        n++;
    return n;
}

static int environment(struct page *p)
{
    static const char known[] = " equation align aligned gather cases matrix pmatrix bmatrix "
                                "vmatrix array split ";
    enum { NAME_BYTES = 10 };
    if (!page_begins(p, p->at, "\\begin{")) return 0;
    char word[NAME_BYTES + 3] = " ", closing[NAME_BYTES + 8] = "\\end{";
    size_t name = p->at + strlen("\\begin{"), n = letters_at(p, name);
    if (!n || n > NAME_BYTES) return 0;
    memcpy(word + 1, p->s + name, n);
    word[n + 1] = ' ';
    if (!strstr(known, word)) return 0;
    memcpy(closing + 5, p->s + name, n);
    size_t end = page_find(p, name, MATH_MAX, closing);
    const char *brace = end < p->n ? memchr(p->s + end, '}', p->n - end) : NULL;
    if (!brace) return 0;
    mark_math(p, p->at, (size_t)(brace - p->s) + 1, (size_t)(brace - p->s) + 1);
    return 1;
}

/* How many of the letters at i belong to a formula: ax and dx do, is and the do not; 0: none. */
static size_t name_length(const char *s, size_t n)
{
    static const char words[] = " is as of an to or in on at it we by if so be do no my he us am ";
    char word[5] = {' ', s[0], n > 1 ? s[1] : ' ', ' ', 0};
    return n < 3 && (n < 2 || !strstr(words, word)) ? n : 0;
}

/* The end of the formula that goes on at i: its commands, groups, figures, signs, short names. */
static size_t bare_end(const struct page *p, size_t at)
{
    size_t end = at, i = at;
    while (i < p->line_end && i - at < MATH_MAX) {
        char c = p->s[i];
        size_t n = c == '\\' ? letters_at(p, i + 1) : letters_at(p, i);
        if (c == '\\') {
            if (!n || !pages_math_knows(p->s + i + 1, n)) break;
            i += n + 1;
        } else if (c == '{') {
            size_t close = brace_end(p, i);
            if (close == p->n) break;
            i = close + 1;
        } else if (n) {
            if (!name_length(p->s + i, n)) break;
            i += n;
        } else if (page_is_digit(c) || (c && strchr("+-=^_)]}*/<>|!'", c))) {
            i++;
        } else if (c && strchr(" ([.,", c)) { /* not at its end */
            i++;
            continue;
        } else {
            break;
        }
        end = i;
    }
    return end;
}

/* Where the formula begins that the command at `at` stands in: x = \frac{1}{2} */
static size_t bare_start(const struct page *p, size_t at)
{
    enum { BEFORE_BYTES = 40 };
    size_t start = at, i = at;
    while (i && at - i < BEFORE_BYTES && p->mark[i - 1] == MARK_KEEP) {
        char c = p->s[i - 1];
        size_t n = 0;
        while (n < i && n < 4 && page_is_letter(p->s[i - 1 - n]))
            n++;
        if (n && (!name_length(p->s + i - n, n) || p->mark[i - n] != MARK_KEEP)) break;
        if (!n && !page_is_digit(c) && !(c && strchr("+-=^_()*/<> .", c))) break;
        i -= n ? n : 1;
        if (n || page_is_digit(c) || c == '-' || c == '(') start = i;
    }
    return start;
}

/* \frac{1}{2} and 2\pi in a text without dollars, but not \temp of a path. */
static int bare(struct page *p)
{
    size_t n = letters_at(p, p->at + 1);
    if (n < 2 || !pages_math_knows(p->s + p->at + 1, n)) return 0;
    char left = p->at ? p->s[p->at - 1] : ' ', right = page_byte(p, p->at + 1 + n);
    int with_argument = right && strchr("{_^[", right);
    int name = page_is_letter(left) && (p->at < 2 || !page_is_letter(p->s[p->at - 2]));
    int alone = (page_is_blank(left) || page_is_digit(left) || name || strchr("()=+-*/^_", left)) &&
                (page_is_blank(right) || page_is_digit(right) || (unsigned char)right >= 0xE3 ||
                 strchr("),.+-=*/\\", right));
    alone |= (unsigned char)left >= 0x80 && right && strchr("=+-*<>^_", right);
    if (left == ':' || left == '\\' || !(with_argument || alone)) return 0;
    size_t end = bare_end(p, p->at), start = bare_start(p, p->at);
    if (end <= p->at) return 0;
    page_mark(p, start, end, MARK_MATH);
    p->at = end;
    return 1;
}

/* \section{Intro}, \emph{so}: what stands in them; \cite{x}: nothing. 0: another. */
static int text_command(struct page *p)
{
    static const char kept[] = " section subsection subsubsection paragraph chapter title author "
                               "emph textit textbf texttt textsc caption ";
    static const char gone[] = " cite ref eqref label includegraphics usepackage documentclass "
                               "bibliography ";
    enum { NAME_BYTES = 16 };
    char word[NAME_BYTES + 3] = " ";
    size_t n = letters_at(p, p->at + 1), open = p->at + 1 + n;
    if (!n || n > NAME_BYTES) return 0;
    memcpy(word + 1, p->s + p->at + 1, n);
    word[n + 1] = ' ';
    if (!strcmp(word, " item ") && page_is_blank(page_byte(p, open))) {
        page_mark(p, p->at, open, MARK_DROP);
        p->at = open;
        return 1;
    }
    if (page_byte(p, open) == '*') open++;
    if (page_byte(p, open) != '{' || open >= p->line_end) return 0;
    size_t end = brace_end(p, open);
    int keep = strstr(kept, word) != NULL;
    if (end == p->n || !(keep || strstr(gone, word))) return 0;
    page_mark(p, p->at, keep ? open + 1 : end, MARK_DROP);
    p->mark[end] = MARK_DROP;
    p->at = keep ? open + 1 : end + 1;
    return 1;
}

int pages_formula(struct page *p)
{
    char next = page_byte(p, p->at + 1);
    if (next == '(' && display_math(p, "\\)", &p->no_math[1])) return 1;
    if (next == '[' && display_math(p, "\\]", &p->no_math[2])) return 1;
    return page_is_letter(next) && (environment(p) || text_command(p) || bare(p));
}
