/* Three passes over a sentence: what needs no context is decided when the atoms are cut; then
 * words, stretch by stretch; then neutrals and, at last, punctuation. */
#include "text/run.h"

#include <stdlib.h>
#include <string.h>

#include "text/atom.h"

enum { UNDECIDED = 100 };

struct splitter {
    const char *s;
    struct atom *a;
    size_t n;
    enum text_lang forced;
    enum run_kind last; /* the language of the sentence before */
};

static int is_word(const struct splitter *sp, size_t i)
{
    return i < sp->n && sp->a[i].kind == ATOM_WORD;
}

static int kind_is(const struct splitter *sp, size_t i, enum atom_kind kind)
{
    return i < sp->n && sp->a[i].kind == kind; /* i may be (size_t)-1: the one before the first */
}

static int is_english(const struct splitter *sp, size_t i)
{
    return is_word(sp, i) && (sp->a[i].flags & ATOM_ENGLISH);
}

static int text_is(const struct splitter *sp, size_t i, const char *text)
{
    return i < sp->n && strlen(text) == sp->a[i].n &&
           !memcmp(sp->s + sp->a[i].at, text, sp->a[i].n);
}

static int is_one_of(const struct splitter *sp, size_t i, const char *const *list, size_t n)
{
    for (size_t k = 0; k < n; k++)
        if (text_is(sp, i, list[k])) return 1;
    return 0;
}

#define IS_ONE_OF(sp, i, list) is_one_of(sp, i, list, sizeof(list) / sizeof(*(list)))

struct census {
    size_t han, english;
};

static struct census count(const struct splitter *sp, size_t from, size_t to)
{
    struct census c = {0};
    for (size_t i = from; i < to; i++) {
        c.han += sp->a[i].kind == ATOM_HAN;
        c.english += sp->a[i].lang == RUN_EN;
    }
    return c;
}

/* ---- neutral words: units, currencies, codes ---- */

static const char *const units[] = {
    "km",  "cm",   "mm",   "nm",   "dm",   "um",   "kg",   "mg",   "ml",   "mL",   "KG",   "Kg",
    "KM",  "Km",   "CM",   "MM",   "ML",   "ms",   "ns",   "us",   "min",  "mins", "sec",  "hr",
    "hrs", "KB",   "MB",   "GB",   "TB",   "PB",   "kb",   "mb",   "gb",   "tb",   "Kb",   "Mb",
    "Gb",  "Kbps", "Mbps", "Gbps", "kbps", "bps",  "Hz",   "hz",   "KHz",  "kHz",  "MHz",  "GHz",
    "THz", "kW",   "KW",   "MW",   "GW",   "mW",   "kWh",  "KWh",  "kwh",  "Wh",   "mAh",  "Ah",
    "kV",  "mV",   "mA",   "dB",   "dBm",  "Pa",   "kPa",  "MPa",  "hPa",  "kcal", "cal",  "kJ",
    "MJ",  "ha",   "rpm",  "fps",  "dpi",  "ppm",  "ppi",  "px",   "mol",  "mmol", "mmHg", "cc",
    "bar", "ng",   "pg",   "mi",   "Nm",   "lx",   "ppb",  "IU",   "bpm",  "kN",   "kVA",  "MVA",
    "MWh", "GWh",  "TWh",  "mSv",  "nF",   "pF",   "mH",   "uL",   "dL",   "GPa",  "BC",   "AD",
    "BCE", "CE",   "bc",   "ad",   "B.C.", "A.D.", "b.c.", "a.d.", "mph",  "kph",  "oz",   "lb",
    "lbs", "ft",   "am",   "pm",   "AM",   "PM",   "a.m.", "p.m.", "A.M.", "P.M.", "bp",   "kt",
    "lm",  "nit",  "nits", "inch",
};

static const char *const currencies[] = {
    "CNY", "RMB", "USD", "EUR", "GBP", "JPY", "HKD", "TWD", "NTD", "KRW", "AUD", "CAD",
    "SGD", "NZD", "CHF", "MOP", "THB", "INR", "RUB", "VND", "MYR", "BTC", "ETH",
};

