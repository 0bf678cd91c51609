/* en_norm_number.c - numbers and what is counted: ranges, ratios, fractions, measures, ordinals. */
#include <string.h>

#include "text/en/en_norm.h"
#include "text/en/en_number.h"

/* ------------------------------------------------------------------------------------- units */

struct unit {
    const char *sign, *one, *many;
    int spaced; /* may stand behind a blank without being mistaken for a word */
};

static const struct unit units[] = {
    {"%", "percent", "percent", 1},
    {"‰", "per mille", "per mille", 1},
    {"°C", "degree Celsius", "degrees Celsius", 1},
    {"°F", "degree Fahrenheit", "degrees Fahrenheit", 1},
    {"℃", "degree Celsius", "degrees Celsius", 1},
    {"℉", "degree Fahrenheit", "degrees Fahrenheit", 1},
    {"°", "degree", "degrees", 1},
    {"km/h", "kilometer per hour", "kilometers per hour", 1},
    {"km/s", "kilometer per second", "kilometers per second", 1},
    {"m/s", "meter per second", "meters per second", 1},
    {"m/s²", "meter per second squared", "meters per second squared", 1},
    {"mph", "mile per hour", "miles per hour", 1},
    {"kph", "kilometer per hour", "kilometers per hour", 1},
    {"km²", "square kilometer", "square kilometers", 1},
    {"m²", "square meter", "square meters", 1},
    {"cm²", "square centimeter", "square centimeters", 1},
    {"mm²", "square millimeter", "square millimeters", 1},
    {"ft²", "square foot", "square feet", 1},
    {"m³", "cubic meter", "cubic meters", 1},
    {"cm³", "cubic centimeter", "cubic centimeters", 1},
    {"km", "kilometer", "kilometers", 1},
    {"cm", "centimeter", "centimeters", 1},
    {"mm", "millimeter", "millimeters", 1},
    {"nm", "nanometer", "nanometers", 1},
    {"μm", "micrometer", "micrometers", 1},
    {"µm", "micrometer", "micrometers", 1},
    {"m", "meter", "meters", 1},
    {"ft", "foot", "feet", 1},
    {"yd", "yard", "yards", 1},
    {"mi", "mile", "miles", 1},
    {"in.", "inch", "inches", 1},
    {"tbsp.", "tablespoon", "tablespoons", 1},
    {"tbsp", "tablespoon", "tablespoons", 1},
    {"tsp.", "teaspoon", "teaspoons", 1},
    {"tsp", "teaspoon", "teaspoons", 1},
    {"sq ft", "square foot", "square feet", 1},
    {"sqft", "square foot", "square feet", 1},
    {"kg", "kilogram", "kilograms", 1},
    {"mg", "milligram", "milligrams", 1},
    {"μg", "microgram", "micrograms", 1},
    {"g", "gram", "grams", 1},
    {"lb", "pound", "pounds", 1},
    {"lbs", "pound", "pounds", 1},
    {"oz", "ounce", "ounces", 1},
    {"ml", "milliliter", "milliliters", 1},
    {"mL", "milliliter", "milliliters", 1},
    {"L", "liter", "liters", 1},
    {"l", "liter", "liters", 0},
    {"kWh", "kilowatt hour", "kilowatt hours", 1},
    {"Wh", "watt hour", "watt hours", 1},
    {"mAh", "milliamp hour", "milliamp hours", 1},
    {"kW", "kilowatt", "kilowatts", 1},
    {"MW", "megawatt", "megawatts", 1},
    {"GW", "gigawatt", "gigawatts", 1},
    {"W", "watt", "watts", 1},
    {"kV", "kilovolt", "kilovolts", 1},
    {"V", "volt", "volts", 0},
    {"mA", "milliamp", "milliamps", 1},
    {"Hz", "hertz", "hertz", 1},
    {"kHz", "kilohertz", "kilohertz", 1},
    {"MHz", "megahertz", "megahertz", 1},
    {"GHz", "gigahertz", "gigahertz", 1},
    {"dB", "decibel", "decibels", 1},
    {"Pa", "pascal", "pascals", 1},
    {"kPa", "kilopascal", "kilopascals", 1},
    {"kB", "kilobyte", "kilobytes", 1},
    {"KB", "kilobyte", "kilobytes", 1},
    {"MB", "megabyte", "megabytes", 1},
    {"GB", "gigabyte", "gigabytes", 1},
    {"TB", "terabyte", "terabytes", 1},
    {"PB", "petabyte", "petabytes", 1},
    {"KiB", "kibibyte", "kibibytes", 1},
    {"MiB", "mebibyte", "mebibytes", 1},
    {"GiB", "gibibyte", "gibibytes", 1},
    {"MB/s", "megabyte per second", "megabytes per second", 1},
    {"GB/s", "gigabyte per second", "gigabytes per second", 1},
    {"kbps", "kilobit per second", "kilobits per second", 1},
    {"Kbps", "kilobit per second", "kilobits per second", 1},
    {"Mbps", "megabit per second", "megabits per second", 1},
    {"Gbps", "gigabit per second", "gigabits per second", 1},
    {"ms", "millisecond", "milliseconds", 1},
    {"μs", "microsecond", "microseconds", 1},
    {"ns", "nanosecond", "nanoseconds", 1},
    {"s", "second", "seconds", 0},
    {"sec", "second", "seconds", 1},
    {"secs", "second", "seconds", 1},
    {"min", "minute", "minutes", 1},
    {"mins", "minute", "minutes", 1},
    {"h", "hour", "hours", 1},
    {"hr", "hour", "hours", 1},
    {"hrs", "hour", "hours", 1},
    {"yr", "year", "years", 1},
    {"yrs", "year", "years", 1},
    {"kcal", "kilocalorie", "kilocalories", 1},
    {"cal", "calorie", "calories", 1},
    {"px", "pixel", "pixels", 1},
    {"rpm", "revolution per minute", "revolutions per minute", 1},
    {"ppm", "part per million", "parts per million", 1},
    {"ha", "hectare", "hectares", 1},
    {"km³", "cubic kilometer", "cubic kilometers", 1},
    {"mm³", "cubic millimeter", "cubic millimeters", 1},
    {"dm³", "cubic decimeter", "cubic decimeters", 1},
    {"m^2", "square meter", "square meters", 1},
    {"km^2", "square kilometer", "square kilometers", 1},
    {"m^3", "cubic meter", "cubic meters", 1},
    {"m2", "square meter", "square meters", 1},
    {"km2", "square kilometer", "square kilometers", 1},
    {"cm2", "square centimeter", "square centimeters", 1},
    {"m3", "cubic meter", "cubic meters", 1},
    {"cm3", "cubic centimeter", "cubic centimeters", 1},
    {"sq mi", "square mile", "square miles", 1},
    {"sq m", "square meter", "square meters", 1},
    {"sq km", "square kilometer", "square kilometers", 1},
    {"° C", "degree Celsius", "degrees Celsius", 1},
    {"° F", "degree Fahrenheit", "degrees Fahrenheit", 1},
    {"KG", "kilogram", "kilograms", 1},
    {"Kg", "kilogram", "kilograms", 1},
    {"kgs", "kilogram", "kilograms", 1},
    {"KM", "kilometer", "kilometers", 1},
    {"CM", "centimeter", "centimeters", 1},
    {"MM", "millimeter", "millimeters", 1},
    {"dm", "decimeter", "decimeters", 1},
    {"ML", "milliliter", "milliliters", 1},
    {"lm", "lumen", "lumens", 1},
    {"hp", "horsepower", "horsepower", 1},
    {"gb", "gigabyte", "gigabytes", 1},
    {"mb", "megabyte", "megabytes", 1},
    {"kb", "kilobyte", "kilobytes", 1},
    {"tb", "terabyte", "terabytes", 1},
    {"Mb", "megabit", "megabits", 1},
    {"Gb", "gigabit", "gigabits", 1},
    {"mbps", "megabit per second", "megabits per second", 1},
    {"gbps", "gigabit per second", "gigabits per second", 1},
    {"KB/s", "kilobyte per second", "kilobytes per second", 1},
    {"hz", "hertz", "hertz", 1},
    {"khz", "kilohertz", "kilohertz", 1},
    {"mhz", "megahertz", "megahertz", 1},
    {"ghz", "gigahertz", "gigahertz", 1},
    {"KHz", "kilohertz", "kilohertz", 1},
    {"kw", "kilowatt", "kilowatts", 1},
    {"KW", "kilowatt", "kilowatts", 1},
    {"mW", "milliwatt", "milliwatts", 1},
    {"mV", "millivolt", "millivolts", 1},
    {"v", "volt", "volts", 0},
    {"A", "amp", "amps", 0},
    {"Ω", "ohm", "ohms", 1},
    {"kΩ", "kilohm", "kilohms", 1},
    {"db", "decibel", "decibels", 1},
    {"MPa", "megapascal", "megapascals", 1},
    {"hPa", "hectopascal", "hectopascals", 1},
    {"mmHg", "millimeter of mercury", "millimeters of mercury", 1},
    {"kJ", "kilojoule", "kilojoules", 1},
    {"mol", "mole", "moles", 1},
    {"mg/dL", "milligram per deciliter", "milligrams per deciliter", 1},
    {"mg/L", "milligram per liter", "milligrams per liter", 1},
    {"g/L", "gram per liter", "grams per liter", 1},
    {"kg/m³", "kilogram per cubic meter", "kilograms per cubic meter", 1},
    {"kmh", "kilometer per hour", "kilometers per hour", 1},
    {"mi/h", "mile per hour", "miles per hour", 1},
    {"fps", "frame per second", "frames per second", 1},
    {"wk", "week", "weeks", 1},
    {"wks", "week", "weeks", 1},
    {"mo", "month", "months", 0},
    {"mos", "month", "months", 1},
    {"us", "microsecond", "microseconds", 0},
    {"gal", "gallon", "gallons", 1},
    {"′", "minute", "minutes", 0},
    {"″", "second", "seconds", 0},
    {"x", "time", "times", 0},
};

