#include "text/explain.h"

#include <stdlib.h>
#include <string.h>

#include <utf8proc.h>

#include "base/json.h"
#include "base/utf8.h"

enum { COLUMNS = 7, CELL_MAX = 1 << 20 };

static const char *const titles[COLUMNS] = {"lang",    "written", "as read", "word",
                                            "reading", "sounds",  "why"};

/* A word, or (w NULL) a stretch of the input that is in none. */
struct row {
    const struct word *w;
    size_t group; /* words from here on stand for the same stretch; 0: not the first of them */
    uint32_t from, to;
    size_t sentence;
};

struct explanation {
    struct row *rows;
    size_t n;
    const char *s;
    size_t *at; /* byte of each code point of s, and its end */
    uint32_t n_chars;
};

static void explanation_free(struct explanation *x)
{
    free(x->rows);
    free(x->at);
}

static int index_chars(struct explanation *x, const char *s, size_t n)
{
    x->s = s;
    x->at = calloc(n + 1, sizeof(*x->at));
    if (!x->at) return E_NOMEM;
    size_t at = 0;
    while (at < n) {
        x->at[x->n_chars++] = at;
        (void)utf8_next(s, n, &at);
    }
    x->at[x->n_chars] = n;
    return 0;
}

static int has_ink(const struct explanation *x, uint32_t from, uint32_t to)
{
    for (size_t i = x->at[from]; i < x->at[to]; i++)
        if ((unsigned char)x->s[i] > ' ') return 1;
    return 0;
}

static void add_gap(struct explanation *x, uint32_t from, uint32_t to, size_t sentence)
{
    while (from < to && !has_ink(x, from, from + 1))
        from++;
    while (from < to && !has_ink(x, to - 1, to))
        to--;
    if (from < to) x->rows[x->n++] = (struct row){.from = from, .to = to, .sentence = sentence};
}

static int same_stretch(const struct word *a, const struct word *b)
{
    return a->from == b->from && a->to == b->to;
}

static void add_words(struct explanation *x, const struct text_doc *d)
{
    const struct words *w = &d->words;
    uint32_t seen = 0;
    size_t sentence = 0;
    for (size_t i = 0; i < w->n; i++) {
        const struct word *word = &w->list[i];
        while (sentence + 1 < d->n_sentences && i >= d->sentences[sentence + 1].first)
            sentence++;
        if (word->from > seen) add_gap(x, seen, word->from, sentence);
        struct row row = {word, 0, word->from, word->to, sentence};
        if (!i || !same_stretch(word, word - 1)) {
            row.group = 1;
            while (i + row.group < w->n && same_stretch(word, word + row.group))
                row.group++;
        }
        x->rows[x->n++] = row;
        if (word->to > seen) seen = word->to;
    }
    add_gap(x, seen, x->n_chars, sentence);
}

static int explain(struct explanation *x, const struct text_doc *d, const char *s, size_t n)
{
    *x = (struct explanation){0};
    int code = index_chars(x, s, n);
    if (code) return code;
    x->rows = calloc(2 * d->words.n + 1, sizeof(*x->rows));
    if (!x->rows) return E_NOMEM;
    add_words(x, d);
    return 0;
}

/* ---- cells ---- */

/* Malformed bytes as U+FFFD. */
static void put_written(const struct explanation *x, const struct row *r, struct buf *out)
{
    for (size_t at = x->at[r->from], end = x->at[r->to]; at < end;) {
        char utf8[4];
        buf_add(out, utf8, utf8_put(utf8, utf8_next(x->s, end, &at)));
    }
}

static void put_as_read(const struct row *r, struct buf *out)
{
    for (size_t i = 0; i < r->group; i++) {
        const struct word *w = &r->w[i];
        if (i && w->lang == WORD_EN && w->kind == WORD_SPOKEN) buf_putc(out, ' ');
        buf_puts(out, w->norm);
    }
}

static void put_reading(const struct word *w, struct buf *out)
{
    if (!w->pinyin) return;
    buf_puts(out, w->citation);
    if (strcmp(w->citation, w->pinyin) != 0) buf_printf(out, " > %s", w->pinyin);
}

static void put_cell(const struct explanation *x, const struct row *r, int column, struct buf *out)
{
    const struct word *w = r->w;
    if (column == 1 && (!w || r->group)) put_written(x, r, out);
    if (!w) {
        if (column == 0) buf_putc(out, '-');
        if (column == 6) buf_puts(out, "not read");
        return;
    }
    if (column == 0) buf_puts(out, w->lang == WORD_ZH ? "zh" : "en");
    if (column == 2 && r->group) put_as_read(r, out);
    if (column == 3) buf_puts(out, w->norm);
    if (column == 4) put_reading(w, out);
    if (column == 5) buf_puts(out, w->phonemes);
    if (column == 6) buf_puts(out, w->why);
}

/* ---- the table ---- */

/* Columns on a terminal; what has no width there counts as none. */
static size_t width_of(const char *s, size_t n)
{
    size_t width = 0;
    for (size_t at = 0; at < n;) {
        int w = utf8proc_charwidth((utf8proc_int32_t)utf8_next(s, n, &at));
        width += w > 0 ? (size_t)w : 0;
    }
    return width;
}

