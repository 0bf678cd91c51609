/* zh_norm_until.c - stands in, weakly, until the Chinese normaliser lands; then this file goes. */
#include "text/zh/zh.h"

__attribute__((weak)) void zh_normalize(const struct mapped *run, struct mapped *out)
{
    mapped_copy(out, run, 0, run->n);
}
