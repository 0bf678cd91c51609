/* One pass over the code points.  Each step looks at one unit (a face, a run of exponents, a
 * letter with its marks, one code point), writes what it becomes, and knows only the last code
 * point written and the next ones to come. */
#include "text/fold.h"

#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#include "base/utf8.h"
#include "text/emoji.h"
#include "text/fold_face.h"
#include "text/fold_shape.h"
#include "text/nfc.h"
#include "text/script.h"

struct folder {
    const struct mapped *in;
    struct mapped *out;
    uint32_t *cps, *index, *end; /* the input; where each begins and ends in the original */
    size_t n, i, unit;           /* code points of what is being folded at i */
    uint32_t last;               /* the last code point written, '\n' at first */
    uint32_t space_at;           /* where the space that waits came from */
    enum {
        NO_SPACE,
        SOFT,
        HARD,
        AROUND
    } space; /* SOFT: written only between two words; AROUND:
                not before a mark */
    struct fold_options opt;
    const char *name; /* of the emoji that was just written; a word behind it needs a comma */
    int name_english;
    struct nfc nfc;
};

static uint32_t peek(const struct folder *f, size_t ahead)
{
    return f->i + ahead < f->n ? f->cps[f->i + ahead] : '\n';
}

/* ---- writing ---- */

static void put_raw(struct folder *f, uint32_t cp, uint32_t from, uint32_t to)
{
    char b[4];
    mapped_put(f->out, b, utf8_put(b, cp), from, to);
    f->last = cp;
}

static void put_line(struct folder *f, uint32_t from, uint32_t to)
{
    f->space = NO_SPACE;
    if (f->last != '\n') put_raw(f, '\n', from, to);
}

static void put_space(struct folder *f, int hard, uint32_t at)
{
    if (f->space == NO_SPACE) f->space_at = at;
    if (f->space == NO_SPACE)
        f->space = hard ? HARD : SOFT;
    else if (f->space == (hard ? SOFT : HARD))
        f->space = AROUND; /* a blank, and something that was dropped */
}

/* Between an emoji's name and the words on both sides. */
static void put_comma(struct folder *f, int english, uint32_t at)
{
    put_raw(f, english ? ',' : 0xFF0C, at, at + 1);
    f->space = NO_SPACE;
    if (english) put_space(f, 1, at);
}

/* Writes one code point that is no space. */
static void put(struct folder *f, uint32_t cp, uint32_t from, uint32_t to)
{
    if (f->name && script_is_word(cp)) put_comma(f, f->name_english, from);
    f->name = NULL;
    int between_words = script_is_word(f->last) && script_is_word(cp);
    int mark = cp < 128 && strchr(",.!?;:)", (int)cp);
    if (f->last != '\n' &&
        (f->space == HARD || (f->space == AROUND && !mark) || (f->space == SOFT && between_words)))
        put_raw(f, ' ', f->space_at, f->space_at + 1);
    f->space = NO_SPACE;
    put_raw(f, cp, from, to);
}

static void put_text(struct folder *f, const char *s, uint32_t from, uint32_t to)
{
    size_t n = strlen(s);
    for (size_t at = 0; at < n;)
        put(f, utf8_next(s, n, &at), from, to);
}

/* ---- single code points ---- */

struct rewrite {
    uint32_t cp;
    const char *to;
};