/* A newline or a tab in a cell would break the table. */
static void make_cell(const struct explanation *x, const struct row *r, int column, struct buf *b)
{
    buf_clear(b);
    if (r)
        put_cell(x, r, column, b);
    else
        buf_puts(b, titles[column]);
    for (size_t i = 0; i < b->len; i++)
        if ((unsigned char)b->data[i] < ' ') b->data[i] = ' ';
}

static void put_row(const struct explanation *x, const struct row *r, const size_t widths[COLUMNS],
                    struct buf *cell, struct buf *out)
{
    size_t blanks = 0;
    for (int c = 0; c < COLUMNS; c++) {
        make_cell(x, r, c, cell);
        for (; cell->len && blanks; blanks--)
            buf_putc(out, ' ');
        buf_add(out, cell->data, cell->len);
        blanks += widths[c] - width_of(cell->data, cell->len) + 2;
    }
    buf_putc(out, '\n');
}

struct step {
    const char *name, *text;
};

enum { STEPS = 4 };

static void steps_of(const struct text_doc *d, struct step steps[STEPS])
{
    steps[0] = (struct step){"page", d->page};
    steps[1] = (struct step){"folded", d->folded};
    steps[2] = (struct step){"runs", d->runs};
    steps[3] = (struct step){"normalized", d->normalized};
}

/* A line each; lines of the text itself are parted by " / ". */
static void put_steps(const struct text_doc *d, struct buf *out)
{
    struct step steps[STEPS];
    steps_of(d, steps);
    if (!d->page) return;
    buf_putc(out, '\n');
    for (size_t i = 0; i < STEPS; i++) {
        int empty = !steps[i].text || !steps[i].text[0];
        buf_printf(out, empty ? "%s" : "%-10s  ", steps[i].name);
        for (const char *s = steps[i].text; s && *s; s++) {
            if (*s == '\n')
                buf_puts(out, " / ");
            else
                buf_putc(out, (unsigned char)*s < ' ' ? ' ' : *s);
        }
        buf_putc(out, '\n');
    }
}

int explain_table(const struct text_doc *d, const char *s, size_t n, struct buf *out)
{
    struct explanation x;
    struct buf cell = buf_make(CELL_MAX);
    size_t widths[COLUMNS] = {0};
    int code = explain(&x, d, s, n);
    for (size_t i = 0; i <= x.n && !code; i++)
        for (int c = 0; c < COLUMNS; c++) {
            make_cell(&x, i ? &x.rows[i - 1] : NULL, c, &cell);
            size_t width = width_of(cell.data, cell.len);
            if (width > widths[c]) widths[c] = width;
            if (!code) code = buf_error(&cell);
        }
    for (size_t i = 0; i <= x.n && !code; i++) {
        if (i > 1 && x.rows[i - 1].sentence != x.rows[i - 2].sentence) buf_putc(out, '\n');
        put_row(&x, i ? &x.rows[i - 1] : NULL, widths, &cell, out);
        code = buf_error(out);
    }
    put_steps(d, out);
    if (!code) code = buf_error(out);
    explanation_free(&x);
    buf_free(&cell);
    return code;
}

/* ---- JSON ---- */

static void put_member(struct buf *out, const char *name, const char *value)
{
    buf_printf(out, ",\"%s\":", name);
    if (value)
        json_put_string(out, value, strlen(value));
    else
        buf_puts(out, "null");
}

static void put_object(const struct explanation *x, const struct row *r, struct buf *cell,
                       struct buf *out)
{
    const struct word *w = r->w;
    buf_printf(out, "{\"from\":%u,\"to\":%u,\"sentence\":%zu", (unsigned)r->from, (unsigned)r->to,
               r->sentence);
    buf_clear(cell);
    put_written(x, r, cell);
    buf_puts(out, ",\"written\":");
    json_put_string(out, cell->data, cell->len);
    buf_clear(cell);
    if (w && r->group) put_as_read(r, cell);
    put_member(out, "as_read", w && r->group ? cell->data : NULL);
    put_member(out, "lang", !w ? NULL : w->lang == WORD_ZH ? "zh" : "en");
    put_member(out, "word", w ? w->norm : NULL);
    put_member(out, "citation", w ? w->citation : NULL);
    put_member(out, "pinyin", w ? w->pinyin : NULL);
    put_member(out, "phonemes", w ? w->phonemes : NULL);
    put_member(out, "why", w ? w->why : "not read");
    buf_putc(out, '}');
}

int explain_json(const struct text_doc *d, const char *s, size_t n, struct buf *out)
{
    struct explanation x;
    struct buf cell = buf_make(CELL_MAX);
    int code = explain(&x, d, s, n);
    buf_puts(out, "{\"words\":[");
    for (size_t i = 0; i < x.n && !code; i++) {
        if (i) buf_putc(out, ',');
        put_object(&x, &x.rows[i], &cell, out);
        code = buf_error(&cell);
    }
    buf_putc(out, ']');
    struct step steps[STEPS];
    steps_of(d, steps);
    for (size_t i = 0; i < STEPS; i++)
        put_member(out, steps[i].name, steps[i].text);
    buf_puts(out, "}\n");
    explanation_free(&x);
    buf_free(&cell);
    return code ? code : buf_error(out);
}
