/* en_norm_money.c - sums of money, the sign in front ($5.20, HK$3m) or the code behind (20 EUR). */
#include <string.h>

#include "text/en/en_norm.h"
#include "text/en/en_number.h"

struct currency {
    const char *sign;
    const char *one, *many;             /* dollar, dollars */
    const char *small_one, *small_many; /* cent, cents; NULL: none in use */
};

static const struct currency signs[] = {
    {"HK$", "Hong Kong dollar", "Hong Kong dollars", "cent", "cents"},
    {"NT$", "New Taiwan dollar", "New Taiwan dollars", "cent", "cents"},
    {"US$", "US dollar", "US dollars", "cent", "cents"},
    {"AU$", "Australian dollar", "Australian dollars", "cent", "cents"},
    {"A$", "Australian dollar", "Australian dollars", "cent", "cents"},
    {"C$", "Canadian dollar", "Canadian dollars", "cent", "cents"},
    {"CA$", "Canadian dollar", "Canadian dollars", "cent", "cents"},
    {"S$", "Singapore dollar", "Singapore dollars", "cent", "cents"},
    {"R$", "real", "reais", "centavo", "centavos"},
    {"CN¥", "yuan", "yuan", NULL, NULL},
    {"$", "dollar", "dollars", "cent", "cents"},
    {"€", "euro", "euros", "cent", "cents"},
    {"£", "pound", "pounds", "penny", "pence"},
    {"Rs.", "rupee", "rupees", "paisa", "paise"},
    {"Rs", "rupee", "rupees", "paisa", "paise"},
    {"₦", "naira", "naira", NULL, NULL},
    {"₲", "guarani", "guaranis", NULL, NULL},
    {"₡", "colón", "colones", NULL, NULL},
    {"₵", "cedi", "cedis", NULL, NULL},
    {"₸", "tenge", "tenge", NULL, NULL},
    {"₾", "lari", "lari", NULL, NULL},
    {"JP¥", "yen", "yen", NULL, NULL},
    {"NZ$", "New Zealand dollar", "New Zealand dollars", "cent", "cents"},
    {"SG$", "Singapore dollar", "Singapore dollars", "cent", "cents"},
    {"MX$", "Mexican peso", "Mexican pesos", "centavo", "centavos"},
    {"₱", "peso", "pesos", "centavo", "centavos"},
    {"₺", "lira", "lira", NULL, NULL},
    {"₴", "hryvnia", "hryvnias", NULL, NULL},
    {"₪", "shekel", "shekels", NULL, NULL},
    {"¥", "yuan", "yuan", NULL, NULL},
    {"￥", "yuan", "yuan", NULL, NULL},
    {"₩", "won", "won", NULL, NULL},
    {"₹", "rupee", "rupees", "paisa", "paise"},
    {"₽", "ruble", "rubles", "kopek", "kopeks"},
    {"₫", "dong", "dong", NULL, NULL},
    {"₿", "bitcoin", "bitcoins", NULL, NULL},
    {"฿", "baht", "baht", NULL, NULL},
};

