/* en_norm_word.c - abbreviations, roman numerals, states, and signs that have names. */
#include <string.h>

#include "text/en/en_norm.h"
#include "text/en/en_number.h"

/* ------------------------------------------------------------------------------ abbreviations */

enum when {
    ALWAYS,        /* with its dot */
    BARE_TOO,      /* also without a dot before a capital: Mr Smith */
    BEFORE_NAME,   /* only before a capital: St. Louis */
    BEFORE_FIGURE, /* only before a figure: No. 5, p. 12 */
    AFTER_NAME,    /* only behind a capital word: Baker St. */
};

static const struct abbreviation {
    const char *s, *words; /* s without its last dot */
    enum when when;
    int may_end; /* its dot may also be the sentence's */
} abbreviations[] = {
    {"Mr", "Mister", BARE_TOO, 0},
    {"Mrs", "Missus", BARE_TOO, 0},
    {"Ms", "Ms", BARE_TOO, 0},
    {"Dr", "Doctor", BEFORE_NAME, 0},
    {"Dr", "Drive", AFTER_NAME, 1},
    {"Dr", "Doctor", ALWAYS, 0},
    {"St", "Saint", BEFORE_NAME, 0},
    {"St", "Street", AFTER_NAME, 1},
    {"Prof", "Professor", ALWAYS, 0},
    {"Gen", "General", ALWAYS, 0},
    {"Col", "Colonel", ALWAYS, 0},
    {"Capt", "Captain", ALWAYS, 0},
    {"Lt", "Lieutenant", ALWAYS, 0},
    {"Sgt", "Sergeant", ALWAYS, 0},
    {"Maj", "Major", ALWAYS, 0},
    {"Cmdr", "Commander", ALWAYS, 0},
    {"Rev", "Reverend", ALWAYS, 0},
    {"Hon", "Honorable", ALWAYS, 0},
    {"Gov", "Governor", ALWAYS, 0},
    {"Sen", "Senator", ALWAYS, 0},
    {"Rep", "Representative", ALWAYS, 0},
    {"Pres", "President", ALWAYS, 0},
    {"Supt", "Superintendent", ALWAYS, 0},
    {"Jr", "Junior", ALWAYS, 1},
    {"Sr", "Senior", ALWAYS, 1},
    {"Esq", "Esquire", ALWAYS, 1},
    {"Inc", "Incorporated", ALWAYS, 1},
    {"Corp", "Corporation", ALWAYS, 1},
    {"Ltd", "Limited", ALWAYS, 1},
    {"Co", "Company", ALWAYS, 1},
    {"Bros", "Brothers", ALWAYS, 1},
    {"Dept", "Department", ALWAYS, 0},
    {"Univ", "University", ALWAYS, 0},
    {"Assn", "Association", ALWAYS, 1},
    {"Ave", "Avenue", ALWAYS, 1},
    {"Blvd", "Boulevard", ALWAYS, 1},
    {"Ave", "Avenue", AFTER_NAME, 1},
    {"Blvd", "Boulevard", AFTER_NAME, 1},
    {"Rd", "Road", AFTER_NAME, 1},
    {"Ct", "Court", AFTER_NAME, 1},
    {"Pl", "Place", AFTER_NAME, 1},
    {"Rd", "Road", ALWAYS, 1},
    {"Ln", "Lane", ALWAYS, 1},
    {"Hwy", "Highway", BARE_TOO, 0},
    {"Expy", "Expressway", ALWAYS, 1},
    {"Expy", "Expressway", AFTER_NAME, 1},
    {"Pkwy", "Parkway", ALWAYS, 1},
    {"Apt", "Apartment", ALWAYS, 0},
    {"Mt", "Mount", BARE_TOO, 0},
    {"Ft", "Fort", BEFORE_NAME, 0},
    {"No", "Number", BEFORE_FIGURE, 0},
    {"NO", "Number", BEFORE_FIGURE, 0},
    {"no", "number", BEFORE_FIGURE, 0},
    {"Nos", "numbers", BEFORE_FIGURE, 0},
    {"Vol", "Volume", BEFORE_FIGURE, 0},
    {"vol", "volume", BEFORE_FIGURE, 0},
    {"Fig", "Figure", BEFORE_FIGURE, 0},
    {"fig", "figure", BEFORE_FIGURE, 0},
    {"Eq", "Equation", BEFORE_FIGURE, 0},
    {"Sec", "Section", BEFORE_FIGURE, 0},
    {"sec", "section", BEFORE_FIGURE, 0},
    {"Ch", "Chapter", BEFORE_FIGURE, 0},
    {"ch", "chapter", BEFORE_FIGURE, 0},
    {"p", "page", BEFORE_FIGURE, 0},
    {"pp", "pages", BEFORE_FIGURE, 0},
    {"Art", "Article", BEFORE_FIGURE, 0},
    {"art", "article", BEFORE_FIGURE, 0},
    {"ca", "circa", BEFORE_FIGURE, 0},
    {"vs", "versus", ALWAYS, 0},
    {"e.g", "for example", ALWAYS, 0},
    {"i.e", "that is", ALWAYS, 0},
    {"etc", "et cetera", ALWAYS, 1},
    {"cf", "compare", ALWAYS, 0},
    {"viz", "namely", ALWAYS, 0},
    {"et al", "et al", ALWAYS, 1},
    {"approx", "approximately", ALWAYS, 0},
    {"dept", "department", ALWAYS, 0},
    {"est", "established", BEFORE_FIGURE, 0},
    {"incl", "including", ALWAYS, 0},
    {"min", "minutes", ALWAYS, 1},
    {"Ph.D", "PhD", ALWAYS, 1},
    {"M.D", "MD", ALWAYS, 1},
    {"B.C", "BC", ALWAYS, 1},
    {"A.D", "AD", ALWAYS, 1},
    {"B.C.E", "BCE", ALWAYS, 1},
    {"Mon", "Monday", ALWAYS, 1},
    {"Tue", "Tuesday", ALWAYS, 1},
    {"Tues", "Tuesday", ALWAYS, 1},
    {"Wed", "Wednesday", ALWAYS, 1},
    {"Thu", "Thursday", ALWAYS, 1},
    {"Thur", "Thursday", ALWAYS, 1},
    {"Thurs", "Thursday", ALWAYS, 1},
    {"Fri", "Friday", ALWAYS, 1},
    {"Sat", "Saturday", ALWAYS, 1},
    {"Sun", "Sunday", ALWAYS, 1},
};

