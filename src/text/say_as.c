#include "text/say_as.h"

#include <string.h>

#include "base/utf8.h"
#include "text/en/en_number.h"
#include "text/zh/norm_zh.h"

enum { DIGITS_MAX = 400 };

int say_as_find(const char *name)
{
    static const struct {
        const char *name;
        enum say_as as;
    } names[] = {
        {"characters", SAY_CHARACTERS},
        {"spell-out", SAY_CHARACTERS},
        {"verbatim", SAY_CHARACTERS},
        {"cardinal", SAY_CARDINAL},
        {"number", SAY_CARDINAL},
        {"ordinal", SAY_ORDINAL},
        {"digits", SAY_DIGITS},
        {"telephone", SAY_TELEPHONE},
        {"date", SAY_DATE},
        {"time", SAY_TIME},
        {"currency", SAY_CURRENCY},
        {"fraction", SAY_FRACTION},
        {"unit", SAY_UNIT},
    };
    for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
        if (!strcmp(names[i].name, name)) return (int)names[i].as;
    return -1;
}

static int is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static size_t digits_at(const char *s, size_t n, size_t at)
{
    size_t end = at;
    while (end < n && is_digit(s[end]))
        end++;
    return end - at;
}

/* ---- numbers ---- */

static void cardinal(const char *digits, size_t n, enum word_lang lang, struct buf *out)
{
    if (lang == WORD_EN) {
        en_number_cardinal(out, digits, n);
        return;
    }
    struct norm m = {.s = digits, .n = n, .text = buf_make(1 << 16)};
    norm_say_cardinal(&m, 0, n, NORM_BIG);
    buf_add(out, m.text.data, m.text.len);
    buf_free(&m.text);
}

/* The digits of "1,234" without commas; 0: it is no such number. */
static size_t whole(const char *s, size_t n, char digits[DIGITS_MAX])
{
    size_t count = 0;
    for (size_t i = 0; i < n; i++) {
        if (is_digit(s[i]) && count < DIGITS_MAX)
            digits[count++] = s[i];
        else if (s[i] != ',' && s[i] != ' ')
            return 0;
    }
    return count;
}

static void one_by_one(const char *digits, size_t n, enum word_lang lang, int yao, struct buf *out)
{
    if (lang == WORD_EN) {
        en_number_digits(out, digits, n, "zero");
        return;
    }
    struct norm m = {.s = digits, .n = n, .text = buf_make(1 << 16)};
    norm_say_digits(&m, 0, n, yao);
    buf_add(out, m.text.data, m.text.len);
    buf_free(&m.text);
}

static int write_cardinal(const char *s, size_t n, int ordinal, enum word_lang lang,
                          struct buf *out, struct err *e)
{
    char digits[DIGITS_MAX];
    int zh = lang == WORD_ZH, minus = n && *s == '-' && !ordinal;
    size_t point = minus;
    while (point < n && s[point] != '.')
        point++;
    size_t count = whole(s + minus, point - (size_t)minus, digits);
    size_t decimals = point < n ? digits_at(s, n, point + 1) : 0;
    if (!count || (point < n && (ordinal || !decimals || point + 1 + decimals < n)))
        return err_set(e, E_FORMAT, "expected a number, such as 1234%s, not '%.*s'",
                       ordinal ? "" : " or -3.5", (int)(n < 60 ? n : 60), s);
    if (minus) buf_puts(out, zh ? "负" : "minus ");
    if (ordinal && zh) buf_puts(out, "第");
    if (ordinal && !zh)
        en_number_ordinal(out, digits, count);
    else
        cardinal(digits, count, lang, out);
    if (point == n) return 0;
    buf_puts(out, zh ? "点" : " point ");
    one_by_one(s + point + 1, decimals, lang, 0, out);
    return 0;
}

