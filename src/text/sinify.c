#include "text/sinify.h"

#include <stdio.h>
#include <string.h>

#include "base/utf8.h"
#include "text/zh/zh.h"

/* One English sound.  A consonant has an initial, another one before the finals i in ing (see ->
 * xi, key -> qi), and the syllable that it becomes when no vowel follows. */
struct sound {
    const char *symbol;
    const char *initial, *before_i, *alone; /* consonants */
    const char *open, *n, *ng;              /* vowels: the final, and with n or ŋ behind it */
};

// clang-format off
static const struct sound sounds[] = {
    {"p", "p", "p", "pu", 0, 0, 0},   {"b", "b", "b", "bu", 0, 0, 0},  {"t", "t", "t", "te", 0, 0, 0},
    {"d", "d", "d", "de", 0, 0, 0},   {"ɾ", "d", "d", "de", 0, 0, 0},  {"k", "k", "q", "ke", 0, 0, 0},
    {"ɡ", "g", "j", "ge", 0, 0, 0},   {"f", "f", "f", "fu", 0, 0, 0},  {"v", "w", "w", "fu", 0, 0, 0},
    {"θ", "s", "x", "si", 0, 0, 0},   {"ð", "z", "d", "ze", 0, 0, 0},  {"s", "s", "x", "si", 0, 0, 0},
    {"z", "z", "j", "zi", 0, 0, 0},   {"ʃ", "sh", "x", "shi", 0, 0, 0},{"ʒ", "r", "j", "ri", 0, 0, 0},
    {"ʧ", "ch", "q", "chi", 0, 0, 0}, {"ʤ", "zh", "j", "zhi", 0, 0, 0},{"h", "h", "x", "he", 0, 0, 0},
    {"m", "m", "m", "mu", 0, 0, 0},   {"n", "n", "n", "en", 0, 0, 0},  {"ŋ", "", "y", "eng", 0, 0, 0},
    {"l", "l", "l", "er", 0, 0, 0},   {"ɹ", "r", "l", "er", 0, 0, 0},  {"w", "w", "w", "wu", 0, 0, 0},
    {"j", "y", "y", "yi", 0, 0, 0},   {"ʔ", "t", "t", "te", 0, 0, 0},
    {"ɑ", 0, 0, 0, "a", "an", "ang"},  {"æ", 0, 0, 0, "ai", "an", "ang"}, {"ʌ", 0, 0, 0, "a", "an", "ang"},
    {"ɐ", 0, 0, 0, "a", "an", "ang"},  {"a", 0, 0, 0, "a", "an", "ang"},  {"ə", 0, 0, 0, "e", "en", "eng"},
    {"ᵊ", 0, 0, 0, "e", "en", "eng"},  {"ᵻ", 0, 0, 0, "i", "in", "ing"},  {"ɜ", 0, 0, 0, "e", "en", "eng"},
    {"ɚ", 0, 0, 0, "e", "en", "eng"},  {"ɔ", 0, 0, 0, "ao", "ang", "ong"},{"ɒ", 0, 0, 0, "ao", "ang", "ong"},
    {"ɛ", 0, 0, 0, "ai", "en", "eng"}, {"e", 0, 0, 0, "ei", "en", "eng"}, {"ɪ", 0, 0, 0, "i", "in", "ing"},
    {"i", 0, 0, 0, "i", "in", "ing"},  {"ʊ", 0, 0, 0, "u", "un", "ong"},  {"u", 0, 0, 0, "u", "un", "ong"},
    {"o", 0, 0, 0, "ou", "ong", "ong"},{"A", 0, 0, 0, "ei", "en", "eng"}, {"I", 0, 0, 0, "ai", "an", "ang"},
    {"O", 0, 0, 0, "ou", "ong", "ong"},{"W", 0, 0, 0, "ao", "ang", "ang"},{"Y", 0, 0, 0, "ao", "ang", "ang"},
};

