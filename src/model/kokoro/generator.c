/* generator.c - the vocoder: from the trunk's features and the source's spectrum to samples.
 *
 *     har [120F+1, 22] -> noise_conv 0 -> block(7)  -> noise 0 [20F, 256]
 *                      -> noise_conv 1 -> block(11) -> noise 1 [120F+1, 128]
 *     x [2F, 512] -> leaky -> up x10 + noise 0 -> mean of blocks 3, 7, 11         [20F, 256]
 *                 -> leaky -> up x6, one row reflected on the left + noise 1 -> mean  [120F+1, 128]
 *                 -> leaky -> conv 7: log magnitudes and sines of angles          [120F+1, 22]
 *
 * Nearly all the time of the whole network is spent here.  A stage lives in four tensors of its
 * size (noise, which becomes x; residual; inner; y) and nothing else of that size is made. */
#include "model/kokoro/stages.h"

#include <assert.h>

#include "model/kokoro/blocks.h"
#include "nn/rows.h"

#define STAGE_SLOPE 0.1f
#define POST_SLOPE  0.01f

/* Rows a frame, and extra rows on the left. */
static const int per_frame[KOKORO_STAGES] = {20, 120}, before[KOKORO_STAGES] = {0, 1};

int generator_rows(int stage, int F)
{
    return F * per_frame[stage] + before[stage];
}

int generator_channels(const struct kokoro_dims *d, int stage)
{
    return d->generator >> (stage + 1);
}

void generator_noise(struct kokoro_pass *p, int stage, const float *har, int F, float *y,
                     float *work)
{
    int T = generator_rows(stage, F), T_har = generator_rows(KOKORO_STAGES - 1, F);
    const struct nn_conv1d *conv = &p->w->generator.stage[stage].noise_conv;
    assert(nn_conv1d_rows(conv, T_har) == T);
    size_t mark = pass_mark(p);
    struct nn_stats stats = pass_stats(p, conv->co);
    nn_conv1d(&p->nn, conv,
              &(struct nn_conv1d_args){.x = har,
                                       .x_row = KOKORO_SPECTRUM,
                                       .T = T_har,
                                       .y = y,
                                       .y_row = conv->co,
                                       .stats = &stats});
    res_block_run(p, &p->w->generator.stage[stage].noise,
                  &(struct res_block_io){.x = y,
                                         .stats = &stats,
                                         .residual = y,
                                         .inner = work,
                                         .y = y,
                                         .scale = 1,
                                         .T = T,
                                         .per_frame = per_frame[stage],
                                         .before = before[stage]});
    pass_release(p, mark);
}

/* y += up(x); where the stage has a row more, that row is the reflection of the second one. */
static void up(struct kokoro_pass *p, int stage, const float *x, int T, float *y)
{
    const struct nn_conv_transposed1d *c = &p->w->generator.stage[stage].up;
    size_t left = (size_t)before[stage] * (size_t)c->co;
    nn_conv_transposed1d(&p->nn, c, x, c->ci, T, nn_at(y, left), c->co, 1);
    if (!left) return;
    /* Row 1 of the upsampled tensor depends on row 0 of x only, so it is computed once more alone
     * rather than taken from the sum. */
    assert(c->pad + 1 < c->stride);
    size_t mark = pass_mark(p);
    float *head = pass_rows(p, nn_conv_transposed1d_rows(c, 1), c->co);
    nn_conv_transposed1d(&p->nn, c, x, c->ci, 1, head, c->co, 0);
    nn_add(&p->nn, nn_at(head, (size_t)c->co), c->co, 1, c->co, 1, y, c->co);
    pass_release(p, mark);
}

int generator_stage(struct kokoro_pass *p, int stage, int F, const struct generator_tensors *t)
{
    const struct kokoro_generator *g = &p->w->generator;
    int T_in = stage ? generator_rows(stage - 1, F) : 2 * F, c_in = g->stage[stage].up.ci;
    const struct nn_pre leaky = {.act = NN_LEAKY, .slope = STAGE_SLOPE};
    nn_apply(&p->nn, &leaky, t->x, c_in, T_in, c_in, t->x, c_in);
    up(p, stage, t->x, T_in, t->noise);
    const int T = generator_rows(stage, F), c = generator_channels(&p->w->dims, stage);
    size_t mark = pass_mark(p);
    struct nn_stats stats = pass_stats(p, c); /* one for the three blocks */
    nn_stats_of(&p->nn, t->noise, c, T, c, NN_EPS, &stats);
    for (int i = 0; i < KOKORO_RESBLOCKS; i++) {
        if (pass_stopped(p)) return E_CANCEL;
        res_block_run(p, &g->stage[stage].block[i],
                      &(struct res_block_io){.x = t->noise,
                                             .stats = &stats,
                                             .residual = t->residual,
                                             .inner = t->inner,
                                             .y = t->y,
                                             .scale = 1.0f / KOKORO_RESBLOCKS,
                                             .accumulate = i > 0,
                                             .T = T,
                                             .per_frame = per_frame[stage],
                                             .before = before[stage]});
    }
    pass_release(p, mark);
    return 0;
}

void generator_post(struct kokoro_pass *p, const float *x, int F, float *spectrum)
{
    const struct nn_pre leaky = {.act = NN_LEAKY, .slope = POST_SLOPE};
    const struct nn_conv1d *post = &p->w->generator.post;
    nn_conv1d(&p->nn, post,
              &(struct nn_conv1d_args){.x = x,
                                       .x_row = post->ci,
                                       .T = generator_rows(KOKORO_STAGES - 1, F),
                                       .pre = &leaky,
                                       .y = spectrum,
                                       .y_row = KOKORO_SPECTRUM});
}
