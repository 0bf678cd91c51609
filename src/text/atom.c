#include "text/atom.h"

#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "text/run.h"
#include "text/script.h"

struct cutter {
    const char *s;
    size_t n, at;
    struct atoms *out;
};

static uint32_t code_point(const struct cutter *c, size_t at, size_t *next)
{
    *next = at;
    return at < c->n ? utf8_next(c->s, c->n, next) : '\n';
}

static unsigned char byte_at(const struct cutter *c, size_t at)
{
    return at < c->n ? (unsigned char)c->s[at] : '\n';
}

static struct atom *add(struct cutter *c, enum atom_kind kind, size_t end)
{
    struct atoms *a = c->out;
    if (a->n == a->cap_) {
        size_t cap = a->cap_ ? a->cap_ * 2 : 64;
        struct atom *p = a->n < RUNS_MAX ? realloc(a->list, cap * sizeof(*p)) : NULL;
        if (!p) return NULL;
        a->list = p;
        a->cap_ = cap;
    }
    struct atom *atom = &a->list[a->n++];
    *atom =
        (struct atom){.kind = (uint8_t)kind, .at = (uint32_t)c->at, .n = (uint32_t)(end - c->at)};
    c->at = end;
    return atom;
}

/* ---- addresses: every look ahead is bounded ---- */

enum { ADDRESS_MAX = 2048, MAILBOX_MAX = 64, DOMAIN_MAX = 255 };

static int is_address_byte(unsigned char b)
{
    return script_is_ascii_letter(b) || script_is_digit(b) ||
           (b && strchr("-._~:/?#@!$&'*+,;=%", b));
}

static int starts_with(const struct cutter *c, size_t at, const char *prefix)
{
    size_t n = strlen(prefix);
    return c->n - at >= n && !strncasecmp(c->s + at, prefix, n);
}

/* The end of the label.label.tld at `at`: letters, digits, hyphens and dots; 0: none. */
static size_t domain_end(const struct cutter *c, size_t at, int known_only)
{
    static const char *const known[] = {".com", ".cn",  ".org", ".net", ".io",
                                        ".edu", ".gov", ".dev", ".app", ".ai"};
    size_t end = at, dot = 0;
    while ((script_is_ascii_letter(byte_at(c, end)) || script_is_digit(byte_at(c, end)) ||
            ((byte_at(c, end) == '-' || byte_at(c, end) == '.') && end > at)) &&
           end - at <= DOMAIN_MAX) {
        if (byte_at(c, end) == '.') dot = end;
        end++;
    }
    while (end > at && (byte_at(c, end - 1) == '.' || byte_at(c, end - 1) == '-'))
        end--;
    if (dot >= end) /* the last dot ended the sentence: look for the one before */
        for (dot = end; dot > at && byte_at(c, dot) != '.';)
            dot--;
    if (dot <= at || end - dot < 3 || !script_is_ascii_letter(byte_at(c, dot + 1))) return 0;
    for (size_t i = 0; known_only && i < sizeof(known) / sizeof(*known); i++)
        if (end - dot == strlen(known[i]) && starts_with(c, dot, known[i])) return end;
    return known_only ? 0 : end;
}

/* The end of the address that starts at `at`; 0: none. */
static size_t address_end(const struct cutter *c, size_t at)
{
    size_t end = 0;
    if (starts_with(c, at, "http://") || starts_with(c, at, "https://") ||
        starts_with(c, at, "www."))
        end = at + 4;
    size_t box = at;
    while (box - at < MAILBOX_MAX &&
           (script_is_ascii_letter(byte_at(c, box)) || script_is_digit(byte_at(c, box)) ||
            (box > at && strchr("._+-", byte_at(c, box)))))
        box++;
    if (box > at && byte_at(c, box) == '@') return domain_end(c, box + 1, 0);
    if (!end) end = domain_end(c, at, 1);
    if (!end) return 0;
    if (byte_at(c, end) != '/' && byte_at(c, end) != ':' && !starts_with(c, at, "http") &&
        !starts_with(c, at, "www."))
        return end;
    while (end - at < ADDRESS_MAX && is_address_byte(byte_at(c, end)))
        end++;
    while (end > at && strchr(".,:;!?'*", byte_at(c, end - 1)))
        end--;
    return end;
}

/* ---- words and numbers ---- */

static const char *const function_words[] = {
    "a",     "about", "after", "all",    "also",   "am",      "an",    "and",    "any",   "are",
    "as",    "at",    "be",    "been",   "before", "between", "but",   "by",     "can",   "could",
    "did",   "do",    "does",  "during", "each",   "every",   "for",   "from",   "get",   "had",
    "has",   "have",  "he",    "her",    "here",   "him",     "his",   "how",    "i",     "if",
    "in",    "into",  "is",    "it",     "its",    "just",    "me",    "more",   "most",  "my",
    "not",   "of",    "on",    "only",   "or",     "our",     "per",   "please", "she",   "should",
    "since", "so",    "some",  "than",   "that",   "the",     "their", "them",   "then",  "there",
    "these", "they",  "this",  "those",  "to",     "under",   "until", "us",     "was",   "we",
    "were",  "what",  "when",  "where",  "which",  "who",     "will",  "with",   "would", "you",
    "your",
};

