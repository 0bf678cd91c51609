/* en_read.c - en_read: the run phrase by phrase, each from its end to its beginning, because a
 * word may sound by the one behind it (the, to, a) but never the other way round. */
#include <string.h>

#include "text/en/en_internal.h"
#include "text/en/en_tag.h"
#include "text/en/en_tokens.h"

struct phrase {
    struct token token[TOKENS_MAX];
    struct en_reading reading[TOKENS_MAX];
    size_t n;
    int shouting, ends; /* ends: the phrase is followed by a pause, or by nothing at all */
};

static void lower_of(const struct phrase *p, size_t i, char out[EN_WORD_MAX + 1])
{
    const struct token *t = &p->token[i];
    en_lower(out, t->word, t->len);
    out[t->len] = 0;
}

/* The k-th word before or behind token i, lower case, "" beyond a pause. */
static void neighbour(const struct phrase *p, size_t i, int step, int k, char out[EN_WORD_MAX + 1])
{
    out[0] = 0;
    for (size_t j = i + (size_t)step; j < p->n; j += (size_t)step) {
        if (en_token_is_pause(&p->token[j])) return;
        if (p->token[j].mark || --k) continue;
        lower_of(p, j, out);
        return;
    }
}

static int needs_tag(const struct en *en, const struct token *t, int *has_adjective)
{
    char lower[EN_WORD_MAX + 1];
    struct lexicon_entry entry;
    en_lower(lower, t->word, t->len);
    *has_adjective = 0;
    if (!lexicon_find(&en->lexicon, lower, t->len, &entry) || entry.n < 2) return 0;
    for (size_t i = 0; i < entry.n; i++)
        *has_adjective |= entry.variant[i].tag == TAG_ADJ;
    return 1;
}

static enum lexicon_tag tag_of(const struct en *en, const struct phrase *p, size_t i,
                               enum en_next next)
{
    struct tag_context c;
    if (!needs_tag(en, &p->token[i], &c.has_adjective)) return TAG_DEFAULT;
    char before2[EN_WORD_MAX + 1], before[EN_WORD_MAX + 1], word[EN_WORD_MAX + 1];
    char after[EN_WORD_MAX + 1], after2[EN_WORD_MAX + 1];
    neighbour(p, i, -1, 2, before2);
    neighbour(p, i, -1, 1, before);
    neighbour(p, i, 1, 1, after);
    neighbour(p, i, 1, 2, after2);
    lower_of(p, i, word);
    c.capital = p->token[i].word[0] >= 'A' && p->token[i].word[0] <= 'Z';
    c.before2 = before2;
    c.before = before;
    c.word = word;
    c.after = after;
    c.after2 = after2;
    struct lexicon_entry entry;
    if (next == NEXT_NOTHING && lexicon_find(&en->lexicon, word, strlen(word), &entry))
        for (size_t k = 0; k < entry.n; k++)
            if (entry.variant[k].tag == TAG_LAST) return TAG_LAST;
    return en_tag(&c);
}

/* How these sounds begin; the article's ɐ is passed over, as it was in training ("to a man"). */
static enum en_next begins(const struct phones *p, enum en_next otherwise)
{
    for (size_t i = 0; i < p->n; i++) {
        if (p->s[i] == '6') continue;
        if (phone_is_vowel(p->s[i])) return NEXT_VOWEL;
        if (phone_is_consonant(p->s[i])) return NEXT_CONSONANT;
    }
    return otherwise;
}

static void read_phrase(const struct en *en, struct phrase *p)
{
    enum en_next next = p->ends ? NEXT_NOTHING : NEXT_CONSONANT;
    int next_is_to = 0;
    for (size_t i = p->n; i-- > 0;) {
        struct token *t = &p->token[i];
        if (en_token_is_pause(t)) next = NEXT_NOTHING, next_is_to = 0;
        if (t->mark) continue;
        char before[EN_WORD_MAX + 1];
        neighbour(p, i, -1, 1, before);
        struct en_context ctx = {
            .next = next,
            .next_is_to = next_is_to,
            .next_is_word = next != NEXT_NOTHING,
            .shouting = p->shouting,
            .tag = tag_of(en, p, i, next),
            .before = before,
        };
        en_word_read(en, t->word, t->len, &ctx, &p->reading[i]);
        next = begins(&p->reading[i].p, next);
        next_is_to = t->len == 2 && (t->word[0] | 0x20) == 't' && (t->word[1] | 0x20) == 'o';
    }
}

/* Three words or more, most of them in capitals: the capitals mean nothing. */
static int is_shouting(const struct phrase *p)
{
    size_t words = 0, capitals = 0;
    for (size_t i = 0; i < p->n; i++) {
        const struct token *t = &p->token[i];
        if (t->mark) continue;
        words++;
        capitals += (size_t)en_is_upper(t->word, t->len);
    }
    return words >= 3 && capitals * 3 > words * 2;
}

/* An American flap between Chinese syllables is heard as an l: 'meeting' keeps its t there. */
static void unflap(char *phonemes)
{
    for (; *phonemes; phonemes++)
        if (*phonemes == 'T') *phonemes = 't';
}

static void put_token(const struct mapped *run, const struct token *t, const struct en_reading *r,
                      const struct en_options *opt, int space, struct words *out)
{
    char phonemes[4 * PHONES_MAX];
    struct word w = {.kind = t->mark ? WORD_PUNCT : WORD_SPOKEN,
                     .lang = WORD_EN,
                     .from = run->from[t->at],
                     .to = run->to[t->at + t->n - 1],
                     .space_before = space,
                     .why = t->mark ? "mark" : r->why};
    if (t->mark) {
        w.norm = w.phonemes = t->mark;
    } else {
        if (!r->p.n) return;
        phones_to_utf8(&r->p, phonemes, sizeof(phonemes));
        if (opt && opt->in_chinese) unflap(phonemes);
        w.phonemes = phonemes;
        w.norm = words_string(out, run->bytes + t->at, t->n);
        if (!w.norm) return;
    }
    words_add(out, &w);
}

/* Straight quotation marks are turned the way they stand. */
static const char *turned_quote(const struct mapped *run, const struct token *t, int *open)
{
    if (strcmp(t->mark, "\"") != 0) return t->mark;
    int blank_behind = t->at + t->n >= run->n || run->bytes[t->at + t->n] == ' ';
    int opens = blank_behind ? 0 : t->space_before || t->at == 0 || !*open;
    *open = opens;
    return opens ? "“" : "”";
}

void en_read(const struct en *en, const struct mapped *run, const struct en_options *opt,
             struct words *out)
{
    struct phrase p;
    int quote_open = 0, first = 1;
    for (size_t at = 0; (p.n = en_tokens_next(run, &at, p.token)) > 0;) {
        /* inside Chinese nothing is known of what follows, and nothing is weakened for it */
        p.ends = at >= run->n || en_token_is_pause(&p.token[p.n - 1]);
        p.shouting = is_shouting(&p);
        read_phrase(en, &p);
        for (size_t i = 0; i < p.n; i++) {
            struct token *t = &p.token[i];
            if (t->mark) t->mark = turned_quote(run, t, &quote_open);
            int space = t->space_before || (first && opt && opt->in_chinese && !t->mark);
            put_token(run, t, &p.reading[i], opt, space, out);
            first = 0;
        }
    }
}
