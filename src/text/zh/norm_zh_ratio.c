/* norm_zh_ratio.c - two numbers with a sign between them: scores and proportions (比), fractions
 * (分之), sums (加, 等于, 乘). */
#include <string.h>

#include "text/zh/norm_zh.h"

/* ---- scores and proportions ---- */

static const char score_before[] = "比分 战胜 击败 大胜 完胜 险胜 战平 逼平 不敌 惜败 负于 领先 "
                                   "落后 总分 局分 赔率 比例 之比 配比 "
                                   "比率 轻取 横扫 爆冷 对阵 比为 比赛结果 赛果 主场 客场";
static const char score_after[] = "战胜 击败 大胜 完胜 险胜 战平 逼平 不敌 惜败 负于 领先 落后 "
                                  "的比分 的比例 取胜 获胜 胜出 横扫 轻取 "
                                  "逆转 逆轉 反超 晋级 淘汰 平局 力克 完败 的优势";

/* Teams that a score may follow without a word for it: 中国1-2. */
static const char teams[] = "中国 国足 女排 女足 男篮 女篮 日本 韩国 朝鲜 泰国 越南 伊朗 伊拉克 "
                            "沙特 卡塔尔 阿联酋 澳大利亚 巴西 "
                            "阿根廷 乌拉圭 德国 法国 英格兰 西班牙 葡萄牙 意大利 荷兰 比利时 "
                            "克罗地亚 俄罗斯 美国 墨西哥 皇马 巴萨 曼联 "
                            "曼城 切尔西 阿森纳 利物浦 拜仁 多特蒙德 国米 米兰 尤文 拉齐奥 罗马 "
                            "那不勒斯 国安 申花 恒大 鲁能 泰山 上港 海港";

int norm_is_score(const struct norm *m, size_t at, size_t end)
{
    return norm_near_before(m, at, score_before) || norm_near_after(m, end, score_after);
}

static size_t say_pair(struct norm *m, const struct norm_number *a, const struct norm_number *b,
                       const char *between)
{
    norm_say_number(m, a, NORM_BIG);
    buf_puts(&m->text, between);
    norm_say_number(m, b, NORM_BIG);
    return b->end - a->at;
}

/* 从1数到5：1，2，3: at least two more numbers, each after a comma. */
static int is_list(const struct norm *m, size_t at)
{
    for (int more = 0; more < 2; more++) {
        size_t mark = norm_begins_any(m, at, "， 、 ,"), n = norm_digits(m, at + mark);
        if (!mark || !n) return 0;
        at += mark + n;
    }
    return norm_at(m, at) != ':';
}

/* 比例尺1:50000, 16:9, 3:2, 1:2:3; what can be a time of day has been asked before. */
static size_t proportion(struct norm *m, const struct norm_number *a)
{
    struct norm_number b;
    size_t i = a->end;
    int spaced = norm_at(m, i) == ' ';
    if (spaced) i++;
    if (norm_at(m, i) != ':') return 0;
    i = norm_skip_spaces(m, i + 1);
    if (!norm_number(m, i, &b) || is_list(m, b.end)) return 0;
    norm_say_number(m, a, NORM_BIG);
    size_t end = a->end;
    for (int parts = 1; parts < 8; parts++) {
        size_t k = norm_skip_spaces(m, end);
        if (norm_at(m, k) != ':' || !norm_number(m, norm_skip_spaces(m, k + 1), &b)) break;
        buf_puts(&m->text, "比");
        norm_say_number(m, &b, NORM_BIG);
        end = b.end;
    }
    return end - a->at;
}

