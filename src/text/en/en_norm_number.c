/* en_norm_number.c - one number: counted, measured, an ordinal, a year, a row of figures. */
#include <string.h>

#include "text/en/en_norm.h"
#include "text/en/en_number.h"

/* 10k, 20K; but a screen is 4K. */
static size_t thousand_end(const struct norm *x, const struct figure *f)
{
    char c = en_norm_byte(x, f->end);
    if (c == ' ' && en_norm_byte(x, f->end + 1) == 'K' && en_norm_before_noun(x, f->end + 2))
        return f->end + 2; /* 100 K followers */
    char word[NORM_WORD_MAX];
    en_norm_word(x, en_norm_skip_blanks(x, f->end + 1), word);
    if (c == 'K' && f->n_whole <= 2 &&
        en_norm_in(word, " run runs race races walk runner runners "))
        return 0; /* a 10K race */
    int thousand =
        (c == 'k' || (c == 'K' && f->n_whole > 1)) && !en_norm_is_word(en_norm_byte(x, f->end + 1));
    return thousand ? f->end + 1 : 0;
}

/* 37 C, -40F: a temperature, not the letter of a name (iPhone 5C, seat 12F, C++). */
static size_t put_temperature(struct norm *x, const struct figure *f, int negative)
{
    static const char names[] = " seat gate row room unit apt suite block zone size cup grade type "
                                "level terminal section bus line vitamin step part chapter ";
    size_t blank = en_norm_byte(x, f->end) == ' ', end = f->end + blank + 1;
    char letter = en_norm_byte(x, f->end + blank), next = en_norm_byte(x, end);
    if ((letter != 'C' && letter != 'F') || en_norm_is_word(next) ||
        (next && strchr("+#-/'&", next)))
        return 0;
    if (!negative && ((f->n_whole < 2 && !f->n_part) || f->n_whole > 4)) return 0;
    char before[NORM_WORD_MAX];
    size_t n = en_norm_word_before(x, x->at, before);
    int at_start = n && n + 1 == x->at; /* a capital begins the sentence */
    if (n && ((en_norm_is_upper(x->s[x->at - n - 1]) && !at_start) || en_norm_in(before, names)))
        return 0;
    if (en_norm_is_upper(en_norm_byte(x, end + 1)) && next == ' ') return 0;
    if (negative) buf_puts(&x->out, "negative ");
    en_norm_put_figure(x, f);
    buf_puts(&x->out, letter == 'C' ? " degrees Celsius" : " degrees Fahrenheit");
    return end;
}

/* 1M tokens, 3.5B people, 2bn users, 10m viewers: something is counted. A 7B model is not, and
 * 10m hurdles are in meters. */
static size_t counted_magnitude(const struct norm *x, size_t i, int part, const char **name)
{
    static const char counted_in_millions[] =
        " people users viewers subscribers followers views downloads customers members players "
        "households homes jobs votes voters visitors tourists children women men migrants refugees "
        "workers students passengers copies barrels tonnes tons cases doses streams listeners "
        "readers "
        "tokens parameters ";
    char c = en_norm_byte(x, i), word[NORM_WORD_MAX];
    if (en_norm_starts(x, i, "bn ") || en_norm_starts(x, i, "mn ")) {
        *name = c == 'b' ? "billion" : "million";
        return i + 2;
    }
    if (c == 'm' && en_norm_byte(x, i + 1) == ' ' && en_norm_word(x, i + 2, word) &&
        en_norm_in(word, counted_in_millions)) {
        *name = "million";
        return i + 1;
    }
    en_norm_word(x, en_norm_skip_blanks(x, i + 1), word);
    if (part && (c == 'M' || c == 'B') && !en_norm_is_word(en_norm_byte(x, i + 1)) &&
        en_norm_byte(x, i + 1) != '-' && !en_norm_in(word, " model models ")) {
        *name = c == 'M' ? "million" : "billion"; /* 1.3M */
        return i + 1;
    }
    if ((c != 'M' && c != 'B') || en_norm_byte(x, i + 1) != ' ') return 0;
    size_t n = en_norm_word(x, i + 2, word);
    int counted = n > 3 && word[n - 1] == 's' && word[n - 2] != 's';
    if (!counted && !en_norm_in(word, " people men women children ")) return 0;
    *name = c == 'M' ? "million" : "billion";
    return i + 1;
}

