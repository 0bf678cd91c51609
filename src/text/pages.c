/* pages.c - the two passes: marking what each byte means, and writing the page by its marks. */
#include "text/pages.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/buf.h"
#include "base/utf8.h"
#include "text/entity.h"
#include "text/pages_internal.h"
#include "text/pages_math.h"

void page_mark(struct page *p, size_t from, size_t to, enum mark mark)
{
    if (to > from) memset(p->mark + from, mark, to - from);
}

int page_begins(const struct page *p, size_t i, const char *word)
{
    size_t n = strlen(word);
    return i <= p->n && n <= p->n - i && !strncasecmp(p->s + i, word, n);
}

size_t page_find(const struct page *p, size_t from, size_t most, const char *word)
{
    size_t n = strlen(word), left = from < p->n ? p->n - from : 0;
    if (left > most) left = most;
    const char *found = memmem(p->s + from, left, word, n);
    return found ? (size_t)(found - p->s) : p->n;
}

/* ---- first pass ---- */

static size_t end_of_line(const struct page *p, size_t i)
{
    const char *nl = i < p->n ? memchr(p->s + i, '\n', p->n - i) : NULL;
    return nl ? (size_t)(nl - p->s) : p->n;
}

static int is_sign(char c)
{
    return c && strchr("`*_~[]$\\|<#", c) != NULL;
}

static void mark_page(struct page *p)
{
    int fresh = 1; /* at the start of a line */
    while (p->at < p->n) {
        if (fresh || p->at > p->line_end) p->line_end = end_of_line(p, p->at);
        if (fresh) {
            fresh = 0;
            pages_block(p);
        } else if (p->s[p->at] == '\n') {
            if (p->html && !p->fence) p->mark[p->at] = MARK_SPACE;
            p->at++;
            fresh = 1;
        } else if (!is_sign(p->s[p->at]) || !pages_inline(p)) {
            p->at++;
        }
    }
}

/* ---- second pass ---- */

enum { AROUND = 120 }; /* bytes that say which language a sign stands in */

static int has_han(const char *s, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if ((unsigned char)s[i] >= 0xE3 && (unsigned char)s[i] <= 0xE9) return 1;
    return 0;
}

/* The language of the sentence on one side of i: 1 Chinese, 0 English, -1: no word near. */
static int language_beside(const struct page *p, size_t i, int forward)
{
    enum { REACH = 1000 };
    int latin = 0, letters = 0;
    for (size_t k = 0, kept = 0; k < REACH && kept < AROUND; k++) {
        if (forward ? i + k >= p->n : k >= i) break;
        size_t at = forward ? i + k : i - k - 1;
        if (p->mark[at] != MARK_KEEP) continue; /* another formula */
        kept++;
        char c = p->s[at];
        int stop = page_begins(p, at, "。") || (c && strchr(".!?\n", c));
        if (latin && stop) break;
        if (has_han(&c, 1)) return 1;
        letters = (c | 32) >= 'a' && (c | 32) <= 'z' ? letters + 1 : 0;
        latin |= letters > 1;
    }
    return latin ? 0 : -1;
}

static int is_chinese_at(struct page *p, size_t from, size_t to)
{
    int chinese = language_beside(p, from, 0);
    if (chinese < 0) chinese = language_beside(p, to, 1);
    if (chinese >= 0) return chinese;
    if (!p->chinese) p->chinese = has_han(p->s, p->n) ? 1 : 2;
    return p->chinese == 1;
}

/* A comma where a cell ends, unless a mark or nothing stands before it. */
static void put_pause(struct page *p, const struct mapped *in, struct mapped *out, size_t at)
{
    enum { SPACES = 16 };
    size_t n = out->n;
    while (n && out->n - n < SPACES && out->bytes[n - 1] == ' ')
        n--;
    if (!n || strchr("\n ,.!?:;", out->bytes[n - 1])) return;
    if (n >= 3 && (!memcmp(out->bytes + n - 3, "，", 3) || !memcmp(out->bytes + n - 3, "。", 3)))
        return;
    mapped_replace(out, in, at, 1, is_chinese_at(p, at, at + 1) ? "，" : ", ");
}

