#include "../unit.h"

#include <lame/lame.h>
#include <math.h>

#include "audio/encode.h"
#include "base/rng.h"

static float noise[20000];

static void fill_noise(float level)
{
    struct rng r = {7};
    for (int i = 0; i < 20000; i++)
        noise[i] = rng_unit(&r) * level;
}

/* Encodes the first n samples of noise in pieces of odd sizes. */
static struct buf encode(enum audio_format f, int n, int64_t told)
{
    struct encoder *enc;
    struct buf b = buf_make(1 << 20);
    struct rng r = {(uint64_t)n};
    assert_int_equal(encode_open(&enc, f, told, NULL), 0);
    for (int at = 0; at < n;) {
        int part = 1 + (int)rng_below(&r, 3000);
        if (part > n - at) part = n - at;
        assert_int_equal(encode_put(enc, noise + at, part, &b), 0);
        at += part;
    }
    assert_int_equal(encode_end(enc, &b), 0);
    encode_close(enc);
    return b;
}

static uint32_t le(const char *s, int n)
{
    uint32_t v = 0;
    for (int i = n - 1; i >= 0; i--)
        v = v << 8 | (unsigned char)s[i];
    return v;
}

static void wav_is_exact_when_the_length_is_known(void **state)
{
    (void)state;
    fill_noise(0.5F);
    for (int n = 0; n < 400; n += 57) {
        struct buf b = encode(AUDIO_WAV, n, n);
        assert_int_equal(b.len, 44 + 2 * n);
        assert_int_equal(encode_total_bytes(AUDIO_WAV, n), b.len);
        assert_memory_equal(b.data, "RIFF", 4);
        assert_int_equal(le(b.data + 4, 4), b.len - 8);
        assert_memory_equal(b.data + 8, "WAVEfmt ", 8);
        assert_int_equal(le(b.data + 16, 4), 16);
        assert_int_equal(le(b.data + 20, 2), 1);
        assert_int_equal(le(b.data + 22, 2), 1);
        assert_int_equal(le(b.data + 24, 4), 24000);
        assert_int_equal(le(b.data + 28, 4), 48000);
        assert_int_equal(le(b.data + 32, 2), 2);
        assert_int_equal(le(b.data + 34, 2), 16);
        assert_memory_equal(b.data + 36, "data", 4);
        assert_int_equal(le(b.data + 40, 4), 2 * n);
        for (int i = 0; i < n; i++)
            assert_int_equal((int16_t)le(b.data + 44 + 2 * i, 2), lrintf(noise[i] * 32768));
        buf_free(&b);
    }
}

static void wav_of_a_stream_says_so(void **state)
{
    (void)state;
    struct buf b = encode(AUDIO_WAV, 100, -1);
    assert_int_equal(le(b.data + 4, 4), 0xFFFFFFFF);
    assert_int_equal(le(b.data + 40, 4), 0xFFFFFFFF);
    assert_int_equal(b.len, 44 + 200);
    assert_int_equal(encode_total_bytes(AUDIO_WAV, -1), -1);
    buf_free(&b);
}

static void too_long_for_riff_is_a_stream(void **state)
{
    (void)state;
    struct encoder *enc;
    struct buf b = buf_make(1 << 20);
    assert_int_equal(encode_open(&enc, AUDIO_WAV, 3000000000LL, NULL), 0);
    assert_int_equal(encode_put(enc, noise, 1, &b), 0);
    assert_int_equal(le(b.data + 4, 4), 0xFFFFFFFF);
    assert_int_equal(le(b.data + 40, 4), 0xFFFFFFFF);
    encode_close(enc);
    buf_free(&b);
}

static void pcm_is_the_samples_alone(void **state)
{
    (void)state;
    fill_noise(0.9F);
    struct buf b = encode(AUDIO_PCM, 5000, -1);
    assert_int_equal(b.len, 10000);
    assert_int_equal(encode_total_bytes(AUDIO_PCM, 5000), 10000);
    for (int i = 0; i < 5000; i++)
        assert_int_equal((int16_t)le(b.data + 2 * i, 2), lrintf(noise[i] * 32768));
    buf_free(&b);
}

