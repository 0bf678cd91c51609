#include "text/inline.h"

#include <string.h>

#include "base/utf8.h"

enum { WORD_BYTES_MAX = 200 };

/* [word](/reading/): where its parts are. */
struct tag {
    size_t word, n_word, reading, n_reading, end;
    struct reading sound;
};

static int has_more_than_letters(const char *s, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if ((s[i] & 0x80) || s[i] == '\'') return 1;
    return 0;
}

/* The place of c in s[at, at + most) before a newline or one of `not`; n: none. */
static size_t find(const char *s, size_t n, size_t at, size_t most, char c, const char * not )
{
    size_t end = n - at < most ? n : at + most;
    for (; at < end; at++) {
        if (s[at] == c) return at;
        if (s[at] == '\n' || s[at] == 0 || strchr(not, s[at])) break;
    }
    return n;
}

static int parse_tag(const char *s, size_t n, size_t at, struct tag *t)
{
    t->word = at + 1;
    size_t close = find(s, n, t->word, WORD_BYTES_MAX, ']', "[");
    if (close == t->word || n - close < 6 || memcmp(s + close, "](/", 3) != 0) return 0;
    t->n_word = close - t->word;
    t->reading = close + 3;
    size_t slash = find(s, n, t->reading, READING_SOURCE_MAX, '/', "");
    if (slash == n || slash + 1 >= n || s[slash + 1] != ')') return 0;
    t->n_reading = slash - t->reading;
    t->end = slash + 2;
    const char *r = s + t->reading;
    if (!reading_parse(&t->sound, READING_PINYIN, r, t->n_reading, NULL)) return 1;
    return has_more_than_letters(r, t->n_reading) &&
           !reading_parse(&t->sound, READING_IPA, r, t->n_reading, NULL);
}

/* Copies [at, end), whose first code point is number *index. */
static void put(struct mapped *plain, const char *s, size_t at, size_t end, uint32_t *index)
{
    while (at < end) {
        char utf8[4];
        size_t len = utf8_put(utf8, utf8_next(s, end, &at));
        mapped_put(plain, utf8, len, *index, *index + 1);
        ++*index;
    }
}

void inline_parse(const char *s, size_t n, struct mapped *plain, struct spans *spans)
{
    uint32_t index = 0;
    size_t done = 0;
    for (size_t at = 0; at < n; at++) {
        struct tag t;
        if (s[at] != '[' || !parse_tag(s, n, at, &t)) continue;
        put(plain, s, done, at, &index);
        uint32_t from = ++index;
        put(plain, s, t.word, t.word + t.n_word, &index);
        spans_add_reading(spans, from, index, &t.sound, "written beside it");
        index += (uint32_t)utf8_count(s + t.word + t.n_word, t.end - t.word - t.n_word);
        done = t.end;
        at = done - 1;
    }
    put(plain, s, done, n, &index);
}
