#include "text/zh/pinyin.h"

#include <string.h>

#include "base/utf8.h"
#include "text/zh/zh.h"

enum { INITIAL_BITS = 5, FINAL_BITS = 6 };

// clang-format off
static const struct { const char *name, *sound; } initials[] = {
    {"", ""},
    {"b", "p"},  {"p", "pʰ"},  {"m", "m"},   {"f", "f"},
    {"d", "t"},  {"t", "tʰ"},  {"n", "n"},   {"l", "l"},
    {"g", "k"},  {"k", "kʰ"},  {"h", "x"},
    {"j", "ʨ"},  {"q", "ʨʰ"},  {"x", "ɕ"},
    {"zh", "ꭧ"}, {"ch", "ꭧʰ"}, {"sh", "ʂ"},  {"r", "ɻ"},
    {"z", "ʦ"},  {"c", "ʦʰ"},  {"s", "s"},
};

/* Spelled after an initial, spelled alone (NULL: never), the sound up to its nucleus, the coda
 * after the tone's arrow, and the sound when 儿 melts in (NULL: the sound itself). */
static const struct { const char *after, *alone, *nucleus, *coda, *with_r; } finals[] = {
    {NULL, NULL, "", "", NULL},
    {"a", "a", "a", "", NULL},        {"ai", "ai", "ai", "", "a"},
    {"an", "an", "a", "n", NULL},     {"ang", "ang", "a", "ŋ", NULL},
    {"ao", "ao", "au", "", NULL},     {"e", "e", "ɤ", "", NULL},
    {"ei", "ei", "ei", "", "ə"},      {"en", "en", "ə", "n", NULL},
    {"eng", "eng", "ə", "ŋ", NULL},   {NULL, "er", "ɚ", "", NULL},
    {"i", "yi", "i", "", NULL},       {"ia", "ya", "ja", "", NULL},
    {"ian", "yan", "jɛ", "n", "ja"},  {"iang", "yang", "ja", "ŋ", NULL},
    {"iao", "yao", "jau", "", NULL},  {"ie", "ye", "je", "", NULL},
    {"in", "yin", "i", "n", NULL},    {"ing", "ying", "i", "ŋ", NULL},
    {"iong", "yong", "jʊ", "ŋ", NULL},{"iu", "you", "jou", "", NULL},
    {NULL, "yo", "jɔ", "", NULL},     {"o", "o", "wo", "", NULL},
    {"ong", "ong", "ʊ", "ŋ", NULL},   {"ou", "ou", "ou", "", NULL},
    {"u", "wu", "u", "", NULL},       {"ua", "wa", "wa", "", NULL},
    {"uai", "wai", "wai", "", "wa"},  {"uan", "wan", "wa", "n", NULL},
    {"uang", "wang", "wa", "ŋ", NULL},{"ui", "wei", "wei", "", "wə"},
    {"un", "wen", "wə", "n", NULL},   {"ueng", "weng", "wə", "ŋ", NULL},
    {"uo", "wo", "wo", "", NULL},     {"v", "yu", "y", "", NULL},
    {"ve", "yue", "ɥe", "", NULL},    {"van", "yuan", "ɥɛ", "n", "ɥa"},
    {"vn", "yun", "y", "n", NULL},    {NULL, "ê", "ɛ", "", NULL},
    {"m", "m", "m", "", NULL},        {NULL, "n", "n", "", NULL},
    {"ng", "ng", "ŋ", "", NULL},
};

enum { FINAL_M = sizeof finals / sizeof *finals - 3 }; /* the syllabic consonants come last */

static const char *const arrows[] = {"", "→", "↗", "↓", "↘", "", "", ""};

static const struct { uint32_t cp; char letter[4]; int tone; } marked[] = {
    {0x101, "a", 1}, {0xE1, "a", 2}, {0x1CE, "a", 3}, {0xE0, "a", 4},
    {0x113, "e", 1}, {0xE9, "e", 2}, {0x11B, "e", 3}, {0xE8, "e", 4},
    {0x12B, "i", 1}, {0xED, "i", 2}, {0x1D0, "i", 3}, {0xEC, "i", 4},
    {0x14D, "o", 1}, {0xF3, "o", 2}, {0x1D2, "o", 3}, {0xF2, "o", 4},
    {0x16B, "u", 1}, {0xFA, "u", 2}, {0x1D4, "u", 3}, {0xF9, "u", 4},
    {0x1D6, "v", 1}, {0x1D8, "v", 2}, {0x1DA, "v", 3}, {0x1DC, "v", 4},
    {0x144, "n", 2}, {0x148, "n", 3}, {0x1F9, "n", 4}, {0x1E3F, "m", 2},
    {0x1EBF, "ê", 2}, {0x1EC1, "ê", 4}, {0xFC, "v", 0}, {0xEA, "ê", 0},
    {0x304, "", 1}, {0x301, "", 2}, {0x30C, "", 3}, {0x300, "", 4},
    {0x261, "g", 0}, {0x251, "a", 0},
};
// clang-format on

enum { N_INITIALS = sizeof initials / sizeof *initials, N_FINALS = sizeof finals / sizeof *finals };
_Static_assert(N_INITIALS <= 1 << INITIAL_BITS && N_FINALS <= 1 << FINAL_BITS, "bits");

