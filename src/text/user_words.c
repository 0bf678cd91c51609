/* user_words.c - a trie whose edges are in one hash table: (node, byte) -> node.
 *
 * Two roots: words with capitals are looked up as the text is, the others in its small letters. */
#include "text/user_words.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/utf8.h"
#include "text/fold.h"
#include "text/script.h"

enum { ROOT_EXACT, ROOT_SMALL, ROOTS, EDGES_FIRST = 1 << 8 };

#define WHY "your word"

struct edge {
    uint64_t key; /* node << 8 | byte, plus 1; 0: free */
    uint32_t to;
};

struct entry {
    const char *pinyin, *phonemes;
    enum word_lang lang;
};

struct user_words {
    atomic_int refs;
    struct entry *entries;
    size_t n, cap;
    struct words strings;
    struct edge *edges; /* [n_edges], a power of two, at most half full */
    size_t n_edges, used;
    uint32_t *value; /* of each node: its entry plus 1, or 0 */
    size_t n_nodes, cap_nodes;
};

int user_words_new(struct user_words **out, struct err *e)
{
    struct user_words *u = *out = calloc(1, sizeof(*u));
    if (u) {
        atomic_init(&u->refs, 1);
        u->strings = words_make();
        u->n_edges = EDGES_FIRST;
        u->n_nodes = ROOTS;
        u->cap_nodes = EDGES_FIRST;
        u->edges = calloc(u->n_edges, sizeof(*u->edges));
        u->value = calloc(u->cap_nodes, sizeof(*u->value));
    }
    if (u && u->edges && u->value) return 0;
    user_words_unref(u);
    *out = NULL;
    return err_set(e, E_NOMEM, "no memory for a list of words");
}

struct user_words *user_words_ref(struct user_words *u)
{
    if (u) atomic_fetch_add(&u->refs, 1);
    return u;
}

void user_words_unref(struct user_words *u)
{
    if (!u || atomic_fetch_sub(&u->refs, 1) != 1) return;
    words_free(&u->strings);
    free(u->entries);
    free(u->edges);
    free(u->value);
    free(u);
}

size_t user_words_count(const struct user_words *u)
{
    return u ? u->n : 0;
}

/* ---- the trie ---- */

static struct edge *edge_of(struct edge *edges, size_t n, uint64_t key)
{
    uint64_t h = key * UINT64_C(0x9E3779B97F4A7C15);
    size_t i = (size_t)(h >> 20) & (n - 1);
    while (edges[i].key && edges[i].key != key)
        i = (i + 1) & (n - 1);
    return &edges[i];
}

static uint64_t key_of(uint32_t node, char byte)
{
    return ((uint64_t)node << 8 | (unsigned char)byte) + 1;
}

static int grow_edges(struct user_words *u)
{
    size_t n = u->n_edges * 2;
    struct edge *edges = calloc(n, sizeof(*edges));
    if (!edges) return E_NOMEM;
    for (size_t i = 0; i < u->n_edges; i++)
        if (u->edges[i].key) *edge_of(edges, n, u->edges[i].key) = u->edges[i];
    free(u->edges);
    u->edges = edges;
    u->n_edges = n;
    return 0;
}

static int new_node(struct user_words *u, uint32_t *node)
{
    if (u->n_nodes == u->cap_nodes) {
        uint32_t *p = realloc(u->value, 2 * u->cap_nodes * sizeof(*p));
        if (!p) return E_NOMEM;
        memset(p + u->cap_nodes, 0, u->cap_nodes * sizeof(*p));
        u->value = p;
        u->cap_nodes *= 2;
    }
    *node = (uint32_t)u->n_nodes++;
    return 0;
}

