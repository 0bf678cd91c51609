/* bench_layers.c - the network's expensive layers at the lengths of one second of audio and five,
 * alone and on two threads, as a share of the peak measured in the same run.
 *
 *     bench_layers [--cpu avx2] [NAME]
 *
 * The convolutions run as in the vocoder: normalised and Snake on the way in, residual, and the
 * statistics for the next normalisation on the way out. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "base/cpu.h"
#include "base/rng.h"
#include "kern/kern.h"
#include "kern/peak.h"
#include "nn/conv1d.h"
#include "nn/conv_spectral.h"
#include "nn/conv_transposed1d.h"
#include "nn/lstm.h"
#include "nn/pack_weights.h"
#include "nn/stft.h"

static double peak;
static struct pool *two;
static const char *only = "";

struct run {
    struct nn nn;
    void (*call)(const struct nn *nn, void *ctx);
    void *ctx;
};

static void run_once(void *arg)
{
    struct run *r = arg;
    r->call(&r->nn, r->ctx);
}

static double time_of(struct pool *pool, void (*call)(const struct nn *, void *), void *ctx)
{
    struct arena arena = arena_counting();
    call(&(struct nn){pool, &arena}, ctx);
    if (arena_init(&arena, arena.peak + 64)) abort();
    struct run r = {{pool, &arena}, call, ctx};
    double ns = pool ? peak_fastest_wall_ns(run_once, &r) : peak_fastest_ns(run_once, &r);
    arena_free(&arena);
    return ns;
}

static void report(const char *what, double flops, void (*call)(const struct nn *, void *),
                   void *ctx)
{
    if (!strstr(what, only)) return;
    double one = time_of(NULL, call, ctx), both = time_of(two, call, ctx);
    printf("%-40s %9.3f ms %7.1f GFLOP/s %3.0f%%   2 threads %9.3f ms %7.1f GFLOP/s %3.0f%%\n",
           what, one / 1e6, flops / one, peak > 0 ? 100 * flops / one / peak : 0, both / 1e6,
           flops / both, peak > 0 ? 50 * flops / both / peak : 0);
}

/* On large pages, as arenas are. */
static float *floats(size_t n)
{
    struct rng rng = {n};
    size_t unit = n > 1 << 20 ? (size_t)2 << 20 : 64;
    size_t size = (n * sizeof(float) + unit - 1) & ~(unit - 1);
    float *p = aligned_alloc(unit, size);
    if (!p) abort();
    if (unit > 64) (void)madvise(p, size, MADV_HUGEPAGE);
    for (size_t i = 0; i < n; i++)
        p[i] = rng_unit(&rng);
    return p;
}

struct conv_ctx {
    struct nn_conv1d conv;
    struct nn_conv1d_args args;
};

static void call_conv(const struct nn *nn, void *ctx)
{
    struct conv_ctx *c = ctx;
    nn_conv1d(nn, &c->conv, &c->args);
}

/* Also where nn_conv1d would not choose it. */
static void call_spectral(const struct nn *nn, void *ctx)
{
    struct conv_ctx *c = ctx;
    conv_spectral(nn, &c->conv, &c->args);
}

/* All the memory of these layers ends with the program. */
static void bench_conv(int T, int ci, int co, int k, int d, int dressed)
{
    struct conv_ctx c = {.conv = nn_conv1d_init(floats(nn_packed_conv_size(co, ci, k)),
                                                floats((size_t)co), ci, co, k, d)};
    c.args = (struct nn_conv1d_args){.x = floats((size_t)T * (size_t)ci),
                                     .x_row = ci,
                                     .T = T,
                                     .y = floats((size_t)T * (size_t)co),
                                     .y_row = co};
    struct nn_stats in = {floats((size_t)ci), floats((size_t)ci)};
    struct nn_stats out = {floats((size_t)co), floats((size_t)co)};
    struct nn_style_run run = {T, floats((size_t)ci), floats((size_t)ci)};
    struct nn_pre pre = {.stats = &in,
                         .runs = &run,
                         .n_runs = 1,
                         .act = NN_SNAKE,
                         .alpha = floats((size_t)ci),
                         .inv_alpha = floats((size_t)ci)};
    if (dressed) {
        c.args.pre = &pre;
        c.args.stats = &out;
        c.args.add = floats((size_t)T * (size_t)co);
        c.args.add_row = co;
    }
    char what[80];
    snprintf(what, sizeof(what), "conv %d->%d k %d d %d T %d%s", ci, co, k, d, T,
             dressed ? "" : ", plain");
    report(what, 2.0 * T * ci * co * k, call_conv, &c);
    if (conv_spectral_fits(&c.conv)) {
        float *spectrum = floats(conv_spectral_size(&c.conv));
        conv_spectral_make(two, &c.conv, spectrum);
        c.conv.spectrum = spectrum;
        snprintf(what, sizeof(what), "spectral %d->%d k %d d %d T %d%s", ci, co, k, d, T,
                 dressed ? "" : ", plain");
        report(what, 2.0 * T * ci * co * k, call_spectral, &c);
        free(spectrum);
    }
    const float *all[] = {c.conv.w, c.conv.bias, c.args.x,     c.args.y, c.args.add,
                          in.mean,  in.rstd,     out.mean,     out.rstd, run.gamma,
                          run.beta, pre.alpha,   pre.inv_alpha};
    for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
        free((void *)all[i]);
}

