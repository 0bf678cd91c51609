#include "text/en/en_lts.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

enum { BEAM = 20, WIDTH = 7 * LTS_LOG_ONE };
enum { SLACK = 3 * LTS_LOG_ONE, ROW = LTS_LETTERS + 2 };
enum { STEPS_MAX = 16 }; /* no context is longer, except in a damaged pack */

static const char symbols[] = "AIOWYTbdfhijklmnpstuvwz{DNQC@E3g1rSUVZJc06^%";

int lts_letter(char c)
{
    if (c >= 'a' && c <= 'z') return c - 'a' + 1;
    return c == '\'' ? LTS_LETTERS : 0;
}

size_t lts_units(const struct phones *p, uint8_t *units, size_t max)
{
    size_t n = 0;
    int stress = 0;
    for (size_t i = 0; i < p->n; i++) {
        char c = p->s[i];
        if (c == '\'' || c == ',') {
            stress = c == '\'' ? 1 : 2;
            continue;
        }
        const char *at = strchr(symbols, c);
        if (!at || n == max) return 0;
        units[n++] = (uint8_t)((at - symbols) * 3 + stress + 1);
        stress = 0;
    }
    return n;
}

static void add_unit(struct phones *p, uint8_t unit)
{
    if (!unit) return;
    int stress = (unit - 1) % 3;
    if (stress) phones_puts(p, stress == 1 ? "'" : ",");
    phones_add(p, &symbols[(unit - 1) / 3], 1);
}

/* ------------------------------------------------------------------------------------ opening */

static int check_tokens(struct lts *lts)
{
    memset(lts->group, 0, sizeof(lts->group));
    for (size_t i = 1; i < lts->n_tokens; i++) {
        const struct lts_token *t = &lts->tokens[i];
        if (!t->letter[0] || t->letter[0] > LTS_LETTERS || t->letter[1] > LTS_LETTERS ||
            t->unit[0] > 3 * (sizeof(symbols) - 1) || t->unit[1] > 3 * (sizeof(symbols) - 1) ||
            memcmp(t - 1, t, sizeof(*t)) >= 0)
            return 0;
        struct lts_group *group = &lts->group[t->letter[0]][t->letter[1]];
        if (!group->to) *group = (struct lts_group){(uint16_t)i, 0, INT16_MIN};
        group->to = (uint16_t)(i + 1);
        if (group->to - group->from > LTS_GROUP_MAX) return 0;
    }
    return 1;
}

static uint32_t first_arc(const struct lts *lts, size_t state)
{
    return lts->states[state].first_low | (uint32_t)lts->states[state].first_high << 16;
}

static int logp(const struct lts_arc *arc)
{
    return -LTS_COST_STEP * arc->cost;
}

/* The arcs of a state by token; an index out of a damaged pack stays inside. */
static void arcs_of(const struct lts *lts, uint32_t state, uint32_t *from, uint32_t *end)
{
    *from = first_arc(lts, state);
    *end = first_arc(lts, (size_t)state + 1);
    if (*end > lts->n_arcs) *end = (uint32_t)lts->n_arcs;
    if (*from > *end) *from = *end;
}

/* Where an arc leads to, a suffix: always states, and suffixes always come to the root. */
static uint32_t state_after(const struct lts *lts, const struct lts_arc *arc)
{
    uint32_t to = arc->to_low | (uint32_t)arc->to_high << 16;
    return to < lts->n_states ? to : 0;
}

static uint32_t suffix_of(const struct lts *lts, uint32_t state)
{
    uint32_t suffix = lts->states[state].suffix_low | (uint32_t)lts->states[state].suffix_high
                                                          << 16;
    return suffix < state ? suffix : 0;
}

