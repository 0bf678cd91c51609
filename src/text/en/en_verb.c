#include "text/en/en_verb.h"

#include <string.h>

#include "text/en/en_internal.h"
#include "text/en/en_tag.h"

/* How loud a voice is.  Small numbers: a sum of two hints must be able to beat the tagger, and no
 * sum of hints an article. */
enum { HINT = 1, TAGGER = 2, LIKELY = 3, STRONG = 4, SURE = 8 };

struct look { /* one neighbour; found 0: a pause or the end stands there */
    int found;
    size_t at;
    char word[EN_WORD_MAX + 1];
};

static int in(const char *word, const char *list)
{
    return en_list_has(list, word);
}

static int tag_in(const struct tagged *t, size_t i, const char *list)
{
    return en_list_has(list, tagger_name(&t->en->tagger, t->tag[i]));
}

static int is_quote(const struct token *k)
{
    return k->mark && strchr("\"'", k->mark[0]) != NULL;
}

static int is_any_quote(const struct token *k)
{
    return is_quote(k) || (k->mark && (!strcmp(k->mark, "“") || !strcmp(k->mark, "”")));
}

/* The next token but for quotation marks in a direction. */
static struct look look(const struct tagged *t, size_t i, int step)
{
    struct look l = {0, 0, ""};
    for (size_t k = i + (size_t)step; k < t->n; k += (size_t)step) {
        const struct token *token = &t->token[k];
        if (is_any_quote(token)) continue;
        if (token->mark) return l;
        l.found = 1;
        l.at = k;
        en_tag_lower(token, l.word);
        return l;
    }
    return l;
}

/* ------------------------------------------------------------------------------- the clause */

static const char openers[] = " that which who because if when while although though whereas where "
                              "since unless until but ";

static int ends_clause(const struct tagged *t, size_t i)
{
    const struct token *k = &t->token[i];
    char lower[EN_WORD_MAX + 1];
    if (k->mark) return en_token_is_pause(k) || tag_in(t, i, " : -LRB- -RRB- ");
    en_tag_lower(k, lower);
    return tag_in(t, i, " WDT WP WRB ") || in(lower, openers) || in(lower, " as than ");
}

/* "it suggests the belt [confines] them": what is said is a clause of its own. */
static const char sayings[] =
    " say says said suggest suggests suggested think thinks thought believe believes believed show "
    "shows showed shown mean means meant argue argues argued claim claims claimed know knows knew "
    "hope hopes hoped feel feels felt ensure ensures found find finds ";

static int is_saying(const struct tagged *t, size_t i)
{
    char lower[EN_WORD_MAX + 1];
    const struct token *k = &t->token[i];
    if (k->mark) return 0;
    en_tag_lower(k, lower);
    return in(lower, sayings);
}

int en_verb_is_missing(const struct tagged *t, size_t i)
{
    for (size_t k = i; k-- > 0 && !ends_clause(t, k) && !is_saying(t, k);)
        if (tag_in(t, k, " VBZ VBP VBD MD VB ")) return 0;
    for (size_t k = i + 1; k < t->n && !ends_clause(t, k); k++)
        if (tag_in(t, k, " VBZ VBP VBD MD ")) return 0;
    return 1;
}

static int ends_in(const struct token *k, const char *ending)
{
    size_t n = strlen(ending);
    return k->len >= n && !memcmp(k->word + k->len - n, ending, n);
}

/* Names in the plural often have the tag of one. */
static int is_plural(const struct tagged *t, size_t i)
{
    const struct token *k = &t->token[i];
    if (tag_in(t, i, " NNS NNPS ")) return 1;
    if (k->len > 2 && (ends_in(k, "men") || ends_in(k, "people") || ends_in(k, "children")))
        return 1;
    return tag_in(t, i, " NNP ") && k->len > 4 && k->word[k->len - 1] == 's' &&
           !strchr("suai'", k->word[k->len - 2]);
}