struct up_ctx {
    struct nn_conv_transposed1d conv;
    float *x, *y;
    int T;
};

static void call_up(const struct nn *nn, void *ctx)
{
    struct up_ctx *u = ctx;
    nn_conv_transposed1d(nn, &u->conv, u->x, u->conv.ci, u->T, u->y, u->conv.co, 0);
}

static void bench_up(int T, int ci, int co, int k, int stride, int pad)
{
    struct up_ctx u = {.conv = {.w = floats(nn_packed_conv_transposed_size(ci, co, k, stride)),
                                .bias = floats((size_t)co),
                                .ci = ci,
                                .co = co,
                                .k = k,
                                .stride = stride,
                                .pad = pad},
                       .x = floats((size_t)T * (size_t)ci),
                       .y = floats((size_t)T * (size_t)co * (size_t)stride),
                       .T = T};
    char what[80];
    snprintf(what, sizeof(what), "up %d->%d k %d s %d T %d", ci, co, k, stride, T);
    report(what, 2.0 * T * ci * co * k, call_up, &u);
    struct nn_conv1d wide = nn_conv_transposed1d_wide(&u.conv);
    float *spectrum = floats(conv_spectral_size(&wide)), *bias = floats((size_t)wide.co);
    conv_spectral_make(two, &wide, spectrum);
    wide.spectrum = spectrum;
    wide.bias = bias;
    u.conv.wide = wide;
    snprintf(what, sizeof(what), "spectral up %d->%d k %d s %d T %d", ci, co, k, stride, T);
    report(what, 2.0 * T * ci * co * k, call_up, &u);
}

struct lstm_ctx {
    struct nn_lstm lstm;
    float *x, *y;
    int T;
};

static void call_lstm(const struct nn *nn, void *ctx)
{
    struct lstm_ctx *l = ctx;
    nn_lstm(nn, &l->lstm, l->x, l->lstm.in, l->T, l->y, 2 * l->lstm.hidden);
}

static void bench_lstm(int T, int in, int H)
{
    struct lstm_ctx l = {.lstm = {.in = in, .hidden = H}, .T = T};
    l.x = floats((size_t)T * (size_t)in);
    l.y = floats((size_t)T * 2 * (size_t)H);
    for (int d = 0; d < 2; d++) {
        l.lstm.dir[d].w = floats(nn_packed_conv_size(4 * H, in, 1));
        l.lstm.dir[d].r = floats(nn_packed_conv_size(4 * H, H, 1));
        l.lstm.dir[d].bias = floats(4 * (size_t)H);
    }
    char what[80];
    snprintf(what, sizeof(what), "lstm %d->2x%d T %d", in, H, T);
    report(what, 2.0 * T * 8 * H * (in + H), call_lstm, &l);
}

struct stft_ctx {
    float *x, *y;
    int n;
};

static void call_stft(const struct nn *nn, void *ctx)
{
    struct stft_ctx *s = ctx;
    nn_stft(nn, s->x, s->n, s->y, 2 * NN_STFT_BINS);
}

static void call_istft(const struct nn *nn, void *ctx)
{
    struct stft_ctx *s = ctx;
    nn_istft(nn, s->y, 2 * NN_STFT_BINS, nn_stft_frames(s->n), s->x);
}

int main(int argc, char **argv)
{
    unsigned flags = cpu_detect();
    for (int i = 1; i < argc; i++)
        if (!strcmp(argv[i], "--cpu") && i + 1 < argc)
            flags &= (unsigned)cpu_limit_from_name(argv[++i]);
        else
            only = argv[i];
    kern_init(flags);
    peak = peak_gflops(flags);
    if (pool_start(&two, 2, 1)) return 1;
    printf("%s, %s, peak %.1f GFLOP/s a thread\n", cpu_brand(), cpu_name_of(flags), peak);
    for (int k = 3; k <= 11; k += 4)
        for (int d = 1; d <= 5; d += 2)
            bench_conv(24000, 128, 128, k, d, 1);
    bench_conv(24000, 128, 128, 7, 1, 0);
    for (int k = 3; k <= 11; k += 4)
        for (int d = 1; d <= 5; d += 4)
            bench_conv(4000, 256, 256, k, d, 1);
    bench_conv(40, 1090, 1024, 3, 1, 0);
    bench_conv(200, 1090, 1024, 3, 1, 0);
    bench_conv(20, 768, 2048, 1, 1, 0);
    bench_conv(24001, 128, 22, 7, 1, 0);
    bench_up(80, 512, 256, 20, 10, 5);
    bench_up(400, 512, 256, 20, 10, 5);
    bench_up(4000, 256, 128, 12, 6, 3);
    bench_lstm(40, 640, 256);
    bench_lstm(200, 640, 256);
    struct stft_ctx s = {floats(120000), floats((size_t)24001 * 22), 120000};
    report("stft 120000 samples", 2.0 * 24001 * 22 * 20, call_stft, &s);
    report("istft 120000 samples", 2.0 * 24001 * 22 * 20, call_istft, &s);
    pool_stop(two);
    return 0;
}
