/* kern_norm_body.h - statistics and normalisation. */

/* Two passes over a block of columns that the second one finds in cache. */
static void moments_f32(float *mean, float *m2, const float *x, ptrdiff_t x_row, int rows, int cols)
{
    const vf share = vf_set1(1 / (float)rows);
    int c = 0;
    for (; c + 2 * VF_LANES <= cols; c += 2 * VF_LANES) {
        vf s0 = vf_set1(0), s1 = s0, q0 = s0, q1 = s0;
        for (int r = 0; r < rows; r++) {
            s0 = vf_add(s0, vf_load(x + r * x_row + c));
            s1 = vf_add(s1, vf_load(x + r * x_row + c + VF_LANES));
        }
        vf_store(mean + c, s0 = vf_mul(s0, share));
        vf_store(mean + c + VF_LANES, s1 = vf_mul(s1, share));
        for (int r = 0; r < rows; r++) {
            vf d0 = vf_sub(vf_load(x + r * x_row + c), s0);
            vf d1 = vf_sub(vf_load(x + r * x_row + c + VF_LANES), s1);
            q0 = vf_fma(d0, d0, q0);
            q1 = vf_fma(d1, d1, q1);
        }
        vf_store(m2 + c, q0);
        vf_store(m2 + c + VF_LANES, q1);
    }
    for (; c < cols; c += VF_LANES) {
        int n = cols - c < VF_LANES ? cols - c : VF_LANES;
        vf s = vf_set1(0), q = s;
        for (int r = 0; r < rows; r++)
            s = vf_add(s, vf_load_n(x + r * x_row + c, n));
        s = vf_mul(s, share);
        vf_store_n(mean + c, s, n);
        for (int r = 0; r < rows; r++) {
            vf d = vf_sub(vf_load_n(x + r * x_row + c, n), s);
            q = vf_fma(d, d, q);
        }
        vf_store_n(m2 + c, q, n);
    }
}

static inline vf norm_leaky(vf x, vf mean, vf scale, vf shift, vf slope)
{
    vf t = vf_fma(vf_sub(x, mean), scale, shift);
    return vf_below(t, vf_set1(0), vf_mul(t, slope), t);
}

static void norm_leaky_f32(const struct kern_norm *a, float slope)
{
    const vf vs = vf_set1(slope);
    for (int r = 0; r < a->rows; r++) {
        const float *x = a->x + r * a->x_row;
        float *y = a->y + r * a->y_row;
        int c = 0;
        for (; c + VF_LANES <= a->cols; c += VF_LANES)
            vf_store(y + c, norm_leaky(vf_load(x + c), vf_load(a->mean + c), vf_load(a->scale + c),
                                       vf_load(a->shift + c), vs));
        int n = a->cols - c;
        if (n)
            vf_store_n(y + c,
                       norm_leaky(vf_load_n(x + c, n), vf_load_n(a->mean + c, n),
                                  vf_load_n(a->scale + c, n), vf_load_n(a->shift + c, n), vs),
                       n);
    }
}

static inline vf norm_snake(vf x, vf mean, vf scale, vf shift, vf alpha, vf inv_alpha)
{
    vf t = vf_fma(vf_sub(x, mean), scale, shift);
    return vf_fma(math_sin_squared(vf_mul(alpha, t)), inv_alpha, t);
}

/* Rows come from memory and go to a stage in cache.  The next call has the rows behind these: they
 * are asked for now, because the processor does not guess rows that stand a dilation apart. */
static void norm_snake_f32(const struct kern_norm *a, const float *alpha, const float *inv_alpha)
{
    for (int r = 0; r < a->rows; r++) {
        const float *x = a->x + r * a->x_row, *next = x + a->rows * a->x_row;
        float *y = a->y + r * a->y_row;
        int c = 0;
        for (; c + VF_LANES <= a->cols; c += VF_LANES) {
            __builtin_prefetch(next + c);
            vf_store(y + c,
                     norm_snake(vf_load(x + c), vf_load(a->mean + c), vf_load(a->scale + c),
                                vf_load(a->shift + c), vf_load(alpha + c), vf_load(inv_alpha + c)));
        }
        int n = a->cols - c;
        if (n)
            vf_store_n(y + c,
                       norm_snake(vf_load_n(x + c, n), vf_load_n(a->mean + c, n),
                                  vf_load_n(a->scale + c, n), vf_load_n(a->shift + c, n),
                                  vf_load_n(alpha + c, n), vf_load_n(inv_alpha + c, n)),
                       n);
    }
}

static float row_mean(const float *x, int n)
{
    vf s = vf_set1(0);
    int i = 0;
    for (; i + VF_LANES <= n; i += VF_LANES)
        s = vf_add(s, vf_load(x + i));
    if (i < n) s = vf_add(s, vf_load_n(x + i, n - i));
    return vf_sum(s) / (float)n;
}

static float row_variance(const float *x, float mean, int n)
{
    const vf m = vf_set1(mean);
    vf q = vf_set1(0);
    int i = 0;
    for (; i + VF_LANES <= n; i += VF_LANES) {
        vf d = vf_sub(vf_load(x + i), m);
        q = vf_fma(d, d, q);
    }
    float sum = vf_sum(q);
    for (; i < n; i++)
        sum += (x[i] - mean) * (x[i] - mean);
    return sum / (float)n;
}

static void layer_norm_f32(float *y, const float *x, const float *gamma, float plus,
                           const float *beta, float eps, int n)
{
    float mean = row_mean(x, n);
    const vf m = vf_set1(mean), p = vf_set1(plus);
    const vf rstd = vf_set1(1 / sqrtf(row_variance(x, mean, n) + eps));
    int i = 0;
    for (; i + VF_LANES <= n; i += VF_LANES) {
        vf scale = vf_mul(rstd, vf_add(p, vf_load(gamma + i)));
        vf_store(y + i, vf_fma(vf_sub(vf_load(x + i), m), scale, vf_load(beta + i)));
    }
    int k = n - i;
    if (k) {
        vf scale = vf_mul(rstd, vf_add(p, vf_load_n(gamma + i, k)));
        vf_store_n(y + i, vf_fma(vf_sub(vf_load_n(x + i, k), m), scale, vf_load_n(beta + i, k)), k);
    }
}

static void softmax_f32(float *x, int n)
{
    float max = x[0], sum = 0;
    int i = 0;
    if (n >= VF_LANES) {
        vf m = vf_load(x);
        for (i = VF_LANES; i + VF_LANES <= n; i += VF_LANES)
            m = vf_max(m, vf_load(x + i));
        max = vf_largest(m);
    }
    for (; i < n; i++)
        max = x[i] > max ? x[i] : max;
    const vf m = vf_set1(max);
    vf s = vf_set1(0);
    for (i = 0; i + VF_LANES <= n; i += VF_LANES) {
        vf e = math_exp(vf_sub(vf_load(x + i), m));
        vf_store(x + i, e);
        s = vf_add(s, e);
    }
    if (i < n) vf_store_n(x + i, math_exp(vf_sub(vf_load_n(x + i, n - i), m)), n - i);
    for (; i < n; i++)
        sum += x[i];
    const vf share = vf_set1(1 / (sum + vf_sum(s)));
    for (i = 0; i + VF_LANES <= n; i += VF_LANES)
        vf_store(x + i, vf_mul(vf_load(x + i), share));
    if (i < n) vf_store_n(x + i, vf_mul(vf_load_n(x + i, n - i), share), n - i);
}