/* Does the Han of atom i begin (or with `last` end) with one of these? */
static int han_is(const struct splitter *sp, size_t i, const char *list, int last)
{
    enum { HAN_BYTES = 3 };
    char one[HAN_BYTES + 1] = {0};
    if (!kind_is(sp, i, ATOM_HAN) || sp->a[i].n < HAN_BYTES) return 0;
    memcpy(one, sp->s + sp->a[i].at + (last ? sp->a[i].n - HAN_BYTES : 0), HAN_BYTES);
    return strstr(list, one) != NULL;
}

/* The xFF of 0xFF. */
static int is_hex_tail(const struct splitter *sp, size_t i)
{
    const struct atom *a = &sp->a[i];
    if (!text_is(sp, i - 1, "0") || a->n < 2 || (sp->s[a->at] | 32) != 'x') return 0;
    for (size_t k = 1; k < a->n; k++)
        if (!strchr("0123456789abcdefABCDEF", sp->s[a->at + k])) return 0;
    return 1;
}

/* Is word i the unit of the number before it, 5km, 5 km, 38°C, 60km/h? */
static int is_unit(const struct splitter *sp, size_t i)
{
    size_t before = i - 1;
    int letter = sp->a[i].flags & ATOM_LETTER;
    if (text_is(sp, before, "°")) return letter;
    if (text_is(sp, before, "/") && kind_is(sp, before - 1, ATOM_HAN)) /* 元/kg */
        return letter || IS_ONE_OF(sp, i, units);
    if (text_is(sp, before, "/") || text_is(sp, before, "·"))
        return is_word(sp, before - 1) && sp->a[before - 1].lang == UNDECIDED &&
               (letter || IS_ONE_OF(sp, i, units));
    if (kind_is(sp, before, ATOM_SPACE) && !letter) before--;
    if (han_is(sp, before, "万亿萬億千百", 1)) return IS_ONE_OF(sp, i, units); /* 30万kg */
    if (!kind_is(sp, before, ATOM_NUMBER)) return 0;
    return letter || IS_ONE_OF(sp, i, units) || IS_ONE_OF(sp, i, currencies);
}

static int is_currency_before(const struct splitter *sp, size_t i)
{
    int sign = text_is(sp, i + 1, "$") || text_is(sp, i + 1, "¥");
    if (sign && (sp->a[i].n <= 2 || IS_ONE_OF(sp, i, currencies))) return 1; /* HK$100, JPY¥5 */
    size_t after = kind_is(sp, i + 1, ATOM_SPACE) ? i + 2 : i + 1;
    return kind_is(sp, after, ATOM_NUMBER) && IS_ONE_OF(sp, i, currencies);
}

/* CA1234, MP3, RTX4090: at most two capitals, or three without a vowel, and a number. */
static int is_code(const struct splitter *sp, size_t i)
{
    const char *s = sp->s + sp->a[i].at;
    if (!kind_is(sp, i + 1, ATOM_NUMBER) || sp->a[i].n > 3) return 0;
    for (size_t k = 0; k < sp->a[i].n; k++) {
        if (s[k] < 'A' || s[k] > 'Z') return 0;
        if (sp->a[i].n == 3 && strchr("AEIOU", s[k])) return 0;
    }
    return 1;
}

int run_is_formula(const char *s, size_t n)
{
    static const char pairs[] = " Ac Ag Al Ar Au Ba Be Bi Br Ca Cd Cl Co Cr Cs Cu Fe Ga Ge He Hg "
                                "In Kr La Li Mg Mn Mo Na Nb Ne Ni Pb Pd Pt Ra Rb Se Si Sn Sr Ta "
                                "Te Th Ti Tl Xe Zn Zr ";
    static const char alone[] = " Ca Mg Na Fe Zn Cu Ag Au Hg Pb Cl Mn Cd Cr Br Sn Rb Cs ";
    size_t count = 0, small = 0;
    char key[5] = "    ";
    for (size_t k = 0; k < n; count++) {
        int pair = k + 1 < n && s[k + 1] >= 'a' && s[k + 1] <= 'z';
        if (pair) {
            memcpy(key + 1, s + k, 2);
            if (!strstr(pairs, key)) return 0;
        } else if (!strchr("HBCNOFPSKVYIUW", s[k])) {
            return 0;
        }
        small += (size_t)pair;
        k += pair ? 2 : 1;
    }
    return small && (count > 1 || strstr(alone, key));
}