/* The tagger takes self-awareness and nest for adjectives. */
static int is_noun(const struct tagged *t, size_t i)
{
    static const char *const endings[] = {"ness", "tion", "ment", "ity", "ism", "ance", "ence"};
    const struct token *k = &t->token[i];
    if (tag_in(t, i, " NN NNP NNS NNPS ")) return 1;
    if (tag_in(t, i, " JJS ")) return k->len < 6 && !ends_in(k, "ost") && !ends_in(k, "best");
    if (!tag_in(t, i, " JJ ")) return 0;
    for (size_t e = 0; e < sizeof(endings) / sizeof(*endings); e++)
        if (ends_in(k, endings[e])) return 1;
    return 0;
}

static int owns(const char *word) /* the king's, the kings'; not "it's" */
{
    size_t n = strlen(word);
    if (in(word, " it's he's she's that's there's here's what's who's let's where's how's "))
        return 0;
    return n > 2 && ((word[n - 2] == '\'' && word[n - 1] == 's') ||
                     (word[n - 1] == '\'' && word[n - 2] == 's'));
}

struct phrase { /* a noun phrase: the [two old rules] of the club */
    size_t start;
    int plural, single; /* single: a, an, this ... begins it, whatever stands behind */
};

/* The noun phrase that ends before token `end`; start = end: there is none. */
static struct phrase phrase_before(const struct tagged *t, size_t end)
{
    struct phrase p = {end, 0, 0};
    char word[EN_WORD_MAX + 1];
    while (p.start > 0) {
        size_t k = p.start - 1;
        if (!t->token[k].mark) en_tag_lower(&t->token[k], word);
        if (t->token[k].mark
                ? !is_any_quote(&t->token[k])
                : !is_noun(t, k) && !tag_in(t, k, " JJ JJR JJS CD RB VBN VBG DT PRP$ "))
            break;
        p.start = k;
        if (t->token[k].mark) continue;
        if (is_plural(t, k) && !owns(word)) p.plural = 1;
        if (in(word, " a an this each every another ")) p.single = 1;
        if (in(word, " few lot many ")) return p;
        if (tag_in(t, k, " DT PRP$ ")) break;
    }
    return p;
}

static int is_preposition(const struct tagged *t, size_t i)
{
    char word[EN_WORD_MAX + 1];
    if (t->token[i].mark || !tag_in(t, i, " IN TO ")) return 0;
    en_tag_lower(&t->token[i], word);
    return !in(word, openers);
}

/* Whether several do what the clause says: "the rules of the club", "the king and his men". */
static int subject_is_plural(const struct tagged *t, size_t i)
{
    for (size_t end = i;;) {
        struct phrase p = phrase_before(t, end);
        int plural = p.plural && !p.single;
        if (p.start == 0) return plural;
        size_t k = p.start - 1;
        int governed = p.start < end && is_preposition(t, k);
        if (!governed && ends_clause(t, k)) return plural;
        if (tag_in(t, k, " CC ")) return (k && is_noun(t, k - 1)) || plural;
        if (!governed) return plural;
        end = k;
    }
}

/* "it would on occasion [degenerate]": a helping verb still waits for its verb. */
static int is_awaited(const struct tagged *t, size_t i)
{
    for (size_t k = i, far = 0; k-- > 0 && far < 6 && !ends_clause(t, k); far++) {
        if (tag_in(t, k, " MD ")) return 1;
        if (tag_in(t, k, " VB VBP VBZ VBD VBN VBG ")) return 0;
    }
    return 0;
}

/* ---------------------------------------------------------------------------- to the right */

static int right(const struct tagged *t, const struct look *r)
{
    if (!r->found) return -HINT;
    if (in(r->word, " of ")) return -LIKELY;
    if (in(r->word, " himself herself itself themselves ourselves yourself myself oneself "))
        return SURE;
    if (in(r->word, " me him us them ")) return STRONG;
    if (in(r->word, " it her ")) return LIKELY;
    if (in(r->word, " he she they we i ")) return -TAGGER;
    if (in(r->word, " that ")) return 0;
    if (tag_in(t, r->at, " DT PRP$ PDT ")) return LIKELY;
    if (tag_in(t, r->at, " VBZ VBD VBP MD ")) return -LIKELY;
    return tag_in(t, r->at, " VBN ") ? -HINT : 0;
}