static size_t write_math(struct page *p, const struct mapped *in, struct mapped *out, size_t at)
{
    enum { WORDS_MAX_BYTES = 256 << 10 };
    size_t end = at;
    while (end < p->n && p->mark[end] == MARK_MATH)
        end++;
    struct buf words = buf_make(WORDS_MAX_BYTES);
    pages_math(p->s + at, end - at, is_chinese_at(p, at, end), &words);
    if (words.len && !buf_error(&words))
        mapped_replace(out, in, at, end - at, words.data);
    else if (words.len) /* too much to say: as it is written */
        mapped_copy(out, in, at, end - at);
    buf_free(&words);
    return end;
}

static const char *sign_name(char c)
{
    return c == '\\' ? "反斜杠" : c == ':' ? "冒号" : "点";
}

/* Writes the byte at `at`, which is not simply kept; its end. */
static size_t write_marked(struct page *p, const struct mapped *in, struct mapped *out, size_t at)
{
    size_t end = at + 1;
    switch ((enum mark)p->mark[at]) {
    case MARK_KEEP: {
        char utf8[5] = {0};
        uint32_t cp = entity_read(p->s, p->n, at, ENTITY_HTML, &end);
        if (cp) utf8_put(utf8, cp);
        mapped_replace(out, in, at, end - at, cp ? utf8 : "&");
        break;
    }
    case MARK_LINE:
        mapped_replace(out, in, at, 1, "\n");
        break;
    case MARK_SPACE:
        mapped_replace(out, in, at, 1, " ");
        break;
    case MARK_RAISE:
        mapped_replace(out, in, at, 1, "^");
        break;
    case MARK_POWER:
        mapped_replace(out, in, at, 1, p->s[at] == '2' ? "²" : "³");
        break;
    case MARK_NAME:
        mapped_replace(out, in, at, 1, sign_name(p->s[at]));
        break;
    case MARK_PAUSE:
        put_pause(p, in, out, at);
        break;
    case MARK_MATH:
        end = write_math(p, in, out, at);
        break;
    case MARK_RAW:
    case MARK_DROP:
        break;
    }
    return end;
}

static void write_page(struct page *p, const struct mapped *in, struct mapped *out)
{
    size_t from = 0, at = 0;
    while (at < p->n) {
        int plain = p->mark[at] == MARK_RAW || (p->mark[at] == MARK_KEEP && p->s[at] != '&');
        if (plain) {
            at++;
            continue;
        }
        mapped_copy(out, in, from, at - from);
        from = at = write_marked(p, in, out, at);
    }
    mapped_copy(out, in, from, p->n - from);
}

/* ---- */

static int has_markup(const struct mapped *in)
{
    static const char signs[] = "`*_~[$\\|<&#";
    if (strcspn(in->bytes, signs) < in->n) return 1;
    for (size_t at = 0; at < in->n;) {
        size_t i = at;
        while (i < in->n && (in->bytes[i] == ' ' || in->bytes[i] == '\t'))
            i++;
        if (i < in->n && strchr("#>-+=", in->bytes[i])) return 1;
        const char *nl = memchr(in->bytes + i, '\n', in->n - i);
        at = nl ? (size_t)(nl - in->bytes) + 1 : in->n;
    }
    return 0;
}

static int is_html(const struct page *p)
{
    size_t i = 0;
    while (i < p->n && (p->s[i] == ' ' || p->s[i] == '\n' || p->s[i] == '\t'))
        i++;
    static const char *const starts[] = {"<!doctype", "<html", "<head", "<body", "<div", "<p>"};
    for (size_t k = 0; k < sizeof starts / sizeof *starts; k++)
        if (page_begins(p, i, starts[k])) return 1;
    return 0;
}

int pages_read(const struct mapped *in, struct mapped *out)
{
    if (mapped_error(in)) return mapped_error(in);
    if (!in->n || !has_markup(in)) {
        mapped_copy(out, in, 0, in->n);
        return mapped_error(out);
    }
    struct page p = {.s = in->bytes, .n = in->n, .mark = calloc(in->n, 1)};
    if (!p.mark) return E_NOMEM;
    p.html = is_html(&p);
    mark_page(&p);
    pages_tag_mentioned(&p);
    write_page(&p, in, out);
    free(p.mark);
    return mapped_error(out);
}