/* What NFKC would get wrong, or leave.  Sorted. */
static const struct rewrite rewrites[] = {
    {0xA8, ""},      {0xA9, ""},      {0xAE, ""},      {0xAF, ""},      {0xB4, "'"},
    {0xB8, ""},      {0x2BC, "'"},    {0x2010, "-"},   {0x2011, "-"},   {0x2012, "-"},
    {0x2015, "—"},   {0x2026, "…"},   {0x2032, "′"},   {0x2033, "″"},   {0x2103, "°C"},
    {0x2109, "°F"},  {0x2116, "No."}, {0x2120, ""},    {0x2122, ""},    {0x2212, "-"},
    {0x22EF, "…"},   {0x2E3A, "—"},   {0x2E3B, "—"},   {0x301C, "~"},   {0x301D, "“"},
    {0x301E, "”"},   {0x301F, "”"},   {0x30FB, "·"},   {0x3396, "ml"},  {0x339F, "mm²"},
    {0x33A0, "cm²"}, {0x33A1, "m²"},  {0x33A2, "km²"}, {0x33A3, "mm³"}, {0x33A4, "cm³"},
    {0x33A5, "m³"},  {0x33A6, "km³"}, {0xFE10, "，"},  {0xFE11, "、"},  {0xFE12, "。"},
    {0xFE13, "："},  {0xFE14, "；"},  {0xFE15, "！"},  {0xFE16, "？"},  {0xFE19, "…"},
    {0xFE30, "："},  {0xFE31, "—"},   {0xFE35, "（"},  {0xFE36, "）"},  {0xFE50, "，"},
    {0xFE51, "、"},  {0xFE52, "。"},  {0xFE54, "；"},  {0xFE55, "："},  {0xFE56, "？"},
    {0xFE57, "！"},  {0xFE58, "—"},   {0xFE59, "（"},  {0xFE5A, "）"},  {0xFF01, "！"},
    {0xFF08, "（"},  {0xFF09, "）"},  {0xFF0C, "，"},  {0xFF1A, "："},  {0xFF1B, "；"},
    {0xFF1F, "？"},  {0xFFE3, ""},
};

static int by_code_point(const void *key, const void *row)
{
    uint32_t a = *(const uint32_t *)key, b = ((const struct rewrite *)row)->cp;
    return (a > b) - (a < b);
}

static const char *rewrite_of(uint32_t cp)
{
    const struct rewrite *r = bsearch(&cp, rewrites, sizeof(rewrites) / sizeof(*rewrites),
                                      sizeof(*rewrites), by_code_point);
    return r ? r->to : NULL;
}

/* Circled and other enclosed numbers that NFKC leaves alone; 0: none. */
static int enclosed_number(uint32_t cp)
{
    if (cp >= 0x2776 && cp <= 0x2793) return (int)(cp - 0x2776) % 10 + 1;
    if (cp >= 0x24EB && cp <= 0x24F4) return (int)(cp - 0x24EB) + 11;
    if (cp >= 0x24F5 && cp <= 0x24FE) return (int)(cp - 0x24F5) + 1;
    return 0;
}

static void put_number(struct folder *f, int n, uint32_t from, uint32_t to)
{
    if (script_is_digit(f->last)) put_space(f, 1, from);
    if (n >= 10) put(f, '0' + (uint32_t)n / 10, from, to);
    put(f, '0' + (uint32_t)n % 10, from, to);
}

/* Writes the compatibility form of cp, if it has one. */
static int put_compatible(struct folder *f, uint32_t cp, uint32_t from, uint32_t to)
{
    enum { MAX = 32 };
    utf8proc_int32_t parts[MAX];
    int bound = 0;
    if (!utf8proc_get_property((int32_t)cp)->decomp_type) return 0;
    utf8proc_ssize_t n = utf8proc_decompose_char(
        (int32_t)cp, parts, MAX, UTF8PROC_STABLE | UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT, &bound);
    if (n <= 0 || n > MAX) return 0;
    int digit_first = script_is_digit((uint32_t)parts[0]);
    int enclosed = (cp >= 0x2460 && cp <= 0x24FF) || (cp >= 0xBC && cp <= 0xBE) ||
                   (cp >= 0x2150 && cp <= 0x215F) || (cp >= 0x3251 && cp <= 0x32BF);
    if (enclosed && digit_first && script_is_digit(f->last)) put_space(f, 1, from);
    for (utf8proc_ssize_t k = 0; k < n; k++) {
        uint32_t part = parts[k] == 0x2044 ? '/' : (uint32_t)parts[k];
        if (part == ' ')
            put_space(f, 1, from);
        else if (nfc_is_boundary(part)) /* not the loose accent of a spacing one */
            put(f, part, from, to);
    }
    return 1;
}

