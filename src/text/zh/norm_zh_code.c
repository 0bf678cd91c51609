/* norm_zh_code.c - numbers that are names: telephone numbers, ids, rooms, flights, versions, IP
 * addresses, models (A380, iPhone15), numbers everybody knows (110, 985).
 *
 * Telephones, ids, rooms, plates, flights and trains say 幺 for 1; everything else says 一. */
#include <string.h>

#include "text/zh/norm_zh.h"

static const char id_before[] =
    "尾号 尾數 尾数 卡号 编号 編號 单号 订单 证号 身份证 车牌 账号 "
    "帐号 賬號 房号 房间 學號 学号 工号 密码 验证码 驗證碼 邀请码 兑换码 激活码 优惠码 取件码 "
    "取餐码 提取码 授权码 动态码 校验码 识别码 "
    "条码 条形码 "
    "邮编 邮政编码 郵遞區號 邮码 QQ 群号 QQ群 微信群 电话 電話 手机 "
    "手機 热线 拨打 撥打 致电 传真 区号 "
    "座机 呼叫 微信 序列号 流水号 代码 口令 分机 拨 call 客服 "
    "Tel TEL tel 会议室 教室 病房 包厢 包间 宿舍 寝室 自习室 联通 移动 "
    "电信 信箱 警号 学籍号 批号 转接";
static const char id_after[] =
    "打个电话 打电话 打了电话 打個電話 打電話 热线 客服 短信 服务热线 报警";

/* 尾号是“1702”: what stands between the word and the number. */
static int follows_id_word(const struct norm *m, size_t at)
{
    size_t i = at, n;
    for (int steps = 0; steps < 4; steps++) {
        if (norm_ends_any(m, i, id_before)) return 1;
        n = norm_ends_any(m, i, "是 为 為 ： : “ \" 「 号码 號碼 号 了 我 # （ (");
        if (!n && i && m->s[i - 1] == ' ') n = 1;
        if (!n) return 0;
        i -= n;
    }
    return norm_ends_any(m, i, id_before) > 0;
}

/* ---- chains: 010-6403-5547, 138 0013 8000, 127.0.0.1, 1.2.3 ---- */

struct chain {
    size_t parts, end, digits, longest;
    int zero; /* a part begins with 0 */
};

/* Numbers with the same sign between them, as many as there are; beyond the longest that means
 * something the rest is a chain of its own, so that time stays linear. */
static struct chain chain_at(const struct norm *m, size_t at, char sign)
{
    enum { PARTS_MAX = 40 };
    struct chain c = {0};
    for (size_t i = at; c.parts < PARTS_MAX; i++) {
        size_t n = norm_digits(m, i);
        if (!n) break;
        c.parts++;
        c.digits += n;
        if (n > c.longest) c.longest = n;
        if (n > 1 && m->s[i] == '0') c.zero = 1;
        i += n;
        c.end = i;
        if (norm_at(m, i) != sign || !norm_is_digit(m, i + 1)) break;
    }
    return c;
}

static int is_mobile(const struct norm *m, size_t at, size_t n)
{
    return n == 11 && m->s[at] == '1' && m->s[at + 1] >= '3';
}

static int is_date(const struct norm *m, size_t at, const struct chain *c)
{
    size_t n = norm_digits(m, at), n2 = norm_digits(m, at + n + 1);
    if (c->parts != 3 || c->longest > 4) return 0;
    long y = norm_value(m, at, n), mo = norm_value(m, at + n + 1, n2);
    long d = norm_value(m, at + n + n2 + 2, norm_digits(m, at + n + n2 + 2));
    int impossible = mo > 12 || d > 31 || (mo == 2 && d > 29); /* 编号2026-02-30 */
    return (n == 4 && !(impossible && follows_id_word(m, at)) && n2 <= 2 && y >= 1800 &&
            y < 2200) ||
           (n <= 2 && n2 <= 2 && c->digits - n - n2 == 4 && d >= 1800 && d < 2200);
}

