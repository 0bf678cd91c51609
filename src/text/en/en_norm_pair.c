/* en_norm_pair.c - two numbers and what stands between them: ranges, scores, ratios, sizes.
 *
 *     10–20 ten to twenty    1990-95 nineteen ninety to ninety five    4-4-2 four four two
 *     3:2 three to two       Genesis 1:1 one one                       3 x 4 three by four */
#include <string.h>

#include "text/en/en_norm.h"
#include "text/en/en_number.h"

static size_t dash_at(const struct norm *x, size_t i)
{
    if (en_norm_byte(x, i) == '-' || en_norm_byte(x, i) == '~') return 1;
    return en_norm_starts(x, i, "–") || en_norm_starts(x, i, "—") || en_norm_starts(x, i, "～") ? 3
                                                                                                : 0;
}

/* A dash at i; an en dash may have blanks around it. Where the second number begins, 0: no dash. */
static size_t behind_dash(const struct norm *x, size_t i)
{
    size_t n = dash_at(x, i);
    if (n) return i + n;
    if (en_norm_byte(x, i) == ' ' && en_norm_starts(x, i + 1, "–") && en_norm_byte(x, i + 4) == ' ')
        return i + 5;
    return 0;
}

int en_norm_makes_equation(const struct norm *x, size_t i)
{
    struct figure f;
    return en_norm_is_digit(en_norm_byte(x, i)) && en_norm_figure(x, i, &f) &&
           en_norm_byte(x, en_norm_skip_blanks(x, f.end)) == '=';
}

/* 4-4-2, 1-2-3: three or more small numbers with hyphens. */
static size_t row_of_numbers(struct norm *x)
{
    enum { MOST = 8 };
    size_t start[MOST], len[MOST], n = 0, at = x->at;
    while (n < MOST) {
        size_t k = 0;
        while (k < 3 && en_norm_is_digit(en_norm_byte(x, at + k)))
            k++;
        if (!k || k > 2) return 0;
        start[n] = at;
        len[n++] = k;
        at += k;
        if (en_norm_byte(x, at) != '-' || !en_norm_is_digit(en_norm_byte(x, at + 1))) break;
        at++;
    }
    if (n < 3 || !en_norm_ends(x, at)) return 0;
    for (size_t k = 0; k < n; k++) {
        if (k) buf_putc(&x->out, ' ');
        en_number_cardinal(&x->out, x->s + start[k], len[k]);
    }
    return at - x->at;
}

static int is_year(const struct figure *f)
{
    unsigned v = en_norm_value(f->whole, f->n_whole);
    return f->n_whole == 4 && !f->commas && !f->n_part && v >= 1100 && v < 2100;
}

/* 1990-1995, 1990-95: both years, the second the later one, nothing counted. */
static int are_years(const struct norm *x, const struct figure *low, const struct figure *high)
{
    const char *unit = NULL;
    if (!is_year(low) || high->n_part || en_norm_unit(x, high->end, 0, &unit)) return 0;
    if (high->n_whole == 2) return en_norm_value(high->whole, 2) > en_norm_value(low->whole + 2, 2);
    return is_year(high) && en_norm_value(high->whole, 4) > en_norm_value(low->whole, 4);
}

/* The 09 of 2005-09. */
static void put_short_year(struct norm *x, const struct figure *f)
{
    buf_puts(&x->out, "oh ");
    en_number_cardinal(&x->out, f->whole + 1, 1);
}

static void put_bound(struct norm *x, const struct figure *f, int year)
{
    if (year && f->n_whole == 4)
        en_number_year(&x->out, f->whole);
    else if (year && f->whole[0] == '0')
        put_short_year(x, f);
    else
        en_norm_put_figure(x, f);
}

/* 2-3, 10–20%, 1990-1995; Mon.-Sun. is an abbreviation's */
size_t en_norm_range(struct norm *x)
{
    struct figure low, high;
    const char *name = NULL, *unit = NULL;
    if (!en_norm_figure(x, x->at, &low)) return 0;
    if (en_norm_starts(x, x->at, "7-11") || en_norm_starts(x, x->at, "24-7")) {
        if (!en_norm_ends(x, x->at + 4)) return 0;
        buf_puts(&x->out, x->s[x->at] == '7' ? "seven eleven" : "twenty four seven");
        return 4;
    }
    size_t row = row_of_numbers(x);
    if (row) return row;
    size_t dash = low.end;
    size_t low_unit = en_norm_unit(x, low.end, en_norm_is_one(&low), &name);
    if (!behind_dash(x, dash) && low_unit) dash = low_unit;
    size_t next = behind_dash(x, dash);
    if (!next || !en_norm_is_word(en_norm_byte(x, next)) || !en_norm_figure(x, next, &high))
        return 0;
    if (en_norm_byte(x, dash) == '-' && en_norm_makes_equation(x, next)) return 0;
    if (!en_norm_ends(x, high.end) && !en_norm_unit(x, high.end, 0, &unit)) return 0;
    int years = are_years(x, &low, &high);
    put_bound(x, &low, years);
    if (dash == low_unit) {
        buf_putc(&x->out, ' ');
        buf_puts(&x->out, name);
    }
    int halves = low.n_whole == 2 && high.n_whole == 2 && !memcmp(low.whole, "50", 2) &&
                 !memcmp(high.whole, "50", 2);
    buf_puts(&x->out, halves ? " " : " to ");
    put_bound(x, &high, years);
    return en_norm_put_behind(x, high.end, 0) - x->at;
}

