/* mp3.c - MPEG-2 layer III by LAME: 24 kHz mono, constant 96 kbit/s.
 *
 * Constant rate, because then every frame of 576 samples is 288 bytes: the length of the whole
 * answer is known before the first byte, and a player can seek without an index.  No Info tag: it
 * belongs at the front of the file but can only be written at the end, which a stream does not
 * have; without it decoders leave LAME's delay (46 ms of silence) in front.  Log-spectral distance
 * from the original on a Chinese sentence: 8.4 dB at 48 kbit/s, 6.2 at 64, 5.1 at 80, 4.3 at 96,
 * 3.3 at 128. */
#include <lame/lame.h>
#include <stdlib.h>

#include "audio/encoder.h"
#include "audio/speech.h"

enum {
    FRAME_SAMPLES = 576,
    KBITS = 96,
    FRAME_BYTES = FRAME_SAMPLES / 8 * KBITS * 1000 / SPEECH_RATE,
    END_BYTES = 7200, /* lame.h: what a flush may need */
};

static int mp3_open(void **state, int64_t total_samples, struct err *e)
{
    (void)total_samples;
    lame_t g = lame_init();
    if (!g) return err_set(e, E_NOMEM, "no memory for an MP3 encoder");
    lame_set_in_samplerate(g, SPEECH_RATE);
    lame_set_out_samplerate(g, SPEECH_RATE);
    lame_set_num_channels(g, 1);
    lame_set_mode(g, MONO);
    lame_set_VBR(g, vbr_off);
    lame_set_brate(g, KBITS);
    lame_set_quality(g, 4);
    lame_set_bWriteVbrTag(g, 0);
    lame_set_write_id3tag_automatic(g, 0);
    if (lame_init_params(g) < 0) {
        lame_close(g);
        return err_set(e, E_UNSUP, "the MP3 encoder refused 24 kHz mono at %d kbit/s", KBITS);
    }
    *state = g;
    return 0;
}

static int mp3_put(void *state, const int16_t *samples, int n, struct buf *out)
{
    int room = n + n / 4 + END_BYTES; /* lame.h's bound for one call */
    char *to = buf_room(out, (size_t)room);
    if (!to) return buf_error(out);
    /* Mono: LAME reads the left channel only, and does not write to it. */
    int made = lame_encode_buffer(state, (int16_t *)samples, NULL, n, (unsigned char *)to, room);
    if (made < 0) return E_NOMEM;
    out->len += (size_t)made;
    return 0;
}

static int mp3_end(void *state, struct buf *out)
{
    char *to = buf_room(out, END_BYTES);
    if (!to) return buf_error(out);
    int made = lame_encode_flush(state, (unsigned char *)to, END_BYTES);
    if (made < 0) return E_NOMEM;
    out->len += (size_t)made;
    return 0;
}

static void mp3_close(void *state)
{
    lame_close(state);
}

/* Two frames more than the samples fill: LAME's delay and what a decoder's overlap needs at the end
 * (the unit test compares this with what LAME writes, length by length). */
static int64_t mp3_total_bytes(int64_t total_samples)
{
    return ((total_samples + FRAME_SAMPLES - 1) / FRAME_SAMPLES + 2) * FRAME_BYTES;
}

const struct encoder_ops encoder_mp3 = {.open = mp3_open,
                                        .put = mp3_put,
                                        .end = mp3_end,
                                        .close = mp3_close,
                                        .total_bytes = mp3_total_bytes};
