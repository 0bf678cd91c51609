#include "text/en/en.h"

void en_normalize(const struct en *en, const struct mapped *run, struct mapped *out)
{
    (void)en;
    mapped_copy(out, run, 0, run->n);
}
