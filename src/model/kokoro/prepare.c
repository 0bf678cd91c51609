#include "model/kokoro/prepare.h"

#include "base/cpu.h"
#include "kern/kern.h"
#include "model/kokoro/prepare_bf16.h"
#include "model/kokoro/prepare_spectra.h"
#include "model/kokoro/prepare_steps.h"

int weights_prepare(struct kokoro_weights *w, enum kokoro_precision precision, struct pool *pool,
                    struct err *e)
{
    int code = prepare_steps(w, pool, e);
    if (code) return code;
    if (precision == KOKORO_BF16) return prepare_bf16(w, pool, e);
    return prepare_spectra(w, pool, e);
}

enum kokoro_precision kokoro_precision_auto(void)
{
    /* Tiles do fourteen times as many products as multiply-adds, dot products of pairs twice as
     * many at best; the transform domain, which only float32 has, saves three in four. */
    return kern_flags() & CPU_AMX ? KOKORO_BF16 : KOKORO_FLOAT32;
}

const char *kokoro_precision_name(enum kokoro_precision p)
{
    static const char *const names[] = {"auto", "float32", "bf16"};
    return names[p];
}
