/* en_norm_word.c - abbreviations. */
#include <string.h>

#include "text/en/en_norm.h"
#include "text/en/en_number.h"

/* ------------------------------------------------------------------------------ abbreviations */

enum when {
    ALWAYS,         /* with its dot */
    BARE_TOO,       /* also without a dot before a capital: Mr Smith */
    BEFORE_NAME,    /* only before a capital: St. Louis */
    BEFORE_FIGURE,  /* only before a figure: No. 5, p. 12 */
    BARE_FIGURE,    /* also without its dot, before a figure: Apt 3C */
    AFTER_NAME,     /* only behind a capital word: Baker St. */
    IN_ADDRESS,     /* only behind a house number and capital words: 12 S 1st st */
    BETWEEN_NAMES,  /* only between capital words: Roe v. Wade */
    BEHIND_ORDINAL, /* only behind 2nd, 3rd: 2nd ed. */
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
    {"Messrs", "Messrs", ALWAYS, 0},
    {"Mme", "Madame", ALWAYS, 0},
    {"Mlle", "Mademoiselle", ALWAYS, 0},
    {"Fr", "Father", BEFORE_NAME, 0},
    {"Atty", "Attorney", ALWAYS, 0},
    {"Adm", "Admiral", ALWAYS, 0},
    {"Cpl", "Corporal", ALWAYS, 0},
    {"Pvt", "Private", ALWAYS, 0},
    {"Pfc", "Private First Class", ALWAYS, 0},
    {"Brig", "Brigadier", ALWAYS, 0},
    {"Sens", "Senators", ALWAYS, 0},
    {"Reps", "Representatives", ALWAYS, 0},
    {"Govs", "Governors", ALWAYS, 0},
    {"Gens", "Generals", ALWAYS, 0},
    {"Drs", "Doctors", ALWAYS, 0},
    {"Profs", "Professors", ALWAYS, 0},
    {"Pt", "Point", BEFORE_NAME, 0},
    {"Rte", "Route", BEFORE_FIGURE, 0},
    {"Rt", "Route", BEFORE_FIGURE, 0},
    {"para", "paragraph", BEFORE_FIGURE, 0},
    {"Para", "Paragraph", BEFORE_FIGURE, 0},
    {"v", "versus", BETWEEN_NAMES, 0},
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
    {"Ave", "Avenue", AFTER_NAME, 1},
    {"Blvd", "Boulevard", AFTER_NAME, 1},
    {"Ave", "Avenue", ALWAYS, 1},
    {"Blvd", "Boulevard", ALWAYS, 1},
    {"st", "Street", IN_ADDRESS, 1},
    {"ave", "Avenue", IN_ADDRESS, 1},
    {"blvd", "Boulevard", IN_ADDRESS, 1},
    {"rd", "Road", IN_ADDRESS, 1},
    {"dr", "Drive", IN_ADDRESS, 1},
    {"ln", "Lane", IN_ADDRESS, 1},
    {"ct", "Court", IN_ADDRESS, 1},
    {"pl", "Place", IN_ADDRESS, 1},
    {"hwy", "Highway", IN_ADDRESS, 1},
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
    {"Apt", "Apartment", BARE_FIGURE, 0},
    {"Hwy", "Highway", BARE_FIGURE, 0},
    {"Rte", "Route", BARE_FIGURE, 0},
    {"Ste", "Suite", BARE_FIGURE, 0},
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
    {"min", "minimum", BEFORE_FIGURE, 0},
    {"Ph.D", "PhD", ALWAYS, 1},
    {"M.D", "MD", ALWAYS, 1},
    {"B.C", "BC", ALWAYS, 1},
    {"A.D", "AD", ALWAYS, 1},
    {"B.C.E", "BCE", ALWAYS, 1},
    {"Figs", "Figures", BEFORE_FIGURE, 0},
    {"figs", "figures", BEFORE_FIGURE, 0},
    {"Vols", "Volumes", BEFORE_FIGURE, 0},
    {"vols", "volumes", BEFORE_FIGURE, 0},
    {"Eqs", "Equations", BEFORE_FIGURE, 0},
    {"nos", "numbers", BEFORE_FIGURE, 0},
    {"pg", "page", BEFORE_FIGURE, 0},
    {"ext", "extension", BEFORE_FIGURE, 0},
    {"Ext", "Extension", BEFORE_FIGURE, 0},
    {"c", "circa", BEFORE_FIGURE, 0},
    {"b", "born", BEFORE_FIGURE, 0},
    {"d", "died", BEFORE_FIGURE, 0},
    {"r", "ruled", BEFORE_FIGURE, 0},
    {"Rm", "Room", BEFORE_FIGURE, 0},
    {"Ste", "Suite", BEFORE_FIGURE, 0},
    {"Bldg", "Building", ALWAYS, 0},
    {"bldg", "building", ALWAYS, 0},
    {"fn", "footnote", BEFORE_FIGURE, 0},
    {"Fwy", "Freeway", ALWAYS, 1},
    {"Sq", "Square", AFTER_NAME, 1},
    {"Cir", "Circle", AFTER_NAME, 1},
    {"Ter", "Terrace", AFTER_NAME, 1},
    {"Hwy", "Highway", AFTER_NAME, 1},
    {"Govt", "Government", ALWAYS, 0},
    {"govt", "government", ALWAYS, 0},
    {"Intl", "International", ALWAYS, 0},
    {"Natl", "National", ALWAYS, 0},
    {"Assoc", "Associates", ALWAYS, 1},
    {"Mfg", "Manufacturing", ALWAYS, 1},
    {"Mgr", "Manager", ALWAYS, 1},
    {"Dist", "District", ALWAYS, 0},
    {"appt", "appointment", ALWAYS, 1},
    {"Appt", "Appointment", ALWAYS, 1},
    {"acct", "account", ALWAYS, 1},
    {"avg", "average", ALWAYS, 0},
    {"max", "maximum", ALWAYS, 0},
    {"Max", "Maximum", BEFORE_FIGURE, 0},
    {"Min", "Minimum", BEFORE_FIGURE, 0},
    {"Avg", "Average", ALWAYS, 0},
    {"temp", "temperature", ALWAYS, 0},
    {"Tel", "Telephone", ALWAYS, 0},
    {"tel", "telephone", ALWAYS, 0},
    {"misc", "miscellaneous", ALWAYS, 1},
    {"Misc", "Miscellaneous", ALWAYS, 1},
    {"esp", "especially", ALWAYS, 0},
    {"orig", "original", ALWAYS, 0},
    {"Approx", "Approximately", ALWAYS, 0},
    {"qty", "quantity", ALWAYS, 1},
    {"Qty", "Quantity", ALWAYS, 1},
    {"Fl", "Floor", BEHIND_ORDINAL, 1},
    {"fl", "floor", BEHIND_ORDINAL, 1},
    {"ed", "edition", BEHIND_ORDINAL, 1},
    {"gen", "generation", BEHIND_ORDINAL, 1},
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
    for (i--; i > 0 && (en_norm_is_letter(x->s[i - 1]) || x->s[i - 1] == '\'');)
        i--;
    return en_norm_is_upper(en_norm_byte(x, i)) || (i && en_norm_is_digit(x->s[i - 1]));
}

