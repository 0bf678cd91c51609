/* zh_breaks.c - how likely a border between two words is a break, and which breaks to breathe at.
 *
 * The odds of a border are a sum of weights: of the word to its left, of the word to its right, of
 * how many syllables it is to the marks on both sides. The weights were fitted (logistic
 * regression) to 600 read sentences with marked breaks, the words' classes are our own
 * (zh_break_words.inc); how well that does on sentences that were not fitted stands in
 * doc/decisions.md.
 *
 * Breaths are the cheapest way to cut a line: a piece costs when it is longer than a comfortable
 * breath or very short, a cut costs less the better its odds. Whatever is cut is at most PIECE_MAX
 * syllables away from the last cut, so that time is linear. */
#include "text/zh/zh_breaks.h"

#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"

/* What a word is to the border on its right. */
enum left_class {
    L_DE,    /* 的 */
    L_LE,    /* 了 吗 */
    L_ADJ,   /* 得 地 之 */
    L_PLACE, /* 里 之后 */
    L_AND,   /* 和 */
    L_CONJ,  /* 但是 */
    L_PREP,  /* 从 */
    L_ZAI,
    L_ADV,    /* 已经 */
    L_NEG,    /* 不 */
    L_MODAL,  /* 可以 */
    L_IS,     /* 是 有 */
    L_SAY,    /* 认为 */
    L_PRON,   /* 我 */
    L_THIS,   /* 这个 */
    L_NUMBER, /* 三百二十 */
    L_OTHER,
};

/* What a word is to the border on its left. */
enum right_class {
    R_CLOSE, /* 的 了 吗 */
    R_PLACE, /* 里 之后, 起来 */
    R_AND,
    R_CONJ,
    R_PREP,
    R_ZAI,
    R_TO, /* 到 给 */
    R_ADV,
    R_NEG,
    R_MODAL,
    R_IS,
    R_PRON,
    R_OTHER,
};

enum { FUNCTION_WORD_BYTES = 12 };

static const struct function_word {
    char word[FUNCTION_WORD_BYTES + 1];
    uint8_t left, right;
} function_words[] = {
// clang-format off
#include "text/zh/zh_break_words.inc"
    // clang-format on
};

/* Log odds x 100 of a break that is at least {WORD_BREAK_WORD, WORD_BREAK_PHRASE}. */
enum { LEVELS = 2 };
typedef int16_t weight[LEVELS];

// clang-format off
static const weight bias = {-25, -272};
static const weight of_left[] = {
    [L_DE] = {95, -39},   [L_LE] = {123, 27},  [L_ADJ] = {63, -2},     [L_PLACE] = {61, 149},
    [L_AND] = {99, -141}, [L_CONJ] = {-13, 75},   [L_PREP] = {-24, -29},    [L_ZAI] = {108, -105},
    [L_ADV] = {-120, -173}, [L_NEG] = {-246, -101}, [L_MODAL] = {-108, -57}, [L_IS] = {-67, 28},
    [L_SAY] = {25, 185},   [L_PRON] = {-15, -106}, [L_THIS] = {-199, -75},
    [L_NUMBER] = {0, -250}, /* by hand: what is counted comes next */
};
static const weight of_right[] = {
    [R_CLOSE] = {-403, -336}, [R_PLACE] = {-202, -183}, [R_AND] = {108, 160}, [R_CONJ] = {110, 81},
    [R_PREP] = {46, 91},  [R_ZAI] = {-85, -36},  [R_TO] = {-58, 30},     [R_ADV] = {83, 115},
    [R_NEG] = {11, 39},   [R_MODAL] = {-23, -11},  [R_IS] = {-65, -15},      [R_PRON] = {-52, -14},
};
/* A function word of two or more syllables stands for itself. */
static const weight long_left = {226, 54}, long_right = {300, 17};
/* 红色的花|开了: a 的 before the left word makes a noun of it; 花|红色的: one behind the right word
 * shows that more is to come. */