static int is_latin(uint32_t cp)
{
    return script_of(cp) == SCRIPT_LATIN;
}

/* ’, ‘ and ′ inside a word, – between numbers, ： in a time: signs whose meaning is in what stands
 * beside them. */
static int put_by_neighbours(struct folder *f, uint32_t cp, uint32_t from, uint32_t to)
{
    uint32_t next = peek(f, 1);
    int quote = cp == 0x2019 || cp == 0x2018 || cp == 0x2032;
    if (quote && !f->space && is_latin(f->last) && is_latin(next)) {
        put(f, '\'', from, to);
        return 1;
    }
    if (cp == 0x2013) {
        int free = (f->space || f->last == '\n') && script_of(next) == SCRIPT_SPACE;
        put(f, free ? 0x2014 : '-', from, to);
        return 1;
    }
    int digit_next = script_is_digit(next) || (next >= 0xFF10 && next <= 0xFF19);
    if (cp == 0xFF1A && !f->space && script_is_digit(f->last) && digit_next) {
        put(f, ':', from, to);
        return 1;
    }
    return 0;
}

/* The small capitals that are letters of IPA too: read as letters only beside others. */
static uint32_t small_capital(const struct folder *f, uint32_t cp)
{
    static const uint32_t ipa[] = {0x299, 0x262, 0x29C, 0x26A, 0x29F, 0x274, 0x280, 0x28F};
    enum { NEAR = 8 };
    size_t k = 0;
    while (k < sizeof(ipa) / sizeof(*ipa) && ipa[k] != cp)
        k++;
    if (k == sizeof(ipa) / sizeof(*ipa)) return 0;
    for (int step = -1; step <= 1; step += 2)
        for (size_t i = f->i, near = 0; i < f->n && near < NEAR && script_is_word(f->cps[i]);
             near++) {
            if (f->cps[i] >= 0x1D00 && f->cps[i] <= 0x1D2B) return (unsigned char)"bghilnry"[k];
            i += (size_t)step; /* below 0: beyond f->n */
        }
    return 0;
}

/* A character that is others in another shape; 0: it is none.  Accents stay on the letters of a
 * word, which English knows by them, but a letter by itself is that of the alphabet. */
static int put_shape(struct folder *f, uint32_t cp, uint32_t from, uint32_t to)
{
    uint32_t plain[FOLD_SHAPE_MAX] = {small_capital(f, cp)};
    size_t n = plain[0] ? 1 : 0;
    int latin = is_latin(cp),
        alone = (f->space || !is_latin(f->last)) && !is_latin(peek(f, f->unit));
    if (!n && (!latin || alone)) n = latin ? fold_plain_letter(cp, plain) : fold_shape(cp, plain);
    for (size_t k = 0; k < n; k++)
        put(f, plain[k], from, to);
    return n > 0;
}

/* Signs beyond ASCII that become something else; 0: cp is none of them. */
static int fold_sign(struct folder *f, uint32_t cp, uint32_t from, uint32_t to)
{
    if (put_by_neighbours(f, cp, from, to)) return 1;
    const char *rewritten = rewrite_of(cp);
    if (rewritten)
        put_text(f, rewritten, from, to);
    else if (put_shape(f, cp, from, to))
        return 1;
    else if (enclosed_number(cp))
        put_number(f, enclosed_number(cp), from, to);
    else if (cp == 0x25CB && script_of(f->last) == SCRIPT_HAN) /* 二○二六: a zero, not a circle */
        put(f, 0x3007, from, to);
    else if (script_is_picture(cp))
        put_space(f, 0, from);
    else
        return cp != 0xB2 && cp != 0xB3 && put_compatible(f, cp, from, to);
    return 1;
}

