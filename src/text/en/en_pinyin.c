#include "text/en/en_pinyin.h"

#include <string.h>

enum { SYLLABLES_MAX = 5, SYLLABLE_LETTERS_MAX = 6 };

static const struct initial {
    const char *letters, *sounds;
    const char *finals; /* that may follow, between blanks */
} initials[] = {
    {"zh", "ʤ", " a ai an ang ao e ei en eng i ong ou u ua uai uan uang ui un uo "},
    {"ch", "ʧ", " a ai an ang ao e en eng i ong ou u ua uai uan uang ui un uo "},
    {"sh", "ʃ", " a ai an ang ao e ei en eng i ou u ua uai uan uang ui un uo "},
    {"b", "b", " a ai an ang ao ei en eng i ian iao ie in ing o u "},
    {"p", "p", " a ai an ang ao ei en eng i ian iao ie in ing o ou u "},
    {"m", "m", " a ai an ang ao e ei en eng i ian iao ie in ing iu o ou u "},
    {"f", "f", " a an ang ei en eng o ou u "},
    {"d", "d", " a ai an ang ao e ei eng i ia ian iao ie ing iu ong ou u uan ui un uo "},
    {"t", "t", " a ai an ang ao e eng i ian iao ie ing ong ou u uan ui un uo "},
    {"n", "n", " a ai an ang ao e ei en eng i ian iang iao ie in ing iu ong ou u uan uo ue "},
    {"l", "l", " a ai an ang ao e ei eng i ia ian iang iao ie in ing iu ong ou u uan un uo ue "},
    {"g", "ɡ", " a ai an ang ao e ei en eng ong ou u ua uai uan uang ui un uo "},
    {"k", "k", " a ai an ang ao e en eng ong ou u ua uai uan uang ui un uo "},
    {"h", "h", " a ai an ang ao e ei en eng ong ou u ua uai uan uang ui un uo "},
    {"j", "ʤ", " i ia ian iang iao ie in ing iong iu u uan ue un "},
    {"q", "ʧ", " i ia ian iang iao ie in ing iong iu u uan ue un "},
    {"x", "ʃ", " i ia ian iang iao ie in ing iong iu u uan ue un "},
    {"r", "ɹ", " an ang ao e en eng i ong ou u uan ui un uo "},
    {"z", "z", " a ai an ang ao e ei en eng i ong ou u uan ui un uo "},
    {"c", "ts", " a ai an ang ao e en eng i ong ou u uan ui un uo "},
    {"s", "s", " a ai an ang ao e en eng i ong ou u uan ui un uo "},
    {"y", "j", " a an ang ao e i in ing ong ou u uan ue un "},
    {"w", "w", " a ai an ang ei en eng o u "},
    {"", "", " a ai an ang ao e en er ou "},
};

static const struct final {
    const char *letters, *before, *vowel, *after; /* the stress stands before the vowel */
} finals[] = {
    {"a", "", "ɑ", ""},      {"ai", "", "I", ""},     {"an", "", "ɑ", "n"},
    {"ang", "", "ɑ", "ŋ"},   {"ao", "", "W", ""},     {"e", "", "ʌ", ""},
    {"ei", "", "A", ""},     {"en", "", "ʌ", "n"},    {"eng", "", "ʌ", "ŋ"},
    {"er", "", "ɑ", "ɹ"},    {"i", "", "i", ""},      {"ia", "j", "ɑ", ""},
    {"ian", "j", "ɛ", "n"},  {"iang", "j", "ɑ", "ŋ"}, {"iao", "j", "W", ""},
    {"ie", "j", "ɛ", ""},    {"in", "", "ɪ", "n"},    {"ing", "", "ɪ", "ŋ"},
    {"iong", "j", "ʊ", "ŋ"}, {"iu", "j", "O", ""},    {"o", "", "O", ""},
    {"ong", "", "ʊ", "ŋ"},   {"ou", "", "O", ""},     {"u", "", "u", ""},
    {"ua", "w", "ɑ", ""},    {"uai", "w", "I", ""},   {"uan", "w", "ɑ", "n"},
    {"uang", "w", "ɑ", "ŋ"}, {"ue", "w", "ɛ", ""},    {"ui", "w", "A", ""},
    {"un", "w", "ʌ", "n"},   {"uo", "w", "O", ""},
};

struct syllable {
    const struct initial *initial;
    const struct final *final;
};

static int in_list(const char *list, const char *s, size_t n)
{
    for (const char *at = list; *at; at++)
        if (at[0] == ' ' && !strncmp(at + 1, s, n) && at[1 + n] == ' ') return 1;
    return 0;
}