/* Which finals each initial joins with. */
static const struct { const char *initial, *finals; } joins[] = {
    {"",   " a ai an ang ao e ei en ou er "},
    {"b",  " a ai an ang ao ei en eng i in ing u "},
    {"p",  " a ai an ang ao ei en eng i in ing ou u "},
    {"m",  " a ai an ang ao e ei en eng i in ing ou u "},
    {"f",  " a an ang ei en eng ou u "},
    {"d",  " a ai an ang ao e ei eng i ing ong ou u un "},
    {"t",  " a ai an ang ao e eng i ing ong ou u un "},
    {"n",  " a ai an ang ao e ei en eng i in ing ong ou u "},
    {"l",  " a ai an ang ao e ei eng i in ing ong ou u un "},
    {"g",  " a ai an ang ao e ei en eng ong ou u un "},
    {"k",  " a ai an ang ao e en eng ong ou u un "},
    {"h",  " a ai an ang ao e ei en eng ong ou u un "},
    {"zh", " a ai an ang ao e ei en eng i ong ou u un "},
    {"ch", " a ai an ang ao e en eng i ong ou u un "},
    {"sh", " a ai an ang ao e ei en eng i ou u un "},
    {"r",  " an ang ao e en eng ong ou u un "},
    {"z",  " a ai an ang ao e ei en eng i ong ou u un "},
    {"c",  " a ai an ang ao e en eng i ong ou u un "},
    {"s",  " a ai an ang ao e en eng i ong ou u un "},
    {"j",  " i in ing "}, {"q", " i in ing "}, {"x", " i in ing "},
    {"w",  " a ai an ang ei en eng o u "},
    {"y",  " a an ang ao e i in ing ong ou u "},
};

/* What is tried, in this order, where the final does not join. */
static const struct { const char *final, *instead; } nearest[] = {
    {"i", "ei"}, {"ei", "ai"}, {"ai", "ei"}, {"ai", "a"},   {"ei", "e"},  {"e", "o"},    {"e", "u"},
    {"in", "en"}, {"ing", "eng"}, {"en", "in"}, {"en", "ing"}, {"un", "en"}, {"un", "in"},
    {"ong", "eng"}, {"ong", "ang"}, {"ou", "o"}, {"ou", "u"}, {"ao", "o"}, {"ao", "a"},  {"ao", "u"},
    {"a", "ao"},  {"a", "e"},   {"u", "ou"},  {"u", "i"},   {"eng", "ong"}, {"eng", "ing"}, {"ang", "an"},
    {"o", "ou"},
};
// clang-format on

struct speller {
    char *out;
    size_t n;
    int stressed;     /* the vowel to come has the stress */
    int after_stress; /* it has been */
    int full;
};

static void put(struct speller *sp, const char *initial, const char *final, int tone)
{
    int got = snprintf(sp->out + sp->n, SINIFY_BYTES - sp->n, "%s%s%s%d", sp->n ? " " : "", initial,
                       final, tone);
    if (got < 0 || (size_t)got >= SINIFY_BYTES - sp->n)
        sp->full = 1;
    else
        sp->n += (size_t)got;
}

static int can_join(const char *initial, const char *final)
{
    char key[8];
    if (snprintf(key, sizeof(key), " %s ", final) >= (int)sizeof(key)) return 0;
    for (size_t i = 0; i < sizeof(joins) / sizeof(*joins); i++)
        if (!strcmp(joins[i].initial, initial)) return strstr(joins[i].finals, key) != NULL;
    return 0;
}

/* The final that is spoken after this initial; NULL: none. */
static const char *final_after(const char *initial, const char *final)
{
    if (can_join(initial, final)) return final;
    for (size_t i = 0; i < sizeof(nearest) / sizeof(*nearest); i++)
        if (!strcmp(nearest[i].final, final) && can_join(initial, nearest[i].instead))
            return nearest[i].instead;
    return NULL;
}

static const struct sound *sound_at(const char *s, size_t n, size_t at, size_t *next)
{
    *next = at;
    if (at >= n) return NULL;
    utf8_next(s, n, next);
    for (size_t i = 0; i < sizeof(sounds) / sizeof(*sounds); i++)
        if (strlen(sounds[i].symbol) == *next - at && !memcmp(sounds[i].symbol, s + at, *next - at))
            return &sounds[i];
    return NULL;
}

static int is(const struct sound *s, const char *symbol)
{
    return s && !strcmp(s->symbol, symbol);
}

