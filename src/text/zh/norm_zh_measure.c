/* norm_zh_measure.c - numbers with what they count or measure, and numbers by themselves:
 *
 *     [-+±] number [range] unit      -10°C  3-5%  25kg  10km/h  2个  300w张  ±2
 */
#include <string.h>

#include "text/zh/norm_zh.h"

// clang-format off
/* Longest first among those that begin alike. `per`: said before the number (每小时十公里). */
static const struct unit { const char *sign, *reading, *per; } units[] = {
    {"km/h", "公里", "每小时"}, {"Km/h", "公里", "每小时"}, {"KM/H", "公里", "每小时"}, {"km/s", "公里", "每秒"},
    {"m/s²", "米每二次方秒", ""}, {"m/s^2", "米每二次方秒", ""}, {"m/s2", "米每二次方秒", ""}, {"m/s", "米", "每秒"}, {"m/min", "米", "每分钟"}, {"L/min", "升", "每分钟"},
    {"kg/m³", "千克每立方米", ""}, {"g/cm³", "克每立方厘米", ""}, {"g/L", "克每升", ""}, {"mg/L", "毫克每升", ""},
    {"mg/m³", "毫克每立方米", ""}, {"μg/m³", "微克每立方米", ""}, {"mg/kg", "毫克每千克", ""}, {"mmol/L", "毫摩尔每升", ""},
    {"μg/m3", "微克每立方米", ""}, {"ug/m3", "微克每立方米", ""}, {"mg/m3", "毫克每立方米", ""}, {"g/cm3", "克每立方厘米", ""}, {"kg/m3", "千克每立方米", ""},
    {"r/min", "转每分钟", ""}, {"r/s", "转每秒", ""}, {"L/100km", "升每百公里", ""}, {"μSv/h", "微希沃特每小时", ""},
    {"Wh", "瓦时", ""}, {"MWh", "兆瓦时", ""}, {"GWh", "吉瓦时", ""}, {"TWh", "太瓦时", ""}, {"Ah", "安时", ""}, {"kVA", "千伏安", ""}, {"MVA", "兆伏安", ""},
    {"bar", "巴", ""}, {"lx", "勒克斯", ""}, {"lm", "流明", ""}, {"nit", "尼特", ""}, {"nits", "尼特", ""}, {"IU", "国际单位", ""}, {"ppb", "", "十亿分之"}, {"bpm", "次每分钟", ""},
    {"N·m", "牛米", ""}, {"kN·m", "千牛米", ""}, {"Nm", "牛米", ""}, {"ng", "纳克", ""}, {"pg", "皮克", ""}, {"bp", "个基点", ""}, {"in", "英寸", ""}, {"inch", "英寸", ""},
    {"kN", "千牛", ""}, {"mSv", "毫希沃特", ""}, {"μSv", "微希沃特", ""}, {"μF", "微法", ""}, {"nF", "纳法", ""}, {"pF", "皮法", ""}, {"mH", "毫亨", ""}, {"μH", "微亨", ""}, {"μA", "微安", ""}, {"μL", "微升", ""}, {"uL", "微升", ""}, {"dL", "分升", ""}, {"dl", "分升", ""},
    {"mmol", "毫摩尔", ""}, {"μmol", "微摩尔", ""}, {"THz", "太赫兹", ""}, {"GPa", "吉帕", ""}, {"dBm", "分贝毫瓦", ""},
    {"kWh", "千瓦时", ""}, {"kW·h", "千瓦时", ""}, {"KWh", "千瓦时", ""}, {"kwh", "千瓦时", ""}, {"mAh", "毫安时", ""},
    {"Mbps", "兆比特", "每秒"}, {"Gbps", "吉比特", "每秒"}, {"Kbps", "千比特", "每秒"}, {"kbps", "千比特", "每秒"},
    {"MB/s", "兆字节", "每秒"}, {"GB/s", "吉字节", "每秒"}, {"KB/s", "千字节", "每秒"},
    {"mmHg", "毫米汞柱", ""}, {"mol", "摩尔", ""}, {"rpm", "转每分钟", ""}, {"fps", "帧每秒", ""},
    {"km²", "平方千米", ""}, {"hm²", "公顷", ""}, {"dm²", "平方分米", ""}, {"cm²", "平方厘米", ""}, {"mm²", "平方毫米", ""}, {"m²", "平方米", ""},
    {"km³", "立方千米", ""}, {"dm³", "立方分米", ""}, {"cm³", "立方厘米", ""}, {"mm³", "立方毫米", ""}, {"m³", "立方米", ""},
    {"km^2", "平方千米", ""}, {"cm^2", "平方厘米", ""}, {"m^2", "平方米", ""}, {"cm^3", "立方厘米", ""}, {"m^3", "立方米", ""},
    {"km2", "平方千米", ""}, {"cm2", "平方厘米", ""}, {"m2", "平方米", ""}, {"cm3", "立方厘米", ""}, {"m3", "立方米", ""},
    {"km", "公里", ""}, {"KM", "公里", ""}, {"Km", "公里", ""}, {"dm", "分米", ""}, {"cm", "厘米", ""}, {"CM", "厘米", ""}, {"mm", "毫米", ""}, {"MM", "毫米", ""},
    {"μm", "微米", ""}, {"um", "微米", ""}, {"nm", "纳米", ""}, {"kg", "千克", ""}, {"KG", "千克", ""}, {"Kg", "千克", ""}, {"mg", "毫克", ""}, {"μg", "微克", ""}, {"ug", "微克", ""},
    {"mL", "毫升", ""}, {"ml", "毫升", ""}, {"ML", "毫升", ""}, {"cc", "毫升", ""}, {"kHz", "千赫兹", ""}, {"KHz", "千赫兹", ""}, {"MHz", "兆赫兹", ""}, {"GHz", "吉赫兹", ""}, {"Hz", "赫兹", ""},
    {"kPa", "千帕", ""}, {"MPa", "兆帕", ""}, {"hPa", "百帕", ""}, {"Pa", "帕", ""}, {"dB", "分贝", ""}, {"db", "分贝", ""}, {"kW", "千瓦", ""}, {"KW", "千瓦", ""}, {"MW", "兆瓦", ""}, {"GW", "吉瓦", ""}, {"mW", "毫瓦", ""},
    {"kV", "千伏", ""}, {"KV", "千伏", ""}, {"mV", "毫伏", ""}, {"mA", "毫安", ""}, {"kcal", "千卡", ""}, {"cal", "卡", ""}, {"kJ", "千焦", ""}, {"MJ", "兆焦", ""}, {"ppm", "", "百万分之"},
    {"ms", "毫秒", ""}, {"μs", "微秒", ""}, {"us", "微秒", ""}, {"ns", "纳秒", ""}, {"min", "分钟", ""}, {"mins", "分钟", ""}, {"hrs", "小时", ""}, {"hr", "小时", ""},
    {"ft", "英尺", ""}, {"lb", "磅", ""}, {"lbs", "磅", ""}, {"oz", "盎司", ""}, {"mph", "英里", "每小时"}, {"mi", "英里", ""}, {"ha", "公顷", ""},
    {"kΩ", "千欧", ""}, {"MΩ", "兆欧", ""}, {"Ω", "欧姆", ""}, {"px", "像素", ""}, {"mpx", "百万像素", ""},
    {"°C", "摄氏度", ""}, {"℃", "摄氏度", ""}, {"°F", "华氏度", ""}, {"℉", "华氏度", ""}, {"°c", "摄氏度", ""}, {"° C", "摄氏度", ""}, {"° F", "华氏度", ""}, {"°f", "华氏度", ""},
    {"°", "度", ""}, {"′", "分", ""}, {"″", "英寸", ""}, {"Å", "埃", ""},
    {"USD", "美元", ""}, {"CNY", "人民币", ""}, {"RMB", "人民币", ""}, {"HKD", "港元", ""}, {"EUR", "欧元", ""}, {"GBP", "英镑", ""}, {"JPY", "日元", ""},
    {"TWD", "新台币", ""}, {"KRW", "韩元", ""}, {"€", "欧元", ""}, {"£", "英镑", ""}, {"$", "美元", ""},
    {"㎡", "平方米", ""}, {"㎞", "公里", ""}, {"㎏", "千克", ""}, {"㎝", "厘米", ""}, {"㎜", "毫米", ""}, {"㎥", "立方米", ""},
    {"m", "米", ""}, {"g", "克", ""}, {"t", "吨", ""}, {"L", "升", ""}, {"l", "升", ""}, {"W", "瓦", ""}, {"V", "伏", ""}, {"h", "小时", ""}, {"s", "秒", ""}, {"J", "焦耳", ""}, {"A", "安", ""}, {"N", "牛", ""}, {"ℓ", "升", ""},
};

