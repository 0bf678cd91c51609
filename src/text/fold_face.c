#include "text/fold_face.h"

#include <string.h>

#include "base/utf8.h"
#include "text/nfc.h"
#include "text/script.h"

enum { FACE_MAX = 18, HANDS_MAX = 6, ASCII_MAX = 8 };

static int is_open(uint32_t cp)
{
    return cp == '(' || cp == 0xFF08 || cp == 0x295; /* ʕ */
}

static int is_close(uint32_t cp)
{
    return cp == ')' || cp == 0xFF09 || cp == 0x294;
}

static int in(uint32_t cp, const char *list)
{
    return cp && cp < 128 && strchr(list, (int)cp) != NULL;
}

/* ---- faces of ASCII: an eye, a mouth, the same eye ---- */

static int is_eye_pair(uint32_t a, uint32_t b)
{
    int letters = script_is_ascii_letter(a) && script_is_ascii_letter(b);
    if (letters) return (a | 32) == (b | 32) && in(a | 32, "toxqu");
    return (a == b && in(a, "^><-~;'`@+$*=.")) || (in(a, "^>-~") && in(b, "^<-~"));
}

static int is_mouth(uint32_t eye, uint32_t cp)
{
    if (script_is_ascii_letter(eye)) return in(cp, "_.^");
    if (in(eye, "*+$@=.")) return in(cp, "_w");
    return in(cp, "_.-wo3vx");
}

static int is_ascii_face(const uint32_t *cps, size_t n)
{
    while (n > 2 && in(cps[n - 1], ";*#\"|!o ") && !(n == 3 && is_eye_pair(cps[0], cps[2])))
        n--; /* sweat, a hand */
    while (n > 2 && in(cps[0], "*o; ") && !is_eye_pair(cps[0], cps[n - 1]))
        cps++, n--;
    if (n == 2) return (cps[0] == '^' && cps[1] == '^') || (cps[0] == '>' && cps[1] == '<');
    if (n == 4 && cps[1] == '_' && cps[2] == '_') return is_eye_pair(cps[0], cps[3]);
    return n == 3 && is_eye_pair(cps[0], cps[2]) && is_mouth(cps[0], cps[1]);
}

/* ---- faces with other signs ---- */

static int is_formula(uint32_t cp)
{
    return cp < 128 ? in(cp, "+/%$#@&") : (cp >= 0x370 && cp <= 0x3A1);
}

static int is_readable(uint32_t cp)
{
    enum script s = script_of(cp);
    return (s == SCRIPT_HAN && cp != 0x3007) || s == SCRIPT_DIGIT || s == SCRIPT_LINE ||
           (s == SCRIPT_LATIN && !in(cp | 32, "otxuvwzd"));
}

/* Letters of other scripts and single Latin ones serve as features (д ω ツ T), but two of a kind in
 * a row are a word; marks upon letters and spacing accents do not count. */
static int is_strange_face(const uint32_t *cps, size_t n)
{
    int others = 0, latin = 0, features = 0, signs = 0;
    for (size_t i = 0; i < n; i++) {
        enum script s = script_of(cps[i]);
        int accent = !nfc_is_boundary(cps[i]) || (cps[i] >= 0x2B0 && cps[i] <= 0x2FF);
        int mouth = cps[i] == '3' && i && i + 1 < n;
        if ((is_readable(cps[i]) && !mouth) || is_formula(cps[i]) || is_open(cps[i])) return 0;
        if (cps[i] == '=' && !(cps[0] == '=' && cps[n - 1] == '=')) return 0;
        others = s == SCRIPT_OTHER && !accent ? others + 1 : accent ? others : 0;
        latin = s == SCRIPT_LATIN ? latin + 1 : 0;
        if (others > 1 || latin > 1) return 0;
        int plain = cps[i] < 128 || cps[i] == 0x2026 || cps[i] == 0x2014 || s == SCRIPT_LATIN ||
                    (cps[i] >= 0x3001 && cps[i] <= 0x3011) || cps[i] == 0x201C || cps[i] == 0x201D;
        features += !plain;
        signs += s != SCRIPT_SPACE;
    }
    return features && signs >= 3;
}

static int is_bracket_face(const uint32_t *cps, size_t n)
{
    size_t ascii = 0;
    while (ascii < n && cps[ascii] < 128)
        ascii++;
    if (ascii < n) return is_strange_face(cps, n);
    return (n <= ASCII_MAX && is_ascii_face(cps, n)) || (n == 3 && cps[0] == '_' && cps[2] == '_');
}

