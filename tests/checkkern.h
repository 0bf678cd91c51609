/* checkkern.h - what the parts of the kernel checker share (checkkern.c says how it works). */
#ifndef TESTS_CHECKKERN_H
#define TESTS_CHECKKERN_H

#include <stddef.h>
#include <stdint.h>

#include "kern/kern.h"

enum fill { UNIT, LARGE, ZERO, ALTERNATING, FILLS };

/* Sizes 1 ... SIZES pass every tail of two vectors of the widest set. */
enum { SIZES = 2 * 16 + 3 };

extern struct kern ref, new; /* scalar, and the variant under test */
extern const char *variant;

uint32_t rnd(void);
int rnd_in(int low, int high); /* both included */
float rnd_unit(void);          /* -1 ... 1 */

/* n floats that end exactly at an unreadable page, out of one of SLOTS fixed buffers. */
enum { SLOTS = 12 };
float *guarded(int slot, size_t n);
float *fill(float *p, size_t n, enum fill kind);
float *guarded_copy(int slot, const float *from, size_t n);

/* The sizes being checked, for reports. */
void at(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* One value; 1 if |want - got| <= tolerance (or both NaN). The first failure of a check is
 * printed. */
int near(double want, double got, double tolerance);

extern int bench; /* --bench */
void bench_report(const char *what, double ns, double flops, double bytes);

/* checkkern_gemm.c: also measures against the machine's peak */
void check_gemm_f32(void);
void bench_peak(unsigned flags);
/* checkkern_norm.c */
void check_moments_f32(void);
void check_norm_leaky_f32(void);
void check_norm_snake_f32(void);
void check_layer_norm_f32(void);
void check_softmax_f32(void);
void check_lstm_cell_f32(void);
/* checkkern_math.c */
void check_add_f32(void);
void check_leaky_f32(void);
void check_exp_f32(void);
void check_tanh_f32(void);
void check_sigmoid_f32(void);
void check_gelu_f32(void);
void check_sin_f32(void);
void check_cos_f32(void);
void check_angle_f32(void);

#endif
