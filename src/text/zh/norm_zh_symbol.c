/* norm_zh_symbol.c - signs that are read by themselves, or between words. What is not here is
 * silent (* _ | \ ~ and the like) or punctuation. */
#include <string.h>

#include "text/zh/norm_zh.h"

// clang-format off
static const struct { const char *sign, *reading; } always[] = {
    {"&", "和"}, {"＆", "和"}, {"≥", "大于等于"}, {"≤", "小于等于"}, {"≧", "大于等于"}, {"≦", "小于等于"}, {"≈", "约等于"},
    {"≠", "不等于"}, {"±", "正负"}, {"×", "乘"}, {"÷", "除以"}, {"√", "根号"}, {"∛", "三次根号"}, {"∞", "无穷大"}, {"%", "百分号"}, {"‰", "千分号"},
    {"°C", "摄氏度"}, {"℃", "摄氏度"}, {"°F", "华氏度"}, {"℉", "华氏度"}, {"°", "度"},
    {"m²", "平方米"}, {"km²", "平方公里"}, {"m³", "立方米"}, {"㎡", "平方米"}, {"²", "的平方"}, {"³", "的立方"},
    {"α", "阿尔法"}, {"β", "贝塔"}, {"γ", "伽马"}, {"δ", "德尔塔"}, {"Δ", "德尔塔"}, {"ε", "艾普西隆"}, {"θ", "西塔"},
    {"λ", "兰姆达"}, {"μ", "缪"}, {"π", "派"}, {"ρ", "柔"}, {"σ", "西格玛"}, {"Σ", "西格玛"}, {"φ", "斐"}, {"ω", "欧米伽"}, {"Ω", "欧米伽"},
    {"ζ", "泽塔"}, {"η", "伊塔"}, {"ι", "约塔"}, {"κ", "卡帕"}, {"ν", "纽"}, {"ξ", "克西"}, {"ο", "奥密克戎"}, {"τ", "陶"},
    {"υ", "宇普西隆"}, {"χ", "希"}, {"ψ", "普西"}, {"ς", "西格玛"}, {"Γ", "伽马"}, {"Θ", "西塔"}, {"Λ", "兰姆达"}, {"Ξ", "克西"},
    {"Π", "派"}, {"Φ", "斐"}, {"Ψ", "普西"},
    {"→", "到"}, {"∵", "因为"}, {"∴", "所以"}, {"∈", "属于"}, {"∉", "不属于"}, {"⊂", "真包含于"}, {"⊆", "包含于"}, {"∅", "空集"}, {"∀", "任意"}, {"∃", "存在"}, {"∝", "正比于"},
    {"∠", "角"}, {"△", "三角形"}, {"⊙", "圆"}, {"⊥", "垂直于"}, {"∥", "平行于"}, {"≌", "全等于"}, {"∽", "相似于"}, {"≪", "远小于"}, {"≫", "远大于"}, {"∪", "并"}, {"∩", "交"}, {"∑", "求和"}, {"∫", "积分"},
    {"$", "美元"}, {"€", "欧元"}, {"£", "英镑"}, {"¥", "元"}, {"￥", "元"},
};
// clang-format on

static int is_word(const struct norm *m, size_t at)
{
    return norm_is_han(m, at) || norm_is_letter(m, at) || norm_is_digit(m, at);
}

static int is_word_before(const struct norm *m, size_t at)
{
    return at &&
           (norm_is_han_before(m, at) || norm_is_letter(m, at - 1) || norm_is_digit(m, at - 1));
}

static size_t say(struct norm *m, const char *reading, size_t n)
{
    buf_puts(&m->text, reading);
    return n;
}

/* a<b, not the sign of a tag. */
static int is_between_words(const struct norm *m, size_t at)
{
    enum { TAG_BYTES = 40 };
    char other = m->s[at] == '<' ? '>' : '<';
    if (!is_word_before(m, at) || !is_word(m, at + 1)) return 0;
    size_t from = at > TAG_BYTES ? at - TAG_BYTES : 0;
    size_t to = at + TAG_BYTES < m->n ? at + TAG_BYTES : m->n;
    return !memchr(m->s + from, other, to - from);
}

static const char numbered_with_hash[] =
    "楼 樓 栋 幢 机 機 线 線 炉 泵 井 库 仓 厂 车间 房 门 塔 炮 罐 窑 墩 桥 变 柜 路 地块 孔";

/* §3.2, §3 */
static size_t section(struct norm *m, size_t at)
{
    struct norm_number num;
    size_t i = norm_skip_spaces(m, at + strlen("§"));
    if (!norm_is_digit(m, i) || !norm_number(m, i, &num)) return 0;
    buf_puts(&m->text, "第");
    norm_say_number(m, &num, NORM_ER);
    buf_puts(&m->text, "节");
    return num.end + norm_begins_any(m, num.end, "节") - at;
}

/* #1, C#, 按#键, 1#楼; a topic's # is silent. */
static size_t hash(struct norm *m, size_t at)
{
    size_t n = norm_digits(m, at + 1);
    if (at && norm_is_digit(m, at - 1) && norm_begins_any(m, at + 1, numbered_with_hash))
        return say(m, "号", 1); /* 1#楼 */
    if (norm_begins_any(m, at + 1, "键 号"))
        return say(m, norm_begins(m, at + 1, "号") ? "井" : "井号", 1);
    if (at && m->s[at - 1] == 'C' && !is_word(m, at + 1)) return say(m, "井", 1);
    if (!n || n > 4 || is_word_before(m, at)) return 0;
    norm_say_cardinal(m, at + 1, at + 1 + n, NORM_ER);
    buf_puts(&m->text, norm_begins_any(m, at + 1 + n, "号 楼 樓") ? "" : "号");
    return 1 + n;
}

