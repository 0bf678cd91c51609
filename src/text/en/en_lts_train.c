/* en_lts_train.c - learns en_lts.h's tokens and n-grams from pairs of spelling and sounds.
 *
 *   1. align: expectation maximisation over all ways to cut a word into tokens
 *   2. spell every word as its best chain of tokens; rare tokens and their words are dropped
 *   3. count all n-grams of the chains level by level (a level's nodes are sorted by parent and
 *      token, so the trie comes out in breadth-first order), smooth by modified Kneser-Ney,
 *      prune what was seen too seldom, and fit the back-off weights to what is left */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "text/en/en_lts.h"

enum {
    ORDER = 7,
    ROUNDS = 8,
    TOKEN_SEEN = 4,   /* a token must occur so often */
    GROUP_MAX = 1000, /* tokens for one or two letters: the decoder's set has 1024 */
    UNITS_MAX = 60,
    WORDS_BYTES_MAX = 256 << 20,
    ONE = (LTS_LETTERS + 1) * LTS_UNITS * LTS_UNITS, /* joints of one letter stand first */
    JOINTS = ONE + (LTS_LETTERS + 1) * (LTS_LETTERS + 1) * LTS_UNITS,
};

/* An n-gram of each length is kept when it was seen so often. */
static const uint32_t keep_seen[ORDER + 1] = {0, 1, 1, 1, 1, 2, 3, 3};

struct pair { /* a training word in `bytes` */
    uint32_t at;
    uint8_t letters, units;
};

struct level {
    size_t first, n; /* nodes of this length */
};

struct lts_trainer {
    struct buf bytes, pairs;
    double *weight;     /* [JOINTS] probability of a joint */
    uint16_t *token_of; /* [JOINTS] */
    struct lts_token *tokens;
    size_t n_tokens;
    struct buf chains; /* uint16_t: 0 t t t 0, word after word */
    struct lts_graph graph;
};

struct lts_trainer *lts_trainer_open(void)
{
    struct lts_trainer *t = calloc(1, sizeof(*t));
    if (!t) return NULL;
    t->bytes = buf_make(WORDS_BYTES_MAX);
    t->pairs = buf_make(WORDS_BYTES_MAX);
    t->chains = buf_make(WORDS_BYTES_MAX);
    return t;
}

void lts_trainer_close(struct lts_trainer *t)
{
    if (!t) return;
    buf_free(&t->bytes);
    buf_free(&t->pairs);
    buf_free(&t->chains);
    free(t->weight);
    free(t->token_of);
    free(t->tokens);
    lts_graph_free(&t->graph);
    free(t);
}

int lts_trainer_add(struct lts_trainer *t, const char *word, size_t n, const struct phones *p)
{
    uint8_t letters[LTS_WORD_MAX], units[UNITS_MAX];
    size_t n_units = lts_units(p, units, UNITS_MAX);
    if (!n || n > LTS_WORD_MAX || !n_units || n_units > 2 * n) return 0;
    for (size_t i = 0; i < n; i++)
        if (!(letters[i] = (uint8_t)lts_letter(word[i]))) return 0;
    struct pair pair = {(uint32_t)t->bytes.len, (uint8_t)n, (uint8_t)n_units};
    buf_add(&t->bytes, letters, n);
    buf_add(&t->bytes, units, n_units);
    buf_add(&t->pairs, &pair, sizeof(pair));
    int code = buf_error(&t->bytes);
    return code ? code : buf_error(&t->pairs);
}

/* ---------------------------------------------------------------------------------- alignment */

static size_t joint_of(const uint8_t *letter, size_t n_letters, const uint8_t *unit, size_t n_units)
{
    size_t u = n_units > 0 ? unit[0] : 0, v = n_units > 1 ? unit[1] : 0;
    if (n_letters == 1) return ((size_t)letter[0] * LTS_UNITS + u) * LTS_UNITS + v;
    return ONE + ((size_t)letter[0] * (LTS_LETTERS + 1) + letter[1]) * LTS_UNITS + u;
}

/* The kinds of token: letters, units. */
static const uint8_t kinds[4][2] = {{1, 1}, {1, 0}, {1, 2}, {2, 1}};

struct lattice { /* cell [letters read][units read] */
    double ahead[LTS_WORD_MAX + 1][UNITS_MAX + 1], behind[LTS_WORD_MAX + 1][UNITS_MAX + 1];
};

