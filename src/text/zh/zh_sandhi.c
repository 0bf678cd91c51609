/* zh_sandhi.c - tones in company: 不, 一, doubled verbs, and third tones before third tones.
 *
 * Third tones change inside feet: a word of two or more is a foot of its own (a longer one is cut
 * where the dictionary cuts it: 展览|馆 gives 2-2-3, 小|老虎 gives 3-2-3); single characters pair
 * up from the left, and one that is left over leans on the word that follows. Feet are joined again
 * where one of them is short, because there a speaker makes no break. */
#include <string.h>

#include "base/utf8.h"
#include "text/zh/zh_run.h"

static int tone_at(const struct zh_run *run, size_t i)
{
    return i < run->n && run->signs[i].kind == ZH_HAN ? pinyin_tone(run->signs[i].surface) : 0;
}

static void set_tone(struct zh_sign *s, int tone)
{
    s->surface = pinyin_with_tone(s->surface, tone);
}

static int is_one_of(uint32_t cp, const char *list)
{
    char utf8[5] = {0};
    utf8_put(utf8, cp);
    return cp && strstr(list, utf8) != NULL;
}

/* ---- 不 and 一 ---- */

/* 看一看, 是不是: careful readers do not weaken the middle, so 是不是 is shi4 bu2 shi4. */
static int doubled_around(const struct zh_run *run, size_t i)
{
    uint32_t before = zh_run_cp(run, i, -1);
    return before && before == zh_run_cp(run, i, 1) && !zh_is_numeral(before);
}

static int is_word(const struct zh_run *run, size_t i, uint32_t cp, int tone)
{
    const struct zh_sign *s = &run->signs[i];
    int own = pinyin_tone(s->citation);
    return s->simple == cp && (own == tone || (own == 5 && doubled_around(run, i)));
}

/* The neutral syllable's own tone decides too: 一个 is yi2 ge5 because 个 is ge4. */
static int full_tone(const struct zh_run *run, size_t i)
{
    int tone = tone_at(run, i);
    if (tone != 5) return tone;
    pinyin own = run->lx->chars[run->signs[i].number].reading;
    return own ? pinyin_tone(own) : 5;
}

static int is_plain_digit(uint32_t cp)
{
    return zh_is_digit(cp) && cp != U'两';
}

/* 一加一, 三比一, 从一到十, 一和二; 举一反三, 独一无二: a number, and not so many of something. */
static int yi_counts(const struct zh_run *run, size_t i)
{
    uint32_t before = zh_run_cp(run, i, -1), after = zh_run_cp(run, i, 1);
    uint32_t after2 = zh_run_cp(run, i, 2);
    if (is_one_of(after, "加减乘除比到至和与及或") && zh_is_numeral(after2)) return 1;
    if (before == U'比' && zh_is_numeral(zh_run_cp(run, i, -2))) return 1;
    if (before == U'从' && after == U'到') return 1;
    if (after == U'审' || (after == U'期' && is_one_of(after2, "工项"))) return 1;
    if (!i || run->signs[i - 1].len != 4) return 0;
    return zh_is_numeral(after2) && before != U'一';
}

/* 一 keeps its tone as a digit, as an ordinal and at the end of a word or phrase. */
static int yi_stays(const struct zh_run *run, size_t i)
{
    const struct zh_sign *s = &run->signs[i];
    uint32_t before = zh_run_cp(run, i, -1), after = zh_run_cp(run, i, 1);
    if (!after) return 1;
    if (is_plain_digit(after) || after == U'十') return 1;
    int big = after == U'百' || after == U'千' || after == U'万' || after == U'亿';
    if (zh_is_numeral(before) && before != U'两' && (!big || is_plain_digit(before))) return 1;
    if (after == U'点' && is_plain_digit(zh_run_cp(run, i, 2)) && zh_run_cp(run, i, 3)) return 1;
    if (after == U'是') return 1; /* 一是便宜，二是方便 */
    if (yi_counts(run, i)) return 1;
    if (before == U'第' || before == U'初') return 1;
    uint32_t before2 = zh_run_cp(run, i, -2);
    if (before == U'点' && zh_is_numeral(before2) && before2 != U'一') return 1;
    int starts_word = s->len > 0, ends_word = i + 1 >= run->n || s[1].len > 0;
    if (ends_word && !starts_word && !big && before2 != U'一')
        return 1; /* 统一, 唯一, 之一; not 一高|一矮 */
    if (before == U'周' || before == U'期' || before == U'拜' || before == U'其') return 1;
    if (!starts_word && (before == U'统' || before == U'单' || before == U'唯' || before == U'专'))
        return 1; /* 统一体 */
    if (after == U'月' || after == U'号' || after == U'楼' || after == U'级' || after == U'等')
        return 1;
    if (zh_run_cp(run, i, 2) == U'级' && after == U'年') return 1;
    return before == U'月' && after == U'日';
}

static void yi_and_bu(struct zh_run *run, size_t i)
{
    struct zh_sign *s = &run->signs[i];
    if (is_word(run, i, U'不', 4)) {
        set_tone(s, full_tone(run, i + 1) == 4 ? 2 : 4);
    } else if (is_word(run, i, U'一', 1)) {
        set_tone(s, 1);
        if (!yi_stays(run, i)) {
            int next = full_tone(run, i + 1);
            set_tone(s, next == 4 ? 2 : next >= 1 && next <= 3 ? 4 : next == 5 ? 2 : 1);
        }
    }
}