static const weight after_de = {16, 84}, before_de = {-2, -145};
/* Other words by syllables: 1, 2, 3 and more. */
static const weight other_left[] = {{-40, 65}, {127, 121}, {131, 177}};
static const weight other_right[] = {{29, 13}, {235, -5}, {265, 71}};
static const weight both_other[3][3] = {
    {{-149, -124}, {-146, 4}, {-65, -40}},
    {{-93, -65}, {55, -38}, {19, -86}},
    {{-86, -22}, {-31, -8}, {-148, -84}},
};
/* Syllables to the mark before and behind: 1, 2, 3, 4, 5-6, 7-9, 10 and more. */
static const weight behind_mark[] = {{-104, -124}, {68, 70}, {12, 30}, {19, 18}, {-11, 16}, {4, 7},
                                     {11, -17}};
static const weight before_mark[] = {{-306, -203}, {44, -254}, {44, 13}, {77, 118}, {58, 112},
                                     {44, 118}, {40, 95}};
// clang-format on

enum {
    PHRASE_ODDS = -65, /* from here on it is a phrase's border: as many found as are right */
    LINE_MIN = 14,     /* syllables: shorter lines are read in one breath */
    PIECE_LEAST = 6,   /* shorter pieces are choppy: */
    PIECE_SHORT = 100, /*     their price for each syllable that is missing */
    PIECE_EASY = 12,   /* longer pieces need some breath: */
    PIECE_LONG = 18,   /*     their price for each syllable more */
    BREATH_ONE = 60,   /* more beside a single character that is no function word: often it is
                          a part of a name or word that the dictionary does not have */
    BREATH = 100,      /* price of a breath at even odds */
    PIECE_MAX = 48,    /* the longest piece that is looked at */
};

/* A word of the line, or letters that are spelled. */
struct unit {
    uint32_t at; /* its first sign */
    uint16_t syllables;
    uint8_t left, right;
    uint8_t after_de, before_de;
    int16_t odds;  /* of a phrase's border in front of it */
    uint16_t from; /* where the piece that ends in front of the next word begins: units back */
    int64_t cost;  /* of the line up to and with this word, cut in the cheapest way */
};

static int by_word(const void *key, const void *member)
{
    return strcmp(key, ((const struct function_word *)member)->word);
}

static int is_weak(uint32_t cp)
{
    return cp == U'地' || cp == U'得' || cp == U'了' || cp == U'着';
}

static void classify(const struct zh_run *run, struct unit *u)
{
    const struct zh_sign *s = &run->signs[u->at];
    char word[FUNCTION_WORD_BYTES + 4 + 1] = {0};
    size_t bytes = 0;
    u->left = L_OTHER;
    u->right = R_OTHER;
    if (s->kind != ZH_HAN) return;
    int neutral = s->len == 1 && pinyin_tone(s->citation) == 5;
    if (neutral || !(s->len == 1 && is_weak(s->simple))) {
        for (size_t i = 0; i < s->len && bytes < FUNCTION_WORD_BYTES; i++)
            bytes += utf8_put(word + bytes, s[i].simple);
        const struct function_word *f =
            s->len * 3 > FUNCTION_WORD_BYTES
                ? NULL
                : bsearch(word, function_words, sizeof function_words / sizeof *function_words,
                          sizeof *function_words, by_word);
        if (f) u->left = f->left;
        if (f) u->right = f->right;
    }
    if (neutral) u->right = R_CLOSE;
    if (s->len > 1 && zh_is_numeral(s->simple) && zh_is_numeral(s[s->len - 1].simple))
        u->left = L_NUMBER;
}

/* ---- odds ---- */

static size_t distance(size_t n)
{
    return n <= 4 ? n - 1 : n <= 6 ? 4 : n <= 9 ? 5 : 6;
}

/* The log odds x 100 of `level` between words l and r, with marks so many syllables away. */
static int odds_of(const struct unit *l, const struct unit *r, size_t before, size_t behind,
                   int level)
{
    size_t nl = l->syllables < 3 ? l->syllables - 1 : 2,
           nr = r->syllables < 3 ? r->syllables - 1 : 2;
    int odds =
        bias[level] + behind_mark[distance(before)][level] + before_mark[distance(behind)][level];
    odds += l->left == L_OTHER ? other_left[nl][level] : of_left[l->left][level];
    odds += r->right == R_OTHER ? other_right[nr][level] : of_right[r->right][level];
    if (l->left != L_OTHER && nl) odds += long_left[level];
    if (r->right != R_OTHER && nr) odds += long_right[level];
    if (l->after_de) odds += after_de[level];
    if (r->before_de) odds += before_de[level];
    if (l->left == L_OTHER && r->right == R_OTHER) odds += both_other[nl][nr][level];
    return odds;
}

