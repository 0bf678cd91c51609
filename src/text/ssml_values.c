#include "text/ssml_values.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static const double gain_most = 20, gain_least = -96;

struct named {
    const char *name;
    double value;
};

static int find(const struct named *list, size_t n, const char *name, double *value)
{
    for (size_t i = 0; i < n; i++)
        if (!strcmp(list[i].name, name)) {
            *value = list[i].value;
            return 0;
        }
    return -1;
}

#define FIND(list, name, value) find(list, sizeof(list) / sizeof(*(list)), name, value)

/* "+12.5st": its sign (0: none), its size, and what stands behind. */
static int number(const char *s, int *sign, double *value, const char **unit)
{
    size_t digits, points = 0;
    *sign = *s == '+' ? 1 : *s == '-' ? -1 : 0;
    s += *sign != 0;
    digits = strspn(s, "0123456789.");
    for (size_t i = 0; i < digits; i++)
        points += s[i] == '.';
    if (digits == points || points > 1 || digits > 12) return -1;
    char copy[16] = {0};
    memcpy(copy, s, digits);
    *value = strtod(copy, NULL);
    *unit = s + digits;
    return 0;
}

/* A percentage or a plain number as a factor: "+20%" and "120%" are 1.2. */
static int factor(const char *s, double *value)
{
    int sign;
    const char *unit;
    if (number(s, &sign, value, &unit)) return -1;
    int percent = !strcmp(unit, "%");
    if ((*unit && !percent) || (sign && !percent)) return -1;
    if (percent) *value /= 100;
    if (sign) *value = 1 + sign * *value;
    return 0;
}

int ssml_rate(const char *value, struct voice_style *style)
{
    static const struct named names[] = {{"x-slow", 0.5}, {"slow", 0.75},  {"medium", 1},
                                         {"fast", 1.35},  {"x-fast", 1.8}, {"default", 1}};
    double v;
    if (FIND(names, value, &v) && factor(value, &v)) return -1;
    if (!(v >= 0.2 && v <= 4)) return -1;
    style->rate = fminf(4, fmaxf(0.25F, style->rate * (float)v));
    return 0;
}

int ssml_pitch(const char *value, struct voice_style *style)
{
    static const struct named names[] = {{"x-low", 0.75}, {"low", 0.88},   {"medium", 1},
                                         {"high", 1.14},  {"x-high", 1.3}, {"default", 1}};
    double v;
    int sign;
    const char *unit;
    if (FIND(names, value, &v)) {
        if (number(value, &sign, &v, &unit)) return -1;
        if (!strcmp(unit, "st") && sign)
            v = exp2(sign * v / 12);
        else if (strcmp(unit, "%") != 0 || factor(value, &v))
            return -1;
    }
    if (!(v >= 0.5 && v <= 2)) return -1;
    style->pitch = fminf(2, fmaxf(0.5F, style->pitch * (float)v));
    return 0;
}

int ssml_volume(const char *value, struct voice_style *style)
{
    static const struct named names[] = {{"silent", -96}, {"x-soft", -12}, {"soft", -6},
                                         {"medium", 0},   {"loud", 4},     {"x-loud", 8},
                                         {"default", 0}};
    double v;
    int sign;
    const char *unit;
    if (FIND(names, value, &v)) {
        if (number(value, &sign, &v, &unit)) return -1;
        int decibels = !strcmp(unit, "dB"), percent = !strcmp(unit, "%");
        if (decibels && sign) {
            v *= sign;
        } else if (!sign && (!*unit || percent) && v <= 100) { /* of the usual loudness */
            v = v > 0 ? 20 * log10(v / 100) : gain_least;
        } else if (sign && percent) {
            v = 1 + sign * v / 100;
            v = v > 0 ? 20 * log10(v) : gain_least;
        } else {
            return -1;
        }
    }
    if (v > gain_most) return -1;
    style->gain_db = (float)fmin(gain_most, fmax(gain_least, (double)style->gain_db + v));
    return 0;
}

int ssml_level(const char *value, struct voice_style *style)
{
    static const struct {
        const char *name;
        float slower, pitch, gain_db;
    } levels[] = {{"strong", 1.18F, 1.08F, 3},
                  {"moderate", 1.09F, 1.04F, 1.5F},
                  {"none", 1, 1, 0},
                  {"reduced", 0.94F, 0.98F, -2}};
    for (size_t i = 0; i < sizeof(levels) / sizeof(*levels); i++) {
        if (strcmp(levels[i].name, value) != 0) continue;
        style->slower = levels[i].slower; /* of the innermost alone */
        style->pitch = fminf(2, style->pitch * levels[i].pitch);
        style->gain_db += levels[i].gain_db;
        return 0;
    }
    return -1;
}

int ssml_time(const char *value, uint32_t *ms)
{
    double v;
    int sign;
    const char *unit;
    if (number(value, &sign, &v, &unit) || sign < 0) return -1;
    if (!strcmp(unit, "s"))
        v *= 1000;
    else if (strcmp(unit, "ms") != 0)
        return -1;
    if (v > SPAN_PAUSE_MAX_MS) return -1;
    *ms = (uint32_t)lrint(v);
    return 0;
}

int ssml_strength(const char *value, uint32_t *ms)
{
    static const struct named names[] = {{"none", 0},     {"x-weak", 100}, {"weak", 200},
                                         {"medium", 400}, {"strong", 700}, {"x-strong", 1200}};
    double v;
    if (FIND(names, value, &v)) return -1;
    *ms = (uint32_t)v;
    return 0;
}

int ssml_lang(const char *value, enum word_lang *lang)
{
    int zh = !strncasecmp(value, "zh", 2) || !strncasecmp(value, "cmn", 3);
    size_t n = zh && (value[0] | 32) == 'c' ? 3 : 2;
    if (!zh && strncasecmp(value, "en", 2) != 0) return -1;
    if (value[n] && value[n] != '-' && value[n] != '_') return -1;
    *lang = zh ? WORD_ZH : WORD_EN;
    return 0;
}
