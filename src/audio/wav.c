#include "audio/wav.h"

#include <string.h>

#include "audio/encoder.h"
#include "audio/pcm.h"
#include "audio/speech.h"

static unsigned char *put_le(unsigned char *to, uint32_t v, int n)
{
    for (int i = 0; i < n; i++)
        to[i] = (unsigned char)(v >> (8 * i));
    return to + n;
}

static unsigned char *put_tag(unsigned char *to, const char *tag)
{
    memcpy(to, tag, 4);
    return to + 4;
}

void wav_header(unsigned char out[WAV_HEADER], int64_t total_samples)
{
    int64_t longest = (0xFFFFFFFFLL - WAV_HEADER) / 2;
    int known = total_samples >= 0 && total_samples <= longest;
    uint32_t data = known ? (uint32_t)(2 * total_samples) : 0xFFFFFFFF;
    unsigned char *p = put_tag(out, "RIFF");
    p = put_le(p, known ? data + WAV_HEADER - 8 : 0xFFFFFFFF, 4);
    p = put_tag(put_tag(p, "WAVE"), "fmt ");
    p = put_le(p, 16, 4);              /* bytes of this part */
    p = put_le(p, 1, 2);               /* PCM */
    p = put_le(p, 1, 2);               /* channels */
    p = put_le(p, SPEECH_RATE, 4);     /* samples a second */
    p = put_le(p, 2 * SPEECH_RATE, 4); /* bytes a second */
    p = put_le(p, 2, 2);               /* bytes of all channels' samples at one moment */
    p = put_le(p, 16, 2);              /* bits a sample */
    p = put_tag(p, "data");
    put_le(p, data, 4);
}

static int wav_head(void *state, int64_t total_samples, struct buf *out)
{
    (void)state;
    unsigned char header[WAV_HEADER];
    wav_header(header, total_samples);
    return buf_add(out, header, sizeof(header));
}

static int wav_put(void *state, const int16_t *samples, int n, struct buf *out)
{
    (void)state;
    return pcm_put_s16le(samples, n, out);
}

static int64_t wav_total_bytes(int64_t total_samples)
{
    return WAV_HEADER + 2 * total_samples;
}

const struct encoder_ops encoder_wav = {
    .head = wav_head, .put = wav_put, .total_bytes = wav_total_bytes};
