/* norm_zh.c - the pass over the run, and looking around in it. */
#include "text/zh/norm_zh.h"

#include <string.h>

#include "base/utf8.h"
#include "text/mapped.h"
#include "text/zh/zh.h"

enum { BEFORE_BYTES = 45, AFTER_BYTES = 24, READING_MAX = 64 << 20 };

int norm_begins(const struct norm *m, size_t at, const char *word)
{
    if (at >= m->n || m->s[at] != *word) return at <= m->n && !*word;
    size_t n = strlen(word);
    return n <= m->n - at && !memcmp(m->s + at, word, n);
}

int norm_ends(const struct norm *m, size_t at, const char *word)
{
    size_t n = strlen(word);
    return n <= at && !memcmp(m->s + at - n, word, n);
}

/* The lists are long and asked often; most words are refused by one byte. */
size_t norm_begins_any(const struct norm *m, size_t at, const char *words)
{
    if (at >= m->n || !strchr(words, m->s[at])) return 0;
    size_t left = m->n - at;
    for (const char *w = words, *end; *w; w = *end ? end + 1 : end) {
        end = strchrnul(w, ' ');
        size_t n = (size_t)(end - w);
        if (*w == m->s[at] && n <= left && !memcmp(m->s + at, w, n)) return n;
    }
    return 0;
}

size_t norm_ends_any(const struct norm *m, size_t at, const char *words)
{
    if (!at || !strchr(words, m->s[at - 1])) return 0;
    for (const char *w = words, *end; *w; w = *end ? end + 1 : end) {
        end = strchrnul(w, ' ');
        size_t n = (size_t)(end - w);
        if (end[-1] == m->s[at - 1] && n <= at && !memcmp(m->s + at - n, w, n)) return n;
    }
    return 0;
}

static const char clause_ends[] = "，。！？；,;!?\n";

static int ends_clause(const struct norm *m, size_t at, size_t n)
{
    char one[5] = {0};
    memcpy(one, m->s + at, n < 4 ? n : 4);
    return strstr(clause_ends, one) != NULL;
}

int norm_near_before(const struct norm *m, size_t at, const char *words)
{
    for (size_t i = at; i > 0 && at - i < BEFORE_BYTES;) {
        if (norm_ends_any(m, i, words)) return 1;
        size_t k = i - 1;
        while (k && ((unsigned char)m->s[k] & 0xC0) == 0x80)
            k--;
        if (ends_clause(m, k, i - k)) return 0;
        i = k;
    }
    return 0;
}

int norm_near_after(const struct norm *m, size_t at, const char *words)
{
    for (size_t i = at; i < m->n && i - at < AFTER_BYTES;) {
        size_t k = i;
        if (norm_begins_any(m, i, words)) return 1;
        utf8_next(m->s, m->n, &k);
        if (ends_clause(m, i, k - i)) return 0;
        i = k;
    }
    return 0;
}

size_t norm_skip_spaces(const struct norm *m, size_t at)
{
    while (at < m->n && m->s[at] == ' ')
        at++;
    return at;
}

int norm_is_han(const struct norm *m, size_t at)
{
    if (at >= m->n) return 0;
    uint32_t cp = utf8_next(m->s, m->n, &at);
    return cp >= 0x3400 && cp <= 0x9FFF;
}

int norm_is_han_before(const struct norm *m, size_t at)
{
    if (at < 3) return 0;
    return norm_is_han(m, at - 3) && ((unsigned char)m->s[at - 3] & 0xF0) == 0xE0;
}

int norm_is_letter_before(const struct norm *m, size_t at)
{
    if (!at || !norm_is_letter(m, at - 1)) return 0;
    if (norm_ends_any(m, at, "min") && at > 3 && norm_is_digit(m, at - 4)) return 0; /* 30min45s */
    char c = m->s[at - 1];
    int sign = c == 'x' || c == 'X' || c == 'T' || c == 'h';
    return !(sign && at > 1 && norm_is_digit(m, at - 2));
}

/* ---- the pass ---- */

static norm_reader *const number_readers[] = {
    norm_zh_phone,   norm_zh_angle, norm_zh_code,  norm_zh_date,    norm_zh_time,
    norm_zh_formula, norm_zh_sum,   norm_zh_ratio, norm_zh_measure,
};

static norm_reader *const sign_readers[] = {
    norm_zh_phone, norm_zh_money, norm_zh_angle,   norm_zh_formula, norm_zh_sum,
    norm_zh_ratio, norm_zh_code,  norm_zh_measure, norm_zh_symbol,
};

static size_t ask(struct norm *m, size_t at, norm_reader *const *readers, size_t n_readers)
{
    for (size_t i = 0; i < n_readers; i++) {
        buf_clear(&m->text);
        size_t n = readers[i](m, at);
        if (n) return n;
    }
    return 0;
}

/* The blank that some set between characters and numbers (共 465 篇) is not heard. */
static int is_typographic_space(const struct norm *m, size_t at)
{
    if (m->s[at] != ' ' || !at) return 0;
    int sign = norm_at(m, at + 1) == '-' || norm_at(m, at + 1) == '+';
    return (norm_is_han_before(m, at) && norm_is_digit(m, at + 1 + (size_t)sign)) ||
           (norm_is_digit(m, at - 1) && norm_is_han(m, at + 1));
}

static size_t read_at(struct norm *m, size_t at)
{
    if (is_typographic_space(m, at)) return 1;
    if (norm_is_digit(m, at))
        return ask(m, at, number_readers, sizeof number_readers / sizeof *number_readers);
    if (norm_is_han(m, at)) return norm_zh_code(m, at);
    if (norm_is_letter(m, at) && norm_is_letter(m, at - 1) && at) return 0;
    return ask(m, at, sign_readers, sizeof sign_readers / sizeof *sign_readers);
}

void zh_normalize(const struct mapped *run, struct mapped *out)
{
    struct norm m = {.s = run->bytes, .n = run->n, .text = buf_make(READING_MAX)};
    size_t copied = 0; /* run[copied, at) waits to be copied as it is */
    for (size_t at = 0; at < m.n;) {
        buf_clear(&m.text);
        size_t n = read_at(&m, at);
        if (!n || buf_error(&m.text)) {
            if (buf_error(&m.text)) out->error_ = buf_error(&m.text);
            size_t next = at;
            utf8_next(m.s, m.n, &next);
            at = next;
            continue;
        }
        mapped_copy(out, run, copied, at - copied);
        mapped_replace(out, run, at, n, m.text.data);
        at += n;
        copied = at;
    }
    mapped_copy(out, run, copied, m.n - copied);
    buf_free(&m.text);
}
