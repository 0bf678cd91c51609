/* pass.h - what every part of a forward pass is given.
 *
 * A part (bert_run, decoder_run ...) is a function of (pass, inputs, outputs) that allocates what
 * it needs from the pass's arena and gives it back.  The same function plans: on a counting arena
 * it touches no tensor and only adds up memory (nn.h).
 *
 * A pass belongs to one session and so to one thread. */
#ifndef MODEL_KOKORO_PASS_H
#define MODEL_KOKORO_PASS_H

#include <stdint.h>

#include "model/kokoro/kokoro.h"
#include "model/kokoro/weights.h"
#include "nn/norm.h"

/* Which style holds where, by token and by frame. */
struct kokoro_runs {
    int n;
    struct kokoro_run {
        int end_token, end_frame;
        const float *style;    /* [2 * dims.style] timbre, then prosody */
        const float *products; /* of every style map (styles.h) */
    } * run;
};

struct kokoro_pass {
    struct nn nn;
    const struct kokoro_weights *w;
    const struct kokoro_runs *runs;
    int (*cancelled)(void *ctx); /* may be NULL */
    void *cancel_ctx;
    int64_t *stage_ns; /* [KOKORO_STAGE_COUNT] time is added here; NULL: not wanted */
    int64_t since;     /* start of the stage under way */
};

/* Is the caller done with this pass?  Asked at layer boundaries; never while counting. */
int pass_stopped(const struct kokoro_pass *p);

/* Ends the stage under way, charging the time since the last call to it. */
void pass_stage(struct kokoro_pass *p, enum kokoro_stage stage);

/* Scratch [rows, columns], not zeroed; released by pass_release to an earlier mark. */
float *pass_rows(struct kokoro_pass *p, int rows, int columns);
size_t pass_mark(const struct kokoro_pass *p);
void pass_release(struct kokoro_pass *p, size_t mark);

struct nn_stats pass_stats(struct kokoro_pass *p, int channels); /* room for statistics */

/* The runs of one style map, as layers want them, in scratch: for a tensor whose rows are tokens,
 * or whose rows are `per_frame` to a frame after `before` extra rows. */
struct nn_pre pass_style_tokens(struct kokoro_pass *p, const struct kokoro_style_map *m);
struct nn_pre pass_style_frames(struct kokoro_pass *p, const struct kokoro_style_map *m,
                                int per_frame, int before, const struct nn_stats *stats);

#endif
