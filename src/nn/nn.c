#include "nn/nn.h"

#include <stdatomic.h>

struct each {
    nn_each_fn *fn;
    void *ctx;
    int n_items;
    atomic_int next;
};

static void each_part(void *arg, int part, int n_parts)
{
    (void)n_parts;
    struct each *e = arg;
    for (;;) {
        int item = atomic_fetch_add(&e->next, 1);
        if (item >= e->n_items) return;
        e->fn(e->ctx, item, part);
    }
}

int nn_parts(const struct nn *nn, int n_items)
{
    int threads = pool_threads(nn->pool);
    return n_items < threads ? n_items : threads;
}

void nn_each(const struct nn *nn, int n_items, nn_each_fn *fn, void *ctx)
{
    struct each e = {.fn = fn, .ctx = ctx, .n_items = n_items};
    pool_run(nn->pool, nn_parts(nn, n_items), each_part, &e);
}
