#include "text/en/en_lts.h"

#include <string.h>

enum { BEAM = 24, WIDTH = 8 * LTS_LOG_ONE, NODES_MAX = 1 << 26 };

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
    memset(lts->range, 0, sizeof(lts->range));
    for (size_t i = 1; i < lts->n_tokens; i++) {
        const struct lts_token *t = &lts->tokens[i];
        if (!t->letter[0] || t->letter[0] > LTS_LETTERS || t->letter[1] > LTS_LETTERS ||
            t->unit[0] > 3 * (sizeof(symbols) - 1) || t->unit[1] > 3 * (sizeof(symbols) - 1) ||
            memcmp(t - 1, t, sizeof(*t)) >= 0)
            return 0;
        uint16_t *range = lts->range[t->letter[0]][t->letter[1]];
        if (!range[1]) range[0] = (uint16_t)i;
        range[1] = (uint16_t)(i + 1);
    }
    return 1;
}

static int check_nodes(const struct lts *lts)
{
    const struct lts_node *nodes = lts->nodes;
    if (nodes[0].first_child != 1 || nodes[lts->n_nodes].first_child != lts->n_nodes) return 0;
    for (size_t i = 0; i < lts->n_nodes; i++) {
        const struct lts_node *node = &nodes[i];
        if (node->token >= lts->n_tokens || node->first_child <= i ||
            node->first_child > node[1].first_child || (i > 0 && node->suffix >= i))
            return 0;
        for (uint32_t k = node->first_child + 1; k < node[1].first_child; k++)
            if (nodes[k - 1].token >= nodes[k].token) return 0;
    }
    return 1;
}

int lts_use(struct lts *lts, const struct lts_token *tokens, size_t n_tokens,
            const struct lts_node *nodes, size_t n_nodes, struct err *e)
{
    lts->tokens = tokens;
    lts->nodes = nodes;
    lts->n_tokens = n_tokens;
    lts->n_nodes = n_nodes;
    if (n_tokens < 2 || n_tokens > UINT16_MAX || n_nodes < 2 || n_nodes > NODES_MAX ||
        !check_tokens(lts) || !check_nodes(lts))
        return err_set(e, E_CORRUPT, "the letter-to-sound model is damaged; run `utter import`");
    return 0;
}

int lts_open(struct lts *lts, const struct pack *pack, struct err *e)
{
    size_t tokens_size = 0, nodes_size = 0;
    const struct lts_token *tokens = pack_find(pack, "lts.tokens", &tokens_size);
    const struct lts_node *nodes = pack_find(pack, "lts.nodes", &nodes_size);
    size_t n_tokens = tokens ? tokens_size / sizeof(*tokens) : 0;
    size_t n_nodes = nodes ? nodes_size / sizeof(*nodes) : 0;
    int code = lts_use(lts, tokens, n_tokens, nodes, n_nodes ? n_nodes - 1 : 0, e);
    if (!code) pack_forget(pack, nodes, nodes_size); /* few texts need many of them */
    return code;
}

/* ------------------------------------------------------------------------------------ reading */

struct guess { /* a chain of tokens that reads the letters up to here */
    uint32_t node;
    int score;
    uint16_t token;
    uint8_t from_at, from; /* the guess it continues */
};

struct beam {
    size_t n, worst; /* worst: only while the beam is full */
    int best;
    struct guess list[BEAM];
};

static void find_worst(struct beam *b)
{
    b->worst = 0;
    for (size_t i = 1; i < BEAM; i++)
        if (b->list[i].score < b->list[b->worst].score) b->worst = i;
}

/* One guess a node is enough: what follows depends on the node only. */
static void beam_add(struct beam *b, const struct guess *g)
{
    if (b->n && g->score < b->best - WIDTH) return;
    if (b->n == BEAM && g->score <= b->list[b->worst].score) return;
    if (!b->n || g->score > b->best) b->best = g->score;
    size_t at = 0;
    while (at < b->n && b->list[at].node != g->node)
        at++;
    if (at < b->n && b->list[at].score >= g->score) return;
    if (at == b->n && b->n == BEAM) at = b->worst;
    b->n += at == b->n;
    b->list[at] = *g;
    if (b->n == BEAM) find_worst(b);
}