size_t en_norm_unit(const struct norm *x, size_t i, int one, const char **name)
{
    size_t at = en_norm_skip_blanks(x, i), best = 0;
    if (at == i && en_norm_byte(x, i) == '-' && en_norm_is_letter(en_norm_byte(x, i + 1)))
        at++; /* 5-kg */
    for (size_t k = 0; k < sizeof(units) / sizeof(*units); k++) {
        const struct unit *u = &units[k];
        size_t n = strlen(u->sign), end = at + n;
        if ((at > i && !u->spaced) || end <= best || !en_norm_starts(x, at, u->sign)) continue;
        char next = en_norm_byte(x, end);
        if (en_norm_is_letter(u->sign[n - 1]) && (en_norm_is_word(next) || next == '\'')) continue;
        best = end;
        *name = one ? u->one : u->many;
    }
    return best;
}

/* 12/kg, 42 /m²: the end of what it is counted by; `i` itself: nothing is. */
static size_t per_unit(const struct norm *x, size_t i, const char **name)
{
    size_t at = en_norm_skip_blanks(x, i);
    if (en_norm_byte(x, at) != '/' || en_norm_byte(x, at + 1) == ' ') return i;
    size_t end = en_norm_unit(x, at + 1, 1, name);
    return end ? end : i;
}