/* The node of this word, made where it is missing. */
static int node_for(struct user_words *u, uint32_t root, const char *s, size_t n, uint32_t *node)
{
    *node = root;
    for (size_t i = 0; i < n; i++) {
        if (2 * (u->used + 1) > u->n_edges && grow_edges(u)) return E_NOMEM;
        struct edge *edge = edge_of(u->edges, u->n_edges, key_of(*node, s[i]));
        if (!edge->key) {
            uint32_t to;
            if (new_node(u, &to)) return E_NOMEM;
            *edge = (struct edge){key_of(*node, s[i]), to};
            u->used++;
        }
        *node = edge->to;
    }
    return 0;
}

/* ---- entries ---- */

static char small(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + 'a' - 'A') : c;
}

static int is_han(uint32_t cp)
{
    return (cp >= 0x3400 && cp <= 0x9FFF) || (cp >= 0xF900 && cp <= 0xFAFF) || cp >= 0x20000 ||
           cp == 0x3007;
}

/* How many Chinese characters the word has; 0: something else is in it, too. */
static int all_han(const char *s, size_t n)
{
    int count = 0;
    for (size_t at = 0; at < n; count++)
        if (!is_han(utf8_next(s, n, &at))) return 0;
    return count;
}

static int check_lang(struct reading *r, const char *lang, const char *word, size_t n,
                      struct err *e)
{
    int han = all_han(word, n);
    if (lang && strcmp(lang, "zh") != 0 && strcmp(lang, "en") != 0)
        return err_set(e, E_FORMAT, "the language '%.20s' is neither zh nor en", lang);
    if (lang && !strcmp(lang, "en") && r->pinyin[0])
        return err_set(e, E_FORMAT, "pinyin is not English; write IPA between slashes: /.../");
    if (han && r->pinyin[0] && r->n_syllables != han)
        return err_set(e, E_FORMAT, "%d characters, but %d syllables ('%.100s')", han,
                       r->n_syllables, r->pinyin);
    if ((lang && !strcmp(lang, "zh")) || (!lang && han)) r->lang = WORD_ZH;
    return 0;
}

static int add_entry(struct user_words *u, const struct mapped *word, const struct reading *r,
                     struct err *e)
{
    char key[USER_WORD_BYTES_MAX];
    uint32_t node, root = ROOT_SMALL;
    for (size_t i = 0; i < word->n; i++)
        if ((key[i] = word->bytes[i]) >= 'A' && key[i] <= 'Z') root = ROOT_EXACT;
    if (u->n == u->cap) {
        size_t cap = u->cap ? 2 * u->cap : 16;
        struct entry *p = realloc(u->entries, cap * sizeof(*p));
        if (!p) return err_set(e, E_NOMEM, "no memory for %zu words", cap);
        u->entries = p;
        u->cap = cap;
    }
    if (node_for(u, root, key, word->n, &node)) return err_set(e, E_NOMEM, "no memory for a word");
    if (u->value[node])
        return err_set(e, E_CONFLICT, "'%.*s' is in the list already", (int)word->n, word->bytes);
    struct entry to = {.phonemes = words_string(&u->strings, r->phonemes, strlen(r->phonemes)),
                       .lang = r->lang};
    if (r->pinyin[0]) to.pinyin = words_string(&u->strings, r->pinyin, strlen(r->pinyin));
    if (words_error(&u->strings)) return err_set(e, E_NOMEM, "no memory for a word");
    u->entries[u->n++] = to;
    u->value[node] = (uint32_t)u->n;
    return 0;
}

int user_words_add(struct user_words *u, const char *word, size_t n_word, const char *reading,
                   size_t n_reading, const char *lang, struct err *e)
{
    struct reading r;
    struct mapped raw = mapped_make(), folded = mapped_make();
    if (u->n >= USER_WORDS_MAX)
        return err_set(e, E_LIMIT, "more than %d words in one list", USER_WORDS_MAX);
    if (n_word > USER_WORD_BYTES_MAX)
        return err_set(e, E_LIMIT, "a word of more than %d bytes", USER_WORD_BYTES_MAX);
    int code = reading_parse(&r, READING_ANY, reading, n_reading, e);
    if (code) return code;
    mapped_from_utf8(&raw, word, n_word);
    fold_text(&raw, NULL, &folded);
    code = mapped_error(&folded);
    if (code)
        code = err_set(e, code, "no memory for a word");
    else if (!folded.n || folded.n > USER_WORD_BYTES_MAX || memchr(folded.bytes, '\n', folded.n))
        code = err_set(e, E_FORMAT, "there is no word that could be read");
    if (!code) code = check_lang(&r, lang, folded.bytes, folded.n, e);
    if (!code) code = add_entry(u, &folded, &r, e);
    mapped_free(&raw);
    mapped_free(&folded);
    return code;
}