static const struct currency codes[] = {
    {"USD", "US dollar", "US dollars", "cent", "cents"},
    {"EUR", "euro", "euros", "cent", "cents"},
    {"GBP", "pound", "pounds", "penny", "pence"},
    {"CNY", "yuan", "yuan", NULL, NULL},
    {"RMB", "yuan", "yuan", NULL, NULL},
    {"JPY", "yen", "yen", NULL, NULL},
    {"HKD", "Hong Kong dollar", "Hong Kong dollars", "cent", "cents"},
    {"TWD", "New Taiwan dollar", "New Taiwan dollars", "cent", "cents"},
    {"CHF", "Swiss franc", "Swiss francs", NULL, NULL},
    {"CAD", "Canadian dollar", "Canadian dollars", "cent", "cents"},
    {"AUD", "Australian dollar", "Australian dollars", "cent", "cents"},
    {"KRW", "won", "won", NULL, NULL},
    {"INR", "rupee", "rupees", "paisa", "paise"},
    {"SGD", "Singapore dollar", "Singapore dollars", "cent", "cents"},
    {"NZD", "New Zealand dollar", "New Zealand dollars", "cent", "cents"},
    {"RUB", "ruble", "rubles", "kopek", "kopeks"},
    {"THB", "baht", "baht", NULL, NULL},
    {"MYR", "ringgit", "ringgit", "sen", "sen"},
    {"VND", "dong", "dong", NULL, NULL},
    {"SEK", "Swedish krona", "Swedish kronor", NULL, NULL},
    {"NOK", "Norwegian krone", "Norwegian kroner", NULL, NULL},
    {"DKK", "Danish krone", "Danish kroner", NULL, NULL},
    {"BRL", "real", "reais", "centavo", "centavos"},
    {"MXN", "Mexican peso", "Mexican pesos", "centavo", "centavos"},
    {"ARS", "Argentine peso", "Argentine pesos", "centavo", "centavos"},
    {"CLP", "Chilean peso", "Chilean pesos", NULL, NULL},
    {"COP", "Colombian peso", "Colombian pesos", NULL, NULL},
    {"PHP", "Philippine peso", "Philippine pesos", "centavo", "centavos"},
    {"IDR", "rupiah", "rupiah", NULL, NULL},
    {"TRY", "lira", "lira", NULL, NULL},
    {"PLN", "zloty", "zlotys", NULL, NULL},
    {"CZK", "Czech koruna", "Czech korunas", NULL, NULL},
    {"HUF", "forint", "forints", NULL, NULL},
    {"RON", "Romanian leu", "Romanian lei", NULL, NULL},
    {"HRK", "Croatian kuna", "Croatian kunas", NULL, NULL},
    {"UAH", "hryvnia", "hryvnias", NULL, NULL},
    {"ILS", "shekel", "shekels", NULL, NULL},
    {"AED", "dirham", "dirhams", NULL, NULL},
    {"SAR", "Saudi riyal", "Saudi riyals", NULL, NULL},
    {"EGP", "Egyptian pound", "Egyptian pounds", NULL, NULL},
    {"ZAR", "rand", "rand", "cent", "cents"},
    {"NGN", "naira", "naira", NULL, NULL},
    {"KES", "Kenyan shilling", "Kenyan shillings", NULL, NULL},
    {"PKR", "Pakistani rupee", "Pakistani rupees", NULL, NULL},
    {"BDT", "taka", "taka", NULL, NULL},
    {"MOP", "pataca", "patacas", NULL, NULL},
    {"BTC", "bitcoin", "bitcoins", NULL, NULL},
    {"€", "euro", "euros", "cent", "cents"},
    {"£", "pound", "pounds", "penny", "pence"},
    {"₽", "ruble", "rubles", "kopek", "kopeks"},
    {"₹", "rupee", "rupees", "paisa", "paise"},
    {"kr", "kronor", "kronor", NULL, NULL},
    {"zł", "zloty", "zlotys", NULL, NULL},
    {"$", "dollar", "dollars", "cent", "cents"},
    {"¢", "cent", "cents", NULL, NULL},
};

enum { N_SIGNS = sizeof(signs) / sizeof(*signs), N_CODES = sizeof(codes) / sizeof(*codes) };

/* Directly behind the number: 5k, 1.2M, 3bn. */
static size_t short_magnitude(const struct norm *x, size_t i, const char **name)
{
    static const struct {
        const char *s, *name;
    } table[] = {{"bn", "billion"}, {"k", "thousand"},  {"K", "thousand"}, {"mn", "million"},
                 {"mm", "million"}, {"m", "million"},   {"M", "million"},  {"b", "billion"},
                 {"B", "billion"},  {"tn", "trillion"}, {"T", "trillion"}};
    char letter = en_norm_byte(x, i + 1);
    if (en_norm_byte(x, i) == ' ' && letter && strchr("KMBb", letter)) i++; /* $30 M */
    for (size_t k = 0; k < sizeof(table) / sizeof(*table); k++) {
        size_t n = strlen(table[k].s);
        if (!en_norm_starts(x, i, table[k].s) || en_norm_is_word(en_norm_byte(x, i + n))) continue;
        *name = table[k].name;
        return i + n;
    }
    return 0;
}

