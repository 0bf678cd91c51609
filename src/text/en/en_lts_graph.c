/* en_lts_graph.c - the trie of n-grams as training leaves it becomes states and arcs.
 *
 * Every node but the root is an arc of its parent.  It leads to the node itself when that has
 * children, else to the longest suffix that has: what follows is the same. */
#include <stdlib.h>

#include "text/en/en_lts.h"

/* What the rest relies on: parents and suffixes stand before, children of one node together. */
static int is_trie(const struct lts_node *nodes, size_t n)
{
    if (nodes[0].first_child != 1 || nodes[n].first_child != n) return 0;
    for (size_t i = 0; i < n; i++)
        if (nodes[i].first_child <= i || nodes[i].first_child > nodes[i + 1].first_child ||
            (i > 0 && nodes[i].suffix >= i))
            return 0;
    return 1;
}

static int has_children(const struct lts_node *nodes, size_t i)
{
    return nodes[i].first_child < nodes[i + 1].first_child;
}

static struct lts_arc arc_of(const struct lts_node *node, uint32_t to)
{
    int cost = (-node->logp + LTS_COST_STEP / 2) / LTS_COST_STEP;
    return (struct lts_arc){.token = node->token,
                            .to_low = (uint16_t)to,
                            .to_high = (uint8_t)(to >> 16),
                            .cost = (uint8_t)(cost < 0           ? 0
                                              : cost < UINT8_MAX ? cost
                                                                 : UINT8_MAX)};
}

static struct lts_state make_state(uint32_t first_arc, uint32_t suffix, int16_t back)
{
    return (struct lts_state){.first_low = (uint16_t)first_arc,
                              .first_high = (uint8_t)(first_arc >> 16),
                              .suffix_low = (uint16_t)suffix,
                              .suffix_high = (uint8_t)(suffix >> 16),
                              .back = back};
}

int lts_graph_build(const struct lts_node *nodes, size_t n, struct lts_graph *out)
{
    *out = (struct lts_graph){0};
    if (n < 2 || n > LTS_NODES_MAX || !is_trie(nodes, n)) return E_CORRUPT;
    uint32_t *state_of = calloc(n, sizeof(*state_of));
    size_t n_states = 1; /* the root, even without children */
    for (size_t i = 1; state_of && i < n; i++)
        state_of[i] = has_children(nodes, i) ? (uint32_t)n_states++ : state_of[nodes[i].suffix];
    struct lts_state *states = calloc(n_states + 1, sizeof(*states));
    struct lts_arc *arcs = malloc((n - 1) * sizeof(*arcs));
    if (!state_of || !states || !arcs) {
        free(state_of);
        free(states);
        free(arcs);
        return E_NOMEM;
    }
    for (size_t i = 0; i < n; i++) {
        if (i > 0) arcs[i - 1] = arc_of(&nodes[i], state_of[i]);
        if (i > 0 && !has_children(nodes, i)) continue;
        states[state_of[i]] = make_state(nodes[i].first_child - 1,
                                         i > 0 ? state_of[nodes[i].suffix] : 0, nodes[i].back);
    }
    states[n_states] = make_state((uint32_t)(n - 1), 0, 0);
    free(state_of);
    *out = (struct lts_graph){states, arcs, n_states, n - 1};
    return 0;
}

void lts_graph_free(struct lts_graph *g)
{
    free(g->states);
    free(g->arcs);
    *g = (struct lts_graph){0};
}
