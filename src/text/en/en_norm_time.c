/* en_norm_time.c - dates and times of day. American: 2012-01-05 is January fifth, twenty twelve;
 * 3/4/2021 has the month in front. */
#include <string.h>

#include "text/en/en_norm.h"
#include "text/en/en_number.h"

static const char *const months[12] = {"January",   "February", "March",    "April",
                                       "May",       "June",     "July",     "August",
                                       "September", "October",  "November", "December"};

/* The month that is written at i, "Jan", "Jan." or "January"; its end, 0: none. */
static size_t month_at(const struct norm *x, size_t i, unsigned *month)
{
    char word[NORM_WORD_MAX];
    size_t n = en_norm_word(x, i, word);
    for (unsigned m = 0; n >= 3 && m < 12; m++) {
        char full[NORM_WORD_MAX];
        struct norm name = {.s = months[m], .n = strlen(months[m])};
        size_t len = en_norm_word(&name, 0, full);
        int shortened = n == 3 || (n == 4 && m == 8); /* Sept */
        if (strncmp(word, full, n) != 0 || (n != len && !shortened)) continue;
        *month = m + 1;
        size_t end = i + n;
        return n != len && en_norm_byte(x, end) == '.' ? end + 1 : end;
    }
    return 0;
}

/* Digits at i, `most` of them at most; their number, and the value. */
static size_t digits_at(const struct norm *x, size_t i, size_t most, unsigned *value)
{
    size_t n = 0;
    while (n < most + 1 && en_norm_is_digit(en_norm_byte(x, i + n)))
        n++;
    if (n > most) return 0;
    *value = n ? en_norm_value(x->s + i, n) : 0;
    return n;
}

static void put_day(struct norm *x, unsigned day)
{
    en_number_small(&x->out, day);
    en_number_make_ordinal(&x->out);
}

static void put_year(struct norm *x, const char *digits, size_t n)
{
    if (n == 4)
        en_number_year(&x->out, digits);
    else
        en_number_pairs(&x->out, digits, n);
}

static void put_date(struct norm *x, unsigned month, unsigned day, const char *year, size_t n_year)
{
    buf_puts(&x->out, months[month - 1]);
    if (day) {
        buf_putc(&x->out, ' ');
        put_day(x, day);
    }
    if (n_year) {
        buf_puts(&x->out, day ? ", " : " ");
        put_year(x, year, n_year);
    }
}

static int is_date(unsigned month, unsigned day)
{
    return month >= 1 && month <= 12 && day >= 1 && day <= 31;
}

/* "on 3/14", "due by 12/31", "Tue (2/22)": no year, but words that only dates follow. */
static size_t month_and_day(struct norm *x)
{
    static const char dated[] =
        " on by until till before after since from due dated starting beginning effective mon tue "
        "tu tues wed thu thur thurs fri sat sun monday tuesday wednesday thursday friday saturday "
        "sunday ";
    unsigned month, day;
    size_t i = x->at, n = digits_at(x, i, 2, &month);
    if (!n || en_norm_byte(x, i + n) != '/') return 0;
    size_t m = digits_at(x, i + n + 1, 2, &day), end = i + n + 1 + m;
    if (!m || !is_date(month, day) || !en_norm_ends(x, end) || en_norm_byte(x, end) == '%')
        return 0;
    if (en_norm_before_noun(x, end) && day <= 10 && day > month) return 0; /* on 1/3 cup */
    char before[NORM_WORD_MAX];
    size_t back = i;
    while (back > 0 && i - back < 3 && strchr(" (,.", x->s[back - 1]))
        back--;
    if (back == i || !en_norm_word_before(x, back, before) || !en_norm_in(before, dated)) return 0;
    if (month == 9 && day == 11) return 0; /* nine eleven */
    int small = month < day && day <= 5;   /* grew by 2/3, before 1/3 of it */
    if (small && (!strcmp(before, "by") || en_norm_starts(x, end, " of"))) return 0;
    put_date(x, month, day, NULL, 0);
    return end - i;
}

