/* en_tag.c - first what the neighbours of "that" and "read" say, then the tagger, then our senses.
 */
#include "text/en/en_tag.h"

#include <string.h>

#include "text/en/en_internal.h"
#include "text/en/en_sense.h"

struct near { /* the words around, lower case, "" beyond a pause */
    char before2[EN_WORD_MAX + 1], before[EN_WORD_MAX + 1], word[EN_WORD_MAX + 1];
    char after[EN_WORD_MAX + 1], after2[EN_WORD_MAX + 1];
};

static int in(const char *word, const char *list)
{
    size_t n = strlen(word);
    for (const char *at = list; n && (at = strstr(at, word)) != NULL; at++)
        if (at > list && at[-1] == ' ' && at[n] == ' ') return 1;
    return 0;
}

/* ---------------------------------------------------------------------------- the sentence */

void en_tag_begin(struct tagged *t, const struct en *en, const struct token *token, size_t n,
                  int shouting)
{
    t->en = en;
    t->token = token;
    t->n = n;
    t->shouting = shouting;
    t->done = 0;
}

/* The Treebank's names of marks. */
static const char *mark_name(const char *mark)
{
    static const char *const names[][2] = {{"(", "-LRB-"}, {")", "-RRB-"}, {"“", "``"}, {"”", "''"},
                                           {"\"", "''"},   {"—", "--"},    {"…", "..."}};
    for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
        if (!strcmp(names[i][0], mark)) return names[i][1];
    return mark;
}

/* Where the Treebank cuts a word in two: do|n't, it|'s, can|not; n: nowhere. */
static size_t cut_of(const char *lower, size_t n)
{
    if (n == 6 && !memcmp(lower, "cannot", 6)) return 3;
    if (n > 3 && !memcmp(lower + n - 3, "n't", 3)) return n - 3;
    for (size_t i = n; i-- > 1;)
        if (lower[i] == '\'') return n - i <= 3 ? i : n;
    return n;
}

static void add_to_sentence(struct tagged *t, const char *lower, size_t n)
{
    if (t->sentence_n + n + 2 > sizeof(t->sentence)) return;
    memcpy(t->sentence + t->sentence_n, lower, n);
    t->sentence_n += n;
    t->sentence[t->sentence_n++] = ' ';
    t->sentence[t->sentence_n] = 0;
}

static void tag_all(struct tagged *t)
{
    struct tagger_word words[2 * TOKENS_MAX];
    char lower[TOKENS_MAX][EN_WORD_MAX];
    uint8_t tags[2 * TOKENS_MAX];
    size_t n = 0, first[TOKENS_MAX];
    int quote = 0;
    t->done = 1;
    t->sentence_n = 1;
    memcpy(t->sentence, " ", 2);
    for (size_t i = 0; i < t->n; i++) {
        const struct token *k = &t->token[i];
        first[i] = n;
        if (k->mark) {
            int straight = !strcmp(k->mark, "\"");
            quote ^= straight;
            const char *name = straight && quote ? "``" : mark_name(k->mark);
            words[n++] = (struct tagger_word){name, strlen(name)};
            continue;
        }
        en_lower(lower[i], k->word, k->len);
        add_to_sentence(t, lower[i], k->len);
        const char *s = t->shouting ? lower[i] : k->word;
        size_t cut = cut_of(lower[i], k->len);
        words[n++] = (struct tagger_word){s, cut};
        if (cut < k->len) words[n++] = (struct tagger_word){s + cut, k->len - cut};
    }
    tagger_run(&t->en->tagger, words, n, tags);
    for (size_t i = 0; i < t->n; i++)
        t->tag[i] = tags[first[i]];
}

/* ------------------------------------------------------------------------------ special words */

static const char having[] =
    " have has had having i've you've we've they've haven't hasn't hadn't he's she's who's ";
static const char bare[] =
    " to will would can could should shall may might must do does did don't doesn't didn't won't "
    "can't couldn't wouldn't shouldn't let's please i'll you'll he'll she'll we'll they'll i'd "
    "you'd he'd she'd we'd they'd not help let a the cannot never-to ";

static int is_adverb(const char *word)
{
    size_t n = strlen(word);
    return n > 4 && !strcmp(word + n - 2, "ly");
}

/* Whether a verb before word i stands in the past (1) or the present (-1); 0: there is none. */
static int tense_before(const struct tagged *t, size_t i)
{
    for (size_t k = i; k-- > 0;) {
        const char *name = tagger_name(&t->en->tagger, t->tag[k]);
        if (!strcmp(name, "VBD")) return 1;
        if (!strcmp(name, "VBZ") || !strcmp(name, "VBP") || !strcmp(name, "MD")) return -1;
    }
    return 0;
}

/* "read": he read (no s) is past, to read is not; where the tagger cannot tell, the rest of the
 * sentence does. */