/* Hyphens or spaces in it: a telephone number, a bank card, a book number. */
static size_t grouped(struct norm *m, size_t at)
{
    struct chain c = chain_at(m, at, '-');
    size_t first = norm_digits(m, at);
    if (c.parts >= 2 && !is_date(m, at, &c)) {
        int area = c.parts == 2 && (first == 3 || first == 4) && m->s[at] == '0' && c.digits >= 10;
        int toll_free = c.parts == 2 && norm_begins_any(m, at, "400- 800-") && c.digits == 10;
        if (c.parts >= 3 || area || toll_free || (c.longest >= 7 && c.digits >= 10))
            return norm_say_id(m, at, c.end - at), c.end - at;
    }
    c = chain_at(m, at, ' ');
    if ((c.parts == 3 && is_mobile(m, at, c.digits + (first != 3) * 100)) ||
        (c.parts >= 3 && c.longest == 4 && first == 4 && c.digits >= 12))
        return norm_say_id(m, at, c.end - at), c.end - at;
    return 0;
}

/* 127.0.0.1 digit by digit, 1.2.3 part by part. */
static size_t dotted(struct norm *m, size_t at)
{
    struct chain c = chain_at(m, at, '.');
    if (c.parts < 3 || is_date(m, at, &c)) return 0;
    int by_digits = c.parts >= 4 || c.zero || c.longest > 2;
    for (size_t i = at; i < c.end; i++) {
        size_t n = norm_digits(m, i);
        if (by_digits)
            norm_say_digits(m, i, n, 0);
        else
            norm_say_cardinal(m, i, i + n, NORM_ER);
        i += n;
        if (i < c.end) buf_puts(&m->text, "点");
    }
    size_t port = norm_at(m, c.end) == ':' ? norm_digits(m, c.end + 1) : 0;
    if (c.parts == 4 && port) {
        buf_puts(&m->text, "冒号");
        norm_say_digits(m, c.end + 1, port, 0);
        return c.end + 1 + port - at;
    }
    return c.end - at;
}

/* Numbers after these are read digit by digit. */
static const char digits_before[] = "端口 端口号 端口为 端口是 埠号 分辨率为 分辨率是 分辨率达到";

/* ---- letters and digits ---- */

static int is_capital(const struct norm *m, size_t i)
{
    return i < m->n && m->s[i] >= 'A' && m->s[i] <= 'Z';
}

static const char travel_after[] = "次 航班 列车 高铁 动车 号航班 号列车 次列车 次航班";
static const char travel_before[] = "航班 列车 车次 乘坐 高铁 搭乘 动车 航班号 改签";

/* Where the letters, digits and hyphens that end at `at` begin. */
static size_t token_start(const struct norm *m, size_t at)
{
    enum { TOKEN_BYTES = 24 };
    size_t i = at;
    while (i && at - i < TOKEN_BYTES &&
           (norm_is_letter(m, i - 1) || norm_is_digit(m, i - 1) || m->s[i - 1] == '-' ||
            m->s[i - 1] == '_'))
        i--;
    return i;
}

/* H.264: the dot of a name; of No.5 and the like it is none. */
static size_t dotted_code(struct norm *m, size_t at)
{
    size_t n = norm_digits(m, at + 1);
    if (n < 3 || n > 4 || !at || !is_capital(m, at - 1) || (at > 1 && norm_is_letter(m, at - 2)))
        return 0;
    buf_puts(&m->text, "点");
    norm_say_digits(m, at + 1, n, 0);
    return 1 + n;
}

/* Digits right after letters: G1234次 is read as a code, A4 and iPhone15 as small numbers, A380 and
 * RTX4090 digit by digit. */
