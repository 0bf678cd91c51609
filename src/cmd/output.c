#include "cmd/output.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "audio/playback.h"
#include "audio/speech.h"
#include "audio/wav.h"
#include "base/buf.h"

struct output {
    const char *path; /* NULL: the sound card */
    enum audio_format format;
    int fd; /* -1: not open */
    off_t start;
    int patch; /* sizes can be written afterwards */
    struct playback *playback;
    struct encoder *encoder;
    struct buf bytes;
    int64_t samples;
};

int output_open(struct output **out, const char *path, enum audio_format format, struct err *e)
{
    struct output *o = *out = calloc(1, sizeof(*o));
    if (!o) return err_set(e, E_NOMEM, "no memory");
    o->path = path;
    o->format = path ? format : AUDIO_PCM;
    o->fd = -1;
    o->bytes = buf_make(1 << 20);
    if (audio_format_ready(o->format)) return 0;
    int code = encode_open(&o->encoder, o->format, -1, e); /* says what is missing */
    output_close(o);
    *out = NULL;
    return code;
}

static const char *name_of(const struct output *o)
{
    return strcmp(o->path, "-") != 0 ? o->path : "standard output";
}

/* Can the header be written again?  Not in a pipe, nor behind `>>`. */
static int can_patch(struct output *o)
{
    struct stat st;
    int flags = fcntl(o->fd, F_GETFL);
    if (fstat(o->fd, &st) || !S_ISREG(st.st_mode) || flags < 0 || flags & O_APPEND) return 0;
    o->start = lseek(o->fd, 0, SEEK_CUR);
    return o->start >= 0;
}

static int open_file(struct output *o, struct err *e)
{
    if (!strcmp(o->path, "-"))
        o->fd = STDOUT_FILENO;
    else
        o->fd = open(o->path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (o->fd < 0) return err_set(e, E_IO, "%s: %s", name_of(o), strerror(errno));
    o->patch = o->format == AUDIO_WAV && can_patch(o);
    return 0;
}

int output_begin(struct output *o, int64_t total_samples, struct err *e)
{
    if (o->encoder) return 0;
    int code = o->path ? open_file(o, e) : playback_open(&o->playback, e);
    /* A file gets its sizes at the end: right even when the program is killed before. */
    if (o->patch) total_samples = -1;
    if (!code) code = encode_open(&o->encoder, o->format, total_samples, e);
    return code;
}

/* Writes what the encoder has made. */
static int flush(struct output *o, struct err *e)
{
    int code = buf_error(&o->bytes);
    if (code) return err_set(e, code, "no memory for encoded sound");
    const char *at = o->bytes.data;
    size_t left = o->bytes.len;
    if (!o->path) code = playback_put(o->playback, at, (int)(left / 2), e);
    while (o->path && left && !code) {
        ssize_t done = write(o->fd, at, left);
        if (done < 0 && errno == EINTR) continue;
        if (done < 0) code = err_set(e, E_IO, "%s: %s", name_of(o), strerror(errno));
        if (done < 0) break;
        at += done;
        left -= (size_t)done;
    }
    buf_clear(&o->bytes);
    return code;
}

int output_put(struct output *o, const float *samples, int n, struct err *e)
{
    int code = encode_put(o->encoder, samples, n, &o->bytes);
    if (code) return err_set(e, code, "the %s encoder failed", audio_format_name(o->format));
    o->samples += n;
    return flush(o, e);
}

int output_silence(struct output *o, int n, struct err *e)
{
    static const float zeros[PCM_SAMPLES_MAX];
    int code = 0;
    for (; n > 0 && !code; n -= PCM_SAMPLES_MAX)
        code = output_put(o, zeros, n < PCM_SAMPLES_MAX ? n : PCM_SAMPLES_MAX, e);
    return code;
}

static int patch_sizes(struct output *o, struct err *e)
{
    unsigned char header[WAV_HEADER];
    wav_header(header, o->samples);
    if (pwrite(o->fd, header, sizeof(header), o->start) == (ssize_t)sizeof(header)) return 0;
    return err_set(e, E_IO, "%s: %s", name_of(o), strerror(errno));
}

int output_end(struct output *o, int stopped, struct err *e)
{
    if (!o->encoder) return 0;
    int code = encode_end(o->encoder, &o->bytes);
    if (code) err_set(e, code, "the %s encoder failed", audio_format_name(o->format));
    if (!code) code = flush(o, e);
    if (!code && o->patch) code = patch_sizes(o, e);
    playback_close(o->playback, !stopped && !code);
    o->playback = NULL;
    if (o->fd > STDERR_FILENO && close(o->fd) && !code)
        code = err_set(e, E_IO, "%s: %s", name_of(o), strerror(errno));
    o->fd = -1;
    return code;
}

void output_close(struct output *o)
{
    if (!o) return;
    playback_close(o->playback, 0);
    if (o->fd > STDERR_FILENO) close(o->fd);
    encode_close(o->encoder);
    buf_free(&o->bytes);
    free(o);
}

int64_t output_samples(const struct output *o)
{
    return o->samples;
}
