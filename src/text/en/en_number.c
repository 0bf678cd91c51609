#include "text/en/en_number.h"

#include <string.h>

static const char *const ones[20] = {
    "zero",     "one",     "two",     "three",     "four",     "five",     "six",
    "seven",    "eight",   "nine",    "ten",       "eleven",   "twelve",   "thirteen",
    "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
};

static const char *const tens[10] = {"",      "",      "twenty",  "thirty", "forty",
                                     "fifty", "sixty", "seventy", "eighty", "ninety"};

static const char *const groups[] = {"",         " thousand", " million",
                                     " billion", " trillion", " quadrillion"};

static void blank(struct buf *out, size_t start)
{
    if (out->len > start) buf_putc(out, ' ');
}

void en_number_small(struct buf *out, unsigned v)
{
    size_t start = out->len;
    if (v >= 100) {
        buf_puts(out, ones[v / 100 % 10]);
        buf_puts(out, " hundred");
        v %= 100;
        if (!v) return;
    }
    blank(out, start);
    if (v < 20) {
        buf_puts(out, ones[v]);
        return;
    }
    buf_puts(out, tens[v / 10]);
    if (v % 10) {
        buf_putc(out, ' ');
        buf_puts(out, ones[v % 10]);
    }
}

void en_number_digits(struct buf *out, const char *digits, size_t n, const char *zero)
{
    for (size_t i = 0; i < n; i++) {
        if (i > 0) buf_putc(out, ' ');
        buf_puts(out, digits[i] == '0' ? zero : ones[digits[i] - '0']);
    }
}

void en_number_cardinal(struct buf *out, const char *digits, size_t n)
{
    size_t start = out->len;
    if (n > NUMBER_DIGITS_MAX) {
        en_number_digits(out, digits, n, "zero");
        return;
    }
    for (size_t i = 0; i < n;) {
        size_t left = (n - i - 1) / 3; /* groups behind this one */
        unsigned v = 0;
        for (size_t end = n - left * 3; i < end; i++)
            v = v * 10 + (unsigned)(digits[i] - '0');
        if (!v) continue;
        blank(out, start);
        en_number_small(out, v);
        buf_puts(out, groups[left]);
    }
    if (out->len == start) buf_puts(out, "zero");
}

static void drop_tail(struct buf *out, size_t n)
{
    out->len -= n;
    out->data[out->len] = 0;
}

static int ends_in(const struct buf *out, const char *s)
{
    size_t n = strlen(s);
    return out->len >= n && !memcmp(out->data + out->len - n, s, n);
}

void en_number_make_ordinal(struct buf *out)
{
    static const char *const odd[][2] = {
        {"one", "first"},    {"two", "second"}, {"three", "third"},    {"five", "fifth"},
        {"eight", "eighth"}, {"nine", "ninth"}, {"twelve", "twelfth"},
    };
    for (size_t i = 0; i < sizeof(odd) / sizeof(*odd); i++)
        if (ends_in(out, odd[i][0])) {
            drop_tail(out, strlen(odd[i][0]));
            buf_puts(out, odd[i][1]);
            return;
        }
    if (ends_in(out, "y")) {
        drop_tail(out, 1);
        buf_puts(out, "ie");
    }
    buf_puts(out, "th");
}

void en_number_make_plural(struct buf *out)
{
    if (ends_in(out, "y")) {
        drop_tail(out, 1);
        buf_puts(out, "ies");
    } else {
        buf_puts(out, ends_in(out, "x") ? "es" : "s");
    }
}

void en_number_ordinal(struct buf *out, const char *digits, size_t n)
{
    en_number_cardinal(out, digits, n);
    en_number_make_ordinal(out);
}

static void pair(struct buf *out, const char *two)
{
    if (two[0] == '0') {
        buf_puts(out, "oh ");
        buf_puts(out, ones[two[1] - '0']);
    } else {
        en_number_small(out, (unsigned)((two[0] - '0') * 10 + two[1] - '0'));
    }
}

void en_number_year(struct buf *out, const char *d)
{
    if (d[1] == '0' && d[2] == '0') { /* two thousand, two thousand five */
        en_number_cardinal(out, d, 4);
        return;
    }
    pair(out, d);
    buf_putc(out, ' ');
    if (d[2] == '0' && d[3] == '0')
        buf_puts(out, "hundred");
    else
        pair(out, d + 2);
}

void en_number_pairs(struct buf *out, const char *d, size_t n)
{
    if (n < 3 || (n == 3 && d[1] == '0' && d[2] == '0') || (n == 4 && d[2] == '0' && d[3] == '0')) {
        if (n == 4 && d[1] != '0')
            en_number_year(out, d);
        else
            en_number_cardinal(out, d, n);
        return;
    }
    if (d[0] == '0' || n > 4) {
        en_number_digits(out, d, n, "zero");
        return;
    }
    if (n == 3) {
        en_number_small(out, (unsigned)(d[0] - '0'));
        buf_putc(out, ' ');
        pair(out, d + 1);
        return;
    }
    pair(out, d);
    buf_putc(out, ' ');
    pair(out, d + 2);
}

void en_number_fraction(struct buf *out, const char *top, size_t n_top, const char *bottom,
                        size_t n_bottom)
{
    int one = n_top == 1 && top[0] == '1';
    en_number_cardinal(out, top, n_top);
    buf_putc(out, ' ');
    if (n_bottom == 1 && bottom[0] == '2') {
        buf_puts(out, one ? "half" : "halves");
        return;
    }
    if (n_bottom == 1 && bottom[0] == '4')
        buf_puts(out, "quarter");
    else
        en_number_ordinal(out, bottom, n_bottom);
    if (!one) en_number_make_plural(out);
}
