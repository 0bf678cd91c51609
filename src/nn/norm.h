/* norm.h - normalisation: over time with a style (AdaIN), over channels (LayerNorm, AdaLN).
 *
 * AdaIN takes two steps, because its statistics need the whole time axis and its result is wanted
 * by the convolution behind it, block by block:
 *
 *     x [T, C] --nn_stats_of--> mean, rstd [C]          one read (free if a convolution wrote x:
 *        |                         |                    see nn_conv1d_args.stats)
 *        '-------- nn_pre ---------'--> convolution     applied while x is read, never stored
 *
 * The style may change inside one utterance (language of the run): a list of runs gives gamma and
 * beta up to an end row each.  One run is the ordinary case.  The statistics are always those of
 * the whole time axis. */
#ifndef NN_NORM_H
#define NN_NORM_H

#include "nn/nn.h"

/* Per channel over all T rows; memory of the caller, C floats each. */
struct nn_stats {
    float *mean; /* [C] */
    float *rstd; /* [C] 1 / sqrt(biased variance + eps) */
};

#define NN_EPS 1e-5f /* of AdaIN, AdaLN and the text encoder's norms */

void nn_stats_of(const struct nn *nn, const float *x, int x_row, int T, int C, float eps,
                 const struct nn_stats *out);

/* Rows before `end` (and not before the previous run's end) have this style; the last end is T. */
struct nn_style_run {
    int end;            /* in rows of the tensor that is normalised */
    const float *gamma; /* [C] the result is (1 + gamma) * normalised + beta */
    const float *beta;  /* [C] */
};

enum nn_act {
    NN_NONE,
    NN_LEAKY, /* x < 0 ? slope * x : x */
    NN_SNAKE, /* x + sin(alpha x)^2 / alpha; only after a normalisation */
};

/* What happens to a tensor as it is read: normalisation if stats is set, then an activation. */
struct nn_pre {
    const struct nn_stats *stats;    /* NULL: no normalisation, and no runs */
    const struct nn_style_run *runs; /* n_runs >= 1 if stats */
    int n_runs;
    enum nn_act act;
    float slope;            /* NN_LEAKY */
    const float *alpha;     /* [C] NN_SNAKE */
    const float *inv_alpha; /* [C] 1 / alpha */
};

/* y = pre(x) as a pass of its own; y may be x. */
void nn_apply(const struct nn *nn, const struct nn_pre *pre, const float *x, int x_row, int T,
              int C, float *y, int y_row);

/* Each row normalised over its C channels (biased variance), then * gamma + beta.  y may be x. */
void nn_layer_norm(const struct nn *nn, const float *x, int x_row, int T, int C, const float *gamma,
                   const float *beta, float eps, float *y, int y_row);

/* The same with (1 + gamma) and beta of the row's style run.  y may be x. */
void nn_ada_layer_norm(const struct nn *nn, const float *x, int x_row, int T, int C,
                       const struct nn_style_run *runs, int n_runs, float eps, float *y, int y_row);

#endif
