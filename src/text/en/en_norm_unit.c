/* en_norm_unit.c - what stands behind a number: its unit, a magnitude, "per" something.
 *
 *     5 kg/m²          five kilograms per square meter
 *     a 10-ft. pole    a ten foot pole: a measure before its noun has one foot
 *     5 ft. 3 in.      the dot of a unit is the sentence's only before a capital or at the end */
#include <string.h>

#include "text/en/en_norm.h"

enum where {
    GLUED,  /* only directly behind its number: elsewhere it is a word */
    SPACED, /* with a blank or without */
    APART,  /* only behind a blank, and nothing counted behind it: 273 K, but 4K and 10 K runners */
    VOLTS,  /* behind a blank only at an end: 800 V. but 5 v 3 */
    INCHES, /* "in", where it can be no preposition: before an end, a mark, an x */
};

struct unit {
    const char *sign, *one, *many;
    enum where where;
};

static const struct unit units[] = {
    {"%", "percent", "percent", SPACED},
    {"‰", "per mille", "per mille", SPACED},
    {"°C", "degree Celsius", "degrees Celsius", SPACED},
    {"°F", "degree Fahrenheit", "degrees Fahrenheit", SPACED},
    {"℃", "degree Celsius", "degrees Celsius", SPACED},
    {"℉", "degree Fahrenheit", "degrees Fahrenheit", SPACED},
    {"°", "degree", "degrees", SPACED},
    {"km/h", "kilometer per hour", "kilometers per hour", SPACED},
    {"km/s", "kilometer per second", "kilometers per second", SPACED},
    {"m/s", "meter per second", "meters per second", SPACED},
    {"m/s²", "meter per second squared", "meters per second squared", SPACED},
    {"mph", "mile per hour", "miles per hour", SPACED},
    {"kph", "kilometer per hour", "kilometers per hour", SPACED},
    {"km²", "square kilometer", "square kilometers", SPACED},
    {"m²", "square meter", "square meters", SPACED},
    {"cm²", "square centimeter", "square centimeters", SPACED},
    {"mm²", "square millimeter", "square millimeters", SPACED},
    {"ft²", "square foot", "square feet", SPACED},
    {"m³", "cubic meter", "cubic meters", SPACED},
    {"cm³", "cubic centimeter", "cubic centimeters", SPACED},
    {"km", "kilometer", "kilometers", SPACED},
    {"cm", "centimeter", "centimeters", SPACED},
    {"mm", "millimeter", "millimeters", SPACED},
    {"nm", "nanometer", "nanometers", SPACED},
    {"μm", "micrometer", "micrometers", SPACED},
    {"µm", "micrometer", "micrometers", SPACED},
    {"m", "meter", "meters", SPACED},
    {"ft", "foot", "feet", SPACED},
    {"yd", "yard", "yards", SPACED},
    {"mi", "mile", "miles", SPACED},
    {"tbsp", "tablespoon", "tablespoons", SPACED},
    {"tsp", "teaspoon", "teaspoons", SPACED},
    {"sq ft", "square foot", "square feet", SPACED},
    {"sqft", "square foot", "square feet", SPACED},
    {"kg", "kilogram", "kilograms", SPACED},
    {"mg", "milligram", "milligrams", SPACED},
    {"μg", "microgram", "micrograms", SPACED},
    {"g", "gram", "grams", SPACED},
    {"lb", "pound", "pounds", SPACED},
    {"lbs", "pound", "pounds", SPACED},
    {"oz", "ounce", "ounces", SPACED},
    {"ml", "milliliter", "milliliters", SPACED},
    {"mL", "milliliter", "milliliters", SPACED},
    {"L", "liter", "liters", SPACED},
    {"l", "liter", "liters", GLUED},
    {"kWh", "kilowatt hour", "kilowatt hours", SPACED},
    {"Wh", "watt hour", "watt hours", SPACED},
    {"mAh", "milliamp hour", "milliamp hours", SPACED},
    {"kW", "kilowatt", "kilowatts", SPACED},
    {"MW", "megawatt", "megawatts", SPACED},
    {"GW", "gigawatt", "gigawatts", SPACED},
    {"W", "watt", "watts", SPACED},
    {"kV", "kilovolt", "kilovolts", SPACED},
    {"V", "volt", "volts", SPACED},
    {"mA", "milliamp", "milliamps", SPACED},
    {"Hz", "hertz", "hertz", SPACED},
    {"kHz", "kilohertz", "kilohertz", SPACED},
    {"MHz", "megahertz", "megahertz", SPACED},
    {"GHz", "gigahertz", "gigahertz", SPACED},
    {"dB", "decibel", "decibels", SPACED},
    {"Pa", "pascal", "pascals", SPACED},
    {"kPa", "kilopascal", "kilopascals", SPACED},
    {"kB", "kilobyte", "kilobytes", SPACED},
    {"KB", "kilobyte", "kilobytes", SPACED},
    {"MB", "megabyte", "megabytes", SPACED},
    {"GB", "gigabyte", "gigabytes", SPACED},
    {"TB", "terabyte", "terabytes", SPACED},
    {"PB", "petabyte", "petabytes", SPACED},
    {"KiB", "kibibyte", "kibibytes", SPACED},
    {"MiB", "mebibyte", "mebibytes", SPACED},
    {"GiB", "gibibyte", "gibibytes", SPACED},
    {"MB/s", "megabyte per second", "megabytes per second", SPACED},
    {"GB/s", "gigabyte per second", "gigabytes per second", SPACED},
    {"kbps", "kilobit per second", "kilobits per second", SPACED},
    {"Kbps", "kilobit per second", "kilobits per second", SPACED},
    {"Mbps", "megabit per second", "megabits per second", SPACED},
    {"Gbps", "gigabit per second", "gigabits per second", SPACED},
    {"ms", "millisecond", "milliseconds", SPACED},
    {"μs", "microsecond", "microseconds", SPACED},
    {"ns", "nanosecond", "nanoseconds", SPACED},
    {"s", "second", "seconds", GLUED},
    {"sec", "second", "seconds", SPACED},
    {"secs", "second", "seconds", SPACED},
    {"min", "minute", "minutes", SPACED},
    {"mins", "minute", "minutes", SPACED},
    {"h", "hour", "hours", SPACED},
    {"hr", "hour", "hours", SPACED},
    {"hrs", "hour", "hours", SPACED},
    {"yr", "year", "years", SPACED},
    {"yrs", "year", "years", SPACED},
    {"kcal", "kilocalorie", "kilocalories", SPACED},
    {"cal", "calorie", "calories", SPACED},
    {"px", "pixel", "pixels", SPACED},
    {"rpm", "revolution per minute", "revolutions per minute", SPACED},
    {"ppm", "part per million", "parts per million", SPACED},
    {"ha", "hectare", "hectares", SPACED},
    {"km³", "cubic kilometer", "cubic kilometers", SPACED},
    {"mm³", "cubic millimeter", "cubic millimeters", SPACED},
    {"dm³", "cubic decimeter", "cubic decimeters", SPACED},
    {"m^2", "square meter", "square meters", SPACED},
    {"km^2", "square kilometer", "square kilometers", SPACED},
    {"m^3", "cubic meter", "cubic meters", SPACED},
    {"m2", "square meter", "square meters", SPACED},
    {"km2", "square kilometer", "square kilometers", SPACED},
    {"cm2", "square centimeter", "square centimeters", SPACED},
    {"m3", "cubic meter", "cubic meters", SPACED},
    {"cm3", "cubic centimeter", "cubic centimeters", SPACED},
    {"sq mi", "square mile", "square miles", SPACED},
    {"sq m", "square meter", "square meters", SPACED},
    {"sq km", "square kilometer", "square kilometers", SPACED},
    {"° C", "degree Celsius", "degrees Celsius", SPACED},
    {"° F", "degree Fahrenheit", "degrees Fahrenheit", SPACED},
    {"KG", "kilogram", "kilograms", SPACED},
    {"Kg", "kilogram", "kilograms", SPACED},
    {"kgs", "kilogram", "kilograms", SPACED},
    {"KM", "kilometer", "kilometers", SPACED},
    {"CM", "centimeter", "centimeters", SPACED},
    {"MM", "millimeter", "millimeters", SPACED},
    {"dm", "decimeter", "decimeters", SPACED},
    {"ML", "milliliter", "milliliters", SPACED},
    {"lm", "lumen", "lumens", SPACED},
    {"hp", "horsepower", "horsepower", SPACED},
    {"gb", "gigabyte", "gigabytes", SPACED},
    {"mb", "megabyte", "megabytes", SPACED},
    {"kb", "kilobyte", "kilobytes", SPACED},
    {"tb", "terabyte", "terabytes", SPACED},
    {"Mb", "megabit", "megabits", SPACED},
    {"Gb", "gigabit", "gigabits", SPACED},
    {"mbps", "megabit per second", "megabits per second", SPACED},
    {"gbps", "gigabit per second", "gigabits per second", SPACED},
    {"KB/s", "kilobyte per second", "kilobytes per second", SPACED},
    {"hz", "hertz", "hertz", SPACED},
    {"khz", "kilohertz", "kilohertz", SPACED},
    {"mhz", "megahertz", "megahertz", SPACED},
    {"ghz", "gigahertz", "gigahertz", SPACED},
    {"KHz", "kilohertz", "kilohertz", SPACED},
    {"kw", "kilowatt", "kilowatts", SPACED},
    {"KW", "kilowatt", "kilowatts", SPACED},
    {"mW", "milliwatt", "milliwatts", SPACED},
    {"mV", "millivolt", "millivolts", SPACED},
    {"v", "volt", "volts", VOLTS},
    {"A", "amp", "amps", GLUED},
    {"Ω", "ohm", "ohms", SPACED},
    {"kΩ", "kilohm", "kilohms", SPACED},
    {"db", "decibel", "decibels", SPACED},
    {"MPa", "megapascal", "megapascals", SPACED},
    {"hPa", "hectopascal", "hectopascals", SPACED},
    {"mmHg", "millimeter of mercury", "millimeters of mercury", SPACED},
    {"kJ", "kilojoule", "kilojoules", SPACED},
    {"mol", "mole", "moles", SPACED},
    {"mg/dL", "milligram per deciliter", "milligrams per deciliter", SPACED},
    {"mg/L", "milligram per liter", "milligrams per liter", SPACED},
    {"g/L", "gram per liter", "grams per liter", SPACED},
    {"kg/m³", "kilogram per cubic meter", "kilograms per cubic meter", SPACED},
    {"kmh", "kilometer per hour", "kilometers per hour", SPACED},
    {"mi/h", "mile per hour", "miles per hour", SPACED},
    {"fps", "frame per second", "frames per second", SPACED},
    {"wk", "week", "weeks", SPACED},
    {"wks", "week", "weeks", SPACED},
    {"mo", "month", "months", SPACED},
    {"mos", "month", "months", SPACED},
    {"us", "microsecond", "microseconds", GLUED},
    {"gal", "gallon", "gallons", SPACED},
    {"′", "minute", "minutes", GLUED},
    {"″", "second", "seconds", GLUED},
    {"x", "time", "times", GLUED},
    {"K", "kelvin", "kelvin", APART},
    {"THz", "terahertz", "terahertz", SPACED},
    {"MWh", "megawatt hour", "megawatt hours", SPACED},
    {"GWh", "gigawatt hour", "gigawatt hours", SPACED},
    {"gWh", "gigawatt hour", "gigawatt hours", SPACED},
    {"TWh", "terawatt hour", "terawatt hours", SPACED},
    {"kwh", "kilowatt hour", "kilowatt hours", SPACED},
    {"Ah", "amp hour", "amp hours", SPACED},
    {"TW", "terawatt", "terawatts", SPACED},
    {"kl", "kiloliter", "kiloliters", SPACED},
    {"kL", "kiloliter", "kiloliters", SPACED},
    {"dl", "deciliter", "deciliters", SPACED},
    {"dL", "deciliter", "deciliters", SPACED},
    {"cl", "centiliter", "centiliters", SPACED},
    {"cL", "centiliter", "centiliters", SPACED},
    {"µL", "microliter", "microliters", SPACED},
    {"μL", "microliter", "microliters", SPACED},
    {"µg", "microgram", "micrograms", SPACED},
    {"µs", "microsecond", "microseconds", SPACED},
    {"mcg", "microgram", "micrograms", SPACED},
    {"ng", "nanogram", "nanograms", SPACED},
    {"IU", "international unit", "international units", SPACED},
    {"cc", "cc", "cc", SPACED},
    {"kgf", "kilogram force", "kilograms force", SPACED},
    {"kN", "kilonewton", "kilonewtons", SPACED},
    {"Nm", "newton meter", "newton meters", SPACED},
    {"MJ", "megajoule", "megajoules", SPACED},
    {"eV", "electron volt", "electron volts", SPACED},
    {"keV", "kiloelectron volt", "kiloelectron volts", SPACED},
    {"MeV", "megaelectron volt", "megaelectron volts", SPACED},
    {"GeV", "gigaelectron volt", "gigaelectron volts", SPACED},
    {"BTU", "BTU", "BTUs", SPACED},
    {"µF", "microfarad", "microfarads", SPACED},
    {"μF", "microfarad", "microfarads", SPACED},
    {"nF", "nanofarad", "nanofarads", SPACED},
    {"pF", "picofarad", "picofarads", SPACED},
    {"MΩ", "megohm", "megohms", SPACED},
    {"mv", "millivolt", "millivolts", SPACED},
    {"MV", "megavolt", "megavolts", SPACED},
    {"pb", "petabyte", "petabytes", SPACED},
    {"EB", "exabyte", "exabytes", SPACED},
    {"ZB", "zettabyte", "zettabytes", SPACED},
    {"TiB", "tebibyte", "tebibytes", SPACED},
    {"bps", "basis point", "basis points", SPACED},
    {"Tbps", "terabit per second", "terabits per second", SPACED},
    {"Mb/s", "megabit per second", "megabits per second", SPACED},
    {"Gb/s", "gigabit per second", "gigabits per second", SPACED},
    {"mpg", "mile per gallon", "miles per gallon", SPACED},
    {"psi", "PSI", "PSI", SPACED},
    {"dpi", "DPI", "DPI", SPACED},
    {"ppi", "PPI", "PPI", SPACED},
    {"bpm", "beat per minute", "beats per minute", SPACED},
    {"ppb", "part per billion", "parts per billion", SPACED},
    {"lx", "lux", "lux", SPACED},
    {"mSv", "millisievert", "millisieverts", SPACED},
    {"ly", "light year", "light years", SPACED},
    {"AU", "astronomical unit", "astronomical units", SPACED},
    {"au", "astronomical unit", "astronomical units", SPACED},
    {"fl oz", "fluid ounce", "fluid ounces", SPACED},
    {"fl. oz", "fluid ounce", "fluid ounces", SPACED},
    {"sq. ft", "square foot", "square feet", SPACED},
    {"sq. mi", "square mile", "square miles", SPACED},
    {"sq. m", "square meter", "square meters", SPACED},
    {"sq yd", "square yard", "square yards", SPACED},
    {"cu ft", "cubic foot", "cubic feet", SPACED},
    {"cu. ft", "cubic foot", "cubic feet", SPACED},
    {"mm2", "square millimeter", "square millimeters", SPACED},
    {"ft2", "square foot", "square feet", SPACED},
    {"cm^2", "square centimeter", "square centimeters", SPACED},
    {"mm^2", "square millimeter", "square millimeters", SPACED},
    {"ft^2", "square foot", "square feet", SPACED},
    {"in²", "square inch", "square inches", SPACED},
    {"mi²", "square mile", "square miles", SPACED},
    {"mm3", "cubic millimeter", "cubic millimeters", SPACED},
    {"cm^3", "cubic centimeter", "cubic centimeters", SPACED},
    {"ft³", "cubic foot", "cubic feet", SPACED},
    {"ft3", "cubic foot", "cubic feet", SPACED},
    {"m/s2", "meter per second squared", "meters per second squared", SPACED},
    {"m/s^2", "meter per second squared", "meters per second squared", SPACED},
    {"kmph", "kilometer per hour", "kilometers per hour", SPACED},
    {"km/hr", "kilometer per hour", "kilometers per hour", SPACED},
    {"pt", "pint", "pints", GLUED},
    {"qt", "quart", "quarts", SPACED},
    {"ton", "ton", "tons", SPACED},
    {"tons", "ton", "tons", SPACED},
    {"Tbsp", "tablespoon", "tablespoons", SPACED},
    {"tbs", "tablespoon", "tablespoons", SPACED},
    {"Tsp", "teaspoon", "teaspoons", SPACED},
    {"×", "time", "times", GLUED},
    {"★", "star", "stars", GLUED},
    {"pts", "point", "points", SPACED},
    {"yds", "yard", "yards", SPACED},
    {"atm", "atmosphere", "atmospheres", SPACED},
    {"in", "inch", "inches", INCHES},
};

