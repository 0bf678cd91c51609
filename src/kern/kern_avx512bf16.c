/* kern_avx512bf16.c - the bf16 product by dot product instructions, and conversions by theirs. */
#include "kern/vec_avx512.h"

#include "kern/kern.h"

#ifndef __AVX512BF16__
#error "compile with -mavx512bf16"
#endif

#include "kern/kern_tile_body.h"
#include "kern/kern_gemm_bf16_body.h"
#include "kern/kern_norm_bf16_body.h"

void kern_use_avx512bf16(struct kern *k)
{
    k->gemm_bf16 = gemm_bf16;
    k->norm_leaky_bf16 = norm_leaky_bf16;
    k->norm_snake_bf16 = norm_snake_bf16;
    k->leaky_bf16 = leaky_bf16;
}
