/* en_norm_roman.c - roman numerals, where they are numbers and not words.
 *
 *     Chapter IV four    Henry VIII's the eighth's    John Smith III the third    Street Fighter II
 *     the XXI century    section iv                   I, MIX, CD, "an IV" stay */
#include <string.h>

#include "text/en/en_norm.h"
#include "text/en/en_number.h"

enum { ROMAN_MAX = 16 };

/* The value of the roman numeral at i, in capitals or all small, at most 3999; 0: none. */
static unsigned roman_at(const struct norm *x, size_t i, size_t *end)
{
    static const struct {
        const char *s;
        unsigned v;
    } parts[] = {{"M", 1000}, {"CM", 900}, {"D", 500}, {"CD", 400}, {"C", 100},
                 {"XC", 90},  {"L", 50},   {"XL", 40}, {"X", 10},   {"IX", 9},
                 {"V", 5},    {"IV", 4},   {"I", 1}};
    unsigned v = 0;
    size_t at = i;
    struct norm capital = *x;
    char small[ROMAN_MAX + 1] = {0};
    if (!en_norm_is_upper(x->s[i])) { /* iv is read as IV */
        size_t n = 0;
        for (; n < ROMAN_MAX && en_norm_byte(x, i + n) >= 'a' && x->s[i + n] <= 'z'; n++)
            small[n] = (char)(x->s[i + n] - 32);
        capital = (struct norm){.s = small, .n = n};
        at = 0;
    }
    for (size_t k = 0; k < sizeof(parts) / sizeof(*parts); k++) {
        size_t n = strlen(parts[k].s);
        int most = n == 2 || parts[k].v == 500 || parts[k].v == 50 || parts[k].v == 5 ? 1 : 3;
        for (int times = 0; times < most && en_norm_starts(&capital, at, parts[k].s); times++) {
            v += parts[k].v;
            at += n;
        }
    }
    *end = capital.s == small ? i + at : at;
    return *end > i && !en_norm_is_word(en_norm_byte(x, *end)) ? v : 0;
}

static const char numbered[] =
    " chapter part section volume act scene book article phase type class level title war bowl "
    "fantasy appendix grade stage mark schedule episode season round unit lesson category tier "
    "figure table amendment version vol ii generation apollo rocky book canto sonnet opus number "
    "group world corps region zone sphere ch sec art fig bk pt ";
static const char rulers[] =
    " henry louis elizabeth charles george edward william james richard philip napoleon catherine "
    "peter alexander nicholas frederick leo pius francis mary paul benedict john ferdinand "
    "gregory ivan ramses ptolemy victor umberto wilhelm gustav olaf haakon margaret juan carlos "
    "felipe innocent clement urban boniface sixtus darius xerxes ";

/* Given names before a surname: "John Smith III" is the third. */
static const char given[] =
    " will james robert john michael david william richard joseph thomas charles christopher "
    "daniel "
    "matthew anthony mark donald steven andrew paul joshua kenneth kevin brian george timothy "
    "ronald "
    "jason edward jeffrey ryan jacob gary nicholas eric jonathan stephen larry justin scott "
    "brandon "
    "benjamin samuel gregory alexander patrick frank raymond jack dennis jerry tyler aaron jose "
    "henry adam douglas nathan peter zachary kyle walter harold ethan carl arthur roger keith "
    "jeremy lawrence terry sean albert jesse austin bruce willie jordan dylan ralph roy alan "
    "eugene "
    "louis russell philip harry vincent bobby johnny fred franklin theodore howard sammy hank "
    "robin odell marvin calvin cal ken ";

/* The word that ends before i; *start is where it begins. */
static size_t word_back(const struct norm *x, size_t i, char out[NORM_WORD_MAX], size_t *start)
{
    size_t back = i;
    for (int k = 0; k < 4 && back && x->s[back - 1] == ' '; k++)
        back--;
    size_t dotted = back > 1 && x->s[back - 1] == '.' ? back - 1 : back; /* Vol. II */
    size_t n = en_norm_word_before(x, dotted, out);
    if (dotted < back && !en_norm_in(out, " vol ch sec art fig bk pt ")) n = 0, out[0] = 0;
    *start = dotted - n;
    return n;
}

static int is_ruler_number(const struct norm *x, size_t end, unsigned v)
{
    char word[NORM_WORD_MAX];
    size_t next = en_norm_skip_blanks(x, end);
    en_norm_word(x, next, word);
    return v != 1 || !en_norm_is_letter(en_norm_byte(x, next)) ||
           en_norm_in(word, " of was and died ruled who the in ");
}

