/* en_norm_place.c - addresses: house numbers, compass points behind a street, states, postal codes.
 *
 *     45 W. 25th St., New York, NY 10001-1234 */
#include <string.h>

#include "text/en/en_norm.h"
#include "text/en/en_number.h"

static const char streets[] =
    " street st avenue ave road rd boulevard blvd drive dr lane ln expy expressway court ct place "
    "pl square way highway hwy parkway pkwy crescent circle terrace trail alley plaza broadway ";

static const struct {
    const char *sign, *name;
} points[] = {{"NE", "Northeast"}, {"NW", "Northwest"}, {"SE", "Southeast"}, {"SW", "Southwest"},
              {"N", "North"},      {"S", "South"},      {"E", "East"},       {"W", "West"}};

/* N, SW, E. at i; its end, without a dot that may be the sentence's. */
static size_t point_at(const struct norm *x, size_t i, const char **name)
{
    for (size_t k = 0; k < sizeof(points) / sizeof(*points); k++) {
        size_t end = i + strlen(points[k].sign);
        if (!en_norm_starts(x, i, points[k].sign) || en_norm_is_word(en_norm_byte(x, end)))
            continue;
        *name = points[k].name;
        return en_norm_byte(x, end) == '.' && en_norm_byte(x, end + 1) == ' ' ? end + 1 : end;
    }
    return 0;
}

int en_norm_is_point(const struct norm *x, size_t i)
{
    const char *name;
    return point_at(x, i, &name) != 0;
}

/* Whether a street is named behind a house number at i: capital words, the last a kind of street.
 */
static int street_at(const struct norm *x, size_t i)
{
    size_t at = i;
    for (int k = 0; k < 5; k++) {
        char word[NORM_WORD_MAX];
        struct figure f;
        at = en_norm_skip_blanks(x, at);
        size_t len = en_norm_word(x, at, word);
        if (!len && en_norm_is_digit(en_norm_byte(x, at)) && en_norm_figure(x, at, &f) &&
            en_norm_word(x, f.end, word) == 2) { /* 708 N 1st St */
            at = f.end + 2;
            continue;
        }
        if (!len || (!en_norm_is_upper(x->s[at]) && !(k > 1 && en_norm_in(word, streets))))
            return 0;
        if (k > 0 && en_norm_in(word, streets)) return 1;
        at += len;
        if (len == 1 && en_norm_byte(x, at) == '.') at++; /* 45 W. 25th */
    }
    return 0;
}

/* 2788 San Tomas Expy: a house number, when a kind of street follows soon. */
size_t en_norm_house_number(struct norm *x)
{
    size_t n = 0, i = x->at;
    while (en_norm_is_digit(en_norm_byte(x, i + n)) && n < 6)
        n++;
    size_t behind = i + n;
    char flat = en_norm_byte(x, behind); /* 221B */
    int lettered = n && en_norm_is_upper(flat) && en_norm_byte(x, behind + 1) == ' ';
    if (lettered) behind++;
    if (!n || n > 5 || en_norm_byte(x, behind) != ' ' || !street_at(x, behind)) return 0;
    if (n == 5)
        en_number_digits(&x->out, x->s + i, n, "oh");
    else
        en_number_pairs(&x->out, x->s + i, n);
    if (lettered) buf_putc(&x->out, ' ');
    if (lettered) buf_putc(&x->out, flat);
    const char *name = NULL;
    size_t end = point_at(x, behind + 1, &name); /* 1211 E Arques */
    if (!end || en_norm_byte(x, end) != ' ') return behind - i;
    buf_putc(&x->out, ' ');
    buf_puts(&x->out, name);
    return end - i;
}

/* "Ave. NW", "St SE": behind a kind of street; "E. 5th St." before one. */
size_t en_norm_point(struct norm *x)
{
    char before[NORM_WORD_MAX];
    const char *name = NULL;
    size_t i = x->at, end = point_at(x, i, &name);
    if (end && x->s[end - 1] == '.' && en_norm_is_digit(en_norm_byte(x, end + 1)) &&
        street_at(x, i)) {
        buf_puts(&x->out, name);
        return end - i;
    }
    if (end && x->s[end - 1] == '.' && en_norm_byte(x, end) == ' ' &&
        en_norm_word(x, end + 1, before) &&
        en_norm_in(before, " korea africa carolina dakota america ireland sudan germany virginia "
                           "hollywood macedonia yemen vietnam ")) {
        buf_puts(&x->out, name); /* N. Korea */
        return end - i;
    }
    if (!end || i < 3 || x->s[i - 1] != ' ') return 0;
    size_t back = i - (x->s[i - 2] == '.' ? 2 : 1);
    if (!en_norm_word_before(x, back, before) || !en_norm_in(before, streets)) return 0;
    buf_puts(&x->out, name);
    return end - i;
}