/* What Chinese counts with; longer words need no row when they begin with a shorter one. */
static const char measures[] =
    "个 個 只 隻 条 條 张 張 本 位 人 名 件 份 块 塊 元 角 分 秒 小时 小時 天 周 週 年 岁 歲 次 遍 趟 回 场 場 局 盘 部 "
    "台 臺 辆 輛 架 艘 座 栋 棟 幢 间 間 套 层 層 家 所 句 段 篇 首 幅 支 枝 根 棵 株 朵 颗 顆 粒 滴 片 瓶 杯 碗 盆 "
    "桶 箱 盒 包 袋 双 雙 对 對 副 把 种 種 类 類 样 樣 项 項 门 門 道 面 头 頭 匹 口 亩 米 公里 千米 厘米 毫米 公分 "
    "公斤 千克 毫克 微克 克 斤 吨 噸 升 毫升 英里 英尺 英寸 寸 平方 立方 倍 成 万 萬 千 百 亿 億 步 点 點 刻 大 国 國 地 省 市 县 校 队 隊 "
    "党 岸 侧 端 旁 边 方 组 組 批 群 排 列 行 串 束 团 堆 桌 顿 餐 晚 夜 月 星期 礼拜 分钟 户 款 股 届 期间 轮 声 下 眼 脚 拳 "
    "碟 壶 刀 发 枚 顶 集 节课 员 架次 人次 例 宗 起 桩 则 笔 字 词 码 兆 瓦 公顷 厂 店 车 船 票 男 女 老 小 孩 儿 子 侄 "
    "姐 兄 者 会 代 手 院 江 广 湖 河 海 亩 磅 盎司 克拉 海里 光年 毛 文 棟 艇 帧 幕 册 冊 格 圈 针 剂 味 餐 碼 蚊 元 圆 圓 "
    "美元 欧元 英镑 日元 港元 港币 韩元 卢布 法郎 加元 澳元 厘 吋 尺 丈 里 钱 胜 连冠 连胜 连败 连涨 连跌 梯 石 斗 缕 阵 封 通 幅 尊 挺 度电 席 单 單";

