/* kern_scalar.c - what every kernel means, in the plainest C that says it. */
#include "kern/kern.h"

static float dot_f32(const float *a, const float *b, int n)
{
    float sum = 0;
    for (int i = 0; i < n; i++)
        sum += a[i] * b[i];
    return sum;
}

static void axpy_f32(float *y, const float *x, float s, int n)
{
    for (int i = 0; i < n; i++)
        y[i] += s * x[i];
}

static void gemv_f32(float *y, const float *w, const float *x, const float *bias, int rows,
                     int cols)
{
    for (int r = 0; r < rows; r++)
        y[r] = dot_f32(w + (long)r * cols, x, cols) + (bias ? bias[r] : 0);
}

void kern_use_scalar(struct kern *k)
{
#define X(ret, name, args) k->name = name;
    KERN_LIST(X)
#undef X
}