static size_t model(struct norm *m, size_t at, size_t n)
{
    size_t letters = at;
    while (letters && norm_is_letter(m, letters - 1) && at - letters < 16)
        letters--;
    size_t end = at + n;
    if (norm_at(m, end) == '.' && norm_is_digit(m, end + 1)) { /* v2.0 */
        struct norm_number num;
        if (!dotted(m, at) && norm_number(m, at, &num)) norm_say_number(m, &num, NORM_ER);
        struct chain c = chain_at(m, at, '.');
        return c.end - at;
    }
    int travel =
        is_capital(m, letters) && at - letters <= 2 && n <= 4 &&
        (norm_begins_any(m, end, travel_after) || norm_ends_any(m, letters, travel_before));
    static const char airlines[] = "CA CZ MU HU MF ZH KN";
    travel |= at - letters == 2 && (n == 3 || n == 4) && norm_begins_any(m, letters, airlines) &&
              !norm_is_measure(m, end);
    int room =
        is_capital(m, letters) && at - letters <= 1 && (n == 3 || n == 4) && norm_is_room(m, end);
    if (travel || room || follows_id_word(m, token_start(m, at))) return norm_say_id(m, at, n);
    static const char by_digits[] =
        "U21 U22 U23 AK47 N95 KN95 N90 P99 P95 P90 IP54 IP55 IP65 IP66 IP67 "
        "IP68 IP69"; /* rifles, masks, percentiles, protection */
    int craft_number = n == 2 && m->s[at] >= '2' && m->s[at - 1] == '-' && at - letters == 0 &&
                       is_capital(m, token_start(m, at)) && at - token_start(m, at) <= 3 &&
                       !norm_ends(m, token_start(m, at), "°");
    int mixed = n == 2 && ((is_capital(m, end) && norm_is_digit(m, end + 1)) ||
                           (at - letters == 1 && letters && norm_is_digit(m, letters - 1)));
    if (craft_number || mixed) { /* F-35, B-52; F-16 is 十六; A12B11 */
        norm_say_digits(m, at, n, 0);
        return n;
    }
    if (n <= 2 && m->s[at] != '0' && norm_begins_any(m, letters, by_digits) != end - letters)
        norm_say_cardinal(m, at, end, NORM_ER);
    else
        norm_say_digits(m, at, n, 0);
    return n;
}

/* RTX 4090, MATH 202, Q3 2024: the same with a space between; Top 100 and 12,000 are numbers. */
static size_t spaced_model(struct norm *m, size_t at, size_t n)
{
    size_t end = at + n, name = at - 1;
    while (name && norm_is_digit(m, name - 1))
        name--;
    if (!name || !norm_is_letter(m, name - 1)) return 0;
    if (name < at - 1 && (n != 4 || norm_begins_any(m, at, "19 20") != 2)) return 0;
    int round = m->s[end - 1] == '0' && m->s[end - 2] == '0';
    static const char counted[] =
        "元 块 塊 人 个 個 万 萬 亿 億 次 年 天 多 余 几 米 公里 千米 页 頁 "
        "名 件 条 條 位 分 秒 字 家 张 張 倍 种 種 台 部 辆 輛 本 岁 歲 度 克 "
        "斤 吨 噸 升 小时 块钱 美元 港币 台币 欧元 日元 英镑";
    if (n < 3 || n > 4 || round || norm_begins_any(m, norm_skip_spaces(m, end), counted) ||
        norm_begins_any(m, end, ". , % - ~ : / + × *") || norm_is_letter(m, end) ||
        norm_ends_any(m, at - 1, "to than vs VS"))
        return 0;
    norm_say_digits(m, at, n, 0);
    return n;
}

