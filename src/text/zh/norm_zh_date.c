/* norm_zh_date.c - dates and times of day, in all usual spellings.
 *
 * Years are read digit by digit, months and days as numbers. A date by numbers only is taken for
 * one when each part can be what it stands for; 08-08 also needs its leading zeros. */
#include <string.h>

#include "text/zh/norm_zh.h"

static int is_month(long v)
{
    return v >= 1 && v <= 12;
}

static int is_day(long v)
{
    return v >= 1 && v <= 31;
}

static int is_year(long v)
{
    return v >= 1800 && v <= 2199;
}

struct part {
    size_t at, n;
    long v;
};

/* Up to three numbers with the same sign between them. */
static size_t parts_of(const struct norm *m, size_t at, struct part p[3], char *sign)
{
    size_t count = 0;
    *sign = 0;
    for (size_t i = at; count < 3; count++) {
        size_t n = norm_digits(m, i);
        if (n == 0 || n > 4) break;
        p[count] = (struct part){i, n, norm_value(m, i, n)};
        i += n;
        char c = norm_at(m, i);
        size_t n_sign = c == '-' || c == '/' || c == '.' ? 1 : norm_begins_any(m, i, "·");
        if (count < 2 && n_sign && (!*sign || c == *sign) && norm_is_digit(m, i + n_sign)) {
            *sign = c;
            i += n_sign;
            continue;
        }
        return count + 1;
    }
    return count;
}

static void say_year(struct norm *m, const struct part *p)
{
    norm_say_digits(m, p->at, p->n, 0);
    buf_puts(&m->text, "年");
}

static void say_part(struct norm *m, const struct part *p, const char *name)
{
    norm_say_cardinal(m, p->at, p->at + p->n, NORM_ER);
    buf_puts(&m->text, name);
}

/* After a date: 2026-11-22T14:05 and 2026年11月22日: the T or nothing. */
static size_t date_end(const struct norm *m, size_t end)
{
    return norm_at(m, end) == 'T' && norm_is_digit(m, end + 1) ? end + 1 : end;
}

/* Nothing that makes a date of numbers a decimal, a code or a sum follows. */
static int ends_cleanly(const struct norm *m, size_t end)
{
    char c = norm_at(m, end);
    if (norm_is_digit(m, end) || norm_is_letter(m, end)) return c == 'T';
    if ((c == '-' || c == '/' || c == '.') && norm_is_digit(m, end + 1)) return 0;
    return c != '%' && !norm_begins_any(m, norm_skip_spaces(m, end), "= + × * ÷ 元 万 亿 米");
}

/* 85/02/27 and 02/27/85: the year by two digits, only with slashes. */
static int short_year(const struct part *p, const struct part **y, const struct part **mo,
                      const struct part **d)
{
    if (p[0].n == 2 && p[1].n <= 2 && p[2].n <= 2 && is_month(p[1].v) && is_day(p[2].v)) {
        *y = &p[0], *mo = &p[1], *d = &p[2];
        return 1;
    }
    if (p[0].n > 2 || p[1].n > 2 || p[2].n != 2 || !is_month(p[0].v) || !is_day(p[1].v)) return 0;
    *y = &p[2], *mo = &p[0], *d = &p[1];
    return 1;
}

static size_t three_parts(struct norm *m, const struct part *p, char sign)
{
    const struct part *y, *mo, *d;
    if (p[0].n == 4 && is_year(p[0].v) && is_month(p[1].v) && is_day(p[2].v) && p[1].n <= 2 &&
        p[2].n <= 2) {
        y = &p[0], mo = &p[1], d = &p[2];
    } else if (p[2].n == 4 && is_year(p[2].v) && p[0].n <= 2 && p[1].n <= 2) {
        int day_first = !is_month(p[0].v);
        y = &p[2], mo = &p[day_first], d = &p[!day_first];
        if (!is_month(mo->v) || !is_day(d->v)) return 0;
    } else if (p[0].n == 3 && p[0].v >= 90 && p[0].v <= 150 && is_month(p[1].v) && is_day(p[2].v)) {
        norm_say_cardinal(m, p[0].at, p[0].at + p[0].n, NORM_ER); /* 114/5/6 of 民國 */
        buf_puts(&m->text, "年");
        say_part(m, &p[1], "月");
        say_part(m, &p[2], "日");
        return p[2].at + p[2].n;
    } else if (sign != '/' || !short_year(p, &y, &mo, &d)) {
        return 0;
    }
    size_t end = p[2].at + p[2].n;
    say_year(m, y);
    say_part(m, mo, "月");
    say_part(m, d, norm_begins_any(m, end, "日 号 號") ? "" : "日"); /* 2023-10-25号 */
    return end;
}

