/* en_norm_phone.c - telephone numbers: figure by figure, in groups.
 *
 *     (415) 555-0199 x12     four one five, five five five, zero one nine nine, extension one two
 *     1-800-FLOWERS          one, eight hundred, FLOWERS
 *     4155550199             in groups as Americans write it */
#include <string.h>

#include "text/en/en_norm.h"
#include "text/en/en_number.h"

struct digit_groups {
    size_t n, start[8], len[8], total, end;
    int plus, parens;
};

/* Digit groups joined by one of - . blank, the area code perhaps in parentheses. */
static void scan_groups(const struct norm *x, size_t i, struct digit_groups *g)
{
    *g = (struct digit_groups){0};
    size_t at = i;
    if (en_norm_byte(x, at) == '+') g->plus = 1, at++;
    while (g->n < 8) {
        int open = en_norm_byte(x, at) == '(';
        size_t start = at + (size_t)open, end = start;
        while (en_norm_is_digit(en_norm_byte(x, end)) && end - start < 16)
            end++;
        if (end == start || (open && en_norm_byte(x, end) != ')')) break;
        g->start[g->n] = start;
        g->len[g->n++] = end - start;
        g->total += end - start;
        g->parens |= open;
        g->end = at = end + (size_t)open;
        char c = en_norm_byte(x, at);
        if (c == '-' || c == '.' || c == ' ') at++;
        if (c != '-' && c != '.' && c != ' ' && !open) break;
    }
    if (g->parens && g->n && x->s[g->end - 1] == '(') g->end--;
}

/* 4111 1111 1111 1111: four figures again and again, and no years. */
static int is_card(const struct norm *x, const struct digit_groups *g)
{
    int years = 1;
    for (size_t k = 0; k < g->n; k++) {
        if (g->len[k] != 4 && (k + 1 < g->n || g->len[k] > 4)) return 0;
        unsigned v = en_norm_value(x->s + g->start[k], g->len[k]);
        years &= v >= 1100 && v < 2100;
    }
    return g->n >= 3 && g->total > 9 && !years && !g->parens;
}

static int looks_like_phone(const struct norm *x, const struct digit_groups *g)
{
    const size_t *len = g->len;
    if (en_norm_is_digit(en_norm_byte(x, g->end))) return 0;
    if (g->plus) return g->total >= 7 && g->total <= 16;
    if (g->n >= 2 && g->parens) return len[0] == 3 && g->total >= 10;
    if (g->n >= 3 && len[0] == 3 && len[1] == 3 && len[2] == 4) return 1;
    if (g->n >= 4 && len[0] == 1 && len[1] == 3 && len[2] == 3 && len[3] == 4) return 1;
    if (g->n == 2 && len[0] == 3 && len[1] == 4) return x->s[g->start[1] - 1] == '-';
    if (g->n == 3 && len[0] == 3 && len[1] == 4 && len[2] == 4) return 1;
    if (g->n >= 3 && g->total >= 9) { /* ISBN 978-0-306-40615-7, 123-45-6789 */
        int dashes = 1;
        for (size_t k = 1; k < g->n; k++)
            dashes &= x->s[g->start[k] - 1] == '-';
        if (dashes) return 1;
    }
    if (is_card(x, g)) return 1;
    if (g->n != 1) return 0;
    const char *s = x->s + g->start[0];
    if (len[0] == 11) return s[0] == '1';
    return len[0] == 10 && s[0] >= '2' && !en_norm_before_noun(x, g->end) &&
           memcmp(s + 7, "000", 3) != 0;
}

