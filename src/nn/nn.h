/* nn.h - what every layer call is given, and the conventions they share.
 *
 * A layer is a small struct that points into the model file (weights are lent, never copied) and a
 * call that does the work at once: no graph, no state, no malloc, no failure.
 *
 *     struct nn nn = {pool, &arena};
 *     nn_conv1d(&nn, &conv, &(struct nn_conv1d_args){.x = x, .x_row = C, .T = T, .y = y, ...});
 *
 * Tensors are time-major float32: row t of x [T, C] starts at x + t * x_row, x_row >= C.
 *
 * Scratch comes from the caller's arena and is given back before the call returns.  With a counting
 * arena (arena_counting) a layer reads and writes no tensor and only counts, so the forward pass
 * itself, run once with the same T and pool, tells how much memory it needs.  Tensors may be NULL
 * then; take offsets into them with nn_at.
 *
 * Threads: a call may be made by one thread per (arena, output); inside, the pool's idle workers
 * help.  Results do not depend on how many do: not in a single bit. */
#ifndef NN_NN_H
#define NN_NN_H

#include <stddef.h>

#include "base/arena.h"
#include "base/pool.h"

struct nn {
    struct pool *pool;     /* NULL: this thread alone */
    struct arena *scratch; /* counting: the calls only plan */
};

static inline int nn_counting(const struct nn *nn)
{
    return !nn->scratch->base;
}

/* x + offset, also while counting */
static inline float *nn_at(float *x, size_t offset)
{
    return x ? x + offset : NULL;
}

/* Calls fn(ctx, item, part) for every item in [0, n_items), on this thread and idle workers.  At
 * most nn_parts(nn, n_items) run at once, each with a part number of its own below that: the index
 * of its scratch.  Parts take items one by one, so uneven helpers do not matter. */
typedef void nn_each_fn(void *ctx, int item, int part);
int nn_parts(const struct nn *nn, int n_items);
void nn_each(const struct nn *nn, int n_items, nn_each_fn *fn, void *ctx);

#endif
