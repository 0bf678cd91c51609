/* en_norm_sign.c - signs that have names, and the slash. */
#include <string.h>

#include "text/en/en_norm.h"

/* miles/hour, requests/second: many of them in one stretch of time. */
static int is_rate(const char *before, const char *after)
{
    size_t n = strlen(before);
    return n > 3 && before[n - 1] == 's' &&
           en_norm_in(after,
                      " second minute hour day week month quarter year night person capita ");
}

/* and/or, his/her, client/server */
size_t en_norm_slash(struct norm *x)
{
    size_t i = x->at;
    if (x->s[i] != '/' || !i || !en_norm_is_word(x->s[i - 1]) ||
        !en_norm_is_word(en_norm_byte(x, i + 1)))
        return 0;
    char before[NORM_WORD_MAX], after[NORM_WORD_MAX];
    en_norm_word_before(x, i, before);
    en_norm_word(x, i + 1, after);
    if (!strcmp(before, "and") && !strcmp(after, "or")) {
        buf_putc(&x->out, ' ');
    } else if (en_norm_in(before, " he she his her him male yes true ") &&
               en_norm_in(after, " she he her his hers female no false ")) {
        buf_puts(&x->out, " or ");
    } else if (is_rate(before, after)) {
        buf_puts(&x->out, " per ");
    } else if (en_norm_is_upper(x->s[i - 1]) && en_norm_is_upper(x->s[i + 1]) &&
               strlen(before) <= 4 && strlen(after) <= 4) {
        /* TCP/IP, CI/CD, A/B: nobody says the slash, and A and I stay letters */
        buf_putc(&x->out, strlen(before) == 1 || strlen(after) == 1 ? '-' : ' ');
    } else {
        buf_puts(&x->out, " slash ");
    }
    return 1;
}

static const struct {
    const char *sign, *words;
} signs[] = {
    {"&amp;", " and "},
    {"&", " and "},
    {"&&", " and "},
    {"||", " or "},
    {"§§", " sections "},
    {"&c.", " et cetera "},
    {"&c", " et cetera "},
    {"+", " plus "},
    {"==", " equals "},
    {"!=", " not equal to "},
    {"<=", " less than or equal to "},
    {">=", " greater than or equal to "},
    {"=>", " to "},
    {"->", " to "},
    {"=", " equals "},
    {"@", " at "},
    {"%", " percent "},
    {"°", " degrees "},
    {"×", " times "},
    {"÷", " divided by "},
    {"±", " plus or minus "},
    {"≈", " approximately "},
    {"≤", " less than or equal to "},
    {"≥", " greater than or equal to "},
    {"≠", " not equal to "},
    {"√", " square root of "},
    {"∛", " cube root of "},
    {"∞", " infinity "},
    {"²", " squared "},
    {"³", " cubed "},
    {"§", " section "},
    {"©", " copyright "},
    {"™", ""},
    {"®", ""},
    {"→", " to "},
    {"←", " from "},
    {"•", ""},
    {"·", " "},
    {"№", " number "},
    {"π", " pi "},
    {"α", " alpha "},
    {"β", " beta "},
    {"γ", " gamma "},
    {"δ", " delta "},
    {"Δ", " delta "},
    {"ε", " epsilon "},
    {"θ", " theta "},
    {"λ", " lambda "},
    {"μ", " mu "},
    {"σ", " sigma "},
    {"Σ", " sigma "},
    {"ρ", " rho "},
    {"ς", " sigma "},
    {"ζ", " zeta "},
    {"η", " eta "},
    {"ι", " iota "},
    {"κ", " kappa "},
    {"ν", " nu "},
    {"ξ", " xi "},
    {"ο", " omicron "},
    {"υ", " upsilon "},
    {"χ", " chi "},
    {"ψ", " psi "},
    {"Γ", " gamma "},
    {"Θ", " theta "},
    {"Λ", " lambda "},
    {"Ξ", " xi "},
    {"Π", " pi "},
    {"Φ", " phi "},
    {"Ψ", " psi "},
    {"τ", " tau "},
    {"φ", " phi "},
    {"ω", " omega "},
    {"Ω", " omega "},
    {"∑", " sum "},
    {"∈", " in "},
    {"∆", " delta "},
    {"|", ", "},
    {"\\", " backslash "},
    {"^", " caret "},
    {"**", ""},
    {"`", ""},
    {"*", ""},
    {"~", ""},
    {"#", ""},
    {"$", " dollar "},
    {"€", " euro "},
    {"£", " pound "},
};