/* 京A12345, 沪A·D1234 */
static size_t plate(struct norm *m, size_t at)
{
    static const char provinces[] =
        "京 津 沪 渝 冀 豫 云 辽 黑 湘 皖 鲁 新 苏 浙 赣 鄂 桂 甘 晋 蒙 陕 吉 闽 "
        "贵 粤 青 藏 川 宁 琼";
    size_t i = at + norm_begins_any(m, at, provinces), digits = 0, n = 0;
    if (i == at || !is_capital(m, i)) return 0;
    size_t head = i + 1, dot = norm_begins_any(m, head, "· • -");
    for (; is_capital(m, head + dot + n) || norm_is_digit(m, head + dot + n); n++)
        digits += (size_t)norm_is_digit(m, head + dot + n);
    int special = n == 4 && norm_begins_any(m, head + dot + n, "港 澳 学 警 挂 領 领 试");
    if ((n != 5 && n != 6 && !special) || digits < 3) return 0;
    buf_add(&m->text, m->s + at, head - at);
    for (size_t k = head + dot; k < head + dot + n; k++) {
        if (norm_is_digit(m, k))
            norm_say_digits(m, k, 1, 1);
        else
            buf_putc(&m->text, m->s[k]);
    }
    return head + dot + n - at;
}

/* 第IV章, II期: the roman numerals that run.c has given to Chinese. */
static size_t roman(struct norm *m, size_t at)
{
    static const char *const numerals[][2] = {
        {"I", "一"},     {"II", "二"},     {"III", "三"},     {"IV", "四"},    {"V", "五"},
        {"VI", "六"},    {"VII", "七"},    {"VIII", "八"},    {"IX", "九"},    {"X", "十"},
        {"XI", "十一"},  {"XII", "十二"},  {"XIII", "十三"},  {"XIV", "十四"}, {"XV", "十五"},
        {"XVI", "十六"}, {"XVII", "十七"}, {"XVIII", "十八"}, {"XIX", "十九"}, {"XX", "二十"},
    };
    size_t n = 0;
    while (norm_begins_any(m, at + n, "I V X"))
        n++;
    int counted = norm_begins_any(m, at + n, "期 级 級 型 类 類 代 世 卷 部 季 度 号 號") &&
                  (n > 1 || norm_at(m, at) == 'I');
    if (!n || (!counted && !norm_ends(m, at, "第"))) return 0;
    for (size_t i = 0; i < sizeof(numerals) / sizeof(*numerals); i++) {
        if (strlen(numerals[i][0]) != n || !norm_begins(m, at, numerals[i][0])) continue;
        buf_puts(&m->text, numerals[i][1]);
        return n;
    }
    return 0;
}

static size_t with_letters(struct norm *m, size_t at)
{
    int alone = !at || !(norm_is_letter(m, at - 1) || norm_is_digit(m, at - 1));
    if (!alone) return 0;
    size_t numeral = roman(m, at);
    if (numeral) return numeral;
    if (norm_begins_any(m, at, "B2B B2C C2C O2O P2P M2M C2B B2G D2C F2F G2B G2C A2A N2N V2V") &&
        !norm_is_letter(m, at + 3) && !norm_is_digit(m, at + 3)) {
        buf_putc(&m->text, m->s[at]);
        buf_puts(&m->text, " to ");
        buf_putc(&m->text, m->s[at + 2]);
        return 3;
    }
    size_t no = norm_begins_any(m, at, "No. NO. no.");
    size_t i = norm_skip_spaces(m, at + no), n = no ? norm_digits(m, i) : 0;
    if (norm_begins(m, at, "M.2") && !norm_is_digit(m, at + 3) && !norm_is_letter(m, at + 3)) {
        buf_puts(&m->text, "M点二"); /* the slot of a computer */
        return 3;
    }
    if (!n) return 0;
    if (n > 4 || follows_id_word(m, at)) { /* 编号NO.20240501 */
        buf_puts(&m->text, "NO");
        norm_say_digits(m, i, n, 1);
        return i + n - at;
    }
    buf_puts(&m->text, "第");
    norm_say_cardinal(m, i, i + n, NORM_ER);
    return i + n - at;
}

/* Makers and kinds of craft whose numbers are names. */
static const char craft[] = "运 空警 武直 教 红旗 鹰击 长剑 巨浪 歼 东风 轰 直 强 图 苏 米格 波音 "
                            "空客 空中客车 长征 神舟 嫦娥 天宫 天舟";

