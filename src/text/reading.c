#include "text/reading.h"

#include <string.h>

#include "base/utf8.h"
#include "text/zh/pinyin.h"

/* ---- pinyin ---- */

static int is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\'';
}

static int parse_pinyin(struct reading *r, const char *s, size_t n, struct err *e)
{
    size_t n_pinyin = 0, n_sound = 0, at = 0;
    pinyin list[READING_SOURCE_MAX / 2 + 1] = {0};
    while (at < n) {
        size_t start = at;
        while (at < n && !is_space(s[at]))
            at++;
        if (at > start) {
            pinyin p = pinyin_parse(s + start, at - start);
            int marked = s[at - 1] >= '1' && s[at - 1] <= '5';
            for (size_t i = start; i < at; i++)
                marked |= (s[i] & 0x80) != 0;
            if (!p)
                return err_set(e, E_FORMAT, "'%.*s' is no pinyin syllable", (int)(at - start),
                               s + start);
            if (!marked)
                return err_set(e, E_FORMAT, "'%.*s' has no tone: write %.*s1 to %.*s5",
                               (int)(at - start), s + start, (int)(at - start), s + start,
                               (int)(at - start), s + start);
            list[r->n_syllables++] = p;
        }
        while (at < n && is_space(s[at]))
            at++;
    }
    for (int i = 0; i < r->n_syllables; i++) {
        int with_r = i + 1 < r->n_syllables && list[i + 1] == PINYIN_R;
        if (i) r->pinyin[n_pinyin++] = ' ';
        n_pinyin += pinyin_spell(list[i], r->pinyin + n_pinyin);
        if (i && list[i] == PINYIN_R) continue; /* melted into the one before */
        n_sound += pinyin_sound(list[i], with_r, r->phonemes + n_sound);
        if (n_pinyin + PINYIN_BYTES >= READING_PINYIN_MAX ||
            n_sound + PINYIN_SOUND_BYTES >= READING_SOUND_MAX)
            return err_set(e, E_FORMAT, "a reading of more than %d syllables", i + 1);
    }
    r->lang = WORD_ZH;
    if (!n_sound) return err_set(e, E_FORMAT, "there is no sound in it"); /* only apostrophes */
    return 0;
}

/* ---- IPA ---- */

// clang-format off
/* The longest first where one begins another.  "" is dropped. */
static const struct { const char *from, *to; } symbols[] = {
    {"t͡ʃ", "ʧ"}, {"d͡ʒ", "ʤ"}, {"t͡s", "ʦ"}, {"d͡z", "ʣ"}, {"t͡ɕ", "ʨ"}, {"ʈ͡ʂ", "ꭧ"},
    {"tʃ", "ʧ"},  {"dʒ", "ʤ"},  {"eɪ", "A"},  {"aɪ", "I"},  {"aʊ", "W"},  {"oʊ", "O"},
    {"əʊ", "O"},  {"ɔɪ", "Y"},  {"ɝː", "ɜɹ"}, {"ɝ", "ɜɹ"},  {"ɜː", "ɜɹ"}, {"ɚ", "əɹ"},
    {"iː", "i"},  {"uː", "u"},  {"ɑː", "ɑ"},  {"ɔː", "ɔ"},
    {"r", "ɹ"},   {"g", "ɡ"},   {"ɫ", "l"},   {"'", "ˈ"},   {"’", "ˈ"},   {":", "ː"},
    {".", ""},    {"͡", ""},     {"‿", ""},    {"-", ""},    {"(", ""},    {")", ""},
};
// clang-format on

static const char sounds[] =
    "\u0303ʣʥʦʨᵝꭧAIOQSTWYᵊabcdefhijklmnopqrstuvwxyzɑɐɒæβɔɕçɖðʤəɚɛɜɟ"
    "ɡɥɨɪʝɯɰŋɳɲɴøɸ"
    "θœɹɾɻʁɽʂʃʈʧʊʋʌɣɤχʎʒʔˈˌːʰʲ↓→↗↘ᵻ ";