/* Ctrl+Shift+T: a plus that only joins keys. */
static int joins_keys(const struct norm *x)
{
    static const char keys[] =
        " ctrl control shift alt cmd command option opt win fn super meta esc ";
    char word[NORM_WORD_MAX];
    size_t i = x->at, at = i, next = en_norm_skip_blanks(x, i + 1);
    for (int k = 0; k < 2 && at && x->s[at - 1] == ' '; k++)
        at--;
    return x->s[i] == '+' && en_norm_word_before(x, at, word) && en_norm_in(word, keys) &&
           en_norm_is_word(en_norm_byte(x, next));
}

/* "Press # or *": the keys of a telephone. */
static const char *key_name(const struct norm *x)
{
    char before[NORM_WORD_MAX], c = x->s[x->at], next = en_norm_byte(x, x->at + 1);
    if ((c != '#' && c != '*') || en_norm_is_word(next) || next == c) return NULL;
    en_norm_word_before(x, x->at, before);
    if (!en_norm_in(before, " press hit dial enter pressing dialing then or key push "))
        return NULL;
    return c == '#' ? "pound" : "star";
}

/* A sign by its name, the blanks around it made single. */
size_t en_norm_symbol(struct norm *x)
{
    size_t i = x->at, best = 0, n = 0;
    if (en_norm_is_letter(x->s[i]) || x->s[i] == ' ') return 0;
    char before = i ? x->s[i - 1] : ' ';
    const char *key = key_name(x);
    if (key || joins_keys(x)) {
        if (key || (before != ' ' && en_norm_byte(x, i + 1) != ' '))
            buf_puts(&x->out, key ? key : " ");
        return 1;
    }
    if (x->s[i] == '*' && en_norm_is_digit(before) && en_norm_is_letter(en_norm_byte(x, i + 1))) {
        buf_puts(&x->out, " times "); /* 2*b */
        return 1;
    }
    if (x->s[i] == '#' && en_norm_starts(x, i + 1, " of ") && !en_norm_is_word(before)) {
        buf_puts(&x->out, "number");
        return 1;
    }
    if (x->s[i] == '~' && en_norm_is_digit(en_norm_byte(x, i + 1))) {
        buf_puts(&x->out, "about ");
        return 1;
    }
    if ((x->s[i] == '<' || x->s[i] == '>') &&
        en_norm_is_digit(en_norm_byte(x, en_norm_skip_blanks(x, i + 1)))) {
        buf_puts(&x->out, x->s[i] == '<' ? "less than" : "greater than");
        if (en_norm_byte(x, i + 1) != ' ') buf_putc(&x->out, ' ');
        return 1;
    }
    for (size_t k = 0; k < sizeof(signs) / sizeof(*signs); k++)
        if (strlen(signs[k].sign) > n && en_norm_starts(x, i, signs[k].sign)) {
            best = k;
            n = strlen(signs[k].sign);
        }
    if (!n) return 0;
    const char *words = signs[best].words;
    if (*words == ' ' && (before == ' ' || !i)) words++;
    buf_puts(&x->out, words);
    size_t end = i + n;
    if (x->out.len && x->out.data[x->out.len - 1] == ' ' &&
        (en_norm_byte(x, end) == ' ' || end == x->n || !en_norm_is_word(en_norm_byte(x, end)))) {
        x->out.data[--x->out.len] = 0;
    }
    if (x->out.len) return n;
    if (before == ' ' && en_norm_byte(x, end) == ' ') return n + 1; /* one blank is enough */
    buf_puts(&x->out, en_norm_is_word(before) && en_norm_is_word(en_norm_byte(x, end)) ? " " : "");
    return n;
}