/* 3 of 3度-5度 and 三 of 三年-5年, not 温 of 温度-5度. */
static int ends_number(const struct norm *m, size_t at)
{
    while (at && m->s[at - 1] == ' ')
        at--;
    return (at && norm_is_digit(m, at - 1)) ||
           norm_ends_any(m, at, "零 一 二 两 三 四 五 六 七 八 九 十 百 千 万 亿 几 半 多 个 ) ）");
}

/* 日-17日, 周一~周五: from one to the other. */
static size_t from_to(struct norm *m, size_t at)
{
    size_t n = norm_begins_any(m, at, "- ~ – — ～");
    if (!n || norm_begins(m, at, "——") || norm_ends(m, at, "—")) return 0;
    if (n == 1 && norm_ends_any(m, at, craft) && norm_is_digit(m, at + 1)) return n; /* 歼-20 */
    static const char ends[] =
        "年 月 日 号 點 点 时 分 秒 岁 楼 元 米 公里 周一 周二 周三 周四 周五 周六 周日 星期一 "
        "星期二 星期三 星期四 星期五 星期六 星期日 星期天 万 千克 公斤 度 个月 小时 分钟 天 百 千 "
        "亿";
    size_t unit = norm_ends_any(m, at, ends), next = at + n;
    if (!unit) return 0;
    if (norm_is_digit(m, next) && !ends_number(m, at - unit)) return 0; /* 温度-3°C */
    if (!norm_is_digit(m, next) &&
        !norm_begins_any(
            m, next,
            "周 星期 一 二 三 四 五 六 七 八 九 十 两 次日 今 明 凌晨 上午 下午 晚上 至今"))
        return 0;
    buf_puts(&m->text, "到");
    return n;
}

/* 00:1A:2B:3C:4D:5E: six pairs, sign by sign. */
static size_t hardware_address(struct norm *m, size_t at)
{
    enum { LENGTH = 17 };
    char sign = norm_at(m, at + 2);
    if (sign != ':' && sign != '-') return 0;
    for (size_t i = 0; i < LENGTH; i++)
        if (i % 3 == 2 ? norm_at(m, at + i) != sign : !norm_is_hex(m, at + i)) return 0;
    if (norm_is_hex(m, at + LENGTH) || norm_at(m, at + LENGTH) == sign) return 0;
    for (size_t i = at; i < at + LENGTH; i++) {
        if (norm_is_digit(m, i))
            norm_say_digits(m, i, 1, 0);
        else
            buf_putc(&m->text, m->s[i] == sign ? ' ' : m->s[i]);
    }
    return LENGTH;
}

/* 20260702 of builds and files: digit by digit. */
static int is_compact_date(const struct norm *m, size_t at, size_t n)
{
    if (n != 8 || !norm_begins_any(m, at, "19 20")) return 0;
    long month = norm_value(m, at + 4, 2), day = norm_value(m, at + 6, 2);
    return month >= 1 && month <= 12 && day >= 1 && day <= 31;
}

/* 贵州茅台（600519）, 600519.SH: six digits alone in brackets after a name, or with the place. */
static int is_stock(const struct norm *m, size_t at, size_t n)
{
    size_t open = norm_ends_any(m, at, "( （");
    if (n < 5 || n > 6) return 0;
    if (norm_begins_any(m, at + n, ".SH .SZ .HK .BJ .sh .sz .hk")) return 1;
    return n == 6 && open && norm_begins_any(m, at + n, ") ）") &&
           norm_is_han_before(m, at - open) && norm_begins_any(m, at, "60 68 00 30 83 87 43 51 15");
}