static size_t put_per(struct norm *x, size_t i)
{
    const char *name = NULL;
    size_t end = per_unit(x, i, &name);
    if (end == i) return i;
    buf_puts(&x->out, " per ");
    buf_puts(&x->out, name);
    return end;
}

/* Behind a number: a magnitude, a unit, "k"; puts them and returns the end. */
static size_t put_behind(struct norm *x, size_t end, int one)
{
    const char *name = NULL;
    size_t next = en_norm_magnitude(x, end, &name);
    if (next) {
        buf_putc(&x->out, ' ');
        buf_puts(&x->out, name);
        end = next;
        one = 0;
    }
    next = en_norm_unit(x, end, one, &name);
    if (next) {
        buf_putc(&x->out, ' ');
        buf_puts(&x->out, name);
        end = next;
    }
    return put_per(x, end);
}

/* 10k, 20K; but a screen is 4K. */
static int is_thousand(const struct norm *x, const struct figure *f)
{
    char c = en_norm_byte(x, f->end);
    return (c == 'k' || (c == 'K' && f->n_whole > 1)) &&
           !en_norm_is_word(en_norm_byte(x, f->end + 1));
}

/* ---------------------------------------------------------------------------- two numbers */

static size_t dash_at(const struct norm *x, size_t i)
{
    if (en_norm_byte(x, i) == '-' || en_norm_byte(x, i) == '~') return 1;
    return en_norm_starts(x, i, "–") || en_norm_starts(x, i, "—") || en_norm_starts(x, i, "～") ? 3
                                                                                                : 0;
}

