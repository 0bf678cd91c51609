#include "dump.h"

#include <complex.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int read_tensor(struct dump *d, const char *line)
{
    struct dump_tensor *t = &d->tensor[d->n];
    long offset;
    if (sscanf(line, "%31s %d %d %d %ld", t->name, &t->rows, &t->columns, &t->stride, &offset) != 5)
        return E_FORMAT;
    size_t kept = ((size_t)t->rows + (size_t)t->stride - 1) / (size_t)t->stride;
    if ((size_t)offset + kept * (size_t)t->columns * sizeof(float) > d->map.size) return E_FORMAT;
    t->data = (const float *)((const char *)d->map.data + offset);
    d->n++;
    return 0;
}

int dump_open(struct dump *d, const char *path, struct err *e)
{
    *d = (struct dump){0};
    int code = file_map(&d->map, path, e);
    if (code) return code;
    const char *line = d->map.data, *end = line + 4096;
    if (!line || d->map.size < 4096 || strncmp(line, "utterdump 1\n", 12) != 0)
        code = err_set(e, E_FORMAT, "%s: not a dump", path);
    while (!code) {
        line = memchr(line, '\n', (size_t)(end - line));
        if (!line || ++line == end || d->n == DUMP_TENSORS_MAX)
            code = err_set(e, E_FORMAT, "%s: no end of the list", path);
        else if (!strncmp(line, "end\n", 4))
            return 0;
        else if (read_tensor(d, line))
            code = err_set(e, E_FORMAT, "%s: tensor %d", path, d->n);
    }
    dump_close(d);
    return code;
}

void dump_close(struct dump *d)
{
    file_unmap(&d->map);
    d->n = 0;
}

const struct dump_tensor *dump_find(const struct dump *d, const char *name)
{
    for (int i = 0; i < d->n; i++)
        if (!strcmp(d->tensor[i].name, name)) return &d->tensor[i];
    return NULL;
}

struct likeness dump_compare(const struct dump_tensor *t, const float *x)
{
    double aa = 0, bb = 0, ab = 0, dd = 0;
    const float *b = t->data;
    for (int row = 0; row < t->rows; row += t->stride)
        for (int c = 0; c < t->columns; c++, b++) {
            double a = (double)x[(size_t)row * (size_t)t->columns + (size_t)c], v = (double)*b;
            aa += a * a, bb += v * v, ab += a * v, dd += (a - v) * (a - v);
        }
    if (bb == 0) return (struct likeness){aa == 0 ? 1 : 0, aa == 0 ? 0 : HUGE_VAL};
    return (struct likeness){aa > 0 ? ab / sqrt(aa * bb) : 0, sqrt(dd / bb)};
}

/* -------------------------------------------------------------------------------- log-mel */

enum { FFT = 1024, HOP = 256, MELS = 80, RATE = 24000 };

static double complex turns[FFT / 2]; /* e^(-2 pi i k / FFT) */

static void fft(double complex *x, int n)
{
    if (n == 1) return;
    double complex even[FFT / 2], odd[FFT / 2];
    for (int i = 0; i < n / 2; i++)
        even[i] = x[2 * i], odd[i] = x[2 * i + 1];
    fft(even, n / 2);
    fft(odd, n / 2);
    for (int i = 0; i < n / 2; i++) {
        double complex t = turns[i * (FFT / n)] * odd[i];
        x[i] = even[i] + t;
        x[i + n / 2] = even[i] - t;
    }
}

static double mel(double hz)
{
    return 2595 * log10(1 + hz / 700);
}

/* Triangles on the mel scale from 0 to 12 kHz. */
static void mel_frame(const float *x, int n, int at, double gain, double out[MELS])
{
    double complex spectrum[FFT];
    for (int i = 0; i < FFT; i++) {
        int j = at + i - FFT / 2;
        double window = 0.5 - 0.5 * cos(2 * M_PI * i / FFT);
        spectrum[i] = j >= 0 && j < n ? (double)x[j] * gain * window : 0;
    }
    fft(spectrum, FFT);
    double step = mel(RATE / 2.0) / (MELS + 1);
    for (int m = 0; m < MELS; m++)
        out[m] = 0;
    for (int k = 0; k < FFT / 2; k++) {
        double power = creal(spectrum[k] * conj(spectrum[k]));
        double place = mel((double)k * RATE / FFT) / step - 1;
        int m = (int)floor(place);
        if (m >= 0 && m < MELS) out[m] += power * (1 - (place - m));
        if (m + 1 >= 0 && m + 1 < MELS) out[m + 1] += power * (place - m);
    }
    for (int m = 0; m < MELS; m++)
        out[m] = log(out[m] + 1e-6);
}

double logmel_correlation(const float *a, const float *b, float gain, int n)
{
    for (int i = 0; i < FFT / 2; i++)
        turns[i] = cos(2 * M_PI * i / FFT) - (double complex)I * sin(2 * M_PI * i / FFT);
    double sa = 0, sb = 0, saa = 0, sbb = 0, sab = 0, count = 0;
    for (int at = 0; at < n; at += HOP) {
        double x[MELS], y[MELS];
        mel_frame(a, n, at, 1, x);
        mel_frame(b, n, at, (double)gain, y);
        for (int m = 0; m < MELS; m++, count++)
            sa += x[m], sb += y[m], saa += x[m] * x[m], sbb += y[m] * y[m], sab += x[m] * y[m];
    }
    double va = saa - sa * sa / count, vb = sbb - sb * sb / count;
    return (sab - sa * sb / count) / sqrt(va * vb);
}
