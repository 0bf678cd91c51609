/* norm_zh_money.c - amounts with the currency before them: the currency is read after. */
#include <string.h>

#include "text/zh/norm_zh.h"

// clang-format off
static const struct { const char *sign, *name; } currencies[] = {
    {"HK$", "港元"}, {"NT$", "新台币"}, {"US$", "美元"}, {"AU$", "澳元"}, {"CA$", "加元"}, {"SG$", "新加坡元"},
    {"NZ$", "新西兰元"}, {"MOP$", "澳门元"}, {"A$", "澳元"}, {"C$", "加元"}, {"S$", "新加坡元"}, {"R$", "雷亚尔"},
    {"JPY¥", "日元"}, {"JP¥", "日元"}, {"CNY¥", "元"}, {"USD$", "美元"}, {"HKD$", "港元"}, {"CN¥", "元"}, {"RMB¥", "元"}, {"¥", "元"}, {"￥", "元"}, {"$", "美元"}, {"＄", "美元"}, {"€", "欧元"},
    {"£", "英镑"}, {"￡", "英镑"}, {"₩", "韩元"}, {"₹", "卢比"}, {"₽", "卢布"}, {"฿", "泰铢"}, {"₫", "越南盾"},
    {"₱", "菲律宾比索"}, {"₺", "里拉"}, {"₴", "格里夫纳"}, {"₿", "比特币"},
    {"CNY", "人民币"}, {"RMB", "人民币"}, {"USD", "美元"}, {"HKD", "港元"}, {"MOP", "澳门元"}, {"TWD", "新台币"}, {"NTD", "新台币"},
    {"EUR", "欧元"}, {"GBP", "英镑"}, {"JPY", "日元"}, {"KRW", "韩元"}, {"AUD", "澳元"}, {"CAD", "加元"}, {"SGD", "新加坡元"},
    {"NZD", "新西兰元"}, {"CHF", "瑞士法郎"}, {"RUB", "卢布"}, {"INR", "卢比"}, {"THB", "泰铢"}, {"VND", "越南盾"}, {"MYR", "林吉特"},
    {"SEK", "瑞典克朗"}, {"NOK", "挪威克朗"}, {"DKK", "丹麦克朗"}, {"BRL", "雷亚尔"}, {"PHP", "菲律宾比索"}, {"IDR", "印尼盾"},
};
// clang-format on

/* Times a thousand, million ... written after the amount. */
static size_t scale(struct norm *m, size_t at)
{
    size_t about = norm_begins_any(m, at, "多 余 几 來 来");
    if (about && !norm_begins_any(m, at + about, "万 亿 千 百 億 萬")) about = 0;
    buf_add(&m->text, m->s + at, about); /* ￥200多万 */
    at += about;
    size_t n = about + norm_begins_any(
                           m, at, "百万亿 千亿 百亿 十亿 万亿 千万 百万 十万 亿 万 千 百 億 萬");
    if (n > about) {
        buf_add(&m->text, m->s + at, n - about);
        size_t more = norm_begins_any(m, at + n - about, "多 余");
        buf_add(&m->text, m->s + at + n - about, more);
        return n + more;
    }
    char c = norm_at(m, at);
    if ((c != 'w' && c != 'W') || norm_is_letter(m, at + 1)) return 0;
    buf_puts(&m->text, "万");
    return 1;
}

/* $200k, $1.5M, $3B: the zeros that the letter stands for; 0: no such letter. */
static size_t letter_zeros(const struct norm *m, const struct norm_range *r)
{
    static const char letters[] = "kmb";
    char c = norm_at(m, r->end);
    const char *letter = norm_is_letter(m, r->end) ? strchr(letters, c | 32) : NULL;
    if (!letter || norm_is_letter(m, r->end + 1) || norm_is_digit(m, r->end + 1)) return 0;
    return 3 * (size_t)(letter - letters + 1);
}

size_t norm_zh_money(struct norm *m, size_t at)
{
    size_t k = 0, n_currencies = sizeof currencies / sizeof *currencies;
    int minus = norm_at(m, at) == '-';
    size_t i = at + (size_t)minus;
    while (k < n_currencies && !norm_begins(m, i, currencies[k].sign))
        k++;
    if (k == n_currencies) return 0;
    i = norm_skip_spaces(m, i + strlen(currencies[k].sign));
    if (norm_at(m, i) == '-' && norm_is_digit(m, i + 1) && !minus) {
        minus = 1;
        i++;
    }
    struct norm_range r;
    if (!norm_is_digit(m, i) || !norm_range(m, i, &r)) return 0;
    size_t to = r.two ? 0 : norm_begins_any(m, r.end, "到 至");
    if (to && norm_is_digit(m, r.end + to) && norm_number(m, r.end + to, &r.b)) { /* £100到300 */
        r.two = 1;
        r.end = r.b.end;
    }
    size_t end = r.end;
    norm_drop_zeros(m, r.two ? &r.b : &r.a);
    if (minus) buf_puts(&m->text, "负");
    size_t zeros = letter_zeros(m, &r);
    if (zeros && norm_say_scaled(m, &r, zeros)) {
        end++;
    } else {
        norm_say_range(m, &r, NORM_LIANG);
        end += scale(m, end);
    }
    int named = !strcmp(currencies[k].sign, "$") &&
                norm_ends_any(m, at, "港币 港幣 台币 台幣 人民币 人民幣 澳币 加币 新币");
    buf_puts(&m->text, named ? "元" : currencies[k].name); /* 港币$128 */
    size_t name = norm_begins_any(m, end, "元 美元 美金 欧元 英镑 港元 港币 人民币 日元");
    if (name) return end + name - at; /* ￥5元 is not 五元元 */
    size_t sign = norm_begins_any(m, end, "- ~ – — ～");
    if (sign && !r.two && norm_begins_any(m, end + sign, "¥ ￥ $ € £ HK$ NT$ US$")) {
        buf_puts(&m->text, "到");
        end += sign;
    }
    return end - at;
}