/* A number at i and then an equals sign: what stands before i is a minus, not a dash. */
static int makes_equation(const struct norm *x, size_t i)
{
    struct figure f;
    return en_norm_is_digit(en_norm_byte(x, i)) && en_norm_figure(x, i, &f) &&
           en_norm_byte(x, en_norm_skip_blanks(x, f.end)) == '=';
}

/* 2-3, 10–20%, 1990-1995, Mon.-Sun. is an abbreviation's */
size_t en_norm_range(struct norm *x)
{
    struct figure low, high;
    const char *name = NULL;
    if (!en_norm_figure(x, x->at, &low)) return 0;
    size_t dash = low.end;
    size_t low_unit = en_norm_unit(x, low.end, en_norm_is_one(&low), &name);
    if (!dash_at(x, dash) && low_unit) dash = low_unit;
    size_t n = dash_at(x, dash);
    if (n == 1 && makes_equation(x, dash + 1)) return 0;
    if (!n || !en_norm_figure(x, dash + n, &high) || !en_norm_ends(x, high.end)) {
        const char *unit = NULL;
        if (!n || !en_norm_figure(x, dash + n, &high) || !en_norm_unit(x, high.end, 0, &unit))
            return 0;
    }
    int years = low.n_whole == 4 && !low.commas && !low.n_part &&
                en_norm_value(low.whole, 4) < 2100 && en_norm_value(low.whole, 4) >= 1100 &&
                (high.n_whole == 4 || high.n_whole == 2) && !high.n_part;
    if (years)
        en_number_year(&x->out, low.whole);
    else
        en_norm_put_figure(x, &low);
    if (dash == low_unit) {
        buf_putc(&x->out, ' ');
        buf_puts(&x->out, name);
    }
    buf_puts(&x->out, " to ");
    if (years && high.n_whole == 4)
        en_number_year(&x->out, high.whole);
    else
        en_norm_put_figure(x, &high);
    return put_behind(x, high.end, 0) - x->at;
}

/* 3:2 is three to two; a colon between figures that is no time. */
size_t en_norm_ratio(struct norm *x)
{
    struct figure a, b;
    if (!en_norm_figure(x, x->at, &a) || en_norm_byte(x, a.end) != ':' ||
        !en_norm_is_digit(en_norm_byte(x, a.end + 1)) || !en_norm_figure(x, a.end + 1, &b) ||
        !en_norm_ends(x, b.end))
        return 0;
    en_norm_put_figure(x, &a);
    buf_puts(&x->out, " to ");
    en_norm_put_figure(x, &b);
    return b.end - x->at;
}