static int by_name(const void *key, const void *row)
{
    return strcmp(key, *(const char *const *)row);
}

/* In capitals (IT, US, WHO) it is a name, except I. */
static int is_function_word(const char *s, size_t n)
{
    enum { LONGEST = 7 };
    char lower[LONGEST + 1] = {0};
    if (n > LONGEST || (n == 1 && *s != 'I' && *s != 'a')) return 0;
    for (size_t i = 0; i < n; i++) {
        if (!script_is_ascii_letter((unsigned char)s[i])) return 0;
        if (i && s[i] < 'a') return 0;
        lower[i] = (char)(s[i] | 32);
    }
    return bsearch(lower, function_words, sizeof(function_words) / sizeof(*function_words),
                   sizeof(*function_words), by_name) != NULL;
}

static int is_capital(unsigned char b)
{
    return b >= 'A' && b <= 'Z';
}

/* U.S., e.g., a.m.: single letters each with its dot, at least two; capitals may end without one,
 * S.H.E. */
static size_t dotted_end(const struct cutter *c, size_t at)
{
    size_t end = at;
    while (script_is_ascii_letter(byte_at(c, end)) && byte_at(c, end + 1) == '.')
        end += 2;
    unsigned char after = byte_at(c, end + 1);
    int open = end > at && is_capital(byte_at(c, at)) && is_capital(byte_at(c, end)) &&
               !script_is_ascii_letter(after) && !script_is_digit(after) && !strchr("._-@", after);
    if (open) return end + 1;
    if (end - at < 4 || script_is_ascii_letter(byte_at(c, end))) return 0;
    return end;
}

static size_t letters_end(const struct cutter *c, size_t at, size_t *letters)
{
    size_t next;
    for (*letters = 0;; at = next) {
        uint32_t cp = code_point(c, at, &next);
        if (cp == '\'' && *letters) { /* don't */
            size_t after;
            if (script_of(code_point(c, next, &after)) != SCRIPT_LATIN) return at;
            continue;
        }
        if (script_of(cp) != SCRIPT_LATIN) return at;
        ++*letters;
    }
}

static int cut_word(struct cutter *c)
{
    size_t letters = 0, start = c->at, end = dotted_end(c, start);
    int dotted = end != 0;
    if (!dotted) end = letters_end(c, start, &letters);
    struct atom *atom = add(c, ATOM_WORD, end);
    if (!atom) return E_LIMIT;
    if (letters == 1)
        atom->flags = ATOM_LETTER;
    else
        atom->flags = ATOM_ENGLISH;
    if (!dotted && is_function_word(c->s + start, end - start)) atom->flags |= ATOM_FUNCTION;
    return 0;
}

static int cut_number(struct cutter *c)
{
    size_t end = c->at;
    for (;;) {
        while (script_is_digit(byte_at(c, end)))
            end++;
        if (!byte_at(c, end) || !strchr(".,:/-", byte_at(c, end)) ||
            !script_is_digit(byte_at(c, end + 1)))
            break;
        end++;
    }
    return add(c, ATOM_NUMBER, end) ? 0 : E_LIMIT;
}

/* ---- marks ---- */

static int is_punctuation(uint32_t cp)
{
    if (cp < 128) return cp && strchr(",.!?;:\"'()[]{}", (int)cp) != NULL;
    return (cp >= 0x3001 && cp <= 0x3003) || (cp >= 0x3008 && cp <= 0x3011) ||
           (cp >= 0x3014 && cp <= 0x301F) || (cp >= 0x2013 && cp <= 0x2027) || cp == 0xB7 ||
           cp == 0xAB || cp == 0xBB || cp == 0x2039 || cp == 0x203A || cp == 0xBF || cp == 0xA1 ||
           cp == 0xFF01 || cp == 0xFF08 || cp == 0xFF09 || cp == 0xFF0C || cp == 0xFF1A ||
           cp == 0xFF1B || cp == 0xFF1F;
}

/* The dot of Dr. Smith and No. 88: an abbreviation that stands before a name or a number. */
static int is_abbreviation(const struct cutter *c, size_t next)
{
    static const char *const list[] = {"Dr", "Mr",  "Mrs", "Ms",  "Prof", "St", "No", "NO",
                                       "no", "Vol", "vol", "Fig", "fig",  "vs", "Jr", "Sr"};
    if (!c->out->n || byte_at(c, next) != ' ') return 0;
    const struct atom *word = &c->out->list[c->out->n - 1];
    unsigned char after = byte_at(c, next + 1);
    if (word->kind != ATOM_WORD || word->at + word->n != c->at) return 0;
    if (!script_is_digit(after) && !(script_is_ascii_letter(after) && after < 'a')) return 0;
    for (size_t i = 0; i < sizeof(list) / sizeof(*list); i++)
        if (strlen(list[i]) == word->n && !memcmp(list[i], c->s + word->at, word->n)) return 1;
    return 0;
}