static void fold_one(struct folder *f, uint32_t cp, uint32_t from, uint32_t to)
{
    if (cp >= 0x4E00 && cp <= 0x9FFF) { /* most of Chinese text */
        put(f, cp, from, to);
        return;
    }
    enum script s = script_of(cp);
    int line = s == SCRIPT_LINE || cp == 0x85 || cp == 0x2029 || (cp >= '\v' && cp <= '\r');
    if (line)
        put_line(f, from, to);
    else if (s == SCRIPT_SPACE)
        put_space(f, 1, from);
    else if (s == SCRIPT_SILENT) { /* zero-width ones join; controls and damage separate */
        if (cp < 0xAD || cp == 0xFFFD) put_space(f, 0, from);
    } else if (cp < 0x80 || !fold_sign(f, cp, from, to))
        put(f, cp, from, to);
}

/* ---- units of several code points ---- */

/* The plain character of a superscript; 0: none. */
static char superscript(uint32_t cp)
{
    static const char high[] = "0i\0\0"
                               "456789+-=()n";
    if (cp == 0xB9) return '1';
    if (cp == 0xB2 || cp == 0xB3) return (char)('2' + (cp - 0xB2));
    return cp >= 0x2070 && cp <= 0x207F ? high[cp - 0x2070] : 0;
}

/* 1ˢᵗ 2ⁿᵈ 3ʳᵈ 4ᵗʰ: the letters behind the number. */
static int fold_ordinal(struct folder *f)
{
    static const struct {
        uint32_t high[2];
        char plain[3];
    } endings[] = {{{0x2E2, 0x1D57}, "st"},
                   {{0x207F, 0x1D48}, "nd"},
                   {{0x2B3, 0x1D48}, "rd"},
                   {{0x1D57, 0x2B0}, "th"}};
    for (size_t i = 0; i < sizeof(endings) / sizeof(*endings); i++) {
        if (peek(f, 0) != endings[i].high[0] || peek(f, 1) != endings[i].high[1]) continue;
        put_text(f, endings[i].plain, f->index[f->i], f->end[f->i + 1]);
        f->i += 2;
        return 1;
    }
    return 0;
}

/* A run of superscripts after a digit or a letter is an exponent; ² and ³ alone stay, since units
 * have them; elsewhere it is the number of a footnote, which nobody reads. */
static int fold_exponent(struct folder *f)
{
    if (script_is_digit(f->last) && fold_ordinal(f)) return 1;
    size_t len = 0;
    while (superscript(peek(f, len)))
        len++;
    uint32_t first = peek(f, 0);
    if (!len || (len == 1 && (first == 0xB2 || first == 0xB3))) return 0;
    int raised = !f->space && (script_is_digit(f->last) || is_latin(f->last) || f->last == ')');
    if (raised) put(f, '^', f->index[f->i], f->index[f->i] + 1);
    for (size_t k = 0; k < len && raised; k++) {
        uint32_t at = f->index[f->i + k];
        put(f, (uint32_t)superscript(peek(f, k)), at, at + 1);
    }
    f->i += len;
    return 1;
}

/* A base and the marks that follow it, composed; marks that joined nothing are dropped after the
 * letters and signs that we read, as are the variation selectors of emoji. */
static void fold_cluster(struct folder *f)
{
    size_t len = 1;
    while (f->i + len < f->n && !nfc_is_boundary(f->cps[f->i + len]))
        len++;
    uint32_t from = f->index[f->i], to = f->end[f->i + len - 1];
    f->unit = len;
    if (len == 1 && f->cps[f->i] < 0x300) {
        fold_one(f, f->cps[f->i], from, to);
    } else if (nfc_compose(&f->nfc, f->cps + f->i, len)) {
        f->out->error_ = E_NOMEM;
    } else if (len > 1 && (f->cps[f->i] == '#' || f->cps[f->i] == '*') &&
               f->cps[f->i + 1] == 0xFE0F) {
        put_space(f, 0, from); /* a keycap */
    } else {
        uint32_t base = (uint32_t)f->nfc.cps[0];
        int read = script_of(base) != SCRIPT_OTHER || !nfc_is_boundary(base);
        for (size_t k = 0; k < f->nfc.n; k++) {
            uint32_t cp = (uint32_t)f->nfc.cps[k];
            if (nfc_is_boundary(cp) || (!read && cp < 0xFE00)) fold_one(f, cp, from, to);
        }
    }
    f->i += len;
}