/* Not counted but numbered (二楼), or words that only look like measures. */
static const char numbered[] =
    "年级 年級 月 日 号 號 楼 樓 班 级 級 等 线 線 环 環 区 期 季 章 次方 维 維 中 房 点几 点五 "
    "两 把手 代 人转 人世界 次元 锅头 当家 分之 股东 手 方程 十 小 组 队 类 天线 地址 节 女 儿 子 老 里 石 斗 成 大队 月份 单元";
// clang-format on

/* 2月 is 二月, 2个月 is 两个月; 2大类 两大类. */
int norm_is_measure(const struct norm *m, size_t at)
{
    if (norm_begins_any(m, at, "月 里 级 石 斗")) return 0;
    return norm_begins_any(m, at, measures) > 0;
}

static enum norm_two two_before(const struct norm *m, size_t at, size_t end)
{
    if (at && m->s[at - 1] == ' ') at--;
    if (norm_ends_any(m, at, "第 星期 礼拜 周 初 No. 农历 正 负 零 腊 卷 之 尾号 等于 比 杆"))
        return NORM_BIG;
    if (norm_ends(m, at, "高") && !norm_ends_any(m, at, "身高 最高 提高 升高 增高"))
        return NORM_BIG; /* 高2 */
    if (norm_begins_any(m, end, numbered)) {
        if (!norm_begins_any(m, end, "小时 小時 成 组 类 队 节课 女 里地 里路 分钟 手牌 代人"))
            return NORM_BIG;
    }
    return norm_is_measure(m, end) ? NORM_LIANG : NORM_BIG;
}

/* 5A is an amount of current only near these; else a name (5A景区). */
static const char current[] =
    "电流 充电 插头 插座 电源 保险丝 空开 额定 输出 输入 V/ V 断路器 电闸";

