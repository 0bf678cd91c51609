#include "text/en/en_names.h"

#include <string.h>

struct name {
    const char *key, *value;
};

#define N(key, value) {key, value},
static const struct name names[] = {
#include "text/en/en_names.inc"
};
#undef N

enum { N_NAMES = sizeof(names) / sizeof(*names) };

const char *en_names_find(const char *word, size_t n)
{
    size_t lo = 0, hi = N_NAMES;
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        int order = strncmp(names[mid].key, word, n);
        if (order == 0 && names[mid].key[n]) order = 1;
        if (order == 0) return names[mid].value;
        if (order < 0)
            lo = mid + 1;
        else
            hi = mid;
    }
    return NULL;
}

size_t en_names_count(void)
{
    return N_NAMES;
}

const char *en_names_key(size_t i)
{
    return names[i].key;
}