/* The likeliest token of each group, and how many states follow one token. */
static void look_at_root(struct lts *lts)
{
    uint32_t k, end, last = 0;
    arcs_of(lts, 0, &k, &end);
    for (; k < end; k++) {
        const struct lts_arc *arc = &lts->arcs[k];
        if (arc->token >= lts->n_tokens) continue;
        const struct lts_token *t = &lts->tokens[arc->token];
        struct lts_group *group = &lts->group[t->letter[0]][t->letter[1]];
        if (logp(arc) > group->best_logp) group->best_logp = (int16_t)logp(arc);
        if (state_after(lts, arc) > last) last = state_after(lts, arc);
    }
    lts->n_indexed = last < lts->n_tokens ? last + 1 : 1;
}

/* The root and the states after one token have hundreds of arcs: where those of each letter begin
 * is looked up, not searched. */
static int make_index(struct lts *lts)
{
    lts->index = malloc(lts->n_indexed * ROW * sizeof(*lts->index));
    if (!lts->index) return E_NOMEM;
    for (size_t state = 0; state < lts->n_indexed; state++) {
        uint32_t k, end;
        arcs_of(lts, (uint32_t)state, &k, &end);
        for (size_t letter = 0; letter < ROW; letter++) {
            while (k < end && lts->arcs[k].token < lts->n_tokens &&
                   lts->tokens[lts->arcs[k].token].letter[0] < letter)
                k++;
            lts->index[state * ROW + letter] = k;
        }
    }
    return 0;
}

void lts_free(struct lts *lts)
{
    free(lts->index);
    lts->index = NULL;
}

static int use(struct lts *lts, struct err *e)
{
    if (!lts->tokens || !lts->states || !lts->arcs || lts->n_tokens < 2 ||
        lts->n_tokens > UINT16_MAX || !lts->n_states || !lts->n_arcs ||
        lts->n_states > LTS_NODES_MAX || lts->n_arcs > LTS_NODES_MAX || !check_tokens(lts) ||
        first_arc(lts, 0) != 0 || first_arc(lts, lts->n_states) != lts->n_arcs)
        return err_set(e, E_CORRUPT, "the letter-to-sound model is damaged; run `utter import`");
    look_at_root(lts);
    int code = make_index(lts);
    return code ? err_set(e, code, "letter to sound: out of memory") : 0;
}

int lts_use(struct lts *lts, const struct lts_token *tokens, size_t n_tokens,
            const struct lts_graph *graph, struct err *e)
{
    *lts = (struct lts){.tokens = tokens,
                        .n_tokens = n_tokens,
                        .states = graph->states,
                        .n_states = graph->n_states,
                        .arcs = graph->arcs,
                        .n_arcs = graph->n_arcs};
    return use(lts, e);
}

int lts_open(struct lts *lts, const struct pack *pack, struct err *e)
{
    size_t tokens = 0, states = 0, arcs = 0;
    *lts = (struct lts){.tokens = pack_find(pack, "lts.tokens", &tokens)};
    lts->n_tokens = tokens / sizeof(*lts->tokens);
    lts->states = pack_find(pack, "lts.states", &states);
    lts->n_states = states ? states / sizeof(*lts->states) - 1 : 0;
    lts->arcs = pack_find(pack, "lts.arcs", &arcs);
    lts->n_arcs = arcs / sizeof(*lts->arcs);
    int code = use(lts, e);
    if (code) lts_free(lts);
    return code;
}

/* ------------------------------------------------------------------------------------ reading */

struct guess { /* a chain of tokens that reads the letters up to here */
    int score;
    uint32_t state;
    uint16_t token;
    uint8_t from_at, from; /* the guess it continues */
    uint8_t stressed;      /* how many primary stresses it has: a word has one and no more */
    uint8_t said;          /* how many of the wanted sounds, when they are given */
};

/* The best guesses of a place: a heap with the worst one on top while they are collected, sorted
 * best first when they are continued. */
struct beam {
    size_t n;
    int best, cut; /* what scores no more than `cut` need not come */
    struct guess list[BEAM];
};

static void beam_clear(struct beam *b)
{
    b->n = 0;
    b->best = b->cut = INT_MIN;
}

static void sink(struct guess *list, size_t n, size_t at)
{
    struct guess g = list[at];
    for (size_t k; (k = 2 * at + 1) < n; at = k) {
        k += k + 1 < n && list[k + 1].score < list[k].score;
        if (g.score <= list[k].score) break;
        list[at] = list[k];
    }
    list[at] = g;
}

