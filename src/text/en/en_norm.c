#include "text/en/en_norm.h"

#include <string.h>

#include "base/utf8.h"
#include "text/en/en.h"
#include "text/en/en_number.h"

enum { OUT_MAX = 64 << 10 };

/* The order in which rules are asked, the particular before the general. */
static const norm_rule rules[] = {
    norm_url,
    norm_mail,
    norm_file,
    norm_hash,
    norm_money,
    norm_date_figures,
    norm_date_month_first,
    norm_date_day_first,
    norm_decade,
    norm_quarter,
    norm_phone,
    norm_time,
    norm_hour,
    norm_version,
    norm_ratio,
    norm_sum,
    norm_dimension,
    norm_money_behind,
    norm_fraction,
    norm_range,
    norm_ordinal,
    norm_measure,
    norm_code_name,
    norm_mixed,
    norm_negative,
    norm_house_number,
    norm_year,
    norm_number,
    norm_long_digits,
    norm_abbreviation,
    norm_roman,
    norm_state,
    norm_slash,
    norm_symbol,
};

char norm_byte(const struct norm *x, size_t i)
{
    return i < x->n ? x->s[i] : 0;
}

int norm_is_digit(char c)
{
    return c >= '0' && c <= '9';
}

int norm_is_upper(char c)
{
    return c >= 'A' && c <= 'Z';
}

int norm_is_letter(char c)
{
    return norm_is_upper(c) || (c >= 'a' && c <= 'z');
}

int norm_is_word(char c)
{
    return norm_is_digit(c) || norm_is_letter(c) || (unsigned char)c >= 0x80;
}

int norm_starts(const struct norm *x, size_t i, const char *s)
{
    size_t n = strlen(s);
    return i <= x->n && n <= x->n - i && !memcmp(x->s + i, s, n);
}

size_t norm_word(const struct norm *x, size_t i, char out[NORM_WORD_MAX])
{
    size_t n = 0;
    for (; n < NORM_WORD_MAX - 1 && norm_is_letter(norm_byte(x, i + n)); n++) {
        char c = x->s[i + n];
        out[n] = (char)(norm_is_upper(c) ? c + 32 : c);
    }
    out[n] = 0;
    return n;
}

size_t norm_word_before(const struct norm *x, size_t i, char out[NORM_WORD_MAX])
{
    for (int k = 0; k < 4 && i > 0 && x->s[i - 1] == ' '; k++)
        i--;
    size_t start = i;
    while (start > 0 && i - start < NORM_WORD_MAX - 1 && norm_is_letter(x->s[start - 1]))
        start--;
    struct norm cut = *x;
    cut.n = i;
    return norm_word(&cut, start, out);
}

int norm_in(const char *word, const char *list)
{
    size_t n = strlen(word);
    if (!n) return 0;
    for (const char *at = list; (at = strstr(at, word)) != NULL; at++)
        if (at > list && at[-1] == ' ' && at[n] == ' ') return 1;
    return 0;
}

int norm_ends(const struct norm *x, size_t i)
{
    char c = norm_byte(x, i);
    if (norm_is_digit(c) || norm_is_letter(c)) return 0;
    return !((c == '.' || c == ',' || c == ':' || c == '/' || c == '-') &&
             norm_is_digit(norm_byte(x, i + 1)));
}

size_t norm_skip_blanks(const struct norm *x, size_t i)
{
    for (int k = 0; k < 4 && norm_byte(x, i) == ' '; k++) /* bounded: rules look a little ahead */
        i++;
    return i;
}