static int capital_word_before(const struct norm *x)
{
    size_t i = x->at;
    if (!i || x->s[i - 1] != ' ') return 0;
    for (i--; i > 0 && en_norm_is_letter(x->s[i - 1]);)
        i--;
    return en_norm_is_upper(en_norm_byte(x, i)) ||
           en_norm_is_digit(en_norm_byte(x, i > 1 ? i - 2 : 0));
}

/* A capital word and a house number before: 1428 Elm St. */
static int in_address(const struct norm *x)
{
    size_t i = x->at;
    for (int words = 0; words < 3 && i && x->s[i - 1] == ' '; words++) {
        size_t end = --i;
        while (i && en_norm_is_letter(x->s[i - 1]))
            i--;
        if (i == end) return words > 0 && i && en_norm_is_digit(x->s[i - 1]);
        if (!en_norm_is_upper(x->s[i])) return 0;
    }
    return 0;
}

static int applies(const struct norm *x, const struct abbreviation *a, size_t end, int dot)
{
    size_t next = en_norm_skip_blanks(x, end + (size_t)dot);
    char c = en_norm_byte(x, next);
    switch (a->when) {
    case ALWAYS:
        return dot || strchr(a->s, '.') != NULL;
    case BARE_TOO:
        return dot || (next > end && en_norm_is_upper(c));
    case BEFORE_NAME:
        if (a->s[0] != 'F' && a->s[0] != 'M' && in_address(x)) return 0;
        return en_norm_is_upper(c) && next > end && (dot || !capital_word_before(x)) &&
               !(a->s[0] == 'S' && capital_word_before(x) && !dot);
    case BEFORE_FIGURE:
        return dot && en_norm_is_digit(c);
    case AFTER_NAME:
        return (dot || c == ',' || next >= x->n) && capital_word_before(x);
    }
    return 0;
}

