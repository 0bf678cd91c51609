#include "audio/playback.h"

#include <alsa/asoundlib.h>
#include <stdlib.h>

#include "audio/speech.h"

enum { LATENCY_US = 200000 };

struct playback {
    snd_pcm_t *device;
};

/* ALSA prints its own trouble on stderr; ours goes through struct err. */
static void quiet(const char *file, int line, const char *function, int code, const char *fmt, ...)
{
    (void)file, (void)line, (void)function, (void)code, (void)fmt;
}

int playback_open(struct playback **out, struct err *e)
{
    *out = NULL;
    struct playback *p = calloc(1, sizeof(*p));
    if (!p) return err_set(e, E_NOMEM, "no memory to open the sound card");
    snd_lib_error_set_handler(quiet);
    int rc = snd_pcm_open(&p->device, "default", SND_PCM_STREAM_PLAYBACK, 0);
    if (rc >= 0) {
        rc = snd_pcm_set_params(p->device, SND_PCM_FORMAT_S16_LE, SND_PCM_ACCESS_RW_INTERLEAVED, 1,
                                SPEECH_RATE, 1, LATENCY_US);
        if (rc < 0) snd_pcm_close(p->device);
    }
    if (rc < 0) {
        free(p);
        return err_set(e, E_NOENT, "no sound card can be opened (%s)", snd_strerror(rc));
    }
    *out = p;
    return 0;
}

int playback_put(struct playback *p, const void *s16le, int n, struct err *e)
{
    const char *at = s16le;
    while (n > 0) {
        snd_pcm_sframes_t done = snd_pcm_writei(p->device, at, (snd_pcm_uframes_t)n);
        if (done < 0) done = snd_pcm_recover(p->device, (int)done, 1);
        if (done < 0)
            return err_set(e, E_IO, "the sound card stopped: %s", snd_strerror((int)done));
        at += 2 * done;
        n -= (int)done;
    }
    return 0;
}

void playback_close(struct playback *p, int finish)
{
    if (!p) return;
    if (finish)
        snd_pcm_drain(p->device);
    else
        snd_pcm_drop(p->device);
    snd_pcm_close(p->device);
    free(p);
}
