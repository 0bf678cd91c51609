/* vec_neon.h - four floats at a time: the vocabulary the kernel bodies are written in (vec_avx2.h
 * says what each word means).  What every 64-bit ARM has; where dot products of bf16 are compiled
 * for (kern_neonbf16.c), those too. */
#ifndef __ARM_NEON
#error "for 64-bit ARM"
#endif
#include <arm_neon.h>
#include <stdint.h>
#include <string.h>

typedef float32x4_t vf;
#define VF_LANES         4
#define vf_load(p)       vld1q_f32(p)
#define vf_store(p, v)   vst1q_f32((p), (v))
#define vf_set1(s)       vdupq_n_f32(s)
#define vf_add(a, b)     vaddq_f32((a), (b))
#define vf_sub(a, b)     vsubq_f32((a), (b))
#define vf_mul(a, b)     vmulq_f32((a), (b))
#define vf_div(a, b)     vdivq_f32((a), (b))
#define vf_fma(a, b, c)  vfmaq_f32((c), (a), (b))
#define vf_fnma(a, b, c) vfmsq_f32((c), (a), (b))
#define vf_min(a, b)     vminq_f32((a), (b)) /* a NaN in either stays */
#define vf_max(a, b)     vmaxq_f32((a), (b))
#define vf_round(v)      vrndnq_f32(v)
#define vf_abs(v)        vabsq_f32(v)
#define vf_sum(v)        vaddvq_f32(v)
#define vf_largest(v)    vmaxvq_f32(v)

/* Of the 32 registers a panel takes four a row for sums and four for w, and a broadcast takes one:
 * 6 rows of one panel are 29.  Few rows take more panels: at least 12 sums under way. */
#define GEMM_PANELS(rows) ((rows) == 1 ? 3 : (rows) == 2 ? 2 : 1)

static inline vf vf_load_n(const float *p, int n)
{
    const float32x2_t zero = vdup_n_f32(0);
    if (n >= VF_LANES) return vld1q_f32(p);
    if (n < 2) return vcombine_f32(vld1_lane_f32(p, zero, 0), zero);
    return vcombine_f32(vld1_f32(p), n < 3 ? zero : vld1_lane_f32(p + 2, zero, 0));
}

static inline void vf_store_n(float *p, vf v, int n)
{
    if (n >= VF_LANES) {
        vst1q_f32(p, v);
    } else if (n < 2) {
        vst1q_lane_f32(p, v, 0);
    } else {
        vst1_f32(p, vget_low_f32(v));
        if (n > 2) vst1q_lane_f32(p + 2, v, 2);
    }
}

static inline vf vf_flip(vf v, uint32x4_t sign)
{
    return vreinterpretq_f32_u32(veorq_u32(vreinterpretq_u32_f32(v), sign));
}

static inline vf vf_odd_neg(vf v, vf n)
{
    return vf_flip(v, vshlq_n_u32(vreinterpretq_u32_s32(vcvtnq_s32_f32(n)), 31));
}

static inline vf vf_pow2(vf n)
{
    int32x4_t e = vaddq_s32(vcvtnq_s32_f32(n), vdupq_n_s32(127));
    return vreinterpretq_f32_s32(vshlq_n_s32(e, 23));
}

static inline vf vf_with_sign(vf v, vf s)
{
    return vbslq_f32(vdupq_n_u32(0x80000000u), s, v);
}

static inline vf vf_below(vf a, vf b, vf t, vf f)
{
    return vbslq_f32(vcltq_f32(a, b), t, f);
}

static inline vf vf_signed(vf s, vf t, vf f)
{
    return vbslq_f32(vreinterpretq_u32_s32(vshrq_n_s32(vreinterpretq_s32_f32(s), 31)), t, f);
}

static inline uint16x4_t vf_bf16_bits(vf v)
{
    uint32x4_t bits = vreinterpretq_u32_f32(v);
    uint32x4_t odd = vandq_u32(vshrq_n_u32(bits, 16), vdupq_n_u32(1));
    uint32x4_t up = vaddq_u32(vaddq_u32(bits, vdupq_n_u32(0x7FFF)), odd);
    uint32x4_t quiet = vorrq_u32(bits, vdupq_n_u32(0x400000));
    return vshrn_n_u32(vbslq_u32(vceqq_f32(v, v), up, quiet), 16);
}

static inline void vf_store_bf16(uint16_t *p, vf v)
{
    vst1_u16(p, vf_bf16_bits(v));
}

static inline void vf_store_bf16_n(uint16_t *p, vf v, int n)
{
    uint16_t all[VF_LANES];
    vst1_u16(all, vf_bf16_bits(v));
    memcpy(p, all, (size_t)n * sizeof(all[0]));
}

static inline void vf_store_pairs(uint16_t *p, vf a, vf b)
{
    vst2_u16(p, (uint16x4x2_t){{vf_bf16_bits(a), vf_bf16_bits(b)}});
}

typedef uint32x4_t vp;
#define vp_load(p) vreinterpretq_u32_u16(vld1q_u16(p))

static inline vp vp_set1(const uint16_t *p)
{
    uint32_t pair;
    memcpy(&pair, p, sizeof(pair));
    return vdupq_n_u32(pair);
}

#ifdef __ARM_FEATURE_BF16_VECTOR_ARITHMETIC
static inline vf vp_dot(vf s, vp a, vp b)
{
    return vbfdotq_f32(s, vreinterpretq_bf16_u32(a), vreinterpretq_bf16_u32(b));
}
#else
static inline vf vp_dot(vf s, vp a, vp b)
{
    const vp upper = vdupq_n_u32(0xFFFF0000u);
    s = vfmaq_f32(s, vreinterpretq_f32_u32(vshlq_n_u32(a, 16)),
                  vreinterpretq_f32_u32(vshlq_n_u32(b, 16)));
    return vfmaq_f32(s, vreinterpretq_f32_u32(vandq_u32(a, upper)),
                     vreinterpretq_f32_u32(vandq_u32(b, upper)));
}
#endif