/* ---- doubled verbs ---- */

static void weaken_doubled(struct zh_run *run, size_t i)
{
    static const char verbs[] = "看听走想试说聊问谈玩坐笑尝逛瞧歇查摸动讲写读练用帮管劝闻算猜";
    struct zh_sign *s = &run->signs[i];
    if (!i || s->kind != ZH_HAN || s[-1].kind != ZH_HAN || s->simple != s[-1].simple) return;
    if (zh_run_cp(run, i, 1) == s->simple || (i > 1 && zh_run_cp(run, i, -2) == s->simple)) return;
    if (s->citation == s[-1].citation && is_one_of(s->simple, verbs)) set_tone(s, 5);
}

/* ---- third tones ---- */

/* 3-3 becomes 2-3 inside [from, to), from the left, so that 3-3-3 becomes 2-2-3. */
static void change_pairs(struct zh_run *run, size_t from, size_t to)
{
    for (size_t i = from; i + 1 < to; i++) {
        int next = tone_at(run, i + 1);
        int weak_third = next == 5 && run->signs[i].simple == run->signs[i + 1].simple &&
                         pinyin_tone(run->signs[i + 1].citation) == 3; /* 想想 */
        if (tone_at(run, i) == 3 && (next == 3 || weak_third)) set_tone(&run->signs[i], 2);
    }
}

/* What signs [i, i + n) cost as one word; UINT32_MAX: they are none. */
static uint32_t cost_of(const struct zh_run *run, size_t i, size_t n)
{
    uint32_t node = 0, cost = 0;
    for (size_t j = 0; j < n; j++)
        if (!(node = zh_lexicon_step(run->lx, node, run->signs[i + j].number))) return UINT32_MAX;
    return zh_lexicon_word(run->lx, node, &cost) ? cost : UINT32_MAX;
}

static void change_word(struct zh_run *run, size_t i, size_t n)
{
    if (n == 3 && cost_of(run, i + 1, 2) < cost_of(run, i, 2)) { /* 小|老虎 */
        change_pairs(run, i + 1, i + 3);
        change_pairs(run, i, i + 2);
    } else if (n <= 3) {
        change_pairs(run, i, i + n);
    } else {
        for (size_t k = 0; k < n; k += 2)
            change_pairs(run, i + k, i + (k + 3 == n ? n : k + 2 < n ? k + 2 : n));
    }
}

/* Adverbs and the like that lean on what follows: 我|很好, not 我很|好. */
static int leans_right(uint32_t cp)
{
    return is_one_of(cp, "很也最挺太可把给比有想以请每满请敢");
}

/* A run of single characters [from, to), followed by a longer word or not. */
static void pair_singles(struct zh_run *run, size_t from, size_t to, int word_follows)
{
    size_t i = from;
    while (i < to) {
        size_t left = to - i;
        if (left == 1 && word_follows) break; /* leans on the word */
        if (left >= 3 && left % 2 && leans_right(run->signs[i + 1].simple)) {
            i++; /* 我|很好 */
            continue;
        }
        size_t end = left == 3 && !word_follows ? to : left >= 2 ? i + 2 : to;
        change_pairs(run, i, end);
        i = end;
    }
}

/* Where two feet meet: joined when the left one is a single character, or the right one is and
 * nothing follows it. `len` is the length of the left word. */
static void join_feet(struct zh_run *run, size_t end, size_t left_len, size_t right_len)
{
    if (tone_at(run, end - 1) != 3 || tone_at(run, end) != 3) return;
    if (run->signs[end].brk == WORD_BREAK_BREATH) return; /* there is a pause */
    if (left_len < 3 || right_len < 3) set_tone(&run->signs[end - 1], 2);
}

/* A stretch of characters without a mark in it. */
static void third_tones(struct zh_run *run, size_t from, size_t to)
{
    for (size_t i = from; i < to; i += run->signs[i].len)
        if (run->signs[i].len > 1) change_word(run, i, run->signs[i].len);
    for (size_t i = from; i < to;) {
        size_t end = i;
        while (end < to && run->signs[end].len == 1)
            end++;
        if (end > i) pair_singles(run, i, end, end < to);
        i = end > i ? end : i + run->signs[i].len;
    }
    size_t right_len = 0;
    for (size_t end = to; end > from;) { /* from the right: what follows is settled */
        size_t i = end - 1;
        while (!run->signs[i].len)
            i--;
        if (end < to) join_feet(run, end, end - i, right_len);
        right_len = end - i;
        end = i;
    }
}

void zh_apply_sandhi(struct zh_run *run)
{
    for (size_t i = 0; i < run->n; i++)
        run->signs[i].surface = run->signs[i].citation;
    for (size_t i = 0; i < run->n; i++)
        weaken_doubled(run, i);
    for (size_t i = 0; i < run->n; i++)
        if (run->signs[i].kind == ZH_HAN) yi_and_bu(run, i);
    for (size_t i = 0; i < run->n; i++)
        run->signs[i].trained = run->signs[i].surface;
    for (size_t i = 0; i < run->n;) {
        size_t end = i;
        while (end < run->n && run->signs[end].kind == ZH_HAN)
            end++;
        if (end > i) third_tones(run, i, end);
        i = end > i ? end : i + 1;
    }
}