/* exit 23A, room 12W: the letter belongs to the name. */
static int is_lettered(const struct norm *x, const struct figure *f)
{
    char before[NORM_WORD_MAX];
    if (f->n_part || !en_norm_is_upper(en_norm_byte(x, f->end)) ||
        en_norm_is_word(en_norm_byte(x, f->end + 1)))
        return 0;
    en_norm_word_before(x, x->at, before);
    return en_norm_in(before,
                      " exit gate seat room apt apartment unit suite row section article "
                      "figure table platform bus line building flat form schedule track pier ");
}

/* 1 000 000, 25 000: groups of three behind single blanks, two of them or zeros. */
size_t en_norm_spaced_groups(struct norm *x)
{
    char digits[NUMBER_DIGITS_MAX];
    size_t n = 0, at = x->at, groups = 0;
    while (en_norm_is_digit(en_norm_byte(x, at)) && n < 4)
        digits[n++] = x->s[at++];
    if (!n || n > 3 || digits[0] == '0') return 0;
    while (en_norm_byte(x, at) == ' ' && n + 3 <= NUMBER_DIGITS_MAX) {
        size_t k = 0;
        while (k < 4 && en_norm_is_digit(en_norm_byte(x, at + 1 + k)))
            k++;
        if (k != 3) break;
        memcpy(digits + n, x->s + at + 1, 3);
        n += 3;
        at += 4;
        groups++;
    }
    int zeros = groups == 1 && !memcmp(digits + n - 3, "000", 3);
    if ((groups < 2 && !zeros) || !en_norm_ends(x, at) ||
        (en_norm_byte(x, at) == ' ' && en_norm_is_digit(en_norm_byte(x, at + 1))))
        return 0;
    en_number_cardinal(&x->out, digits, n);
    return en_norm_put_behind(x, at, 0) - x->at;
}

/* 49ers, 76ers */
size_t en_norm_niners(struct norm *x)
{
    struct figure f;
    if (!en_norm_is_digit(x->s[x->at]) || !en_norm_figure(x, x->at, &f) || f.n_part ||
        f.n_whole != 2 || !en_norm_starts(x, f.end, "er"))
        return 0;
    size_t end = f.end + 2 + (en_norm_byte(x, f.end + 2) == 's');
    if (en_norm_is_word(en_norm_byte(x, end))) return 0;
    en_norm_put_figure(x, &f);
    char last = x->out.len ? x->out.data[x->out.len - 1] : ' ';
    buf_puts(&x->out, last == 'e' ? "r" : "er");
    if (end == f.end + 3) buf_putc(&x->out, 's');
    return end - x->at;
}

/* 747s, 737s: airplanes; 747 seconds are written apart. */
static int is_airplanes(const struct norm *x, const struct figure *f)
{
    return f->n_whole == 3 && !f->n_part && f->whole[0] == '7' && f->whole[2] == '7' &&
           en_norm_byte(x, f->end) == 's' && !en_norm_is_word(en_norm_byte(x, f->end + 1));
}

/* 5kg, 38°C, 10 km/h, 50%, 31.99 billion, 10k */
size_t en_norm_measure(struct norm *x)
{
    struct figure f;
    size_t i = x->at;
    int negative = x->s[i] == '-' && !en_norm_is_word(i ? x->s[i - 1] : ' ');
    if (!en_norm_figure(x, i + (size_t)negative, &f)) return 0;
    if (!f.n_whole && en_norm_is_word(i ? x->s[i - 1] : ' ')) return 0;
    const char *name = NULL;
    if (is_airplanes(x, &f) && !negative) {
        en_number_pairs(&x->out, f.whole, f.n_whole);
        en_number_make_plural(&x->out);
        return f.end + 1 - i;
    }
    size_t temperature = put_temperature(x, &f, negative);
    if (temperature) return temperature - i;
    size_t thousand = thousand_end(x, &f);
    if (is_lettered(x, &f)) return 0;
    size_t counted = negative ? 0 : counted_magnitude(x, f.end, f.n_part > 0, &name);
    if (counted) {
        en_norm_put_figure(x, &f);
        buf_putc(&x->out, ' ');
        buf_puts(&x->out, name);
        return counted - i;
    }
    if (!thousand && !en_norm_unit(x, f.end, 0, &name) && !en_norm_magnitude(x, f.end, &name) &&
        !en_norm_is_per(x, f.end))
        return 0;
    if (negative) buf_puts(&x->out, "negative ");
    en_norm_put_figure(x, &f);
    if (thousand) {
        buf_puts(&x->out, " thousand");
        return thousand - i;
    }
    return en_norm_put_behind(x, f.end, en_norm_is_one(&f)) - i;
}

