/* kern_spectral_scalar_body.h - what the transforms mean: matrices, in plain loops (for
 * kern_scalar.c). */

/* y[r][c] = sum over i of m[r][i] * x[i][c] */
static void by_matrix(const float *m, int rows, int inner, const float *x, ptrdiff_t x_row,
                      float *y, ptrdiff_t y_row, int cols)
{
    for (int r = 0; r < rows; r++)
        for (int c = 0; c < cols; c++) {
            float sum = 0;
            for (int i = 0; i < inner; i++)
                sum += m[r * inner + i] * x[i * x_row + c];
            y[r * y_row + c] = sum;
        }
}

static void finish(const struct kern_inverse *v, const float *outputs /* [rows, cols] */)
{
    for (int r = 0; r < v->rows; r++)
        for (int c = 0; c < v->cols; c++) {
            float t = outputs[r * v->cols + c];
            float *y = v->y + r * v->y_row + c;
            if (v->bias) t += v->bias[c];
            if (v->add) t += v->add[r * v->add_row + c];
            t = t * v->scale + (v->accumulate ? *y : 0);
            *y = t;
            if (!v->sum) continue;
            if (r == 0 && v->first) v->shift[c] = t, v->sum[c] = v->squares[c] = 0;
            v->sum[c] += t - v->shift[c];
            v->squares[c] += (t - v->shift[c]) * (t - v->shift[c]);
        }
}

/* Strips of this many columns keep the outputs of a block on the stack. */
static void inverse_by_matrix(const struct kern_inverse *v, const float *m, int planes)
{
    float outputs[32 * KERN_PANEL];
    struct kern_inverse strip = *v;
    strip.cols = KERN_PANEL;
    for (int c = 0; c < v->cols; c += KERN_PANEL) {
        by_matrix(m, v->rows, planes, v->planes + c, v->plane, outputs, KERN_PANEL, KERN_PANEL);
        strip.bias = v->bias ? v->bias + c : NULL;
        strip.add = v->add ? v->add + c : NULL;
        strip.y = v->y + c;
        if (v->sum)
            strip.shift = v->shift + c, strip.sum = v->sum + c, strip.squares = v->squares + c;
        finish(&strip, outputs);
    }
}

static void forward_win6_f32(const float *x, ptrdiff_t x_row, float *planes, ptrdiff_t plane,
                             int cols)
{
    static const float m[KERN_WIN6_PLANES][KERN_WIN6_INPUTS] = {
        {1, 0, -5.25f, 0, 5.25f, 0, -1, 0},        {0, 1, 1, -4.25f, -4.25f, 1, 1, 0},
        {0, -1, 1, 4.25f, -4.25f, -1, 1, 0},       {0, 0.5f, 0.25f, -2.5f, -1.25f, 2, 1, 0},
        {0, -0.5f, 0.25f, 2.5f, -1.25f, -2, 1, 0}, {0, 2, 4, -2.5f, -5, 0.5f, 1, 0},
        {0, -2, 4, 2.5f, -5, -0.5f, 1, 0},         {0, -1, 0, 5.25f, 0, -5.25f, 0, 1}};
    by_matrix(m[0], KERN_WIN6_PLANES, KERN_WIN6_INPUTS, x, x_row, planes, plane, cols);
}

static void inverse_win6_f32(const struct kern_inverse *v)
{
    static const float m[KERN_WIN6_OUTPUTS][KERN_WIN6_PLANES] = {
        {1, 1, 1, 1, 1, 1, 1, 0},
        {0, 1, -1, 2, -2, 0.5f, -0.5f, 0},
        {0, 1, 1, 4, 4, 0.25f, 0.25f, 0},
        {0, 1, -1, 8, -8, 0.125f, -0.125f, 0},
        {0, 1, 1, 16, 16, 0.0625f, 0.0625f, 0},
        {0, 1, -1, 32, -32, 0.03125f, -0.03125f, 1}};
    inverse_by_matrix(v, m[0], KERN_WIN6_PLANES);
}

/* cos and sin of 2 pi t / n */
static float turn_cos(int t, int n)
{
    return (float)cos(2 * 3.14159265358979323846 / n * (t % n));
}

static float turn_sin(int t, int n)
{
    return (float)sin(2 * 3.14159265358979323846 / n * (t % n));
}

enum { FFT_PLANES_MAX = KERN_FFT32_PLANES, FFT_INPUTS_MAX = KERN_FFT32_INPUTS };

/* FFT of n points and two planes more: m [(3 n + 2) / 2][n + 2]; 25 planes for 16, 49 for 32. */
static void fft_matrix(float *m, int n)
{
    const int row = n + 2;
    memset(m, 0, (size_t)(3 * n / 2 + 1) * (size_t)row * sizeof(*m));
    m[0] = 1, m[n] = -1;
    m[row + n + 1] = 1, m[row + 1] = -1;
    for (int i = 0; i < n; i++) {
        float *at = m + 1 + i;
        at[2 * row] = 1;
        at[3 * row] = i % 2 ? -1 : 1;
        for (int b = 1; b < n / 2; b++) {
            float re = turn_cos(b * i, n), im = -turn_sin(b * i, n);
            at[(3 * b + 1) * row] = re + im;
            at[(3 * b + 2) * row] = re;
            at[(3 * b + 3) * row] = im;
        }
    }
}