size_t en_norm_abbreviation(struct norm *x)
{
    size_t i = x->at;
    if (!en_norm_is_letter(x->s[i])) return 0;
    if (en_norm_starts(x, i, "w/o ")) {
        buf_puts(&x->out, "without");
        return 3;
    }
    if (en_norm_starts(x, i, "w/ ")) {
        buf_puts(&x->out, "with");
        return 2;
    }
    for (size_t k = 0; k < sizeof(abbreviations) / sizeof(*abbreviations); k++) {
        const struct abbreviation *a = &abbreviations[k];
        if (a->s[0] != x->s[i] || !en_norm_starts(x, i, a->s)) continue;
        size_t end = i + strlen(a->s);
        int dot = en_norm_byte(x, end) == '.';
        int glued = dot && a->when == BEFORE_FIGURE && en_norm_is_digit(en_norm_byte(x, end + 1));
        if (!glued && en_norm_is_word(en_norm_byte(x, end + (size_t)dot))) continue;
        if (en_norm_byte(x, end) == '\'' || !applies(x, a, end, dot)) continue;
        buf_puts(&x->out, a->words);
        if (glued) buf_putc(&x->out, ' '); /* No.5 */
        size_t next = en_norm_skip_blanks(x, end + (size_t)dot);
        int ends = a->may_end && dot &&
                   ((next >= x->n && i > 0) ||
                    (next > end + 1 && en_norm_is_upper(en_norm_byte(x, next))));
        if (dot && en_norm_byte(x, end + 1) == '-' && en_norm_is_upper(en_norm_byte(x, end + 2))) {
            buf_puts(&x->out, " to "); /* Mon.-Sun. */
            return end + 2 - i;
        }
        return end + (dot && !ends) - i;
    }
    return 0;
}

/* ----------------------------------------------------------------------------- roman numerals */

/* The value of the roman numeral in capitals at i, at most 3999; 0: none. */
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
    for (size_t k = 0; k < sizeof(parts) / sizeof(*parts); k++) {
        size_t n = strlen(parts[k].s);
        int most = n == 2 || parts[k].v == 500 || parts[k].v == 50 || parts[k].v == 5 ? 1 : 3;
        for (int times = 0; times < most && en_norm_starts(x, at, parts[k].s); times++) {
            v += parts[k].v;
            at += n;
        }
    }
    *end = at;
    return at > i && !en_norm_is_word(en_norm_byte(x, at)) ? v : 0;
}

static const char numbered[] =
    " chapter part section volume act scene book article phase type class level title war bowl "
    "fantasy appendix grade stage mark schedule episode season round unit lesson category tier "
    "figure table amendment version vol ii generation apollo rocky ";
static const char rulers[] =
    " henry louis elizabeth charles george edward william james richard philip napoleon catherine "
    "peter alexander nicholas frederick leo pius francis mary paul benedict john ferdinand "
    "gregory ivan ramses ptolemy victor umberto wilhelm gustav olaf haakon margaret juan carlos "
    "felipe innocent clement urban boniface sixtus darius xerxes ";