/* What stands on both sides of a face: arms, tables. */
static int is_hand(uint32_t cp)
{
    return script_of(cp) == SCRIPT_OTHER || script_is_picture(cp) || in(cp, "\\~/_<>") ||
           cp == 0xAF || cp == 0xFFE3 || (cp >= 0xFE30 && cp <= 0xFE36) || cp == 0x3A3;
}

static size_t bracket_face(const uint32_t *cps, size_t n, size_t i)
{
    size_t start = i;
    while (start < n && start - i < HANDS_MAX && !is_open(cps[start]) && is_hand(cps[start]))
        start++;
    if (start == i && i + 1 < n && in(cps[i], "omd") && !(i && script_is_word(cps[i - 1])))
        start++; /* m(_ _)m */
    if (start == n || !is_open(cps[start])) return 0;
    size_t end = start + 1;
    while (end < n && end - start <= FACE_MAX && !is_close(cps[end]))
        end++;
    if (end == n || !is_close(cps[end])) return 0;
    int shrug = start > i + 1 && end == start + 2 && script_of(cps[start + 1]) == SCRIPT_OTHER;
    if (!shrug && !is_bracket_face(cps + start + 1, end - start - 1)) return 0;
    end++;
    for (size_t hands = 0; end < n && hands < HANDS_MAX; hands++) {
        int table = cps[end] == ' ' && end + 1 < n && script_is_picture(cps[end + 1]);
        if (!table && !is_hand(cps[end])) break;
        end++;
    }
    uint32_t behind = end < n ? cps[end] : ' ';
    if ((behind == 'b' || (start > i && behind == cps[i] && in(behind, "omd"))) &&
        !(end + 1 < n && script_is_word(cps[end + 1])))
        end++;
    return end - i;
}

static size_t listed_face(const uint32_t *cps, size_t n, size_t i)
{
    static const char *const faces[] = {
        ":'-(", ":-)", ":-(", ":-D", ":-P", ":-p", ":-O", ":-/", ":-|", ":-*", ";-)", ":'(",
        ":)",   ":(",  ":D",  ":P",  ":p",  ":O",  ";)",  ":*",  "^_^", "^o^", "^-^", "^.^",
        "^^",   ">_<", ">.<", ">_>", "<_<", "T_T", "T.T", "T^T", "-_-", "=_=", "o_o", "O_O",
        "o_O",  "O_o", "o.O", "O.o", "x_x", "X_X", "u_u", "U_U", "Q_Q", "@_@", "→_→", "←_←"};
    if (i && script_is_word(cps[i - 1])) {
        enum script s = script_of(cps[i - 1]);
        if (s == SCRIPT_LATIN || s == SCRIPT_DIGIT) return 0;
    }
    for (size_t k = 0; k < sizeof(faces) / sizeof(*faces); k++) {
        size_t len = strlen(faces[k]), at = 0, j = 0;
        int same = 1;
        for (; same && at < len; j++)
            same = utf8_next(faces[k], len, &at) == (i + j < n ? cps[i + j] : 0);
        if (!same) continue;
        enum script after = i + j < n ? script_of(cps[i + j]) : SCRIPT_SPACE;
        if (after != SCRIPT_LATIN && after != SCRIPT_DIGIT) return j;
    }
    return 0;
}

/* :smile: :+1:, as chats and wikis write emoji; free of letters and digits on both sides. */
static size_t shortcode(const uint32_t *cps, size_t n, size_t i)
{
    enum { CODE_MAX = 32 };
    size_t end = i + 1, letters = 0;
    if (cps[i] != ':' || (i && script_is_word(cps[i - 1]))) return 0;
    while (end < n && end - i < CODE_MAX &&
           (in(cps[end], "_+-") || script_is_digit(cps[end]) ||
            (cps[end] >= 'a' && cps[end] <= 'z'))) {
        letters += cps[end] >= 'a' && cps[end] <= 'z';
        end++;
    }
    int thumb = end == i + 3 && in(cps[i + 1], "+-") && cps[i + 2] == '1';
    if (end == n || cps[end] != ':' || !(letters > 1 || thumb)) return 0;
    return end + 1 < n && script_is_word(cps[end + 1]) ? 0 : end + 1 - i;
}

size_t fold_face_length(const uint32_t *cps, size_t n, size_t i)
{
    enum script s = script_of(cps[i]);
    if (s == SCRIPT_HAN || s == SCRIPT_DIGIT || s == SCRIPT_SPACE || s == SCRIPT_LINE) return 0;
    size_t len = bracket_face(cps, n, i);
    if (!len) len = listed_face(cps, n, i);
    return len ? len : shortcode(cps, n, i);
}