/* ---- a file ---- */

/* One line without its end; *columns gets what stands between tabs. */
static int read_line(struct user_words *u, char *line, size_t n, struct err *e)
{
    if (n && line[n - 1] == '\r') n--;
    line[n] = 0;
    if (!line[strspn(line, " \t")] || line[0] == '#') return 0;
    if (strlen(line) != n) return err_set(e, E_FORMAT, "a NUL byte in the line");
    char *reading = strchr(line, '\t');
    if (!reading || reading == line)
        return err_set(e, E_FORMAT, "no WORD, tab, READING: '%.60s'", line);
    size_t n_word = (size_t)(reading - line);
    while (*reading == '\t')
        reading++;
    size_t n_reading = strcspn(reading, "\t#");
    char *lang = reading + n_reading;
    while (*lang == '\t' || *lang == ' ')
        *lang++ = 0;
    for (size_t k = strlen(lang); k && (lang[k - 1] == ' ' || lang[k - 1] == '\t'); k--)
        lang[k - 1] = 0;
    int none = !*lang || *lang == '#';
    return user_words_add(u, line, n_word, reading, n_reading, none ? NULL : lang, e);
}

int user_words_read(struct user_words **out, const char *name, const char *s, size_t n,
                    struct err *e)
{
    struct user_words *u = *out = NULL;
    char *copy = malloc(n + 1);
    if (!copy) return err_set(e, E_NOMEM, "no memory for %s", name);
    int code = user_words_new(&u, e);
    size_t at = n >= 3 && !memcmp(s, "\xEF\xBB\xBF", 3) ? 3 : 0;
    memcpy(copy, s, n);
    for (int line = 1; u && at < n && !code; line++) {
        const char *end = memchr(s + at, '\n', n - at);
        size_t len = end ? (size_t)(end - s) - at : n - at;
        struct err why = {0};
        code = read_line(u, copy + at, len, &why);
        if (code) err_set(e, code, "%.200s:%d: %.190s", name, line, why.msg);
        at += len + 1;
    }
    free(copy);
    if (code)
        user_words_unref(u);
    else
        *out = u;
    return code;
}

int user_words_load(struct user_words **out, const char *path, struct err *e)
{
    struct buf b = buf_make(USER_WORDS_FILE_MAX);
    *out = NULL;
    int code = file_read(&b, path, e);
    if (code == E_LIMIT)
        err_set(e, code, "%.300s: longer than %d bytes", path, USER_WORDS_FILE_MAX);
    if (!code) code = user_words_read(out, path, b.data, b.len, e);
    buf_free(&b);
    return code;
}

/* ---- in a text ---- */

static int is_word_byte(char c)
{
    return script_is_ascii_letter((unsigned char)c) || (c >= '0' && c <= '9');
}

/* Accented letters are the two-byte sequences C3 80 .. CD BF or so. */
static int is_latin_at(const struct mapped *m, size_t at, size_t end)
{
    return at < end && (is_word_byte(m->bytes[at]) || ((unsigned char)m->bytes[at] >= 0xC3 &&
                                                       (unsigned char)m->bytes[at] <= 0xC9));
}