size_t en_norm_roman(struct norm *x)
{
    size_t i = x->at, end = 0;
    if (!strchr("IVXLCDM", x->s[i]) || !x->s[i]) return 0;
    unsigned v = roman_at(x, i, &end);
    if (!v || en_norm_byte(x, end) == '\'' || en_norm_byte(x, end) == '-') return 0;
    char before[NORM_WORD_MAX], digits[8];
    size_t n = 0;
    for (unsigned scale = 1000; scale; scale /= 10)
        if (v >= scale) digits[n++] = (char)('0' + v / scale % 10);
    int has_before = en_norm_word_before(x, i, before) > 0 && x->s[i - 1] == ' ';
    if (has_before && en_norm_in(before, numbered)) {
        en_number_cardinal(&x->out, digits, n);
        return end - i;
    }
    size_t start = i > strlen(before) ? i - strlen(before) - 1 : 0;
    if (has_before && en_norm_in(before, rulers) && en_norm_is_upper(x->s[start])) {
        char next = en_norm_byte(x, en_norm_skip_blanks(x, end));
        char word[NORM_WORD_MAX];
        en_norm_word(x, en_norm_skip_blanks(x, end), word);
        if (v == 1 && en_norm_is_letter(next) &&
            !en_norm_in(word, " of was and died ruled who the in "))
            return 0;
        buf_puts(&x->out, "the ");
        en_number_ordinal(&x->out, digits, n);
        return end - i;
    }
    /* nothing but the numeral, and not a word or an initialism */
    if (i == 0 && en_norm_skip_blanks(x, end) == x->n && end > 1 && !en_norm_starts(x, 0, "MIX") &&
        !en_norm_starts(x, 0, "CD") && !en_norm_starts(x, 0, "DC") && !en_norm_starts(x, 0, "MD") &&
        !en_norm_starts(x, 0, "MC") && !en_norm_starts(x, 0, "DI") &&
        !en_norm_starts(x, 0, "LCD") && !en_norm_starts(x, 0, "DVI") &&
        !en_norm_starts(x, 0, "MI")) {
        en_number_cardinal(&x->out, digits, n);
        return end - i;
    }
    return 0;
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
    {"WI", "Wisconsin"},      {"WY", "Wyoming"},
};

/* "Stroudsburg, PA": behind a place and a comma, before a postal code, a mark or the end. */
size_t en_norm_state(struct norm *x)
{
    size_t i = x->at;
    if (i < 3 || x->s[i - 1] != ' ' || x->s[i - 2] != ',' || !en_norm_is_letter(x->s[i - 3]))
        return 0;
    size_t next = en_norm_skip_blanks(x, i + 2);
    char c = en_norm_byte(x, next);
    if (en_norm_is_word(en_norm_byte(x, i + 2)) || (en_norm_is_letter(c) && next > i + 2)) return 0;
    size_t start = i - 3;
    while (start > 0 && en_norm_is_letter(x->s[start - 1]))
        start--;
    if (!en_norm_is_upper(x->s[start])) return 0;
    for (size_t k = 0; k < sizeof(states) / sizeof(*states); k++)
        if (en_norm_starts(x, i, states[k][0])) {
            buf_puts(&x->out, states[k][1]);
            return 2;
        }
    return 0;
}

/* --------------------------------------------------------------------------------------- signs */

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

/* A sign by its name, the blanks around it made single. */
size_t en_norm_symbol(struct norm *x)
{
    size_t i = x->at, best = 0, n = 0;
    if (en_norm_is_letter(x->s[i]) || x->s[i] == ' ') return 0;
    char before = i ? x->s[i - 1] : ' ';
    if (x->s[i] == '~' && en_norm_is_digit(en_norm_byte(x, i + 1))) {
        buf_puts(&x->out, "about ");
        return 1;
    }
    if ((x->s[i] == '<' || x->s[i] == '>') &&
        en_norm_is_digit(en_norm_byte(x, en_norm_skip_blanks(x, i + 1)))) {
        buf_puts(&x->out, x->s[i] == '<' ? "less than " : "greater than ");
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
    if (!x->out.len)
        buf_puts(&x->out,
                 en_norm_is_word(before) && en_norm_is_word(en_norm_byte(x, end)) ? " " : "");
    return n;
}
