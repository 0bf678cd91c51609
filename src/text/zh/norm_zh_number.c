/* norm_zh_number.c - numbers by themselves: 一千零一, 两万, 二点五, 三到五. */
#include <string.h>

#include "text/zh/norm_zh.h"

static const char *const digit_names[] = {"零", "一", "二", "三", "四",
                                          "五", "六", "七", "八", "九"};

size_t norm_digits(const struct norm *m, size_t at)
{
    size_t n = 0;
    while (norm_is_digit(m, at + n))
        n++;
    return n;
}

long norm_value(const struct norm *m, size_t at, size_t n)
{
    if (n == 0 || n > 9) return -1;
    long v = 0;
    for (size_t i = 0; i < n; i++)
        v = v * 10 + (m->s[at + i] - '0');
    return v;
}

/* The groups of 1 000 000: at least two, one of them zeros, so that lists of numbers are none. */
static int is_spaced(const struct norm *m, size_t at)
{
    size_t i = at;
    int zeros = 0;
    for (; norm_at(m, i) == ' ' && norm_digits(m, i + 1) == 3 && i - at < 24; i += 4)
        zeros |= norm_begins(m, i + 1, "000");
    return zeros && i - at >= 8;
}

int norm_number(const struct norm *m, size_t at, struct norm_number *num)
{
    size_t n = norm_digits(m, at), i = at + n;
    *num = (struct norm_number){.at = at, .n_whole = n};
    if (!n && norm_at(m, at) != '.') return 0;
    if (n >= 1 && n <= 3)
        while (norm_at(m, i) == ',' && norm_digits(m, i + 1) == 3) {
            i += 4;
            num->n_whole += 3;
            num->commas = 1;
        }
    if (n >= 1 && n <= 3 && !num->commas && m->s[at] != '0' && is_spaced(m, i))
        for (; norm_at(m, i) == ' ' && norm_digits(m, i + 1) == 3; i += 4)
            num->n_whole += 3;
    num->whole_end = i;
    if (norm_at(m, i) == '.' && (num->n_fraction = norm_digits(m, i + 1)) > 0)
        i += 1 + num->n_fraction;
    num->end = i;
    return num->n_whole + num->n_fraction > 0;
}

/* - ~ – — ～ and 至 are left to stand as they are when they are words. */
static size_t range_sign(const struct norm *m, size_t at)
{
    return norm_begins_any(m, at, "- ~ – — ～ －");
}

static int is_plain(const struct norm *m, const struct norm_number *num)
{
    return num->n_whole > 0 && num->n_whole <= 8 && !(num->n_whole > 1 && m->s[num->at] == '0');
}

int norm_range(const struct norm *m, size_t at, struct norm_range *r)
{
    *r = (struct norm_range){0};
    if (!norm_number(m, at, &r->a)) return 0;
    r->end = r->a.end;
    size_t i = norm_skip_spaces(m, r->a.end), sign = range_sign(m, i);
    if (!sign) return 1;
    i = norm_skip_spaces(m, i + sign);
    if (!norm_number(m, i, &r->b) || !is_plain(m, &r->a) || !is_plain(m, &r->b)) return 1;
    if (!r->a.n_fraction && !r->b.n_fraction && !r->a.commas && !r->b.commas &&
        norm_value(m, r->a.at, r->a.n_whole) > norm_value(m, r->b.at, r->b.n_whole))
        return 1; /* from more to less: some other kind of hyphen */
    r->two = 1;
    r->end = r->b.end;
    return 1;
}

void norm_say_digits(struct norm *m, size_t at, size_t n, int yao)
{
    for (size_t i = at; i < at + n; i++)
        if (norm_is_digit(m, i))
            buf_puts(&m->text, yao && m->s[i] == '1' ? "幺" : digit_names[m->s[i] - '0']);
}

/* d: digits without commas, at most 4, no sign; `first`: nothing was said before. */
static void say_group(struct norm *m, const char *d, size_t n, int first, enum norm_two two)
{
    static const char *const units[] = {"", "十", "百", "千"};
    int gap = 0, said = !first;
    for (size_t i = 0; i < n; i++) {
        size_t unit = n - 1 - i;
        if (d[i] == '0') {
            gap = 1;
            continue;
        }
        if (gap && said) buf_puts(&m->text, "零");
        gap = 0;
        int round = unit == 3 || (d[i + 1] == '0' && d[i + 2] == '0'); /* 两百, but 二百二十 */
        if (d[i] == '2' && !said && unit >= 2 && round && two != NORM_ER)
            buf_puts(&m->text, "两");
        else if (d[i] != '1' || unit != 1 || said)
            buf_puts(&m->text, digit_names[d[i] - '0']);
        buf_puts(&m->text, units[unit]);
        said = 1;
    }
}

