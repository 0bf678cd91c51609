/* norm_zh_known.c - numbers that everybody knows by their digits: 110, 12306, 985, 9·18, 58同城,
 * 波音747, 502室. */
#include <string.h>

#include "text/zh/norm_zh.h"

static const char short_numbers[] =
    "110 119 12306 12315 10086 12123 12320 12366 12369 12348 12355 12388 96110 95588 95599 "
    "95555 95533 95566 95511 95518 95519 95338 95559 95568 95595";
static const char famous_yao[] = "211";
static const char famous[] = "985 996 618 404 1314 886 9527";
static const char named_after[] =
    "新政 政策 专案 工程 计划 会议 事件 事变 高校 院校 晚会 错误 "
    "工作制 邮箱 医院 大促 购物节 惨案 部队 安全卫士 大楼 大厦 大樓 大廈 条款 "
    "條款 关税 關稅 调查 法案 航班 状态码 快乐 快樂 表白 告白 情人节 礼物 "
    "浏览器 国道 省道 线路 路车 路公交 特别法庭 航空";
static const char memorial_after[] =
    "劳动节 国庆 儿童节 妇女节 建军节 青年节 植树节 事变 事件 "
    "晚会 地震 运动 惨案 黄金周 长假 假期 大促 购物节 大地震 空难 恐怖袭击 袭击 "
    "暴雨 案 大案 专案 宪法日 阅兵 纪念日 公祭日 消防日 火灾 爆炸 讲话";
static const char named_before[] = "状态码 狀態碼 错误码 回复 回覆 输入 輸入 台北 臺北";
static const char room_after[] = "室 房 号房 号室 教室 寝室 宿舍 包厢 包间 病房 会议室";

int norm_is_room(const struct norm *m, size_t end)
{
    return norm_begins_any(m, end, room_after) > 0;
}

static int is_one_of(const struct norm *m, size_t at, size_t n, const char *list)
{
    return norm_begins_any(m, at, list) == n;
}

/* 9·18事变, 3.15晚会: the sign is silent. */
size_t norm_known_day(struct norm *m, size_t at, size_t n)
{
    size_t sign = norm_begins_any(m, at + n, "· . •");
    if (!sign || n > 2) return 0;
    size_t n2 = norm_digits(m, at + n + sign), end = at + n + sign + n2;
    if (n2 < 1 || n2 > 2) return 0;
    size_t quote = norm_begins_any(m, end, "” \" 」 ’");
    int festival = norm_begins(m, end, "节") && !norm_ends_any(m, at, "第 . §") &&
                   norm_begins_any(m, at, "3.8 5.1 5.4 6.1 8.1 10.1 11.11 12.12") == end - at;
    if (m->s[at + n] == '.' && !festival && !norm_begins_any(m, end + quote, memorial_after))
        return 0;
    if (n == 2 && n2 == 1 && norm_begins(m, at, "10") && m->s[end - 1] == '1') {
        buf_puts(&m->text, "十一"); /* 10·1黄金周 */
        return end - at;
    }
    norm_say_digits(m, at, n, 0);
    norm_say_digits(m, at + n + sign, n2, 0);
    return end - at;
}

static const char names_with_numbers[] =
    "空警 武直 红旗 鹰击 长剑 巨浪 运- 空警- 武直- 直- 轰- 教- 红旗- 鹰击- 长剑- 巨浪- 骁龙 "
    "天玑 麒麟 酷睿 锐龙 诺基亚 波音 空客 空中客车 歼 "
    "东风 轰 波音- 空客- 歼- 东风- 苏- 图- 米格-";

/* 666, 6666, 233, 23333: said for their sound. */
static int is_chat(const struct norm *m, size_t at, size_t n)
{
    if (n < 3) return 0;
    for (size_t i = 1; i < n; i++)
        if (m->s[at + i] != (m->s[at] == '2' ? '3' : '6')) return 0;
    return m->s[at] == '2' || m->s[at] == '6';
}

/* 119、120、110: one of these numbers beside another. */
static int is_emergency(const struct norm *m, size_t at, size_t n)
{
    static const char numbers[] = "110 114 119 120 122";
    size_t sign = norm_begins_any(m, at + n, "、 和 或 / ，"),
           before = norm_ends_any(m, at, "、 和 或 / ，");
    if (!is_one_of(m, at, n, numbers)) return 0;
    return (sign && norm_digits(m, at + n + sign) == 3 &&
            norm_begins_any(m, at + n + sign, numbers)) ||
           (before && norm_ends_any(m, at - before, numbers));
}

