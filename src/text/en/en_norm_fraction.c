/* en_norm_fraction.c - fractions, and what only looks like one.
 *
 *     3/4 three quarters    2 1/2 two and a half    120/80 one hundred twenty over eighty
 *     24/7, 50/50, 20/20 are said figure by figure    4.5/5, rated 9/10: out of */
#include <string.h>

#include "text/en/en_norm.h"
#include "text/en/en_number.h"

static const struct {
    const char *sign, *top, *bottom;
} vulgar[] = {
    {"½", "1", "2"}, {"⅓", "1", "3"}, {"⅔", "2", "3"},  {"¼", "1", "4"}, {"¾", "3", "4"},
    {"⅕", "1", "5"}, {"⅖", "2", "5"}, {"⅗", "3", "5"},  {"⅘", "4", "5"}, {"⅙", "1", "6"},
    {"⅚", "5", "6"}, {"⅐", "1", "7"}, {"⅛", "1", "8"},  {"⅜", "3", "8"}, {"⅝", "5", "8"},
    {"⅞", "7", "8"}, {"⅑", "1", "9"}, {"⅒", "1", "10"},
};

/* One sign for a fraction at i; its end, 0: none. */
static size_t put_vulgar(struct norm *x, size_t i)
{
    for (size_t k = 0; k < sizeof(vulgar) / sizeof(*vulgar); k++)
        if (en_norm_starts(x, i, vulgar[k].sign)) {
            en_number_fraction(&x->out, vulgar[k].top, strlen(vulgar[k].top), vulgar[k].bottom,
                               strlen(vulgar[k].bottom));
            return i + strlen(vulgar[k].sign);
        }
    return 0;
}

/* How the slash between two figures is said; NULL: it makes a fraction of them. */
static const char *said_between(const struct norm *x, const struct figure *a,
                                const struct figure *b)
{
    unsigned top = en_norm_value(a->whole, a->n_whole),
             bottom = en_norm_value(b->whole, b->n_whole);
    int even_split = a->n_whole == 2 && b->n_whole == 2 &&
                     ((top == bottom && (top == 20 || top == 50)) || top + bottom == 100);
    if (a->n_whole == 2 && b->n_whole == 1 && top == 24 && bottom == 7) return " ";
    if (a->n_whole == 1 && b->n_whole == 2 && top == 9 && bottom == 11) return " ";
    if (even_split) return " ";
    if (top == bottom && (top == 5 || top == 10 || top == 100)) return " out of ";
    char before[NORM_WORD_MAX], after[NORM_WORD_MAX];
    en_norm_word_before(x, x->at, before);
    en_norm_word(x, en_norm_skip_blanks(x, b->end), after);
    if ((bottom == 5 || bottom == 10 || bottom == 100) &&
        (en_norm_in(before,
                    " rated rates rate score scored scores gave give rating page slide step ") ||
         en_norm_in(after, " stars rating ")))
        return " out of ";
    if (top >= bottom && bottom > 1 && en_norm_byte(x, en_norm_skip_blanks(x, b->end)) == '=')
        return " divided by ";
    if (bottom <= 1 || (b->n_whole > 1 && b->whole[0] == '0') || b->n_whole > 4) return " over ";
    return top > bottom && bottom > 12 ? " over " : NULL; /* 120/80: no fraction anybody means */
}

/* 4/5 at i, neither figure with a point; its end, 0: none. */
static size_t put_plain_fraction(struct norm *x, size_t i)
{
    struct figure a, b;
    if (!en_norm_is_digit(en_norm_byte(x, i)) || !en_norm_figure(x, i, &a) || a.n_part ||
        en_norm_byte(x, a.end) != '/' || !en_norm_is_digit(en_norm_byte(x, a.end + 1)) ||
        !en_norm_figure(x, a.end + 1, &b) || b.n_part || a.n_whole > 4 ||
        b.n_whole > (b.commas ? 9 : 4))
        return 0;
    size_t end = b.end;
    if (en_norm_starts(x, end, "th") || en_norm_starts(x, end, "rd") ||
        en_norm_starts(x, end, "nd")) {
        end += 2;
        if (en_norm_byte(x, end) == 's') end++;
    }
    if (!en_norm_ends(x, end) || en_norm_byte(x, end) == '/') return 0;
    const char *between = said_between(x, &a, &b);
    if (between) {
        en_norm_put_figure(x, &a);
        buf_puts(&x->out, between);
        en_norm_put_figure(x, &b);
    } else {
        en_number_fraction(&x->out, a.whole, a.n_whole, b.whole, b.n_whole);
    }
    return end;
}

/* 4.5/5: a mark out of what it could be. */
static size_t put_mark(struct norm *x, const struct figure *a)
{
    struct figure b;
    if (!a->n_part || en_norm_byte(x, a->end) != '/' ||
        !en_norm_is_digit(en_norm_byte(x, a->end + 1)) || !en_norm_figure(x, a->end + 1, &b) ||
        b.n_part || !en_norm_ends(x, b.end))
        return 0;
    en_norm_put_figure(x, a);
    buf_puts(&x->out, " out of ");
    en_norm_put_figure(x, &b);
    return b.end;
}

/* "a 1/4-mile track" is a quarter-mile track. */
static void drop_one(struct norm *x)
{
    char before[NORM_WORD_MAX];
    if (strncmp(x->out.data, "one ", 4) != 0 || !en_norm_word_before(x, x->at, before) ||
        strcmp(before, "a") != 0)
        return;
    buf_drop(&x->out, 4);
}

/* ¾, 1/3, 23 4/5, 2½ */
size_t en_norm_fraction(struct norm *x)
{
    size_t end = put_vulgar(x, x->at);
    if (!end && en_norm_starts(x, x->at, "24/7/365")) {
        buf_puts(&x->out, "twenty four seven three sixty five");
        return strlen("24/7/365");
    }
    int in_row = x->at > 1 && x->s[x->at - 1] == '/' && en_norm_is_digit(x->s[x->at - 2]);
    if (!end && !in_row) end = put_plain_fraction(x, x->at); /* 1/2/3 */
    if (end) {
        int proper = !strstr(x->out.data, " over ");
        drop_one(x);
        end = en_norm_put_behind(x, end, proper); /* ½ tsp is one half teaspoon */
        return en_norm_put_inch_sign(x, end) - x->at;
    }
    struct figure whole;
    if (!en_norm_is_digit(x->s[x->at]) || !en_norm_figure(x, x->at, &whole)) return 0;
    end = put_mark(x, &whole);
    if (end) return end - x->at;
    if (whole.n_part) return 0;
    struct norm ahead = *x;
    ahead.out = buf_make(256);
    size_t at = en_norm_skip_blanks(x, whole.end);
    if (at == whole.end && en_norm_byte(x, at) == '-') at++; /* 3-1/2 */
    end = put_vulgar(&ahead, at);
    if (!end && at > whole.end) end = put_plain_fraction(&ahead, at);
    if (end && !strstr(ahead.out.data, " over ")) {
        int one = !strncmp(ahead.out.data, "one ", 4);
        en_norm_put_figure(x, &whole);
        buf_puts(&x->out, one ? " and a " : " and ");
        buf_puts(&x->out, ahead.out.data + (one ? 4 : 0));
        end = en_norm_put_inch_sign(x, en_norm_put_behind(x, end, 0));
    } else {
        end = 0;
    }
    buf_free(&ahead.out);
    return end ? end - x->at : 0;
}