static int is_latin_before(const struct mapped *m, size_t at)
{
    if (!at) return 0;
    if (is_word_byte(m->bytes[at - 1])) return 1;
    return at > 1 && (unsigned char)m->bytes[at - 2] >= 0xC3 &&
           (unsigned char)m->bytes[at - 2] <= 0xC9 && (m->bytes[at - 1] & 0xC0) == 0x80;
}

/* A word that begins (ends) with a letter or digit begins (ends) no other word. */
static int is_whole(const struct mapped *m, size_t at, size_t end, size_t limit)
{
    if (is_word_byte(m->bytes[at]) && is_latin_before(m, at)) return 0;
    return !is_word_byte(m->bytes[end - 1]) || !is_latin_at(m, end, limit);
}

/* The longest entry at `at`; *end is behind it. */
static const struct entry *longest(const struct user_words *u, const struct mapped *m, size_t at,
                                   size_t to, size_t *end)
{
    const struct entry *best = NULL;
    for (uint32_t root = 0; root < ROOTS; root++) {
        uint32_t node = root;
        for (size_t i = at; i < to; i++) {
            char c = root == ROOT_SMALL ? small(m->bytes[i]) : m->bytes[i];
            const struct edge *edge = edge_of(u->edges, u->n_edges, key_of(node, c));
            if (!edge->key) break;
            node = edge->to;
            int longer = !best || i + 1 > *end;
            if (!u->value[node] || !longer || !is_whole(m, at, i + 1, to)) continue;
            best = &u->entries[u->value[node] - 1];
            *end = i + 1;
        }
    }
    return best;
}

/* Bob's: the ending's sound by the word's last one. */
static const char *possessive(const char *phonemes)
{
    static const char *const hissing[] = {"s", "z", "ʃ", "ʒ", "ʧ", "ʤ"};
    static const char *const voiceless[] = {"p", "t", "k", "f", "θ"};
    size_t n = strlen(phonemes);
    for (size_t i = 0; i < sizeof(hissing) / sizeof(*hissing); i++) {
        size_t k = strlen(hissing[i]);
        if (n >= k && !memcmp(phonemes + n - k, hissing[i], k)) return "ᵻz";
    }
    for (size_t i = 0; i < sizeof(voiceless) / sizeof(*voiceless); i++) {
        size_t k = strlen(voiceless[i]);
        if (n >= k && !memcmp(phonemes + n - k, voiceless[i], k)) return "s";
    }
    return "z";
}

static size_t add_match(const struct entry *x, const struct mapped *m, size_t at, size_t end,
                        size_t to, struct spans *out)
{
    char sound[READING_SOUND_MAX + 8];
    size_t n = strlen(x->phonemes);
    memcpy(sound, x->phonemes, n + 1);
    if (x->lang == WORD_EN && end + 2 <= to && m->bytes[end] == '\'' && m->bytes[end + 1] == 's' &&
        !is_latin_at(m, end + 2, to)) {
        const char *s = possessive(x->phonemes);
        memcpy(sound + n, s, strlen(s) + 1);
        end += 2;
    }
    const struct text_span span = {.kind = SPAN_READING,
                                   .from = m->from[at],
                                   .to = m->to[end - 1],
                                   .lang = x->lang,
                                   .pinyin = x->pinyin,
                                   .phonemes = sound,
                                   .why = WHY};
    spans_add(out, &span);
    return end;
}

void user_words_mark(struct user_words *const *lists, size_t n_lists, const struct mapped *text,
                     size_t from, size_t to, struct spans *out)
{
    for (size_t at = from; at < to;) {
        const struct entry *best = NULL;
        size_t end = 0;
        for (size_t i = 0; i < n_lists; i++) {
            size_t e = 0;
            const struct entry *x = lists[i] ? longest(lists[i], text, at, to, &e) : NULL;
            if (x && (!best || e > end)) {
                best = x;
                end = e;
            }
        }
        if (best) {
            at = add_match(best, text, at, end, to, out);
            continue;
        }
        do
            at++;
        while (at < to && (text->bytes[at] & 0xC0) == 0x80);
    }
}