static void expect(const double *weight, double *seen, const uint8_t *l, size_t nl,
                   const uint8_t *u, size_t nu, struct lattice *x)
{
    for (size_t i = 0; i <= nl; i++)
        for (size_t j = 0; j <= nu; j++) {
            double sum = i + j == 0;
            for (size_t k = 0; k < 4; k++) {
                size_t a = kinds[k][0], b = kinds[k][1];
                if (a > i || b > j || x->ahead[i - a][j - b] == 0.0) continue;
                sum += x->ahead[i - a][j - b] * weight[joint_of(l + i - a, a, u + j - b, b)];
            }
            x->ahead[i][j] = sum;
        }
    double total = x->ahead[nl][nu];
    if (!(total > 0)) return;
    for (size_t i = nl + 1; i-- > 0;)
        for (size_t j = nu + 1; j-- > 0;) {
            double sum = i == nl && j == nu;
            for (size_t k = 0; k < 4; k++) {
                size_t a = kinds[k][0], b = kinds[k][1];
                if (i + a > nl || j + b > nu || x->behind[i + a][j + b] == 0.0) continue;
                size_t joint = joint_of(l + i, a, u + j, b);
                double rest = weight[joint] * x->behind[i + a][j + b];
                sum += rest;
                seen[joint] += x->ahead[i][j] * rest / total;
            }
            x->behind[i][j] = sum;
        }
}

static int align(struct lts_trainer *t)
{
    double *seen = malloc(JOINTS * sizeof(*seen));
    struct lattice *x = malloc(sizeof(*x));
    t->weight = malloc(JOINTS * sizeof(*t->weight));
    if (!seen || !x || !t->weight) {
        free(seen);
        free(x);
        return E_NOMEM;
    }
    for (size_t i = 0; i < JOINTS; i++) /* at first: one letter, one sound is likelier */
        t->weight[i] = i < ONE && i / LTS_UNITS % LTS_UNITS && i % LTS_UNITS == 0 ? 1e-2 : 1e-3;
    const struct pair *pairs = (const struct pair *)(const void *)t->pairs.data;
    size_t n = t->pairs.len / sizeof(*pairs);
    for (int round = 0; round < ROUNDS; round++) {
        memset(seen, 0, JOINTS * sizeof(*seen));
        for (size_t i = 0; i < n; i++) {
            const uint8_t *l = (const uint8_t *)t->bytes.data + pairs[i].at;
            expect(t->weight, seen, l, pairs[i].letters, l + pairs[i].letters, pairs[i].units, x);
        }
        double total = 0;
        for (size_t i = 0; i < JOINTS; i++)
            total += seen[i];
        for (size_t i = 0; i < JOINTS; i++)
            t->weight[i] = total > 0 ? seen[i] / total : 0;
    }
    free(seen);
    free(x);
    return 0;
}

/* ------------------------------------------------------------------------------------- chains */

struct path {
    double best[LTS_WORD_MAX + 1][UNITS_MAX + 1];
    uint8_t kind[LTS_WORD_MAX + 1][UNITS_MAX + 1];
};

/* The best chain of a word as joints, last one first; 0: there is none. */
static size_t best_chain(const double *weight, const uint8_t *l, size_t nl, const uint8_t *u,
                         size_t nu, struct path *x, uint32_t chain[LTS_WORD_MAX])
{
    for (size_t i = 0; i <= nl; i++)
        for (size_t j = 0; j <= nu; j++) {
            double best = i + j == 0;
            for (size_t k = 0; k < 4; k++) {
                size_t a = kinds[k][0], b = kinds[k][1];
                if (a > i || b > j) continue;
                double p = x->best[i - a][j - b] * weight[joint_of(l + i - a, a, u + j - b, b)];
                if (p <= best) continue;
                best = p;
                x->kind[i][j] = (uint8_t)k;
            }
            x->best[i][j] = best;
        }
    if (!(x->best[nl][nu] > 0)) return 0;
    size_t n = 0;
    for (size_t i = nl, j = nu; i > 0;) {
        size_t a = kinds[x->kind[i][j]][0], b = kinds[x->kind[i][j]][1];
        i -= a;
        j -= b;
        chain[n++] = (uint32_t)joint_of(l + i, a, u + j, b);
    }
    return n;
}

static struct lts_token token_of_joint(size_t joint)
{
    struct lts_token t = {{0}, {0}};
    if (joint < ONE) {
        t.letter[0] = (uint8_t)(joint / LTS_UNITS / LTS_UNITS);
        t.unit[0] = (uint8_t)(joint / LTS_UNITS % LTS_UNITS);
        t.unit[1] = (uint8_t)(joint % LTS_UNITS);
    } else {
        joint -= ONE;
        t.letter[0] = (uint8_t)(joint / LTS_UNITS / (LTS_LETTERS + 1));
        t.letter[1] = (uint8_t)(joint / LTS_UNITS % (LTS_LETTERS + 1));
        t.unit[0] = (uint8_t)(joint % LTS_UNITS);
    }
    return t;
}