static uint32_t first_at_least(const struct lts *lts, uint32_t node, uint16_t token)
{
    uint32_t lo = lts->nodes[node].first_child, hi = lts->nodes[node + 1].first_child;
    while (lo < hi) {
        uint32_t mid = lo + (hi - lo) / 2;
        if (lts->nodes[mid].token < token)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo;
}

/* A node without children predicts as its suffix does. */
static uint32_t settle(const struct lts *lts, uint32_t node)
{
    while (node && lts->nodes[node].first_child == lts->nodes[node + 1].first_child)
        node = lts->nodes[node].suffix;
    return node;
}

/* Continues a guess by every token in [lo, hi), each by the longest context that knows it. */
static void extend(const struct lts *lts, const struct guess *g, uint16_t lo, uint16_t hi,
                   struct guess next, struct beam *out)
{
    uint64_t seen[16] = {0}; /* tokens of one letter group: 1024 at most, see the trainer */
    int back = 0;
    for (uint32_t node = g->node;; node = lts->nodes[node].suffix) {
        uint32_t end = lts->nodes[node + 1].first_child;
        for (uint32_t k = first_at_least(lts, node, lo); k < end && lts->nodes[k].token < hi; k++) {
            unsigned bit = (lts->nodes[k].token - lo) & 1023u;
            if (seen[bit / 64] >> bit % 64 & 1) continue;
            seen[bit / 64] |= (uint64_t)1 << bit % 64;
            next.score = g->score + back + lts->nodes[k].logp;
            if (out->n == BEAM && next.score <= out->list[out->worst].score) continue;
            next.token = lts->nodes[k].token;
            next.node = settle(lts, k);
            beam_add(out, &next);
        }
        if (!node) return;
        back += lts->nodes[node].back;
        if (out->n && g->score + back < out->best - WIDTH) return;
    }
}

static void read_out(const struct lts *lts, struct beam *beams, size_t n, struct phones *out)
{
    uint16_t chain[LTS_WORD_MAX + 1];
    size_t len = 0;
    const struct guess *g = &beams[n + 1].list[0];
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

/* The likeliest guess first: what it leads to makes the cheap end for most of the others. */
static void best_first(struct beam *b)
{
    for (size_t i = 1; i < b->n; i++) {
        struct guess g = b->list[i];
        size_t k = i;
        for (; k && b->list[k - 1].score < g.score; k--)
            b->list[k] = b->list[k - 1];
        b->list[k] = g;
    }
}

int lts_read(const struct lts *lts, const char *word, size_t n, struct phones *out)
{
    out->n = 0;
    out->s[0] = 0;
    if (!n || n > LTS_WORD_MAX) return 0;
    int letter[LTS_WORD_MAX + 1] = {0};
    for (size_t i = 0; i < n; i++)
        if (!(letter[i] = lts_letter(word[i]))) return 0;
    struct beam beams[LTS_WORD_MAX + 2];
    for (size_t i = 0; i <= n + 1; i++)
        beams[i].n = 0;
    uint32_t start = first_at_least(lts, 0, 0); /* the border's own node */
    struct guess first = {.node = settle(lts, start)};
    beam_add(&beams[0], &first);
    for (size_t at = 0; at < n; at++) {
        best_first(&beams[at]);
        for (size_t k = 0; k < beams[at].n; k++) {
            if (beams[at].list[k].score < beams[at].best - WIDTH) break;
            struct guess next = {.from_at = (uint8_t)at, .from = (uint8_t)k};
            const uint16_t *one = lts->range[letter[at]][0];
            extend(lts, &beams[at].list[k], one[0], one[1], next, &beams[at + 1]);
            const uint16_t *two = lts->range[letter[at]][letter[at + 1]];
            if (at + 1 < n && two[1])
                extend(lts, &beams[at].list[k], two[0], two[1], next, &beams[at + 2]);
        }
    }
    struct beam *last = &beams[n + 1]; /* free now: a word ends at n */
    last->n = 0;
    for (size_t k = 0; k < beams[n].n; k++) {
        struct guess next = {.from_at = (uint8_t)n, .from = (uint8_t)k};
        struct beam end = {0};
        extend(lts, &beams[n].list[k], 0, 1, next, &end);
        if (end.n && (!last->n || end.best > last->best)) *last = end;
    }
    if (!last->n) return 0;
    read_out(lts, beams, n, out);
    return out->n > 0;
}