/* $5.20 -> five dollars and twenty cents; the figures behind the point must be two. */
static void put_small(struct norm *x, const struct figure *f, const struct currency *c, int one)
{
    unsigned whole = en_norm_value(f->whole, f->n_whole), part = en_norm_value(f->part, 2);
    if (whole || f->n_whole > 9 || !part) {
        en_number_cardinal(&x->out, f->whole, f->n_whole);
        buf_putc(&x->out, ' ');
        buf_puts(&x->out, one || (whole == 1 && f->n_whole <= 9) ? c->one : c->many);
    }
    if (!part) return;
    if (whole || f->n_whole > 9) buf_puts(&x->out, " and ");
    en_number_small(&x->out, part);
    buf_putc(&x->out, ' ');
    buf_puts(&x->out, one || part == 1 ? c->small_one : c->small_many);
}

/* $10 USD, $5 dollars: the currency once more; it is said once, by the name of its code. */
static size_t skip_again(const struct norm *x, size_t end, const struct currency **c)
{
    char word[NORM_WORD_MAX];
    size_t at = en_norm_skip_blanks(x, end), n = en_norm_word(x, at, word);
    if (at > end && n && en_norm_is_letter((*c)->many[0])) {
        const char *last = strrchr((*c)->many, ' '), *last_one = strrchr((*c)->one, ' ');
        if (!strcmp(word, last ? last + 1 : (*c)->many) ||
            !strcmp(word, last_one ? last_one + 1 : (*c)->one))
            return at + n;
    }
    for (size_t i = 0; n == 3 && i < N_CODES; i++)
        if (en_norm_starts(x, at, codes[i].sign) && strlen(codes[i].sign) == 3) {
            *c = &codes[i];
            return at + n;
        }
    return end;
}

/* Reads the sum whose figure stands at `at`; returns its end. */
static size_t put_sum(struct norm *x, size_t at, const struct currency *c)
{
    struct figure f;
    const char *magnitude = NULL;
    if (!en_norm_figure(x, at, &f)) return 0;
    size_t end = short_magnitude(x, f.end, &magnitude);
    if (!end) end = en_norm_magnitude(x, f.end, &magnitude);
    if (!end) end = f.end;
    if (end == f.end && !f.n_part && en_norm_byte(x, end) == 's' &&
        !en_norm_is_word(en_norm_byte(x, end + 1))) { /* two $20s: bills */
        en_norm_put_figure(x, &f);
        en_number_make_plural(&x->out);
        return end + 1;
    }
    size_t behind = *c->sign >= 'A' && *c->sign <= 'Z' ? end : skip_again(x, end, &c);
    int hyphen = en_norm_byte(x, behind) == '-' && en_norm_is_letter(en_norm_byte(x, behind + 1));
    int one = hyphen || en_norm_is_adjective(x, behind);
    while (!magnitude && f.n_part > 2 && f.part[f.n_part - 1] == '0')
        f.n_part--;
    if (!magnitude && c->small_one && f.n_part == 1) f.part[f.n_part++] = '0'; /* $20.5 */
    if (!magnitude && c->small_one && f.n_part == 2) {
        put_small(x, &f, c, one);
        return behind;
    }
    int zeros = 1; /* $1.00 and $12.0500 carry zeros that are not said */
    for (size_t i = 0; i < f.n_part; i++)
        zeros &= f.part[i] == '0';
    if (zeros) f.n_part = 0;
    while (f.n_part > 2 && f.part[f.n_part - 1] == '0')
        f.n_part--;
    en_norm_put_figure(x, &f);
    buf_putc(&x->out, ' ');
    if (magnitude) {
        buf_puts(&x->out, magnitude);
        buf_putc(&x->out, ' ');
    }
    buf_puts(&x->out, one || (en_norm_is_one(&f) && !magnitude) ? c->one : c->many);
    return behind;
}

/* USD 12.50, EUR 2: the code in front. */
static size_t code_in_front(struct norm *x)
{
    for (size_t i = 0; i < N_CODES; i++) {
        size_t n = strlen(codes[i].sign);
        if (!en_norm_is_upper(codes[i].sign[0]) || !en_norm_starts(x, x->at, codes[i].sign))
            continue;
        size_t figure = en_norm_skip_blanks(x, x->at + n);
        if (!en_norm_is_digit(en_norm_byte(x, figure))) return 0;
        size_t end = put_sum(x, figure, &codes[i]);
        return end ? end - x->at : 0;
    }
    return 0;
}