static size_t two_parts(struct norm *m, const struct part *p, char sign)
{
    size_t end = p[1].at + p[1].n;
    int padded = p[0].n == 2 && p[1].n == 2;
    if (p[0].n == 4 && is_year(p[0].v) && p[1].n == 2 && sign != '.' &&
        norm_begins_any(m, end, "赛季 賽季 学年 學年 财年 年度")) { /* 2002-03赛季 */
        norm_say_digits(m, p[0].at, p[0].n, 0);
        buf_puts(&m->text, "到");
        norm_say_digits(m, p[1].at, p[1].n, 0);
        return end;
    }
    if (p[0].n == 4 && is_year(p[0].v) && p[1].n <= 2 && is_month(p[1].v) &&
        (p[1].n == 2 || sign == '/') && !norm_begins(m, end, "年")) {
        say_year(m, &p[0]);
        say_part(m, &p[1], "月");
        return end;
    }
    if (p[1].n == 4 && is_year(p[1].v) && p[0].n <= 2 && is_month(p[0].v)) {
        say_year(m, &p[1]);
        say_part(m, &p[0], "月");
        return end;
    }
    int zero = m->s[p[0].at] == '0' || (sign != '.' && m->s[p[1].at] == '0');
    if (padded && zero && is_month(p[0].v) && is_day(p[1].v)) {
        say_part(m, &p[0], "月");
        say_part(m, &p[1], "日");
        return end;
    }
    return 0;
}

/* 2020.1-2020.6: each by itself would be a decimal. */
static size_t months_span(struct norm *m, size_t at)
{
    struct part p[2][3];
    char sign;
    size_t next = at;
    for (int k = 0; k < 2; k++) {
        if (parts_of(m, next, p[k], &sign) < 2 || sign != '.' || p[k][0].n != 4 || p[k][1].n > 2 ||
            !is_year(p[k][0].v) || !is_month(p[k][1].v))
            return 0;
        next = p[k][1].at + p[k][1].n;
        size_t to = norm_begins_any(m, next, "- ~ – — 至 到");
        if (!k && !to) return 0;
        if (!k) next += to;
    }
    if (norm_at(m, next) == '.' && norm_is_digit(m, next + 1)) return 0;
    for (int k = 0; k < 2; k++) {
        say_year(m, &p[k][0]);
        say_part(m, &p[k][1], "月");
        if (!k) buf_puts(&m->text, "到");
    }
    return next - at;
}

static size_t by_numbers(struct norm *m, size_t at)
{
    struct part p[3];
    char sign;
    size_t n = parts_of(m, at, p, &sign);
    if (n == 2 && sign == (char)0xC2) return 0; /* 9·18 */
    if (n < 2 || norm_ends_any(m, at, "- . / $ ¥ € £ v V")) return 0;
    size_t end = p[n - 1].at + p[n - 1].n;
    if (!ends_cleanly(m, end) || !(n == 3 ? three_parts(m, p, sign) : two_parts(m, p, sign)))
        return 0;
    return date_end(m, end) - at;
}

/* ---- 2026年, 86年8月, 2019-2021年 ---- */

static const char span_before[] =
    "约 近 过去 超过 长达 历经 历时 已有 了 共 达 距今 经历 大约 将近 整整 上下 至少 未来 第 满 每";
/* So long that even 2020年 is a span. */
static const char long_before[] = "历时 长达 历经 经历 距今 绵延 延续 持续 整整 已有";
static const char span_after[] =
    "历史 的历史 以来 来 之久 间 多 以上 以下 后 前 内 时间 的时间 寿命";

static int is_span(const struct norm *m, size_t at, size_t end)
{
    return norm_ends_any(m, at, span_before) || norm_begins_any(m, end, span_after);
}