/* g->score > b->cut */
static void beam_add(struct beam *b, const struct guess *g)
{
    if (g->score > b->best) {
        b->best = g->score;
        if (b->cut < b->best - WIDTH) b->cut = b->best - WIDTH;
    }
    if (b->n < BEAM) {
        size_t at = b->n++;
        for (; at && g->score < b->list[(at - 1) / 2].score; at = (at - 1) / 2)
            b->list[at] = b->list[(at - 1) / 2];
        b->list[at] = *g;
    } else {
        b->list[0] = *g;
        sink(b->list, BEAM, 0);
    }
    if (b->n == BEAM && b->cut < b->list[0].score) b->cut = b->list[0].score;
}

/* Best first, so that what they lead to makes the cheap end for most of the others; one guess a
 * state is enough, as what follows depends on the state only (on the stress, and on what is
 * wanted).
 */
static void beam_sort(struct beam *b)
{
    for (size_t end = b->n; end > 1;) {
        struct guess worst = b->list[0];
        b->list[0] = b->list[--end];
        sink(b->list, end, 0);
        b->list[end] = worst;
    }
    size_t n = 0;
    for (size_t i = 0; i < b->n; i++) {
        const struct guess *g = &b->list[i];
        size_t k = 0;
        while (k < n && (b->list[k].state != g->state || b->list[k].stressed != g->stressed ||
                         b->list[k].said != g->said))
            k++;
        if (k == n && g->score >= b->best - WIDTH) b->list[n++] = *g;
    }
    b->n = n;
}

/* Which of some arcs is the first whose token is no smaller.  The step is a calculation, not a
 * branch: half of such branches would be guessed wrongly. */
static uint32_t first_at_least(const struct lts *lts, uint32_t lo, uint32_t end, uint16_t token)
{
    uint32_t n = end - lo;
    if (!n) return lo;
    while (n > 1) {
        uint32_t half = n / 2;
        lo += half & -(uint32_t)(lts->arcs[lo + half - 1].token < token);
        n -= half;
    }
    return lo + (lts->arcs[lo].token < token);
}

static int is_primary(uint8_t unit)
{
    return unit % 3 == 2;
}

/* What a reading has to say: sounds without stress; what lexicons write at will is one. */
struct wanted {
    uint8_t sound[PHONES_MAX];
    size_t n;
};

static uint8_t plain_sound(uint8_t unit)
{
    char c = symbols[(unit - 1) / 3];
    return (uint8_t)(c == 'T' ? 't' : c == '^' ? '@' : c == '%' ? '1' : c);
}

/* Whether a token says what comes next, and how far one is then. */
static int says(const struct wanted *w, const struct lts_token *t, uint8_t *said)
{
    for (size_t i = 0; i < 2 && t->unit[i]; i++) {
        if (*said >= w->n || w->sound[*said] != plain_sound(t->unit[i])) return 0;
        ++*said;
    }
    return 1;
}

/* What may come next: the tokens of one letter and those of two, and where they lead. */
struct ways {
    const struct lts_group *group[2];
    struct beam *out[2];
    size_t n;
    int letter;                  /* the first one */
    int stresses;                /* primary ones that a word may have */
    const struct wanted *wanted; /* NULL: whatever is likely */
};

/* A guess on its way through ever shorter contexts. */
struct walk {
    uint32_t state;
    int score; /* with the weights of going back */
    struct guess next;
    uint64_t seen[2][LTS_GROUP_MAX / 64]; /* tokens that a longer context knew */
};