static int by_token(const void *a, const void *b)
{
    return memcmp(a, b, sizeof(struct lts_token));
}

static size_t joint_of_token(const struct lts_token *t)
{
    return joint_of(t->letter, t->letter[1] ? 2 : 1, t->unit, t->unit[1] ? 2 : 1);
}

/* The joints that occur often enough become the tokens, sorted by letters. */
static int choose_tokens(struct lts_trainer *t, const uint32_t *seen)
{
    t->tokens = calloc(UINT16_MAX, sizeof(*t->tokens));
    t->token_of = calloc(JOINTS, sizeof(*t->token_of));
    if (!t->tokens || !t->token_of) return E_NOMEM;
    t->n_tokens = 1; /* the border */
    for (size_t i = 0; i < JOINTS; i++)
        if (seen[i] >= TOKEN_SEEN && t->n_tokens < UINT16_MAX)
            t->tokens[t->n_tokens++] = token_of_joint(i);
    qsort(t->tokens + 1, t->n_tokens - 1, sizeof(*t->tokens), by_token);
    size_t n = 1;
    for (size_t i = 1, group = 0; i < t->n_tokens; i++) {
        group = i > 1 && !memcmp(t->tokens[i].letter, t->tokens[i - 1].letter, 2) ? group + 1 : 0;
        if (group < GROUP_MAX) t->tokens[n++] = t->tokens[i];
    }
    t->n_tokens = n;
    for (size_t i = 1; i < n; i++)
        t->token_of[joint_of_token(&t->tokens[i])] = (uint16_t)i;
    return 0;
}

static int spell(struct lts_trainer *t)
{
    const struct pair *pairs = (const struct pair *)(const void *)t->pairs.data;
    size_t n = t->pairs.len / sizeof(*pairs);
    uint32_t *seen = calloc(JOINTS, sizeof(*seen)), chain[LTS_WORD_MAX];
    struct path *x = malloc(sizeof(*x));
    int code = seen && x ? 0 : E_NOMEM;
    for (int pass = 0; !code && pass < 2; pass++) {
        for (size_t i = 0; i < n; i++) {
            const uint8_t *l = (const uint8_t *)t->bytes.data + pairs[i].at;
            size_t len = best_chain(t->weight, l, pairs[i].letters, l + pairs[i].letters,
                                    pairs[i].units, x, chain);
            uint16_t out[LTS_WORD_MAX + 2] = {0};
            size_t known = 0;
            for (size_t k = 0; k < len; k++) {
                if (pass == 0)
                    seen[chain[k]]++;
                else if ((out[len - k] = t->token_of[chain[k]]) != 0)
                    known++;
            }
            if (len && known == len) buf_add(&t->chains, out, (len + 2) * sizeof(*out));
        }
        if (pass == 0) code = choose_tokens(t, seen);
    }
    free(seen);
    free(x);
    return code ? code : buf_error(&t->chains);
}

/* ------------------------------------------------------------------------------------ n-grams */

struct gram {     /* an n-gram at a place of the chains */
    uint64_t key; /* parent << 16 | token */
    uint32_t at;
};

struct counts {    /* beside each node */
    uint32_t seen; /* in the chains */
    uint32_t used; /* what smoothing counts: seen, or how many tokens stand before it */
    float p;
};

struct grams {
    struct lts_node *nodes;
    struct counts *counts;
    size_t n, cap;
    struct level level[ORDER + 2];
};

static int by_key(const void *a, const void *b)
{
    uint64_t x = ((const struct gram *)a)->key, y = ((const struct gram *)b)->key;
    return x < y ? -1 : x > y;
}

static int grams_room(struct grams *g, size_t n)
{
    if (g->n + n <= g->cap) return 0;
    size_t cap = g->cap * 2 > g->n + n ? g->cap * 2 : g->n + n;
    struct lts_node *nodes = realloc(g->nodes, cap * sizeof(*nodes));
    if (nodes) g->nodes = nodes;
    struct counts *counts = realloc(g->counts, cap * sizeof(*counts));
    if (counts) g->counts = counts;
    if (!nodes || !counts) return E_NOMEM;
    g->cap = cap;
    return 0;
}