/* 2012-01-05, 2012/1/5, 2012.01.05, 1/5/2012, 01-05-2012 */
size_t en_norm_date_figures(struct norm *x)
{
    size_t i = x->at, at = i, len[3] = {0};
    unsigned v[3] = {0};
    if (!en_norm_is_digit(x->s[i])) return 0;
    size_t short_date = month_and_day(x);
    if (short_date) return short_date;
    char sign = 0;
    size_t start[3] = {0};
    for (int k = 0; k < 3; k++) {
        start[k] = at;
        len[k] = digits_at(x, at, 4, &v[k]);
        if (!len[k]) return 0;
        at += len[k];
        if (k == 2) break;
        char c = en_norm_byte(x, at++);
        if ((c != '-' && c != '/' && c != '.') || (sign && c != sign)) return 0;
        sign = c;
    }
    size_t time = en_norm_byte(x, at) == 'T' && en_norm_is_digit(en_norm_byte(x, at + 1));
    if (!time && !en_norm_ends(x, at)) return 0;
    if (len[0] == 4 && len[1] <= 2 && len[2] <= 2 && is_date(v[1], v[2])) {
        put_date(x, v[1], v[2], x->s + start[0], 4);
        if (time) buf_puts(&x->out, ", "); /* 2026-11-22T14:05 */
        return at + time - i;
    }
    int short_year = len[2] == 2 && sign == '/';
    if (len[0] > 2 || len[1] > 2 || (len[2] != 4 && !short_year)) return 0;
    int month_first = is_date(v[0], v[1]);
    if (!month_first && !is_date(v[1], v[0])) return 0;
    if (short_year) { /* 1/5/12: this century, or the last one */
        char year[4] = {v[2] < 50 ? '2' : '1', v[2] < 50 ? '0' : '9', x->s[start[2]],
                        x->s[start[2] + 1]};
        put_date(x, month_first ? v[0] : v[1], month_first ? v[1] : v[0], year, 4);
    } else {
        put_date(x, month_first ? v[0] : v[1], month_first ? v[1] : v[0], x->s + start[2], 4);
    }
    return at - i;
}

/* st, nd, rd, th behind a day. */
static size_t skip_suffix(const struct norm *x, size_t i)
{
    char word[NORM_WORD_MAX];
    return en_norm_word(x, i, word) == 2 && en_norm_in(word, " st nd rd th ") ? i + 2 : i;
}

/* A year behind a date: ", 2012" or " 2012"; its end, 0: none. */
static size_t year_behind(const struct norm *x, size_t i, size_t *start)
{
    size_t at = en_norm_skip_blanks(x, i);
    if (en_norm_byte(x, at) == ',') at = en_norm_skip_blanks(x, at + 1);
    if (en_norm_byte(x, at) == '\'') at++;
    unsigned year;
    if (at == i || digits_at(x, at, 4, &year) != 4 || !en_norm_ends(x, at + 4)) return 0;
    if (en_norm_byte(x, at + 4) == '\'' || year < 1000) return 0;
    *start = at;
    return at + 4;
}

/* "-26", "–5th" behind a day: puts " to " and the second day; its end. */
static size_t put_second_day(struct norm *x, unsigned month, unsigned first, size_t i)
{
    unsigned day = 0;
    size_t dash = en_norm_byte(x, i) == '-' ? 1 : en_norm_starts(x, i, "–") ? strlen("–") : 0;
    size_t n = dash ? digits_at(x, i + dash, 2, &day) : 0;
    size_t end = skip_suffix(x, i + dash + n);
    if (!n || !is_date(month, day) || day <= first || !en_norm_ends(x, end)) return i;
    buf_puts(&x->out, " to ");
    put_day(x, day);
    return end;
}

/* The day behind a month at `at`, and the year behind that: "5, 2012", "15-2020", "24-26". */
static size_t put_day_and_year(struct norm *x, unsigned month, size_t at, size_t n, unsigned day,
                               int dashed)
{
    size_t behind = skip_suffix(x, at + n), year = 0;
    unsigned v;
    buf_puts(&x->out, months[month - 1]);
    buf_putc(&x->out, ' ');
    put_day(x, day);
    if (dashed && en_norm_byte(x, behind) == '-' && digits_at(x, behind + 1, 4, &v) == 4) {
        buf_puts(&x->out, ", ");
        put_year(x, x->s + behind + 1, 4);
        return behind + 5;
    }
    behind = put_second_day(x, month, day, behind);
    size_t end = year_behind(x, behind, &year);
    if (!end) return behind;
    buf_puts(&x->out, ", ");
    put_year(x, x->s + year, 4);
    return end;
}

