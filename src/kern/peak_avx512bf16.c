#include "kern/vec_avx512.h"

#include "kern/peak.h"

enum { SUMS = 24 };

/* peak_body.h in dot products of pairs. */
void peak_loop_avx512bf16(void *loop)
{
    struct peak_loop *l = loop;
    __m512 s[SUMS];
    __m512bh a = (__m512bh)_mm512_set1_ps(l->x);
#pragma GCC unroll 32
    for (int i = 0; i < SUMS; i++)
        s[i] = _mm512_set1_ps((float)i);
    for (int n = 0; n < PEAK_STEPS; n++)
#pragma GCC unroll 32
        for (int i = 0; i < SUMS; i++)
            s[i] = _mm512_dpbf16_ps(s[i], a, a);
#pragma GCC unroll 32
    for (int i = 1; i < SUMS; i++)
        s[0] = _mm512_add_ps(s[0], s[i]);
    l->flops = 4.0 * PEAK_STEPS * SUMS * VF_LANES;
    l->x = vf_sum(s[0]) > 0 ? 0.5f : 0.25f;
}