/* Level `len` from the one below: here[i] is the node of the (len-1)-gram that starts at i (0:
 * none); afterwards that of the len-gram. */
static int count_level(struct grams *g, size_t len, const uint16_t *chain, size_t n, uint32_t *here,
                       struct gram *list)
{
    size_t n_list = 0;
    for (size_t i = 0; i + len <= n; i++) {
        /* a border begins or ends an n-gram, and none crosses from word to word */
        if (len > 1 && (!here[i] || (chain[i + len - 2] == 0 && (len > 2 || chain[i + 1] == 0))))
            continue;
        uint64_t parent = len > 1 ? here[i] : 0;
        list[n_list++] = (struct gram){parent << 16 | chain[i + len - 1], (uint32_t)i};
    }
    qsort(list, n_list, sizeof(*list), by_key);
    if (grams_room(g, n_list + 1)) return E_NOMEM;
    uint32_t *below = malloc((n + 1) * sizeof(*below));
    if (!below) return E_NOMEM;
    memcpy(below, here, n * sizeof(*below));
    memset(here, 0, n * sizeof(*here));
    g->level[len].first = g->n;
    for (size_t i = 0; i < n_list; i++) {
        if (i == 0 || list[i].key != list[i - 1].key) {
            g->nodes[g->n] = (struct lts_node){.token = (uint16_t)(list[i].key & 0xFFFF),
                                               .suffix = len > 1 ? below[list[i].at + 1] : 0,
                                               .first_child = (uint32_t)(list[i].key >> 16)};
            g->counts[g->n++] = (struct counts){0};
        }
        g->counts[g->n - 1].seen++;
        here[list[i].at] = (uint32_t)(g->n - 1);
    }
    g->level[len].n = g->n - g->level[len].first;
    free(below);
    return 0;
}

/* While counting, first_child holds the parent. */
static int count_grams(struct grams *g, const uint16_t *chain, size_t n)
{
    uint32_t *here = calloc(n + 1, sizeof(*here));
    struct gram *list = malloc((n + 1) * sizeof(*list));
    int code = here && list ? grams_room(g, 1) : E_NOMEM;
    if (!code) {
        g->nodes[0] = (struct lts_node){0};
        g->counts[0] = (struct counts){0};
        g->n = 1;
        g->level[0] = (struct level){0, 1};
    }
    for (size_t len = 1; !code && len <= ORDER; len++)
        code = count_level(g, len, chain, n, here, list);
    free(here);
    free(list);
    return code;
}

static size_t start_of(const struct grams *g, size_t node, size_t len)
{
    for (; len > 1; len--)
        node = g->nodes[node].first_child;
    return node;
}

/* Kneser-Ney: below the longest n-grams, what counts is how many different tokens stand before. */
static void count_continuations(struct grams *g)
{
    for (size_t len = 2; len <= ORDER; len++)
        for (size_t i = g->level[len].first; i < g->level[len].first + g->level[len].n; i++)
            g->counts[g->nodes[i].suffix].used++;
    size_t border = g->level[1].first;
    for (size_t len = 2; len <= ORDER; len++)
        for (size_t i = g->level[len].first; i < g->level[len].first + g->level[len].n; i++)
            if (len == ORDER || start_of(g, i, len) == border)
                g->counts[i].used = g->counts[i].seen;
}

static void discounts(const struct grams *g, size_t len, double d[4])
{
    double n[5] = {0};
    for (size_t i = g->level[len].first; i < g->level[len].first + g->level[len].n; i++)
        if (g->counts[i].used < 5) n[g->counts[i].used]++;
    double y = n[1] / (n[1] + 2 * n[2] + 1e-9);
    d[0] = 0;
    for (int k = 1; k < 4; k++) {
        d[k] = k - (k + 1) * y * n[k + 1] / (n[k] + 1e-9);
        if (!(d[k] > 0.05) || d[k] > k) d[k] = k * 0.5;
    }
}

/* Probabilities of one level: children of one parent stand together. */
static void smooth_level(struct grams *g, size_t len, size_t n_tokens)
{
    double d[4];
    discounts(g, len, d);
    size_t end = g->level[len].first + g->level[len].n;
    for (size_t i = g->level[len].first, next; i < end; i = next) {
        double total = 0, held = 0;
        for (next = i; next < end && g->nodes[next].first_child == g->nodes[i].first_child;
             next++) {
            uint32_t used = g->counts[next].used;
            total += used;
            held += d[used < 3 ? used : 3];
        }
        for (size_t k = i; k < next; k++) {
            uint32_t used = g->counts[k].used;
            double lower =
                len > 1 ? (double)g->counts[g->nodes[k].suffix].p : 1.0 / (double)n_tokens;
            double own = used - d[used < 3 ? used : 3];
            g->counts[k].p = total > 0 ? (float)((own + held * lower) / total) : (float)lower;
        }
    }
}

