/* tiny_dims.h - the structure of the real network in awkward little sizes: panels with a tail, one
 * panel and two, heads that are no power of two, channels fewer than a vector. */
#ifndef TESTS_TINY_DIMS_H
#define TESTS_TINY_DIMS_H

#include "base/rng.h"
#include "model/kokoro/tensors.h"

static const struct kokoro_dims tiny_dims = {
    .vocab = 178,
    .positions = 64,
    .bert_embed = 8,
    .bert_width = 20,
    .bert_heads = 2,
    .bert_ffn = 28,
    .bert_layers = 3,
    .hidden = 8,
    .style = 4,
    .max_dur = 6,
    .decoder = 12,
    .asr_res = 3,
    .generator = 8,
};

/* A generator that depends on the tensor's name only. */
static inline struct rng tiny_rng(const char *name)
{
    struct rng r = {0x6b6f6b6f726f};
    for (; *name; name++)
        r.state = rng_next(&r) ^ (uint8_t)*name;
    return r;
}

#endif