/* $3-5, $10–$20, $1.5-2 million: the place of the second sum behind " to "; 0: there is none. */
static size_t put_first_of_two(struct norm *x, size_t figure, const struct currency *c)
{
    struct figure low, high;
    const char *magnitude = NULL;
    if (!en_norm_figure(x, figure, &low)) return 0;
    size_t end = short_magnitude(x, low.end, &magnitude);
    if (!end) end = low.end;
    size_t dash = en_norm_byte(x, end) == '-' ? 1 : en_norm_starts(x, end, "–") ? strlen("–") : 0;
    size_t next = end + dash;
    int signed_too = en_norm_starts(x, next, c->sign);
    if (signed_too) next += strlen(c->sign);
    if (!dash || !en_norm_is_digit(en_norm_byte(x, next)) || !en_norm_figure(x, next, &high))
        return 0;
    if (signed_too || low.n_part == 2) {
        put_sum(x, figure, c);
    } else {
        en_norm_put_figure(x, &low);
        if (magnitude) buf_putc(&x->out, ' ');
        if (magnitude) buf_puts(&x->out, magnitude);
    }
    buf_puts(&x->out, " to ");
    return next;
}

/* The sign of a currency at i, a minus behind it allowed ($-5); its figure, 0: none. */
static size_t sign_at(const struct norm *x, size_t i, const struct currency **c, int *negative)
{
    for (size_t k = 0; k < N_SIGNS; k++) {
        if (signs[k].sign[0] != x->s[i] || !en_norm_starts(x, i, signs[k].sign)) continue;
        size_t figure = en_norm_skip_blanks(x, i + strlen(signs[k].sign));
        size_t minus = en_norm_byte(x, figure) == '-';
        char b = en_norm_byte(x, figure + minus), next = en_norm_byte(x, figure + minus + 1);
        if (!en_norm_is_digit(b) && !(b == '.' && en_norm_is_digit(next))) continue;
        *c = &signs[k];
        *negative |= (int)minus;
        return figure + minus;
    }
    return 0;
}

size_t en_norm_money(struct norm *x)
{
    size_t at = x->at;
    const struct currency *c = NULL;
    char before = at ? x->s[at - 1] : ' ';
    if (en_norm_is_upper(x->s[at])) {
        size_t n = code_in_front(x);
        if (n) return n;
    }
    int about = x->s[at] == '~', negative = 0;
    at += (size_t)about;
    if (en_norm_byte(x, at) == '-' && !en_norm_is_word(before)) negative = 1, at++;
    if (at >= x->n) return 0;
    size_t figure = sign_at(x, at, &c, &negative);
    if (!figure) return 0;
    if (about) buf_puts(&x->out, "about ");
    if (negative) buf_puts(&x->out, "negative ");
    size_t second = put_first_of_two(x, figure, c);
    size_t end = put_sum(x, second ? second : figure, c);
    return end ? en_norm_put_per(x, end) - x->at : 0;
}

size_t en_norm_money_behind(struct norm *x)
{
    struct figure f;
    const char *magnitude = NULL;
    if (!en_norm_is_digit(x->s[x->at]) || !en_norm_figure(x, x->at, &f)) return 0;
    size_t end = en_norm_magnitude(x, f.end, &magnitude);
    if (!end) end = short_magnitude(x, f.end, &magnitude);
    if (!end) end = f.end;
    size_t at = en_norm_skip_blanks(x, end);
    for (size_t i = 0; i < N_CODES; i++) {
        size_t n = strlen(codes[i].sign);
        if (codes[i].sign[0] != en_norm_byte(x, at) || !en_norm_starts(x, at, codes[i].sign) ||
            en_norm_is_word(en_norm_byte(x, at + n)))
            continue;
        if (codes[i].sign[0] == '$' && at > end && en_norm_is_digit(en_norm_byte(x, at + 2)))
            continue;
        return put_sum(x, x->at, &codes[i]) ? en_norm_put_per(x, at + n) - x->at : 0;
    }
    return 0;
}
