#include "text/en/en_norm.h"

#include <string.h>
#include <utf8proc.h>

#include "base/utf8.h"
#include "text/en/en.h"
#include "text/en/en_number.h"

enum { OUT_MAX = 64 << 10 };

/* The order in which rules are asked, the particular before the general. */
static const norm_rule rules[] = {
    en_norm_url,
    en_norm_mail,
    en_norm_file,
    en_norm_hash,
    en_norm_hardware_address,
    en_norm_hexadecimal,
    en_norm_scientific,
    en_norm_money,
    en_norm_weekday,
    en_norm_date_figures,
    en_norm_date_month_first,
    en_norm_date_day_first,
    en_norm_decade,
    en_norm_quarter,
    en_norm_house_number,
    en_norm_zip,
    en_norm_parts,
    en_norm_phone,
    en_norm_spaced_groups,
    en_norm_time,
    en_norm_hour,
    en_norm_version,
    en_norm_ratio,
    en_norm_coefficient,
    en_norm_sum,
    en_norm_dimension,
    en_norm_money_behind,
    en_norm_fraction,
    en_norm_range,
    en_norm_ordinal,
    en_norm_niners,
    en_norm_era,
    en_norm_measure,
    en_norm_code_name,
    en_norm_mixed,
    en_norm_negative,
    en_norm_year,
    en_norm_number,
    en_norm_long_digits,
    en_norm_standard,
    en_norm_abbreviation,
    en_norm_roman,
    en_norm_point,
    en_norm_state,
    en_norm_slash,
    en_norm_power,
    en_norm_absolute,
    en_norm_comparison,
    en_norm_symbol,
};

char en_norm_byte(const struct norm *x, size_t i)
{
    return i < x->n ? x->s[i] : 0;
}

int en_norm_is_digit(char c)
{
    return c >= '0' && c <= '9';
}

int en_norm_is_upper(char c)
{
    return c >= 'A' && c <= 'Z';
}

int en_norm_is_letter(char c)
{
    return en_norm_is_upper(c) || (c >= 'a' && c <= 'z');
}

int en_norm_is_word(char c)
{
    return en_norm_is_digit(c) || en_norm_is_letter(c) || (unsigned char)c >= 0x80;
}

int en_norm_starts(const struct norm *x, size_t i, const char *s)
{
    size_t n = strlen(s);
    return i <= x->n && n <= x->n - i && !memcmp(x->s + i, s, n);
}

size_t en_norm_word(const struct norm *x, size_t i, char out[NORM_WORD_MAX])
{
    size_t n = 0;
    for (; n < NORM_WORD_MAX - 1 && en_norm_is_letter(en_norm_byte(x, i + n)); n++) {
        char c = x->s[i + n];
        out[n] = (char)(en_norm_is_upper(c) ? c + 32 : c);
    }
    out[n] = 0;
    return n;
}

size_t en_norm_word_before(const struct norm *x, size_t i, char out[NORM_WORD_MAX])
{
    for (int k = 0; k < 4 && i > 0 && x->s[i - 1] == ' '; k++)
        i--;
    size_t start = i;
    while (start > 0 && i - start < NORM_WORD_MAX - 1 && en_norm_is_letter(x->s[start - 1]))
        start--;
    struct norm cut = *x;
    cut.n = i;
    return en_norm_word(&cut, start, out);
}

int en_norm_in(const char *word, const char *list)
{
    size_t n = strlen(word);
    if (!n) return 0;
    for (const char *at = list; (at = strstr(at, word)) != NULL; at++)
        if (at > list && at[-1] == ' ' && at[n] == ' ') return 1;
    return 0;
}

int en_norm_ends(const struct norm *x, size_t i)
{
    char c = en_norm_byte(x, i);
    if (en_norm_is_digit(c) || en_norm_is_letter(c)) return 0;
    return !((c == '.' || c == ',' || c == ':' || c == '/' || c == '-') &&
             en_norm_is_digit(en_norm_byte(x, i + 1)));
}

size_t en_norm_skip_blanks(const struct norm *x, size_t i)
{
    for (int k = 0; k < 4 && en_norm_byte(x, i) == ' ';
         k++) /* bounded: rules look a little ahead */
        i++;
    return i;
}

