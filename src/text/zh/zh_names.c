/* zh_names.c - surnames that are read otherwise than the same character elsewhere: 单, 仇, 曾, 区.
 *
 * A surname is told from the word by what stands around it:
 *
 *     老 小 姓 | 单 | 先生 教授 总        a form of address
 *              | 单 | 志 强              one or two characters that names are made of, cut apart by
 *                                        the segmentation because they are no word together, or a
 *                                        rare word
 *
 * Some of these characters are common words themselves (任, 曾, 解); they need a name of two
 * characters, or a form of address.  In the middle of a name (张绍曾) the usual reading stays. */
#include <string.h>

#include "base/utf8.h"
#include "text/zh/zh_run.h"

enum { COMMON = 11 * ZH_COST_UNIT }; /* words up to this cost are words, not names */

/* What else the character is: a common word needs a name of two characters; a word that an office
 * may follow (任主任, 曾教授过) is no surname before one. */
enum other_use { RARE, WORD, VERB };

struct surname {
    uint32_t cp;
    enum other_use is;
    const char *reading;
};

static const struct surname surnames[] = {
    {U'单', WORD, "shan4"}, {U'仇', RARE, "qiu2"},  {U'区', VERB, "ou1"},   {U'曾', VERB, "zeng1"},
    {U'查', WORD, "zha1"},  {U'盖', WORD, "ge3"},   {U'华', WORD, "hua4"},  {U'朴', RARE, "piao2"},
    {U'解', VERB, "xie4"},  {U'任', VERB, "ren2"},  {U'缪', RARE, "miao4"}, {U'乐', WORD, "yue4"},
    {U'葛', RARE, "ge3"},   {U'柏', WORD, "bai3"},  {U'覃', RARE, "qin2"},  {U'翟', RARE, "zhai2"},
    {U'隗', RARE, "wei3"},  {U'应', VERB, "ying1"},
};

/* Characters that given names are made of and that seldom begin or end the word after a verb. */
static const char given[] =
    "伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超霞平刚桂文辉玲红建国志海云峰鹏飞宇浩然轩梓涵欣怡佳琪思"
    "远博晓春梅兰凤琴素珍玉萍荣贵德福祥忠良信义仁礼智孝廷翰章耀宗昭燏俊雄豪毅恒健斌彬彪虎龙凯旋嘉"
    "庆亨贞树森林松柏竹菊莲蓉薇蕾莉莎婷妍媛婉婕颖慧惠兴旺坤启瑞祺麟骏驰晖旭晨曦昊功勤俭士永世维继"
    "汉震炳焕煜熙灿炎烨鸿雁莺梁栋宏彦泽润清源渊深波澜江河湖泉溪雪冰霜雯露珊珠琳瑶瑜瑾璇璐玮珂琛环"
    "巩藩荫权朴友诚守正立群少伯仲叔季孟子君卿如若之亦绍振兆承培育尚贤达钧铭锋锐钦钊庭光景星月阳丹"
    "青墨彤紫黛翠碧蓝绮绣锦绢缨纯洁真善美爱亚男胜利全宝金银铁柱根生娣妹婵娥嫣妮新仪";

static int is_given(uint32_t cp)
{
    char utf8[5] = {0};
    if (!cp) return 0;
    utf8_put(utf8, cp);
    return strstr(given, utf8) != NULL;
}

/* Forms of address; offices may also be what someone 任 (holds) or what a 区 (district) has. */
static const char addresses[] = "先生 女士 小姐 太太 某 氏 师傅 大妈 大爷 阿姨 叔叔 奶奶 爷爷";
static const char offices[] =
    "老师 教授 经理 主任 局长 书记 同志 博士 医生 大夫 队长 所长 厂长 校长 "
    "院长 县长 市长 部长 董事长 处长 科长 班长 律师 警官 法官 导演";

static int begins_with_one(const struct zh_run *run, size_t i, const char *tokens)
{
    for (const char *t = tokens; *t;) {
        size_t n = strcspn(t, " ");
        if (zh_run_begins(run, i, t, n)) return 1;
        t += n;
        t += *t == ' ';
    }
    return 0;
}

static int is_border(const struct zh_run *run, size_t i)
{
    return zh_run_cp(run, i, 0) == 0;
}

/* How many characters after i look like a given name. */
static size_t name_after(const struct zh_run *run, size_t i)
{
    size_t n = 0;
    while (n < 2 && is_given(zh_run_cp(run, i + 1 + n, 0)) && run->signs[i + 1 + n].len == 1)
        n++;
    if (n) return n;
    const struct zh_sign *next = i + 1 < run->n ? &run->signs[i + 1] : NULL;
    int is_rare_word = next && next->kind == ZH_HAN && next->len == 2 && is_given(next->simple) &&
                       is_given(zh_run_cp(run, i + 2, 0)) && zh_word_cost(run, i + 1) > COMMON;
    return is_rare_word ? 2 : 0;
}

static int is_name(const struct zh_run *run, size_t i, const struct surname *name)
{
    uint32_t before = zh_run_cp(run, i, -1);
    if (before == U'姓') return 1;
    if (begins_with_one(run, i + 1, addresses)) return 1;
    if (name->is != VERB && begins_with_one(run, i + 1, offices)) return 1;
    if ((before == U'老' || before == U'小') && is_border(run, i + 1)) return 1;
    size_t n = name_after(run, i);
    if (n == 2) return 1;
    return n == 1 && name->is == RARE && (is_border(run, i + 2) || run->signs[i + 2].len > 1);
}

int zh_read_surname(struct zh_run *run, size_t i)
{
    struct zh_sign *s = &run->signs[i];
    for (size_t k = 0; k < sizeof surnames / sizeof *surnames; k++) {
        if (surnames[k].cp != s->simple) continue;
        if (!is_name(run, i, &surnames[k])) return 0;
        s->citation = pinyin_parse(surnames[k].reading, strlen(surnames[k].reading));
        s->ruled = 1;
        s->why = "surname";
        return 1;
    }
    return 0;
}
