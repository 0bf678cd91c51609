#include "audio/pcm.h"

#include "audio/encoder.h"

int pcm_put_s16le(const int16_t *samples, int n, struct buf *out)
{
    unsigned char *to = (unsigned char *)buf_room(out, (size_t)n * 2);
    if (!to) return buf_error(out);
    for (int i = 0; i < n; i++) {
        uint16_t v = (uint16_t)samples[i];
        to[2 * i] = (unsigned char)(v & 0xFF);
        to[2 * i + 1] = (unsigned char)(v >> 8);
    }
    out->len += (size_t)n * 2;
    return 0;
}

static int pcm_put(void *state, const int16_t *samples, int n, struct buf *out)
{
    (void)state;
    return pcm_put_s16le(samples, n, out);
}

static int64_t pcm_total_bytes(int64_t total_samples)
{
    return 2 * total_samples;
}

const struct encoder_ops encoder_pcm = {.put = pcm_put, .total_bytes = pcm_total_bytes};