/* 5 - 3, 2 * 10 μm, 3 × 4, 8 ÷ 2, 2 + 2, 1 = 1: a sign between numbers, blanks around or not. */
size_t en_norm_sum(struct norm *x)
{
    static const struct {
        const char *sign, *name;
        int blanks; /* only with blanks around */
    } signs[] = {
        {"+", "plus", 0},
        {"-", "minus", 1},
        {"−", "minus", 0},
        {"*", "times", 0},
        {"×", "times", 0},
        {"÷", "divided by", 0},
        {"/", "divided by", 1},
        {"=", "equals", 0},
        {"^", "to the power of", 0},
        {"<", "is less than", 0},
        {">", "is greater than", 0},
        {"∕", "divided by", 0},
        {"∗", "times", 0},
        {"⋅", "times", 0},
        {"·", "times", 1},
        {"<=", "is less than or equal to", 0},
    };
    struct figure a;
    if (!en_norm_is_digit(x->s[x->at]) || !en_norm_figure(x, x->at, &a)) return 0;
    size_t at = en_norm_skip_blanks(x, a.end);
    for (size_t i = 0; i < sizeof(signs) / sizeof(*signs); i++) {
        size_t n = strlen(signs[i].sign);
        if (!en_norm_starts(x, at, signs[i].sign)) continue;
        size_t next = en_norm_skip_blanks(x, at + n);
        if (signs[i].blanks && (at == a.end || next == at + n) &&
            !(*signs[i].sign == '-' && makes_equation(x, next)))
            continue;
        char c = en_norm_byte(x, next);
        if (!en_norm_is_digit(c) && !(c == '-' && en_norm_is_digit(en_norm_byte(x, next + 1))))
            continue;
        en_norm_put_figure(x, &a);
        buf_putc(&x->out, ' ');
        buf_puts(&x->out, signs[i].name);
        buf_putc(&x->out, ' ');
        return next - x->at;
    }
    return 0;
}

/* 1920x1080, 3 x 4 */
size_t en_norm_dimension(struct norm *x)
{
    struct figure a, b;
    if (!en_norm_is_digit(x->s[x->at]) || !en_norm_figure(x, x->at, &a)) return 0;
    size_t at = en_norm_skip_blanks(x, a.end);
    if (en_norm_byte(x, at) != 'x' && en_norm_byte(x, at) != 'X') return 0;
    size_t next = en_norm_skip_blanks(x, at + 1);
    if (!en_norm_is_digit(en_norm_byte(x, next)) || !en_norm_figure(x, next, &b)) return 0;
    if (a.n_whole == 4 && !a.n_part && b.n_whole >= 3 && b.n_whole <= 4 && !b.n_part) {
        en_number_pairs(&x->out, a.whole, a.n_whole);
        buf_puts(&x->out, " by ");
        if (b.n_whole == 4)
            en_number_pairs(&x->out, b.whole, b.n_whole);
        else
            en_number_cardinal(&x->out, b.whole, b.n_whole);
        return b.end - x->at;
    }
    en_norm_put_figure(x, &a);
    buf_puts(&x->out, " by "); /* the second number is read next: it may have a unit */
    return next - x->at;
}

/* ---------------------------------------------------------------------------------- fractions */

static const struct {
    const char *sign, *top, *bottom;
} vulgar[] = {
    {"½", "1", "2"}, {"⅓", "1", "3"}, {"⅔", "2", "3"}, {"¼", "1", "4"}, {"¾", "3", "4"},
    {"⅕", "1", "5"}, {"⅖", "2", "5"}, {"⅗", "3", "5"}, {"⅘", "4", "5"}, {"⅙", "1", "6"},
    {"⅛", "1", "8"}, {"⅜", "3", "8"}, {"⅝", "5", "8"}, {"⅞", "7", "8"}, {"⅒", "1", "10"},
};

/* One sign for a fraction at i; its end, 0: none. */
static size_t put_vulgar(struct norm *x, size_t i)
{
    for (size_t k = 0; k < sizeof(vulgar) / sizeof(*vulgar); k++)
        if (en_norm_starts(x, i, vulgar[k].sign)) {
            en_number_fraction(&x->out, vulgar[k].top, strlen(vulgar[k].top), vulgar[k].bottom,
                               strlen(vulgar[k].bottom));
            return i + strlen(vulgar[k].sign);
        }
    return 0;
}