/* Is a day that begins at i and ends at `behind` no other number? */
static int is_day(const struct norm *x, size_t behind)
{
    char c = en_norm_byte(x, behind);
    if (c == '%' || c == ':') return 0;
    return en_norm_ends(x, behind) ||
           ((c == '-' || c == '.' || c == ',') && en_norm_is_digit(en_norm_byte(x, behind + 1)));
}

/* "you may 5 times", "they march 3 miles": a small may or march behind a pronoun or before a noun
 * that is counted. */
static int is_verb(const struct norm *x, size_t end)
{
    char word[NORM_WORD_MAX];
    unsigned day;
    if (en_norm_word_before(x, x->at, word) &&
        en_norm_in(word, " i you we they he she it who that this which "))
        return 1;
    size_t at = en_norm_skip_blanks(x, end), n = digits_at(x, at, 2, &day);
    return n && en_norm_before_noun(x, at + n);
}

/* "January the 3rd" */
static size_t put_the_day(struct norm *x, unsigned month, size_t end)
{
    unsigned day = 0;
    size_t at = en_norm_skip_blanks(x, end);
    if (at == end || !en_norm_starts(x, at, "the ")) return 0;
    at = en_norm_skip_blanks(x, at + 4);
    size_t n = digits_at(x, at, 2, &day), behind = skip_suffix(x, at + n);
    if (!n || !is_date(month, day) || !en_norm_ends(x, behind)) return 0;
    buf_puts(&x->out, months[month - 1]);
    buf_puts(&x->out, " the ");
    put_day(x, day);
    return behind - x->at;
}

/* Jan. 5, 2012; January 5th; March 2020; Sept 11; Dec25; May 3-5 */
size_t en_norm_date_month_first(struct norm *x)
{
    unsigned month = 0, day = 0;
    size_t end = month_at(x, x->at, &month), year = 0;
    if (!end || !month) return 0;
    int dotted = x->s[end - 1] == '.', capital = en_norm_is_upper(x->s[x->at]);
    if (!capital && (month == 3 || month == 5) && is_verb(x, end)) return 0;
    size_t at = en_norm_skip_blanks(x, end);
    int dashed = en_norm_byte(x, end) == '-'; /* Jan-15-2020 */
    at += (size_t)dashed;
    size_t n = at > end || capital ? digits_at(x, at, 2, &day) : 0;
    if (n && is_date(month, day) && (dashed || is_day(x, skip_suffix(x, at + n))))
        return put_day_and_year(x, month, at, n, day, dashed) - x->at;
    size_t the_day = put_the_day(x, month, end);
    if (the_day) return the_day;
    size_t year_end = year_behind(x, end, &year);
    if (year_end && en_norm_byte(x, end) != '.') {
        put_date(x, month, 0, x->s + year, 4);
        return year_end - x->at;
    }
    if (!dotted || !capital) return 0;
    put_date(x, month, 0, NULL, 0);
    return end - x->at;
}

/* 5 January 2012, 4th of July, 4 March */
size_t en_norm_date_day_first(struct norm *x)
{
    unsigned day = 0, month = 0;
    size_t n = digits_at(x, x->at, 2, &day), year = 0;
    if (!n || !day || day > 31) return 0;
    size_t after = skip_suffix(x, x->at + n), at = en_norm_skip_blanks(x, after);
    size_t dash = en_norm_byte(x, after) == '-'; /* 14-Mar-2015 */
    at += dash;
    int of = en_norm_starts(x, at, "of ");
    if (of) at = en_norm_skip_blanks(x, at + 3);
    size_t end = at > after ? month_at(x, at, &month) : 0;
    if (!end || !month) return 0;
    char word[NORM_WORD_MAX];
    en_norm_word(x, at, word);
    size_t year_end = year_behind(x, end, &year);
    unsigned v;
    if (dash) {
        if (en_norm_byte(x, end) != '-' || digits_at(x, end + 1, 4, &v) != 4) return 0;
        year = end + 1;
        year_end = end + 5;
    }
    if (!is_date(month, day)) return 0;
    if (!strcmp(word, "may") && !en_norm_is_upper(x->s[at]) && !year_end) return 0;
    char before[NORM_WORD_MAX];
    int the = en_norm_word_before(x, x->at, before) && !strcmp(before, "the");
    if (!of && the) {
        put_day(x, day); /* the 26th May */
        buf_puts(&x->out, " of ");
        put_date(x, month, 0, x->s + year, year_end ? 4 : 0);
        return (year_end ? year_end : end) - x->at;
    }
    if (of) {
        if (!the) buf_puts(&x->out, "the ");
        put_day(x, day);
        buf_puts(&x->out, " of ");
        buf_puts(&x->out, months[month - 1]);
        return end - x->at;
    }
    put_date(x, month, day, x->s + year, year_end ? 4 : 0);
    return (year_end ? year_end : end) - x->at;
}

