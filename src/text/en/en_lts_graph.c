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
        if (i > 0) arcs[i - 1] = (struct lts_arc){nodes[i].token, nodes[i].logp, state_of[i]};
        if (i > 0 && !has_children(nodes, i)) continue;
        states[state_of[i]] = (struct lts_state){
            nodes[i].first_child - 1, i > 0 ? state_of[nodes[i].suffix] : 0, nodes[i].back, 0};
    }
    states[n_states].first_arc = (uint32_t)(n - 1);
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