static enum lexicon_tag tag_read(const struct tagged *t, size_t i, const struct near *c,
                                 enum lexicon_tag tagged)
{
    if (in(c->before, having) || in(c->before, " is was were been be being are well widely ") ||
        (in(c->before2, having) &&
         (is_adverb(c->before) || in(c->before, " you i we they he she not never just already "
                                                "ever also all once only "))))
        return TAG_PARTICIPLE;
    if (in(c->before2, " is was were been be being are ") && is_adverb(c->before))
        return TAG_PARTICIPLE;
    if (in(c->before2, " is was were are been be ") && in(c->before, " often not also always "))
        return TAG_PARTICIPLE;
    if (in(c->before, bare)) return TAG_DEFAULT;
    if (in(c->before2, " to will would can could should may might must did do does don't didn't "
                       "please not ") &&
        (!in(c->before, " i he she we they ") || in(c->before2, " did do does could can should "
                                                                "would will may might must ")))
        return TAG_DEFAULT;
    if (in(c->before, " he she it who nobody everybody everyone somebody someone "))
        return TAG_PAST;
    if (strstr(t->sentence, " yesterday ") || strstr(t->sentence, " ago ") ||
        in(c->after, " last aloud-to "))
        return TAG_PAST;
    int tense = tense_before(t, i);
    if (in(c->before2, " when if whenever what as before after until ") &&
        in(c->before, " i you we they ") && tense <= 0)
        return TAG_DEFAULT;
    if (tense) return tense > 0 && tagged != TAG_VERB ? TAG_PAST : TAG_DEFAULT;
    if (strstr(t->sentence, " every ") || strstr(t->sentence, " always ") ||
        strstr(t->sentence, " often ") || strstr(t->sentence, " usually "))
        return TAG_DEFAULT;
    if (in(c->before, " i we ")) return TAG_PAST;
    return tagged == TAG_PAST || tagged == TAG_PARTICIPLE ? tagged : TAG_DEFAULT;
}

/* "that": stressed when it points at something, weak when it joins clauses. */
static enum lexicon_tag tag_that(const struct near *c, int capital)
{
    if (capital || !*c->after ||
        in(c->after, " way kind sort time day night week year point case moment of one thing man "
                     "woman word place much many far "))
        return TAG_DT;
    if (in(c->after, " i you he she it we they the a an this there my your his her our their is "
                     "are was were has have had can could will would should may might must "))
        return in(c->before, " of at in on for with by like about after before do does did and ")
                   ? TAG_DT
                   : TAG_DEFAULT;
    return in(c->before,
              " of at in on for with by like about after before from all to do does did ")
               ? TAG_DT
               : TAG_DEFAULT;
}

/* ---------------------------------------------------------------- where the tagger is mended */

static const char articles[] =
    " a an the my your his our their its this that each every no another some any these those ";
static const char objects[] =
    " a an the this these those my your his her its our their it them him me us you every each "
    "everything anything something nothing himself herself themselves itself both all ";

static int tag_is(const struct tagged *t, size_t i, const char *list)
{
    return in(tagger_name(&t->en->tagger, t->tag[i]), list);
}

static int ends_clause(const struct tagged *t, size_t i)
{
    return en_token_is_pause(&t->token[i]) || tag_is(t, i, " WDT WP WRB CC : -LRB- -RRB- ");
}

/* Whether the clause around token i has no finite verb besides it: then it is probably the verb. */
static int lacks_verb(const struct tagged *t, size_t i)
{
    for (size_t k = i; k-- > 0 && !ends_clause(t, k);)
        if (tag_is(t, k, " VBZ VBP VBD MD VB TO ")) return 0;
    for (size_t k = i + 1; k < t->n && !ends_clause(t, k); k++)
        if (tag_is(t, k, " VBZ VBP VBD MD ")) return 0;
    return 1;
}

static int has_s(const char *word)
{
    size_t n = strlen(word);
    return n > 2 && word[n - 1] == 's' && word[n - 2] != 's';
}

/* A noun, as the tagger has it, that stands where a verb must. */
static int is_verb_after_all(const struct tagged *t, size_t i, const struct near *c)
{
    int begins = !*c->before, plural = has_s(c->word);
    if (in(c->before, " please to don't cannot can't won't let's ") && in(c->after, objects))
        return 1;
    if (in(c->before, " please ")) return 1;
    if (begins && !plural && in(c->after, objects)) return 1;
    if (begins || t->token[i - 1].mark) return 0;
    int noun = tag_is(t, i - 1, " NN NNP PRP "), nouns = tag_is(t, i - 1, " NNS NNPS PRP ");
    if (in(c->after, objects) && !plural && (nouns || tag_is(t, i - 1, " CC RB ")) &&
        !in(c->after, " that "))
        return 1;
    for (size_t k = i, far = 0; k-- > 0 && far < 4 && !t->token[k].mark; far++)
        if (t->token[k].len == 3 && !memcmp(t->token[k].word + 1, "et", 2) &&
            (t->token[k].word[0] | 0x20) == 'l')
            return !in(c->before, articles); /* let the dough ferment */
    return ((noun && plural) || (nouns && !plural)) && *c->after && lacks_verb(t, i);
}

