#include "model/kokoro/prepare.h"

#include "base/cpu.h"
#include "kern/kern.h"
#include "model/kokoro/layers.h"
#include "model/kokoro/prepare_bf16.h"
#include "model/kokoro/prepare_spectra.h"
#include "model/kokoro/prepare_steps.h"
#include "nn/pack_weights.h"

int weights_prepare(struct kokoro_weights *w, enum kokoro_precision precision, int small_memory,
                    struct pool *pool, struct err *e)
{
    int code = prepare_steps(w, pool, e);
    if (code) return code;
    if (precision == KOKORO_BF16) code = prepare_bf16(w, pool, e);
    /* Tiles are so fast that the direct method on them beats every transform. */
    int tiles = precision == KOKORO_BF16 && kern_flags() & CPU_AMX;
    return code || small_memory || tiles ? code : prepare_spectra(w, precision, pool, e);
}

static int count_unread(void *ctx, struct nn_conv1d *layer, enum kokoro_stage stage)
{
    (void)stage;
    size_t *bytes = ctx;
    if (layer->bf16) *bytes += nn_packed_conv_size(layer->co, layer->ci, layer->k) * sizeof(float);
    return 0;
}

size_t weights_unread(struct kokoro_weights *w)
{
    size_t bytes = 0;
    if (kokoro_each_layer(w, count_unread, &bytes)) return 0;
    for (int i = 0; i < KOKORO_STAGES; i++) {
        const struct nn_conv_transposed1d *up = &w->generator.stage[i].up;
        if (up->bf16)
            bytes +=
                nn_packed_conv_transposed_size(up->ci, up->co, up->k, up->stride) * sizeof(float);
    }
    return bytes;
}

enum kokoro_precision kokoro_precision_auto(void)
{
    /* Tiles do fourteen times as many products as multiply-adds, so bf16.  Dot products of pairs
     * run at twice the rate of multiply-adds on AMD (Zen 4, 5) and at half of it on Intel: by
     * vendor, because a measurement at start is wrong, the first milliseconds run slow.  Of ARM's
     * nothing is known. */
    unsigned flags = kern_flags();
    int fast = flags & CPU_AMX || (flags & CPU_AVX512BF16 && cpu_is_amd());
    return fast ? KOKORO_BF16 : KOKORO_FLOAT32;
}

const char *kokoro_precision_name(enum kokoro_precision p)
{
    static const char *const names[] = {"auto", "float32", "bf16"};
    return names[p];
}
