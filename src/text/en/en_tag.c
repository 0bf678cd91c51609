/* en_tag.c - first what the neighbours of "that" and "read" say, then the tagger, then our senses.
 */
#include "text/en/en_tag.h"

#include <string.h>

#include "text/en/en_internal.h"
#include "text/en/en_sense.h"
#include "text/en/en_verb.h"

struct near { /* the words around, lower case, "" beyond a pause */
    char before2[EN_WORD_MAX + 1], before[EN_WORD_MAX + 1], word[EN_WORD_MAX + 1];
    char after[EN_WORD_MAX + 1], after2[EN_WORD_MAX + 1];
};

static int in(const char *word, const char *list)
{
    return en_list_has(list, word);
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

static const char singulars[] = " he she it who nobody everybody everyone somebody someone ";

static int has_s(const char *word)
{
    size_t n = strlen(word);
    return n > 2 && word[n - 1] == 's' && word[n - 2] != 's';
}

static const char *name_of(const struct tagged *t, size_t i)
{
    return tagger_name(&t->en->tagger, t->tag[i]);
}

/* Whether a verb before word i stands in the past (1) or the present (-1); 0: there is none. */
static int tense_before(const struct tagged *t, size_t i, int in_clause)
{
    for (size_t k = i; k-- > 0;) {
        const struct token *token = &t->token[k];
        if (in_clause && en_token_is_pause(token)) return 0;
        if (!token->mark && token->len > 3 && !memcmp(token->word + token->len - 3, "'ll", 3))
            return -1;
        const char *name = name_of(t, k);
        if (!strcmp(name, "VBD")) return 1;
        if (!strcmp(name, "VBZ") || !strcmp(name, "VBP") || !strcmp(name, "MD")) return -1;
    }
    return 0;
}

/* Where no helping verb stands before it: "the pilot read it out", but "when you read it". */
static enum lexicon_tag tag_finite_read(const struct tagged *t, size_t i, const struct near *c,
                                        enum lexicon_tag tagged)
{
    if (in(c->before, singulars) || (is_adverb(c->before) && in(c->before2, singulars)))
        return TAG_PAST;
    /* "the pilot read it out": of one alone it can only be the past */
    if (i && !t->token[i - 1].mark && in(name_of(t, i - 1), " NN NNP ") && !has_s(c->before) &&
        !strchr(c->before, '-') && !in(c->before, " fast good quick great easy long short fine ") &&
        *c->after && !in(c->after, " only access receipt receipts bus mode operation error write "))
        return TAG_PAST;
    if (strstr(t->sentence, " yesterday ") || strstr(t->sentence, " ago ") ||
        in(c->after, " last aloud-to "))
        return TAG_PAST;
    int tense = tense_before(t, i, in(c->before, " i we you they "));
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
    if (!i || in(c->before, bare)) return TAG_DEFAULT;
    if (in(c->after, " by ") ||
        (in(c->before, " and or ") && i > 1 && !strcmp(name_of(t, i - 2), "VBN")))
        return TAG_PARTICIPLE;
    if (in(c->before2, " to will would can could should may might must did do does don't didn't "
                       "please not ") &&
        (!in(c->before, " i he she we they ") || in(c->before2, " did do does could can should "
                                                                "would will may might must ")))
        return TAG_DEFAULT;
    return tag_finite_read(t, i, c, tagged);
}

/* Whether a finite verb follows in the clause of token i. */
static int verb_follows(const struct tagged *t, size_t i)
{
    for (size_t k = i + 1; k < t->n && !en_token_is_pause(&t->token[k]); k++)
        if (in(name_of(t, k), " VBZ VBD VBP MD ")) return 1;
    return 0;
}

static const char that_points_after[] =
    " of at on for with by like about after before from than or either up down off under over do "
    "does did what's where's who's ";
static const char that_joins_after[] =
    " know knows knew known hope hopes hoping believe believes believed think thinks thought said "
    "say says remember predict expect expects report prove proves claim claims decided sure so now "
    "see show shows showed shown found find except given provided assume suppose fact feel ";
static const char that_is_told[] =
    " is was has had does did would will can could should must means "
    "makes leaves looks sounds takes isn't wasn't doesn't didn't "
    "won't can't wouldn't happened happens ";

/* "that": stressed when it points at something (that book), weak when it joins clauses. */
static enum lexicon_tag tag_that(const struct tagged *t, size_t i, const struct near *c)
{
    if (!*c->after) { /* "believe that, contrary to", "the principle that, when" */
        int comma = i + 1 < t->n && !strcmp(t->token[i + 1].mark, ",") && verb_follows(t, i + 1);
        return comma && (in(c->before, that_joins_after) || in(c->before, " is ") ||
                         (i && !t->token[i - 1].mark && in(name_of(t, i - 1), " NN ")))
                   ? TAG_DEFAULT
                   : TAG_DT;
    }
    if (in(c->after, " bad much far long many good easy hard big simple "))
        return TAG_DEFAULT; /* not that bad */
    if (in(c->after, " of kind sort way one ") || in(c->before, that_points_after)) return TAG_DT;
    if (in(c->before, " is was isn't wasn't ain't ") && !*c->before2) return TAG_DT;
    const char *next = i + 1 < t->n && !t->token[i + 1].mark ? name_of(t, i + 1) : "";
    if (!*c->before || in(c->before, " and but because if then well oh ")) {
        if (in(c->after, that_is_told)) return TAG_DT;
        if (!strcmp(next, "NN") && !in(c->before, " and ")) return TAG_DT;
    }
    if (in(c->before, that_joins_after) || in(next, " NNS NNPS DT PRP PRP$ EX "))
        return TAG_DEFAULT;
    if (!strcmp(next, "NN") && !verb_follows(t, i)) return TAG_DT;
    return in(name_of(t, i), " DT ") ? TAG_DT : TAG_DEFAULT;
}

/* ---------------------------------------------------------------- where the tagger is mended */

static int is_verb(enum lexicon_tag tag)
{
    return tag == TAG_VERB || tag == TAG_PRESENT || tag == TAG_PAST || tag == TAG_PARTICIPLE;
}

static int has_variant(const struct lexicon_entry *entry, enum lexicon_tag tag)
{
    for (size_t k = 0; k < entry->n; k++)
        if (entry->variant[k].tag == tag) return 1;
    return 0;
}

/* Words whose form is past as well, or whose senses differ by more than a verb's. */
static const char no_base_form[] =
    " close closer upset wound dove used inside underground downstairs uphill downhill ";

static int is_two_way(const char *word, size_t n)
{
    return (n < 3 || memcmp(word + n - 2, "ed", 2) != 0) && !in(word, no_base_form);
}

/* The tag among those that the word has readings for; a noun before a noun is an adjective to some
 * and the other way round. */
static enum lexicon_tag fit_variants(const struct tagged *t, const char *word, enum lexicon_tag tag)
{
    struct lexicon_entry entry;
    size_t n = strlen(word);
    if (!lexicon_find(&t->en->lexicon, word, n, &entry)) return tag;
    if ((tag == TAG_ADJ || tag == TAG_ADV) && !has_variant(&entry, tag) &&
        has_variant(&entry, TAG_NOUN) && !has_variant(&entry, TAG_VERB))
        return TAG_NOUN;
    if (tag == TAG_NOUN && !has_variant(&entry, TAG_NOUN) && has_variant(&entry, TAG_ADJ))
        return TAG_ADJ;
    return tag;
}

/* Adjectives in -ate sound as the nouns do and have no reading of their own. */
static int may_describe(const struct tagged *t, const char *word)
{
    struct lexicon_entry entry;
    size_t n = strlen(word);
    return (n > 4 && !memcmp(word + n - 3, "ate", 3)) ||
           (lexicon_find(&t->en->lexicon, word, n, &entry) && has_variant(&entry, TAG_ADJ));
}

static enum lexicon_tag mend(const struct tagged *t, size_t i, const char *word,
                             enum lexicon_tag tag)
{
    if (!is_two_way(word, t->token[i].len)) return tag;
    int verb = is_verb(tag), evidence = en_verb_evidence(t, i, verb, may_describe(t, word));
    if (evidence > 0) return TAG_VERB;
    if (evidence < 0 && verb) tag = TAG_NOUN;
    return is_verb(tag) ? TAG_VERB : fit_variants(t, word, tag);
}

/* ------------------------------------------------------------------------------------ one word */

/* "it was used to test the theory", "a tool used to cut", but "we used to", "they are used to it".
 */
static int is_used_for(struct tagged *t, size_t i, const struct near *c)
{
    static const char be[] = " be being been is are was were am ";
    if (strcmp(c->after, "to") != 0 || !*c->after2) return 0;
    if (!t->done) tag_all(t);
    size_t verb = i + 2;
    if (verb + 1 < t->n && !strcmp(name_of(t, verb), "RB")) verb++;
    if (verb >= t->n || strcmp(name_of(t, verb), "VB") != 0) return 0;
    if (!*c->before) return !in(c->after2, " be have live think go do like love work play say ");
    if (in(c->before, be) || (in(c->before2, be) && !in(c->before, " never not "))) return 1;
    return i && in(name_of(t, i - 1), " NN NNS ") && !en_verb_is_missing(t, i);
}

/* "an A in math", "A is for apple": the letter, not the article. */
static int is_letter_a(const struct near *c)
{
    return in(c->before, " an the letter ") ||
           in(c->after, " is was means stands or and to in at ");
}

void en_tag_lower(const struct token *t, char out[EN_WORD_MAX + 1])
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
        en_tag_lower(&t->token[j], out);
        return;
    }
}