/* A single element only where a number or Han touches it. */
static int is_formula(const struct splitter *sp, size_t i)
{
    const struct atom *a = &sp->a[i];
    int touches = kind_is(sp, i - 1, ATOM_HAN) || kind_is(sp, i + 1, ATOM_HAN) ||
                  kind_is(sp, i + 1, ATOM_NUMBER);
    return (a->n > 2 || touches) && run_is_formula(sp->s + a->at, a->n);
}

/* In Chinese these are letters, not et cetera and Doctor; nor are 他俩BE了, HE结局 words unless
 * they stand beside other Latin ones. */
static int is_spelled(const struct splitter *sp, size_t i)
{
    static const char *const words[] = {"BE", "HE", "ME", "AS", "AT", "BY", "OR", "AN", "AM", "PM"};
    int left = !kind_is(sp, i - 1, ATOM_HAN) && is_word(sp, i - 2);
    int right = !kind_is(sp, i + 1, ATOM_HAN) && is_word(sp, i + 2);
    int alone = !left && !right && !kind_is(sp, i - 1, ATOM_NUMBER);
    if (alone && IS_ONE_OF(sp, i, words)) return 1;
    static const char *const list[] = {"ETC", "MS", "MR", "DR", "JR", "SR", "ST"};
    return IS_ONE_OF(sp, i, list) && !text_is(sp, i + 1, ".");
}

static int is_ordinal(const struct splitter *sp, size_t i)
{
    static const char *const endings[] = {"st", "nd", "rd", "th", "s"};
    return kind_is(sp, i - 1, ATOM_NUMBER) && IS_ONE_OF(sp, i, endings);
}

/* 5 minutes, 2 days: who writes the English noun says the English number. */
static int is_counted(const struct splitter *sp, size_t i)
{
    static const char *const nouns[] = {
        "day",   "days",   "hour",    "hours",  "minute", "minutes", "second",  "seconds",
        "week",  "weeks",  "month",   "months", "year",   "years",   "people",  "person",
        "times", "dollar", "dollars", "cent",   "cents",  "percent", "points",  "stars",
        "miles", "mile",   "inches",  "feet",   "pounds", "o'clock", "degrees",
    };
    return kind_is(sp, i - 1, ATOM_SPACE) && kind_is(sp, i - 2, ATOM_NUMBER) &&
           IS_ONE_OF(sp, i, nouns);
}

/* The IV of 第IV章, the II of II期: numerals of Chinese. */
static int is_roman(const struct splitter *sp, size_t i)
{
    const struct atom *a = &sp->a[i];
    for (size_t k = 0; k < a->n; k++)
        if (!strchr("IVX", sp->s[a->at + k])) return 0;
    if (han_is(sp, i - 1, "第", 1)) return 1;
    return (a->n > 1 || sp->s[a->at] == 'I') &&
           han_is(sp, i + 1, "期级級型类類代世卷部季度号號", 0);
}

/* The No of No.5, in a sentence with Han 第五. */
static int is_numero(const struct splitter *sp, size_t i)
{
    static const char *const words[] = {"No", "NO", "no"};
    if (!IS_ONE_OF(sp, i, words) || !text_is(sp, i + 1, ".")) return 0;
    return kind_is(sp, kind_is(sp, i + 2, ATOM_SPACE) ? i + 3 : i + 2, ATOM_NUMBER);
}

