/* kern_fft_body.h - the real FFT of 32 points and its inverse, VF_LANES channels side by side.
 *
 * Split radix, written as three sizes of one step.  Every function is inlined into a transform of
 * 32 points whose arrays are then nothing but registers and spills: no loop, no index and no
 * twiddle factor is left, and outputs that nobody wants cost nothing.
 *
 * The spectrum X of real x [n] is re[0 .. n/2] and im[1 .. n/2 - 1]; im[0] and im[n/2] are zero and
 * never touched. */

/* cos(2 pi t / 32) */
static const float fft_cos[32] = {1,
                                  0.98078528f,
                                  0.923879533f,
                                  0.831469612f,
                                  0.707106781f,
                                  0.555570233f,
                                  0.382683432f,
                                  0.195090322f,
                                  0,
                                  -0.195090322f,
                                  -0.382683432f,
                                  -0.555570233f,
                                  -0.707106781f,
                                  -0.831469612f,
                                  -0.923879533f,
                                  -0.98078528f,
                                  -1,
                                  -0.98078528f,
                                  -0.923879533f,
                                  -0.831469612f,
                                  -0.707106781f,
                                  -0.555570233f,
                                  -0.382683432f,
                                  -0.195090322f,
                                  0,
                                  0.195090322f,
                                  0.382683432f,
                                  0.555570233f,
                                  0.707106781f,
                                  0.831469612f,
                                  0.923879533f,
                                  0.98078528f};

#define FFT_INLINE    static inline __attribute__((always_inline))
#define FFT_SQRT_HALF 0.707106781f

/* cos and sin of t / n of a turn */
FFT_INLINE vf fft_c(int t, int n)
{
    return vf_set1(fft_cos[t * (32 / n)]);
}

FFT_INLINE vf fft_s(int t, int n)
{
    return vf_set1(fft_cos[(t * (32 / n) + 24) % 32]);
}

/* ------------------------------------------------------------------------------------ forward
 *
 * X of n points from e = X of the even ones, a and b = X of x[1], x[5], ... and x[3], x[7], ...:
 *
 *     X[k] = e[k] + p      X[k + n/2] = e[k] - p              p, q = w^k a[k] +- w^3k b[k]
 *     X[k + n/4] = e[k + n/4] - i q,  X[k + 3n/4] = ... + i q       w = exp(-2 pi i / n)
 *
 * and what lies beyond n/2 is the conjugate of what lies before. */
FFT_INLINE void fft_join(const int n, vf *re, vf *im, const vf *er, const vf *ei, const vf *ar,
                         const vf *ai, const vf *br, const vf *bi)
{
    const int q2 = n / 2, q4 = n / 4, q8 = n / 8;
    vf sum = vf_add(ar[0], br[0]);
    re[0] = vf_add(er[0], sum);
    re[q2] = vf_sub(er[0], sum);
    re[q4] = er[q4];
    im[q4] = vf_sub(br[0], ar[0]);
    UNROLL for (int k = 1; k < q8; k++)
    {
        vf c1 = fft_c(k, n), s1 = fft_s(k, n), c3 = fft_c(3 * k, n), s3 = fft_s(3 * k, n);
        vf tr = vf_fma(ai[k], s1, vf_mul(ar[k], c1)), ti = vf_fnma(ar[k], s1, vf_mul(ai[k], c1));
        vf ur = vf_fma(bi[k], s3, vf_mul(br[k], c3)), ui = vf_fnma(br[k], s3, vf_mul(bi[k], c3));
        vf pr = vf_add(tr, ur), pi = vf_add(ti, ui), qr = vf_sub(tr, ur), qi = vf_sub(ti, ui);
        re[k] = vf_add(er[k], pr);
        im[k] = vf_add(ei[k], pi);
        re[q2 - k] = vf_sub(er[k], pr);
        im[q2 - k] = vf_sub(pi, ei[k]);
        re[q4 - k] = vf_sub(er[q4 - k], qi);
        im[q4 - k] = vf_sub(ei[q4 - k], qr);
        re[q4 + k] = vf_add(er[q4 - k], qi);
        im[q4 + k] = vf_sub(vf_set1(0), vf_add(ei[q4 - k], qr));
    }
    /* k = n/8: a[k] and b[k] are real, the angles an eighth of a turn and three */
    vf u = vf_mul(ar[q8], vf_set1(FFT_SQRT_HALF)), v = vf_mul(br[q8], vf_set1(FFT_SQRT_HALF));
    vf d = vf_sub(u, v), s = vf_add(u, v);
    re[q8] = vf_add(er[q8], d);
    im[q8] = vf_sub(ei[q8], s);
    re[q2 - q8] = vf_sub(er[q8], d);
    im[q2 - q8] = vf_sub(vf_set1(0), vf_add(ei[q8], s));
}

/* x[0], x[step], ... */
FFT_INLINE void fft_2(vf *re, const vf *x, const int step)
{
    re[0] = vf_add(x[0], x[step]);
    re[1] = vf_sub(x[0], x[step]);
}

FFT_INLINE void fft_4(vf *re, vf *im, const vf *x, const int step)
{
    vf s = vf_add(x[0], x[2 * step]), t = vf_add(x[step], x[3 * step]);
    re[0] = vf_add(s, t);
    re[2] = vf_sub(s, t);
    re[1] = vf_sub(x[0], x[2 * step]);
    im[1] = vf_sub(x[3 * step], x[step]);
}