static void grade(struct zh_run *run, struct unit *units, size_t n, size_t syllables)
{
    size_t before = 0;
    for (size_t i = 1; i < n; i++) {
        struct unit *u = &units[i];
        before += u[-1].syllables;
        u->odds = (int16_t)odds_of(u - 1, u, before, syllables - before, 1);
        int word = odds_of(u - 1, u, before, syllables - before, 0) > 0;
        run->signs[u->at].brk = u->odds > PHRASE_ODDS ? WORD_BREAK_PHRASE
                                : word                ? WORD_BREAK_WORD
                                                      : WORD_BREAK_NONE;
    }
}

/* ---- breaths ---- */

static int64_t piece_price(size_t syllables)
{
    if (syllables < PIECE_LEAST) return (int64_t)(PIECE_LEAST - syllables) * PIECE_SHORT;
    return syllables > PIECE_EASY ? (int64_t)(syllables - PIECE_EASY) * PIECE_LONG : 0;
}

static int64_t breath_price(const struct unit *l, const struct unit *r)
{
    int one =
        (l->syllables == 1 && l->left == L_OTHER) || (r->syllables == 1 && r->right == R_OTHER);
    return BREATH - r->odds + (one ? BREATH_ONE : 0);
}

/* The cheapest last piece of the line up to unit i. */
static void end_piece(struct unit *units, size_t i)
{
    size_t syllables = 0;
    units[i].cost = INT64_MAX;
    for (size_t k = i + 1; k-- > 0;) {
        syllables += units[k].syllables;
        if (syllables > PIECE_MAX && k < i) return;
        int64_t cost = piece_price(syllables);
        if (k) cost += units[k - 1].cost + breath_price(&units[k - 1], &units[k]);
        if (cost >= units[i].cost) continue;
        units[i].cost = cost;
        units[i].from = (uint16_t)(i - k);
    }
}

static void choose_breaths(struct zh_run *run, struct unit *units, size_t n)
{
    for (size_t i = 0; i < n; i++)
        end_piece(units, i);
    for (size_t i = n - 1; i >= units[i].from + (size_t)1; i -= units[i].from + (size_t)1)
        run->signs[units[i - units[i].from].at].brk = WORD_BREAK_BREATH;
}

/* ---- lines ---- */

static size_t letters_from(const struct zh_run *run, size_t i)
{
    size_t n = 0;
    while (i + n < run->n && run->signs[i + n].kind == ZH_LATIN && n < PIECE_MAX)
        n++;
    return n;
}

/* The words from sign i to the next mark; *end: behind them. */
static size_t list_units(const struct zh_run *run, size_t i, size_t *end, struct unit *units,
                         size_t *syllables)
{
    size_t n = 0;
    *syllables = 0;
    while (i < run->n && (run->signs[i].kind == ZH_HAN || run->signs[i].kind == ZH_LATIN)) {
        size_t len = run->signs[i].kind == ZH_HAN ? run->signs[i].len : letters_from(run, i);
        units[n] = (struct unit){.at = (uint32_t)i, .syllables = (uint16_t)len};
        classify(run, &units[n]);
        if (n) {
            units[n].after_de = units[n - 1].left == L_DE;
            units[n - 1].before_de = units[n].left == L_DE;
        }
        n++;
        *syllables += len;
        i += len;
    }
    *end = i;
    return n;
}

int zh_find_breaks(struct zh_run *run)
{
    struct unit *units = calloc(run->n + 1, sizeof *units);
    if (!units) return E_NOMEM;
    for (size_t i = 0, end; i<run->n; i = end> i ? end : i + 1) {
        size_t syllables;
        size_t n = list_units(run, i, &end, units, &syllables);
        if (n < 2) continue;
        grade(run, units, n, syllables);
        if (syllables >= LINE_MIN) choose_breaths(run, units, n);
    }
    free(units);
    return 0;
}