/* A capital word and a house number before: 1428 Elm St. */
static int in_address(const struct norm *x)
{
    size_t i = x->at;
    for (int words = 0; words < 4 && i && x->s[i - 1] == ' '; words++) {
        size_t end = --i;
        while (i && en_norm_is_letter(x->s[i - 1]))
            i--;
        int figure = i && en_norm_is_digit(x->s[i - 1]);
        if (i == end) return words > 0 && figure;
        if (!figure && !en_norm_is_upper(x->s[i])) return 0;
        while (i && en_norm_is_digit(x->s[i - 1])) /* 12 S 1st st */
            i--;
    }
    return 0;
}

/* Vol. II, Ch. IV */
static int before_roman(const struct norm *x, const struct abbreviation *a, size_t i)
{
    size_t n = 0;
    while (en_norm_byte(x, i + n) && strchr("IVX", x->s[i + n]))
        n++;
    return n && n < 7 && strlen(a->s) > 1 && !en_norm_is_word(en_norm_byte(x, i + n)) &&
           en_norm_in(a->words, " Volume volume Chapter chapter Section section Article article "
                                "Figure figure Book Part ");
}

/* Does a sentence begin at i? Its dot may as well have been an abbreviation's: what follows must be
 * a word that sentences begin with. */
static int starts_sentence(const struct norm *x, size_t i)
{
    static const char starters[] =
        " the a an in on at it he she they we i you this that these those but and so if when while "
        "because after before as for from his her its our their my there here what who why how "
        "where "
        "then now yes no not nor or yet also however although though since until once both each "
        "every "
        "all some many most several few one two three with without by to of during under over "
        "between "
        "meanwhile still even just only perhaps maybe please let ";
    char word[NORM_WORD_MAX];
    return en_norm_is_upper(en_norm_byte(x, i)) && en_norm_word(x, i, word) &&
           en_norm_in(word, starters);
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
        return dot && (en_norm_is_digit(c) || before_roman(x, a, next));
    case BARE_FIGURE:
        return en_norm_is_digit(c) || c == '#';
    case BETWEEN_NAMES:
        return dot && en_norm_is_upper(c) && capital_word_before(x);
    case BEHIND_ORDINAL:
        return dot && x->at > 3 && x->s[x->at - 1] == ' ' && en_norm_is_letter(x->s[x->at - 2]) &&
               en_norm_is_digit(x->s[x->at - 4]);
    case IN_ADDRESS:
        return in_address(x);
    case AFTER_NAME:
        return (dot || in_address(x) || c == ',' || next >= x->n) && capital_word_before(x);
    }
    return 0;
}