static int write_digits(const char *s, size_t n, int phone, enum word_lang lang, struct buf *out,
                        struct err *e)
{
    size_t count = 0;
    int zh = lang == WORD_ZH, gap = 0;
    for (size_t at = 0; at < n;) {
        size_t k = digits_at(s, n, at);
        if (k) {
            if (gap && count) buf_puts(out, zh ? "，" : ", ");
            one_by_one(s + at, k, lang, phone, out);
            count += k;
            at += k;
            gap = 0;
        } else if (phone && s[at] == '+' && !count) {
            buf_puts(out, zh ? "加" : "plus ");
            at++;
        } else if (strchr(" -.()/", s[at]) && s[at]) {
            gap = 1;
            at++;
        } else {
            return err_set(e, E_FORMAT, "expected digits, not '%.*s'", (int)(n < 60 ? n : 60), s);
        }
    }
    return count ? 0 : err_set(e, E_FORMAT, "expected digits");
}

/* 1/2, 3 1/2, 3+1/2 */
static int write_fraction(const char *s, size_t n, enum word_lang lang, struct buf *out,
                          struct err *e)
{
    size_t a = digits_at(s, n, 0), at = a, top = 0, n_top = a;
    if (a && at < n && (s[at] == ' ' || s[at] == '+')) {
        top = at + 1;
        n_top = digits_at(s, n, top);
        at = top + n_top;
    }
    size_t bottom = at + 1, n_bottom = at < n && s[at] == '/' ? digits_at(s, n, bottom) : 0;
    if (!n_top || !n_bottom || bottom + n_bottom != n)
        return err_set(e, E_FORMAT, "expected a fraction, such as 1/2 or 3 1/2, not '%.*s'",
                       (int)(n < 60 ? n : 60), s);
    if (top) {
        cardinal(s, a, lang, out);
        buf_puts(out, lang == WORD_ZH ? "又" : " and ");
    }
    if (lang == WORD_EN) {
        en_number_fraction(out, s + top, n_top, s + bottom, n_bottom);
        return 0;
    }
    cardinal(s + bottom, n_bottom, lang, out);
    buf_puts(out, "分之");
    cardinal(s + top, n_top, lang, out);
    return 0;
}

/* ---- dates and times ---- */

struct date {
    int y, m, d; /* 0: not given */
    int y_digits;
};

static int value(const char *s, size_t n)
{
    int v = 0;
    for (size_t i = 0; i < n && i < 6; i++)
        v = v * 10 + (s[i] - '0');
    return v;
}

static int set_part(struct date *d, char what, const char *s, size_t n)
{
    int v = value(s, n);
    if (what == 'y' && n && n <= 4) {
        d->y = v;
        d->y_digits = (int)n;
        return 0;
    }
    int most = what == 'm' ? 12 : 31;
    if (what == 'y' || !n || n > 2 || v < 1 || v > most) return -1;
    *(what == 'm' ? &d->m : &d->d) = v;
    return 0;
}

static int is_format(const char *format)
{
    static const char *const formats[] = {"mdy", "dmy", "ymd", "md", "dm",
                                          "ym",  "my",  "y",   "m",  "d"};
    for (size_t i = 0; i < sizeof(formats) / sizeof(*formats); i++)
        if (!strcmp(formats[i], format)) return 1;
    return 0;
}

/* Groups of digits by the format's letters; 20261122 by their lengths. */
static int read_date(const char *format, const char *s, size_t n, struct date *d)
{
    size_t at = 0, all = digits_at(s, n, 0);
    for (const char *f = format; *f; f++) {
        while (f != format && at < n && strchr("-/. ", s[at]) && s[at])
            at++;
        size_t k = digits_at(s, n, at), want = *f == 'y' ? 4 : 2;
        if (all == n && n > 4 && k > want) k = want;
        if (set_part(d, *f, s + at, k)) return -1;
        at += k;
    }
    return at == n ? 0 : -1;
}