static void look_around(const struct tagged *t, size_t i, struct near *c)
{
    neighbour(t, i, -1, 2, c->before2);
    neighbour(t, i, -1, 1, c->before);
    en_tag_lower(&t->token[i], c->word);
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

/* "invite-only", "battle-axes": parts of a compound stand as nouns do, but for "re-record". */
static enum lexicon_tag tag_compound(const char *word, size_t n)
{
    static const char prefixes[] = " re co pre over under out mis un inter sub cross self ";
    char first[EN_WORD_MAX + 1];
    size_t hyphen = (size_t)((const char *)memchr(word, '-', n) - word);
    memcpy(first, word, hyphen);
    first[hyphen] = 0;
    return in(first, prefixes) || !strcmp(first, "close") ? TAG_DEFAULT : TAG_NOUN;
}

enum lexicon_tag en_tag_word(struct tagged *t, size_t i, int last, const char **sounds)
{
    struct near c;
    const struct token *k = &t->token[i];
    en_tag_lower(k, c.word);
    *sounds = NULL;
    if (!strcmp(c.word, "that")) {
        look_around(t, i, &c);
        if (!t->done) tag_all(t);
        return tag_that(t, i, &c);
    }
    if (!strcmp(c.word, "used")) {
        look_around(t, i, &c);
        if (is_used_for(t, i, &c)) *sounds = "jˈuzd";
        return TAG_DEFAULT;
    }
    if (k->len == 1 && k->word[0] == 'A') {
        look_around(t, i, &c);
        if (is_letter_a(&c)) *sounds = "ˈA";
        return TAG_DEFAULT;
    }
    unsigned need = needs(t, c.word, k->len);
    int has_sense = en_sense_has(c.word, k->len);
    if (need & NEED_LAST) return last ? TAG_LAST : TAG_DEFAULT;
    if (!(need & NEED_TAG) && !has_sense)
        return memchr(c.word, '-', k->len) ? tag_compound(c.word, k->len) : TAG_DEFAULT;
    if (!t->done) tag_all(t);
    enum lexicon_tag tag = tagger_meaning(&t->en->tagger, t->tag[i]);
    look_around(t, i, &c);
    if (!strcmp(c.word, "read") || !strcmp(c.word, "reread")) return tag_read(t, i, &c, tag);
    tag = mend(t, i, c.word, tag);
    if (has_sense) {
        struct sense_context s = {c.before, c.after, t->sentence, tag, is_capital(t, i)};
        *sounds = en_sense_find(c.word, k->len, &s);
    }
    return tag;
}