/* Continues a guess by the tokens that this context knows. */
static void continue_by(const struct lts *lts, struct walk *w, const struct ways *ways)
{
    uint32_t k, end;
    if (w->state >= lts->n_indexed) {
        arcs_of(lts, w->state, &k, &end);
    } else {
        const uint32_t *index = &lts->index[(size_t)w->state * ROW + ways->letter];
        k = index[0];
        end = index[1];
    }
    uint8_t stressed = w->next.stressed, said = w->next.said;
    for (size_t j = 0; j < ways->n; j++) {
        unsigned from = ways->group[j]->from, to = ways->group[j]->to;
        struct beam *out = ways->out[j];
        for (k = first_at_least(lts, k, end, (uint16_t)from); k < end; k++) {
            const struct lts_arc *arc = &lts->arcs[k];
            unsigned way = arc->token - from; /* below from only in a damaged pack */
            if (way >= to - from) break;
            uint64_t *seen = &w->seen[j][way / 64];
            uint64_t mask = (uint64_t)1 << way % 64, known = *seen & mask;
            *seen |= mask;
            w->next.score = w->score + logp(arc);
            if (known || w->next.score <= out->cut) continue;
            const struct lts_token *t = &lts->tokens[arc->token];
            int primary = stressed + is_primary(t->unit[0]) + is_primary(t->unit[1]);
            w->next.said = said;
            if (primary > ways->stresses || (ways->wanted && !says(ways->wanted, t, &w->next.said)))
                continue;
            w->next.stressed = (uint8_t)primary;
            w->next.token = arc->token;
            w->next.state = state_after(lts, arc);
            beam_add(out, &w->next);
        }
    }
    w->next.stressed = stressed;
    w->next.said = said;
}

static int goes_on(const struct walk *w, const struct ways *ways)
{
    for (size_t j = 0; j < ways->n; j++)
        if (w->score + (w->state ? 0 : ways->group[j]->best_logp) > ways->out[j]->cut) return 1;
    return 0;
}

static void begin(struct walk *w, const struct beam *in, size_t at, size_t i,
                  const struct ways *ways)
{
    w->state = in->list[i].state;
    w->score = in->list[i].score;
    w->next = (struct guess){.from_at = (uint8_t)at,
                             .from = (uint8_t)i,
                             .stressed = in->list[i].stressed,
                             .said = in->list[i].said};
    for (size_t j = 0; j < ways->n; j++)
        memset(w->seen[j], 0, ((size_t)(ways->group[j]->to - ways->group[j]->from) + 63) / 64 * 8);
}

/* The short contexts that some guess of this place has been through already: from there on all
 * say the same, and the first one, which is the likeliest, is enough. */
struct trodden {
    size_t n;
    uint64_t list[2 * BEAM];
};

static int is_trodden(struct trodden *t, const struct walk *w)
{
    uint64_t key = (uint64_t)w->state << 16 | w->next.said << 8 | w->next.stressed;
    for (size_t i = 0; i < t->n; i++)
        if (t->list[i] == key) return 1;
    if (t->n < 2 * BEAM) t->list[t->n++] = key;
    return 0;
}

static void go_back(const struct lts *lts, struct walk *w, const struct ways *ways,
                    struct trodden *trodden)
{
    for (int step = 0; w->state && step < STEPS_MAX; step++) {
        w->score += lts->states[w->state].back;
        w->state = suffix_of(lts, w->state);
        if (!goes_on(w, ways) || (w->state < lts->n_indexed && is_trodden(trodden, w))) return;
        continue_by(lts, w, ways);
    }
}

/* Continues all guesses by all tokens, each token by the longest context that knows it.  The best
 * guess goes all the way, which shows what the others must reach; these go first by their contexts
 * as they are, then by shorter ones while they can still be good enough. */
static void extend(const struct lts *lts, const struct beam *in, size_t at, const struct ways *ways)
{
    struct walk walks[BEAM];
    struct trodden trodden;
    const size_t n = in->n; /* taken once: the beams written to are others */
    trodden.n = 0;
    for (size_t i = 0; i < n; i++) {
        begin(&walks[i], in, at, i, ways);
        if (goes_on(&walks[i], ways)) continue_by(lts, &walks[i], ways);
        if (i > 0) continue;
        go_back(lts, &walks[0], ways, &trodden);
        for (size_t j = 0; j < ways->n; j++) {
            int floor = in->best - WIDTH - SLACK * (int)(j + 1);
            if (ways->out[0]->n && ways->out[j]->cut < floor) ways->out[j]->cut = floor;
        }
    }
    for (size_t i = 1; i < n; i++)
        go_back(lts, &walks[i], ways, &trodden);
}