/* Units that are written with a dot. */
static const char dotted[] = " ft in lb lbs oz gal yd mi Tbsp Tsp tbs hr hrs min mins sec secs tsp "
                             "tbsp pt qt wk wks mo mos yr yrs cm mm "
                             "km kg ml m ";

static int ends_here(const struct norm *x, size_t end)
{
    size_t at = en_norm_skip_blanks(x, end);
    char c = en_norm_byte(x, at);
    return !c || strchr(",;:.)?!", c) != NULL;
}

static int may_stand(const struct norm *x, const struct unit *u, size_t end, int blank)
{
    char next = en_norm_byte(x, end);
    if (en_norm_is_letter(end ? x->s[end - 1] : ' ') && (en_norm_is_word(next) || next == '\''))
        return 0;
    size_t after = en_norm_skip_blanks(x, end);
    switch (u->where) {
    case GLUED:
        return !blank;
    case SPACED:
        return 1;
    case APART:
        return blank && ends_here(x, end);
    case VOLTS:
        return !blank || ends_here(x, end);
    case INCHES:
        return next == '.' || ends_here(x, end) || en_norm_starts(x, after, "x ") ||
               en_norm_starts(x, after, "×");
    }
    return 0;
}

/* The dot of "5 lb. of", of "5 ft., and": not the sentence's. */
static size_t skip_dot(const struct norm *x, const struct unit *u, size_t end)
{
    const char *last = strrchr(u->sign, ' ');
    if (en_norm_byte(x, end) != '.' || !en_norm_in(last ? last + 1 : u->sign, dotted)) return end;
    char next = en_norm_byte(x, end + 1);
    size_t after = en_norm_skip_blanks(x, end + 1);
    char c = en_norm_byte(x, after);
    if (after > end + 1 && c && !en_norm_is_upper(c)) return end + 1;
    return next && strchr(",;:)-/", next) ? end + 1 : end;
}