static int16_t fixed_log(double p)
{
    double x = round(log(p > 1e-12 ? p : 1e-12) * LTS_LOG_ONE);
    return (int16_t)(x > 32000 ? 32000 : x < -32000 ? -32000 : x);
}

/* Keeps what was seen often enough, in the same order, and gives every node its children and the
 * weight of going back. */
static int prune(struct lts_trainer *t, const struct grams *g)
{
    uint32_t *new_of = malloc(g->n * sizeof(*new_of));
    double *given = calloc(g->n, sizeof(*given)), *lower = calloc(g->n, sizeof(*lower));
    struct lts_node *nodes = malloc((g->n + 1) * sizeof(*nodes));
    int code = new_of && given && lower && nodes ? 0 : E_NOMEM;
    size_t n = 0;
    for (size_t len = 0; !code && len <= ORDER; len++)
        for (size_t i = g->level[len].first; i < g->level[len].first + g->level[len].n; i++) {
            if (len > 0 && g->counts[i].seen < keep_seen[len]) continue;
            uint32_t parent = g->nodes[i].first_child;
            new_of[i] = (uint32_t)n;
            nodes[n++] = (struct lts_node){.token = g->nodes[i].token,
                                           .suffix = len > 0 ? new_of[g->nodes[i].suffix] : 0,
                                           .first_child = len > 0 ? new_of[parent] : 0,
                                           .logp = fixed_log((double)g->counts[i].p)};
            if (len == 0) continue;
            given[new_of[parent]] += (double)g->counts[i].p;
            if (len > 1) lower[new_of[parent]] += (double)g->counts[g->nodes[i].suffix].p;
        }
    /* from parents to first children: walk backwards, so that the first child is written last */
    for (size_t i = 0; !code && i < n; i++) {
        double rest = 1 - given[i], back = 1 - lower[i];
        nodes[i].back = fixed_log(i && rest > 1e-6 && back > 1e-6 ? rest / back : 1.0);
    }
    if (!code) {
        uint32_t *parent = new_of; /* [n], n <= g->n */
        for (size_t i = 0; i < n; i++)
            parent[i] = nodes[i].first_child;
        nodes[n] = (struct lts_node){.first_child = (uint32_t)n};
        uint32_t child = (uint32_t)n;
        for (size_t i = n; i-- > 0;) {
            while (child > 1 && parent[child - 1] >= i)
                child--;
            nodes[i].first_child = child;
        }
        code = lts_graph_build(nodes, n, &t->graph);
    }
    free(nodes);
    free(new_of);
    free(given);
    free(lower);
    return code;
}

static int learn_grams(struct lts_trainer *t)
{
    struct grams g = {0};
    int code = count_grams(&g, (const uint16_t *)(const void *)t->chains.data,
                           t->chains.len / sizeof(uint16_t));
    if (!code) {
        count_continuations(&g);
        for (size_t len = 1; len <= ORDER; len++)
            smooth_level(&g, len, t->n_tokens);
        code = prune(t, &g);
    }
    free(g.nodes);
    free(g.counts);
    return code;
}

int lts_trainer_run(struct lts_trainer *t, struct err *e)
{
    if (!t->pairs.len) return err_set(e, E_FORMAT, "letter to sound: no words to learn from");
    int code = align(t);
    if (!code) code = spell(t);
    if (!code && !t->chains.len)
        return err_set(e, E_FORMAT, "letter to sound: no word could be aligned");
    if (!code) code = learn_grams(t);
    return code ? err_set(e, code, "letter to sound: %s", err_text(code)) : 0;
}

int lts_trainer_use(const struct lts_trainer *t, struct lts *lts, struct err *e)
{
    return lts_use(lts, t->tokens, t->n_tokens, &t->graph, e);
}

void lts_trainer_write(const struct lts_trainer *t, struct pack_writer *w)
{
    pack_writer_add(w, "lts.tokens", t->tokens, t->n_tokens * sizeof(*t->tokens));
    const struct lts_graph *g = &t->graph;
    pack_writer_add(w, "lts.states", g->states, (g->n_states + 1) * sizeof(*g->states));
    pack_writer_add(w, "lts.arcs", g->arcs, g->n_arcs * sizeof(*g->arcs));
}
