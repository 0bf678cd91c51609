/* zh_rules.c - characters with several readings, by what stands beside them.
 *
 * The dictionary has settled every polyphone inside a longer word; these rules are for those that
 * segmentation leaves alone. A rule is a row: the character, what may stand before it, what may
 * stand after it, the reading. Rows of one character are tried in order, the first that fits wins;
 * none: the network decides (zh_chooser.c), or the commonest reading stays. Alternatives are
 * separated by spaces:
 *
 *     text   the neighbour ends (before) or begins (after) with this
 *     #      a numeral              |    the border of the stretch: a mark, a space, the end
 *     W      a word of two or more  <text  somewhere before, at most 8 characters, same stretch
 *     =text  before: a word of one character
 *     AA     a doubled word (慢慢, 清清楚楚)
 *     C      不 or 得 of a complement (去不了, 吃得了), not of 不了, 得了
 *
 * No reading: left to the network.
 */
#include <string.h>
#include <threads.h>

#include "base/utf8.h"
#include "text/zh/zh_run.h"

struct rule {
    uint32_t cp;
    const char *before, *after; /* NULL: anything */
    const char *reading;
};

#define ORDINAL "# 这 那 哪 几 每 两 半 多 好几 某 此 数 整"

// clang-format off
static const struct rule rules[] = {
    /* particles */
    {U'个', ORDINAL " 上 下 头 首 有 来 是 了 过 吃 打 换 找 买 做", NULL, "ge5"},
    {U'了', "C", NULL, "liao3"},
    {U'着', "C", NULL, "zhao2"},
    {U'着', NULL, "眼睛 眼泪 眼皮 眼角 眼球 眼镜 重要 重物 重重 手机 手表 手套 手指 手枪 手里 手电 力气", "zhe5"},
    {U'着', "眨 瞪 睁 闭 眯 红 斜 肿 蒙 瞎", "眼", "zhe5"},
    {U'着', "拉 牵 握 摆 挥 背 插 举 抄 搓 扶 伸 拍 招 甩 攥 垂 束", "手", "zhe5"},
    {U'着', NULL, "手 陆 装 重 眼 想 色 落 力 实", "zhuo2"},
    {U'着', NULL, "急 火 凉 迷 慌 魔 什么急 啥急 哪门子急", "zhao2"},
    {U'得', "舍 该 有 才有 要", "| 的", "de2"},
    {U'得', "我 你 您 他 她 它 咱 我们 你们 他们 她们 咱们 大家", "第 了 奖 分 病 冠 到 过 罪 票 胜 金 银", "de2"},
    {U'得', "我 你 您 他 她 它 咱 俺 我们 你们 他们 她们 咱们 大家 就 还 也 都 必须 一定 肯定 恐怕 可能 需要 非 可 总 真 准 又 只 必", NULL, "dei3"},
    {U'得', "不 各 所 夺 获 赢 博 取 须 难 # 已 曾 | 荣 喜 方 始", "第 了 奖 分 病 冠 罪 票 胜 不 道 势 手 主 其 此 之 志 失 金 银 票 满 高 零 一 二 三", "de2"},
    {U'得', NULL, "了满 了奖 了第 了冠 了癌 了病 了重病 了感冒 了高分 了零分 了一个 了一场 了个 了金 了银 了铜", "de2"},
    {U'得', "#", "# |", "de2"}, {U'得', NULL, "江山 天下 民心 人心 便宜 出 知 益 救 逞 手 名 罪 票 主 以 年", "de2"},
    {U'得', "|", "先 有 看 靠 等 去 来 让 给 把 用 花 多 赶 跟 问 找 想 说 换 吃 再 好 学 从", "dei3"},
    {U'得', "|", "# W", "de2"}, {U'得', "|", NULL, "dei3"},
    {U'得', NULL, "第 冠 奖 病 罪", "de2"},
    {U'得', NULL, NULL, "de5"},
    {U'地', "遍一遍 步一步 点一点 次一次 下一下 遍遍 步步 次次 点点 一片一片", NULL, "de5"},
    {U'地', "这块 那块 一块 块 片 亩 种 荒 坡 田 耕 占 征 土 扫 拖 满 倒 落 遍 各 当 本 外 内 两 产 圣 营 基 工 场", NULL, "di4"}, {U'地', "AA 然 般 样 似 嘭 砰 啪 嗖 轰 呼 噗 哗 唰 咚 嗡 猛 蓦 霍 倏 噌", "|", "de5"},
    {U'地', "嘭 砰 啪 嗖 轰 呼 噗 哗 唰 咚 嗡 蓦 霍 倏 噌", NULL, "de5"},
    {U'地', NULL, "| 上 下 里 的 陷 裂 表 貌 形 层 方 面 区 块 震 位 点 处 段 价 板 铁 盘 带 势 图 球 税", "di4"},
    {U'地', "AA W 般 样 似 然 渐 悄 默 轻 静 慢 快 暗 缓 匆 偷 微 深 远 牢 紧", NULL, "de5"},
    {U'地', NULL, NULL, "di4"},
    {U'啊', "|", NULL, "a1"}, {U'啊', NULL, NULL, "a5"},
    {U'啦', "哆 哗 呼 稀里哗 巴 卡 阿 莎", NULL, "la1"}, {U'啦', NULL, "啦 队", "la1"}, {U'啦', NULL, NULL, "la5"}, {U'嘛', NULL, NULL, "ma5"}, {U'吧', "贴 酒 网 氧 书 迪 陶 话 茶 爆 琴 清 咖啡 迷你 本", NULL, "ba1"}, {U'吧', NULL, "主 友 务 台 丽 规 刊", "ba1"}, {U'吧', NULL, NULL, "ba5"},
    {U'呢', "毛 花 织 线 绒 制服 法兰 华达 麦尔登", "| 子 料 绒 大衣 帽 裙 厂 的", "ni2"}, {U'呢', NULL, "子 绒 料 大衣 帽 喃 裙 制", "ni2"}, {U'呢', NULL, NULL, "ne5"}, {U'吗', NULL, NULL, "ma5"}, {U'呗', NULL, NULL, "bei5"},
    {U'咯', NULL, "血 痰 出血", "ka3"}, {U'咯', "吡 卟 咔 异", NULL, "luo4"}, {U'咯', NULL, "嗪 啉 烷 酮", "luo4"}, {U'咯', NULL, "|", "lo5"}, {U'咯', NULL, NULL, "ge1"}, {U'嘞', NULL, NULL, "lei5"}, {U'们', NULL, NULL, "men5"},
    {U'哦', "|", "|", "o4"}, {U'哦', NULL, "|", "o5"}, {U'哦', "|", NULL, "o4"},
    {U'哟', "|", "|", "yo1"}, {U'哟', NULL, "|", "yo5"}, {U'哟', NULL, NULL, "yo1"},
    {U'呀', "|", NULL, "ya1"}, {U'呀', NULL, NULL, "ya5"},
    {U'哇', "|", NULL, "wa1"}, {U'哇', NULL, "|", "wa5"},
    {U'嗯', NULL, NULL, "en4"}, {U'哎', NULL, NULL, "ai1"}, {U'唉', NULL, NULL, "ai4"},
    {U'子', "W", NULL, "zi5"},
    {U'来', "=上 =下 =进 =出 =回 =过 =起 =开", NULL, "lai5"}, {U'去', "=上 =下 =进 =出 =回 =过 =开", NULL, "qu5"},
    {U'儿', "事 玩 味 点 会 块 哪 这 那 今 明 昨 前 后 劲 门 根 词 字 画 份 片 圈 盘 头 眼 边 缝 馅 活 官 空 伴 干 样 信 歌 曲 法 主 肉 本 孩 弯 把 碗 球 花 猫 嘴 脸 手绢 瓶 罐 棍 绳 袋 兜 皮 面 汤 沿 坎 尖 顶 底 角 瓣 芽 苗 籽 核 仁 条 块 丝 粒 颗 滴 串 份 对 号 道 趟 阵 顿", NULL, "r5"},
    /* prepositions, adverbs, auxiliaries */
    {U'为', "决定 亲自 专门 愿意 特地 特意 主动 表示", NULL, "wei4"},
    {U'为', "能 可以 应该 应当 必须 该 敢 可 无法 曾 并 但 而 当然 一定",
     "你 您 我 咱 他 她 它 自己 大家 谁 别人 人民 国家 这 那 此 祖国 孩子 客户 用户 社会", "wei4"},
    {U'为', "成 作 称 认 以 视 列 改 变 化 转 分 评 选 定 设 译 誉 名 尊 奉 封 沦 升 降 折 合 约 均 仅 即 便 乃 更 最 极 甚 颇 尤 广 大 深 较 略 皆 何 所 无 有 敢 难 能 可 该 人 命名 写 释 立 拜 收 结 引 传 贬 划 归 推 聘 任 判 计 算 读 看 当 并 其 多 但 实 同 亦 应 宜 非", NULL, "wei2"},
    {U'为', NULL, "别人 他人 人家 了 何 什么 啥 谁 您 你 我 他 她 它 咱 此 之 大家 人民 国家 社会 群众 百姓 客户 用户 顾客 读者 观众 游客 旅客 乘客 自己 孩子 祖国 人类 学生 老百姓 家乡 居民 企业 这 那 每 广大 全 各 实现 保 确 提 推 加 促 解 建 民 国争 国捐 其", "wei4"},
    {U'为', NULL, "# 主 首 期 止 例 限 准 由 荣 伍 难 生 王 最 第 百 多", "wei2"},
    {U'为', "|", NULL, NULL}, {U'为', "正 专 特 只 都 也 就 要 想 愿 会 来 去 不 还", NULL, "wei4"},
    {U'为', NULL, NULL, "wei2"},
    {U'只', "# 这 那 哪 几 每 两 多少 半 好几", NULL, "zhi1"},
    {U'只', "有 了 养 抓 捉 像 是 捡 过", "会 能 有 是 要 想 在 剩 为 知 好 顾 不 可", "zhi3"},
    {U'只', "=有 =了 养 抓 捉 =像 捡 =过", NULL, "zhi1"},
    {U'只', NULL, NULL, "zhi3"},
    {U'当', NULL, "作 成 做 真 宝 儿戏 回事 铺", "dang4"},
    {U'当', "上了 上过 上", NULL, "dang4"}, {U'当', "<上", "|", "dang4"}, {U'当', "<把", "作 成 回 人 一回 傻 朋友 宝 自己 儿子 女儿 孩子 外人 家", "dang4"}, {U'当', "不", "回事 一回事 人", "dang4"},
    {U'还', NULL, "钱 债 书 款 贷 清 给 乡 俗 原 价 手 本 礼 击 账 愿 魂", "huan2"},
    {U'还', "归 偿 退 奉 赔 <把", NULL, "huan2"},
    {U'还', "没 要 来 该 快 先 去 想 会 能 不", "我 你 您 他 她 人 钱 给", "huan2"},
    {U'还', "不 没 未 已 要 该 得", "| 呀 吗 吧 呢 的 了", "huan2"},
    {U'还', NULL, "了得", "hai2"},
    {U'还', NULL, "了", "huan2"},
    {U'还', NULL, NULL, "hai2"},
    {U'都', "之 古 故 帝 魔 陪 迁 建 定 雾 瓷 港", NULL, "du1"},
    {U'都', NULL, "市里 市中", "du1"},
    {U'都', NULL, NULL, "dou1"},
    {U'待', NULL, "着 在 了 会 一会 不住 不下 下去 久 过 几 上", "dai1"},
    {U'倒', "| 我 你 他 她 它 这 那 们 反 事 话", "觉 不 想 要 会 能 有 没 还 真 更 很 像 挺 无 可 也 是", "dao4"},
    {U'倒', "打 推 摔 跌 病 晕 倾 卧 滑 绊 击 压 拉 扶 颠 吹 放 撞 醉 砍 翻 栽 扑 累 踢 昏 跪 射 刮", NULL, "dao3"},
    {U'倒', NULL, "了一杯 了杯 了两杯 了半杯 了几杯 了一碗 了碗 了一盆 了点水 了些水 杯 茶 酒 水 垃圾 车 影 计时 数 挂 流 立 退 叙 贴", "dao4"},
    {U'倒', NULL, "下 在 了 闭 塌 地 台 卖 戈 班 换 霉", "dao3"},
    {U'倒', NULL, NULL, "dao4"},
    {U'干', NULL, "完 好 起 出 不了 不成 得好 得不", "gan4"},
    {U'干', "衣服 头发 泪 眼泪 墨 墨水 汗 油漆 毛巾 被子 地面 泥 河 井 血 露水 越来越 越 最 比较", "| 了 透", "gan1"}, {U'干', "晒 烘 擦 风 晾 饼 吹 烤 喝 抽 榨 哭 流 口 弄 烧 蒸 拧 天 太 很 豆腐 葡萄", NULL, "gan1"},
    {U'干', NULL, "净 燥 旱 果 杯 枯 涉 脆 渴 洗 草 货 柴 了杯 红 毛巾 粮 冰 电池 树 叶 辣椒 裸 裂 咳 呕 瘪 瘦 衣服 湿 土 花 米 面包 菜 鱼 虾 贝 栏 鲜 硬 巴 等 瞪", "gan1"},
    {U'干', NULL, NULL, "gan4"},
    {U'宁', NULL, "可 愿 肯 死 为 缺 折", "ning4"},
    {U'与', NULL, NULL, "yu3"}, {U'要', NULL, NULL, "yao4"}, {U'便', NULL, NULL, "bian4"},
    {U'没', "淹 埋 沉 隐 出 吞 覆 湮 泯", NULL, "mo4"}, {U'没', NULL, NULL, "mei2"},
    {U'曾', "姓 |", "先生 女士 小姐 老师 经理 教授 国 家 某 氏 太", "zeng1"}, {U'曾', NULL, NULL, "ceng2"},
    {U'应', NULL, "邀 对 付 用 聘 战 试 急 运 变 答 承 允 验 声 景 时 召 征 诉", "ying4"},
    {U'应', "反 响 适 回 供 相 呼 感 效 报", NULL, "ying4"}, {U'应', "满口 一口", "| 了 下", "ying4"}, {U'应', "不", "|", "ying4"}, {U'应', NULL, NULL, "ying1"},
    {U'尽', NULL, "早 快 量 可能 管 先", "jin3"}, {U'尽', NULL, NULL, "jin4"},
    {U'似', NULL, NULL, "si4"},
    /* measures and things counted */
    {U'种', "栽 耕 播 抢 去 来 在 爱 会 想 要 能 我 他 家 刚 里", NULL, "zhong4"},
    {U'种', NULL, "植 地 田 树 花 菜 草 粮 上 下 着 了 过 满 瓜 豆 出 有", "zhong4"},
    {U'种', ORDINAL " 各 何", NULL, "zhong3"},
    {U'种', NULL, "的 在 到 于", "zhong4"},
    {U'种', NULL, NULL, "zhong3"},
    {U'行', "一", "抵 等 在 到 来 前 参 访 考 于 还 将 赴 离 乘 受 继 从", "xing2"},
    {U'行', ORDINAL " 第", "人 车 程 动 为 走", "xing2"},
    {U'行', ORDINAL " 第 我 本 该 分 支 总 商 央 投 农 工 建 招 同 内 外 懂 改 转 各 琴 车 药 洋 隔 换", NULL, "hang2"},
    {U'行', NULL, "业 情 长 家 列 规 距 当", "hang2"}, {U'行', NULL, NULL, "xing2"},
    {U'长', NULL, "大 高 出 满 成 得 在 着 胖 痘 草 了 势 相 毛 肉 个 什么 啥 长辈 孙 子 女 老 者 官 辈 兄", "zhang3"},
    {U'长', "班 家 组 队 团 院 所 科 处 局 厅 省 市 县 镇 乡 村 区 州 站 船 机 车 排 连 营 旅 师 军 会 社 店 馆 台 庭 庄 堂 课 首 兄 学 成 增 助 滋 疯 见 猛 司 部 校 厂 矿 委员 秘书 董事 行 路 舰 警", "| 和 的 在 说 、 是 到 也 及 兼 与 W", "zhang3"},
    {U'长', NULL, NULL, "chang2"},
    {U'汗', "出 流 冒 擦 盗 虚 冷 热 发 淌 拭 捏 抹 止 敛 满头 一身 一头 大 把 滴 的 了 是 手 脚 香 臭 血 多 身 额 着 点", NULL, "han4"},
    {U'汗', NULL, "水 腺 液 珠 流 衫 毛 渍 臭 湿 颜 滴 味 斑 出 孔 迹 疱", "han4"},
    {U'汗', NULL, "国 位 庭 王 廷 号 统 室", "han2"}, {U'汗', "可 合 藏 延 图 思 儿 木 罗 勒 尔 泰 台 帖 剌 颜 达 吉 兰 哈 苏 里", NULL, "han2"},
    {U'糊', "麻 米 面 葱 椒 粉 豆 麦 藕 薯 浆", "| 的 里 中 和 状 样", "hu4"},
    {U'藉', NULL, "机 口 由 着 此 以 故 助 词", "jie4"}, {U'藉', NULL, "田", "ji2"},
    {U'丧', "护 奔 治 发 国 居 守 服 送 举 报 吊 哭 停 出 办 大", NULL, "sang1"}, {U'丧', NULL, "礼 葬 事 服 乱 钟 家 期 主", "sang1"},
    {U'坊', "糖 油 染 磨 粉 豆腐 作 碾 槽 酱 糟 酒 纸 香", NULL, "fang2"},
    {U'冠', "王 皇 桂 花 金 铁 银 凤 树 牙 衣 弹 免 挂 荆棘 鸡 高 钉 头 礼 玉 道 羽 加", NULL, "guan1"},
    {U'冠', NULL, "帽 冕 状 层 心 盖 服", "guan1"}, {U'冠', NULL, "军 名 以 上 绝 亚 于", "guan4"},
    {U'燕', "赵 钱 孙 李 周 吴 郑 王 冯 陈 蒋 沈 韩 杨 朱 秦 许 何 吕 张 孔 曹 金 魏 姜 谢 邹 章 云 潘 范 彭 马 方 袁 唐 薛 雷 贺 罗 郝 常 于 傅 齐 康 余 孟 黄 萧 尹 姚 汪 毛 宋 庞 熊 纪 项 董 梁 杜 阮 贾 江 郭 林 钟 徐 邱 高 夏 蔡 田 胡 霍 卢 丁 邓 石 崔 龚 程 陆 刘 叶 白 黎 乔 海 小 晓 春 飞 红 玉 丽", NULL, "yan4"}, {U'燕', NULL, "子 窝 雀 尾 鸥 麦", "yan4"},
    {U'肖', NULL, "像 似", "xiao4"}, {U'肖', "惟妙惟 不", NULL, "xiao4"}, {U'肖', NULL, NULL, "xiao1"},
    {U'奔', "南 北 东 西", NULL, "ben4"}, {U'削', NULL, "夺 职 官 除 爵 减 弱 平 足 籍 价 发", "xue1"}, {U'吒', "哪", NULL, "zha1"}, {U'吒', NULL, NULL, "zha4"},
    {U'崴', NULL, NULL, "wai3"}, {U'沤', NULL, NULL, "ou4"}, {U'艮', NULL, NULL, "gen4"},
    {U'拧', NULL, "毛巾 干 衣 成 眉 耳 着", "ning2"}, {U'拧', NULL, "螺 开 紧 松 下 动 上 瓶", "ning3"},
    {U'捋', NULL, "胡 须 着 顺 平 清", "lv3"}, {U'捋', NULL, "袖 下 起", "luo1"},
    {U'扒', NULL, "手 窃 鸡 蹄 猪", "pa2"}, {U'扒', "反", NULL, "pa2"}, {U'扒', NULL, NULL, "ba1"},
    {U'伺', NULL, "候", "ci4"}, {U'伺', NULL, NULL, "si4"}, {U'跑', "虎", NULL, "pao2"},
    {U'更', NULL, "名 衣 夫 替 迭 换 改 番 夜 鼓 漏 深人", "geng1"}, {U'更', "已 后 被 再", "名 为 称 作", "geng1"},
    {U'称', NULL, "身 职 心如意 心", "chen4"}, {U'称', "匀 对 相", NULL, "chen4"}, {U'称', NULL, NULL, "cheng1"},
    {U'折', "棍子 断 杆 腿 骨 笔 绳", "了 | 断了", "she2"}, {U'折', NULL, "本 了本 了腰", "she2"}, {U'折', NULL, "腾 跟头", "zhe1"},
    {U'和', NULL, "稀泥", "huo4"}, {U'和', "面 粉 泥 <把面", "好 | 成 匀 在一起 上水", "huo2"},
    {U'和', NULL, "面条 面包 面粉 面食 面团 面前 面对 面部 面料 面积 面临 泥土 泥沙", "he2"}, {U'和', "| 会 先 来 去 帮 学", "面 泥", "huo2"}, {U'和', NULL, NULL, "he2"},
    {U'莘', NULL, "县 莘", "shen1"}, {U'莘', NULL, "庄 塔 闵 松 浜 奉 溪 路", "xin1"},
    {U'钉', NULL, "钉子 子 耙 鞋 锤 螺", "ding1"}, {U'咽', NULL, "下 了 不 气 口 着", "yan4"}, {U'咽', "吞 狼吞虎", NULL, "yan4"},
    {U'奔', NULL, "向 着 去 头 小康", "ben4"}, {U'哄', "一", "而", "hong4"}, {U'哄', NULL, "堂 传 动 抢 抬 笑", "hong1"}, {U'哄', NULL, "孩子 着 骗 我 你 他 她 人 睡 得 好", "hong3"}, {U'哄', "在 边 来 会 能 要 爱 不", "| 他 她", "hong3"},
    {U'刨', NULL, "床 刀 花 冰 子 工", "bao4"}, {U'刨', NULL, NULL, "pao2"},
    {U'劲', NULL, "旅 敌 松 风 草 歌 舞 射 爆 拔 升", "jing4"}, {U'劲', NULL, "| 的 儿 头 大 都 不 地", "jin4"}, {U'劲', "强 刚 苍 遒", NULL, "jing4"},
    {U'作', "石 小器 油漆 瓦", "坊", "zuo1"}, {U'量', "测 丈", "出 了 到", "liang2"},
    {U'号', NULL, "哭 啕 叫", "hao2"}, {U'号', "哭 哀 呼 怒 北风", "|", "hao2"},
    {U'卷', NULL, "起 走 入 进 着 曲 成 土重来 铺盖 发 毛 尺 烟 心菜 边 帘 扬", "juan3"}, {U'卷', "很 烫 弯 自然 有点 打 席 春 花 蛋 胶 龙 风", "| 了 的", "juan3"},
    {U'重', NULL, "新 复 叠 建 逢 返 温 组 庆 阳 申 演 播 启 读 写 说 讲 抄 编 印 算 买 选 排 听 看 活 走 唱 念 考 学 起 做 拍 置 构 塑 修 试 洗 装 跑 登 来 发 拾 回 现 整 获 归", "chong2"},
    {U'重', "# 双 几 多 层", NULL, "chong2"}, {U'重', NULL, NULL, "zhong4"},
    {U'间', NULL, "接 谍 隔 断 或 歇", "jian4"}, {U'间', NULL, NULL, "jian1"},
    {U'处', NULL, "理 罚 分 置 决 于 在 境 事 世 女 方 死 刑 以 得 着 不", "chu3"},
    {U'处', "身 所 正 仍 地 共 相 独 同 各 难 好 不", "| W", "chu3"}, {U'处', NULL, NULL, "chu4"},
    {U'担', "# 重 扁 货", NULL, "dan4"}, {U'担', NULL, NULL, "dan1"},
    {U'宿', "角 亢 氐 房 心 尾 箕 斗 牛 女 虚 危 室 壁 奎 娄 胃 昴 毕 觜 参 井 鬼 柳 星 张 翼 轸 列 十八 七", NULL, "xiu4"}, {U'宿', "# 一 整 半", NULL, "xiu3"}, {U'更', "三 五 打", NULL, "geng1"}, {U'更', NULL, NULL, "geng4"},
    {U'斗', "北 漏 烟 熨 泰 车 一 两 八", "| 的 里 七", "dou3"}, {U'斗', NULL, NULL, "dou4"},
    {U'数', NULL, "一下 数 数看 一数 数 着 不 得 到 钱 星星 羊 起 清 了", "shu3"}, {U'数', NULL, NULL, "shu4"},
    {U'少', NULL, "年 女 爷 妇 林 将 先队 儿 壮", "shao4"}, {U'少', "老 恶 阔 青", "| W", "shao4"}, {U'少', NULL, NULL, "shao3"},
    {U'片', NULL, NULL, "pian4"}, {U'铺', NULL, "好 上 了 在 着 满 开 床 路 设 展 被 平 垫 张 地", "pu1"}, {U'铺', "店 床 卧 上 下 中 药 当 饭 肉 杂货 地 商 铁匠 裁缝 茶 粮 典当 包子 剃头 烧饼 点心", NULL, "pu4"}, {U'铺', NULL, NULL, "pu1"},
    {U'曲', "歌 乐 首 序 戏 作 谱 编 插 新 舞 协奏 交响 变奏 圆舞 进行 奏鸣 套 金 神 主题 片尾 这 单 名 #", NULL, "qu3"},
    {U'曲', NULL, "目 调 谱 艺 子 牌 库 风", "qu3"}, {U'曲', NULL, NULL, "qu1"},
    {U'分', "水 养 缘 情 名 福 辈 股 糖 盐 职", NULL, "fen4"}, {U'分', NULL, NULL, "fen1"},
    {U'传', "自 水浒 列 经 外 别 左 小 评 正", NULL, "zhuan4"}, {U'传', NULL, "记", "zhuan4"}, {U'传', NULL, NULL, "chuan2"},
    /* verbs */
    {U'教', NULL, "我 你 您 他 她 它 会 给 孩子 人 咱 大家 不会 小 英语 数学 语文 汉语 中文 音乐 了 过 得 着", "jiao1"},
    {U'教', "来 在 要 能 会 肯 没 手把手 想 我 您 他 她", NULL, "jiao1"}, {U'教', NULL, NULL, "jiao4"},
    {U'发', "白 黑 银 金 短 秀 卷 一头乱 满头乱 头乱 理 染 毛 美 束 假 烫 洗 剪 披 散 须 鬓 脱 护", NULL, "fa4"}, {U'发', NULL, NULL, "fa1"},
    {U'空', NULL, "出 白 缺 余 隙 闲 地 位 额 格 档 着 了", "kong4"}, {U'空', "没 抽 填 闲 得 留 有", NULL, "kong4"}, {U'空', NULL, NULL, "kong1"},
    {U'中', NULL, "奖 毒 计 弹 了 意 标 暑 风 举 招 签 邪 枪 彩 靶", "zhong4"},
    {U'中', "击 射 猜 命 押 砸 刺 踢 =打 =切 =选 =说 =投 =看 =相 =考", NULL, "zhong4"}, {U'中', NULL, NULL, "zhong1"},
    {U'调', NULL, "小 大 高 低 快 慢 亮 暗 成 好 一下 一调 整 焦 音量 温 时间 台 和 味 酒 色 节 个", "tiao2"}, {U'调', NULL, "动 到 入 回 任 往 走 来 去 查 研 头 离 派 子 门 集 虎 包 转", "diao4"},
    {U'调', "强 声 语 腔 曲 笔 色 音 格 单 论 基 步 抽 外 借", NULL, "diao4"}, {U'调', NULL, NULL, "tiao2"},
    {U'系', NULL, "鞋 安全带 领 扣 上 围 着 好 在 紧 腰", "ji4"}, {U'系', NULL, NULL, "xi4"},
    {U'露', NULL, "面 脸 馅 一手 怯 马脚 底 富 了 出了马", "lou4"}, {U'露', NULL, NULL, "lu4"},
    {U'落', "丢三 拉 遗", NULL, "la4"}, {U'落', "<把", "在 了 下 家", "la4"}, {U'落', NULL, "了东西 了一课 下功课 了手机 了钥匙", "la4"}, {U'落', NULL, "枕 色", "lao4"}, {U'落', NULL, NULL, "luo4"},
    {U'率', "亲自", NULL, "shuai4"}, {U'率', NULL, "人 其 子弟 舰 骑 兵马 主力 大军 所部 家 百 千 万 数 领 先 队 军 众 部 兵 直 真 师 团 代表 一 全", "shuai4"}, {U'率', NULL, NULL, "lv4"},
    {U'切', NULL, "勿 记 忌 莫 不可", "qie4"}, {U'切', NULL, NULL, "qie1"},
    {U'弹', NULL, "琴 钢琴 吉他 奏 性 起 出 跳 簧 劾 力 了 着 回 一曲 一首 得 古筝 琵琶 棉花 指 射", "tan2"},
    {U'弹', "反 会 在 边 讨 动 学 我 你 他 她", NULL, "tan2"}, {U'弹', NULL, NULL, "dan4"},
    {U'藏', NULL, "了 着 在 起 好 身 匿 于 品 书 有 不 进 到 头 尾", "cang2"},
    {U'藏', NULL, "族 语 民 文 历 医 药 区 北 南 獒 胞 红花 羚羊 传", "zang4"},
    {U'藏', "西 青 川 进 入 援 滇 新 宝", NULL, "zang4"}, {U'藏', NULL, NULL, "cang2"},
    {U'朝', NULL, "气 阳 霞 夕 三暮 露 晖", "zhao1"}, {U'朝', "今 明 一", "| W", "zhao1"}, {U'朝', NULL, NULL, "chao2"},
    {U'参', NULL, "商 宿", "shen1"}, {U'参', "人 西洋 党 海 丹 红 花旗 玄 沙", "| 的", "shen1"}, {U'参', NULL, NULL, "can1"},
    {U'差', "温 误 时 落 逆 顺 价 偏 利 级 色 之", NULL, "cha1"}, {U'差', "年龄 时间 距离 高度 成绩 收入 人数 水平 相 身高 贫富 分数 地区 比分 温度 电位 速度 方", "| 很 不 太 达 为 大 较", "cha1"}, {U'差', "出 公 当 兼 钦", NULL, "chai1"}, {U'差', NULL, NULL, "cha4"},
    {U'背', NULL, "起 上书包 包袱 书包 行李 孩子 我 你 他 她 男友 女友 人", "bei1"},
    {U'累', NULL, "迁 计 积 官 世 次 年", "lei3"}, {U'累', NULL, NULL, "lei4"}, {U'吭', NULL, NULL, "keng1"},
    {U'盛', NULL, "饭 汤 满 了 水 放 着 出 上 一碗", "cheng2"}, {U'盛', NULL, NULL, "sheng4"},
    {U'冲', NULL, "着 他 我 你 她 劲", "chong4"}, {U'冲', NULL, NULL, "chong1"},
    {U'钉', NULL, "在 上 死 住 了 进", "ding4"}, {U'假', "放 请 休 暑 寒 病 产 婚 节 度 销 年 春 公 例 准 丧 续 长", NULL, "jia4"},
    {U'假', NULL, "期 日 条", "jia4"}, {U'假', "天 周 星期 月 请了 放了 的", "|", "jia4"}, {U'假', "<请 <放 <休", "|", "jia4"}, {U'假', NULL, NULL, "jia3"},
    {U'降', NULL, "龙 服 伏 魔 妖", "xiang2"}, {U'降', "投 受 招 劝 诈 归", NULL, "xiang2"}, {U'降', NULL, NULL, "jiang4"},
    {U'角', "主 配 名 女 男 丑 旦", NULL, "jue2"}, {U'角', NULL, "色 逐 斗", "jue2"}, {U'角', NULL, NULL, "jiao3"},
    {U'结', NULL, "满 了果 出了果 实", "jie1"}, {U'结', NULL, NULL, "jie2"},
    {U'解', NULL, NULL, "jie3"}, {U'卡', "关", NULL, "qia3"}, {U'卡', NULL, "住 在 脖子 嗓 着 壳 了壳", "qia3"}, {U'卡', NULL, NULL, "ka3"},
    {U'看', NULL, "守 护 门 家 管 押 场子 仓库 瓜 摊", "kan1"}, {U'看', "<家 <里", "孩子 娃 小孩 宝宝", "kan1"}, {U'看', "帮我 帮他 帮你 替我", "孩子 一下门 着点 门 东西 包 行李 摊", "kan1"}, {U'看', "照", NULL, "kan1"}, {U'看', NULL, NULL, "kan4"},
    {U'量', NULL, "一量 体温 了 尺寸 血压 身高 过 一下", "liang2"}, {U'量', NULL, NULL, "liang4"},
    {U'乐', "音 声 器 民 管 弦 爵士 配 奏 哀 交响 军 礼 鼓 摇滚", NULL, "yue4"}, {U'乐', NULL, "曲 器 谱 队 团 章 手 坛 师 评 府", "yue4"}, {U'乐', NULL, NULL, "le4"},
    {U'难', "# 灾 苦 遇 患 落 避 逃 遭 空 磨 劫 蒙 受 罹 死 国", NULL, "nan4"}, {U'难', NULL, "民 友 胞", "nan4"}, {U'难', NULL, NULL, "nan2"},
    {U'扇', NULL, "着 扇子 一扇 子扇", "shan1"}, {U'扇', NULL, "耳光 了 风 动 他 她 我 你", "shan1"}, {U'扇', NULL, NULL, "shan4"},
    {U'舍', "校 寒 房 农 牛 猪 鸡 邻 狗 站 馆 精 茅 客 屋 旅 庐 鸽 兔 畜 禽 僧 田 草 斋 官 宅 中书 太子 通事", NULL, "she4"}, {U'舍', NULL, "人 弟 妹 侄 顶 监 利 友 管 舍", "she4"}, {U'舍', NULL, "得 的 才 不 弃 命 身 近 本 生 己 小 我 他 她 了 去", "she3"}, {U'舍', "不 难 割 施 取 该 愿 肯 有 能 要", NULL, "she3"},
    {U'挑', NULL, "起 动 逗 灯 衅 战 拨", "tiao3"}, {U'挑', NULL, NULL, "tiao1"},
    {U'吐', "想 呕 上 狂 要", NULL, "tu4"}, {U'吐', NULL, "血 了 奶", "tu4"}, {U'吐', NULL, NULL, "tu3"},
    {U'鲜', NULL, "有 少 见 为 能", "xian3"}, {U'鲜', NULL, NULL, "xian1"}, {U'校', NULL, "准 验 正 对 订", "jiao4"}, {U'校', NULL, NULL, "xiao4"},
    {U'载', "记 刊 登 千 连 # 半", NULL, "zai3"}, {U'载', NULL, NULL, "zai4"},
    {U'扎', "<头发 <辫", "起来 好 成 着 在", "za1"}, {U'扎', NULL, "辫 头发 马尾 成 着 个", "za1"}, {U'扎', NULL, "了一条 了两条 了条 了一根 了个 了一束 好头", "za1"},
    {U'缝', "门 裂 窗 墙 石 无 夹 眼 有 条 道 骨 的 桥 土 岩 接 砖 地 板 牙 指 缝", NULL, "feng4"},
    {U'缝', NULL, NULL, "feng2"},
    {U'扎', NULL, NULL, "zha1"},
    {U'涨', NULL, "红 得通红", "zhang4"}, {U'涨', "脸", NULL, "zhang4"}, {U'涨', NULL, NULL, "zhang3"},
    {U'转', "地 飞快地 不停地 慢慢地 绕着 滴溜溜 骨碌碌 在 直 <围 <绕", "| 着 了 动 个", "zhuan4"}, {U'转', NULL, "了两圈 了三圈 了半圈 了好几圈 两圈 三圈 几圈 半圈 圈 悠 速 盘 椅 轮 门 筒 来转去 个不停 着 得 了一圈 了几圈 一圈", "zhuan4"},
    {U'转', "旋 自 公 打 团团 空", NULL, "zhuan4"}, {U'转', NULL, NULL, "zhuan3"},
    {U'钻', NULL, "石 戒 头", "zuan4"}, {U'钻', NULL, NULL, "zuan1"}, {U'给', NULL, "予", "ji3"}, {U'给', NULL, NULL, "gei3"},
    {U'觉', "一 这", "醒 睡", "jiao4"}, {U'觉', "睡 午 懒 好 回笼 睡了 睡个 睡了个 <睡", NULL, "jiao4"}, {U'觉', NULL, NULL, "jue2"},
    {U'勒', NULL, "紧 住 死 出 得", "lei1"}, {U'闷', NULL, "热 在 着 声 头 得", "men1"}, {U'闷', NULL, NULL, "men4"},
    {U'屏', NULL, "住 息 气 退 除 弃", "bing3"}, {U'屏', NULL, NULL, "ping2"}, {U'撒', NULL, "在 上 下 种 盐 水 点", "sa3"}, {U'撒', NULL, NULL, "sa1"},
    {U'晕', NULL, "车 船 机", "yun4"}, {U'晕', "光 日 月 红", NULL, "yun4"}, {U'晕', NULL, NULL, "yun1"},
    {U'脏', "心 肾 肝 内 五 脾 肺", NULL, "zang4"}, {U'脏', NULL, NULL, "zang1"},
    {U'炸', NULL, "鸡 酱 薯 油 鱼 虾 串 糕 丸 豆腐 春卷 至 得 成金黄 藕 排 圈 猪", "zha2"}, {U'炸', "油", NULL, "zha2"}, {U'炸', NULL, NULL, "zha4"},
    {U'仔', "牛 打工 靓 古惑 肥", NULL, "zai3"}, {U'强', NULL, "迫 求 颜 词", "qiang3"}, {U'强', NULL, NULL, "qiang2"},
    {U'好', NULL, "学 客 奇 胜 色 吃懒 斗 赌 战 动 面子 事 大喜功 逸 施 读书 为人师 古 色", "hao4"}, {U'好', "他 她 也 性 素 颇 最 独 只 酷 生性 嗜", "酒 喝酒 茶 书 武 文 诗 打扮", "hao4"}, {U'好', NULL, NULL, "hao3"},
    {U'相', "一张 张 照了 照了张 拍了张 站 坐 吃 扮 福 洋 睡 可怜 贵人", "|", "xiang4"}, {U'相', "长 照 真 首 丞 宰 外 变 亮", NULL, "xiang4"}, {U'相', NULL, NULL, "xiang1"},
    {U'奇', NULL, "数", "ji1"}, {U'奇', NULL, NULL, "qi2"}, {U'血', NULL, NULL, "xue4"}, {U'薄', NULL, NULL, "bao2"},
    {U'剥', NULL, NULL, "bo1"}, {U'削', NULL, NULL, "xiao1"}, {U'供', NULL, "认 奉 品 词 着 桌 佛 果 状 职 出", "gong4"}, {U'供', NULL, NULL, "gong1"},
    {U'散', NULL, "文 装 户 养 光 架 客 沙 记 兵 剂 居 打 乱", "san3"}, {U'散', "懒 松 闲 零 披 丸 胃 五石 都", "| 了", "san3"}, {U'散', NULL, NULL, "san4"}, {U'圈', "猪 羊 牛 马", NULL, "juan4"}, {U'圈', NULL, NULL, "quan1"},
    {U'夹', NULL, NULL, "jia1"}, {U'横', NULL, NULL, "heng2"}, {U'喝', NULL, "彩 道 令", "he4"}, {U'喝', NULL, NULL, "he1"},
    {U'任', "姓", NULL, "ren2"}, {U'单', "姓", NULL, "shan4"}, {U'仇', "姓", NULL, "qiu2"}, {U'区', "姓", NULL, "ou1"},
    {U'华', "姓", NULL, "hua4"}, {U'查', "姓", NULL, "zha1"}, {U'盖', "姓", NULL, "ge3"}, {U'尉', "姓", "迟", "yu4"}, {U'朴', "姓", NULL, "piao2"},
};
// clang-format on