/* ----------------------------------------------------------------------------- to the left */

static const char degrees[] = " very more most less least too so quite rather fairly highly "
                              "extremely increasingly how somewhat equally ";
/* "to" is a preposition behind these: due to, according to, from mild to */
static const char to_prepositions[] =
    " due according subject related access prior contrast addition response reference regard "
    "respect opposed relative similar thanks led leads lead leading contributed "
    "contributes adding resistant vulnerable exposure reaction objection opposition ";

static int is_do(const char *word)
{
    return in(word, " do does did don't doesn't didn't let's please ");
}

static int from_to(const struct tagged *t, size_t to)
{
    struct look before = look(t, to, -1);
    if (!before.found) return -HINT;
    if (in(before.word, to_prepositions)) return -STRONG;
    struct look from = look(t, before.at, -1); /* from mild to moderate */
    if (from.found && in(from.word, " from ")) return -STRONG;
    return tag_in(t, before.at, " JJ ") && in(before.word, " mild low light small ") ? -STRONG
                                                                                     : SURE;
}

/* "... and [w]": as the other half. */
static int joined(const struct tagged *t, size_t i, size_t cc, int has_s)
{
    struct look other = look(t, cc, -1);
    if (!other.found) return 0;
    if (tag_in(t, other.at, has_s ? " VBZ " : " VB VBP ")) return STRONG;
    if (!is_noun(t, other.at)) return tag_in(t, other.at, " JJ ") ? -HINT : 0;
    struct look r = look(t, i, 1);
    if (right(t, &r) > 0) return 0;
    for (size_t k = other.at; k-- > 0 && !ends_clause(t, k);)
        if (tag_in(t, k, " VB VBP VBZ MD ")) return 0; /* wash the car and [polish] it */
    return -LIKELY;
}

/* "systems that [permit]", but "that [permit] is": what stands before "that" must agree. */
static int after_that(const struct tagged *t, size_t that, int has_s)
{
    struct look noun = look(t, that, -1);
    if (!noun.found) return -HINT;
    if (tag_in(t, noun.at, " NNS NNPS ")) return has_s ? -HINT : STRONG;
    if (tag_in(t, noun.at, " NN NNP ")) return has_s ? STRONG : HINT;
    return -HINT;
}

static int after_noun(const struct tagged *t, size_t i, size_t noun, int has_s, int followed)
{
    int plural = is_plural(t, noun), missing = en_verb_is_missing(t, i);
    if (has_s) return plural || !missing ? -LIKELY : followed ? LIKELY : -HINT;
    if (plural && !subject_is_plural(t, i)) return -LIKELY;
    if (plural) return missing && followed ? LIKELY : -HINT;
    if (is_awaited(t, i)) return STRONG;
    return missing && followed && subject_is_plural(t, i) ? LIKELY : -LIKELY;
}

static int after_word(const struct tagged *t, const struct look *l, int has_s)
{
    if (in(l->word, " i we they you who which we'll they'll you'll i'll he'll she'll i'd they'd "
                    "we'd you'd "))
        return has_s ? in(l->word, " who which ") * STRONG : STRONG;
    if (in(l->word, " he she it ")) return has_s ? SURE : HINT;
    if (in(l->word, " not never also often always usually ")) return HINT;
    if (in(l->word, " help helps helped ")) return has_s ? -LIKELY : LIKELY;
    if (has_s && in(l->word, " this each another everything nothing ")) return STRONG;
    if (in(l->word, " some many most others several few all both these those "))
        return has_s ? -STRONG : HINT;
    if (owns(l->word)) return -SURE;
    if (tag_in(t, l->at, " DT PRP$ PDT WP$ ")) return -SURE;
    if (tag_in(t, l->at, " JJ JJR JJS CD POS ")) return -STRONG;
    if (tag_in(t, l->at, " IN ")) return in(l->word, openers) ? 0 : -STRONG;
    if (tag_in(t, l->at, " VBG VB VBD VBP VBZ VBN ")) return -LIKELY;
    return 0;
}