/* 2024 Q2, 2023H1: a year; and the shop 7-11. */
static size_t named_year_or_shop(struct norm *m, size_t at, size_t n)
{
    size_t i = norm_skip_spaces(m, at + n);
    int part = (norm_at(m, i) == 'Q' || norm_at(m, i) == 'H') && norm_is_digit(m, i + 1) &&
               !norm_is_digit(m, i + 2);
    if (n == 4 && part && norm_begins_any(m, at, "19 20")) {
        norm_say_digits(m, at, n, 0);
        return n;
    }
    int shop = norm_begins(m, at, "7-11") && !(at && m->s[at - 1] == '-') &&
               norm_begins_any(m, at + 4, "便利 买 買 吃 门 門 店 里 裡");
    if (!shop) return 0;
    norm_say_digits(m, at, 1, 1);
    norm_say_digits(m, at + 2, 2, 1);
    return strlen("7-11");
}

size_t norm_zh_code(struct norm *m, size_t at)
{
    size_t hardware =
        norm_is_hex(m, at) && !norm_is_letter_before(m, at) ? hardware_address(m, at) : 0;
    if (hardware) return hardware;
    if (norm_is_han(m, at)) return plate(m, at);
    if (norm_is_letter(m, at)) return with_letters(m, at);
    if (norm_at(m, at) == '.') return dotted_code(m, at);
    if (!norm_is_digit(m, at)) return from_to(m, at);

    size_t n = norm_digits(m, at), done;
    if (norm_is_letter_before(m, at)) return model(m, at, n);
    if ((done = named_year_or_shop(m, at, n))) return done;
    if (at > 1 && m->s[at - 1] == '-' && norm_is_letter(m, at - 2)) return model(m, at, n);
    if (n >= 3 && at > 1 && (m->s[at - 1] == '-' || m->s[at - 1] == '_') &&
        norm_is_letter(m, token_start(m, at)))
        return model(m, at, n); /* i7-13700, HT-2024-0012 */
    if (at > 1 && m->s[at - 1] == ' ' && (done = spaced_model(m, at, n))) return done;
    if ((done = norm_known_name(m, at)) || (done = grouped(m, at)) || (done = dotted(m, at)) ||
        (done = norm_known_day(m, at, n)))
        return done;
    int decimal = norm_at(m, at + n) == '.' && norm_is_digit(m, at + n + 1);
    int counted =
        norm_is_measure(m, at + n) && !norm_begins_any(m, at + n, "打 分机 市民 政府 政务");
    if ((is_mobile(m, at, n) && !counted) || n == 15 || n >= 17) return norm_say_id(m, at, n);
    if (n >= 2 && !decimal && !counted && norm_ends_any(m, at, digits_before)) {
        norm_say_digits(m, at, n, 0);
        return n;
    }
    if (n >= 3 && !decimal && !counted &&
        (follows_id_word(m, at) || norm_begins_any(m, at + n, id_after)))
        return norm_say_id(m, at, n);
    if (n == 2 && m->s[at] == '0' && !decimal && follows_id_word(m, at))
        return norm_say_id(m, at, n); /* 订单08号 */
    if (n == 6 && norm_ends_any(m, at - (at && m->s[at - 1] == ' '), "股票 基金 证券 A股 代码") &&
        !counted)
        return norm_say_id(m, at, n);
    if (!counted && !decimal && is_compact_date(m, at, n)) {
        norm_say_digits(m, at, n, 0);
        return n;
    }
    if (is_stock(m, at, n)) return norm_say_id(m, at, n);
    if ((n == 7 || n == 8) && norm_ends_any(m, at, ") ）") && !counted)
        return norm_say_id(m, at, n);
    if (n >= 3 && n <= 4 && (norm_at(m, at + n) | 32) == 'p' && !norm_is_letter(m, at + n + 1)) {
        norm_say_digits(m, at, n, 0); /* 1080P */
        return n;
    }
    size_t quoted = norm_ends_any(m, at, "“ \" 「 ‘");
    if (n >= 4 && quoted && norm_begins_any(m, at + n, "” \" 」 ’") && m->s[at + n - 1] != '0') {
        norm_say_digits(m, at, n, 0);
        return n;
    }
    return n >= 2 && !decimal ? norm_known_number(m, at, n) : 0;
}
