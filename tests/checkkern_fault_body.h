/* checkkern_fault_body.h - the faulty words (checkkern_fault.h says what for). */
#include "checkkern_fault.h"

#define WORD static __attribute__((noinline, unused))

struct lanes {
    float v[VF_LANES];
};

static struct lanes lanes_of(vf v)
{
    struct lanes l;
    vf_store(l.v, v);
    return l;
}

static vf vector_of(struct lanes l)
{
    return vf_load(l.v);
}

static int fault_is(int which)
{
    return fault.which == which;
}

/* v where a fault makes it `wrong`. */
static vf either(int which, vf v, vf wrong)
{
    if (!fault_is(which)) return v;
    struct lanes a = lanes_of(v), b = lanes_of(wrong);
    for (int i = 0; i < VF_LANES; i++)
        fault.effects += !(a.v[i] == b.v[i]) && !(isnan(a.v[i]) && isnan(b.v[i]));
    return wrong;
}

static vf rough(int which, vf v)
{
    if (!fault_is(which)) return v;
    struct lanes l = lanes_of(v);
    for (int i = 0; i < VF_LANES; i++) {
        uint32_t bits;
        memcpy(&bits, &l.v[i], sizeof(bits));
        bits &= 0xFFFFE000u;
        memcpy(&l.v[i], &bits, sizeof(bits));
    }
    return either(which, v, vector_of(l));
}

static vf swapped(int which, vf v)
{
    struct lanes l = lanes_of(v);
    float first = l.v[0];
    l.v[0] = l.v[1];
    l.v[1] = first;
    return either(which, v, vector_of(l));
}

/* What a vector of n lanes becomes on its way to p. */
static vf outgoing(const void *p, size_t size, vf v, int n)
{
    if (!in_guarded(p, size)) return v;
    long nth = fault.stores++;
    const char *from = p, *at = fault.at;
    if (at && fault.compared == n_compared && at >= from && at < from + size)
        fault.written_over = 1;
    struct lanes l = lanes_of(v);
    if (fault_is(ONE_LANE) && nth == fault.once) {
        float *x = &l.v[fault.lane % n];
        fault.at = (const char *)p + size / (size_t)n * (size_t)(fault.lane % n);
        fault.compared = n_compared;
        *x = isfinite(*x) && fabsf(*x) < 1e12f ? *x + 1e12f : 1;
        fault.effects++;
    } else if (fault_is(STORE_LAST_LANE) && n == VF_LANES) {
        l.v[n - 1] *= 1.001f;
        return either(STORE_LAST_LANE, v, vector_of(l));
    } else if (fault_is(STORE_SWAPPED) && n == VF_LANES) {
        return swapped(STORE_SWAPPED, v);
    }
    return vector_of(l);
}

WORD vf faulty_load(const float *p)
{
    return swapped(LOAD_SWAPPED, vf_load(p));
}

WORD vf faulty_load_n(const float *p, int n)
{
    vf v = vf_load_n(p, n);
    if (n >= VF_LANES) return v;
    if (fault_is(LOAD_LONG)) {
        fault.effects++;
        volatile float beyond = p[VF_LANES - 1];
        (void)beyond;
    }
    struct lanes l = lanes_of(v);
    l.v[n - 1] = 0;
    return either(LOAD_SHORT, v, vector_of(l));
}

WORD void faulty_store(float *p, vf v)
{
    if (fault_is(STORE_NOTHING) && in_guarded(p, sizeof(struct lanes)))
        fault.effects++;
    else
        vf_store(p, outgoing(p, sizeof(struct lanes), v, VF_LANES));
}