/* ------------------------------------------------------------------------------------- states */

static const char *const states[][2] = {
    {"AL", "Alabama"},        {"AK", "Alaska"},        {"AZ", "Arizona"},
    {"AR", "Arkansas"},       {"CA", "California"},    {"CO", "Colorado"},
    {"CT", "Connecticut"},    {"DE", "Delaware"},      {"FL", "Florida"},
    {"GA", "Georgia"},        {"HI", "Hawaii"},        {"ID", "Idaho"},
    {"IL", "Illinois"},       {"IN", "Indiana"},       {"IA", "Iowa"},
    {"KS", "Kansas"},         {"KY", "Kentucky"},      {"LA", "Louisiana"},
    {"ME", "Maine"},          {"MD", "Maryland"},      {"MA", "Massachusetts"},
    {"MI", "Michigan"},       {"MN", "Minnesota"},     {"MS", "Mississippi"},
    {"MO", "Missouri"},       {"MT", "Montana"},       {"NE", "Nebraska"},
    {"NV", "Nevada"},         {"NH", "New Hampshire"}, {"NJ", "New Jersey"},
    {"NM", "New Mexico"},     {"NY", "New York"},      {"NC", "North Carolina"},
    {"ND", "North Dakota"},   {"OH", "Ohio"},          {"OK", "Oklahoma"},
    {"OR", "Oregon"},         {"PA", "Pennsylvania"},  {"RI", "Rhode Island"},
    {"SC", "South Carolina"}, {"SD", "South Dakota"},  {"TN", "Tennessee"},
    {"TX", "Texas"},          {"UT", "Utah"},          {"VT", "Vermont"},
    {"VA", "Virginia"},       {"WA", "Washington"},    {"WV", "West Virginia"},
    {"WI", "Wisconsin"},      {"WY", "Wyoming"},       {"DC", "DC"},
};

/* As newspapers shorten them. */
static const char *const short_states[][2] = {
    {"Ala.", "Alabama"},        {"Ariz.", "Arizona"},       {"Ark.", "Arkansas"},
    {"Calif.", "California"},   {"Colo.", "Colorado"},      {"Conn.", "Connecticut"},
    {"Del.", "Delaware"},       {"Fla.", "Florida"},        {"Ga.", "Georgia"},
    {"Ill.", "Illinois"},       {"Ind.", "Indiana"},        {"Kan.", "Kansas"},
    {"Ky.", "Kentucky"},        {"La.", "Louisiana"},       {"Md.", "Maryland"},
    {"Mass.", "Massachusetts"}, {"Mich.", "Michigan"},      {"Minn.", "Minnesota"},
    {"Miss.", "Mississippi"},   {"Mo.", "Missouri"},        {"Mont.", "Montana"},
    {"Neb.", "Nebraska"},       {"Nev.", "Nevada"},         {"N.H.", "New Hampshire"},
    {"N.J.", "New Jersey"},     {"N.M.", "New Mexico"},     {"N.Y.", "New York"},
    {"N.C.", "North Carolina"}, {"N.D.", "North Dakota"},   {"Okla.", "Oklahoma"},
    {"Ore.", "Oregon"},         {"Pa.", "Pennsylvania"},    {"R.I.", "Rhode Island"},
    {"S.C.", "South Carolina"}, {"S.D.", "South Dakota"},   {"Tenn.", "Tennessee"},
    {"Tex.", "Texas"},          {"Vt.", "Vermont"},         {"Va.", "Virginia"},
    {"Wash.", "Washington"},    {"W.Va.", "West Virginia"}, {"Wis.", "Wisconsin"},
    {"Wyo.", "Wyoming"},
};

/* A capital word and ", " before, or (D-: what follows may be a state. */
static int behind_place(const struct norm *x)
{
    size_t i = x->at;
    if (i > 2 && x->s[i - 1] == '-' && x->s[i - 3] == '(' && strchr("DRI", x->s[i - 2])) return 1;
    if (i < 3 || x->s[i - 1] != ' ' || x->s[i - 2] != ',' || !en_norm_is_letter(x->s[i - 3]))
        return 0;
    size_t start = i - 3;
    while (start > 0 && en_norm_is_letter(x->s[start - 1]))
        start--;
    return en_norm_is_upper(x->s[start]);
}

