#include "text/en/en_sense.h"

#include <string.h>

#include "text/en/en_internal.h"

enum {
    N = 1 << TAG_NOUN,
    V = 1 << TAG_VERB | 1 << TAG_PRESENT,
    PAST = 1 << TAG_PAST | 1 << TAG_PARTICIPLE,
    J = 1 << TAG_ADJ | 1 << TAG_ADV,
    ANY = (1 << TAG_COUNT) - 1,
    CAPITAL = 1 << TAG_COUNT, /* only when written with a capital, not only to begin a sentence */
    SMALL = CAPITAL << 1,
};

struct sense {
    const char *word;
    unsigned when;
    const char *before, *after, *near; /* lists between blanks; all "": no word is asked for */
    const char *sounds;
};

#define S(word, when, before, after, near, sounds) {word, when, before, after, near, sounds},
static const struct sense senses[] = {
#include "text/en/en_senses.inc"
};
#undef S

enum { N_SENSES = sizeof(senses) / sizeof(*senses) };

/* The first row of a word, N_SENSES: none. */
static size_t first_row(const char *word, size_t n)
{
    size_t lo = 0, hi = N_SENSES;
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        if (strncmp(senses[mid].word, word, n) < 0)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo;
}

static int is_word(size_t row, const char *word, size_t n)
{
    return row < N_SENSES && !strncmp(senses[row].word, word, n) && !senses[row].word[n];
}

int en_sense_has(const char *word, size_t n)
{
    return is_word(first_row(word, n), word, n);
}

/* Whether two lists share a word. */
static int lists_meet(const char *list, const char *sentence)
{
    char word[32];
    for (const char *at = list; *at;) {
        at += strspn(at, " ");
        size_t n = strcspn(at, " ");
        if (n && n < sizeof(word)) {
            memcpy(word, at, n);
            word[n] = 0;
            if (en_list_has(sentence, word)) return 1;
        }
        at += n;
    }
    return 0;
}

static int fits(const struct sense *s, const struct sense_context *c)
{
    if (!(s->when >> c->tag & 1)) return 0;
    if (s->when & CAPITAL && !c->capital) return 0;
    if (s->when & SMALL && c->capital) return 0;
    if (!*s->before && !*s->after && !*s->near) return 1;
    if (!*c->before && en_list_has(s->before, ".")) return 1;
    return en_list_has(s->before, c->before) || en_list_has(s->after, c->after) ||
           lists_meet(s->near, c->sentence);
}

const char *en_sense_find(const char *word, size_t n, const struct sense_context *c)
{
    for (size_t i = first_row(word, n); is_word(i, word, n); i++)
        if (fits(&senses[i], c)) return senses[i].sounds;
    return NULL;
}

size_t en_sense_count(void)
{
    return N_SENSES;
}

const char *en_sense_word(size_t i)
{
    return senses[i].word;
}

const char *en_sense_sounds(size_t i)
{
    return senses[i].sounds;
}