static int write_date(const char *format, const char *s, size_t n, enum word_lang lang,
                      struct buf *out, struct err *e)
{
    static const char *const months[] = {"January",   "February", "March",    "April",
                                         "May",       "June",     "July",     "August",
                                         "September", "October",  "November", "December"};
    struct date d = {0};
    if (format && *format && !is_format(format))
        return err_set(e, E_FORMAT, "expected a date's format, such as ymd, mdy or md, not '%.20s'",
                       format);
    if (!format || !*format) {
        if (!n || !is_digit(*s)) { /* in words already */
            buf_add(out, s, n);
            return 0;
        }
        int two = 0;
        for (size_t i = 0; i < n; i++)
            two += !is_digit(s[i]);
        int year_first = digits_at(s, n, 0) >= 4;
        format = year_first ? (two == 1 ? "ym" : "ymd") : two == 1 ? "md" : "mdy";
        if (year_first && n == 4) format = "y";
    }
    if (read_date(format, s, n, &d))
        return err_set(e, E_FORMAT, "expected a date (%s), such as 2026-11-22, not '%.*s'", format,
                       (int)(n < 60 ? n : 60), s);
    if (lang == WORD_ZH) {
        if (d.y_digits) buf_printf(out, "%0*d年", d.y_digits, d.y);
        if (d.m) buf_printf(out, "%d月", d.m);
        if (d.d) buf_printf(out, "%d日", d.d);
        return 0;
    }
    char year[8];
    int n_year = 0;
    for (int v = d.y, i = d.y_digits; i-- > 0; v /= 10, n_year++)
        year[i] = (char)('0' + v % 10);
    if (d.m) buf_puts(out, months[d.m - 1]);
    if (d.d) {
        char day[4] = {(char)('0' + d.d / 10), (char)('0' + d.d % 10)};
        if (d.m) buf_putc(out, ' ');
        en_number_ordinal(out, day + (d.d < 10), d.d < 10 ? 1 : 2);
    }
    if (n_year && out->len) buf_puts(out, d.d ? ", " : " ");
    if (n_year == 4)
        en_number_year(out, year);
    else if (n_year)
        en_number_digits(out, year, (size_t)n_year, "oh");
    return 0;
}

/* 10:30, 10:30:15, 2:30pm */
static int write_time(const char *s, size_t n, enum word_lang lang, struct buf *out, struct err *e)
{
    static const char *const units[] = {"点", "分", "秒"};
    size_t at = 0;
    int parts = 0;
    struct buf zh = buf_make(256);
    for (;;) {
        size_t k = digits_at(s, n, at);
        if (!k || k > 2) break;
        int v = value(s + at, k);
        if (v > (parts ? 59 : 24)) break;
        if (parts == 1 && !v && !(at + k < n && s[at + k] == ':'))
            buf_puts(&zh, "整");
        else
            buf_printf(&zh, "%d%s", v, units[parts]);
        at += k;
        parts++;
        if (parts == 3 || at == n || s[at] != ':') break;
        at++;
    }
    size_t rest = at;
    while (rest < n && s[rest] == ' ')
        rest++;
    int half = n - rest >= 2 && (s[n - 1] == 'm' || s[n - 1] == 'M' || s[n - 1] == '.');
    int ok = parts > 1 && (at == n || half);
    if (ok && lang == WORD_ZH) {
        if (half) buf_puts(out, (s[rest] | 32) == 'p' ? "下午" : "上午");
        buf_add(out, zh.data, zh.len);
    } else if (ok) {
        buf_add(out, s, n);
    }
    buf_free(&zh);
    return ok ? 0
              : err_set(e, E_FORMAT, "expected a time, such as 10:30, not '%.*s'",
                        (int)(n < 60 ? n : 60), s);
}

int say_as_write(enum say_as as, const char *format, const char *s, size_t n, enum word_lang lang,
                 struct buf *out, struct err *e)
{
    switch (as) {
    case SAY_CARDINAL:
        return write_cardinal(s, n, 0, lang, out, e);
    case SAY_ORDINAL:
        return write_cardinal(s, n, 1, lang, out, e);
    case SAY_DIGITS:
    case SAY_TELEPHONE:
        return write_digits(s, n, as == SAY_TELEPHONE, lang, out, e);
    case SAY_FRACTION:
        return write_fraction(s, n, lang, out, e);
    case SAY_DATE:
        return write_date(format, s, n, lang, out, e);
    case SAY_TIME:
        return write_time(s, n, lang, out, e);
    default:
        buf_add(out, s, n);
        return 0;
    }
}