/* 1st, 22nd, 1,000th */
size_t en_norm_ordinal(struct norm *x)
{
    struct figure f;
    char word[NORM_WORD_MAX];
    if (!en_norm_is_digit(x->s[x->at]) || !en_norm_figure(x, x->at, &f) || f.n_part ||
        en_norm_word(x, f.end, word) != 2 || !en_norm_in(word, " st nd rd th ") ||
        en_norm_is_digit(en_norm_byte(x, f.end + 2)))
        return 0;
    en_number_ordinal(&x->out, f.whole, f.n_whole);
    return f.end + 2 - x->at;
}

/* A minus before a number, where it is not a hyphen. */
size_t en_norm_negative(struct norm *x)
{
    size_t i = x->at;
    size_t n = x->s[i] == '-' ? 1 : en_norm_starts(x, i, "−") ? 3 : 0;
    char before = i ? x->s[i - 1] : ' ', next = en_norm_byte(x, i + n);
    if (!n || en_norm_is_word(before) || before == ')' || before == '-') return 0;
    if (!en_norm_is_digit(next) && !(next == '.' && en_norm_is_digit(en_norm_byte(x, i + n + 1))))
        return 0;
    buf_puts(&x->out, "negative ");
    return n;
}

/* 2,019 families, 1300 people: a plural behind i is counted, unless a preposition before x->at
 * wants a year (in 2019 sales rose), and then only by what is measured out (in 1500 words). */
static int is_counted(const struct norm *x, size_t i)
{
    static const char not_counted[] =
        " is was has does this as its us plus versus vs minus unless across always perhaps ";
    static const char wants_year[] = " in since until during circa year early late mid fiscal ";
    static const char measures[] =
        " words characters letters days years months weeks minutes seconds hours steps pages "
        "meters miles feet dollars euros units pieces lines calories points votes ";
    char before[NORM_WORD_MAX], word[NORM_WORD_MAX];
    size_t at = en_norm_skip_blanks(x, i), len = en_norm_word(x, at, word);
    if (at == i || !len || en_norm_is_upper(x->s[at])) return 0;
    int plural = len > 3 && word[len - 1] == 's' && !strchr("sui", word[len - 2]) &&
                 !en_norm_in(word, not_counted); /* no census, no crisis */
    if (!plural && !en_norm_in(word, " people men women children ")) return 0;
    en_norm_word_before(x, x->at, before);
    return !en_norm_in(before, wants_year) || en_norm_in(word, measures);
}

/* Four figures alone are a year, unless something is counted. */
size_t en_norm_year(struct norm *x)
{
    size_t n = 0, i = x->at;
    while (en_norm_is_digit(en_norm_byte(x, i + n)) && n < 5)
        n++;
    unsigned v = n == 4 ? en_norm_value(x->s + i, 4) : 0;
    char before[NORM_WORD_MAX];
    unsigned least = en_norm_word_before(x, i, before) &&
                             en_norm_in(before, " in since by before after circa until year ad ce ")
                         ? 1001
                         : 1100;
    if (v < least || v > 2099 || !en_norm_ends(x, i + 4)) return 0;
    if (i && x->s[i - 1] == '-' && (i == 1 || !en_norm_is_word(x->s[i - 2]))) return 0; /* -2012 */
    if (is_counted(x, i + 4) || en_norm_is_labelled(x)) return 0;
    if (v == 1111 && i == 0 && en_norm_skip_blanks(x, i + 4) >= x->n)
        return 0; /* alone, it is just a number */
    en_number_year(&x->out, x->s + i);
    return 4;
}

/* 340 A.D., 551BC, 2934ad: the end of the era when it is glued and must be written apart, else the
 * figure's own; 0: no era. */
static size_t era_end(const struct norm *x, size_t i, const char **name)
{
    static const char *const eras[] = {"AD",  "A.D", "BC",    "B.C", "CE",
                                       "BCE", "C.E", "B.C.E", "ad",  "bc"};
    size_t at = en_norm_skip_blanks(x, i);
    for (size_t k = 0; k < sizeof(eras) / sizeof(*eras); k++) {
        size_t end = at + strlen(eras[k]);
        int small = eras[k][0] >= 'a';
        if (!en_norm_starts(x, at, eras[k]) || en_norm_is_word(en_norm_byte(x, end))) continue;
        if (small && at > i) return 0; /* the word "ad" */
        *name = small ? (eras[k][0] == 'a' ? " AD" : " BC") : NULL;
        return small ? end : i;
    }
    return 0;
}

