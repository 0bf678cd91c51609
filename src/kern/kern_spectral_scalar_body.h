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

/* cos and sin of 2 pi t / 32 */
static float turn_cos(int t)
{
    return (float)cos(3.14159265358979323846 / 16 * (t % 32));
}

static float turn_sin(int t)
{
    return (float)sin(3.14159265358979323846 / 16 * (t % 32));
}

static void forward_fft32_f32(const float *x, ptrdiff_t x_row, float *planes, ptrdiff_t plane,
                              int cols)
{
    float m[KERN_FFT32_PLANES][KERN_FFT32_INPUTS] = {{0}};
    m[0][0] = 1, m[0][32] = -1;
    m[1][33] = 1, m[1][1] = -1;
    for (int i = 0; i < 32; i++) {
        m[2][1 + i] = 1;
        m[3][1 + i] = i % 2 ? -1 : 1;
        for (int b = 1; b < 16; b++) {
            float re = turn_cos(b * i), im = -turn_sin(b * i);
            m[3 * b + 1][1 + i] = re + im;
            m[3 * b + 2][1 + i] = re;
            m[3 * b + 3][1 + i] = im;
        }
    }
    by_matrix(m[0], KERN_FFT32_PLANES, KERN_FFT32_INPUTS, x, x_row, planes, plane, cols);
}

/* Of bin b the real part is plane 0 of its three minus plane 2, the imaginary part 0 plus 1. */
static void inverse_fft32(const struct kern_inverse *v, int outputs)
{
    float m[32][KERN_FFT32_PLANES] = {{0}};
    m[0][0] = 1;
    m[outputs - 1][1] = 1;
    for (int i = 0; i < outputs; i++) {
        int at = (i + 31) % 32;
        m[i][2] = 1;
        m[i][3] = at % 2 ? -1 : 1;
        for (int b = 1; b < 16; b++) {
            float re = 2 * turn_cos(b * at), im = -2 * turn_sin(b * at);
            m[i][3 * b + 1] = re + im;
            m[i][3 * b + 2] = im;
            m[i][3 * b + 3] = -re;
        }
    }
    inverse_by_matrix(v, m[0], KERN_FFT32_PLANES);
}

static void inverse_fft32_k7_f32(const struct kern_inverse *v)
{
    inverse_fft32(v, KERN_FFT32_OUTPUTS(7));
}

static void inverse_fft32_k11_f32(const struct kern_inverse *v)
{
    inverse_fft32(v, KERN_FFT32_OUTPUTS(11));
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

static void mix_f32(float *y, const float *x, ptrdiff_t x_row, const float *share, int rows, int n)
{
    for (int i = 0; i < n; i++) {
        float sum = 0;
        for (int r = 0; r < rows; r++)
            sum += share[r] * x[r * x_row + i];
        y[i] = sum;
    }
}
