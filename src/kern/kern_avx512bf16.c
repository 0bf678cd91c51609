/* kern_avx512bf16.c - bf16 products by dot product instructions, and conversions by theirs. */
#include "kern/vec_avx512.h"

#include "kern/kern.h"

#ifndef __AVX512BF16__
#error "compile with -mavx512bf16"
#endif

#include "kern/kern_tile_body.h"
#include "kern/kern_gemm_bf16_body.h"
#include "kern/kern_norm_bf16_body.h"
#include "kern/kern_fft_body.h"
#include "kern/kern_spectral_bf16_body.h"
#include "kern/kern_plane_bf16_body.h"

void kern_use_avx512bf16(struct kern *k)
{
    k->gemm_bf16 = gemm_bf16;
    k->norm_leaky_bf16 = norm_leaky_bf16;
    k->norm_snake_bf16 = norm_snake_bf16;
    k->leaky_bf16 = leaky_bf16;
    k->planes_bf16 = planes_bf16;
    k->forward_fft16_bf16 = forward_fft16_bf16;
    k->forward_fft32_bf16 = forward_fft32_bf16;
    k->mix_pairs_bf16 = mix_pairs_bf16;
}