/* 1990s, the '70s, 80s */
size_t en_norm_decade(struct norm *x)
{
    size_t i = x->at, at = i;
    int quoted = x->s[i] == '\'' || en_norm_starts(x, i, "\xE2\x80\x99") ||
                 en_norm_starts(x, i, "\xE2\x80\x98");
    if (quoted) at += x->s[i] == '\'' ? 1 : 3;
    unsigned v;
    size_t n = digits_at(x, at, 4, &v);
    if (!quoted && (en_norm_starts(x, at, "100s of") || en_norm_starts(x, at, "1000s of"))) {
        buf_puts(&x->out, n == 3 ? "hundreds" : "thousands");
        return n + 1;
    }
    if (n != 2 && n != 4) return 0;
    size_t end = at + n;
    if (en_norm_byte(x, end) == '\'' && en_norm_byte(x, end + 1) == 's') end++;
    int plural = en_norm_byte(x, end) == 's' && !en_norm_is_word(en_norm_byte(x, end + 1));
    if (plural && v % 10 == 0 && v > 0 && (n == 2 || (v >= 1000 && v < 2100))) {
        if (n == 2)
            en_number_small(&x->out, v);
        else
            en_number_year(&x->out, x->s + at);
        en_number_make_plural(&x->out);
        unsigned to;
        size_t n_to = en_norm_byte(x, end + 1) == '-' ? digits_at(x, end + 2, 4, &to) : 0;
        if (n_to && en_norm_byte(x, end + 2 + n_to) == 's') { /* 1960s-80s */
            buf_puts(&x->out, " to ");
            return end + 2 - i;
        }
        return end + 1 - i;
    }
    if (!quoted || n != 2 || en_norm_is_word(en_norm_byte(x, at + 2))) return 0;
    if (x->s[at] == '0') buf_puts(&x->out, "oh ");
    en_number_small(&x->out, v); /* class of '99 */
    return at + 2 - i;
}

static const char *const weekdays[7] = {"Monday", "Tuesday",  "Wednesday", "Thursday",
                                        "Friday", "Saturday", "Sunday"};

/* The weekday or month that is written short at i, with or without its dot; its end, 0: none. */
static size_t short_name(const struct norm *x, size_t i, const char **name, int *is_month)
{
    char word[NORM_WORD_MAX];
    unsigned month = 0;
    size_t n = en_norm_word(x, i, word);
    if (n < 3 || n > 5 || !en_norm_is_upper(en_norm_byte(x, i))) return 0;
    size_t end = month_at(x, i, &month);
    *is_month = end != 0;
    if (end) {
        *name = months[month - 1];
        return end;
    }
    for (size_t k = 0; k < 7; k++) {
        if ((word[0] ^ weekdays[k][0]) != 32 || strncmp(word + 1, weekdays[k] + 1, n - 1) != 0)
            continue;
        *name = weekdays[k];
        return i + n + (en_norm_byte(x, i + n) == '.');
    }
    return 0;
}