/* C++, A+, A+B, 微信+ */
static size_t plus(struct norm *m, size_t at)
{
    if (norm_at(m, at) != '+' || !at) return 0;
    int before = is_word_before(m, at) || m->s[at - 1] == '+' || m->s[at - 1] == ' ';
    return before ? say(m, "加", 1) : 0;
}

/* One capital by itself. */
static int is_initial(const struct norm *m, size_t at)
{
    return at < m->n && m->s[at] >= 'A' && m->s[at] <= 'Z' && !norm_is_letter(m, at + 1) &&
           !(at && norm_is_letter(m, at - 1));
}

/* B-: a mark at school. */
static size_t minus(struct norm *m, size_t at)
{
    if (norm_at(m, at) != '-' || !at || !is_initial(m, at - 1)) return 0;
    int ends =
        at + 1 == m->n || norm_begins_any(m, at + 1, "， 。 、 ！ ？ ； , . ! ? ; ) ） ” \"") > 0;
    return ends ? say(m, "减", 1) : 0;
}

/* 5元/斤: after something counted, before what it is counted by. */
static size_t per(struct norm *m, size_t at)
{
    static const char counted[] = "元 块 万 美元 米 公里 千米 千克 公斤 克 吨 升 毫升 次 个 人 件 "
                                  "台 毫克 兆 度 分 千瓦时 平方米 "
                                  "天 小时 秒 字节 帧";
    if (norm_at(m, at) != '/' || !norm_ends_any(m, at, counted)) return 0;
    buf_puts(&m->text, "每");
    size_t unit = norm_say_unit(m, at + 1); /* 5元/kg */
    if (unit) return 1 + unit;
    buf_clear(&m->text);
    return norm_begins_any(
               m, at + 1,
               "m² ㎡ 人 斤 公斤 千克 吨 克 月 年 天 日 周 小时 时 分钟 分 秒 次 个 件 台 套 平 "
               "平米 "
               "平方 "
               "亩 户 股 张 瓶 盒 包 箱 本 位 间 晚 度 升 米 公里 课时 节 学期 季 批 份 条 只 头 "
               "千瓦时 立方 桶 袋 杯 辆 株 颗 碗 名 毫升 百")
               ? say(m, "每", 1)
               : 0;
}

/* a=b, 版本==2.0, 1+1=? and what the next run goes on with (E=mc²). */
static size_t equals(struct norm *m, size_t at)
{
    size_t from = at, end = at;
    while (from && m->s[from - 1] == ' ')
        from--;
    while (norm_at(m, end) == '=' && end - at < 3)
        end++;
    size_t next = norm_skip_spaces(m, end);
    int goes_on = next >= m->n || is_word(m, next) || norm_begins_any(m, next, "? ？ - ∅ ∞ √ π {");
    int before = is_word_before(m, from) || norm_ends_any(m, from, "² ³ ) ） ]") ||
                 (!from && end - at < 3 && next < m->n);
    return before && goes_on ? say(m, "等于", end - at) : 0;
}

size_t norm_zh_symbol(struct norm *m, size_t at)
{
    size_t n, next = norm_skip_spaces(m, at + 1);
    switch (norm_at(m, at)) {
    case '#':
        return hash(m, at);
    case '@':
        return is_word(m, at + 1) ? say(m, "艾特", 1) : 0;
    case '+':
        return plus(m, at);
    case '-':
        return minus(m, at);
    case '/':
        return per(m, at);
    case '*':
        if (norm_is_digit(m, at + 1) && is_word_before(m, at)) return say(m, "乘", 1); /* 3m*4m */
        return norm_begins(m, at + 1, "键") ? say(m, "星号", 1) : 0;
    case '~': /* ~10: about */
        if (!norm_is_digit(m, at + 1) || !(!at || norm_ends_any(m, at, "（ ( ， ： : 、 约")))
            return 0;
        return say(m, norm_ends(m, at, "约") ? "" : "约", 1);
    case '.':
        if (is_initial(m, at - 1) && is_initial(m, at + 1)) return say(m, " ", 1); /* S.H.E */
        return at && norm_is_letter(m, at - 1) && norm_is_letter(m, at + 1) ? say(m, "点", 1) : 0;
    case '<':
    case '>':
        if (!norm_is_digit(m, next) && !norm_begins_any(m, next, "$ ¥ € = - .") &&
            !is_between_words(m, at))
            return 0;
        n = norm_at(m, at + 1) == '=';
        buf_puts(&m->text, m->s[at] == '<' ? "小于" : "大于");
        return say(m, n ? "等于" : "", 1 + n);
    case '=':
        return equals(m, at);
    default:
        if (norm_begins(m, at, "§")) return section(m, at);
        break;
    }
    for (size_t i = 0; i < sizeof always / sizeof *always; i++) {
        if (!norm_begins(m, at, always[i].sign)) continue;
        n = strlen(always[i].sign);
        if (norm_is_letter(m, at) && (is_word_before(m, at) || norm_is_letter(m, at + n))) continue;
        if (!strcmp(always[i].reading, "到") && !(is_word_before(m, at) && is_word(m, at + n)))
            continue;
        return say(m, always[i].reading, n);
    }
    return 0;
}
