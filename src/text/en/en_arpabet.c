#include "text/en/en_arpabet.h"

#include <string.h>

enum { SOUNDS_MAX = 60 };

struct sound {
    char s[3];
    char stress; /* '0' '1' '2'; 0: a consonant */
};

// clang-format off
static const struct { const char *name, *s; } table[] = {
    {"AA", "Q"}, {"AE", "{"}, {"AH", "V"}, {"AO", "C"}, {"AW", "W"}, {"AY", "I"}, {"B", "b"},
    {"CH", "c"}, {"D", "d"}, {"DH", "D"}, {"EH", "E"}, {"ER", "3r"}, {"EY", "A"}, {"F", "f"},
    {"G", "g"}, {"HH", "h"}, {"IH", "1"}, {"IY", "i"}, {"JH", "J"}, {"K", "k"}, {"L", "l"},
    {"M", "m"}, {"N", "n"}, {"NG", "N"}, {"OW", "O"}, {"OY", "Y"}, {"P", "p"}, {"R", "r"},
    {"S", "s"}, {"SH", "S"}, {"T", "t"}, {"TH", "0"}, {"UH", "U"}, {"UW", "u"}, {"V", "v"},
    {"W", "w"}, {"Y", "j"}, {"Z", "z"}, {"ZH", "Z"},
};
// clang-format on

static int find(struct sound *out, const char *s, size_t n)
{
    out->stress = 0;
    if (n > 1 && s[n - 1] >= '0' && s[n - 1] <= '2') out->stress = s[--n];
    for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++) {
        if (strlen(table[i].name) != n || memcmp(table[i].name, s, n) != 0) continue;
        memcpy(out->s, table[i].s, strlen(table[i].s) + 1);
        if (out->stress == '0' && out->s[0] == 'V') out->s[0] = '@';
        if (out->stress == '0' && out->s[0] == '3') out->s[0] = '@';
        return 1;
    }
    return 0;
}

static int is_one_of(const struct sound *x, const char *set)
{
    return x->s[0] && !x->s[1] && strchr(set, x->s[0]) != NULL;
}

/* A t that is said as a flap: vowel or r before, unstressed vowel behind ("water", "party"). */
static int is_flap(const struct sound *x, const struct sound *before, const struct sound *after)
{
    return is_one_of(x, "t") && (before->stress || is_one_of(before, "r")) && after->stress == '0';
}

/* What training's lexicon writes otherwise than a sound-by-sound table; x[-1] and x[n] are blank.
 */
static void soften(struct sound *x, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        struct sound *a = &x[i], *next = &x[i + 1], *before = &x[(long)i - 1];
        int schwa = a->stress == '0' && is_one_of(a, "@");
        int weak_i = a->stress == '0' && (is_one_of(a, "1") || is_one_of(a, "@"));
        if (is_flap(a, before, next)) {
            if (is_one_of(next, "@") && i + 2 < n && is_one_of(&x[i + 2], "n"))
                next->s[0] = 0; /* "button": the n alone is the syllable */
            else
                a->s[0] = 'T';
        } else if (schwa && ((is_one_of(next, "l") && is_one_of(before, "ptTkbdgfvszSZcJ0mn")) ||
                             (is_one_of(next, "n") && is_one_of(before, "tdsz")))) {
            a->s[0] = '^';
        } else if (weak_i && i + 2 == n &&
                   ((is_one_of(next, "z") && is_one_of(before, "szSZcJ")) ||
                    (is_one_of(next, "d") && is_one_of(before, "tTd")))) {
            a->s[0] = '%'; /* "roses", "wanted" */
        }
    }
}

int arpabet_read(struct phones *out, const char *s, size_t n)
{
    struct sound x[SOUNDS_MAX + 2] = {0};
    size_t count = 0;
    for (size_t i = 0; i < n;) {
        size_t end = i;
        while (end < n && s[end] != ' ')
            end++;
        if (end > i && (count == SOUNDS_MAX || !find(&x[1 + count++], s + i, end - i))) return 0;
        i = end + 1;
    }
    soften(x + 1, count);
    out->n = 0;
    for (size_t i = 1; i <= count; i++) {
        if (x[i].s[0] && (x[i].stress == '1' || x[i].stress == '2'))
            phones_puts(out, x[i].stress == '1' ? "'" : ",");
        phones_puts(out, x[i].s);
    }
    return out->n > 0;
}