/* One row of figures without a break, in the groups that it is said in. */
static void put_row(struct norm *x, const char *s, size_t n, int plus)
{
    static const unsigned char america[] = {1, 3, 3, 4, 0}, here[] = {3, 3, 4, 0},
                               chinese_mobile[] = {3, 4, 4, 0}, china[] = {2, 3, 4, 4, 0};
    static const unsigned char whole[] = {0};
    const unsigned char *groups = whole;
    if (n == 10 && !plus) groups = here;
    if (n == 11 && s[0] == '1') groups = plus || !strchr("35789", s[1]) ? america : chinese_mobile;
    if (n == 13 && plus && !memcmp(s, "86", 2)) groups = china;
    for (size_t at = 0; at < n;) {
        size_t len = *groups ? *groups++ : n - at;
        if (at) buf_puts(&x->out, ", ");
        en_number_digits(&x->out, s + at, len, "zero");
        at += len;
    }
}

/* "ext. 12", "x12" behind a number: its end. */
static size_t put_extension(struct norm *x, size_t end)
{
    static const char *const signs[] = {"extension", "ext.", "ext", "x"};
    size_t at = en_norm_skip_blanks(x, end);
    if (en_norm_byte(x, at) == ',') at = en_norm_skip_blanks(x, at + 1);
    for (size_t k = 0; k < sizeof(signs) / sizeof(*signs); k++) {
        if (!en_norm_starts(x, at, signs[k])) continue;
        size_t digits = en_norm_skip_blanks(x, at + strlen(signs[k])), n = 0;
        while (en_norm_is_digit(en_norm_byte(x, digits + n)) && n < 7)
            n++;
        if (!n || n > 6 || en_norm_is_word(en_norm_byte(x, digits + n))) return end;
        buf_puts(&x->out, ", extension ");
        en_number_digits(&x->out, x->s + digits, n, "zero");
        return digits + n;
    }
    return end;
}

/* 1-800-GO-U-HAUL */
static size_t toll_free(struct norm *x)
{
    static const char *const codes[] = {"800", "833", "844", "855", "866", "877", "888", "900"};
    size_t code = x->at + 2, at = x->at + 6;
    if (!en_norm_starts(x, x->at, "1-") || en_norm_byte(x, at - 1) != '-' ||
        !en_norm_is_upper(en_norm_byte(x, at)))
        return 0;
    int known = 0;
    for (size_t k = 0; k < sizeof(codes) / sizeof(*codes); k++)
        known |= en_norm_starts(x, code, codes[k]);
    if (!known) return 0;
    buf_puts(&x->out, "one, ");
    if (en_norm_byte(x, code + 1) == '0' && en_norm_byte(x, code + 2) == '0')
        en_number_cardinal(&x->out, x->s + code, 3);
    else
        en_number_digits(&x->out, x->s + code, 3, "zero");
    buf_puts(&x->out, ", ");
    size_t end = at;
    for (; en_norm_is_upper(en_norm_byte(x, end)) ||
           (en_norm_byte(x, end) == '-' && en_norm_is_upper(en_norm_byte(x, end + 1)));
         end++)
        buf_putc(&x->out, x->s[end] == '-' ? ' ' : x->s[end]);
    return end - x->at;
}

size_t en_norm_phone(struct norm *x)
{
    char c = x->s[x->at];
    if (!en_norm_is_digit(c) && c != '+' && c != '(') return 0;
    size_t special = toll_free(x);
    if (special) return special;
    struct digit_groups g;
    scan_groups(x, x->at, &g);
    if (!g.n || !looks_like_phone(x, &g)) return 0;
    if (g.plus) buf_puts(&x->out, "plus ");
    for (size_t k = 0; k < g.n; k++) {
        if (k > 0) buf_puts(&x->out, ", ");
        const char *digits = x->s + g.start[k];
        if (g.n > 1 && g.len[k] == 3 && !memcmp(digits, "800", 3))
            buf_puts(&x->out, "eight hundred");
        else if (g.len[k] >= 10)
            put_row(x, digits, g.len[k], g.plus);
        else
            en_number_digits(&x->out, digits, g.len[k], "zero");
    }
    return put_extension(x, g.end) - x->at;
}
