#include "text/en/en_tokens.h"

#include <string.h>

#include "base/utf8.h"
#include "text/fold_shape.h"
#include "text/script.h"

static const struct {
    uint32_t cp;
    const char *mark;
} marks[] = {
    {',', ","},    {'.', "."},    {'!', "!"},    {'?', "?"},    {';', ";"},    {':', ":"},
    {'"', "\""},   {'(', "("},    {')', ")"},    {'[', "("},    {']', ")"},    {'{', "("},
    {'}', ")"},    {0x2014, "—"}, {0x2013, "—"}, {0x2015, "—"}, {0x2026, "…"}, {0x201C, "“"},
    {0x201D, "”"}, {0x201E, "“"}, {0xAB, "“"},   {0xBB, "”"},   {0x300A, "“"}, {0x300B, "”"},
    {0x300C, "“"}, {0x300D, "”"}, {0x300E, "“"}, {0x300F, "”"}, {0x3002, "."}, {0x3001, ","},
    {0xFF0C, ","}, {0xFF01, "!"}, {0xFF1F, "?"}, {0xFF1B, ";"}, {0xFF1A, ":"}, {0xFF08, "("},
    {0xFF09, ")"}, {0xA1, NULL},  {0xBF, NULL},
};

static const char *mark_of(uint32_t cp)
{
    for (size_t i = 0; i < sizeof(marks) / sizeof(*marks); i++)
        if (marks[i].cp == cp) return marks[i].mark;
    return NULL;
}

/* The ASCII letters or digits of a code point, or an apostrophe; 0: it does not belong to words. */
static size_t fold(uint32_t cp, char out[4])
{
    if (cp < 128) {
        out[0] = (char)cp;
        return script_is_ascii_letter(out[0]) || script_is_digit(out[0]) || cp == '\'';
    }
    if (cp == 0x2019 || cp == 0x2018 || cp == 0x2BC || cp == 0xFF07 || cp == 0xB4) {
        out[0] = '\'';
        return 1;
    }
    uint32_t plain[FOLD_SHAPE_MAX];
    size_t n = fold_plain_letter(cp, plain);
    for (size_t i = 0; i < n; i++)
        out[i] = (char)plain[i];
    return n;
}

/* Marks that only sit on the letter before. */
static int is_combining(uint32_t cp)
{
    return (cp >= 0x300 && cp <= 0x36F) || cp == 0x200D || cp == 0xAD || cp == 0x200B;
}

static int is_word_byte(const struct mapped *run, size_t at)
{
    if (at >= run->n) return 0;
    char c[4];
    size_t n = fold(utf8_next(run->bytes, run->n, &at), c);
    return n && c[0] != '\'';
}

/* "U.S." or "e.g." at `at`: single letters with dots; the end of it, 0: it is none. */
static size_t dotted_end(const struct mapped *run, size_t at)
{
    size_t i = at, letters_seen = 0;
    const char *s = run->bytes;
    while (i + 1 < run->n && script_is_ascii_letter(s[i]) && s[i + 1] == '.') {
        letters_seen++;
        i += 2;
        if (i - at > 24) return 0;
    }
    if (i < run->n && script_is_ascii_letter(s[i]) && letters_seen > 0 && !is_word_byte(run, i + 1))
        return i + 1; /* the last dot is missing: U.S */
    return letters_seen > 1 && !is_word_byte(run, i) ? i : 0;
}

static void take_dotted(const struct mapped *run, size_t end, struct token *t)
{
    size_t i = t->at;
    for (; i < end; i++)
        if (run->bytes[i] != '.') t->word[t->len++] = run->bytes[i];
    t->n = end - t->at;
    /* at the end of the text or before a capital its last dot also ends the sentence */
    size_t next = end;
    while (next < run->n && run->bytes[next] == ' ')
        next++;
    if (next == run->n && run->bytes[end - 1] == '.') t->n--;
}