/* Whether n letters are one syllable. */
static int is_syllable(const char *s, size_t n, struct syllable *out)
{
    for (size_t i = 0; i < sizeof(initials) / sizeof(*initials); i++) {
        size_t len = strlen(initials[i].letters);
        if (n <= len || memcmp(s, initials[i].letters, len) != 0 ||
            !in_list(initials[i].finals, s + len, n - len))
            continue;
        out->initial = &initials[i];
        for (size_t k = 0; k < sizeof(finals) / sizeof(*finals); k++)
            if (strlen(finals[k].letters) == n - len &&
                !memcmp(finals[k].letters, s + len, n - len)) {
                out->final = &finals[k];
                return 1;
            }
    }
    return 0;
}

/* Cuts the word, longest syllables first; one without an initial only begins a word or follows an
 * apostrophe, as it is written.  Returns the number of syllables, 0: it cannot be cut. */
static size_t cut(const char *s, size_t n, int begins, struct syllable *out, size_t room)
{
    if (!room) return 0;
    for (size_t len = n < SYLLABLE_LETTERS_MAX ? n : SYLLABLE_LETTERS_MAX; len > 0; len--) {
        if (!is_syllable(s, len, out) || (!*out->initial->letters && !begins)) continue;
        if (len == n) return 1;
        int apostrophe = s[len] == '\'';
        size_t at = len + (size_t)apostrophe;
        size_t more = at < n ? cut(s + at, n - at, apostrophe, out + 1, room - 1) : 0;
        if (more) return more + 1;
    }
    return 0;
}

static void add(struct phones *p, const char *utf8)
{
    struct phones part;
    if (phones_from_utf8(&part, utf8, strlen(utf8))) phones_add(p, part.s, part.n);
}

static void say(const struct syllable *s, const char *stress, struct phones *out)
{
    const char *i = s->initial->letters, *f = s->final->letters;
    int palatal = *i && strchr("jqxy", *i) != NULL && !i[1];
    add(out, s->initial->sounds);
    if (!strcmp(f, "i") && (i[0] == 'r' || (i[0] && i[1] == 'h'))) { /* shi, ri */
        add(out, stress);
        add(out, i[0] == 'r' ? "ɜ" : "ɜɹ");
        return;
    }
    int sibilant = !strcmp(f, "i") && *i && strchr("zcs", *i);        /* si */
    int fronted = palatal && (!strcmp(f, "un") || !strcmp(f, "uan")); /* jun, yuan */
    int yan = *i == 'y' && !strcmp(f, "an");
    if (!(fronted && !strcmp(f, "un"))) add(out, s->final->before);
    add(out, stress);
    add(out, sibilant ? "ʌ" : fronted ? (f[1] == 'n' ? "u" : "ɛ") : yan ? "ɛ" : s->final->vowel);
    add(out, s->final->after);
}

/* Surnames before which a given name is expected; those that are English words as well are left
 * out ("he", "long", "song"). */
static const char surnames[] =
    " wang li zhang liu chen yang zhao huang zhou wu xu sun hu zhu gao lin guo ma luo liang zheng "
    "xie han feng yu dong xiao cheng cao yuan deng fu shen zeng peng lu su jiang cai jia wei xue "
    "ye yan du dai xia zhong tian ren fang shi yao liao zou xiong jin hao kong bai cui kang mao "
    "qiu qin gu hou shao meng wan duan lei qian yin chang qiao lai wen wong chan cheung lau ouyang "
    "sima zhuge shangguan ";

static int is_one_of(const char *list, const char *s)
{
    return in_list(list, s, strlen(s));
}

/* What is hardly written so in other languages: zh-, x- and q- in front, -ng, -iao, -uo ...
 * "Kenji", "Sasuke", "Bukele", "Texinfo" fall into pinyin syllables too. */
static int looks_chinese(const struct syllable *s, int first)
{
    return is_one_of(first ? " zh x q " : " zh ", s->initial->letters) ||
           is_one_of(" ang eng ing ong iang iong uang ia ian iao ie iu ua uai uan ue ui uo ",
                     s->final->letters);
}

int en_pinyin_read(const char *word, size_t n, const char *before, struct phones *out)
{
    struct syllable s[SYLLABLES_MAX];
    size_t count = n ? cut(word, n, 1, s, SYLLABLES_MAX) : 0;
    int chinese = *before && is_one_of(surnames, before);
    if (!count) return 0;
    if (count == 1 && !chinese && !is_one_of(" zh x q ", s[0].initial->letters)) return 0;
    for (size_t i = 0; i < count; i++)
        chinese |= looks_chinese(&s[i], i == 0);
    if (!chinese) return 0;
    out->n = 0;
    for (size_t i = 0; i < count; i++)
        say(&s[i], i + 1 == count ? "ˈ" : i == 0 ? "ˌ" : "", out);
    return 1;
}