static int all_zero(const char *d, size_t n)
{
    return n == 0 || strspn(d, "0") >= n;
}

/* Groups of four from the left: 亿 stands between the 8 lower digits and the rest. */
static void say_whole(struct norm *m, const char *d, size_t n, enum norm_two two)
{
    int first = 1, gap = 0;
    while (n) {
        size_t len = n % 4 ? n % 4 : 4, power = (n - len) / 4; /* of 10,000 */
        if (all_zero(d, len)) {
            gap = !first;
        } else {
            if (gap && d[0] != '0') buf_puts(&m->text, "零");
            gap = 0;
            if (len == 1 && d[0] == '2' && power && first && two != NORM_ER)
                buf_puts(&m->text, "两");
            else
                say_group(m, d, len, first, two);
            if (power == 1 || power == 3) buf_puts(&m->text, "万");
            first = 0;
        }
        if (power == 2 && !first) buf_puts(&m->text, "亿");
        d += len;
        n -= len;
    }
}

void norm_say_cardinal(struct norm *m, size_t at, size_t end, enum norm_two two)
{
    enum { MAX = 16 };
    char d[MAX + 1] = {0};
    size_t n = 0, digits = 0;
    for (size_t i = at; i < end; i++) {
        if (!norm_is_digit(m, i)) continue;
        digits++;
        if (n == 0 && m->s[i] == '0') continue; /* leading zeros say nothing here */
        if (n < MAX) d[n] = m->s[i];
        n++;
    }
    if (n > MAX)
        norm_say_digits(m, at, end - at, 0);
    else if (n == 0)
        buf_puts(&m->text, digits ? "零" : "");
    else if (n == 1 && d[0] == '2' && two == NORM_LIANG)
        buf_puts(&m->text, "两");
    else
        say_whole(m, d, n, two);
}

void norm_say_number(struct norm *m, const struct norm_number *num, enum norm_two two)
{
    if (num->n_fraction && two == NORM_LIANG) two = NORM_BIG; /* 2.5 is 二点五 */
    if (num->n_whole)
        norm_say_cardinal(m, num->at, num->whole_end, two);
    else
        buf_puts(&m->text, "零");
    if (!num->n_fraction) return;
    buf_puts(&m->text, "点");
    norm_say_digits(m, num->end - num->n_fraction, num->n_fraction, 0);
}

void norm_say_range(struct norm *m, const struct norm_range *r, enum norm_two two)
{
    norm_say_number(m, &r->a, two);
    if (!r->two) return;
    buf_puts(&m->text, "到");
    norm_say_number(m, &r->b, two);
}

enum { SCALED_MAX = 16 };

static int fits_scaled(const struct norm_number *num, size_t zeros)
{
    return num->n_fraction <= zeros && num->n_whole + zeros <= SCALED_MAX;
}

static void say_scaled(struct norm *m, const struct norm_number *num, size_t zeros)
{
    char d[SCALED_MAX + 1] = {0};
    size_t n = 0;
    for (size_t i = num->at; i < num->end; i++)
        if (norm_is_digit(m, i) && (n || m->s[i] != '0')) d[n++] = m->s[i];
    for (size_t left = n ? zeros - num->n_fraction : 0; left; left--)
        d[n++] = '0';
    if (n)
        say_whole(m, d, n, NORM_BIG);
    else
        buf_puts(&m->text, "零");
}

int norm_say_scaled(struct norm *m, const struct norm_range *r, size_t zeros)
{
    if (!fits_scaled(&r->a, zeros) || (r->two && !fits_scaled(&r->b, zeros))) return 0;
    say_scaled(m, &r->a, zeros);
    if (!r->two) return 1;
    buf_puts(&m->text, "到");
    say_scaled(m, &r->b, zeros);
    return 1;
}

void norm_drop_zeros(const struct norm *m, struct norm_number *num)
{
    while (num->n_fraction && m->s[num->end - 1] == '0') {
        num->end--;
        num->n_fraction--;
    }
}