/* Mon-Fri, Jan.–Mar.; Sat 11/9, Tue Nov 5 */
size_t en_norm_weekday(struct norm *x)
{
    const char *first = NULL, *last = NULL;
    int month = 0, month_too = 0;
    size_t i = x->at, end = short_name(x, i, &first, &month);
    if (!end) return 0;
    size_t dash = en_norm_byte(x, end) == '-' ? 1 : en_norm_starts(x, end, "–") ? strlen("–") : 0;
    size_t to = dash ? short_name(x, end + dash, &last, &month_too) : 0;
    if (to && month == month_too && !en_norm_is_word(en_norm_byte(x, to))) {
        int dot = x->s[to - 1] == '.' && en_norm_skip_blanks(x, to) >= x->n; /* the sentence's */
        buf_puts(&x->out, first);
        buf_puts(&x->out, " to ");
        buf_puts(&x->out, last);
        return to - (size_t)dot - i;
    }
    size_t next = en_norm_skip_blanks(x, end + (en_norm_byte(x, end) == ','));
    if (month || next == end || x->s[end - 1] == '.') return 0;
    int dated = en_norm_is_digit(en_norm_byte(x, next)) || short_name(x, next, &last, &month_too);
    if (!dated || (!month_too && last)) return 0;
    buf_puts(&x->out, first);
    return end - i;
}

/* 3Q22, 1H23, Q3 2024 */
size_t en_norm_quarter(struct norm *x)
{
    size_t i = x->at;
    char a = x->s[i], b = en_norm_byte(x, i + 1);
    static const char *const names[] = {"", "first", "second", "third", "fourth"};
    if (a >= '1' && a <= '4' && (b == 'Q' || (b == 'H' && a <= '2'))) {
        unsigned v;
        size_t n = digits_at(x, i + 2, 4, &v);
        if ((n != 2 && n != 4) || en_norm_is_word(en_norm_byte(x, i + 2 + n))) return 0;
        buf_puts(&x->out, "the ");
        buf_puts(&x->out, names[a - '0']);
        buf_puts(&x->out, b == 'Q' ? " quarter of " : " half of ");
        put_year(x, x->s + i + 2, n);
        return 2 + n;
    }
    if (a == 'F' && b == 'Y') { /* FY24, FY 2024 */
        unsigned v;
        size_t at = en_norm_skip_blanks(x, i + 2);
        at += en_norm_byte(x, at) == '\'';
        size_t n = digits_at(x, at, 4, &v);
        if ((n != 2 && n != 4) || en_norm_is_word(en_norm_byte(x, at + n))) return 0;
        buf_puts(&x->out, "fiscal year ");
        put_year(x, x->s + at, n);
        return at + n - i;
    }
    int half = a == 'H' && (b == '1' || b == '2');
    if ((half || (a == 'Q' && b >= '1' && b <= '4')) && en_norm_byte(x, i + 2) == ' ') {
        size_t start = 0, end = year_behind(x, i + 2, &start);
        if (!end) return 0;
        buf_puts(&x->out, "the ");
        buf_puts(&x->out, names[b - '0']);
        buf_puts(&x->out, half ? " half of " : " quarter of ");
        put_year(x, x->s + start, 4);
        return end - i;
    }
    return 0;
}

/* ---------------------------------------------------------------------------------- time of day */

/* a.m., am, PM at i (blanks first); its end, 0: none. */
static size_t half_day(const struct norm *x, size_t i, const char **name)
{
    size_t at = en_norm_skip_blanks(x, i);
    char c = en_norm_byte(x, at), m = en_norm_byte(x, at + 1);
    if (c != 'a' && c != 'A' && c != 'p' && c != 'P') return 0;
    int dotted = m == '.';
    if (dotted) m = en_norm_byte(x, at + 2);
    if (m != 'm' && m != 'M') return 0;
    size_t end = at + (dotted ? 3 : 2);
    if (en_norm_is_word(en_norm_byte(x, end))) return 0;
    if (dotted && en_norm_byte(x, end) == '.') {
        size_t next = en_norm_skip_blanks(x, end + 1);
        /* the dot stays where it also ends the sentence */
        int ends = (next >= x->n && x->at > 0) ||
                   (next > end + 1 && en_norm_is_upper(en_norm_byte(x, next)) &&
                    !en_norm_is_upper(en_norm_byte(x, next + 1)));
        if (!ends) end++;
    }
    *name = c == 'a' || c == 'A' ? "AM" : "PM";
    return end;
}