/* Names of firms and things, read digit by digit. */
size_t norm_known_name(struct norm *m, size_t at)
{
    static const char *const names[][2] = {
        {"58同城", "五八同城"},
        {"36氪", "三六氪"},
        {"361度", "三六一度"},
        {"51job", "五一job"},
        {"163邮箱", "一六三邮箱"},
        {"1688网", "一六八八网"},
        {"4399小游戏", "四三九九小游戏"},
        {"1024程序员节", "一零二四程序员节"},
        {"798艺术区", "七九八艺术区"},
        {"520表白", "五二零表白"},
        {"520情人节", "五二零情人节"},
        {"5201314", "五二零一三一四"},
        {"500彩票", "五百彩票"},
    };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (!norm_begins(m, at, names[i][0])) continue;
        buf_puts(&m->text, names[i][1]);
        return strlen(names[i][0]);
    }
    return 0;
}

size_t norm_known_number(struct norm *m, size_t at, size_t n)
{
    size_t end = at + n;
    if (norm_ends_any(m, at, "打 拨 撥") && is_one_of(m, at, n, "110 114 119 120 122 999"))
        return norm_say_id(m, at, n);
    int measure = norm_is_measure(m, norm_skip_spaces(m, end)) || norm_at(m, end) == '.' ||
                  norm_at(m, end) == '%' || norm_is_letter(m, end) || norm_at(m, end) == ',' ||
                  norm_at(m, end) == '-' || norm_at(m, end) == '~' || norm_at(m, end) == ':' ||
                  norm_at(m, end) == '/' || norm_begins(m, end, "年");
    int thousands = n == 4 && norm_ends(m, end, "000"); /* 麒麟9000 */
    if (n <= 4 && !thousands && (!measure || norm_is_letter(m, end)) &&
        norm_ends_any(m, at, names_with_numbers)) {
        norm_say_digits(m, at, n, 0);
        return n;
    }
    if (norm_ends_any(m, at, "- : / ~ . $ ¥ € + × = 第")) return 0;
    if (is_emergency(m, at, n)) return norm_say_id(m, at, n);
    if (n == 2 && norm_value(m, at, n) >= 50 && !norm_ends_any(m, at, "第 共") &&
        norm_begins_any(m, end,
                        "式步枪 式坦克 式手枪 式主战 式自动 A坦克 A主战 A型坦克 式冲锋枪 式机枪")) {
        norm_say_digits(m, at, n, 0); /* 95式步枪 */
        return n;
    }
    if (n == 3 && norm_begins_any(m, end, "号 號")) return 0; /* 人民路119号 */
    if (n >= 3 && n <= 4 && !measure && norm_ends_any(m, at, "单元 栋 幢 號樓 号楼 弄"))
        return norm_say_id(m, at, n); /* 1单元301 */
    if (!measure && is_one_of(m, at, n, short_numbers)) return norm_say_id(m, at, n);
    if (!measure && is_one_of(m, at, n, famous_yao)) return norm_say_id(m, at, n);
    if (!measure && is_chat(m, at, n)) {
        norm_say_digits(m, at, n, 0);
        return n;
    }
    int round = m->s[end - 1] == '0' && m->s[end - 2] == '0';
    if ((n == 3 || n == 4) && norm_is_room(m, end) && !round) return norm_say_id(m, at, n);
    if ((n == 3 || n == 4) && !round && !measure &&
        norm_ends_any(m, at, "1楼 2楼 3楼 4楼 5楼 6楼 7楼 8楼 9楼 0楼 A座 B座 C座 D座 E座 F座"))
        return norm_say_id(m, at, n); /* 3楼302, A座1203 */
    int named =
        n == 3 && !round &&
        (norm_begins_any(m, end, named_after) || (!measure && norm_ends_any(m, at, named_before)));
    int bus = n == 3 && norm_begins(m, end, "路") && !norm_begins(m, end, "路人");
    if ((!measure && is_one_of(m, at, n, famous)) || named || bus) {
        norm_say_digits(m, at, n, bus);
        return n;
    }
    return 0;
}