/* 3-1 and 2/2 where the words around say that it is a score. */
static size_t score(struct norm *m, const struct norm_number *a)
{
    struct norm_number b;
    char c = norm_at(m, a->end);
    if ((c != '-' && c != '/') || !norm_number(m, a->end + 1, &b)) return 0;
    if (a->n_fraction || b.n_fraction || a->n_whole > 3 || b.n_whole > 3) return 0;
    if (norm_at(m, b.end) == '-' || norm_at(m, b.end) == '/' || norm_at(m, b.end) == '%') return 0;
    size_t before = a->at;
    while (before && m->s[before - 1] == ' ')
        before--;
    int house = norm_begins_any(m, b.end, "室 栋 幢 单元 号楼 户 铺 弄") &&
                norm_value(m, a->at, a->n_whole) >= norm_value(m, b.at, b.n_whole);
    if (c == '-' &&
        (house || norm_ends_any(m, before, "图 表 例 附件 式 圖 题 款 路 街 村 门牌 车位 门牌号")))
        return say_pair(m, a, &b, "杠");
    int sides = c == '-' && norm_ends_any(m, before, "队 隊") && norm_is_han(m, b.end);
    int team = (sides || norm_ends_any(m, before, teams)) && !norm_is_measure(m, b.end) &&
               (norm_begins(m, b.end, "日本") || !norm_begins_any(m, b.end, "月 日 号 岁 年"));
    int counted = norm_is_measure(m, b.end) || norm_is_letter(m, b.end) ||
                  norm_begins_any(m, b.end, "° ℃ ㎡");
    if (counted && !norm_begins_any(m, b.end, score_after)) return 0; /* 比例不限，3-5天 */
    if (!team && (c == '/' || !norm_is_score(m, a->at, b.end))) return 0;
    return say_pair(m, a, &b, "比");
}

/* ---- fractions ---- */

/* 请于10/4提交, 10/4前: a day of the year where the words around say so, and the parts can be. */
static size_t month_and_day(struct norm *m, const struct norm_number *a,
                            const struct norm_number *b)
{
    static const char until[] =
        "日 号 號 前 后 後 起 截止 之前 之后 晚 早 上午 下午 当天 凌晨 发布 上市 开会 上线";
    static const char on[] = "于 在 至 到 自 从 截至 定在 截止 於 從";
    static const char days[] = "312931303130313130313031";
    enum { COMMON = 12 }; /* greater denominators are rare */
    long month = norm_value(m, a->at, a->n_whole), day = norm_value(m, b->at, b->n_whole);
    if (month < 1 || month > 12 || day < 1 || a->n_whole > 2 || b->n_whole > 2) return 0;
    const char *last = days + 2 * (month - 1);
    if (day > (last[0] - '0') * 10 + last[1] - '0') return 0;
    size_t after = norm_begins_any(m, b->end, until), before = norm_ends_any(m, a->at, on);
    int odd = day < month || day > COMMON; /* as a fraction */
    if (!(after && (odd || !norm_begins_any(m, b->end, "前 后 後"))) && !(before && odd)) return 0;
    if (norm_begins_any(m, b->end, "的 处 以 左右 个 后卫 前锋")) return 0;
    norm_say_cardinal(m, a->at, a->end, NORM_ER);
    buf_puts(&m->text, "月");
    norm_say_cardinal(m, b->at, b->end, NORM_ER);
    size_t name = norm_begins_any(m, b->end, "日 号 號");
    buf_puts(&m->text, name ? "" : "日");
    return b->end - a->at;
}

static size_t fraction(struct norm *m, const struct norm_number *a)
{
    struct norm_number b;
    size_t i = norm_skip_spaces(m, a->end);
    int spaced = i > a->end;
    if (norm_at(m, i) != '/') return 0;
    i++;
    if (spaced != (norm_at(m, i) == ' ')) return 0;
    i = norm_skip_spaces(m, i);
    if (!norm_number(m, i, &b) || norm_at(m, b.end) == '/') return 0;
    if (a->n_fraction || b.n_fraction || a->n_whole > 6 || b.n_whole > 6) return 0;
    if (m->s[b.at] == '0' || (m->s[a->at] == '0' && a->n_whole > 1)) return 0;
    if (a->at && m->s[a->at - 1] == '-' && norm_at(m, b.end) == '-') return 0; /* 6-3/6-4 */
    size_t date = spaced ? 0 : month_and_day(m, a, &b);
    if (date) return date;
    if (norm_near_before(m, a->at, "血压") || norm_begins(m, b.end, "mmHg")) { /* 120/80mmHg */
        norm_say_number(m, a, NORM_BIG);
        buf_puts(&m->text, "杠");
        return b.at - a->at;
    }
    size_t digits = b.n_whole;
    if (digits > 1 && a->n_whole == digits && !memcmp(m->s + a->at, m->s + b.at, digits))
        return say_pair(m, a, &b, "比"); /* 50/50 */
    norm_say_number(m, &b, NORM_ER);
    buf_puts(&m->text, "分之");
    norm_say_number(m, a, NORM_ER);
    return b.end + norm_say_unit(m, b.end) - a->at;
}

