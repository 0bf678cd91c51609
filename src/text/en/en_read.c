/* en_read.c - en_read: the run sentence by sentence, each from its end to its beginning, because a
 * word may sound by the one behind it (the, to, a) but never the other way round. */
#include <string.h>

#include "text/en/en_internal.h"
#include "text/en/en_tag.h"
#include "text/en/en_tokens.h"

struct phrase { /* a sentence, or as much of it as is read at once */
    struct token token[TOKENS_MAX];
    struct en_reading reading[TOKENS_MAX];
    struct tagged tagged;
    size_t n;
    int shouting, ends; /* ends: it is followed by a pause, or by nothing at all */
};

/* The word before token i, lower case, "" at a pause. */
static void word_before(const struct phrase *p, size_t i, char out[EN_WORD_MAX + 1])
{
    out[0] = 0;
    while (i-- > 0 && !en_token_is_pause(&p->token[i])) {
        if (p->token[i].mark) continue;
        en_lower(out, p->token[i].word, p->token[i].len);
        out[p->token[i].len] = 0;
        return;
    }
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

/* Whether an apostrophe stands for the g: doin', singin’. */
static int drops_g(const struct mapped *run, const struct token *t)
{
    size_t end = t->at + t->n;
    if (t->mark || t->len < 4 || t->len >= EN_WORD_MAX ||
        memcmp(t->word + t->len - 2, "in", 2) != 0)
        return 0;
    return (end < run->n && run->bytes[end] == '\'') ||
           (end + 3 <= run->n && !memcmp(run->bytes + end, "\xE2\x80\x99", 3));
}

/* The word in -ing, said with an n.  0: there is none. */
static int read_without_g(const struct en *en, const struct token *t, const struct en_context *ctx,
                          struct en_reading *out)
{
    char lower[EN_WORD_MAX + 1];
    en_lower(lower, t->word, t->len);
    lower[t->len] = 'g';
    if (!en_word_known(en, lower, t->len + 1, ctx->tag, &out->p) &&
        !en_morph_read(en, lower, t->len + 1, ctx->tag, out))
        return 0;
    if (out->p.n < 2 || out->p.s[out->p.n - 1] != 'N') return 0;
    out->p.s[out->p.n - 1] = 'n';
    out->why = "lexicon";
    return 1;
}

/* U.S., S.H.E, a.m.: dots between the letters spell them. */
static int is_dotted(const struct mapped *run, const struct token *t)
{
    return t->len > 1 && t->at + 1 < run->n && run->bytes[t->at + 1] == '.';
}

static void read_token(const struct en *en, const struct mapped *run, const struct token *t,
                       const struct en_context *ctx, struct en_reading *out)
{
    if (is_dotted(run, t)) {
        en_word_spell(t->word, t->len, &out->p);
        out->why = "letters";
    } else if (!drops_g(run, t) || !read_without_g(en, t, ctx, out)) {
        en_word_read(en, t->word, t->len, ctx, out);
    }
}

static void read_phrase(const struct en *en, const struct mapped *run, struct phrase *p)
{
    enum en_next next = p->ends ? NEXT_NOTHING : NEXT_CONSONANT;
    int next_is_to = 0;
    en_tag_begin(&p->tagged, en, p->token, p->n, p->shouting);
    for (size_t i = p->n; i-- > 0;) {
        struct token *t = &p->token[i];
        if (en_token_is_pause(t)) next = NEXT_NOTHING, next_is_to = 0;
        if (t->mark) continue;
        char before[EN_WORD_MAX + 1];
        word_before(p, i, before);
        struct en_context ctx = {
            .next = next,
            .next_is_to = next_is_to,
            .next_is_word = next != NEXT_NOTHING,
            .shouting = p->shouting,
            .before = before,
        };
        ctx.tag = en_tag_word(&p->tagged, i, next == NEXT_NOTHING, &ctx.sounds);
        read_token(en, run, t, &ctx, &p->reading[i]);
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
        read_phrase(en, run, &p);
        for (size_t i = 0; i < p.n; i++) {
            struct token *t = &p.token[i];
            if (t->mark) t->mark = turned_quote(run, t, &quote_open);
            int space = t->space_before || (first && opt && opt->in_chinese && !t->mark);
            put_token(run, t, &p.reading[i], opt, space, out);
            first = 0;
        }
    }
}
