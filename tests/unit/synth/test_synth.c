/* What is delivered is what was promised, whatever the credit, the neighbours and the moment of a
 * cancel: with the tiny model (fast, so that the sanitizers can watch threads), and what has to do
 * with sound once more with the real one.  Skipped where the lexicons or the model are not. */
#include "../unit.h"

#include <math.h>
#include <pthread.h>

#include "base/clock.h"
#include "base/cpu.h"
#include "base/file.h"
#include "base/utf8.h"
#include "kern/kern.h"
#include "synth/synth.h"

static struct synth *synth;

static const char *voice;

static void open_folder(const char *dir, const char *with_voice)
{
    struct err e = {0};
    const struct synth_options opt = {.data_dir = dir, .threads = 2, .speeches_max = 3};
    voice = with_voice;
    if (!synth_open(&synth, &opt, &e)) return;
    print_message("skipped: %s\n", e.msg);
    synth = NULL;
}

static int open_real(void **state)
{
    (void)state;
    char dir[PATH_MAX_BYTES];
    kern_init(cpu_detect());
    if (!file_data_dir(dir, NULL, NULL)) open_folder(dir, "zf_xiaoxiao(1)+af_heart(1)");
    return 0;
}

/* The tiny model and the real lexicons in one folder. */
static int open_tiny(void **state)
{
    (void)state;
    char data[PATH_MAX_BYTES], here[PATH_MAX_BYTES], dir[200], command[4 * PATH_MAX_BYTES];
    kern_init(cpu_detect());
    if (file_data_dir(data, NULL, NULL) || !getcwd(here, sizeof(here))) return 0;
    unit_folder(dir);
    snprintf(
        command, sizeof(command),
        "ln -s '%s/tests/fixtures/tiny/model' '%s/tests/fixtures/tiny/voices' '%s/lexicon' '%s'",
        here, here, data, dir);
    assert_int_equal(system(command), 0);
    open_folder(dir, "tiny_a(1)+tiny_b(2)");
    unit_remove(dir); /* what is open stays mapped */
    return 0;
}

static int close_engine(void **state)
{
    (void)state;
    synth_close(synth);
    synth = NULL;
    return 0;
}

/* A listener that remembers everything. */
struct heard {
    struct speech *speech;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    int plans, ended, code, cancel_at_block, blocks, chunks;
    int64_t planned, samples;
    int64_t grant; /* given back for every block; 0: the sample count */
    uint32_t from, to;
    float *sound;
    struct err e;
};

enum { SOUND_MAX = 400 * SPEECH_RATE };

static void on_plan(void *ctx, int64_t total)
{
    struct heard *h = ctx;
    pthread_mutex_lock(&h->lock);
    h->plans++;
    h->planned = total;
    assert_int_equal(h->blocks, 0);
    pthread_mutex_unlock(&h->lock);
}

static void on_pcm(void *ctx, struct pcm *block)
{
    struct heard *h = ctx;
    pthread_mutex_lock(&h->lock);
    assert_int_equal(h->plans, 1);
    assert_int_equal(h->ended, 0);
    assert_in_range(block->n_samples, 1, PCM_SAMPLES_MAX);
    assert_true(h->samples + block->n_samples <= SOUND_MAX);
    if (!h->blocks) h->from = block->from_char;
    if (block->chunk == h->chunks) { /* chunks come in order and tile the text */
        if (h->chunks) assert_int_equal(block->from_char, h->to);
        h->chunks++;
    }
    assert_int_equal(block->chunk, h->chunks - 1);
    h->to = block->to_char;
    memcpy(h->sound + h->samples, block->samples, (size_t)block->n_samples * sizeof(float));
    h->samples += block->n_samples;
    h->blocks++;
    int cancel = h->blocks == h->cancel_at_block;
    pthread_mutex_unlock(&h->lock);
    if (cancel) speech_cancel(h->speech); /* from inside the sink */
    speech_grant(h->speech, h->grant ? h->grant : block->n_samples);
}

static void on_end(void *ctx, int code, const struct err *e)
{
    struct heard *h = ctx;
    pthread_mutex_lock(&h->lock);
    h->ended++;
    h->code = code;
    if (e) h->e = *e;
    pthread_cond_signal(&h->changed);
    pthread_mutex_unlock(&h->lock);
}

static struct recipe recipe_of(void)
{
    struct recipe r;
    struct err e = {0};
    if (recipe_find(synth_model(synth), recipe_model_find("kokoro"), voice, &r, &e))
        fail_msg("%s", e.msg);
    return r;
}