/* 1 1/2 */
static size_t mixed_fraction(struct norm *m, const struct norm_number *a)
{
    struct norm_number b;
    if (a->n_fraction || norm_at(m, a->end) != ' ' || !norm_number(m, a->end + 1, &b)) return 0;
    if (b.n_fraction || b.n_whole > 2 || norm_at(m, b.end) != '/') return 0;
    size_t head = m->text.len;
    norm_say_number(m, a, NORM_ER);
    buf_puts(&m->text, "又");
    size_t n = fraction(m, &b);
    if (!n) {
        m->text.len = head;
        return 0;
    }
    return b.at + n - a->at;
}

size_t norm_zh_ratio(struct norm *m, size_t at)
{
    struct norm_number a;
    if (norm_is_letter_before(m, at)) return 0;
    if (norm_at(m, at) == '-') { /* -1/3 */
        if (at && (norm_is_digit(m, at - 1) || norm_is_letter(m, at - 1))) return 0;
        if (!norm_is_digit(m, at + 1) || !norm_number(m, at + 1, &a)) return 0;
        buf_puts(&m->text, "负");
        size_t n = fraction(m, &a);
        return n ? n + 1 : 0;
    }
    if (!norm_number(m, at, &a)) return 0;
    if (norm_begins(m, at, "985/211")) {
        buf_puts(&m->text, "九八五、二幺幺");
        return 7;
    }
    if (norm_begins(m, at, "24/7")) {
        buf_puts(&m->text, "二十四七");
        return 4;
    }
    size_t n = score(m, &a);
    if (!n) n = proportion(m, &a);
    if (!n) n = mixed_fraction(m, &a);
    return n ? n : fraction(m, &a);
}

/* ---- sums ---- */

// clang-format off
static const struct { const char *sign, *reading; int always; } operators[] = {
    {"<=", "小于等于", 1}, {">=", "大于等于", 1}, {"!=", "不等于", 1}, {"==", "等于", 1}, {"->", "到", 1},
    {"≤", "小于等于", 1}, {"≥", "大于等于", 1}, {"≦", "小于等于", 1}, {"≧", "大于等于", 1},
    {"≈", "约等于", 1}, {"≠", "不等于", 1}, {"=", "等于", 1}, {"<", "小于", 1}, {">", "大于", 1},
    {"+", "加", 1}, {"×", "乘", 1}, {"÷", "除以", 1}, {"*", "乘", 1}, {"x", "乘", 0}, {"X", "乘", 0},
    {"·", "乘", 0}, {"-", "减", 0}, {"/", "除以", 0}, {"±", "正负", 0}, {"^", "的", 0},
};
// clang-format on
enum { N_OPERATORS = sizeof operators / sizeof *operators, OPERATOR_NONE = -1 };

static int operator_at(const struct norm *m, size_t at)
{
    for (int i = 0; i < N_OPERATORS; i++)
        if (norm_begins(m, at, operators[i].sign)) return i;
    return OPERATOR_NONE;
}

/* Is this sum one because an = or other sure sign stands near? Then 5-3 is 五减三. */
static int in_equation(const struct norm *m, size_t at)
{
    size_t i = at;
    for (int steps = 0; steps < 8; steps++) {
        struct norm_number num;
        i = norm_skip_spaces(m, i);
        if (!norm_number(m, i, &num)) return 0;
        i = norm_skip_spaces(m, num.end);
        int op = operator_at(m, i);
        if (op < 0) return 0;
        if (strchr("=≈≠<>", operators[op].sign[0]) || !strcmp(operators[op].sign, "≤")) return 1;
        i += strlen(operators[op].sign);
    }
    return 0;
}

static int after_equals(const struct norm *m, size_t at)
{
    size_t i = at;
    while (i && m->s[i - 1] == ' ')
        i--;
    if (norm_ends_any(m, i, "= ≈ ≠ ≤ ≥")) return 1;
    size_t sure = norm_ends_any(m, i, "+ × ÷ *"); /* the 2-3 of 1+2-3 */
    return sure && i > sure && norm_is_digit(m, i - sure - 1);
}

/* 10^3, 3²: the power, its sign included. */
static size_t power_at(struct norm *m, size_t at)
{
    if (norm_begins(m, at, "²")) {
        buf_puts(&m->text, "的平方");
        return strlen("²");
    }
    if (norm_begins(m, at, "³")) {
        buf_puts(&m->text, "的立方");
        return strlen("³");
    }
    if (norm_at(m, at) != '^') return 0;
    size_t minus = norm_at(m, at + 1) == '-', n = norm_digits(m, at + 1 + minus);
    if (!n) return 0;
    buf_puts(&m->text, minus ? "的负" : "的");
    norm_say_cardinal(m, at + 1 + minus, at + 1 + minus + n, NORM_ER);
    buf_puts(&m->text, "次方");
    return 1 + minus + n;
}

