/* pages_internal.h - what the parts of markup share: a mark for each byte of the page.
 *
 *     **so** <br> $x^2$          first pass: the parts mark what their signs mean
 *     DDkkDDkLDDDkDMMMD          second pass: the bytes are written, dropped or replaced by that
 */
#ifndef TEXT_PAGES_INTERNAL_H
#define TEXT_PAGES_INTERNAL_H

#include <stddef.h>
#include <stdint.h>

enum mark {
    MARK_KEEP,
    MARK_RAW, /* kept, and &amp; is no sign in it: code */
    MARK_DROP,
    MARK_LINE,  /* becomes the end of a line */
    MARK_SPACE, /* becomes a space */
    MARK_PAUSE, /* becomes a comma, when something stands before it */
    MARK_RAISE, /* becomes ^ */
    MARK_POWER, /* 2 or 3, becomes ² or ³ */
    MARK_NAME,  /* a sign of a path, becomes its name in Chinese */
    MARK_MATH,  /* a run of these is one formula */
};

enum { OPEN_MAX = 32, TAG_MAX = 1000, MATH_MAX = 1000 };

struct opener {
    size_t at, n; /* the sign: ** or [ */
    char sign;
};

struct page {
    const char *s;
    size_t n, at;
    uint8_t *mark;
    struct opener open[OPEN_MAX]; /* emphasis and brackets of this line, the innermost last */
    size_t n_open;
    size_t line_end;                  /* of the line that `at` is in */
    int table;                        /* its | part cells */
    int chinese;                      /* 1 yes, 2 no, 0 not looked at yet */
    int html;                         /* the page is HTML: ends of lines are spaces */
    char fence;                       /* inside a fenced block: its sign */
    size_t fence_n;                   /* and how many: as many end it */
    size_t n_tags, tag_from, tag_end; /* of HTML, and the first */
    size_t no_comment, no_script, no_math[3], no_ticks[8]; /* none ends before here */
};

static inline char page_byte(const struct page *p, size_t i)
{
    return i < p->n ? p->s[i] : 0;
}

static inline int page_is_letter(char c)
{
    return (c | 32) >= 'a' && (c | 32) <= 'z';
}

static inline int page_is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static inline int page_is_blank(char c)
{
    return !c || c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

void page_mark(struct page *p, size_t from, size_t to, enum mark mark);

/* Is `word` at i, in any case of ASCII letters? */
int page_begins(const struct page *p, size_t i, const char *word);

/* The place of `word` in [from, to), at most `most` bytes on; n of the page: not there. */
size_t page_find(const struct page *p, size_t from, size_t most, const char *word);

/* Each: marks what begins at p->at and moves behind it, or answers 0 and does nothing. */
int pages_tag(struct page *p);
void pages_tag_mentioned(struct page *p); /* when all is marked */
int pages_block(struct page *p);          /* at the start of a line */
int pages_inline(struct page *p);
int pages_dollar(struct page *p);
int pages_formula(struct page *p); /* at a backslash */

#endif