/* First what each word is by itself. */
static void decide_words(struct splitter *sp, size_t from, size_t to)
{
    int zh = sp->forced == TEXT_ZH || count(sp, from, to).han != 0;
    for (size_t i = from; i < to; i++) {
        struct atom *a = &sp->a[i];
        if (a->kind == ATOM_HAN) a->lang = RUN_ZH;
        if (a->kind == ATOM_OTHER) a->lang = RUN_OTHER;
        if (a->kind == ATOM_LINE) a->lang = RUN_LINE;
        if (a->kind != ATOM_WORD || (a->flags & ATOM_LETTER)) continue;
        if (is_ordinal(sp, i)) {
            sp->a[i - 1].lang = a->lang = RUN_EN;
        } else if (is_counted(sp, i)) {
            sp->a[i - 2].lang = a->lang = RUN_EN;
        } else if ((zh && (is_numero(sp, i) || is_roman(sp, i) || is_formula(sp, i) ||
                           is_spelled(sp, i))) ||
                   is_unit(sp, i) || is_hex_tail(sp, i) || is_currency_before(sp, i) ||
                   is_code(sp, i)) {
            a->flags &= (uint8_t) ~(ATOM_ENGLISH | ATOM_FUNCTION);
        } else {
            a->lang = RUN_EN;
        }
    }
}

/* Is an English word next to i in direction step, over a few spaces and joiners? */
static int is_beside_english(const struct splitter *sp, size_t i, size_t step)
{
    size_t j = i + step;
    for (int left = 4; left && j < sp->n; left--, j += step)
        if (sp->a[j].kind != ATOM_SPACE && !(sp->a[j].flags & ATOM_JOINER)) break;
    return j < sp->n && is_english(sp, j) && sp->a[j].lang == RUN_EN;
}

static int is_pair(const struct splitter *sp, size_t i)
{
    return text_is(sp, i + 1, "&") && is_word(sp, i + 2) &&
           (sp->a[i].flags & sp->a[i + 2].flags & ATOM_LETTER);
}

/* Then single letters: beside an English word they are English, unless they touch a number, or Han
 * without touching Latin (A座 Tower). */
static void decide_letters(struct splitter *sp, size_t from, size_t to)
{
    for (size_t i = from; i < to; i++) {
        struct atom *a = &sp->a[i];
        if (!(a->flags & ATOM_LETTER)) continue;
        int function = a->flags & ATOM_FUNCTION;
        a->flags &= (uint8_t)~ATOM_FUNCTION;
        if (kind_is(sp, i - 1, ATOM_NUMBER) || kind_is(sp, i + 1, ATOM_NUMBER) ||
            (i && is_unit(sp, i)) || is_roman(sp, i))
            continue;
        if (is_pair(sp, i) || (i >= 2 && is_pair(sp, i - 2))) { /* R&D, Q&A */
            a->lang = RUN_EN;
            continue;
        }
        int left = is_beside_english(sp, i, (size_t)-1), right = is_beside_english(sp, i, 1);
        if (kind_is(sp, i + 1, ATOM_HAN) ? left : (left || right)) {
            a->lang = RUN_EN;
            if (function) a->flags |= ATOM_FUNCTION;
        }
    }
}

/* Marks between Latin words, R&D-style or spaced (Johnson & Johnson), or glued after one (GPT-4).
 */
static void decide_joiners(struct splitter *sp, size_t from, size_t to)
{
    int zh = sp->forced == TEXT_ZH || (sp->forced == TEXT_AUTO && count(sp, from, to).han);
    for (size_t i = from; i < to; i++) {
        struct atom *a = &sp->a[i];
        if (!(a->flags & ATOM_JOINER) || a->kind == ATOM_STOP) continue;
        int left = i && sp->a[i - 1].lang == RUN_EN && sp->a[i - 1].kind == ATOM_WORD;
        int right = is_word(sp, i + 1) && sp->a[i + 1].lang == RUN_EN;
        int hyphen = text_is(sp, i, "-") || text_is(sp, i, "_") || text_is(sp, i, ".");
        if (zh && text_is(sp, i, "+")) continue; /* Ctrl+C: Ctrl加C */
        if (left && (right || hyphen)) a->lang = RUN_EN;
        if (text_is(sp, i, "&") && is_beside_english(sp, i, (size_t)-1) &&
            is_beside_english(sp, i, 1))
            a->lang = RUN_EN;
    }
}

/* ---- neutrals ---- */

static int is_neutral(const struct splitter *sp, size_t i)
{
    if (i >= sp->n || sp->a[i].lang != UNDECIDED) return 0;
    enum atom_kind k = sp->a[i].kind;
    return k == ATOM_WORD || k == ATOM_NUMBER || k == ATOM_SYMBOL;
}