static const char vowels[] = "AIOQWYᵊaeiouyɑɐɒæɔəɚɛɜɨɪøœʊʌɤɯᵻ";

static int is_one_of(const char *list, uint32_t cp)
{
    char s[5] = {0};
    if (!cp) return 0;
    utf8_put(s, cp);
    return strstr(list, s) != NULL;
}

/* ˈkæt -> kˈæt: a stress moves to the vowel of its syllable. */
static void move_stress(struct reading *r)
{
    char out[READING_SOUND_MAX];
    const char *s = r->phonemes;
    size_t n = strlen(s), len = 0, waiting = 0; /* where in s the stress under way is, plus one */
    for (size_t at = 0; at < n;) {
        size_t start = at;
        uint32_t cp = utf8_next(s, n, &at);
        if (cp == 0x2C8 || cp == 0x2CC) {
            waiting = start + 1;
            continue;
        }
        if (waiting && is_one_of(vowels, cp)) {
            memcpy(out + len, s + waiting - 1, 2);
            len += 2;
            waiting = 0;
        }
        memcpy(out + len, s + start, at - start);
        len += at - start;
    }
    memcpy(r->phonemes, out, len);
    r->phonemes[len] = 0;
}

static int parse_ipa(struct reading *r, const char *s, size_t n, struct err *e)
{
    size_t len = 0;
    int voiced = 0;
    for (size_t at = 0; at < n;) {
        size_t i = 0, count = sizeof(symbols) / sizeof(*symbols), start = at;
        while (i < count && strncmp(s + at, symbols[i].from, strlen(symbols[i].from)) != 0)
            i++;
        if (i < count && strlen(symbols[i].from) <= n - at) {
            memcpy(r->phonemes + len, symbols[i].to, strlen(symbols[i].to));
            len += strlen(symbols[i].to);
            at += strlen(symbols[i].from);
            voiced |= symbols[i].to[0] && !strstr("ˈˌː", symbols[i].to);
            continue;
        }
        uint32_t cp = utf8_next(s, n, &at);
        if (!is_one_of(sounds, cp))
            return err_set(e, E_FORMAT, "'%.*s' is no sound that the voices know",
                           (int)(at - start), s + start);
        voiced |= !is_one_of("ˈˌː ", cp);
        memcpy(r->phonemes + len, s + start, at - start);
        len += at - start;
    }
    while (len && r->phonemes[len - 1] == ' ')
        len--;
    r->phonemes[len] = 0;
    r->lang = WORD_EN;
    if (!voiced) return err_set(e, E_FORMAT, "there is no sound in it");
    move_stress(r);
    return 0;
}

/* ---- either ---- */

int reading_parse(struct reading *out, enum reading_kind kind, const char *s, size_t n,
                  struct err *e)
{
    *out = (struct reading){0};
    while (n && (*s == ' ' || *s == '\t')) {
        s++;
        n--;
    }
    while (n && (s[n - 1] == ' ' || s[n - 1] == '\t'))
        n--;
    if (n > READING_SOURCE_MAX)
        return err_set(e, E_FORMAT, "the reading is longer than %d bytes", READING_SOURCE_MAX);
    char copy[READING_SOURCE_MAX + 1];
    memcpy(copy, s, n);
    copy[n] = 0;
    if (!utf8_valid(copy, n, NULL) || strlen(copy) != n)
        return err_set(e, E_FORMAT, "the reading is not UTF-8");
    s = copy;
    int slashed = n > 1 && s[0] == '/' && s[n - 1] == '/';
    if (slashed && kind != READING_PINYIN) {
        s++;
        n -= 2;
        copy[n + 1] = 0;
    }
    if (!n) return err_set(e, E_FORMAT, "the reading is empty");
    int ipa = kind == READING_IPA || (kind == READING_ANY && slashed);
    return ipa ? parse_ipa(out, s, n, e) : parse_pinyin(out, s, n, e);
}
