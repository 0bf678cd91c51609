/* kern_math_body.h - elementary functions over one vector.
 *
 * Polynomials are minimax fits of our own (relative error of the fit below 2e-8, less than half a
 * unit of float32); each function's bound as a whole stands in checkkern. */

/* 2^n * e^r with |r| <= ln(2) / 2. 2^n goes in two steps, so that both ends are reached smoothly:
 * overflow is infinity, underflow is zero. */
static inline vf math_exp(vf x)
{
    x = vf_min(vf_set1(89), vf_max(vf_set1(-104), x));
    vf n = vf_round(vf_mul(x, vf_set1(1.442695041f)));
    vf r = vf_fnma(n, vf_set1(6.931471825e-01f), x); /* ln 2 in two pieces */
    r = vf_fnma(n, vf_set1(-1.904654212e-09f), r);
    vf p = vf_fma(r, vf_set1(1.3814598512e-03f), vf_set1(8.3687168836e-03f));
    p = vf_fma(p, r, vf_set1(4.1668388048e-02f));
    p = vf_fma(p, r, vf_set1(1.6666520632e-01f));
    p = vf_fma(p, r, vf_set1(4.9999993448e-01f));
    p = vf_fma(vf_mul(r, r), p, vf_add(r, vf_set1(1)));
    vf half = vf_round(vf_mul(n, vf_set1(0.5f)));
    return vf_mul(vf_mul(p, vf_pow2(half)), vf_pow2(vf_sub(n, half)));
}

static inline vf math_sigmoid(vf x)
{
    return vf_div(vf_set1(1), vf_add(vf_set1(1), math_exp(vf_sub(vf_set1(0), x))));
}

/* Near zero an odd polynomial, because 1 - 2 / (e^2x + 1) cancels there. */
static inline vf math_tanh(vf x)
{
    vf a = vf_abs(x), z = vf_mul(x, x);
    vf p = vf_fma(z, vf_set1(-5.6973839226e-03f), vf_set1(2.0632546198e-02f));
    p = vf_fma(p, z, vf_set1(-5.3737797975e-02f));
    p = vf_fma(p, z, vf_set1(1.3331420381e-01f));
    p = vf_fma(p, z, vf_set1(-3.3333281185e-01f));
    vf small = vf_fma(vf_mul(p, z), x, x);
    vf e = math_exp(vf_add(a, a));
    vf large = vf_sub(vf_set1(1), vf_div(vf_set1(2), vf_add(e, vf_set1(1))));
    return vf_below(a, vf_set1(0.625f), small, vf_with_sign(large, x));
}

/* sin on [-pi/2, pi/2] */
static inline vf math_sin_reduced(vf r)
{
    vf z = vf_mul(r, r);
    vf p = vf_fma(z, vf_set1(2.6057507465e-06f), vf_set1(-1.9809590126e-04f));
    p = vf_fma(p, z, vf_set1(8.3330660831e-03f));
    p = vf_fma(p, z, vf_set1(-1.6666659545e-01f));
    return vf_fma(vf_mul(p, z), r, r);
}

/* x - n pi; exact but for the last rounding while n pi has no more than 12 bits before the point */
static inline vf math_minus_pi(vf x, vf n)
{
    return vf_fnma(n, vf_set1(-8.742277657e-08f), vf_fnma(n, vf_set1(3.141592741f), x));
}

static inline vf math_sin(vf x)
{
    vf n = vf_round(vf_mul(x, vf_set1(0.3183098862f)));
    return vf_odd_neg(math_sin_reduced(math_minus_pi(x, n)), n);
}

/* cos x = (-1)^n sin(x - (n - 1/2) pi) */
static inline vf math_cos(vf x)
{
    vf n = vf_round(vf_fma(x, vf_set1(0.3183098862f), vf_set1(0.5f)));
    return vf_odd_neg(math_sin_reduced(math_minus_pi(x, vf_sub(n, vf_set1(0.5f)))), n);
}

/* sin^2 has period pi: no sign to restore */
static inline vf math_sin_squared(vf x)
{
    vf n = vf_round(vf_mul(x, vf_set1(0.3183098862f)));
    vf s = math_sin_reduced(math_minus_pi(x, n));
    return vf_mul(s, s);
}

static inline vf math_gelu(vf x)
{
    vf u = vf_fma(vf_mul(x, x), vf_mul(x, vf_set1(0.044715f)), x);
    return vf_mul(x, math_sigmoid(vf_mul(u, vf_set1(1.5957691216057308f))));
}

/* atan of the smaller over the larger, then unfolded: octant, half plane, side. */
static inline vf math_angle(vf re, vf im)
{
    vf x = vf_abs(re), y = vf_abs(im), zero = vf_set1(0);
    vf large = vf_max(y, x), small = vf_min(x, y); /* one of them keeps a NaN, whichever it is */
    /* where both are 0, 0 / 1 */
    vf q = vf_div(small, vf_below(zero, large, large, vf_sub(vf_set1(1), large)));
    vf z = vf_mul(q, q);
    vf p = vf_fma(z, vf_set1(2.9206926561e-03f), vf_set1(-1.6367929656e-02f));
    p = vf_fma(p, z, vf_set1(4.3211863403e-02f));
    p = vf_fma(p, z, vf_set1(-7.5522144939e-02f));
    p = vf_fma(p, z, vf_set1(1.0666004730e-01f));
    p = vf_fma(p, z, vf_set1(-1.4211055325e-01f));
    p = vf_fma(p, z, vf_set1(1.9993772836e-01f));
    p = vf_fma(p, z, vf_set1(-3.3333152736e-01f));
    vf a = vf_fma(vf_mul(p, z), q, q);
    a = vf_below(x, y, vf_sub(vf_set1(1.570796327f), a), a);
    a = vf_signed(re, vf_sub(vf_set1(3.141592741f), a), a);
    return vf_with_sign(a, im);
}