int en_norm_figure(const struct norm *x, size_t i, struct figure *f)
{
    *f = (struct figure){0};
    size_t at = i;
    for (; en_norm_is_digit(en_norm_byte(x, at)); at++) {
        if (f->n_whole == NORM_FIGURES_MAX) return 0;
        f->whole[f->n_whole++] = x->s[at];
    }
    /* groups of three behind commas, only when the first group has at most three */
    size_t group = f->n_whole;
    while (group > 0 && group <= 3 && f->whole[0] != '0' && en_norm_byte(x, at) == ',' &&
           en_norm_is_digit(en_norm_byte(x, at + 1)) && en_norm_is_digit(en_norm_byte(x, at + 2)) &&
           en_norm_is_digit(en_norm_byte(x, at + 3)) &&
           !en_norm_is_digit(en_norm_byte(x, at + 4))) {
        if (f->n_whole + 3 > NORM_FIGURES_MAX) return 0;
        memcpy(f->whole + f->n_whole, x->s + at + 1, 3);
        f->n_whole += 3;
        f->commas = 1;
        at += 4;
    }
    if (en_norm_byte(x, at) == '.' && en_norm_is_digit(en_norm_byte(x, at + 1))) {
        for (at++; en_norm_is_digit(en_norm_byte(x, at)); at++) {
            if (f->n_part == NORM_FIGURES_MAX) return 0;
            f->part[f->n_part++] = x->s[at];
        }
    }
    f->end = at;
    return f->n_whole || f->n_part;
}

void en_norm_put_figure(struct norm *x, const struct figure *f)
{
    if (f->n_whole > 1 && f->whole[0] == '0' && !f->n_part)
        en_number_digits(&x->out, f->whole, f->n_whole, "zero");
    else if (f->n_whole)
        en_number_cardinal(&x->out, f->whole, f->n_whole);
    if (!f->n_part) return;
    buf_puts(&x->out, f->n_whole ? " point " : "point ");
    en_number_digits(&x->out, f->part, f->n_part, f->n_part == 1 ? "zero" : "oh");
}

int en_norm_is_one(const struct figure *f)
{
    return f->n_whole == 1 && f->whole[0] == '1' && !f->n_part;
}

unsigned en_norm_value(const char *digits, size_t n)
{
    unsigned v = 0;
    for (size_t i = 0; i < n && i < 9; i++)
        v = v * 10 + (unsigned)(digits[i] - '0');
    return v;
}

size_t en_norm_magnitude(const struct norm *x, size_t i, const char **name)
{
    static const char *const words[] = {"thousand", "million", "billion", "trillion", "hundred"};
    size_t at = en_norm_skip_blanks(x, i);
    if (en_norm_byte(x, at) == '-') at++;
    char word[NORM_WORD_MAX];
    size_t n = en_norm_word(x, at, word);
    for (size_t k = 0; n && k < sizeof(words) / sizeof(*words); k++)
        if (!strcmp(word, words[k])) {
            *name = words[k];
            return at + n;
        }
    return 0;
}

int en_norm_before_noun(const struct norm *x, size_t i)
{
    static const char others[] =
        " of in and or to for per is was are were be been from at on as by than with without but "
        "that "
        "which if when while because after before since until over under above below more less "
        "each "
        "every plus minus times into onto via vs versus an the this these those he she it they we "
        "you "
        "who had has have would could will can did do does not so then now today tomorrow "
        "yesterday "
        "later ago away apart just only also about off out up down here there again too though "
        "spent paid given "
        "lost won made left ";
    char word[NORM_WORD_MAX];
    if (en_norm_byte(x, i) != ' ' || en_norm_is_upper(en_norm_byte(x, i + 1))) return 0;
    size_t n = en_norm_word(x, i + 1, word);
    if (n < 2 || en_norm_in(word, others)) return 0;
    return n < 4 || strcmp(word + n - 2, "ed") != 0 ||
           en_norm_in(word, " bed seed feed speed weed ");
}