/* Nothing stands directly before: it begins the sentence, or a pause does. */
static int begins(const struct tagged *t, size_t i, int has_s)
{
    while (i-- > 0)
        if (!is_any_quote(&t->token[i])) break;
    if (i >= t->n || !t->token[i].mark) return 0;
    if (strcmp(t->token[i].mark, ",") != 0) return -HINT;
    struct look other = look(t, i, -1); /* hasten, [retard], and suppress */
    if (other.found && tag_in(t, other.at, has_s ? " VBZ " : " VB VBP ")) return LIKELY;
    return -TAGGER;
}

/* let the dough [ferment] */
static int is_let(const struct tagged *t, size_t i)
{
    struct look l = look(t, i, -1);
    if (!l.found || tag_in(t, l.at, " DT PRP$ IN ")) return 0;
    for (int far = 0; l.found && far < 4; far++, l = look(t, l.at, -1))
        if (in(l.word, " let lets letting ")) return 1;
    return 0;
}

static int left(const struct tagged *t, size_t i, int has_s, int followed)
{
    struct look l = look(t, i, -1);
    int adverb = 0;
    if (!l.found) return begins(t, i, has_s);
    if (!has_s && is_let(t, i)) return SURE;
    while (l.found && tag_in(t, l.at, " RB RBR RBS ")) {
        if (in(l.word, degrees)) return is_awaited(t, i) ? STRONG : -LIKELY;
        adverb = HINT;
        struct look next = look(t, l.at, -1);
        if (!next.found) break;
        l = next;
    }
    if (!l.found) return adverb;
    if (tag_in(t, l.at, " MD ") || is_do(l.word)) return has_s ? -STRONG : SURE;
    if (in(l.word, " to ")) return has_s ? -STRONG : from_to(t, l.at);
    if (in(l.word, " that ")) return adverb + after_that(t, l.at, has_s);
    if (tag_in(t, l.at, " CC ")) return adverb + joined(t, i, l.at, has_s);
    if (is_noun(t, l.at) && !owns(l.word)) return adverb + after_noun(t, i, l.at, has_s, followed);
    return adverb + after_word(t, &l, has_s);
}

/* "diffuse plumes", "..., subordinate to", "a sum or aggregate function": what may be an adjective
 * and begins is one there. */
static int describes(const struct tagged *t, size_t i, const struct look *r)
{
    struct look l = look(t, i, -1);
    if (!r->found || !tag_in(t, r->at, " JJ NN NNS NNP IN TO ")) return 0;
    if (!l.found) return 1;
    if (!tag_in(t, l.at, " CC ") || tag_in(t, r->at, " IN TO ")) return 0;
    size_t other = l.at - (l.at > 1 && t->token[l.at - 1].mark); /* "ideas, or elaborate worlds" */
    return other > 0 && is_noun(t, other - 1);
}

int en_verb_evidence(const struct tagged *t, size_t i, int says_verb, int may_describe)
{
    const struct token *k = &t->token[i];
    int has_s = k->len > 2 && k->word[k->len - 1] == 's' && k->word[k->len - 2] != 's';
    struct look r = look(t, i, 1);
    int behind = right(t, &r);
    if (has_s && !behind && r.found && tag_in(t, r.at, " NN NNS NNP CD JJ ")) behind = HINT;
    if (behind > 0 && en_verb_is_missing(t, i)) behind += TAGGER;
    int said = says_verb ? TAGGER : -TAGGER;
    int sum = left(t, i, has_s, r.found) + behind + said;
    return may_describe && describes(t, i, &r) ? sum - LIKELY : sum;
}