/* John 3:16, Psalm 23:1-6 */
static int is_verse(const struct norm *x)
{
    static const char books[] =
        " genesis exodus leviticus numbers deuteronomy joshua judges ruth samuel kings chronicles "
        "ezra nehemiah esther job psalm psalms proverbs ecclesiastes isaiah jeremiah lamentations "
        "ezekiel daniel hosea joel amos obadiah jonah micah nahum habakkuk zephaniah haggai "
        "zechariah malachi matthew mark luke john acts romans corinthians galatians ephesians "
        "philippians colossians thessalonians timothy titus philemon hebrews james peter jude "
        "revelation surah quran ";
    char before[NORM_WORD_MAX];
    size_t n = en_norm_word_before(x, x->at, before);
    return n && en_norm_in(before, books) && x->at > n && en_norm_is_upper(x->s[x->at - n - 1]);
}

/* 3:2, 3 : 2 is three to two; a colon between figures that is no time. */
size_t en_norm_ratio(struct norm *x)
{
    struct figure a, b;
    if (!en_norm_figure(x, x->at, &a)) return 0;
    size_t colon = a.end;
    if (en_norm_starts(x, colon, " : ")) colon++;
    if (en_norm_byte(x, colon) != ':') return 0;
    size_t next = colon > a.end ? colon + 2 : colon + 1;
    if (!en_norm_is_digit(en_norm_byte(x, next)) || !en_norm_figure(x, next, &b)) return 0;
    int verse = is_verse(x);
    if (!en_norm_ends(x, b.end) && en_norm_byte(x, b.end) != ':' &&
        !(verse && en_norm_byte(x, b.end) == '-'))
        return 0;
    int edition = !verse && a.n_whole >= 3 && is_year(&b); /* ISO 9001:2015 */
    en_norm_put_figure(x, &a);
    buf_puts(&x->out, verse || edition ? " " : " to ");
    put_bound(x, &b, edition);
    struct figure c; /* 1:2:3 */
    if (!verse && !edition && en_norm_byte(x, b.end) == ':' &&
        en_norm_is_digit(en_norm_byte(x, b.end + 1)) && en_norm_figure(x, b.end + 1, &c)) {
        buf_puts(&x->out, " to ");
        en_norm_put_figure(x, &c);
        return c.end - x->at;
    }
    if (verse && behind_dash(x, b.end) &&
        en_norm_is_digit(en_norm_byte(x, behind_dash(x, b.end)))) {
        buf_puts(&x->out, " to ");
        return behind_dash(x, b.end) - x->at;
    }
    return b.end - x->at;
}

/* 1920x1080, 3 x 4, 8.5" x 11" */
size_t en_norm_dimension(struct norm *x)
{
    struct figure a, b;
    const char *unit = NULL;
    if (!en_norm_is_digit(x->s[x->at]) || !en_norm_figure(x, x->at, &a)) return 0;
    size_t behind = en_norm_unit(x, a.end, en_norm_is_one(&a), &unit);
    if (unit && !strncmp(unit, "time", 4)) behind = 0; /* the x itself */
    size_t at = en_norm_skip_blanks(x, behind ? behind : a.end);
    size_t sign = en_norm_byte(x, at) == 'x' || en_norm_byte(x, at) == 'X' ? 1
                  : behind && en_norm_starts(x, at, "×")                   ? 2
                                                                           : 0;
    size_t next = en_norm_skip_blanks(x, at + sign);
    size_t before_sign = behind ? behind : a.end;
    if (!behind && (at > before_sign) != (next > at + sign)) return 0; /* PCIe 4.0 x16 */
    if (!sign || !en_norm_is_digit(en_norm_byte(x, next)) || !en_norm_figure(x, next, &b)) return 0;
    if (a.n_whole == 4 && !a.n_part && b.n_whole >= 3 && b.n_whole <= 4 && !b.n_part) {
        en_number_pairs(&x->out, a.whole, a.n_whole);
        buf_puts(&x->out, " by ");
        if (b.n_whole == 4)
            en_number_pairs(&x->out, b.whole, b.n_whole);
        else
            en_number_cardinal(&x->out, b.whole, b.n_whole);
        return b.end - x->at;
    }
    en_norm_put_figure(x, &a);
    if (behind) {
        buf_putc(&x->out, ' ');
        buf_puts(&x->out, unit);
    }
    /* the second number is read next: it may have a unit */
    int times = en_norm_makes_equation(x, next) || en_norm_byte(x, b.end) == '^';
    buf_puts(&x->out, times ? " times " : " by ");
    if (times || en_norm_byte(x, b.end) != 's' || en_norm_is_word(en_norm_byte(x, b.end + 1)))
        return next - x->at;
    en_norm_put_figure(x, &b); /* 2x4s */
    en_number_make_plural(&x->out);
    return b.end + 1 - x->at;
}