size_t en_norm_abbreviation(struct norm *x)
{
    size_t i = x->at;
    if (!en_norm_is_letter(x->s[i])) return 0;
    if (en_norm_starts(x, i, "w/out") && !en_norm_is_word(en_norm_byte(x, i + 5))) {
        buf_puts(&x->out, "without");
        return 5;
    }
    if (en_norm_starts(x, i, "w/in") && !en_norm_is_word(en_norm_byte(x, i + 4))) {
        buf_puts(&x->out, "within");
        return 4;
    }
    if (en_norm_starts(x, i, "b/c") && !en_norm_is_word(en_norm_byte(x, i + 3))) {
        buf_puts(&x->out, "because");
        return 3;
    }
    if (en_norm_starts(x, i, "w/o") && !en_norm_is_word(en_norm_byte(x, i + 3))) {
        buf_puts(&x->out, "without");
        return 3;
    }
    if (en_norm_starts(x, i, "w/") && !(i && en_norm_is_word(x->s[i - 1])) &&
        (en_norm_byte(x, i + 2) == ' ' || en_norm_is_word(en_norm_byte(x, i + 2)))) {
        buf_puts(&x->out, "with");
        if (en_norm_byte(x, i + 2) != ' ') buf_putc(&x->out, ' ');
        return 2;
    }
    if (en_norm_starts(x, i, "Ctrl") && en_norm_byte(x, i + 4) == '+') {
        buf_puts(&x->out, "Control");
        return 4;
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
                   ((next >= x->n && i > 0) || (next > end + 1 && starts_sentence(x, next)));
        if (dot && en_norm_byte(x, end + 1) == '-' && en_norm_is_upper(en_norm_byte(x, end + 2))) {
            buf_puts(&x->out, " to "); /* Mon.-Sun. */
            return end + 2 - i;
        }
        return end + (dot && !ends) - i;
    }
    return 0;
}