static int is_border(const struct zh_run *run, size_t i, long offset)
{
    return zh_run_cp(run, i, offset) == 0;
}

/* The token's characters end right before sign i. */
static int ends_with(const struct zh_run *run, size_t i, const char *token, size_t n)
{
    long back = -(long)utf8_count(token, n);
    for (size_t at = 0; at < n; back++)
        if (zh_run_cp(run, i, back) != utf8_next(token, n, &at)) return 0;
    return 1;
}

static int somewhere_before(const struct zh_run *run, size_t i, const char *token, size_t n)
{
    enum { FAR = 8 };
    size_t at = 0;
    uint32_t wanted = utf8_next(token, n, &at);
    for (long back = 1; back <= FAR; back++) {
        uint32_t cp = zh_run_cp(run, i, -back);
        if (!cp) return 0;
        if (cp == wanted) return 1;
    }
    return 0;
}

/* The word before sign i: its length, 0 at a border. */
static size_t word_before(const struct zh_run *run, size_t i)
{
    if (is_border(run, i, -1)) return 0;
    size_t k = i - 1;
    while (k && !run->signs[k].len)
        k--;
    return i - k;
}

static int is_doubled(const struct zh_run *run, size_t i) /* 慢慢, 清清楚楚 before i */
{
    return zh_run_cp(run, i, -1) && zh_run_cp(run, i, -1) == zh_run_cp(run, i, -2);
}