/* 45° angle, 360° view */
static int is_turn(const struct norm *x, const struct unit *u, size_t end)
{
    char word[NORM_WORD_MAX];
    if (strcmp(u->one, "degree") != 0) return 0;
    en_norm_word(x, en_norm_skip_blanks(x, end), word);
    return en_norm_in(word, " angle angles turn turns rotation view views camera panorama bend "
                            "spin video heat weather temperatures water ");
}

size_t en_norm_unit(const struct norm *x, size_t i, int one, const char **name)
{
    size_t at = en_norm_skip_blanks(x, i), best = 0;
    if (at == i && en_norm_byte(x, i) == '-' && en_norm_is_letter(en_norm_byte(x, i + 1))) {
        at++; /* a 5-kg bag */
        one = 1;
    }
    const struct unit *found = NULL;
    for (size_t k = 0; k < sizeof(units) / sizeof(*units); k++) {
        const struct unit *u = &units[k];
        if (*u->sign != en_norm_byte(x, at) || !en_norm_starts(x, at, u->sign)) continue;
        size_t end = at + strlen(u->sign);
        if (end <= best || !may_stand(x, u, end, at > i)) continue;
        best = end;
        found = u;
    }
    if (!found) return 0;
    best = skip_dot(x, found, best);
    one |= en_norm_is_adjective(x, best) || is_turn(x, found, best);
    *name = one ? found->one : found->many;
    return best;
}

