/* peak_body.h - independent multiply-adds in registers only: nothing can be faster.
 *
 * Included by peak_<isa>.c after vec_<isa>.h, with PEAK_LOOP the function's name and PEAK_SUMS as
 * many sums as the registers hold beside two operands.  The loops over s are unrolled whole; an
 * array that is indexed at run time would live in memory. */
#include "kern/peak.h"

void PEAK_LOOP(void *loop)
{
    struct peak_loop *l = loop;
    vf s[PEAK_SUMS], a = vf_set1(l->x), b = vf_set1(0.5f);
#pragma GCC unroll 32
    for (int i = 0; i < PEAK_SUMS; i++)
        s[i] = vf_set1((float)i);
    for (int n = 0; n < PEAK_STEPS; n++)
#pragma GCC unroll 32
        for (int i = 0; i < PEAK_SUMS; i++)
            s[i] = vf_fma(s[i], a, b);
#pragma GCC unroll 32
    for (int i = 1; i < PEAK_SUMS; i++)
        s[0] = vf_add(s[0], s[i]);
    l->flops = 2.0 * PEAK_STEPS * PEAK_SUMS * VF_LANES;
    l->x = vf_sum(s[0]) > 0 ? 0.5f : 0.25f; /* somebody wants the sums */
}