/* 24年春节, 19年底: what only a year has. */
static const char short_year_after[] =
    "春节 元旦 国庆 中秋 高考 底 初 末 春 夏 秋 冬 上半年 下半年 第一季度 第二季度 第三季度 "
    "第四季度 年报 一季度 二季度 三季度 四季度 毕业 入职 入学 出生 奥运 世界杯 双十一";

/* Is 1234年 a year, not so many years? `end` is after 年. */
static int reads_as_year(const struct norm *m, size_t at, size_t n, size_t end)
{
    long v = norm_value(m, at, n);
    if (norm_ends_any(m, at, "公元前 西元前")) return v % 100 != 0; /* 公元前三千年 */
    if (norm_ends_any(m, at, "公元 西元")) return 1;
    if (norm_ends_any(m, at, "民国 民國 令和 平成 昭和 贞观 康熙 乾隆 嘉庆 光绪")) return 0;
    if (n == 4)
        return v >= 1000 && v < 2200 && !(v % 100 == 0 && is_span(m, at, end)) &&
               !(v % 1000 == 0 && v != 2000) && !norm_ends_any(m, at, long_before);
    if (n == 2 && m->s[at] == '0') return 1;
    if (n != 2) return 0;
    if (norm_ends_any(m, at, "' ’ ‘")) return 1; /* '24年 */
    if (v >= 10 && v < 50 && !is_span(m, at, end) && norm_begins_any(m, end, short_year_after) &&
        !norm_begins_any(m, end, "初中 初恋 初心 底子 春秋 夏令"))
        return 1;
    if (norm_is_digit(m, end)) /* 86年8月 */
        return norm_begins(m, end + norm_digits(m, end), "月");
    return v >= 50 && v % 10 && !is_span(m, at, end) &&
           !norm_begins_any(m, end, "了 度 限 期 级") && (v >= 80 || !norm_begins(m, end, "的"));
}

/* What follows a year that is written without 年. */
static const char year_names[] = "级 届 学年 财年 赛季 款 版 新年 春节 跨年 考研 高考 国考 春 夏 "
                                 "秋 冬 奥运 世界杯 欧洲杯 亚运 世博 双十一 双11 "
                                 "中秋 国庆 元旦 全国 全球 中国 北京 东京 巴黎 伦敦";

/* 2019-2021, without 年 behind it. */
static size_t years(struct norm *m, size_t at, size_t n, size_t end)
{
    size_t sign = norm_begins_any(m, end, "- ~ – —"), next = end + sign;
    if (!sign || n != 4 || norm_digits(m, next) != 4 || norm_ends_any(m, at, "- ~ . $ ¥")) return 0;
    long from = norm_value(m, at, 4), to = norm_value(m, next, 4);
    if (from < 1900 || to > 2100 || to <= from || norm_is_measure(m, next + 4) ||
        norm_at(m, next + 4) == '-' || norm_at(m, next + 4) == '.' || norm_is_letter(m, next + 4))
        return 0;
    norm_say_digits(m, at, 4, 0);
    buf_puts(&m->text, "到");
    norm_say_digits(m, next, 4, 0);
    return next + 4 - at;
}

/* 80, 95 of 80后, 95后. */
static int is_decade(const struct norm *m, size_t at)
{
    return m->s[at + 1] == '0' || m->s[at + 1] == '5';
}