/* 12/kg, 42 /m², 15/hour: where what it is counted by begins; 0: nothing is. */
static size_t per_at(const struct norm *x, size_t i)
{
    size_t at = en_norm_skip_blanks(x, i);
    if (en_norm_byte(x, at) != '/' || en_norm_byte(x, at + 1) == ' ') return 0;
    char word[NORM_WORD_MAX];
    const char *name = NULL;
    if (en_norm_unit(x, at + 1, 1, &name)) return strcmp(name, "time") != 0 ? at + 1 : 0;
    return en_norm_word(x, at + 1, word) > 2 && !en_norm_is_upper(x->s[at + 1]) ? at + 1 : 0;
}

int en_norm_is_per(const struct norm *x, size_t i)
{
    return per_at(x, i) != 0;
}

size_t en_norm_put_per(struct norm *x, size_t i)
{
    const char *name = NULL;
    size_t at = per_at(x, i);
    if (!at) return i;
    size_t end = en_norm_unit(x, at, 1, &name);
    buf_puts(&x->out, " per ");
    if (!end) return at; /* the word itself is read as it stands */
    buf_puts(&x->out, name);
    return end;
}

/* 40.7° N, 74° W: a compass point behind degrees; its end. */
size_t en_norm_put_compass(struct norm *x, size_t end)
{
    static const struct {
        char letter;
        const char *name;
    } points[] = {{'N', " north"}, {'S', " south"}, {'E', " east"}, {'W', " west"}};
    size_t at = en_norm_skip_blanks(x, end);
    if (en_norm_is_word(en_norm_byte(x, at + 1))) return end;
    for (size_t k = 0; k < sizeof(points) / sizeof(*points); k++)
        if (en_norm_byte(x, at) == points[k].letter) {
            buf_puts(&x->out, points[k].name);
            return at + 1;
        }
    return end;
}

size_t en_norm_put_behind(struct norm *x, size_t end, int one)
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
        if (!strcmp(name, "degree") || !strcmp(name, "degrees")) end = en_norm_put_compass(x, end);
    }
    static const char *const behind[][2] = {{"$", " dollars"}, {"€", " euros"}, {"£", " pounds"}};
    for (size_t k = 0; k < sizeof(behind) / sizeof(*behind); k++) { /* 5-10$ */
        size_t n = strlen(behind[k][0]);
        if (!en_norm_starts(x, end, behind[k][0]) || en_norm_is_word(en_norm_byte(x, end + n)))
            continue;
        buf_puts(&x->out, behind[k][1]);
        end += n;
    }
    return en_norm_put_per(x, end);
}