static const struct unit *unit_at(const struct norm *m, size_t at)
{
    const struct unit *found = NULL;
    size_t longest = 0;
    if (at >= m->n) return NULL;
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        if (units[i].sign[0] != m->s[at]) continue;
        size_t n = strlen(units[i].sign);
        if (n <= longest || !norm_begins(m, at, units[i].sign)) continue;
        char last = units[i].sign[n - 1];
        int latin = (last | 32) >= 'a' && (last | 32) <= 'z';
        int more = !strcmp(units[i].sign, "h") || !strcmp(units[i].sign, "min"); /* 1h30min */
        if (latin && (norm_is_letter(m, at + n) || (norm_is_digit(m, at + n) && !more))) continue;
        if (latin && n == 1 && norm_at(m, at + n) == '-') continue;
        if (units[i].sign[0] == 'A' && n == 1 && !norm_near_before(m, at, current)) continue;
        if (units[i].sign[0] == 'N' && n == 1 && !norm_near_before(m, at, "力")) continue;
        found = &units[i];
        longest = n;
    }
    return found;
}

/* 10几, 100余 and 300w张 (万). */
static size_t ten_thousand(struct norm *m, size_t end)
{
    if (norm_at(m, end) != 'w' && norm_at(m, end) != 'W') return 0;
    if (norm_is_letter(m, end + 1) || norm_is_digit(m, end + 1)) return 0;
    if (m->s[end] == 'W' && !norm_is_han(m, end + 1) && norm_at(m, end + 1) != '+') return 0;
    buf_puts(&m->text, "万");
    return 1;
}

static const char *sign_reading(const struct norm *m, size_t at, size_t *n)
{
    *n = 1;
    if (norm_at(m, at) == '-') return "负";
    if (norm_at(m, at) == '+') { /* +1 by itself: me too */
        int joins = norm_at(m, at + 1) == '1' && (!at || m->s[at - 1] == ' ') &&
                    (at + 2 == m->n || norm_begins_any(m, at + 2, "， 。 ！ , . ! ~"));
        return joins && !norm_is_digit(m, at + 3) ? "加" : "正";
    }
    *n = strlen("±");
    if (norm_begins(m, at, "±")) return "正负";
    *n = strlen("−");
    if (norm_begins(m, at, "−")) return "负";
    *n = 0;
    return "";
}

/* A minus between a letter or digit and a number is a hyphen (GPT-4). */
static int may_be_signed(const struct norm *m, size_t at)
{
    if (at && m->s[at] == '+' && m->s[at - 1] == '+') return 0; /* C++11 */
    return at == 0 || !(norm_is_letter(m, at - 1) || norm_is_digit(m, at - 1) ||
                        m->s[at - 1] == ')' || (m->s[at - 1] == '-' && !norm_is_digit(m, at - 2)));
}

static size_t percent(struct norm *m, const char *sign, struct norm_range *r)
{
    size_t n = norm_begins_any(m, r->end, "% ‰ ％");
    if (!n) n = norm_begins(m, r->end, " %") ? 2 : 0;
    if (!n) return 0;
    norm_drop_zeros(m, r->two ? &r->b : &r->a);
    const char *of = norm_begins(m, r->end, "‰") ? "千分之" : "百分之";
    buf_puts(&m->text, sign);
    buf_puts(&m->text, of);
    int hundred = !r->two && r->a.end - r->a.at == 3 && norm_value(m, r->a.at, 3) == 100;
    if (hundred && !strcmp(of, "百分之"))
        buf_puts(&m->text, "百");
    else
        norm_say_range(m, r, NORM_ER);
    if (norm_at(m, r->end + n) == '+' && !norm_is_digit(m, r->end + n + 1) &&
        !norm_is_letter(m, r->end + n + 1)) {
        buf_puts(&m->text, "以上"); /* 90%+ */
        n++;
    }
    return r->end + n;
}

/* 3%-5%, 10°C~20°C: the other end is read next, its sign for "to" must not become a minus. */
static size_t range_goes_on(struct norm *m, size_t end)
{
    size_t i = norm_skip_spaces(m, end), n = norm_begins_any(m, i, "- ~ – — ～");
    if (!n) return end;
    size_t next = norm_skip_spaces(m, i + n), sign;
    sign_reading(m, next, &sign);
    if (!norm_is_digit(m, next + sign)) return end;
    buf_puts(&m->text, "到");
    return next;
}