int en_norm_is_adjective(const struct norm *x, size_t end)
{
    char before[NORM_WORD_MAX];
    return en_norm_before_noun(x, end) && en_norm_word_before(x, x->at, before) &&
           en_norm_in(before,
                      " a an the this that another each every per one my your his her its our "
                      "their ");
}

int en_norm_is_labelled(const struct norm *x)
{
    static const char labels[] =
        " id ids code codes pin pnr otp zip password passcode account serial confirmation ";
    char word[NORM_WORD_MAX];
    size_t back = x->at;
    for (int k = 0; k < 2; k++) {
        while (back > 0 && x->at - back < NORM_WORD_MAX && strchr(" #:", x->s[back - 1]))
            back--;
        size_t n = en_norm_word_before(x, back, word);
        if (en_norm_in(word, labels)) return 1;
        if (!n || !en_norm_in(word, " is no number was ")) return 0;
        back -= n;
    }
    return 0;
}

/* A stretch may begin where no word goes on: not in the middle of one. */
static int may_begin(const struct norm *x)
{
    char before = x->at ? x->s[x->at - 1] : ' ', c = x->s[x->at];
    if (!en_norm_is_digit(c) && !en_norm_is_letter(c)) return 1;
    if ((unsigned char)before < 0x80) return !en_norm_is_word(before);
    size_t start = x->at - 1; /* a wider letter, or a sign like ± */
    while (start > 0 && ((unsigned char)x->s[start] & 0xC0) == 0x80)
        start--;
    utf8proc_category_t kind = utf8proc_category((utf8proc_int32_t)utf8_next(x->s, x->n, &start));
    return kind > UTF8PROC_CATEGORY_MC || kind == UTF8PROC_CATEGORY_CN;
}

/* Behind a figure that a rule has read the next one can only be the rest of a long row. */
static int in_long_digits(const struct norm *x)
{
    return x->at && en_norm_is_digit(x->s[x->at - 1]) && en_norm_is_digit(x->s[x->at]);
}

static size_t ask(struct norm *x)
{
    if (in_long_digits(x)) {
        buf_clear(&x->out);
        return en_norm_long_digits(x);
    }
    if (!x->after_rule && !may_begin(x)) return 0;
    for (size_t i = 0; i < sizeof(rules) / sizeof(*rules); i++) {
        buf_clear(&x->out);
        size_t used = rules[i](x);
        if (used) return used;
    }
    return 0;
}

/* Words must not run together with what stands beside them. */
static void put(struct mapped *out, const struct mapped *run, size_t at, size_t used,
                const struct buf *text)
{
    uint32_t from = run->from[at], to = run->to[at + used - 1];
    if (text->len && out->n && en_norm_is_word(text->data[0]) &&
        en_norm_is_word(out->bytes[out->n - 1]))
        mapped_put(out, " ", 1, from, from);
    mapped_put(out, text->data, text->len, from, to);
    char next = at + used < run->n ? run->bytes[at + used] : ' ';
    if (text->len && en_norm_is_word(text->data[text->len - 1]) && en_norm_is_word(next))
        mapped_put(out, " ", 1, to, to);
}

/* Letters nobody wants to change are passed over a word at a time. */
static size_t plain_end(const struct norm *x)
{
    size_t i = x->at;
    if (!en_norm_is_word(x->s[i])) {
        utf8_next(x->s, x->n, &i);
        return i;
    }
    while (i < x->n && (en_norm_is_letter(x->s[i]) || (en_norm_is_digit(x->s[i]) && i > x->at)))
        i++;
    if (i == x->at) utf8_next(x->s, x->n, &i);
    return i;
}

void en_normalize(const struct en *en, const struct mapped *run, struct mapped *out)
{
    (void)en;
    struct norm x = {.s = run->bytes, .n = run->n, .out = buf_make(OUT_MAX)};
    while (x.at < x.n) {
        size_t used = ask(&x);
        if (used && !buf_error(&x.out)) {
            put(out, run, x.at, used, &x.out);
            x.at += used;
            x.after_rule = 1;
            continue;
        }
        x.after_rule = 0;
        size_t end = plain_end(&x);
        mapped_copy(out, run, x.at, end - x.at);
        x.at = end;
    }
    buf_free(&x.out);
}