static struct heard *open_speech(const char *text, float speed, int seconds_max)
{
    struct recipe r = recipe_of();
    struct heard *h = calloc(1, sizeof(*h));
    struct err e = {0};
    const struct synth_request request = {.text = text,
                                          .n_text = strlen(text),
                                          .recipe = &r,
                                          .speed = speed,
                                          .seconds_max = seconds_max,
                                          .text_options = text_default_options()};
    pthread_mutex_init(&h->lock, NULL);
    pthread_cond_init(&h->changed, NULL);
    h->sound = calloc(SOUND_MAX, sizeof(float));
    if (synth_speak(synth, &request, &h->speech, &e)) fail_msg("%s", e.msg);
    return h;
}

static void start(struct heard *h)
{
    const struct speech_sink sink = {on_plan, on_pcm, on_end, h};
    speech_start(h->speech, &sink);
}

static void wait_end(struct heard *h)
{
    pthread_mutex_lock(&h->lock);
    while (!h->ended)
        pthread_cond_wait(&h->changed, &h->lock);
    assert_int_equal(h->ended, 1);
    pthread_mutex_unlock(&h->lock);
}

static void drop(struct heard *h)
{
    speech_release(h->speech);
    pthread_cond_destroy(&h->changed);
    pthread_mutex_destroy(&h->lock);
    free(h->sound);
    free(h);
}

static struct heard *speak(const char *text, float speed)
{
    struct heard *h = open_speech(text, speed, 0);
    speech_grant(h->speech, SPEECH_CREDIT);
    start(h);
    wait_end(h);
    if (h->code) fail_msg("%d: %s", h->code, h->e.msg);
    return h;
}

static double loudness(const float *x, int64_t n)
{
    double sum = 0;
    for (int64_t i = 0; i < n; i++)
        sum += (double)x[i] * (double)x[i];
    return 10 * log10(sum / (double)n + 1e-12);
}

/* Two paragraphs; the tiny model takes 62 phonemes at once. */
static const char two_chunks[] = "今天天气很好，我们去公园。\nThen we had a look at the river.";

static void the_promise_is_kept(void **state)
{
    (void)state;
    if (!synth) skip();
    static const char *const texts[] = {"你好。", "嗯", "A", two_chunks};
    static const float speeds[] = {1, 0.5F, 2, 0.25F, 4};
    for (int t = 0; t < 4; t++)
        for (int s = 0; s < (t == 0 ? 5 : 1); s++) {
            struct heard *h = speak(texts[t], speeds[s]);
            assert_int_equal(h->plans, 1);
            assert_true(h->planned > 0);
            assert_int_equal(h->samples, h->planned);
            assert_int_equal(h->from, 0);
            drop(h);
        }
    assert_int_equal(synth_open_count(synth), 0);
}

static void the_sound_is_a_voice(void **state)
{
    (void)state;
    if (!synth) skip();
    static const char *const texts[] = {"嗯", "A", two_chunks};
    for (int t = 0; t < 3; t++) {
        struct heard *h = speak(texts[t], 1);
        assert_int_equal(h->samples, h->planned);
        double db = loudness(h->sound, h->samples);
        assert_true(db > -30 && db < -15);
        drop(h);
    }
}

static void chunks_tile_the_text(void **state)
{
    (void)state;
    if (!synth) skip();
    struct heard *h = speak(two_chunks, 1);
    assert_true(h->chunks >= 2);
    assert_int_equal(h->to, utf8_count(two_chunks, strlen(two_chunks)));
    drop(h);
}

static void speed_changes_the_length(void **state)
{
    (void)state;
    if (!synth) skip();
    static const char text[] = "今天天气很好，我们一起去公园散步。";
    struct heard *normal = speak(text, 1), *fast = speak(text, 2), *slow = speak(text, 0.5F);
    assert_true(fabs((double)normal->samples / (double)fast->samples - 2) < 0.35);
    assert_true(fabs((double)slow->samples / (double)normal->samples - 2) < 0.35);
    drop(normal);
    drop(fast);
    drop(slow);
}

/* The plan never depends on delivery: one sample of credit a time or all at once, alone or beside
 * others, the sound is the same. */
static void sound_does_not_depend_on_credit(void **state)
{
    (void)state;
    if (!synth) skip();
    struct heard *all = speak("你好, world.", 1);
    struct heard *bits = open_speech("你好, world.", 1, 0), *other = open_speech(two_chunks, 1, 0);
    bits->grant = 777;
    start(bits);
    speech_grant(other->speech, SPEECH_CREDIT);
    start(other);
    clock_sleep_ms(300);
    pthread_mutex_lock(&bits->lock);
    assert_int_equal(bits->samples, 0); /* no credit, no sound */
    assert_int_equal(bits->ended, 0);
    pthread_mutex_unlock(&bits->lock);
    speech_grant(bits->speech, 1);
    wait_end(bits);
    wait_end(other);
    assert_int_equal(bits->samples, all->samples);
    assert_memory_equal(bits->sound, all->sound, (size_t)all->samples * sizeof(float));
    drop(all);
    drop(bits);
    drop(other);
}