static int has_variant(const struct tagged *t, const char *word, enum lexicon_tag tag)
{
    struct lexicon_entry entry;
    if (!lexicon_find(&t->en->lexicon, word, strlen(word), &entry)) return 0;
    for (size_t k = 0; k < entry.n; k++)
        if (entry.variant[k].tag == tag) return 1;
    return 0;
}

static enum lexicon_tag mend(const struct tagged *t, size_t i, const struct near *c,
                             enum lexicon_tag tag)
{
    size_t n = strlen(c->word);
    int ate = n > 4 && !memcmp(c->word + n - 3, "ate", 3);
    int verb = tag == TAG_VERB || tag == TAG_PRESENT ||
               (ate && (tag == TAG_PAST || tag == TAG_PARTICIPLE));
    int article = in(c->before, articles) && !in(c->before, " that this these those some any ");
    if (verb && article) tag = TAG_NOUN;
    /* "a consummate artist": a noun there can only be the adjective */
    if (ate && tag == TAG_NOUN && (article || *c->after) && !has_variant(t, c->word, TAG_NOUN) &&
        has_variant(t, c->word, TAG_ADJ))
        tag = is_verb_after_all(t, i, c) ? TAG_VERB : TAG_ADJ;
    if ((tag == TAG_NOUN || (tag == TAG_ADJ && !article)) && is_verb_after_all(t, i, c))
        return TAG_VERB;
    return tag;
}

/* ------------------------------------------------------------------------------------ one word */

static void lower_of(const struct token *t, char out[EN_WORD_MAX + 1])
{
    en_lower(out, t->word, t->len);
    out[t->len] = 0;
}

/* The k-th word before or behind token i, "" beyond a pause. */
static void neighbour(const struct tagged *t, size_t i, int step, int k, char out[EN_WORD_MAX + 1])
{
    out[0] = 0;
    for (size_t j = i + (size_t)step; j < t->n; j += (size_t)step) {
        if (en_token_is_pause(&t->token[j])) return;
        if (t->token[j].mark || --k) continue;
        lower_of(&t->token[j], out);
        return;
    }
}

static void look_around(const struct tagged *t, size_t i, struct near *c)
{
    neighbour(t, i, -1, 2, c->before2);
    neighbour(t, i, -1, 1, c->before);
    lower_of(&t->token[i], c->word);
    neighbour(t, i, 1, 1, c->after);
    neighbour(t, i, 1, 2, c->after2);
}

/* A capital that does not only begin the sentence. */
static int is_capital(const struct tagged *t, size_t i)
{
    char c = t->token[i].word[0];
    if (c < 'A' || c > 'Z' || t->shouting) return 0;
    return i > 0 && !(i == 1 && t->token[0].mark);
}

enum need { NEED_NOTHING, NEED_LAST = 1, NEED_TAG = 2 };

/* What the readings of an entry depend on; letters for capitals (ID) are not readings here. */
static unsigned need_of(const struct lexicon_entry *entry)
{
    unsigned need = NEED_NOTHING;
    for (size_t k = 1; k < entry->n; k++)
        if (entry->variant[k].len && entry->variant[k].tag != TAG_DT)
            need |= entry->variant[k].tag == TAG_LAST ? NEED_LAST : NEED_TAG;
    return need;
}

static unsigned needs(const struct tagged *t, const char *word, size_t n)
{
    struct lexicon_entry entry;
    if (lexicon_find(&t->en->lexicon, word, n, &entry)) return need_of(&entry);
    /* "consoles" has the readings of "console" */
    if (n > 3 && word[n - 1] == 's' && lexicon_find(&t->en->lexicon, word, n - 1, &entry))
        return need_of(&entry) & NEED_TAG;
    if (n > 4 && !memcmp(word + n - 2, "'s", 2) &&
        lexicon_find(&t->en->lexicon, word, n - 2, &entry))
        return need_of(&entry) & NEED_TAG;
    return NEED_NOTHING;
}

enum lexicon_tag en_tag_word(struct tagged *t, size_t i, int last, const char **sounds)
{
    struct near c;
    const struct token *k = &t->token[i];
    lower_of(k, c.word);
    *sounds = NULL;
    if (!strcmp(c.word, "that")) {
        look_around(t, i, &c);
        return tag_that(&c, k->word[0] == 'T');
    }
    unsigned need = needs(t, c.word, k->len);
    int has_sense = en_sense_has(c.word, k->len);
    if (need & NEED_LAST) return last ? TAG_LAST : TAG_DEFAULT;
    if (!(need & NEED_TAG) && !has_sense) return TAG_DEFAULT;
    if (!t->done) tag_all(t);
    enum lexicon_tag tag = tagger_meaning(&t->en->tagger, t->tag[i]);
    look_around(t, i, &c);
    if (!strcmp(c.word, "read") || !strcmp(c.word, "reread")) return tag_read(t, i, &c, tag);
    tag = mend(t, i, &c, tag);
    if (has_sense) {
        struct sense_context s = {c.before, c.after, t->sentence, tag, is_capital(t, i)};
        *sounds = en_sense_find(c.word, k->len, &s);
    }
    return tag;
}
