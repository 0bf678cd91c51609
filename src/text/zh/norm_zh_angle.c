/* norm_zh_angle.c - degrees, minutes and seconds, of an arc and of a clock:
 *
 *     39°54′20″N, 116.4°E    N39°54′    3′20″    2'30"
 *
 * North and east are said before the number (北纬三十九度五十四分), wherever they are written. */
#include <string.h>

#include "text/zh/norm_zh.h"

static const struct {
    char letter;
    const char *name;
} sides[] = {{'N', "北纬"}, {'S', "南纬"}, {'E', "东经"}, {'W', "西经"}};

static const char *side_of(const struct norm *m, size_t at)
{
    if (norm_is_letter(m, at + 1)) return NULL;
    for (size_t i = 0; i < sizeof sides / sizeof *sides; i++)
        if (norm_at(m, at) == sides[i].letter) return sides[i].name;
    return NULL;
}

/* One number with its sign; the bytes, 0: none. Said to m->text. */
static size_t part(struct norm *m, size_t at, const char *signs, const char *unit)
{
    struct norm_number num;
    if (!norm_is_digit(m, at) || !norm_number(m, at, &num)) return 0;
    size_t sign = norm_begins_any(m, num.end, signs);
    if (!sign) return 0;
    norm_say_number(m, &num, NORM_BIG);
    buf_puts(&m->text, unit);
    return num.end + sign - at;
}

/* 39°54′20″ with what may be left out at its end. */
static size_t arc(struct norm *m, size_t at)
{
    size_t n = part(m, at, "° º ˚", "度");
    if (!n) return 0;
    size_t minutes = part(m, at + n, "′ ' ’", "分");
    if (minutes) n += minutes + part(m, at + n + minutes, "″ \" ” ′′ ''", "秒");
    return n;
}

/* 坐标 N22.12 E113.11: without a sign only where a place is spoken of. */
static size_t decimal(struct norm *m, size_t at, size_t lead)
{
    struct norm_number num;
    if (!norm_is_digit(m, at + lead) || !norm_number(m, at + lead, &num)) return 0;
    if (!num.n_fraction || !norm_near_before(m, at, "坐标 座標 经纬 經緯 纬度 经度 定位 位于"))
        return 0;
    norm_say_number(m, &num, NORM_BIG);
    return num.end - at;
}

static size_t coordinate(struct norm *m, size_t at)
{
    const char *side = side_of(m, at);
    size_t lead = 0;
    if (side) { /* N39°54′ */
        if (at && (norm_is_letter(m, at - 1) || norm_is_digit(m, at - 1))) return 0;
        lead = 1 + (norm_at(m, at + 1) == ' ');
        buf_puts(&m->text, side);
        size_t n = arc(m, at + lead);
        return n ? lead + n : decimal(m, at, lead);
    }
    if (!norm_is_digit(m, at) || (at && norm_ends_any(m, at, "北纬 南纬 东经 西经"))) return 0;
    size_t n = arc(m, at), end = norm_skip_spaces(m, at + n);
    side = n && end - at - n < 2 ? side_of(m, end) : NULL;
    if (!side) return 0;
    buf_clear(&m->text); /* said again, after its side */
    buf_puts(&m->text, side);
    arc(m, at);
    return end + 1 - at;
}

/* 3′20″, 2'30": minutes and seconds; with ' and " only both together are sure. */
static size_t minutes(struct norm *m, size_t at)
{
    if (norm_digits(m, at) > 3) return 0;
    size_t n = part(m, at, "′ ' ’", "分");
    size_t seconds = n ? part(m, at + n, "″ \" ” ′′ ''", "秒") : 0;
    return seconds ? n + seconds : 0;
}

size_t norm_zh_angle(struct norm *m, size_t at)
{
    if (norm_is_letter(m, at)) return coordinate(m, at);
    if (!norm_is_digit(m, at) || norm_is_letter_before(m, at)) return 0;
    size_t n = coordinate(m, at);
    if (n) return n;
    buf_clear(&m->text);
    return minutes(m, at);
}
