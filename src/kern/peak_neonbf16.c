#include "kern/vec_neon.h"

#include "kern/peak.h"

enum { SUMS = 24 };

/* peak_body.h in dot products of pairs. */
void peak_loop_neonbf16(void *loop)
{
    struct peak_loop *l = loop;
    vf s[SUMS];
    vp a = vreinterpretq_u32_f32(vf_set1(l->x));
#pragma GCC unroll 32
    for (int i = 0; i < SUMS; i++)
        s[i] = vf_set1((float)i);
    for (int n = 0; n < PEAK_STEPS; n++)
#pragma GCC unroll 32
        for (int i = 0; i < SUMS; i++)
            s[i] = vp_dot(s[i], a, a);
#pragma GCC unroll 32
    for (int i = 1; i < SUMS; i++)
        s[0] = vf_add(s[0], s[i]);
    l->flops = 4.0 * PEAK_STEPS * SUMS * VF_LANES;
    l->x = vf_sum(s[0]) > 0 ? 0.5f : 0.25f;
}
