#include "model/kokoro/pass.h"

#include "base/clock.h"

int pass_stopped(const struct kokoro_pass *p)
{
    return p->cancelled && !nn_counting(&p->nn) && p->cancelled(p->cancel_ctx);
}

void pass_stage(struct kokoro_pass *p, enum kokoro_stage stage)
{
    if (!p->stage_ns || nn_counting(&p->nn)) return;
    int64_t now = clock_ns();
    p->stage_ns[stage] += now - p->since;
    p->since = now;
}

float *pass_rows(struct kokoro_pass *p, int rows, int columns)
{
    return arena_take(p->nn.scratch, (size_t)rows * (size_t)columns, sizeof(float));
}

size_t pass_mark(const struct kokoro_pass *p)
{
    return arena_mark(p->nn.scratch);
}

void pass_release(struct kokoro_pass *p, size_t mark)
{
    arena_reset(p->nn.scratch, mark);
}

struct nn_stats pass_stats(struct kokoro_pass *p, int channels)
{
    float *mean = pass_rows(p, 1, channels);
    return (struct nn_stats){mean, pass_rows(p, 1, channels)};
}

static struct nn_style_run *runs_of(struct kokoro_pass *p, const struct kokoro_style_map *m)
{
    const struct kokoro_runs *r = p->runs;
    struct nn_style_run *out = arena_new(p->nn.scratch, struct nn_style_run, (size_t)r->n);
    for (int i = 0; out && i < r->n; i++) {
        out[i].gamma = r->run[i].products + m->at;
        out[i].beta = out[i].gamma + m->channels;
    }
    return out;
}

struct nn_pre pass_style_tokens(struct kokoro_pass *p, const struct kokoro_style_map *m)
{
    struct nn_style_run *runs = runs_of(p, m);
    for (int i = 0; runs && i < p->runs->n; i++)
        runs[i].end = p->runs->run[i].end_token;
    return (struct nn_pre){.runs = runs, .n_runs = p->runs->n};
}

struct nn_pre pass_style_frames(struct kokoro_pass *p, const struct kokoro_style_map *m,
                                int per_frame, int before, const struct nn_stats *stats)
{
    struct nn_style_run *runs = runs_of(p, m);
    for (int i = 0; runs && i < p->runs->n; i++)
        runs[i].end = p->runs->run[i].end_frame * per_frame + before;
    return (struct nn_pre){.stats = stats, .runs = runs, .n_runs = p->runs->n};
}