/* 3 个 apples: with or without a space before these a number is Chinese. */
static const char measures[] =
    "个個只隻张張条條本块塊元年月日号號次岁歲楼樓层層人位名台部家间間杯碗份斤"
    "克米分点點秒万萬亿億千百天周度倍折";

/* Decides the neutrals of a stretch, group by group of what stands without a space. */
static void decide_neutrals(struct splitter *sp, size_t from, size_t to, enum run_kind lang)
{
    for (size_t i = from; i < to; i++) {
        if (!is_neutral(sp, i)) continue;
        size_t end = i;
        while (end < to && is_neutral(sp, end))
            end++;
        enum run_kind here = lang;
        size_t after = kind_is(sp, end, ATOM_SPACE) ? end + 1 : end;
        int touches_han = kind_is(sp, i - 1, ATOM_HAN) || kind_is(sp, end, ATOM_HAN) ||
                          han_is(sp, after, measures, 0);
        if (sp->forced == TEXT_AUTO && touches_han) here = RUN_ZH;
        while (i < end)
            sp->a[i++].lang = (uint8_t)here;
        i--;
    }
}

static int has_function_word(const struct splitter *sp, size_t from, size_t to)
{
    for (size_t i = from; i < to; i++)
        if (sp->a[i].flags & ATOM_FUNCTION) return 1;
    return 0;
}

/* Meet me at 三里屯, Building 5: more English words than Han, an English function word and no
 * Chinese one: the sentence is English, and so are the numbers of all its stretches. */
static int is_english_sentence(const struct splitter *sp, size_t from, size_t to)
{
    static const char particles[] =
        "的了是在我你他她它们們这這那不就都也和与與吗嗎呢吧把被给給让讓很有";
    size_t words = 0, han = 0;
    if (!has_function_word(sp, from, to)) return 0;
    for (size_t i = from; i < to; i++) {
        const struct atom *a = &sp->a[i];
        words += a->kind == ATOM_WORD && a->lang == RUN_EN;
        if (a->kind != ATOM_HAN) continue;
        for (size_t at = 0; at + 3 <= a->n; at += 3, han++) {
            char one[4] = {0};
            memcpy(one, sp->s + a->at + at, 3);
            if (strstr(particles, one)) return 0;
        }
    }
    return words > han;
}

static void decide_stretches(struct splitter *sp, size_t from, size_t to)
{
    int english = is_english_sentence(sp, from, to);
    for (size_t i = from; i < to; i++) {
        size_t end = i;
        while (end < to && sp->a[end].kind != ATOM_HAN)
            end++;
        decide_neutrals(sp, i, end, english || has_function_word(sp, i, end) ? RUN_EN : RUN_ZH);
        i = end;
    }
}

/* ---- sentences ---- */

static size_t sentence_end(const struct splitter *sp, size_t from)
{
    for (size_t i = from; i < sp->n; i++)
        if (sp->a[i].kind == ATOM_STOP || sp->a[i].kind == ATOM_LINE) return i + 1;
    return sp->n;
}

/* In a sentence with Han, the marks that only Chinese writes stay Chinese: iPhone，MP3、 */
static void decide_chinese_marks(struct splitter *sp, size_t from, size_t to)
{
    for (size_t i = from; i < to; i++) {
        struct atom *a = &sp->a[i];
        if (a->lang != UNDECIDED || (a->kind != ATOM_PUNCT && a->kind != ATOM_STOP)) continue;
        unsigned char first = (unsigned char)sp->s[a->at];
        if (first == 0xE3 || first == 0xEF) a->lang = RUN_ZH; /* U+3000.., U+FF00.. */
    }
}

static void decide_sentence(struct splitter *sp, size_t from, size_t to)
{
    struct census c = count(sp, from, to);
    if (sp->forced != TEXT_AUTO)
        decide_neutrals(sp, from, to, sp->forced == TEXT_ZH ? RUN_ZH : RUN_EN);
    else if (c.han)
        decide_stretches(sp, from, to);
    else
        decide_neutrals(sp, from, to, c.english ? RUN_EN : sp->last);
    if (sp->forced == TEXT_ZH || (c.han && sp->forced == TEXT_AUTO))
        decide_chinese_marks(sp, from, to);
    if (c.han || c.english) sp->last = c.han ? RUN_ZH : RUN_EN;
}