/* 4/5 at i, neither figure with a point; its end, 0: none. */
static size_t put_plain_fraction(struct norm *x, size_t i)
{
    struct figure a, b;
    if (!en_norm_is_digit(en_norm_byte(x, i)) || !en_norm_figure(x, i, &a) || a.n_part ||
        en_norm_byte(x, a.end) != '/' || !en_norm_is_digit(en_norm_byte(x, a.end + 1)) ||
        !en_norm_figure(x, a.end + 1, &b) || b.n_part || a.n_whole > 4 || b.n_whole > 4)
        return 0;
    size_t end = b.end;
    if (en_norm_starts(x, end, "th") || en_norm_starts(x, end, "rd") ||
        en_norm_starts(x, end, "nd")) {
        end += 2;
        if (en_norm_byte(x, end) == 's') end++;
    }
    if (!en_norm_ends(x, end) || en_norm_byte(x, end) == '/') return 0;
    int said_plain =
        (a.n_whole == 2 && !memcmp(a.whole, "24", 2) && b.n_whole == 1 && b.whole[0] == '7') ||
        (a.n_whole == 1 && a.whole[0] == '9' && b.n_whole == 2 && !memcmp(b.whole, "11", 2));
    unsigned top = en_norm_value(a.whole, a.n_whole), bottom = en_norm_value(b.whole, b.n_whole);
    if (said_plain || bottom <= 1 || (b.n_whole > 1 && b.whole[0] == '0')) {
        en_norm_put_figure(x, &a);
        buf_puts(&x->out, said_plain ? " " : " over ");
        en_norm_put_figure(x, &b);
    } else if (top > bottom && bottom > 12) { /* 120/80: no fraction anybody means */
        en_norm_put_figure(x, &a);
        buf_puts(&x->out, " over ");
        en_norm_put_figure(x, &b);
    } else {
        en_number_fraction(&x->out, a.whole, a.n_whole, b.whole, b.n_whole);
    }
    return end;
}

/* ¾, 1/3, 23 4/5, 2½ */
size_t en_norm_fraction(struct norm *x)
{
    size_t end = put_vulgar(x, x->at);
    if (end) return end - x->at;
    end = put_plain_fraction(x, x->at);
    if (end) return end - x->at;
    struct figure whole;
    if (!en_norm_is_digit(x->s[x->at]) || !en_norm_figure(x, x->at, &whole) || whole.n_part)
        return 0;
    struct norm ahead = *x;
    ahead.out = buf_make(256);
    size_t at = en_norm_skip_blanks(x, whole.end);
    end = put_vulgar(&ahead, at);
    if (!end && at > whole.end) end = put_plain_fraction(&ahead, at);
    if (end) {
        en_norm_put_figure(x, &whole);
        buf_puts(&x->out, strncmp(ahead.out.data, "one ", 4) ? " and " : " and a ");
        buf_puts(&x->out, ahead.out.data + (strncmp(ahead.out.data, "one ", 4) ? 0 : 4));
        end = put_behind(x, end, 0);
    }
    buf_free(&ahead.out);
    return end ? end - x->at : 0;
}

/* -------------------------------------------------------------------------------- one number */

/* 1M tokens, 3.5B people: something is counted. A 7B model is not. */
static size_t counted_magnitude(const struct norm *x, size_t i, const char **name)
{
    char c = en_norm_byte(x, i), word[NORM_WORD_MAX];
    if ((c != 'M' && c != 'B') || en_norm_byte(x, i + 1) != ' ') return 0;
    size_t n = en_norm_word(x, i + 2, word);
    int counted = n > 3 && word[n - 1] == 's' && word[n - 2] != 's';
    if (!counted && !en_norm_in(word, " people men women children ")) return 0;
    *name = c == 'M' ? "million" : "billion";
    return i + 1;
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
    int thousand = is_thousand(x, &f);
    size_t counted = negative ? 0 : counted_magnitude(x, f.end, &name);
    if (counted) {
        en_norm_put_figure(x, &f);
        buf_putc(&x->out, ' ');
        buf_puts(&x->out, name);
        return counted - i;
    }
    if (!thousand && !en_norm_unit(x, f.end, 0, &name) && !en_norm_magnitude(x, f.end, &name) &&
        per_unit(x, f.end, &name) == f.end)
        return 0;
    if (negative) buf_puts(&x->out, "negative ");
    en_norm_put_figure(x, &f);
    if (thousand) {
        buf_puts(&x->out, " thousand");
        return f.end + 1 - i;
    }
    return put_behind(x, f.end, en_norm_is_one(&f)) - i;
}