static size_t year(struct norm *m, size_t at)
{
    size_t n = norm_digits(m, at), end = at + n;
    if (n != 4 && n != 2 && n != 3) return 0;
    size_t sign = norm_begins_any(m, end, "- ~ – — / 至 到");
    size_t n2 = sign ? norm_digits(m, end + sign) : 0;
    if (sign && n == 4 && (n2 == 4 || n2 == 2) && norm_begins(m, end + sign + n2, "年") &&
        is_year(norm_value(m, at, n))) {
        norm_say_digits(m, at, n, 0);
        buf_puts(&m->text, m->s[end] == '/' ? "、" : norm_begins(m, end, "至") ? "至" : "到");
        norm_say_digits(m, end + sign, n2, 0);
        buf_puts(&m->text, "年");
        return end + sign + n2 + strlen("年") - at;
    }
    if (n == 4 && is_year(norm_value(m, at, n)) && norm_begins_any(m, end, year_names)) {
        norm_say_digits(m, at, n, 0);
        return n;
    }
    size_t and = n == 2 ? norm_begins_any(m, end, "、 和 与 / 到 至 -") : 0; /* 80、90后 */
    if (and&&norm_digits(m, end + and) == 2 && norm_begins_any(m, end + and+2, "后 後") &&
        is_decade(m, at) && is_decade(m, end + and) &&
        !norm_begins_any(m, end + and+2, "后卫 后方")) {
        norm_say_digits(m, at, n, 0);
        return n;
    }
    if (n == 4 && is_year(norm_value(m, at, n)) && norm_begins_any(m, end, "Q H") &&
        norm_digits(m, end + 1) == 1 && m->s[end + 1] >= '1' && m->s[end + 1] <= '4') {
        norm_say_digits(m, at, n, 0); /* 2024Q3, 2024H1 */
        return n;
    }
    if (norm_begins(m, end, "年代") || norm_begins(m, end, "后") || norm_begins(m, end, "後")) {
        int decade = n == 2 && is_decade(m, at);
        if (decade && !norm_begins(m, end, "年")) { /* 90后, but not 90后卫 */
            if (norm_ends_any(m, at, "第 约") || norm_begins_any(m, end, "后卫 后方")) return 0;
            norm_say_digits(m, at, n, 0);
            return n;
        }
        if (n == 2) norm_say_cardinal(m, at, end, NORM_ER); /* 八十年代 */
        if (n == 4) norm_say_digits(m, at, n, 0);
        return n == 3 ? 0 : n;
    }
    size_t after = norm_skip_spaces(m, end);
    if (!norm_begins(m, after, "年")) return years(m, at, n, end);
    size_t han = after + strlen("年");
    if (norm_begins_any(m, han, "级 生 报") && n < 4) return 0;
    if (!reads_as_year(m, at, n, han)) return 0;
    norm_say_digits(m, at, n, 0);
    buf_puts(&m->text, "年");
    return han - at;
}

/* 1234 BC, 340 A.D. */
static size_t era(struct norm *m, size_t at)
{
    size_t n = norm_digits(m, at), i = norm_skip_spaces(m, at + n);
    if (n < 1 || n > 4) return 0;
    size_t after = norm_begins_any(m, i, "A.D. AD a.d. ad CE");
    size_t before = norm_begins_any(m, i, "B.C. BCE BC b.c. bc");
    size_t end = i + after + before;
    if (end == i || norm_is_letter(m, end) || norm_is_digit(m, end)) return 0;
    buf_puts(&m->text, before ? "公元前" : "公元");
    norm_say_digits(m, at, n, 0);
    buf_puts(&m->text, "年");
    return end + (norm_begins(m, end, "年") ? strlen("年") : 0) - at;
}

size_t norm_zh_date(struct norm *m, size_t at)
{
    if (norm_is_letter_before(m, at)) return 0;
    size_t ad = era(m, at);
    if (ad) return ad;
    size_t n = months_span(m, at);
    if (n || (n = by_numbers(m, at))) return n;
    buf_clear(&m->text);
    return year(m, at);
}

/* ---- times ---- */

struct clock_time {
    size_t hour, n_hour, minute, second, end; /* second 0: none */
};

static int time_of_day(const struct norm *m, size_t at, struct clock_time *t)
{
    size_t n = norm_digits(m, at), i = at + n;
    *t = (struct clock_time){.hour = at, .n_hour = n, .minute = i + 1};
    if (n < 1 || n > 2 || norm_value(m, at, n) > 24) return 0;
    if (norm_begins(m, i, " : ")) t->minute = (i += 1) + 2; /* 12 : 30 */
    if (norm_at(m, i) != ':' || norm_digits(m, t->minute) != 2 || m->s[t->minute] > '5') return 0;
    t->end = t->minute + 2;
    if (norm_at(m, t->end) == ':' && norm_digits(m, t->end + 1) == 2 && m->s[t->end + 1] <= '5') {
        t->second = t->end + 1;
        t->end += 3;
    }
    return !(norm_at(m, t->end) == ':' && norm_is_digit(m, t->end + 1));
}

static void say_two_digits(struct norm *m, size_t at)
{
    if (m->s[at] == '0') buf_puts(&m->text, "零");
    if (m->s[at] != '0' || m->s[at + 1] != '0') norm_say_cardinal(m, at, at + 2, NORM_ER);
}