/* Tone marks and digits taken out: letters a-z, v and ê stay.  0: something else is in it. */
static size_t plain_letters(const char *s, size_t n, char out[PINYIN_BYTES], int *tone)
{
    size_t len = 0;
    *tone = 5;
    for (size_t at = 0; at < n;) {
        uint32_t cp = utf8_next(s, n, &at);
        if (cp >= '1' && cp <= '5' && at == n && len) {
            *tone = (int)(cp - '0');
            break;
        }
        char one[4] = {(char)cp, 0};
        const char *letter = cp >= 'a' && cp <= 'z' ? one : NULL;
        for (size_t i = 0; !letter && i < sizeof marked / sizeof *marked; i++)
            if (marked[i].cp == cp) {
                letter = marked[i].letter;
                if (marked[i].tone) *tone = marked[i].tone;
            }
        if (!letter || len + strlen(letter) >= PINYIN_BYTES) return 0;
        memcpy(out + len, letter, strlen(letter));
        len += strlen(letter);
    }
    out[len] = 0;
    return len;
}

static unsigned find_final(const char *rest, int alone)
{
    for (unsigned f = 1; f < N_FINALS; f++) {
        const char *name = alone ? finals[f].alone : finals[f].after;
        if (name && !strcmp(name, rest)) return f;
    }
    return 0;
}

static int is_palatal(unsigned initial) /* j q x: their u is ü */
{
    return initial >= 12 && initial <= 14;
}

pinyin pinyin_parse(const char *s, size_t n)
{
    char plain[PINYIN_BYTES];
    int tone;
    size_t len = plain_letters(s, n, plain, &tone);
    if (!len) return 0;
    if (!strcmp(plain, "r")) return PINYIN_R;
    unsigned initial = 0, final = find_final(plain, 1);
    if (!final) {
        initial = N_INITIALS - 1;
        for (size_t k = 0; initial; initial--) { /* zh before z: the longer is tried first */
            k = strlen(initials[initial].name);
            if (k == 2 && !strncmp(plain, initials[initial].name, k)) break;
        }
        if (!initial)
            for (initial = N_INITIALS - 1; initial && plain[0] != initials[initial].name[0];)
                initial--;
        if (!initial) return 0;
        char *rest = plain + strlen(initials[initial].name);
        if (*rest == 'u' && (is_palatal(initial) || !strcmp(rest, "ue"))) *rest = 'v';
        final = find_final(rest, 0);
        if (final >= FINAL_M && initial != 11) final = 0; /* only hm and hng */
    }
    if (!final) return 0;
    return (pinyin)(initial | final << INITIAL_BITS | (unsigned)tone << PINYIN_TONE_SHIFT);
}

static unsigned initial_of(pinyin p)
{
    return p & ((1u << INITIAL_BITS) - 1);
}

static unsigned final_of(pinyin p)
{
    return p >> INITIAL_BITS & ((1u << FINAL_BITS) - 1);
}

int pinyin_valid(pinyin p)
{
    if (p == PINYIN_R) return 1;
    unsigned i = initial_of(p), f = final_of(p);
    int tone = pinyin_tone(p);
    return i < N_INITIALS && f > 0 && f < N_FINALS && tone >= 1 && tone <= 5 && p >> 14 == 0 &&
           (i ? finals[f].after : finals[f].alone) != NULL;
}

static size_t append(char *out, size_t at, const char *s)
{
    size_t n = strlen(s);
    memcpy(out + at, s, n + 1);
    return at + n;
}

size_t pinyin_spell(pinyin p, char out[PINYIN_BYTES])
{
    out[0] = 0;
    if (!pinyin_valid(p)) return 0;
    if (p == PINYIN_R) return append(out, 0, "r5");
    unsigned i = initial_of(p), f = final_of(p);
    size_t at = append(out, 0, initials[i].name);
    size_t rest = at;
    at = append(out, at, i ? finals[f].after : finals[f].alone);
    if (is_palatal(i) && out[rest] == 'v') out[rest] = 'u';
    out[at++] = (char)('0' + pinyin_tone(p));
    out[at] = 0;
    return at;
}

/* The bare vowel that follows a sibilant in zi, ci, si, zhi, chi, shi, ri. */
static int is_buzzed(unsigned initial, unsigned final)
{
    return initial >= 15 && !strcmp(finals[final].nucleus, "i") && !finals[final].coda[0];
}

size_t pinyin_sound(pinyin p, int with_r, char out[PINYIN_SOUND_BYTES])
{
    out[0] = 0;
    if (!pinyin_valid(p)) return 0;
    if (p == PINYIN_R) return append(out, 0, "ɚ");
    unsigned i = initial_of(p), f = final_of(p);
    const char *nucleus = finals[f].nucleus, *coda = finals[f].coda;
    if (with_r && finals[f].with_r) nucleus = finals[f].with_r;
    if (is_buzzed(i, f)) nucleus = with_r ? "ə" : "ɨ";
    if (!i && !strcmp(nucleus, "wo") && !strcmp(finals[f].alone, "o")) nucleus = "ɔ"; /* 哦 */
    if (with_r && !strcmp(coda, "n")) coda = "";
    int breathed = i == 11 && f >= FINAL_M;
    size_t at = append(out, 0, breathed ? "h" : initials[i].sound);
    at = append(out, at, nucleus);
    at = append(out, at, arrows[pinyin_tone(p)]);
    at = append(out, at, coda);
    if (with_r && strcmp(nucleus, "ɚ") != 0) at = append(out, at, "ɚ");
    return at;
}

size_t zh_phonemes(const char *syllable, size_t n, char out[32])
{
    return pinyin_sound(pinyin_parse(syllable, n), 0, out);
}
