#include "audio/encode.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "audio/encoder.h"
#include "audio/limit.h"

enum { STEP = 1024 }; /* samples converted at a time */

struct encoder {
    const struct encoder_ops *ops;
    void *state;
    int64_t total_samples;
    int begun, ended;
    struct limit limit;
};

static const struct {
    const char *name, *content_type;
    const struct encoder_ops *ops; /* NULL: known by name only */
} formats[AUDIO_FORMATS] = {
    [AUDIO_WAV] = {"wav", "audio/wav", &encoder_wav},
    [AUDIO_MP3] = {"mp3", "audio/mpeg", &encoder_mp3},
    [AUDIO_OPUS] = {"opus", "audio/ogg", NULL},
    [AUDIO_AAC] = {"aac", "audio/aac", NULL},
    [AUDIO_FLAC] = {"flac", "audio/flac", NULL},
    [AUDIO_PCM] = {"pcm", "audio/pcm", &encoder_pcm},
};

int audio_format_from_name(const char *name)
{
    for (int f = 0; f < AUDIO_FORMATS; f++)
        if (!strcmp(formats[f].name, name)) return f;
    return -1;
}

const char *audio_format_name(enum audio_format f)
{
    return formats[f].name;
}

const char *audio_content_type(enum audio_format f)
{
    return formats[f].content_type;
}

int audio_format_ready(enum audio_format f)
{
    return formats[f].ops != NULL;
}

int64_t encode_total_bytes(enum audio_format f, int64_t total_samples)
{
    if (total_samples < 0 || !formats[f].ops) return -1;
    return formats[f].ops->total_bytes(total_samples);
}

int encode_open(struct encoder **out, enum audio_format f, int64_t total_samples, struct err *e)
{
    *out = NULL;
    if (!formats[f].ops)
        return err_set(e, E_UNSUP, "the format %s is not supported yet: use wav, mp3 or pcm",
                       formats[f].name);
    struct encoder *enc = calloc(1, sizeof(*enc));
    if (!enc) return err_set(e, E_NOMEM, "no memory for an encoder");
    enc->ops = formats[f].ops;
    enc->total_samples = total_samples < 0 ? -1 : total_samples;
    limit_init(&enc->limit);
    int code = enc->ops->open ? enc->ops->open(&enc->state, enc->total_samples, e) : 0;
    if (code) {
        free(enc);
        return code;
    }
    *out = enc;
    return 0;
}

void encode_close(struct encoder *enc)
{
    if (!enc) return;
    if (enc->ops->close) enc->ops->close(enc->state);
    free(enc);
}

static int begin(struct encoder *enc, struct buf *out)
{
    if (enc->begun) return 0;
    enc->begun = 1;
    return enc->ops->head ? enc->ops->head(enc->state, enc->total_samples, out) : 0;
}

static int16_t to_s16(float x)
{
    long v = lrintf(x * 32768.0F);
    return (int16_t)(v > 32767 ? 32767 : v < -32768 ? -32768 : v);
}

static int put_limited(struct encoder *enc, const float *samples, int n, struct buf *out)
{
    int16_t rounded[STEP];
    for (int i = 0; i < n; i++)
        rounded[i] = to_s16(samples[i]);
    return n ? enc->ops->put(enc->state, rounded, n, out) : 0;
}

int encode_put(struct encoder *enc, const float *samples, int n, struct buf *out)
{
    float limited[STEP];
    int code = begin(enc, out);
    for (int at = 0; at < n && !code; at += STEP) {
        int part = n - at < STEP ? n - at : STEP;
        int made = limit_put(&enc->limit, samples + at, part, limited);
        code = put_limited(enc, limited, made, out);
    }
    return code;
}

int encode_end(struct encoder *enc, struct buf *out)
{
    float rest[LIMIT_AHEAD];
    if (enc->ended) return 0;
    enc->ended = 1;
    int code = begin(enc, out);
    if (!code) code = put_limited(enc, rest, limit_end(&enc->limit, rest), out);
    if (!code && enc->ops->end) code = enc->ops->end(enc->state, out);
    return code;
}