FFT_INLINE void fft_8(vf *re, vf *im, const vf *x, const int step)
{
    vf er[3], ei[3], ar[2], br[2];
    fft_4(er, ei, x, 2 * step);
    fft_2(ar, x + step, 4 * step);
    fft_2(br, x + 3 * step, 4 * step);
    fft_join(8, re, im, er, ei, ar, ar, br, br);
}

FFT_INLINE void fft_16(vf *re, vf *im, const vf *x, const int step)
{
    vf er[5], ei[5], ar[3], ai[3], br[3], bi[3];
    fft_8(er, ei, x, 2 * step);
    fft_4(ar, ai, x + step, 4 * step);
    fft_4(br, bi, x + 3 * step, 4 * step);
    fft_join(16, re, im, er, ei, ar, ai, br, bi);
}

FFT_INLINE void fft_32(vf *re, vf *im, const vf *x)
{
    vf er[9], ei[9], ar[5], ai[5], br[5], bi[5];
    fft_16(er, ei, x, 2);
    fft_8(ar, ai, x + 1, 4);
    fft_8(br, bi, x + 3, 4);
    fft_join(32, re, im, er, ei, ar, ai, br, bi);
}

/* ------------------------------------------------------------------------------------ inverse
 *
 * x[m] = sum over all k < n of X[k] exp(2 pi i k m / n): n times the inverse.  The forward step
 * read backwards. */
FFT_INLINE void fft_split(const int n, const vf *re, const vf *im, vf *er, vf *ei, vf *ar, vf *ai,
                          vf *br, vf *bi)
{
    const int q2 = n / 2, q4 = n / 4, q8 = n / 8;
    er[0] = vf_add(re[0], re[q2]);
    er[q4] = vf_add(re[q4], re[q4]);
    UNROLL for (int k = 1; k < q4; k++)
    {
        er[k] = vf_add(re[k], re[q2 - k]);
        ei[k] = vf_sub(im[k], im[q2 - k]);
    }
    vf d0 = vf_sub(re[0], re[q2]), i2 = vf_add(im[q4], im[q4]);
    ar[0] = vf_sub(d0, i2);
    br[0] = vf_add(d0, i2);
    UNROLL for (int k = 1; k < q8; k++)
    {
        vf pr = vf_sub(re[k], re[q2 - k]), pi = vf_add(im[k], im[q2 - k]);
        vf dr = vf_sub(re[q4 + k], re[q4 - k]), di = vf_add(im[q4 + k], im[q4 - k]);
        vf c1 = fft_c(k, n), s1 = fft_s(k, n), c3 = fft_c(3 * k, n), s3 = fft_s(3 * k, n);
        vf tr = vf_sub(pr, di), ti = vf_add(pi, dr), ur = vf_add(pr, di), ui = vf_sub(pi, dr);
        ar[k] = vf_fnma(ti, s1, vf_mul(tr, c1));
        ai[k] = vf_fma(tr, s1, vf_mul(ti, c1));
        br[k] = vf_fnma(ui, s3, vf_mul(ur, c3));
        bi[k] = vf_fma(ur, s3, vf_mul(ui, c3));
    }
    vf pr = vf_sub(re[q8], re[q2 - q8]), pi = vf_add(im[q8], im[q2 - q8]);
    ar[q8] = vf_mul(vf_sub(pr, pi), vf_set1(2 * FFT_SQRT_HALF));
    br[q8] = vf_mul(vf_add(pr, pi), vf_set1(-2 * FFT_SQRT_HALF));
}

FFT_INLINE void fft_back_2(vf *x, const int step, const vf *re)
{
    x[0] = vf_add(re[0], re[1]);
    x[step] = vf_sub(re[0], re[1]);
}

FFT_INLINE void fft_back_4(vf *x, const int step, const vf *re, const vf *im)
{
    vf s = vf_add(re[0], re[2]), d = vf_sub(re[0], re[2]);
    vf r2 = vf_add(re[1], re[1]), i2 = vf_add(im[1], im[1]);
    x[0] = vf_add(s, r2);
    x[2 * step] = vf_sub(s, r2);
    x[step] = vf_sub(d, i2);
    x[3 * step] = vf_add(d, i2);
}

FFT_INLINE void fft_back_8(vf *x, const int step, const vf *re, const vf *im)
{
    vf er[3], ei[3], ar[2], br[2];
    fft_split(8, re, im, er, ei, ar, ar, br, br);
    fft_back_4(x, 2 * step, er, ei);
    fft_back_2(x + step, 4 * step, ar);
    fft_back_2(x + 3 * step, 4 * step, br);
}

FFT_INLINE void fft_back_16(vf *x, const int step, const vf *re, const vf *im)
{
    vf er[5], ei[5], ar[3], ai[3], br[3], bi[3];
    fft_split(16, re, im, er, ei, ar, ai, br, bi);
    fft_back_8(x, 2 * step, er, ei);
    fft_back_4(x + step, 4 * step, ar, ai);
    fft_back_4(x + 3 * step, 4 * step, br, bi);
}

FFT_INLINE void fft_back_32(vf *x, const vf *re, const vf *im)
{
    vf er[9], ei[9], ar[5], ai[5], br[5], bi[5];
    fft_split(32, re, im, er, ei, ar, ai, br, bi);
    fft_back_16(x, 2, er, ei);
    fft_back_8(x + 1, 4, ar, ai);
    fft_back_8(x + 3, 4, br, bi);
}
