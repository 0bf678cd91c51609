/* zh_segment.c - the cheapest way to cut a stretch of characters into dictionary words: a word's
 * cost is -log of its share, so the cheapest path is the most probable one. Dynamic programming
 * from the end; at most ZH_WORD_MAX steps in the trie a character, so time is linear. */
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "text/zh/zh_run.h"

enum { UNKNOWN_COST = 20 * ZH_COST_UNIT };

/* best[k]: the cost of signs [from + k, to). */
static void cut(struct zh_run *run, size_t from, size_t to, uint64_t *best)
{
    best[to - from] = 0;
    for (size_t i = to; i-- > from;) {
        uint32_t node = 0, cost = 0;
        best[i - from] = best[i - from + 1] + UNKNOWN_COST;
        run->signs[i].len = 1;
        for (size_t j = i; j < to && j < i + ZH_WORD_MAX; j++) {
            node = zh_lexicon_step(run->lx, node, run->signs[j].number);
            if (!node) break;
            if (!zh_lexicon_word(run->lx, node, &cost)) continue;
            uint64_t total = best[j + 1 - from] + cost;
            if (total > best[i - from]) continue;
            best[i - from] = total;
            run->signs[i].len = (uint8_t)(j + 1 - i);
        }
    }
    for (size_t k = from; k < to;) { /* only the path itself keeps its lengths */
        size_t len = run->signs[k].len;
        for (size_t j = 1; j < len; j++)
            run->signs[k + j].len = 0;
        k += len;
    }
}

/* ---- numbers: 一千|二百|三十四, 幺三八|零零一三|八零零零 ---- */

/* The dictionary has some numbers and cuts the others in odd places; so a stretch of three or more
 * numerals is cut by rule, and no word reaches over its ends. */
static size_t number_end(const struct zh_run *run, size_t i, size_t to)
{
    while (i < to && zh_is_numeral(run->signs[i].simple))
        i++;
    return i;
}

static int is_unit(const struct zh_run *run, size_t i)
{
    return zh_is_numeral(run->signs[i].simple) && !zh_is_digit(run->signs[i].simple);
}

static void set_word(struct zh_run *run, size_t i, size_t n)
{
    for (size_t j = 0; j < n; j++)
        run->signs[i + j].len = 0;
    run->signs[i].len = (uint8_t)n;
}

/* Digits without units: as a telephone number is said. */
static void group_digits(struct zh_run *run, size_t i, size_t n)
{
    while (n) {
        size_t group = n <= 4 ? n : n == 11 || n == 5 || n == 6 || n == 9 ? 3 : 4;
        set_word(run, i, group);
        i += group;
        n -= group;
    }
}

static void group_units(struct zh_run *run, size_t i, size_t end)
{
    while (i < end) {
        size_t k = i;
        while (k < end && !is_unit(run, k))
            k++;
        size_t last_ten = 0;
        while (k < end && is_unit(run, k) && k + 1 - i < ZH_WORD_MAX)
            last_ten = run->signs[k++].simple == 0x5341;
        if (last_ten && k < end && !is_unit(run, k) && (k + 1 == end || is_unit(run, k + 1))) k++;
        if (k - i > ZH_WORD_MAX) k = i + ZH_WORD_MAX;
        set_word(run, i, k - i);
        i = k;
    }
}

static void cut_number(struct zh_run *run, size_t i, size_t end)
{
    size_t units = 0;
    for (size_t k = i; k < end; k++)
        units += (size_t)is_unit(run, k);
    if (units)
        group_units(run, i, end);
    else
        group_digits(run, i, end - i);
}

/* Words and numbers between two borders. */
static void cut_stretch(struct zh_run *run, size_t from, size_t to, uint64_t *best)
{
    enum { NUMBER_MIN = 3 };
    size_t text = from;
    for (size_t i = from; i < to;) {
        size_t end = number_end(run, i, to);
        if (end - i >= NUMBER_MIN) {
            cut(run, text, i, best);
            cut_number(run, i, end);
            text = end;
        }
        i = end > i ? end : i + 1;
    }
    cut(run, text, to, best);
}

/* Characters whose simplified form stands for others too: 髮 is fa4 where 发 is one of two.  All
 * other traditional characters are read as their simplified forms are (車 alone is no chess man).
 */
static int is_merged(uint32_t cp)
{
    static const char list[] =
        "隻髮發儘樸臟髒癥縴纍蔔彆彿鬨嚥衕蔘捱搧鬥幹捲徵術葉鬆嚇係價彙獲穫製復複慾"
        "鹹鬍歷曆盡醜";
    char utf8[5] = {0};
    utf8_put(utf8, cp);
    return strstr(list, utf8) != NULL;
}

uint32_t zh_word_cost(const struct zh_run *run, size_t i)
{
    uint32_t node = 0, cost = 0;
    for (size_t j = 0; j < run->signs[i].len; j++)
        if (!(node = zh_lexicon_step(run->lx, node, run->signs[i + j].number))) return 0;
    return zh_lexicon_word(run->lx, node, &cost) ? cost : 0;
}

static void read_word(struct zh_run *run, size_t i)
{
    struct zh_sign *s = &run->signs[i];
    size_t n = s->len;
    uint32_t node = 0, cost = 0;
    for (size_t j = 0; j < n && (!j || node); j++)
        node = zh_lexicon_step(run->lx, node, s[j].number);
    const pinyin *reading = n > 1 && node ? zh_lexicon_word(run->lx, node, &cost) : NULL;
    for (size_t j = 0; j < n; j++) {
        if (j) s[j].len = 0;
        s[j].citation = reading ? reading[j] : run->lx->chars[s[j].number].reading;
        s[j].why = reading ? "dictionary" : "commonest reading";
    }
    if (n > 1 || s->cp == s->simple) return;
    const struct zh_char *c = &run->lx->chars[zh_lexicon_find(run->lx, s->cp) - 1];
    if (c->n_readings != 1 || !is_merged(s->cp)) return;
    s->citation = c->reading;
    s->ruled = 1;
    s->why = "traditional character";
}

static size_t stretch_end(const struct zh_run *run, size_t i)
{
    while (i < run->n && run->signs[i].kind == ZH_HAN)
        i++;
    return i;
}

int zh_segment(struct zh_run *run)
{
    uint64_t *best = calloc(run->n + 1, sizeof *best);
    if (!best) return E_NOMEM;
    for (size_t i = 0; i < run->n;) {
        size_t end = stretch_end(run, i);
        if (end == i) {
            i++;
            continue;
        }
        cut_stretch(run, i, end, best);
        for (size_t k = i; k < end; k += run->signs[k].len)
            read_word(run, k);
        i = end;
    }
    free(best);
    return 0;
}