static void joints_do_not_click(void **state)
{
    (void)state;
    if (!synth) skip();
    struct heard *h = speak(two_chunks, 1);
    assert_true(fabsf(h->sound[0]) < 0.005F && fabsf(h->sound[h->samples - 1]) < 0.005F);
    /* Zeros are pauses; what stands beside one is nearly silent. */
    for (int64_t i = 1; i < h->samples; i++)
        if ((h->sound[i] == 0) != (h->sound[i - 1] == 0))
            assert_true(fabsf(h->sound[i] - h->sound[i - 1]) < 0.02F);
    drop(h);
}

static void cancel_always_ends(void **state)
{
    (void)state;
    if (!synth) skip();
    for (int when = 0; when < 4; when++) {
        struct heard *h = open_speech(two_chunks, 1, 0);
        h->cancel_at_block = when == 3 ? 2 : 0;
        if (when == 0) speech_cancel(h->speech); /* before it starts */
        if (when >= 2) speech_grant(h->speech, SPEECH_CREDIT);
        start(h);
        if (when == 1) clock_sleep_ms(200), speech_cancel(h->speech); /* waiting for credit */
        if (when == 2) clock_sleep_ms(2), speech_cancel(h->speech);   /* at work, or done already */
        int64_t before = clock_ns();
        wait_end(h);
        assert_true(when == 3 || clock_ns() - before < 5000000000LL);
        if (when != 2 || h->code) assert_int_equal(h->code, E_CANCEL);
        if (when == 0) assert_int_equal(h->blocks, 0);
        drop(h);
    }
}

static void too_many_and_too_long(void **state)
{
    (void)state;
    if (!synth) skip();
    struct heard *open[3];
    struct speech *fourth;
    struct err e = {0};
    struct recipe r = recipe_of();
    struct synth_request request = {.text = "a", .n_text = 1, .recipe = &r, .speed = 1};
    for (int i = 0; i < 3; i++)
        open[i] = open_speech("a", 1, 0);
    assert_int_equal(synth_open_count(synth), 3);
    assert_int_equal(synth_speak(synth, &request, &fourth, &e), E_BUSY);
    assert_null(fourth);
    for (int i = 0; i < 3; i++)
        drop(open[i]); /* never started: fine */
    assert_int_equal(synth_open_count(synth), 0);
    static const float bad[] = {0.2F, 4.1F, NAN, 0, -1};
    for (int i = 0; i < 5; i++) {
        request.speed = bad[i];
        assert_int_equal(synth_speak(synth, &request, &fourth, &e), E_ARG);
    }
    for (int limit = 1; limit <= 3; limit += 2) { /* found by estimate, and by prediction */
        struct heard *h = open_speech(two_chunks, 1, limit);
        speech_grant(h->speech, SPEECH_CREDIT);
        start(h);
        wait_end(h);
        assert_int_equal(h->code, E_LONG);
        assert_non_null(strstr(h->e.msg, "too long"));
        assert_int_equal(h->plans, 0);
        drop(h);
    }
}

static void nothing_to_say_is_a_short_silence(void **state)
{
    (void)state;
    if (!synth) skip();
    static const char *const texts[] = {"😀", "...", "", "\n\n", "\xff\xfe"};
    for (int t = 0; t < 5; t++) {
        struct heard *h = speak(texts[t], 1);
        assert_in_range(h->samples, SPEECH_RATE / 10, SPEECH_RATE);
        assert_int_equal(h->samples, h->planned);
        assert_true(loudness(h->sound, h->samples) < -100);
        drop(h);
    }
}

int main(void)
{
    const struct CMUnitTest promises[] = {
        cmocka_unit_test(the_promise_is_kept),
        cmocka_unit_test(chunks_tile_the_text),
        cmocka_unit_test(sound_does_not_depend_on_credit),
        cmocka_unit_test(joints_do_not_click),
        cmocka_unit_test(cancel_always_ends),
        cmocka_unit_test(too_many_and_too_long),
        cmocka_unit_test(nothing_to_say_is_a_short_silence),
    };
    const struct CMUnitTest sounds[] = {
        cmocka_unit_test(the_sound_is_a_voice),
        cmocka_unit_test(speed_changes_the_length),
        cmocka_unit_test(joints_do_not_click),
    };
    int failed = cmocka_run_group_tests(promises, open_tiny, close_engine);
#if defined(__SANITIZE_THREAD__) || defined(__SANITIZE_ADDRESS__)
    return failed; /* the real model is an hour's work under them */
#endif
    return failed + cmocka_run_group_tests(sounds, open_real, close_engine);
}