static int is_complement(const struct zh_run *run, size_t i)
{
    if (is_border(run, i, -1) || is_border(run, i, -2) || run->signs[i - 1].len != 1) return 0;
    const struct zh_sign *before = &run->signs[i - 1];
    return before->simple == U'不' ||
           (before->simple == U'得' && pinyin_tone(before->citation) == 5);
}

static int token_fits(const struct zh_run *run, size_t i, int before, const char *t, size_t n)
{
    long side = before ? -1 : 1;
    if (n == 1 && *t == '|') return is_border(run, i, side);
    if (n == 1 && *t == '#') return zh_is_numeral(zh_run_cp(run, i, side));
    if (n == 1 && *t == 'W')
        return before ? word_before(run, i) > 1 : i + 1 < run->n && run->signs[i + 1].len > 1;
    if (n == 1 && *t == 'C') return before && is_complement(run, i);
    if (n == 2 && !memcmp(t, "AA", 2)) return is_doubled(run, i);
    if (*t == '=') return word_before(run, i) == 1 && ends_with(run, i, t + 1, n - 1);
    if (*t == '<') return somewhere_before(run, i, t + 1, n - 1);
    return before ? ends_with(run, i, t, n) : zh_run_begins(run, i + 1, t, n);
}

static int side_fits(const struct zh_run *run, size_t i, int before, const char *tokens)
{
    if (!tokens) return 1;
    for (const char *t = tokens; *t;) {
        size_t n = strcspn(t, " ");
        if (token_fits(run, i, before, t, n)) return 1;
        t += n;
        t += *t == ' ';
    }
    return 0;
}