/* A run of 2:15:30, not an hour of the day. */
static int is_duration(const struct norm *m, const struct clock_time *t)
{
    static const char before[] = "成绩 用时 耗时 时长 历时 完赛 纪录 记录 跑出 片长 全长 共 时间为";
    return t->second && (norm_near_before(m, t->hour, before) ||
                         norm_begins_any(m, t->end, "的成绩 完赛 的时间 夺冠 的纪录 跑完 冲线"));
}

static void say_time(struct norm *m, const struct clock_time *t)
{
    int zero = m->s[t->minute] == '0' && m->s[t->minute + 1] == '0';
    norm_say_cardinal(m, t->hour, t->hour + t->n_hour, NORM_LIANG);
    buf_puts(&m->text, is_duration(m, t) ? "小时" : "点");
    if (!zero || t->second) {
        say_two_digits(m, t->minute);
        buf_puts(&m->text, "分");
    }
    if (t->second) {
        say_two_digits(m, t->second);
        buf_puts(&m->text, "秒");
    }
}

/* "a.m." and its kin after the time: their length, with the Chinese for it. */
static size_t half_of_day(const struct norm *m, size_t at, const char **name)
{
    size_t i = norm_skip_spaces(m, at);
    size_t n = norm_begins_any(m, i, "a.m. A.M. am AM a.m");
    *name = "上午";
    if (!n) {
        n = norm_begins_any(m, i, "p.m. P.M. pm PM p.m");
        *name = "下午";
    }
    if (!n || norm_is_letter(m, i + n)) return 0;
    return i + n - at;
}

/* The zone of an ISO time: Z, +08:00; its length, with the Chinese for it. */
static size_t zone(struct norm *m, size_t at)
{
    char c = norm_at(m, at);
    if (c == 'Z' && !norm_is_letter(m, at + 1) && !norm_is_digit(m, at + 1)) {
        buf_puts(&m->text, "世界时");
        return 1;
    }
    size_t n = norm_digits(m, at + 1);
    if ((c != '+' && c != '-') || n != 2 || norm_at(m, at + 3) != ':' ||
        norm_digits(m, at + 4) != 2 || m->s[at + 4] != '0' || m->s[at + 5] != '0')
        return 0;
    long v = norm_value(m, at + 1, 2);
    if (v > 14 || (c == '-' && norm_ends(m, at - 3, ":") == 0)) return 0;
    buf_puts(&m->text, v == 0 ? "世界时" : c == '+' ? "东" : "西");
    if (v) norm_say_cardinal(m, at + 1, at + 3, NORM_ER);
    if (v) buf_puts(&m->text, "区");
    return 6;
}

size_t norm_zh_time(struct norm *m, size_t at)
{
    struct clock_time t, to;
    const char *half;
    if (norm_is_letter_before(m, at)) return 0;
    size_t n = norm_digits(m, at);
    if (norm_at(m, at + n) != ':' && !norm_begins(m, at + n, " : ")) { /* 8am, 11 pm */
        size_t extra = n <= 2 && n > 0 ? half_of_day(m, at + n, &half) : 0;
        if (!extra || norm_value(m, at, n) > 24) return 0;
        if (!norm_ends_any(m, at, "上午 下午 晚上 早上 中午 凌晨")) buf_puts(&m->text, half);
        norm_say_cardinal(m, at, at + n, NORM_LIANG);
        buf_puts(&m->text, "点");
        return n + extra;
    }
    if (!time_of_day(m, at, &t) || (norm_is_score(m, at, t.end) && !t.second)) return 0;
    size_t extra = half_of_day(m, t.end, &half);
    if (extra && !norm_ends_any(m, at, "上午 下午 晚上 早上 中午 凌晨")) buf_puts(&m->text, half);
    say_time(m, &t);
    size_t end = t.end + extra;
    if (t.second && !extra) end += zone(m, end);
    size_t i = norm_skip_spaces(m, end), sign = norm_begins_any(m, i, "- ~ – — ～");
    if (sign && time_of_day(m, norm_skip_spaces(m, i + sign), &to)) {
        buf_puts(&m->text, "到"); /* the other time is read next */
        end = norm_skip_spaces(m, i + sign);
    }
    return end - at;
}