/* Punctuation and spaces: the run before in the line, else the next. */
static void decide_marks(struct splitter *sp)
{
    uint8_t last = UNDECIDED;
    size_t waiting = 0; /* atoms [waiting, i) are undecided marks at the start of a line */
    for (size_t i = 0; i < sp->n; i++) {
        uint8_t *lang = &sp->a[i].lang;
        if (*lang == RUN_LINE || *lang == RUN_OTHER) last = UNDECIDED;
        if (*lang == UNDECIDED && last == UNDECIDED) continue;
        if (*lang == UNDECIDED) *lang = last;
        uint8_t fill = *lang == RUN_ZH || *lang == RUN_EN ? *lang : (uint8_t)sp->last;
        for (; waiting < i; waiting++)
            if (sp->a[waiting].lang == UNDECIDED) sp->a[waiting].lang = fill;
        waiting = i + 1;
        if (*lang == RUN_ZH || *lang == RUN_EN) last = *lang;
    }
    for (; waiting < sp->n; waiting++)
        if (sp->a[waiting].lang == UNDECIDED) sp->a[waiting].lang = (uint8_t)sp->last;
}

static void decide(struct splitter *sp)
{
    for (size_t i = 0; i < sp->n; i++)
        sp->a[i].lang = UNDECIDED;
    int known = 0;
    for (size_t from = 0, to; from < sp->n; from = to) {
        to = sentence_end(sp, from);
        decide_words(sp, from, to);
        decide_letters(sp, from, to);
        decide_joiners(sp, from, to);
        struct census c = count(sp, from, to);
        if (!known && (c.han || c.english)) sp->last = c.han ? RUN_ZH : RUN_EN;
        known |= c.han || c.english;
    }
    if (sp->forced != TEXT_AUTO && !known) sp->last = sp->forced == TEXT_ZH ? RUN_ZH : RUN_EN;
    for (size_t from = 0, to; from < sp->n; from = to) {
        to = sentence_end(sp, from);
        decide_sentence(sp, from, to);
    }
    decide_marks(sp);
}

/* ---- runs ---- */

/* Adds an atom to the last run, or begins a new one; a run does not mix English sentences with
 * Chinese ones, but the space between them may be in either. */
static int add(struct runs *r, struct run run, int is_mark)
{
    struct run *last = r->n ? &r->list[r->n - 1] : NULL;
    if (last && last->kind == run.kind && run.kind != RUN_LINE &&
        (is_mark || run.kind != RUN_EN || last->in_chinese == run.in_chinese)) {
        last->n += run.n;
        return 0;
    }
    if (r->n == r->cap_) {
        size_t cap = r->cap_ ? r->cap_ * 2 : 16;
        struct run *p = realloc(r->list, cap * sizeof(*p));
        if (!p) return E_NOMEM;
        r->list = p;
        r->cap_ = cap;
    }
    r->list[r->n++] = run;
    return 0;
}

static int merge(const struct splitter *sp, struct runs *out)
{
    for (size_t from = 0, to; from < sp->n; from = to) {
        to = sentence_end(sp, from);
        int han = count(sp, from, to).han != 0;
        for (size_t i = from; i < to; i++) {
            const struct atom *a = &sp->a[i];
            struct run run = {.kind = a->lang, .in_chinese = han, .at = a->at, .n = a->n};
            int code = add(out, run, a->kind >= ATOM_PUNCT);
            if (code) return code;
        }
    }
    return 0;
}

int runs_split(const struct mapped *folded, enum text_lang lang, struct runs *out)
{
    struct atoms atoms;
    *out = (struct runs){0};
    int code = atoms_cut(folded, &atoms);
    struct splitter sp = {
        .s = folded->bytes, .a = atoms.list, .n = atoms.n, .forced = lang, .last = RUN_ZH};
    if (!code) {
        decide(&sp);
        code = merge(&sp, out);
    }
    atoms_free(&atoms);
    return code;
}

void runs_free(struct runs *r)
{
    free(r->list);
    *r = (struct runs){0};
}