/* A character's last row (nothing asked of the neighbours) stands against the network, but for
 * these: measured on read sentences and on polyphones in context. */
static int is_left_open(uint32_t cp)
{
    static const char open[] = "调传剥倒钉藏盛撒晕铺炸";
    char utf8[5] = {0};
    utf8_put(utf8, cp);
    return strstr(open, utf8) != NULL;
}

/* Rows by character, in their order: a chain for each hash, so that a text does not walk the whole
 * table at every character.  Built once. */
enum { N_RULES = sizeof rules / sizeof *rules, N_CHAINS = 512 };
static uint16_t chain_first[N_CHAINS], chain_next[N_RULES]; /* 1 + row; 0: the end */
static once_flag chains_built = ONCE_FLAG_INIT;

static size_t chain_of(uint32_t cp)
{
    return (cp * 2654435761u >> 16) % N_CHAINS;
}

static void build_chains(void)
{
    for (size_t k = N_RULES; k-- > 0;) {
        size_t c = chain_of(rules[k].cp);
        chain_next[k] = chain_first[c];
        chain_first[c] = (uint16_t)(k + 1);
    }
}

static void read_single(struct zh_run *run, size_t i)
{
    struct zh_sign *s = &run->signs[i];
    for (size_t k = chain_first[chain_of(s->simple)]; k; k = chain_next[k - 1]) {
        const struct rule *r = &rules[k - 1];
        if (r->cp != s->simple || !side_fits(run, i, 1, r->before) ||
            !side_fits(run, i, 0, r->after))
            continue;
        int is_usual = !r->before && !r->after;
        if (!r->reading) return;
        s->citation = pinyin_parse(r->reading, strlen(r->reading));
        s->ruled = !is_usual || !is_left_open(s->simple);
        s->why = is_usual ? "usual reading" : "rule";
        return;
    }
}