static void read_out(const struct lts *lts, struct beam *beams, const struct guess *g,
                     struct phones *out)
{
    uint16_t chain[LTS_WORD_MAX + 1];
    size_t len = 0;
    for (size_t at = g->from_at, k = g->from; at > 0;) {
        g = &beams[at].list[k];
        chain[len++] = g->token;
        at = g->from_at;
        k = g->from;
    }
    while (len > 0) {
        const struct lts_token *t = &lts->tokens[chain[--len]];
        add_unit(out, t->unit[0]);
        add_unit(out, t->unit[1]);
    }
}

/* The likeliest reading (of what is wanted). Returns its score, INT_MIN: there is none. */
static int search(const struct lts *lts, const char *word, size_t n, int stresses,
                  const struct wanted *wanted, struct phones *out)
{
    static const struct lts_group border = {.to = 1};
    out->n = 0;
    out->s[0] = 0;
    if (!n || n > LTS_WORD_MAX) return INT_MIN;
    int letter[LTS_WORD_MAX + 1] = {0};
    for (size_t i = 0; i < n; i++)
        if (!(letter[i] = lts_letter(word[i]))) return INT_MIN;
    struct beam beams[LTS_WORD_MAX + 2];
    for (size_t i = 0; i <= n + 1; i++)
        beam_clear(&beams[i]);
    struct guess first = {.state = state_after(lts, &lts->arcs[0])}; /* the border */
    beam_add(&beams[0], &first);
    struct ways ways = {.stresses = stresses, .wanted = wanted};
    for (size_t at = 0; at < n; at++) {
        beam_sort(&beams[at]);
        for (size_t j = 0; j < 2; j++) {
            ways.group[j] = &lts->group[letter[at]][j ? letter[at + 1] : 0];
            ways.out[j] = &beams[at + 1 + j];
        }
        ways.letter = letter[at];
        ways.n = at + 1 < n && ways.group[1]->to ? 2 : 1;
        extend(lts, &beams[at], at, &ways);
    }
    beam_sort(&beams[n]);
    struct beam *last = &beams[n + 1]; /* its place is free: a word ends at n */
    ways = (struct ways){{&border}, {last}, 1, 0, stresses, NULL};
    extend(lts, &beams[n], n, &ways);
    beam_sort(last);
    const struct guess *pick = NULL;
    for (size_t i = 0; i < last->n; i++) {
        if (wanted && last->list[i].said != wanted->n) continue;
        if (!pick || (!pick->stressed && last->list[i].stressed)) pick = &last->list[i];
    }
    if (!pick) return INT_MIN;
    read_out(lts, beams, pick, out);
    return pick->score;
}

/* A word with one stress, or else as it comes. */
static int search_stressed(const struct lts *lts, const char *word, size_t n,
                           const struct wanted *wanted, struct phones *out)
{
    int score = search(lts, word, n, 1, wanted, out);
    return score == INT_MIN ? search(lts, word, n, LTS_WORD_MAX, wanted, out) : score;
}

int lts_read(const struct lts *lts, const char *word, size_t n, struct phones *out)
{
    return search_stressed(lts, word, n, NULL, out) != INT_MIN && out->n > 0;
}

int lts_doubt(const struct lts *lts, const char *word, size_t n, const struct phones *p,
              struct phones *own)
{
    struct wanted w = {.n = 0};
    struct phones said;
    uint8_t units[PHONES_MAX];
    int best = search_stressed(lts, word, n, NULL, own);
    size_t count = lts_units(p, units, PHONES_MAX);
    for (; w.n < count; w.n++)
        w.sound[w.n] = plain_sound(units[w.n]);
    if (best == INT_MIN || !count) return LTS_DOUBT_MAX;
    int score = search_stressed(lts, word, n, &w, &said);
    return score == INT_MIN || best - score > LTS_DOUBT_MAX ? LTS_DOUBT_MAX : best - score;
}