/* The syllable of a vowel; returns where to go on (a nasal behind it may be taken). */
static size_t put_vowel(struct speller *sp, const struct sound *onset, const struct sound *vowel,
                        const char *s, size_t n, size_t at)
{
    size_t next, beyond;
    const struct sound *nasal = sound_at(s, n, at, &next), *after = sound_at(s, n, next, &beyond);
    const char *final = vowel->open;
    if (!(after && after->open) && (is(nasal, "n") || is(nasal, "ŋ"))) {
        final = is(nasal, "n") ? vowel->n : vowel->ng;
        at = next;
    }
    if (!final) return at;
    int tone = sp->after_stress ? 4 : 1;
    int front = *final == 'i';
    const char *initial = onset ? (front ? onset->before_i : onset->initial) : front ? "y" : "";
    if (!onset && *final == 'u') initial = "w";
    const char *fits = final_after(initial, final);
    if (!fits && !strcmp(initial, "r")) fits = final_after(initial = "l", final);
    if (!fits) {
        put(sp, "", onset ? onset->alone : "e", 5);
        fits = final_after(initial = *final == 'o' ? "w" : "", final);
    }
    if (fits) put(sp, initial, fits, tone);
    if (sp->stressed) sp->after_stress = 1;
    sp->stressed = 0;
    return at;
}

size_t sinify_phonemes(const char *phonemes, char out[SINIFY_BYTES])
{
    size_t n = strlen(phonemes), next, beyond;
    struct speller sp = {.out = out};
    const struct sound *last = NULL;
    out[0] = 0;
    for (size_t at = 0; at < n && !sp.full;) {
        const struct sound *s = sound_at(phonemes, n, at, &next);
        if (!s) { /* a stress mark, or nothing that sounds */
            if (!memcmp(phonemes + at, "ˈ", next - at)) sp.stressed = 1;
            at = next;
            continue;
        }
        if (s->open) {
            at = put_vowel(&sp, NULL, s, phonemes, n, next);
            last = s;
            continue;
        }
        size_t vowel_at = next;
        if (!strncmp(phonemes + vowel_at, "ˈ", 2) || !strncmp(phonemes + vowel_at, "ˌ", 2)) {
            sp.stressed |= !strncmp(phonemes + vowel_at, "ˈ", 2);
            vowel_at += 2;
        }
        const struct sound *vowel = sound_at(phonemes, n, vowel_at, &beyond);
        if (vowel && vowel->open) {
            at = put_vowel(&sp, s, vowel, phonemes, n, beyond);
            last = vowel;
            continue;
        }
        if (!(is(s, "l") && is(last, "ɹ"))) put(&sp, "", s->alone, 5); /* world: one er is enough */
        last = s;
        at = next;
    }
    return sp.full ? 0 : sp.n;
}

/* The phonemes of "he1 lou1". */
static int mandarin(const char *pinyin, char *out, size_t max)
{
    size_t used = 0;
    for (const char *s = pinyin; *s;) {
        size_t n = strcspn(s, " ");
        char sound[32];
        size_t len = zh_phonemes(s, n, sound);
        if (!len || used + len >= max) return 0;
        memcpy(out + used, sound, len);
        used += len;
        s += n;
        s += *s == ' ';
    }
    out[used] = 0;
    return used != 0;
}

void sinify_words(struct words *w, size_t first)
{
    char pinyin[SINIFY_BYTES], phonemes[SINIFY_BYTES * 4];
    for (size_t i = first; i < w->n; i++) {
        struct word *word = &w->list[i];
        if (word->kind != WORD_SPOKEN || !sinify_phonemes(word->phonemes, pinyin)) continue;
        if (!mandarin(pinyin, phonemes, sizeof(phonemes))) continue;
        const char *spelled = words_string(w, pinyin, strlen(pinyin));
        const char *sounds_like = words_string(w, phonemes, strlen(phonemes));
        if (!spelled || !sounds_like) return;
        word->lang = WORD_ZH;
        word->citation = word->pinyin = spelled;
        word->phonemes = sounds_like;
        word->why = "English in Chinese syllables";
    }
}