static void loud_and_broken_samples_stay_inside(void **state)
{
    (void)state;
    fill_noise(3);
    noise[10] = NAN;
    noise[11] = INFINITY;
    struct buf b = encode(AUDIO_PCM, 20000, -1);
    int loudest = 0;
    for (size_t i = 0; i < b.len; i += 2) {
        int v = abs((int16_t)le(b.data + i, 2));
        if (v > loudest) loudest = v;
    }
    assert_in_range(loudest, 20000, 32112); /* 0.98 of full scale */
    buf_free(&b);
}

static void mp3_is_as_long_as_it_says(void **state)
{
    (void)state;
    fill_noise(0.5F);
    for (int n = 0; n < 3000; n += n < 4 || (n > 570 && n < 580) ? 1 : 97) {
        struct buf b = encode(AUDIO_MP3, n, n);
        assert_int_equal(encode_total_bytes(AUDIO_MP3, n), b.len);
        buf_free(&b);
    }
}

/* A tone comes back as itself: right length, right pitch, about the same level. */
static void mp3_decodes(void **state)
{
    (void)state;
    enum { N = 12000 };
    for (int i = 0; i < N; i++)
        noise[i] = 0.5F * sinf(6.2831853F * 440 * (float)i / 24000);
    struct buf b = encode(AUDIO_MP3, N, -1);
    static short left[40000], right[40000];
    hip_t hip = hip_decode_init();
    int got = 0;
    mp3data_struct info = {0};
    for (size_t at = 0; at < b.len; at += 288)
        got += hip_decode_headers(hip, (unsigned char *)b.data + at, 288, left + got, right, &info);
    hip_decode_exit(hip);
    assert_int_equal(info.samplerate, 24000);
    assert_int_equal(info.stereo, 1);
    assert_int_equal(info.bitrate, 96);
    assert_in_range(got, N, N + 2 * 1152);
    int crossings = 0;
    double power = 0;
    for (int i = 2000; i < 10000; i++) {
        crossings += left[i] < 0 && left[i + 1] >= 0;
        power += (double)left[i] * left[i] / 8000;
    }
    assert_in_range(crossings, 146, 148); /* 440 Hz x 8000/24000 s = 146.7 */
    assert_true(fabs(sqrt(power) / 32768 - 0.3536) < 0.02);
    buf_free(&b);
}

static void a_full_buffer_is_told(void **state)
{
    (void)state;
    struct encoder *enc;
    for (int f = 0; f < AUDIO_FORMATS; f++) {
        if (!audio_format_ready((enum audio_format)f)) continue;
        struct buf b = buf_make(20);
        assert_int_equal(encode_open(&enc, (enum audio_format)f, -1, NULL), 0);
        int code = encode_put(enc, noise, 5000, &b);
        if (!code) code = encode_end(enc, &b);
        assert_int_equal(code, E_LIMIT);
        encode_close(enc);
        buf_free(&b);
    }
}

static void formats_have_names(void **state)
{
    (void)state;
    static const char *const types[] = {"wav",  "audio/wav",  "mp3", "audio/mpeg",
                                        "opus", "audio/ogg",  "aac", "audio/aac",
                                        "flac", "audio/flac", "pcm", "audio/pcm"};
    for (int f = 0; f < AUDIO_FORMATS; f++) {
        assert_int_equal(audio_format_from_name(types[2 * f]), f);
        assert_string_equal(audio_format_name((enum audio_format)f), types[2 * f]);
        assert_string_equal(audio_content_type((enum audio_format)f), types[2 * f + 1]);
        if (audio_format_ready((enum audio_format)f)) continue;
        struct encoder *enc;
        struct err e = {0};
        assert_int_equal(encode_open(&enc, (enum audio_format)f, 1, &e), E_UNSUP);
        assert_null(enc);
        assert_non_null(strstr(e.msg, types[2 * f]));
        assert_int_equal(encode_total_bytes((enum audio_format)f, 1), -1);
    }
    assert_int_equal(audio_format_from_name("WAV"), -1);
    assert_int_equal(audio_format_from_name(""), -1);
    encode_close(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(wav_is_exact_when_the_length_is_known),
        cmocka_unit_test(wav_of_a_stream_says_so),
        cmocka_unit_test(too_long_for_riff_is_a_stream),
        cmocka_unit_test(pcm_is_the_samples_alone),
        cmocka_unit_test(loud_and_broken_samples_stay_inside),
        cmocka_unit_test(mp3_is_as_long_as_it_says),
        cmocka_unit_test(mp3_decodes),
        cmocka_unit_test(a_full_buffer_is_told),
        cmocka_unit_test(formats_have_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