/* 个 is weak after a numeral or 这 那 inside dictionary words too (一个, 两个, 那个). */
static void weaken_measure(struct zh_run *run, size_t i)
{
    struct zh_sign *s = &run->signs[i];
    if (s->simple != U'个' || s->len) return;
    uint32_t before = s[-1].simple;
    if (zh_is_numeral(before) || side_fits(run, i, 1, "这 那 哪 几 每 半 多"))
        s->citation = pinyin_with_tone(s->citation, 5);
}

/* The dictionary melts 儿 into names too (碧儿, 林儿): in a word of three or more it does so only
 * where the rest is a word by itself (一点儿, 没事儿). */
static void mend_names_in_er(struct zh_run *run, size_t i)
{
    struct zh_sign *s = &run->signs[i];
    size_t n = s->len;
    static const char times_and_places[] = "会阵点样块边";
    char utf8[5] = {0};
    if (n < 3 || s[n - 1].citation != PINYIN_R) return;
    utf8_put(utf8, s[n - 2].simple);
    if (strstr(times_and_places, utf8)) return;
    s->len--;
    int is_word = zh_word_cost(run, i) != 0;
    s->len++;
    if (!is_word) s[n - 1].citation = pinyin_parse("er2", 3);
}

void zh_apply_rules(struct zh_run *run)
{
    call_once(&chains_built, build_chains);
    for (size_t i = 0; i < run->n; i++) {
        const struct zh_sign *s = &run->signs[i];
        if (s->kind != ZH_HAN) continue;
        if (s->len == 1 && !s->ruled && !zh_read_surname(run, i)) read_single(run, i);
        weaken_measure(run, i);
        mend_names_in_er(run, i);
    }
}