static void put_half(struct norm *x, const char *half)
{
    if (!half) return;
    buf_putc(&x->out, ' ');
    buf_puts(&x->out, half);
}

/* A zone behind a time is spelled whatever its case. */
static size_t zone(struct norm *x, size_t end)
{
    char word[NORM_WORD_MAX], c = en_norm_byte(x, end);
    unsigned hours, minutes;
    if (c == 'Z' && !en_norm_is_word(en_norm_byte(x, end + 1))) {
        buf_puts(&x->out, " UTC");
        return end + 1;
    }
    if (c == '+' && digits_at(x, end + 1, 2, &hours) == 2 && en_norm_byte(x, end + 3) == ':' &&
        digits_at(x, end + 4, 2, &minutes) == 2) { /* +08:00 */
        buf_puts(&x->out, " UTC plus ");
        en_number_small(&x->out, hours);
        if (minutes) buf_putc(&x->out, ' ');
        if (minutes) en_number_small(&x->out, minutes);
        return end + 6;
    }
    size_t at = en_norm_skip_blanks(x, end), n = en_norm_word(x, at, word);
    if (at == end || (n == 2 && !en_norm_is_upper(x->s[at + 1])) ||
        !en_norm_in(word,
                    " est edt cst cdt pst pdt mst mdt gmt utc cet cest eet bst jst kst ist hkt "
                    "sgt aest aedt akst hst et ct mt pt "))
        return end;
    buf_putc(&x->out, ' ');
    for (size_t i = 0; i < n; i++)
        buf_putc(&x->out, (char)(word[i] - 32));
    return at + n;
}

/* 2pm-5pm, 4:00 am - 8:12 pm: says "to" and gives the place of the second time; else `end`. */
static size_t put_to(struct norm *x, size_t end)
{
    size_t at = en_norm_skip_blanks(x, end), v_n;
    size_t n = en_norm_byte(x, at) == '-' || en_norm_byte(x, at) == '~'   ? 1
               : en_norm_starts(x, at, "–") || en_norm_starts(x, at, "—") ? 3
                                                                          : 0;
    size_t next = en_norm_skip_blanks(x, at + n);
    unsigned v;
    const char *half = NULL;
    if (!n || !(v_n = digits_at(x, next, 2, &v))) return end;
    if (en_norm_byte(x, next + v_n) != ':' && !half_day(x, next + v_n, &half)) return end;
    buf_puts(&x->out, " to ");
    return next;
}

static void put_clock(struct norm *x, unsigned h, unsigned m, const char *half)
{
    en_number_small(&x->out, half && h == 0 ? 12 : h); /* 00:15 am */
    if (m == 0) {
        if (!half) buf_puts(&x->out, h && h <= 12 ? " o'clock" : " hundred");
    } else if (m < 10) {
        buf_puts(&x->out, " oh ");
        en_number_small(&x->out, m);
    } else {
        buf_putc(&x->out, ' ');
        en_number_small(&x->out, m);
    }
    put_half(x, half);
}

static void put_counted(struct norm *x, unsigned v, const char *one)
{
    en_number_small(&x->out, v);
    buf_putc(&x->out, ' ');
    buf_puts(&x->out, one);
    if (v != 1) buf_putc(&x->out, 's');
}

/* 3:45 pm, 15:30, 2.30 a.m., 10:00:05 */
size_t en_norm_time(struct norm *x)
{
    unsigned h, m, s = 0;
    size_t i = x->at, n = digits_at(x, i, 2, &h);
    char sign = n ? en_norm_byte(x, i + n) : 0;
    if ((sign != ':' && sign != '.') || h > 24) return 0;
    if (digits_at(x, i + n + 1, 2, &m) != 2 || m > 59) return 0;
    size_t end = i + n + 3;
    int seconds = sign == ':' && en_norm_byte(x, end) == ':' && digits_at(x, end + 1, 2, &s) == 2;
    if (seconds) end += 3;
    const char *half = NULL;
    size_t behind = half_day(x, end, &half);
    if (sign == '.' && !half) return 0;
    unsigned to;
    int range = (en_norm_byte(x, end) == '-' && digits_at(x, end + 1, 2, &to)) ||
                en_norm_starts(x, end, "–"); /* 9:00-17:00 */
    int iso = en_norm_byte(x, end) == 'Z' && !en_norm_is_word(en_norm_byte(x, end + 1));
    if (!half && !range && !iso && !en_norm_ends(x, end)) return 0;
    if (seconds) {
        put_counted(x, h, "hour");
        buf_putc(&x->out, ' ');
        put_counted(x, m, "minute");
        buf_puts(&x->out, " and ");
        put_counted(x, s, "second");
        put_half(x, half);
    } else if (h == 0 && !half) {
        buf_puts(&x->out, m ? "zero" : "midnight");
        if (m && m < 10) buf_puts(&x->out, " oh");
        if (m) buf_putc(&x->out, ' ');
        if (m) en_number_small(&x->out, m);
    } else {
        put_clock(x, h, m, half);
    }
    return put_to(x, zone(x, behind ? behind : end)) - i;
}