static void take_word(const struct mapped *run, struct token *t)
{
    size_t dotted = dotted_end(run, t->at);
    if (dotted) {
        take_dotted(run, dotted, t);
        return;
    }
    size_t at = t->at;
    while (at < run->n) {
        size_t next = at;
        char c[4];
        uint32_t cp = utf8_next(run->bytes, run->n, &next);
        size_t n = fold(cp, c);
        if (!n && t->len && (cp == '-' || cp == '_' || cp == 0x2010 || cp == 0x2011) &&
            is_word_byte(run, next)) {
            c[0] = cp == '_' ? '_' : '-';
            n = 1;
        } else if (n && c[0] == '\'' && !is_word_byte(run, next)) {
            break; /* dogs' and the end of 'a quotation' */
        }
        if (!n && !(t->len && is_combining(cp))) break;
        if (t->len + n > EN_WORD_MAX - 1) break;
        memcpy(t->word + t->len, c, n);
        t->len += n;
        at = next;
    }
    t->n = at - t->at;
}

int en_token_is_pause(const struct token *t)
{
    return t->mark && strchr("\"(", t->mark[0]) == NULL && strcmp(t->mark, "“") != 0 &&
           strcmp(t->mark, "”") != 0 && strcmp(t->mark, ")") != 0;
}

/* "..." and "--" are one mark each; a repeated mark is said once. */
static size_t mark_end(const struct mapped *run, size_t at, size_t next, const char **mark)
{
    const char *s = run->bytes;
    size_t len = next - at, end = next;
    if (**mark == '(' || **mark == ')' || **mark == '"') return next; /* each counts */
    while (end + len <= run->n && !memcmp(s + end, s + at, len))
        end += len;
    if (**mark == '.' && len == 1 && end - at >= 2) *mark = "…";
    return end;
}

/* A hyphen is a dash where it joins nothing: " - ", "--". */
static size_t dash_end(const struct mapped *run, size_t at)
{
    size_t end = at;
    while (end < run->n && run->bytes[end] == '-')
        end++;
    int alone = (at == 0 || run->bytes[at - 1] == ' ') && (end == run->n || run->bytes[end] == ' ');
    return alone || end - at > 1 ? end : 0;
}

static int ends_sentence(const struct token *t)
{
    return t->mark && (strchr(".!?", t->mark[0]) || !strcmp(t->mark, "…"));
}

size_t en_tokens_next(const struct mapped *run, size_t *at, struct token out[TOKENS_MAX])
{
    size_t count = 0, pause = 0, pause_at = 0;
    size_t i = *at;
    int space = i == 0 ? 0 : run->bytes[i - 1] == ' ';
    int word_before = 0;
    while (i < run->n && count < TOKENS_MAX) {
        struct token *t = &out[count];
        *t = (struct token){.at = i, .space_before = space || word_before};
        size_t next = i;
        uint32_t cp = utf8_next(run->bytes, run->n, &next);
        char c[4];
        t->mark = mark_of(cp);
        size_t dash = cp == '-' ? dash_end(run, i) : 0;
        if (dash) {
            t->mark = "—";
            t->n = dash - i;
        } else if (t->mark) {
            t->n = mark_end(run, i, next, &t->mark) - i;
        } else if (fold(cp, c) && (c[0] != '\'' || is_word_byte(run, next))) {
            take_word(run, t);
        }
        if (!t->n) { /* a blank, or nothing that is said */
            space = 1;
            word_before = 0;
            i = next;
            continue;
        }
        if (t->mark) t->space_before = space;
        space = 0;
        word_before = !t->mark;
        i += t->n;
        count++;
        if (ends_sentence(t)) break;
        if (!en_token_is_pause(t)) continue;
        pause = count;
        pause_at = i;
    }
    if (count == TOKENS_MAX && pause) { /* a long sentence is cut at a pause, if it has one */
        count = pause;
        i = pause_at;
    }
    *at = i;
    return count;
}