/* 5mm/s, 10kWh/天: what the table does not have as a whole. */
static size_t per_unit(struct norm *m, size_t end)
{
    if (norm_at(m, end) != '/') return end;
    const struct unit *u = unit_at(m, end + 1);
    int han =
        norm_begins_any(m, end + 1, "天 日 月 年 人 次 小时 分钟 秒 户 台 件 箱 桶 瓶 亩") > 0;
    if ((!u || *u->per) && !han) return end;
    buf_puts(&m->text, "每");
    if (han) return end + 1;
    buf_puts(&m->text, u->reading);
    return end + 1 + strlen(u->sign);
}

size_t norm_say_unit(struct norm *m, size_t at)
{
    const struct unit *u = norm_is_letter(m, at) ? unit_at(m, at) : NULL;
    if (!u) return 0;
    buf_puts(&m->text, u->reading);
    buf_puts(&m->text, u->per);
    return per_unit(m, at + strlen(u->sign)) - at;
}

static int is_degrees(const struct unit *u)
{
    return u && (!strcmp(u->reading, "摄氏度") || !strcmp(u->reading, "华氏度"));
}

/* -3~-1℃, -5到-3: where the sign for "to" stands before a signed number, after it; else 0. */
static size_t signed_range(const struct norm *m, const struct norm_range *r)
{
    size_t i = norm_skip_spaces(m, r->end), n = norm_begins_any(m, i, "- ~ – — ～ 至 到");
    size_t next = norm_skip_spaces(m, i + n);
    int sign = norm_at(m, next) == '-' || norm_at(m, next) == '+';
    return !r->two && n && sign && norm_is_digit(m, next + 1) ? next : 0;
}

/* Is the other end of the signed range in degrees? */
static int ends_in_degrees(const struct norm *m, size_t at)
{
    struct norm_number b;
    return norm_number(m, at + 1, &b) && is_degrees(unit_at(m, b.end));
}

static size_t with_unit(struct norm *m, const char *sign, const struct norm_range *r)
{
    size_t i = r->end;
    if (norm_at(m, i) == ' ') i++;
    const struct unit *u = unit_at(m, i);
    if (!u || (i > r->end && u->sign[0] != (char)0xC2 && strlen(u->sign) == 1)) return 0;
    int degrees = is_degrees(u);
    int hourly = norm_ends_any(m, r->a.at, "时速 时速约 时速为 时速达 时速高达 时速是 時速") > 0;
    if (!hourly || strcmp(u->per, "每小时") != 0) buf_puts(&m->text, u->per); /* 时速300km/h */
    if (strcmp(sign, "负") == 0 && degrees)
        sign = norm_ends_any(m, r->a.at - 1, "零下") ? "" : "零下";
    buf_puts(&m->text, sign);
    if (degrees && r->two && *sign) { /* -3~5℃: only one of them is below zero */
        norm_say_number(m, &r->a, NORM_BIG);
        buf_puts(&m->text, u->reading);
        buf_puts(&m->text, "到");
        norm_say_number(m, &r->b, NORM_BIG);
        buf_puts(&m->text, u->reading);
        return i + strlen(u->sign);
    }
    norm_say_range(m, r, degrees || u->sign[0] == (char)0xC2 ? NORM_BIG : NORM_LIANG);
    buf_puts(&m->text, u->reading);
    return per_unit(m, i + strlen(u->sign));
}

/* 123456789, 98765: counted out. */
static int is_sequence(const struct norm *m, size_t at, size_t n)
{
    enum { LEAST = 9 };
    int step = m->s[at + 1] - m->s[at];
    if (n < LEAST || (step != 1 && step != -1)) return 0;
    for (size_t i = at + 1; i < at + LEAST; i++)
        if (m->s[i] - m->s[i - 1] != step) return 0;
    return 1;
}

/* A number that says how it wants to be read: 007, 2026 0101 ..., and what is longer than counts
 * are or is called a number of something. */
static int is_code(const struct norm *m, const struct norm_range *r)
{
    enum { COUNT_MAX = 12, LONG = 9 };
    const struct norm_number *a = &r->a;
    if (r->two || a->commas || a->n_fraction) return 0;
    if (a->n_whole > 1 && m->s[a->at] == '0') return 1;
    int round = a->n_whole < 16 && norm_ends(m, a->end, "0000"); /* 100000000 is 一亿 */
    if (a->n_whole < LONG || round || norm_ends(m, a->at, "第")) return 0;
    return a->n_whole > COUNT_MAX || is_sequence(m, a->at, a->n_whole) ||
           norm_near_before(m, a->at, "号 號 码 碼 ID id 编 編 证 證 账 帐 群");
}