/* A whole number at *at directly before `unit`; puts it with its name and moves *at behind. */
static int put_part(struct norm *x, size_t *at, const char *unit, const char *one, const char *many)
{
    struct figure f;
    if (!en_norm_is_digit(en_norm_byte(x, *at)) || !en_norm_figure(x, *at, &f) || f.n_part ||
        !en_norm_starts(x, f.end, unit))
        return 0;
    if (x->out.len) buf_putc(&x->out, ' ');
    en_norm_put_figure(x, &f);
    buf_putc(&x->out, ' ');
    buf_puts(&x->out, en_norm_is_one(&f) ? one : many);
    *at = f.end + strlen(unit);
    return 1;
}

/* 2h 30m, 1h5m20s; 5'11" */
size_t en_norm_parts(struct norm *x)
{
    size_t at = x->at;
    if (put_part(x, &at, "h", "hour", "hours")) {
        size_t next = en_norm_skip_blanks(x, at);
        if (!put_part(x, &next, "m", "minute", "minutes")) return 0;
        at = next;
        if (put_part(x, &next, "s", "second", "seconds")) at = next;
        return en_norm_is_word(en_norm_byte(x, at)) ? 0 : at - x->at;
    }
    struct figure inches;
    if (!put_part(x, &at, "'", "foot", "foot") || !en_norm_figure(x, at, &inches) ||
        en_norm_byte(x, inches.end) != '"')
        return 0;
    buf_putc(&x->out, ' ');
    en_norm_put_figure(x, &inches);
    return inches.end + 1 - x->at;
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

/* " E" of 1211 E Arques Ave; its length. */
static size_t put_direction(struct norm *x, size_t i)
{
    static const char *const names[] = {"North", "South", "East", "West"};
    char c = en_norm_byte(x, i + 1);
    static const char letters[] = "NSEW";
    const char *which = c ? strchr(letters, c) : NULL;
    size_t dot = en_norm_byte(x, i + 2) == '.';
    if (en_norm_byte(x, i) != ' ' || !which || en_norm_byte(x, i + 2 + dot) != ' ') return 0;
    buf_putc(&x->out, ' ');
    buf_puts(&x->out, names[which - letters]);
    return 2 + dot;
}

/* 2788 San Tomas Expy: a house number, when a kind of street follows soon. */
size_t en_norm_house_number(struct norm *x)
{
    static const char streets[] =
        " street st avenue ave road rd boulevard blvd drive dr lane ln "
        "expy expressway court ct place pl square way highway hwy parkway "
        "pkwy ";
    size_t n = 0;
    while (en_norm_is_digit(en_norm_byte(x, x->at + n)) && n < 6)
        n++;
    if (n < 3 || n > 4 || en_norm_byte(x, x->at + n) != ' ') return 0;
    size_t at = x->at + n;
    for (int k = 0; k < 4; k++) {
        char word[NORM_WORD_MAX];
        at = en_norm_skip_blanks(x, at);
        size_t len = en_norm_word(x, at, word);
        struct figure f;
        if (!len && k && en_norm_figure(x, at, &f)) { /* 708 N 1st St */
            len = f.end + 2 - at;
            at += len;
            continue;
        }
        if (!len || (!en_norm_is_upper(x->s[at]) && !(k > 1 && en_norm_in(word, streets))))
            return 0;
        if (k > 0 && en_norm_in(word, streets)) {
            en_number_pairs(&x->out, x->s + x->at, n);
            return n + put_direction(x, x->at + n);
        }
        at += len;
    }
    return 0;
}

/* Four figures alone are a year, unless something is counted. */
size_t en_norm_year(struct norm *x)
{
    static const char not_counted[] =
        " is was has does this as its us plus versus vs minus unless across always perhaps ";
    size_t n = 0, i = x->at;
    while (en_norm_is_digit(en_norm_byte(x, i + n)) && n < 5)
        n++;
    unsigned v = n == 4 ? en_norm_value(x->s + i, 4) : 0;
    char before[NORM_WORD_MAX];
    unsigned least = en_norm_word_before(x, i, before) &&
                             en_norm_in(before, " in since by before after circa until year ")
                         ? 1001
                         : 1100;
    if (v < least || v > 2099 || !en_norm_ends(x, i + 4)) return 0;
    if (en_norm_byte(x, i + 4) == '.' && en_norm_is_digit(en_norm_byte(x, i + 5))) return 0;
    char word[NORM_WORD_MAX];
    size_t at = en_norm_skip_blanks(x, i + 4), len = en_norm_word(x, at, word);
    int counted = len > 3 && word[len - 1] == 's' && word[len - 2] != 's' &&
                  !en_norm_is_upper(x->s[at]) && !en_norm_in(word, not_counted) && v % 100;
    if (counted || en_norm_in(word, " people men women children ")) return 0;
    if (v == 1111 && at >= x->n && i == 0) return 0; /* alone, it is just a number */
    en_number_year(&x->out, x->s + i);
    return 4;
}

static int is_before_era(const struct norm *x, size_t i)
{
    static const char *const eras[] = {"AD", "A.D", "BC", "B.C", "CE", "BCE", "B.C.E", "C.E"};
    size_t at = en_norm_skip_blanks(x, i);
    for (size_t k = 0; at > i && k < sizeof(eras) / sizeof(*eras); k++)
        if (en_norm_starts(x, at, eras[k]) &&
            !en_norm_is_word(en_norm_byte(x, at + strlen(eras[k]))))
            return 1;
    return 0;
}

/* 95051 behind a state, 00123: figures one by one. */
static int is_serial(const struct norm *x, const struct figure *f)
{
    if (f->commas || f->n_part) return 0;
    if (f->n_whole > 1 && f->whole[0] == '0') return 1;
    size_t i = x->at;
    if (f->n_whole == 5 && i > 2 && x->s[i - 1] == ' ' && en_norm_is_upper(x->s[i - 2]) &&
        en_norm_is_upper(x->s[i - 3]))
        return 1;
    char word[NORM_WORD_MAX];
    if (f->n_whole >= 10 && memcmp(f->whole + f->n_whole - 3, "000", 3) != 0) return 1;
    if (f->n_whole == 4 && i > 8 && !memcmp(x->s + i - 7, "ing in ", 7)) return 1; /* ending in */
    return f->n_whole >= 4 && en_norm_word_before(x, i, word) &&
           en_norm_in(word, " id code pin zip password extension ext account serial ");
}

/* Was a quotation mark left open a little before? */
static int in_quotes(const struct norm *x)
{
    enum { QUOTE_BYTES = 300 };
    size_t from = x->at > QUOTE_BYTES ? x->at - QUOTE_BYTES : 0;
    return memchr(x->s + from, '"', x->at - from) != NULL;
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
    if ((f.n_whole == 3 || f.n_whole == 4) && !f.n_part && !f.commas && f.whole[1] != '0' &&
        is_before_era(x, f.end)) {
        en_number_pairs(&x->out, f.whole, f.n_whole);
        return f.end - i;
    }
    if (en_norm_byte(x, f.end) == '"' && f.n_whole && f.n_whole <= 2 && !in_quotes(x)) { /* 12" */
        en_norm_put_figure(x, &f);
        buf_puts(&x->out, en_norm_is_one(&f) ? " inch" : " inches");
        return f.end + 1 - i;
    }
    if (en_norm_starts(x, i, "401(k)") || en_norm_starts(x, i, "403(b)")) {
        en_number_pairs(&x->out, x->s + i, 3);
        buf_putc(&x->out, ' ');
        buf_putc(&x->out, x->s[i + 4]);
        return 6;
    }
    if (is_serial(x, &f))
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