/* ---- emoji by their names ---- */

static int is_han(uint32_t cp)
{
    return (cp >= 0x3400 && cp <= 0x9FFF) || cp >> 17 == 1;
}

static int ends_sentence(uint32_t cp)
{
    return cp == '.' || cp == '!' || cp == '?' || cp == '\n' || cp == 0x3002 || cp == 0xFF01 ||
           cp == 0xFF1F || cp == 0xFF0E;
}

/* The language of the sentence on one side of place i: 1 English, 0 Chinese, -1 no letter near. */
static int language_beside(const struct folder *f, size_t i, int forward)
{
    enum { NEAR = 120 };
    int latin = 0;
    for (size_t k = 0; k < NEAR; k++) {
        if (forward ? i + k >= f->n : i < k + 1) break;
        uint32_t cp = f->cps[forward ? i + k : i - k - 1];
        if (is_han(cp)) return 0;
        if (latin && ends_sentence(cp)) break;
        latin |= script_is_ascii_letter(cp);
    }
    return latin ? 1 : -1;
}

/* An emoji that has a name; 0: none. */
static int fold_named(struct folder *f)
{
    struct emoji_names names;
    size_t n = emoji_match(f->opt.names, f->cps + f->i, f->n - f->i, &names);
    if (!n) return 0;
    int english = language_beside(f, f->i, 0);
    if (english < 0) english = language_beside(f, f->i + n, 1);
    if (english < 0) english = f->opt.english;
    const char *name = english ? names.en : names.zh;
    uint32_t from = f->index[f->i], to = f->end[f->i + n - 1];
    f->i += n;
    if (f->name == name) return 1; /* the same again */
    f->name = NULL;
    if (script_is_word(f->last)) put_comma(f, english, from);
    put_text(f, name, from, to);
    f->name = name;
    f->name_english = english;
    return 1;
}

static void fold_next(struct folder *f)
{
    uint32_t cp = f->cps[f->i];
    if (f->opt.names && (script_is_picture(cp) || cp == '#' || cp == '*') && fold_named(f)) return;
    size_t face = fold_face_length(f->cps, f->n, f->i);
    if (face) {
        put_space(f, 0, f->index[f->i]);
        f->i += face;
    } else if (!fold_exponent(f)) {
        fold_cluster(f);
    }
}

static void decode(struct folder *f)
{
    for (size_t at = 0; at < f->in->n; f->n++) {
        f->index[f->n] = f->in->from[at];
        f->end[f->n] = f->in->to[at];
        f->cps[f->n] = utf8_next(f->in->bytes, f->in->n, &at);
    }
}

void fold_text(const struct mapped *in, const struct fold_options *opt, struct mapped *out)
{
    uint32_t *cps = calloc(in->n + 1, sizeof(*cps)), *index = calloc(in->n + 1, sizeof(*index));
    uint32_t *end = calloc(in->n + 1, sizeof(*end));
    out->error_ = mapped_error(in);
    if (cps && index && end && !mapped_error(in)) {
        struct folder f = {
            .in = in, .out = out, .cps = cps, .index = index, .end = end, .last = '\n'};
        if (opt) f.opt = *opt;
        decode(&f);
        while (f.i < f.n && !mapped_error(out))
            fold_next(&f);
        nfc_free(&f.nfc);
    } else if (!mapped_error(in)) {
        out->error_ = E_NOMEM;
    }
    free(cps);
    free(index);
    free(end);
}