WORD void faulty_store_n(float *p, vf v, int n)
{
    vf o = outgoing(p, (size_t)n * sizeof(float), v, n);
    if (n >= VF_LANES) {
        vf_store(p, o);
    } else if (fault_is(STORE_LONG)) {
        fault.effects++;
        vf_store(p, o);
    } else if (fault_is(STORE_LONG_KEEPS)) {
        fault.effects++;
        struct lanes l;
        memcpy(&l, p, sizeof(l));
        vf_store_n(l.v, o, n);
        memcpy(p, &l, sizeof(l));
    } else if (fault_is(STORE_SHORT)) {
        fault.effects++;
        if (n > 1) vf_store_n(p, o, n - 1);
    } else {
        vf_store_n(p, o, n);
    }
}

static vf cut_bf16(vf v)
{
    struct lanes l = lanes_of(v);
    for (int i = 0; i < VF_LANES; i++) {
        uint32_t bits;
        memcpy(&bits, &l.v[i], sizeof(bits));
        bits &= isnan(l.v[i]) ? 0xFFFFFFFFu : 0xFFFF0000u;
        memcpy(&l.v[i], &bits, sizeof(bits));
    }
    return either(BF16_CUT, v, vector_of(l));
}

WORD void faulty_store_bf16(uint16_t *p, vf v)
{
    if (fault_is(BF16_CUT)) v = cut_bf16(v);
    if (fault_is(STORE_NOTHING) && in_guarded(p, sizeof(*p)))
        fault.effects++;
    else
        vf_store_bf16(p, outgoing(p, VF_LANES * sizeof(*p), v, VF_LANES));
}

WORD void faulty_store_bf16_n(uint16_t *p, vf v, int n)
{
    if (fault_is(BF16_CUT)) v = cut_bf16(v);
    vf o = outgoing(p, (size_t)n * sizeof(*p), v, n);
    int tail = n < VF_LANES;
    if (tail && fault_is(STORE_LONG)) {
        fault.effects++;
        vf_store_bf16(p, o);
    } else if (tail && fault_is(STORE_SHORT)) {
        fault.effects++;
        if (n > 1) vf_store_bf16_n(p, o, n - 1);
    } else {
        vf_store_bf16_n(p, o, n);
    }
}

/* Each time one of the two is what a fault of a vector hits. */
WORD void faulty_store_pairs(uint16_t *p, vf a, vf b)
{
    if (fault_is(BF16_CUT)) a = cut_bf16(a), b = cut_bf16(b);
    if (fault_is(STORE_NOTHING) && in_guarded(p, sizeof(*p))) {
        fault.effects++;
        return;
    }
    vf *one = fault.stores & 1 ? &b : &a;
    *one = outgoing(p, 2 * VF_LANES * sizeof(*p), *one, VF_LANES);
    vf_store_pairs(p, a, b);
}

/* ---------------------------------------------------------------------------------- arithmetic */

WORD vf faulty_add(vf a, vf b)
{
    return rough(ADD_ROUGH, vf_add(a, b));
}

WORD vf faulty_sub(vf a, vf b)
{
    return rough(SUB_ROUGH, vf_sub(a, b));
}

WORD vf faulty_mul(vf a, vf b)
{
    return rough(MUL_ROUGH, vf_mul(a, b));
}

WORD vf faulty_div(vf a, vf b)
{
    return rough(DIV_ROUGH, vf_div(a, b));
}

WORD vf faulty_fma(vf a, vf b, vf c)
{
    vf v = rough(FMA_ROUGH, vf_fma(a, b, c));
    return either(FMA_NO_ADD, v, vf_mul(a, b));
}

WORD vf faulty_fnma(vf a, vf b, vf c)
{
    return either(FNMA_SIGN, vf_fnma(a, b, c), vf_fma(a, b, c));
}

WORD vf faulty_min(vf a, vf b)
{
    return either(MIN_FIRST, vf_min(a, b), a);
}

WORD vf faulty_max(vf a, vf b)
{
    return either(MAX_SECOND, vf_max(a, b), b);
}

WORD vf faulty_round(vf v)
{
    struct lanes l = lanes_of(v);
    for (int i = 0; i < VF_LANES; i++)
        l.v[i] = floorf(l.v[i]);
    return either(ROUND_DOWN, vf_round(v), vector_of(l));
}