/* The sign after a term, when a number or a sign of a number follows it: says it. */
static size_t operator_after(struct norm *m, size_t end, int equation)
{
    struct norm_number b;
    size_t i = norm_skip_spaces(m, end);
    int op = operator_at(m, i);
    if (op < 0 || !strcmp(operators[op].sign, "^")) return 0;
    size_t next = norm_skip_spaces(m, i + strlen(operators[op].sign));
    const char *reading = operators[op].reading;
    if (i == end && !strcmp(operators[op].sign, "!=")) reading = "的阶乘等于"; /* 5!=120 */
    int letter = operators[op].sign[0] == 'x' || operators[op].sign[0] == 'X';
    if (letter && (next != i + 1) != (i != end)) return 0; /* 1920x1080, 3 x 4 */
    int signed_term = norm_at(m, next) == '-' && norm_is_digit(m, next + 1);
    if (!norm_number(m, next + (size_t)signed_term, &b) && !norm_begins(m, next, "√")) return 0;
    if (!strcmp(reading, "减") || !strcmp(reading, "除以") || !strcmp(reading, "乘")) {
        int sure = !strcmp(operators[op].sign, "÷") || !strcmp(operators[op].sign, "×") ||
                   operators[op].sign[0] == '*' || letter;
        if (!sure && !equation) return 0;
    }
    buf_puts(&m->text, reading);
    return next - end;
}

/* 1/2 in 1/2+1/3=5/6, where 10/2 is a division. */
static int is_proper(const struct norm *m, const struct norm_number *a)
{
    struct norm_number b;
    if (a->n_fraction || !norm_number(m, a->end + 1, &b) || b.n_fraction) return 0;
    long over = norm_value(m, a->at, a->n_whole), under = norm_value(m, b.at, b.n_whole);
    return over > 0 && over < under && norm_at(m, b.end) != '/';
}

static size_t sum_fraction(struct norm *m, size_t at, const struct norm_number *a)
{
    size_t end = a->at + fraction(m, a);
    return end - at + operator_after(m, end, 1);
}

/* 满199-100: so much off. */
static int is_discount(const struct norm *m, size_t at, const struct norm_number *a)
{
    struct norm_number b;
    return norm_ends_any(m, at, "满 滿") && norm_at(m, a->end) == '-' &&
           norm_number(m, a->end + 1, &b) && a->n_whole <= 9 && b.n_whole <= 9 &&
           norm_value(m, a->at, a->n_whole) > norm_value(m, b.at, b.n_whole);
}

size_t norm_zh_sum(struct norm *m, size_t at)
{
    struct norm_number a;
    size_t i = at;
    size_t root = norm_begins_any(m, i, "√ ∛ ∜");
    if (root) {
        if (!norm_is_digit(m, i + root)) return 0;
        if (!norm_begins(m, i, "√")) buf_puts(&m->text, norm_begins(m, i, "∛") ? "三次" : "四次");
        buf_puts(&m->text, "根号");
        return root;
    }
    if (norm_is_letter_before(m, at)) return 0;
    int minus = norm_at(m, i) == '-', lone = norm_begins(m, i, "±") || norm_at(m, i) == '+';
    if (lone) return 0; /* a sign by itself: norm_zh_measure */
    if (minus && norm_is_han_before(m, i)) return 0;
    if (minus) i++;
    if (!norm_number(m, i, &a)) return 0;
    int equation = in_equation(m, i) || after_equals(m, at) || is_discount(m, at, &a);
    if (minus) buf_puts(&m->text, "负");
    if (equation && norm_at(m, a.end) == '/' && is_proper(m, &a)) return sum_fraction(m, at, &a);
    norm_say_number(m, &a, NORM_BIG);
    size_t power = power_at(m, a.end);
    if (power) power += norm_say_unit(m, a.end + power); /* 3×10^8m/s */
    size_t more = operator_after(m, a.end + power, equation);
    if (!power && !more && !(equation && after_equals(m, at) && minus)) return 0;
    return a.end + power + more - at;
}
