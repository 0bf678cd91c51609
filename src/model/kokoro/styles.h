/* styles.h - what a style alone decides, computed once a style: gamma and beta of every AdaIN and
 * AdaLN of the network (weights.h calls all of them together the products).
 *
 * A chunk's style row goes by its length, so rows change from chunk to chunk, but a session meets
 * the same ones again and again: the cache keeps the last few by content.
 *
 * Part of a session: one thread. */
#ifndef MODEL_KOKORO_STYLES_H
#define MODEL_KOKORO_STYLES_H

#include "model/kokoro/pass.h"

enum { KOKORO_STYLES_KEPT = 8 };

struct kokoro_styles {
    struct arena memory;
    struct kokoro_style_entry {
        float *style;    /* [2 * dims.style] */
        float *products; /* [n_products] */
        uint64_t used;   /* time of the last use; 0: never */
    } entry[KOKORO_STYLES_KEPT];
    uint64_t now;
    struct kokoro_runs runs; /* of the call under way */
};

NODISCARD int styles_init(struct kokoro_styles *s, const struct kokoro_weights *w);
void styles_free(struct kokoro_styles *s);

/* Fills s->runs, by token, from the caller's list.  E_ARG: ends do not rise to L; E_LIMIT: more
 * than KOKORO_STYLES_KEPT different styles.  styles_plan counts the memory that it takes. */
void styles_plan(struct kokoro_pass *p);
NODISCARD int styles_set(struct kokoro_styles *s, struct kokoro_pass *p,
                         const struct kokoro_style *list, int n, int L, struct err *e);

/* The runs' ends by frame. */
void styles_set_frames(struct kokoro_styles *s, const int *frames);

#endif