/* "Stroudsburg, PA": behind a place and a comma, before a postal code, a mark or the end. */
size_t en_norm_state(struct norm *x)
{
    size_t i = x->at;
    if (!en_norm_is_upper(x->s[i]) || !behind_place(x)) return 0;
    for (size_t k = 0; k < sizeof(short_states) / sizeof(*short_states); k++) {
        size_t n = strlen(short_states[k][0]);
        if (!en_norm_starts(x, i, short_states[k][0])) continue;
        buf_puts(&x->out, short_states[k][1]);
        return en_norm_skip_blanks(x, i + n) >= x->n ? n - 1 : n; /* it also ends the sentence */
    }
    size_t next = en_norm_skip_blanks(x, i + 2);
    char c = en_norm_byte(x, next);
    if (en_norm_is_word(en_norm_byte(x, i + 2)) || (en_norm_is_letter(c) && next > i + 2)) return 0;
    for (size_t k = 0; k < sizeof(states) / sizeof(*states); k++)
        if (en_norm_starts(x, i, states[k][0])) {
            buf_puts(&x->out, states[k][1]);
            return 2;
        }
    return 0;
}

/* -------------------------------------------------------------------------------- postal codes */

/* A state, in full or in two letters, and perhaps a comma or dot before i. */
static int behind_state(const struct norm *x, size_t i)
{
    static const char last_words[] =
        " alabama alaska arizona arkansas california colorado connecticut delaware florida georgia "
        "hawaii idaho illinois indiana iowa kansas kentucky louisiana maine maryland massachusetts "
        "michigan minnesota mississippi missouri montana nebraska nevada hampshire jersey mexico "
        "york carolina dakota ohio oklahoma oregon pennsylvania island tennessee texas utah "
        "vermont "
        "virginia washington wisconsin wyoming ";
    char word[NORM_WORD_MAX];
    size_t back = i;
    while (back > 0 && i - back < 3 && strchr(" ,.", x->s[back - 1]))
        back--;
    if (back == i || back < 2 || !en_norm_is_letter(x->s[back - 1])) return 0;
    size_t n = en_norm_word_before(x, back, word);
    if (!n || !en_norm_is_upper(x->s[back - n])) return 0;
    if (n == 2 || (n == 1 && x->s[back - 1] == 'C' && back > 2 && x->s[back - 2] == '.'))
        return en_norm_is_upper(x->s[back - 1]); /* CA, D.C. */
    return en_norm_in(word, last_words);
}

static int before_state(const struct norm *x, size_t i)
{
    if (en_norm_byte(x, i) != ' ' || en_norm_is_word(en_norm_byte(x, i + 3))) return 0;
    for (size_t k = 0; k < sizeof(states) / sizeof(*states); k++)
        if (en_norm_starts(x, i + 1, states[k][0])) return 1;
    return 0;
}

/* "The ZIP code on file is": a little before i, in the same sentence. */
static int behind_zip(const struct norm *x, size_t i)
{
    enum { LOOK_BACK = 40 };
    for (size_t k = i; k > 0 && i - k < LOOK_BACK; k--) {
        char c = x->s[k - 1];
        if (c == '.' || c == '!' || c == '?' || en_norm_is_digit(c)) return 0;
        char word[NORM_WORD_MAX];
        if ((c | 32) == 'z' && en_norm_word(x, k - 1, word) && !strcmp(word, "zip")) return 1;
    }
    return 0;
}

/* CA 95051, New York, NY 10001-1234, zip code is 42561: figures one by one. */
size_t en_norm_zip(struct norm *x)
{
    size_t i = x->at, n = 0;
    while (en_norm_is_digit(en_norm_byte(x, i + n)) && n < 6)
        n++;
    if (n != 5) return 0;
    size_t end = i + n, more = 0;
    while (en_norm_byte(x, end) == '-' && en_norm_is_digit(en_norm_byte(x, end + 1 + more)) &&
           more < 5)
        more++;
    if (more && more != 4) return 0;
    if (!more && !en_norm_ends(x, end)) return 0;
    int counted = en_norm_before_noun(x, end);
    if (!((behind_state(x, i) && !counted) || before_state(x, end) || behind_zip(x, i) ||
          en_norm_is_labelled(x)))
        return 0;
    en_number_digits(&x->out, x->s + i, n, "oh");
    if (!more) return n;
    buf_puts(&x->out, ", ");
    en_number_digits(&x->out, x->s + end + 1, more, "oh");
    return n + 1 + more;
}