/* Numerals that are seldom anything else. */
static int is_plain(const struct norm *x, size_t i, size_t end)
{
    if (end - i < 2 || (end - i == 2 && en_norm_starts(x, i, "XL"))) return 0;
    for (size_t k = i; k < end; k++)
        if (!strchr("IVX", x->s[k])) return 0;
    return 1;
}

enum reading { NONE, CARDINAL, ORDINAL, THE_ORDINAL };

/* How a numeral of the value v at x->at is read behind the words before it. */
static enum reading reading_of(const struct norm *x, unsigned v, size_t end)
{
    char before[NORM_WORD_MAX], first[NORM_WORD_MAX], after[NORM_WORD_MAX];
    size_t i = x->at, start = i, start_first = 0;
    en_norm_word(x, en_norm_skip_blanks(x, end), after);
    if (is_plain(x, i, end) && en_norm_in(after, " century centuries ")) return ORDINAL;
    if (!i || x->s[i - 1] != ' ' || !word_back(x, i, before, &start)) return NONE;
    if (!en_norm_is_upper(x->s[i])) { /* section iv */
        return end - i > 1 && en_norm_in(before, numbered) ? CARDINAL : NONE;
    }
    int letter = end - i == 1 && !strchr("IVX", x->s[i]); /* type C, Louis C */
    if (letter && strcmp(before, "bowl") != 0) return NONE;
    if (v == 1 && *after && !en_norm_is_upper(x->s[start])) return NONE; /* the part I like */
    if (en_norm_in(before, numbered)) return CARDINAL;
    if (!en_norm_is_upper(x->s[start])) return NONE;
    if (en_norm_in(before, rulers)) return is_ruler_number(x, end, v) ? THE_ORDINAL : NONE;
    if (!is_plain(x, i, end)) return NONE;
    if (start > 1 && word_back(x, start, first, &start_first) &&
        en_norm_is_upper(x->s[start_first]) && en_norm_in(first, given))
        return THE_ORDINAL;
    int function = en_norm_in(
        before, " the a an his her my our your their no this that some any and or in on ");
    return function || strlen(before) < 2 ? NONE : CARDINAL;
}

/* Nothing but the numeral, and not a word or an initialism. */
static int is_alone(const struct norm *x, size_t end)
{
    static const char *const words[] = {"MIX", "CD", "DC", "MD", "MC", "DI", "LCD", "DVI", "MI"};
    if (x->at || en_norm_skip_blanks(x, end) != x->n || end < 2 || !en_norm_is_upper(x->s[0]))
        return 0;
    for (size_t k = 0; k < sizeof(words) / sizeof(*words); k++)
        if (en_norm_starts(x, 0, words[k])) return 0;
    return 1;
}

/* WWI, WWII */
static size_t world_war(struct norm *x)
{
    if (!en_norm_starts(x, x->at, "WWI")) return 0;
    size_t n = en_norm_byte(x, x->at + 3) == 'I' ? 4 : 3;
    if (en_norm_is_word(en_norm_byte(x, x->at + n))) return 0;
    buf_puts(&x->out, n == 4 ? "World War two" : "World War one");
    return n;
}

size_t en_norm_roman(struct norm *x)
{
    size_t i = x->at, end = 0;
    if (x->s[i] == 'W') return world_war(x);
    if (!x->s[i] || !strchr("IVXLCDMivx", x->s[i])) return 0;
    unsigned v = roman_at(x, i, &end);
    char next = en_norm_byte(x, end);
    if (!v || (next == '.' && en_norm_is_letter(en_norm_byte(x, end + 1))) ||
        (next == '\'' && en_norm_byte(x, end + 1) != 's') ||
        (next == '-' && en_norm_byte(x, end + 1) != '-'))
        return 0;
    char digits[8];
    size_t n = 0;
    for (unsigned scale = 1000; scale; scale /= 10)
        if (v >= scale) digits[n++] = (char)('0' + v / scale % 10);
    enum reading reading = is_alone(x, end) ? CARDINAL : reading_of(x, v, end);
    if (reading == NONE || (v == 1 && next == '\'')) return 0;
    if (reading == THE_ORDINAL) buf_puts(&x->out, "the ");
    if (reading == CARDINAL)
        en_number_cardinal(&x->out, digits, n);
    else
        en_number_ordinal(&x->out, digits, n);
    return end - i;
}
