/* kern_neonbf16.c - bf16 products by dot product instructions. */
#include "kern/vec_neon.h"

#include "kern/kern.h"

#ifndef __ARM_FEATURE_BF16_VECTOR_ARITHMETIC
#error "compile with -march=armv8.2-a+bf16"
#endif

#include "kern/kern_tile_body.h"
#include "kern/kern_gemm_bf16_body.h"
#include "kern/kern_plane_bf16_body.h"

void kern_use_neonbf16(struct kern *k)
{
    k->gemm_bf16 = gemm_bf16;
    k->planes_bf16 = planes_bf16;
}
