/* norm_zh_phone.c - telephone numbers that their digits alone do not show:
 *
 *     +852 2123 4567    400 820 8820    0755-8888 9999    (0755)2345 6789    88886666转8012
 *
 * All digits are said one by one, 1 as 幺. */
#include <string.h>

#include "text/zh/norm_zh.h"

/* Groups of digits with a hyphen or a blank between them, at most `parts`; the end, and how many
 * digits there are. */
static size_t groups_end(const struct norm *m, size_t at, size_t parts, size_t *digits)
{
    size_t end = at;
    *digits = 0;
    for (size_t i = at; parts; parts--) {
        size_t n = norm_digits(m, i);
        if (!n) break;
        *digits += n;
        end = i + n;
        if (norm_at(m, end) != '-' && norm_at(m, end) != ' ') break;
        i = end + 1;
    }
    return end;
}

static size_t say_from(struct norm *m, size_t at, size_t end)
{
    norm_say_digits(m, at, end - at, 1);
    return end - at;
}

/* (415) 555-2671 at its bracket. */
static int is_american(const struct norm *m, size_t at)
{
    if (norm_at(m, at) != '(' || norm_digits(m, at + 1) != 3 || norm_at(m, at + 4) != ')') return 0;
    size_t i = at + 5;
    if (norm_at(m, i) == ' ') i++;
    return norm_digits(m, i) == 3 && (norm_at(m, i + 3) == '-' || norm_at(m, i + 3) == ' ') &&
           norm_digits(m, i + 4) == 4;
}

/* The area in brackets, and what stands behind them. */
static size_t american(struct norm *m, size_t at)
{
    if (m->s[at - 1] == '(' && is_american(m, at - 1)) return say_from(m, at, at + 3);
    size_t close = m->s[at - 1] == ' ' ? at - 1 : at;
    if (close < 5 || m->s[close - 1] != ')' || !is_american(m, close - 5)) return 0;
    return say_from(m, at, at + 8);
}

/* +86 138..., +1-650-253-0000: after the country at least seven digits, or +86 by itself. */
static size_t international(struct norm *m, size_t at)
{
    enum { PARTS_MAX = 5, LEAST = 9, MOST = 15 };
    size_t digits, end = groups_end(m, at + 1, PARTS_MAX, &digits);
    size_t first = norm_digits(m, at + 1);
    if (at && (norm_is_digit(m, at - 1) || norm_is_letter(m, at - 1) || m->s[at - 1] == ')'))
        return 0;
    int china = first == 2 && norm_begins(m, at, "+86") && norm_at(m, at + 3) != '.' &&
                norm_at(m, at + 3) != '%' && !norm_is_measure(m, norm_skip_spaces(m, at + 3));
    int whole = digits >= LEAST && digits <= MOST && (first <= 3 || end == at + 1 + first);
    if (norm_at(m, end) == '%' || (norm_at(m, end) == '.' && norm_is_digit(m, end + 1)) ||
        norm_is_measure(m, end))
        return 0;
    if (is_american(m, norm_skip_spaces(m, at + 1 + first))) { /* +1 (415) 555-2671 */
        buf_puts(&m->text, "加");
        return 1 + say_from(m, at + 1, at + 1 + first);
    }
    if (!whole && !china) return 0;
    buf_puts(&m->text, "加");
    if (!whole) end = at + 3;
    return 1 + say_from(m, at + 1, end);
}

/* 400 820 8820: 10 digits in three groups; the blanks of other numbers are none of ours. */
static size_t toll_free(struct norm *m, size_t at)
{
    size_t digits, end = groups_end(m, at, 3, &digits);
    if (!norm_begins_any(m, at, "400 800") || norm_digits(m, at) != 3) return 0;
    size_t second = norm_digits(m, at + 4);
    if (norm_at(m, at + 3) != ' ' || digits != 10 || second < 3 || second > 4) return 0;
    return say_from(m, at, end);
}

/* 0755-8888 9999, 010 6555 1234: an area code and two groups. */
static size_t with_area(struct norm *m, size_t at)
{
    size_t digits, end = groups_end(m, at, 3, &digits), area = norm_digits(m, at);
    if (m->s[at] != '0' || area < 3 || area > 4 || digits < 10 || digits > 12) return 0;
    size_t second = norm_digits(m, at + area + 1), rest = digits - area - second;
    if (second < 3 || second > 4 || (rest && rest != 4)) return 0;
    return rest ? say_from(m, at, end) : 0;
}

/* (0755)2345 6789, （010）6555-1234: after an area code in brackets. */
static size_t after_area(struct norm *m, size_t at)
{
    size_t blank = m->s[at - 1] == ' ';
    size_t close = norm_ends_any(m, at - blank, ") ）"), i = at - blank - close, area = 0;
    while (i > area && area < 5 && norm_is_digit(m, i - 1 - area))
        area++;
    if (!close || area < 3 || area > 4 || m->s[i - area] != '0') return 0;
    if (!norm_ends_any(m, i - area, "( （")) return 0;
    size_t digits, end = groups_end(m, at, 2, &digits);
    return digits == 7 || digits == 8 ? say_from(m, at, end) : 0;
}

/* 88886666转8012: the number inside the house. */
static size_t extension(struct norm *m, size_t at)
{
    size_t n = norm_digits(m, at), i = at;
    if (i && m->s[i - 1] == ' ') i--;
    size_t word = norm_ends_any(m, i, "转 轉 -转");
    i -= word;
    if (i && m->s[i - 1] == ' ') i--;
    if (!word || n < 2 || n > 6 || !i || norm_is_measure(m, at + n)) return 0;
    return norm_is_digit(m, i - 1) || norm_ends_any(m, i, "电话 電話 总机 總機 按")
               ? say_from(m, at, at + n)
               : 0;
}

size_t norm_zh_phone(struct norm *m, size_t at)
{
    size_t done;
    if (norm_at(m, at) == '+') return international(m, at);
    if (!norm_is_digit(m, at) || norm_is_letter_before(m, at)) return 0;
    if ((done = with_area(m, at))) return done;
    if (!at) return toll_free(m, at);
    if ((done = american(m, at)) || (done = after_area(m, at)) || (done = extension(m, at)))
        return done;
    return toll_free(m, at);
}