static int is_stop(const struct cutter *c, uint32_t cp, size_t next)
{
    if (cp == '.' && is_abbreviation(c, next)) return 0;
    if (cp == '.') { /* not the one in a file's name */
        size_t after;
        enum script s = script_of(code_point(c, next, &after));
        return s != SCRIPT_LATIN && s != SCRIPT_DIGIT;
    }
    return cp == '!' || cp == '?' || cp == ';' || cp == 0x3002 || cp == 0xFF01 || cp == 0xFF1B ||
           cp == 0xFF1F;
}

static int cut_mark(struct cutter *c, uint32_t cp, size_t next)
{
    enum atom_kind kind = is_stop(c, cp, next) ? ATOM_STOP
                          : is_punctuation(cp) ? ATOM_PUNCT
                                               : ATOM_SYMBOL;
    struct atom *atom = add(c, kind, next);
    if (!atom) return E_LIMIT;
    if (cp < 128 && strchr("-_./&@+'", (int)cp)) atom->flags = ATOM_JOINER;
    return 0;
}

static int cut_same(struct cutter *c, enum atom_kind kind, enum script s)
{
    size_t end = c->at, next;
    while (end < c->n && script_of(code_point(c, end, &next)) == s)
        end = next;
    return add(c, kind, end) ? 0 : E_LIMIT;
}

/* The end of three or more Greek letters, a word of Greek; one or two are signs: α, Δx. */
static size_t greek_end(const struct cutter *c, size_t at)
{
    size_t end = at, next, letters = 0;
    for (;; end = next, letters++) {
        uint32_t cp = code_point(c, end, &next);
        if (cp < 0x370 || cp > 0x3FF) break;
    }
    return letters >= 3 ? end : 0;
}

/* The end of the Latin letters at `at` when there are letters or stress marks of IPA among them:
 * lˈʌntʃ is no word that a reader reads; 0: none. */
static size_t ipa_end(const struct cutter *c, size_t at)
{
    enum { IPA_MAX = 256 };
    size_t end = at, next;
    int found = 0;
    for (; end - at < IPA_MAX; end = next) {
        uint32_t cp = code_point(c, end, &next);
        int ipa = (cp >= 0x250 && cp <= 0x2AF) || cp == 0x2C8 || cp == 0x2CC || cp == 0x2D0;
        if (!ipa && script_of(cp) != SCRIPT_LATIN) break;
        found |= ipa;
    }
    return found ? end : 0;
}

static int cut_next(struct cutter *c)
{
    size_t next;
    uint32_t cp = code_point(c, c->at, &next);
    enum script s = script_of(cp);
    if (script_is_ascii_letter(cp) || s == SCRIPT_DIGIT) {
        int fresh = !c->out->n || c->out->list[c->out->n - 1].kind != ATOM_WORD;
        size_t end = fresh ? address_end(c, c->at) : 0;
        if (end) {
            struct atom *atom = add(c, ATOM_WORD, end);
            if (atom) atom->flags = ATOM_ENGLISH;
            return atom ? 0 : E_LIMIT;
        }
    }
    switch (s) {
    case SCRIPT_HAN:
        return cut_same(c, ATOM_HAN, s);
    case SCRIPT_LATIN: {
        size_t end = ipa_end(c, c->at);
        if (end) return add(c, ATOM_OTHER, end) ? 0 : E_LIMIT;
        return cut_word(c);
    }
    case SCRIPT_DIGIT:
        return cut_number(c);
    case SCRIPT_SPACE:
        return cut_same(c, ATOM_SPACE, s);
    case SCRIPT_LINE:
        return add(c, ATOM_LINE, next) ? 0 : E_LIMIT;
    case SCRIPT_OTHER:
        return cut_same(c, ATOM_OTHER, s);
    case SCRIPT_MARK: {
        size_t end = greek_end(c, c->at);
        if (end) return add(c, ATOM_OTHER, end) ? 0 : E_LIMIT;
        break;
    }
    case SCRIPT_SILENT:
        break;
    }
    return cut_mark(c, cp, next);
}

int atoms_cut(const struct mapped *text, struct atoms *out)
{
    struct cutter c = {.s = text->bytes, .n = text->n, .out = out};
    *out = (struct atoms){0};
    if (text->n > 1u << 30) return E_LIMIT;
    while (c.at < c.n) {
        int code = cut_next(&c);
        if (code) return code;
    }
    return 0;
}

void atoms_free(struct atoms *a)
{
    free(a->list);
    *a = (struct atoms){0};
}
