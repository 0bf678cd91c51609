#include "text/fold_face.h"

#include <string.h>

#include "text/script.h"

enum { FACE_MAX = 16, HANDS_MAX = 3 };

static int is_open(uint32_t cp)
{
    return cp == '(' || cp == 0xFF08;
}

static int is_close(uint32_t cp)
{
    return cp == ')' || cp == 0xFF09;
}

static int is_formula(uint32_t cp)
{
    return cp < 128 ? strchr("+/%=$#@&", (int)cp) != NULL : (cp >= 0x370 && cp <= 0x3A1);
}

static int is_readable(uint32_t cp)
{
    enum script s = script_of(cp);
    return (s == SCRIPT_HAN && cp != 0x3007) || s == SCRIPT_LATIN || s == SCRIPT_DIGIT ||
           s == SCRIPT_LINE;
}

/* T_T, o.o, X﹏X: the same eye on both sides of one mouth. */
static int is_letter_face(const uint32_t *cps, size_t n)
{
    return n == 3 && script_is_ascii_letter(cps[0]) && (cps[0] | 32) == (cps[2] | 32) &&
           strchr("toxqu", (int)(cps[0] | 32)) && script_of(cps[1]) == SCRIPT_MARK &&
           !is_formula(cps[1]);
}

/* Letters of other scripts serve as features (д ω ツ), but two in a row are a word. */
static int is_bracket_face(const uint32_t *cps, size_t n)
{
    if (is_letter_face(cps, n)) return 1;
    int strange = 0, others = 0;
    for (size_t i = 0; i < n; i++) {
        if (is_readable(cps[i]) || is_formula(cps[i]) || is_open(cps[i])) return 0;
        others = script_of(cps[i]) == SCRIPT_OTHER ? others + 1 : 0;
        if (others > 1) return 0;
        strange |= cps[i] > 127 ? cps[i] != 0x2026 && cps[i] != 0x2014 /* … — */
                                : strchr("^_><;~'`T*", (int)cps[i]) != NULL;
    }
    return strange && (n >= 3 || (n == 2 && cps[0] == '^' && cps[1] == '^'));
}

static int is_hand(uint32_t cp)
{
    enum script s = script_of(cp);
    return s == SCRIPT_OTHER || cp == '\\' || cp == '~' || cp == '/' || script_is_picture(cp);
}

static size_t bracket_face(const uint32_t *cps, size_t n, size_t i)
{
    size_t start = i;
    while (start < n && start < i + HANDS_MAX - 1 && is_hand(cps[start]))
        start++;
    if (start == n || !is_open(cps[start])) return 0;
    size_t end = start + 1;
    while (end < n && end - start <= FACE_MAX && !is_close(cps[end]))
        end++;
    if (end == n || !is_close(cps[end])) return 0;
    if (!is_bracket_face(cps + start + 1, end - start - 1)) return 0;
    for (size_t hands = 0; ++end < n && hands < HANDS_MAX && is_hand(cps[end]);)
        hands++;
    return end - i;
}

static size_t listed_face(const uint32_t *cps, size_t n, size_t i)
{
    static const char *const faces[] = {
        ":'-(", ":-)", ":-(", ":-D", ":-P", ":-p", ":-O", ";-)", ":'(", ":)",  ":(",  ":D",  ":P",
        ":p",   ":O",  ";)",  "^_^", "^^",  ">_<", "T_T", "T.T", "-_-", "=_=", "o_o", "O_O", "Q_Q"};
    if (i && script_is_word(cps[i - 1])) {
        enum script s = script_of(cps[i - 1]);
        if (s == SCRIPT_LATIN || s == SCRIPT_DIGIT) return 0;
    }
    for (size_t k = 0; k < sizeof(faces) / sizeof(*faces); k++) {
        size_t len = strlen(faces[k]), j = 0;
        while (j < len && i + j < n && cps[i + j] == (unsigned char)faces[k][j])
            j++;
        if (j < len) continue;
        enum script after = i + len < n ? script_of(cps[i + len]) : SCRIPT_SPACE;
        if (after != SCRIPT_LATIN && after != SCRIPT_DIGIT) return len;
    }
    return 0;
}

size_t fold_face_length(const uint32_t *cps, size_t n, size_t i)
{
    enum script s = script_of(cps[i]);
    if (s == SCRIPT_HAN || s == SCRIPT_DIGIT || s == SCRIPT_SPACE || s == SCRIPT_LINE) return 0;
    size_t len = bracket_face(cps, n, i);
    return len ? len : listed_face(cps, n, i);
}