/* 75 of 1米75, 25 of 3块25 */
static int is_tail(const struct norm *m, const struct norm_range *r)
{
    size_t n = norm_ends_any(m, r->a.at, "米 块 秒");
    return n && norm_is_digit(m, r->a.at - n - (r->a.at > n)) && !norm_is_measure(m, r->end);
}

static size_t plain(struct norm *m, const char *sign, struct norm_range *r)
{
    size_t han = norm_skip_spaces(m, r->end);
    if (!r->two && r->a.n_whole == 2 && m->s[r->a.at] == '0' && norm_begins_any(m, han, "分 秒"))
        buf_puts(&m->text, m->s[r->a.at + 1] == '0' ? "" : "零"); /* 8点05分 */
    else if (!r->two && r->a.n_whole == 2 && m->s[r->a.at] == '0' &&
             norm_begins_any(m, han, "月 日 号 號 点 點 时 時")) {
        norm_say_cardinal(m, r->a.at, r->a.end, NORM_LIANG); /* 08月08号, 02点 */
        if (m->s[r->a.at + 1] == '2' && norm_begins_any(m, han, "月 日 号 號"))
            m->text.len = 0, buf_puts(&m->text, "二");
        return r->end;
    } else if (is_code(m, r) && !norm_is_measure(m, han)) {
        buf_puts(&m->text, sign);
        norm_say_digits(m, r->a.at, r->a.n_whole, 0);
        return r->end;
    }
    int money = norm_begins_any(m, r->end, "元 美元 欧元 英镑 日元 港元 块 圆") > 0;
    if (money && !r->two) norm_drop_zeros(m, &r->a);
    if (!r->two && r->a.n_whole == 2 && !r->a.n_fraction && is_tail(m, r)) { /* 1米75 */
        norm_say_digits(m, r->a.at, 2, 0);
        return r->end;
    }
    size_t to = signed_range(m, r);
    int degrees = norm_begins_any(m, han, "摄氏度 华氏度") || (to && ends_in_degrees(m, to)) ||
                  (norm_begins(m, han, "度") && norm_near_before(m, r->a.at, "温 天 冷"));
    if (!strcmp(sign, "负") && degrees) sign = norm_ends_any(m, r->a.at - 1, "零下") ? "" : "零下";
    buf_puts(&m->text, sign);
    norm_say_range(m, r, two_before(m, r->a.at, han));
    if (to && norm_begins_any(m, r->end, "至 到")) return r->end;
    if (to) {
        buf_puts(&m->text, "到");
        return to;
    }
    if (!r->two) {
        size_t w = ten_thousand(m, r->end);
        if (w) return r->end + w;
    }
    if (norm_at(m, r->end) == '+' && !norm_is_digit(m, r->end + 1) &&
        !norm_is_letter(m, r->end + 1)) {
        buf_puts(&m->text, norm_is_han(m, r->end + 1) ? "多" : "加");
        return r->end + 1;
    }
    int drop_space = han > r->end && norm_is_measure(m, han);
    return drop_space ? han : r->end;
}

size_t norm_zh_measure(struct norm *m, size_t at)
{
    if (norm_is_letter(m, at) && norm_ends_any(m, at, "万 亿 萬 億 千 百 余 多"))
        return norm_say_unit(m, at); /* 30万kg */
    size_t n_sign;
    struct norm_range r;
    const char *sign = sign_reading(m, at, &n_sign);
    if (n_sign && !may_be_signed(m, at)) return 0;
    if (!n_sign && norm_at(m, at) == '.' && at &&
        (norm_is_letter(m, at - 1) || m->s[at - 1] == '.'))
        return 0;
    size_t i = at + n_sign;
    if (n_sign && norm_at(m, i) == ' ' && !strcmp(sign, "负")) return 0;
    if (!norm_range(m, i, &r)) return 0;
    if (norm_at(m, at) == '.' && norm_at(m, at + 1) == '.') return 0;
    size_t end = percent(m, sign, &r);
    if (end) return range_goes_on(m, end) - at;
    buf_clear(&m->text);
    end = with_unit(m, sign, &r);
    if (end) return range_goes_on(m, end) - at;
    buf_clear(&m->text);
    return plain(m, sign, &r) - at;
}
