/* kern_spectral_bf16_body.h - the transform domain with planes in bf16, once for every instruction
 * set: what is multiplied has 8 bits, transforms and sums are float32.
 *
 * Include after kern_tile_body.h and kern_fft_body.h; products are in kern_plane_bf16_body.h. */

/* ------------------------------------------------------------------------------------ forward */

static void forward_fft16_bf16(const float *x, ptrdiff_t x_row, uint16_t *planes, ptrdiff_t plane,
                               int cols)
{
    for (int c = 0; c < cols; c += VF_LANES, x += VF_LANES, planes += VF_LANES) {
        vf v[KERN_FFT16_INPUTS], re[9], im[9];
        UNROLL for (int i = 0; i < KERN_FFT16_INPUTS; i++) v[i] = vf_load(x + i * x_row);
        vf_store_bf16(planes, vf_sub(v[0], v[16]));
        vf_store_bf16(planes + plane, vf_sub(v[17], v[1]));
        fft_16(re, im, v + 1, 1);
        vf_store_bf16(planes + 2 * plane, re[0]);
        vf_store_bf16(planes + 3 * plane, re[8]);
        UNROLL for (int b = 1; b < 8; b++)
        {
            uint16_t *p = planes + (3 * b + 1) * plane;
            vf_store_bf16(p, vf_add(re[b], im[b]));
            vf_store_bf16(p + plane, re[b]);
            vf_store_bf16(p + 2 * plane, im[b]);
        }
    }
}

static void forward_fft32_bf16(const float *x, ptrdiff_t x_row, uint16_t *planes, ptrdiff_t plane,
                               int cols)
{
    for (int c = 0; c < cols; c += VF_LANES, x += VF_LANES, planes += VF_LANES) {
        vf v[KERN_FFT32_INPUTS], re[17], im[17];
        UNROLL for (int i = 0; i < KERN_FFT32_INPUTS; i++) v[i] = vf_load(x + i * x_row);
        vf_store_bf16(planes, vf_sub(v[0], v[32]));
        vf_store_bf16(planes + plane, vf_sub(v[33], v[1]));
        fft_32(re, im, v + 1);
        vf_store_bf16(planes + 2 * plane, re[0]);
        vf_store_bf16(planes + 3 * plane, re[16]);
        UNROLL for (int b = 1; b < 16; b++)
        {
            uint16_t *p = planes + (3 * b + 1) * plane;
            vf_store_bf16(p, vf_add(re[b], im[b]));
            vf_store_bf16(p + plane, re[b]);
            vf_store_bf16(p + 2 * plane, im[b]);
        }
    }
}

/* ----------------------------------------------------------------------------------- spectrum */

static void mix_pairs_bf16(uint16_t *y, const float *x, ptrdiff_t x_row, const float *share,
                           int rows, int n)
{
    for (int i = 0; i < n; i += 2 * KERN_PANEL)
        for (int c = 0; c < KERN_PANEL; c += VF_LANES) {
            const float *p = x + i + c;
            vf s = vf_set1(share[0]);
            vf a = vf_mul(s, vf_load(p)), b = vf_mul(s, vf_load(p + KERN_PANEL));
            for (int r = 1; r < rows; r++) {
                p += x_row;
                s = vf_set1(share[r]);
                a = vf_fma(s, vf_load(p), a);
                b = vf_fma(s, vf_load(p + KERN_PANEL), b);
            }
            vf_store_pairs(y + i + 2 * c, a, b);
        }
}
