#include "audio/speech.h"

#include <stdlib.h>

struct pcm *pcm_new(int n_samples)
{
    if (n_samples < 1 || n_samples > PCM_SAMPLES_MAX) return NULL;
    struct pcm *p = malloc(sizeof(*p) + (size_t)n_samples * sizeof(float));
    if (!p) return NULL;
    atomic_init(&p->refs_, 1);
    p->n_samples = n_samples;
    p->chunk = 0;
    p->from_char = p->to_char = 0;
    return p;
}

struct pcm *pcm_ref(struct pcm *p)
{
    atomic_fetch_add_explicit(&p->refs_, 1, memory_order_relaxed);
    return p;
}

void pcm_unref(struct pcm *p)
{
    if (p && atomic_fetch_sub_explicit(&p->refs_, 1, memory_order_acq_rel) == 1) free(p);
}