static void forward_fft32_f32(const float *x, ptrdiff_t x_row, float *planes, ptrdiff_t plane,
                              int cols)
{
    float m[KERN_FFT32_PLANES * KERN_FFT32_INPUTS];
    fft_matrix(m, 32);
    by_matrix(m, KERN_FFT32_PLANES, KERN_FFT32_INPUTS, x, x_row, planes, plane, cols);
}

static void forward_rounded(int n, const float *x, ptrdiff_t x_row, uint16_t *planes,
                            ptrdiff_t plane, int cols)
{
    float m[FFT_PLANES_MAX * FFT_INPUTS_MAX], strip[FFT_PLANES_MAX * KERN_PANEL];
    const int n_planes = 3 * n / 2 + 1;
    fft_matrix(m, n);
    for (int c = 0; c < cols; c += KERN_PANEL) {
        by_matrix(m, n_planes, n + 2, x + c, x_row, strip, KERN_PANEL, KERN_PANEL);
        for (int i = 0; i < n_planes * KERN_PANEL; i++)
            planes[i / KERN_PANEL * plane + c + i % KERN_PANEL] = bf16_of(strip[i]);
    }
}

static void forward_fft16_bf16(const float *x, ptrdiff_t x_row, uint16_t *planes, ptrdiff_t plane,
                               int cols)
{
    forward_rounded(16, x, x_row, planes, plane, cols);
}

static void forward_fft32_bf16(const float *x, ptrdiff_t x_row, uint16_t *planes, ptrdiff_t plane,
                               int cols)
{
    forward_rounded(32, x, x_row, planes, plane, cols);
}

/* Of bin b the real part is plane 0 of its three minus plane 2, the imaginary part 0 plus 1. */
static void inverse_fft(const struct kern_inverse *v, int n, int outputs)
{
    float m[32 * FFT_PLANES_MAX] = {0};
    const int row = 3 * n / 2 + 1;
    m[0] = 1;
    m[(outputs - 1) * row + 1] = 1;
    for (int i = 0; i < outputs; i++) {
        float *at = m + (ptrdiff_t)i * row;
        int t = (i + n - 1) % n;
        at[2] = 1;
        at[3] = t % 2 ? -1 : 1;
        for (int b = 1; b < n / 2; b++) {
            float re = 2 * turn_cos(b * t, n), im = -2 * turn_sin(b * t, n);
            at[3 * b + 1] = re + im;
            at[3 * b + 2] = im;
            at[3 * b + 3] = -re;
        }
    }
    inverse_by_matrix(v, m, row);
}

static void inverse_fft16_k3_f32(const struct kern_inverse *v)
{
    inverse_fft(v, 16, KERN_FFT16_OUTPUTS);
}

static void inverse_fft32_k7_f32(const struct kern_inverse *v)
{
    inverse_fft(v, 32, KERN_FFT32_OUTPUTS(7));
}

static void inverse_fft32_k11_f32(const struct kern_inverse *v)
{
    inverse_fft(v, 32, KERN_FFT32_OUTPUTS(11));
}

static void planes_f32(const struct kern_planes *g)
{
    for (int p = 0; p < g->planes; p++)
        for (int r = 0; r < g->rows; r++)
            for (int c = 0; c < g->co; c++) {
                const float *x = g->x + p * g->x_plane + r * g->x_row;
                const float *w = g->w + (ptrdiff_t)p * g->ci * g->co +
                                 (ptrdiff_t)(c / KERN_PANEL) * g->ci * KERN_PANEL + c % KERN_PANEL;
                float sum = 0;
                for (int i = 0; i < g->ci; i++)
                    sum += x[i] * w[(ptrdiff_t)i * KERN_PANEL];
                g->y[p * g->y_plane + r * g->y_row + c] = sum;
            }
}

static void planes_bf16(const struct kern_planes_bf16 *g)
{
    for (int p = 0; p < g->planes; p++)
        for (int r = 0; r < g->rows; r++)
            for (int c = 0; c < g->co; c++) {
                const uint16_t *x = g->x + p * g->x_plane + r * g->x_row;
                const uint16_t *w = g->w + (ptrdiff_t)p * g->ci * g->co +
                                    (ptrdiff_t)(c / KERN_PANEL) * g->ci * KERN_PANEL +
                                    (ptrdiff_t)(c % KERN_PANEL) * 2;
                float sum = 0;
                for (int i = 0; i < g->ci; i++)
                    sum += bf16_float(x[i]) *
                           bf16_float(w[(ptrdiff_t)(i / 2) * 2 * KERN_PANEL + i % 2]);
                g->y[p * g->y_plane + r * g->y_row + c] = sum;
            }
}

static void mix_f32(float *y, const float *x, ptrdiff_t x_row, const float *share, int rows, int n)
{
    for (int i = 0; i < n; i++) {
        float sum = 0;
        for (int r = 0; r < rows; r++)
            sum += share[r] * x[r * x_row + i];
        y[i] = sum;
    }
}

static void mix_pairs_bf16(uint16_t *y, const float *x, ptrdiff_t x_row, const float *share,
                           int rows, int n)
{
    for (int i = 0; i < n; i++) {
        int c = i % (2 * KERN_PANEL);
        float sum = 0;
        for (int r = 0; r < rows; r++)
            sum += share[r] * x[r * x_row + i];
        y[i - c + c % KERN_PANEL * 2 + c / KERN_PANEL] = bf16_of(sum);
    }
}