/* 3-5 p.m., 3–5:30pm: the first hour of two. */
static size_t first_hour(struct norm *x, unsigned h, size_t end)
{
    unsigned to, minutes;
    const char *half = NULL;
    size_t dash = en_norm_byte(x, end) == '-' ? 1 : en_norm_starts(x, end, "–") ? strlen("–") : 0;
    size_t next = end + dash, n = dash ? digits_at(x, next, 2, &to) : 0;
    if (!n || to < 1 || to > 12) return 0;
    size_t behind = next + n;
    if (en_norm_byte(x, behind) == ':' && digits_at(x, behind + 1, 2, &minutes) == 2) behind += 3;
    if (!half_day(x, behind, &half)) return 0;
    en_number_small(&x->out, h);
    buf_puts(&x->out, " to ");
    return next;
}

/* noon-3 p.m. */
static size_t from_noon(struct norm *x)
{
    size_t n = en_norm_starts(x, x->at, "noon") ? 4 : en_norm_starts(x, x->at, "midnight") ? 8 : 0;
    if (!n) return 0;
    size_t dash = en_norm_byte(x, x->at + n) == '-'   ? 1
                  : en_norm_starts(x, x->at + n, "–") ? strlen("–")
                                                      : 0;
    if (!dash || !en_norm_is_digit(en_norm_byte(x, x->at + n + dash))) return 0;
    buf_add(&x->out, x->s + x->at, n);
    buf_puts(&x->out, " to ");
    return n + dash;
}

/* 0800 hours, 1430 hrs */
static size_t military(struct norm *x)
{
    unsigned v;
    char word[NORM_WORD_MAX];
    size_t end = x->at + 4, at = en_norm_skip_blanks(x, end);
    if (digits_at(x, x->at, 4, &v) != 4 || v / 100 > 24 || v % 100 > 59 || at == end ||
        (x->s[x->at] != '0' && en_norm_word_before(x, x->at, word) &&
         !en_norm_in(word, " at by until till before after from around to ")))
        return 0;
    en_norm_word(x, at, word);
    if (!en_norm_in(word, " hours hrs ")) return 0;
    end = at + strlen(word);
    if (v < 1000) buf_puts(&x->out, v < 100 ? "zero " : "oh ");
    if (v >= 100) en_number_small(&x->out, v / 100);
    if (v % 100 == 0) {
        buf_puts(&x->out, v ? " hundred hours" : "hundred hours");
        return end - x->at;
    }
    buf_puts(&x->out, v < 100 ? "" : " ");
    if (v % 100 < 10) buf_puts(&x->out, "oh ");
    en_number_small(&x->out, v % 100);
    buf_puts(&x->out, " hours");
    return end - x->at;
}

/* 2 a.m., 11pm, 3-5 p.m. */
size_t en_norm_hour(struct norm *x)
{
    unsigned h;
    size_t soldiers = military(x);
    if (soldiers) return soldiers;
    size_t n = digits_at(x, x->at, 2, &h);
    const char *half = NULL;
    if (!n) return from_noon(x);
    if (h < 1 || h > 12) return 0;
    size_t end = half_day(x, x->at + n, &half);
    if (!end) {
        end = first_hour(x, h, x->at + n);
        return end ? end - x->at : 0;
    }
    put_clock(x, h, 0, half);
    return put_to(x, zone(x, end)) - x->at;
}
