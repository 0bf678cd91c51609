/* dump.h - the oracle's stages of one case, as make-dumps.py writes them. */
#ifndef TESTS_MODEL_DUMP_H
#define TESTS_MODEL_DUMP_H

#include "base/file.h"

enum { DUMP_TENSORS_MAX = 40 };

struct dump {
    struct file_map map;
    int n;
    struct dump_tensor {
        char name[32];
        int rows, columns, stride; /* kept rows are 0, stride, 2 stride, ... */
        const float *data;
    } tensor[DUMP_TENSORS_MAX];
};

NODISCARD int dump_open(struct dump *d, const char *path, struct err *e);
void dump_close(struct dump *d);
const struct dump_tensor *dump_find(const struct dump *d, const char *name); /* NULL: not there */

/* How like x [rows, columns] is to the tensor, over the rows that it keeps. */
struct likeness {
    double cosine, error; /* error: RMS of the difference over RMS of the tensor */
};
struct likeness dump_compare(const struct dump_tensor *t, const float *x);

/* Correlation of the log-mel spectrograms (80 bands, 24 kHz) of a and gain * b, n samples each. */
double logmel_correlation(const float *a, const float *b, float gain, int n);

#endif