size_t en_norm_era(struct norm *x)
{
    struct figure f;
    const char *name = NULL;
    if (!en_norm_is_digit(x->s[x->at]) || !en_norm_figure(x, x->at, &f) || f.n_whole > 4 ||
        f.n_part || f.commas)
        return 0;
    size_t end = era_end(x, f.end, &name);
    if (!end) return 0;
    if (f.n_whole == 4)
        en_number_year(&x->out, f.whole);
    else
        en_number_pairs(&x->out, f.whole, f.n_whole);
    if (name) buf_puts(&x->out, name);
    return end - x->at;
}

/* 911 behind call, or before an operator: figure by figure. */
static int is_dialed(const struct norm *x, const struct figure *f)
{
    char before[NORM_WORD_MAX], after[NORM_WORD_MAX];
    if (f->n_whole != 3) return 0;
    en_norm_word_before(x, x->at, before);
    en_norm_word(x, en_norm_skip_blanks(x, f->end), after);
    if (en_norm_in(before, " dial dials dialed dialing ")) return 1;
    static const char *const lines[] = {"911", "211", "311", "411", "511",
                                        "811", "988", "999", "112"};
    int line = 0;
    for (size_t k = 0; k < sizeof(lines) / sizeof(*lines); k++)
        line |= !memcmp(f->whole, lines[k], 3);
    return line && (en_norm_in(before, " call calls called calling phone phoned or text texted ") ||
                    en_norm_in(after, " call calls caller callers operator operators dispatcher "
                                      "dispatchers emergency hotline "));
}

/* 00123, account 12345: figures one by one. */
static int is_serial(const struct norm *x, const struct figure *f)
{
    if (f->commas || f->n_part) return 0;
    if (f->n_whole > 1 && f->whole[0] == '0') return 1;
    size_t i = x->at;
    if (f->n_whole >= 10 && memcmp(f->whole + f->n_whole - 3, "000", 3) != 0) return 1;
    if (f->n_whole == 4 && i > 8 && !memcmp(x->s + i - 7, "ing in ", 7)) return 1; /* ending in */
    if (f->n_whole == 3 && i > 9 && !memcmp(x->s + i - 9, "rea code ", 9)) return 1;
    char before[NORM_WORD_MAX];
    size_t back = i;
    while (back > 0 && i - back < 3 && strchr(" .", x->s[back - 1]))
        back--;
    en_norm_word_before(x, back, before);
    if (en_norm_in(before, " extension ext ")) return 1;
    return (f->n_whole >= 4 && en_norm_is_labelled(x)) || is_dialed(x, f);
}

size_t en_norm_number(struct norm *x)
{
    struct figure f;
    size_t i = x->at;
    if (!en_norm_is_digit(x->s[i]) && x->s[i] != '.') return 0;
    if (x->s[i] == '.' && (en_norm_is_word(i ? x->s[i - 1] : ' ') || (i && x->s[i - 1] == '.') ||
                           !en_norm_is_digit(en_norm_byte(x, i + 1))))
        return 0;
    if (!en_norm_figure(x, i, &f)) return 0;
    if (f.n_whole > NUMBER_DIGITS_MAX) return 0; /* en_norm_long_digits */
    if (en_norm_starts(x, i, "401(k)") || en_norm_starts(x, i, "403(b)")) {
        en_number_pairs(&x->out, x->s + i, 3);
        buf_putc(&x->out, ' ');
        buf_putc(&x->out, x->s[i + 4]);
        return 6;
    }
    if (f.n_whole == 3 && !f.n_part && en_norm_starts(x, f.end, "'s"))
        en_number_pairs(&x->out, f.whole, f.n_whole); /* the 747's wing */
    else if (is_serial(x, &f))
        en_number_digits(&x->out, f.whole, f.n_whole, f.n_whole == 5 ? "oh" : "zero");
    else
        en_norm_put_figure(x, &f);
    return f.end - i;
}

/* Figures without end are read one by one, a piece at a time. */
size_t en_norm_long_digits(struct norm *x)
{
    size_t n = 0;
    while (n < NORM_FIGURES_MAX && en_norm_is_digit(en_norm_byte(x, x->at + n)))
        n++;
    if (n) en_number_digits(&x->out, x->s + x->at, n, "zero");
    return n;
}