int norm_figure(const struct norm *x, size_t i, struct figure *f)
{
    *f = (struct figure){0};
    size_t at = i;
    for (; norm_is_digit(norm_byte(x, at)); at++) {
        if (f->n_whole == NORM_FIGURES_MAX) return 0;
        f->whole[f->n_whole++] = x->s[at];
    }
    /* groups of three behind commas, only when the first group has at most three */
    size_t group = f->n_whole;
    while (group > 0 && group <= 3 && f->whole[0] != '0' && norm_byte(x, at) == ',' &&
           norm_is_digit(norm_byte(x, at + 1)) && norm_is_digit(norm_byte(x, at + 2)) &&
           norm_is_digit(norm_byte(x, at + 3)) && !norm_is_digit(norm_byte(x, at + 4))) {
        if (f->n_whole + 3 > NORM_FIGURES_MAX) return 0;
        memcpy(f->whole + f->n_whole, x->s + at + 1, 3);
        f->n_whole += 3;
        f->commas = 1;
        at += 4;
    }
    if (norm_byte(x, at) == '.' && norm_is_digit(norm_byte(x, at + 1))) {
        for (at++; norm_is_digit(norm_byte(x, at)); at++) {
            if (f->n_part == NORM_FIGURES_MAX) return 0;
            f->part[f->n_part++] = x->s[at];
        }
    }
    f->end = at;
    return f->n_whole || f->n_part;
}

void norm_put_figure(struct norm *x, const struct figure *f)
{
    if (f->n_whole > 1 && f->whole[0] == '0' && !f->n_part)
        number_digits(&x->out, f->whole, f->n_whole, "zero");
    else if (f->n_whole)
        number_cardinal(&x->out, f->whole, f->n_whole);
    if (!f->n_part) return;
    buf_puts(&x->out, f->n_whole ? " point " : "point ");
    number_digits(&x->out, f->part, f->n_part, f->n_part == 1 ? "zero" : "oh");
}

int norm_is_one(const struct figure *f)
{
    return f->n_whole == 1 && f->whole[0] == '1' && !f->n_part;
}

unsigned norm_value(const char *digits, size_t n)
{
    unsigned v = 0;
    for (size_t i = 0; i < n && i < 9; i++)
        v = v * 10 + (unsigned)(digits[i] - '0');
    return v;
}

size_t norm_magnitude(const struct norm *x, size_t i, const char **name)
{
    static const char *const words[] = {"thousand", "million", "billion", "trillion", "hundred"};
    size_t at = norm_skip_blanks(x, i);
    if (norm_byte(x, at) == '-') at++;
    char word[NORM_WORD_MAX];
    size_t n = norm_word(x, at, word);
    for (size_t k = 0; n && k < sizeof(words) / sizeof(*words); k++)
        if (!strcmp(word, words[k])) {
            *name = words[k];
            return at + n;
        }
    return 0;
}

/* A stretch may begin where no word goes on: not in the middle of one. */
static int may_begin(const struct norm *x)
{
    char before = x->at ? x->s[x->at - 1] : ' ', c = x->s[x->at];
    if (norm_is_digit(c) || norm_is_letter(c)) return !norm_is_word(before);
    return 1;
}

/* Behind a figure that a rule has read the next one can only be the rest of a long row. */
static int in_long_digits(const struct norm *x)
{
    return x->at && norm_is_digit(x->s[x->at - 1]) && norm_is_digit(x->s[x->at]);
}

static size_t ask(struct norm *x)
{
    if (in_long_digits(x)) {
        buf_clear(&x->out);
        return norm_long_digits(x);
    }
    if (!may_begin(x)) return 0;
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
    if (text->len && out->n && norm_is_word(text->data[0]) && norm_is_word(out->bytes[out->n - 1]))
        mapped_put(out, " ", 1, from, from);
    mapped_put(out, text->data, text->len, from, to);
    char next = at + used < run->n ? run->bytes[at + used] : ' ';
    if (text->len && norm_is_word(text->data[text->len - 1]) && norm_is_word(next))
        mapped_put(out, " ", 1, to, to);
}

/* Letters nobody wants to change are passed over a word at a time. */
static size_t plain_end(const struct norm *x)
{
    size_t i = x->at;
    if (!norm_is_word(x->s[i])) {
        utf8_next(x->s, x->n, &i);
        return i;
    }
    while (i < x->n && (norm_is_letter(x->s[i]) || (norm_is_digit(x->s[i]) && i > x->at)))
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
            continue;
        }
        size_t end = plain_end(&x);
        mapped_copy(out, run, x.at, end - x.at);
        x.at = end;
    }
    buf_free(&x.out);
}
