/* kern_norm_bf16_body.h - normalisation that writes bf16: rows for the product in bf16.
 *
 * What is kept has 8 bits, so sin^2 is a shorter polynomial, in turns of pi: f = u - round(u),
 * sin^2(pi u) = f^2 P(f^2), good to 2.4e-5. */

static inline vf bf16_affine(const struct kern_norm_bf16 *a, vf x, int c, int n)
{
    return vf_fma(vf_sub(x, vf_load_n(a->mean + c, n)), vf_load_n(a->scale + c, n),
                  vf_load_n(a->shift + c, n));
}

static inline vf bf16_snake(vf t, vf alpha, vf inv_alpha)
{
    vf u = vf_mul(t, vf_mul(alpha, vf_set1(0.3183098862f)));
    vf f = vf_sub(u, vf_round(u)), z = vf_mul(f, f);
    vf p = vf_fma(z, vf_set1(-2.2990923967e+01f), vf_set1(4.1294962864e+01f));
    p = vf_fma(p, z, vf_set1(-3.2353872417e+01f));
    p = vf_fma(p, z, vf_set1(9.8666747410e+00f));
    return vf_fma(p, vf_mul(z, inv_alpha), t);
}

/* Rows come from memory and go to a stage in cache: some rows ahead is where to fetch. */
enum { BF16_FETCH = 4096 };

static void norm_leaky_bf16(const struct kern_norm_bf16 *a, float slope)
{
    const vf vs = vf_set1(slope), zero = vf_set1(0);
    for (int r = 0; r < a->rows; r++) {
        const float *x = a->x + r * a->x_row;
        uint16_t *y = a->y + r * a->y_row;
        int c = 0;
        for (; c + VF_LANES <= a->cols; c += VF_LANES) {
            __builtin_prefetch((const char *)(x + c) + BF16_FETCH);
            vf t = bf16_affine(a, vf_load(x + c), c, VF_LANES);
            vf_store_bf16(y + c, vf_below(t, zero, vf_mul(t, vs), t));
        }
        int n = a->cols - c;
        if (!n) continue;
        vf t = bf16_affine(a, vf_load_n(x + c, n), c, n);
        vf_store_bf16_n(y + c, vf_below(t, zero, vf_mul(t, vs), t), n);
    }
}

static void norm_snake_bf16(const struct kern_norm_bf16 *a, const float *alpha,
                            const float *inv_alpha)
{
    for (int r = 0; r < a->rows; r++) {
        const float *x = a->x + r * a->x_row;
        uint16_t *y = a->y + r * a->y_row;
        int c = 0;
        for (; c + VF_LANES <= a->cols; c += VF_LANES) {
            __builtin_prefetch((const char *)(x + c) + BF16_FETCH);
            vf t = bf16_affine(a, vf_load(x + c), c, VF_LANES);
            vf_store_bf16(y + c, bf16_snake(t, vf_load(alpha + c), vf_load(inv_alpha + c)));
        }
        int n = a->cols - c;
        if (!n) continue;
        vf t = bf16_affine(a, vf_load_n(x + c, n), c, n);
        vf_store_bf16_n(y + c, bf16_snake(t, vf_load_n(alpha + c, n), vf_load_n(inv_alpha + c, n)),
                        n);
    }
}

static void leaky_bf16(uint16_t *y, const float *x, float slope, int n)
{
    const vf s = vf_set1(slope), zero = vf_set1(0);
    int i = 0;
    for (; i + VF_LANES <= n; i += VF_LANES) {
        vf v = vf_load(x + i);
        vf_store_bf16(y + i, vf_below(v, zero, vf_mul(v, s), v));
    }
    if (i < n) {
        vf v = vf_load_n(x + i, n - i);
        vf_store_bf16_n(y + i, vf_below(v, zero, vf_mul(v, s), v), n - i);
    }
}