WORD vf faulty_abs(vf v)
{
    return either(ABS_NOT, vf_abs(v), v);
}

WORD vf faulty_below(vf a, vf b, vf t, vf f)
{
    return either(BELOW_FALSE, vf_below(a, b, t, f), f);
}

WORD vf faulty_signed(vf s, vf t, vf f)
{
    return either(SIGNED_FALSE, vf_signed(s, t, f), f);
}

WORD vf faulty_odd_neg(vf v, vf n)
{
    return either(ODD_EVEN, vf_odd_neg(v, n), v);
}

WORD vf faulty_with_sign(vf v, vf s)
{
    return either(SIGN_LOST, vf_with_sign(v, s), v);
}

WORD vf faulty_pow2(vf n)
{
    vf v = vf_pow2(n);
    return either(POW2_DOUBLE, v, vf_add(v, v));
}

WORD float faulty_sum(vf v)
{
    struct lanes l = lanes_of(v);
    if (!fault_is(SUM_SHORT)) return vf_sum(v);
    fault.effects += l.v[VF_LANES - 1] != 0;
    l.v[VF_LANES - 1] = 0;
    return vf_sum(vector_of(l));
}

WORD float faulty_largest(vf v)
{
    struct lanes l = lanes_of(v);
    if (!fault_is(LARGEST_SHORT)) return vf_largest(v);
    l.v[VF_LANES - 1] = l.v[0];
    fault.effects += vf_largest(vector_of(l)) != vf_largest(v);
    return vf_largest(vector_of(l));
}

WORD vf faulty_dot(vf s, vp a, vp b)
{
    vf v = vp_dot(s, a, b);
    if (!fault_is(DOT_FIRST)) return v;
    uint32_t pairs[VF_LANES];
    memcpy(pairs, &a, sizeof(pairs));
    for (int i = 0; i < VF_LANES; i++)
        pairs[i] &= 0xFFFF;
    memcpy(&a, pairs, sizeof(pairs));
    return either(DOT_FIRST, v, vp_dot(s, a, b));
}

/* ------------------------------------------------------------------------- in place of the words
 */

// clang-format off
#undef vf_load
#undef vf_load_n
#undef vf_store
#undef vf_store_n
#undef vf_store_bf16
#undef vf_store_bf16_n
#undef vf_store_pairs
#undef vf_add
#undef vf_sub
#undef vf_mul
#undef vf_div
#undef vf_fma
#undef vf_fnma
#undef vf_min
#undef vf_max
#undef vf_round
#undef vf_abs
#undef vf_below
#undef vf_signed
#undef vf_odd_neg
#undef vf_with_sign
#undef vf_pow2
#undef vf_sum
#undef vf_largest
#undef vp_dot
#undef GEMM_PANELS
#define vf_load         faulty_load
#define vf_load_n       faulty_load_n
#define vf_store        faulty_store
#define vf_store_n      faulty_store_n
#define vf_store_bf16   faulty_store_bf16
#define vf_store_bf16_n faulty_store_bf16_n
#define vf_store_pairs  faulty_store_pairs
#define vf_add          faulty_add
#define vf_sub          faulty_sub
#define vf_mul          faulty_mul
#define vf_div          faulty_div
#define vf_fma          faulty_fma
#define vf_fnma         faulty_fnma
#define vf_min          faulty_min
#define vf_max          faulty_max
#define vf_round        faulty_round
#define vf_abs          faulty_abs
#define vf_below        faulty_below
#define vf_signed       faulty_signed
#define vf_odd_neg      faulty_odd_neg
#define vf_with_sign    faulty_with_sign
#define vf_pow2         faulty_pow2
#define vf_sum          faulty_sum
#define vf_largest      faulty_largest
#define vp_dot          faulty_dot
#define GEMM_PANELS(rows) 1 /* all of this is slow to compile */
// clang-format on
