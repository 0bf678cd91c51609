/* say.c - `utter say`: text to sound, in a file, a pipe or the sound card.
 *
 * The engine's workers hand blocks to a short queue; this thread takes them, encodes, writes and
 * grants credit for what it has written, so that a slow reader slows the engine and nothing else.
 * Ctrl-C cancels the speech; what was spoken so far is a valid file. */
#include "cmd/cmd.h"

#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/file.h"
#include "base/utf8.h"
#include "cmd/output.h"
#include "cmd/pieces.h"
#include "cmd/progress.h"
#include "synth/synth.h"
#include "text/markup.h"
#include "text/user_words.h"

enum {
    WAIT_MS = 100,                        /* how soon Ctrl-C is noticed */
    QUEUE_MAX = SPEECH_CREDIT / 1200 + 8, /* blocks; credit bounds them */
    PIECE_PAUSE = SPEECH_RATE * 6 / 10,   /* between pieces of a long input */
    TEXT_MAX = 64 << 20,
    SSML_MAX = 4 << 20, /* of standard input: it is spoken when all of it is there */
};

static volatile int interrupted; /* set by the signal, looked at often */

struct say {
    const char *voice, *model, *format, *path, *phonemes, *words_path, *emoji;
    float speed;
    struct user_words *words;
    enum text_emoji emoji_kind;
    struct buf text;

    struct synth *synth;
    struct recipe recipe;
    struct output *output;
    struct progress progress;
    int whole; /* the piece under way is all there is: a part of it is a part of everything */
    uint32_t n_chars;

    pthread_mutex_t lock;
    pthread_cond_t changed;
    struct pcm *queue[QUEUE_MAX];
    int head, count;
    int planned, ended, end_code;
    int64_t total;
    struct err end_err;
};

/* ------------------------------------------------------------------------- the workers' side */

static void on_plan(void *ctx, int64_t total_samples)
{
    struct say *s = ctx;
    pthread_mutex_lock(&s->lock);
    s->planned = 1;
    s->total = total_samples;
    pthread_cond_signal(&s->changed);
    pthread_mutex_unlock(&s->lock);
}

static void on_pcm(void *ctx, struct pcm *block)
{
    struct say *s = ctx;
    pthread_mutex_lock(&s->lock);
    s->queue[(s->head + s->count++) % QUEUE_MAX] = pcm_ref(block);
    pthread_cond_signal(&s->changed);
    pthread_mutex_unlock(&s->lock);
}

static void on_end(void *ctx, int code, const struct err *e)
{
    struct say *s = ctx;
    pthread_mutex_lock(&s->lock);
    s->ended = 1;
    s->end_code = code;
    if (e) s->end_err = *e;
    pthread_cond_signal(&s->changed);
    pthread_mutex_unlock(&s->lock);
}

/* ----------------------------------------------------------------------------- this thread's */

enum happened { NOTHING, PLANNED, BLOCK, ENDED };

/* Waits a moment for the next thing: the plan first, then blocks, the end last. */
static enum happened next_event(struct say *s, int *plan_seen, struct pcm **block)
{
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_nsec += WAIT_MS * 1000000L;
    until.tv_sec += until.tv_nsec / 1000000000L;
    until.tv_nsec %= 1000000000L;
    enum happened what = NOTHING;
    pthread_mutex_lock(&s->lock);
    if (s->planned == *plan_seen && !s->count && !s->ended)
        pthread_cond_timedwait(&s->changed, &s->lock, &until);
    if (s->planned && !*plan_seen) {
        *plan_seen = 1;
        what = PLANNED;
    } else if (s->count) {
        *block = s->queue[s->head];
        s->head = (s->head + 1) % QUEUE_MAX;
        s->count--;
        what = BLOCK;
    } else if (s->ended) {
        what = ENDED;
    }
    pthread_mutex_unlock(&s->lock);
    return what;
}

static void show(struct say *s, const struct pcm *block)
{
    double seconds = (double)output_samples(s->output) / SPEECH_RATE, part = -1;
    if (s->whole && s->total > 0)
        part = (double)output_samples(s->output) / (double)s->total;
    else if (s->whole && s->n_chars)
        part = (double)block->to_char / s->n_chars;
    progress_show(&s->progress, part, seconds);
}

/* Takes what one speech brings until it ends. */
static int drain(struct say *s, struct speech *speech, struct err *e)
{
    int code = 0, plan_seen = 0, cancelled = 0;
    for (;;) {
        struct pcm *block = NULL;
        enum happened what = next_event(s, &plan_seen, &block);
        if (what == ENDED) break;
        if (what == PLANNED && !code) code = output_begin(s->output, s->whole ? s->total : -1, e);
        if (what == BLOCK && !code)
            code = output_put(s->output, block->samples, block->n_samples, e);
        if (what == BLOCK && !code) {
            show(s, block);
            speech_grant(speech, block->n_samples);
        }
        pcm_unref(block);
        if ((interrupted || code) && !cancelled) {
            cancelled = 1;
            speech_cancel(speech);
        }
    }
    if (code) return code;
    if (s->end_code) *e = s->end_err;
    return s->end_code;
}

static int speak(struct say *s, const char *text, size_t n, struct err *e)
{
    struct synth_request r = {.text = text,
                              .n_text = n,
                              .phonemes = s->phonemes,
                              .recipe = &s->recipe,
                              .speed = s->speed,
                              .text_options = text_default_options()};
    struct speech *speech;
    const struct speech_sink sink = {on_plan, on_pcm, on_end, s};
    r.text_options.markup = 1;
    r.text_options.words[0] = s->words;
    r.text_options.emoji = s->emoji_kind;
    s->planned = s->ended = s->end_code = 0;
    s->n_chars = (uint32_t)utf8_count(text, n);
    int code = synth_speak(s->synth, &r, &speech, e);
    if (code) return code;
    speech_grant(speech, SPEECH_CREDIT);
    speech_start(speech, &sink);
    code = drain(s, speech, e);
    speech_release(speech);
    return code;
}

/* SSML is one text, however long: the rest of it behind its first piece. */
static int read_ssml(struct pieces *in, struct buf *piece, struct err *e)
{
    int code = 0;
    while (!code && !pieces_done(in))
        code = pieces_next(in, piece, &interrupted, e);
    if (buf_error(piece) == E_LIMIT)
        return err_set(e, E_LIMIT, "the SSML is longer than %d bytes", SSML_MAX);
    return code == E_NOENT ? 0 : code;
}

static int speak_input(struct say *s, struct err *e)
{
    struct pieces in = pieces_make(STDIN_FILENO);
    struct buf piece = buf_make(SSML_MAX);
    int code = 0, first = 1;
    while (!code) {
        buf_clear(&piece);
        code = pieces_next(&in, &piece, &interrupted, e);
        if (!code && markup_is_ssml(piece.data, piece.len)) code = read_ssml(&in, &piece, e);
        if (code) break;
        s->whole = first && pieces_done(&in);
        if (!first) code = output_silence(s->output, PIECE_PAUSE, e);
        if (!code) code = speak(s, piece.data, piece.len, e);
        first = 0;
    }
    if (code == E_NOENT) code = first ? err_set(e, E_ARG, "there is nothing to say") : 0;
    buf_free(&piece);
    pieces_free(&in);
    return code;
}

/* ------------------------------------------------------------------------------------ options */

static int read_speed(const char *s, float *speed, struct err *e)
{
    char *end;
    *speed = strtof(s, &end);
    if (end == s || *end || !(*speed >= 0.25F && *speed <= 4))
        return err_set(e, E_USAGE, "-s %s: the speed is a number from 0.25 to 4", s);
    return 0;
}

static int add_text(struct say *s, const char *word, struct err *e)
{
    if (s->text.len) buf_putc(&s->text, ' ');
    buf_puts(&s->text, word);
    return buf_error(&s->text) ? err_set(e, E_LIMIT, "the text is longer than 64 MB") : 0;
}

static int read_options(struct say *s, int argc, char **argv, struct err *e)
{
    static const struct {
        const char *brief, *full;
        size_t at;
    } list[] = {{"-v", "--voice", offsetof(struct say, voice)},
                {"-m", "--model", offsetof(struct say, model)},
                {"-f", "--format", offsetof(struct say, format)},
                {"-o", "--output", offsetof(struct say, path)},
                {"--phonemes", "--phonemes", offsetof(struct say, phonemes)},
                {"--words", "--words", offsetof(struct say, words_path)},
                {"--emoji", "--emoji", offsetof(struct say, emoji)},
                {"-s", "--speed", 0}};
    size_t n = sizeof(list) / sizeof(list[0]);
    int code = 0, options = 1;
    for (int i = 1; i < argc && !code; i++) {
        const char *a = argv[i];
        size_t o = 0;
        if (options && !strcmp(a, "--")) {
            options = 0;
            continue;
        }
        if (!options || a[0] != '-' || !a[1]) {
            code = add_text(s, a, e);
            continue;
        }
        while (o < n && strcmp(a, list[o].brief) != 0 && strcmp(a, list[o].full) != 0)
            o++;
        if (o == n) return err_set(e, E_USAGE, "unknown option %s", a);
        if (i + 1 == argc) return err_set(e, E_USAGE, "%s needs a value", a);
        if (!strcmp(list[o].brief, "-s"))
            code = read_speed(argv[++i], &s->speed, e);
        else
            *(const char **)(void *)((char *)s + list[o].at) = argv[++i];
    }
    return code;
}

/* -f, else the file's extension, else WAV. */
static int choose_format(const struct say *s, enum audio_format *format, struct err *e)
{
    const char *name = s->format, *dot = s->path ? strrchr(s->path, '.') : NULL;
    if (!name && s->path && strcmp(s->path, "-") != 0 && dot && !strchr(dot, '/')) name = dot + 1;
    int f = name ? audio_format_from_name(name) : AUDIO_WAV;
    if (f < 0 && s->format)
        return err_set(e, E_USAGE, "-f %s: the formats are wav, mp3 and pcm", name);
    if (f < 0)
        return err_set(e, E_USAGE, "%s: no format has the extension %s; choose one with -f",
                       s->path, dot);
    *format = (enum audio_format)f;
    return 0;
}

static int find_voice(struct say *s, const struct kokoro *k, const struct model_info *model,
                      struct err *e)
{
    int code = recipe_find(k, model, s->voice, &s->recipe, e);
    return code == E_VOICE ? E_USAGE : code;
}

static int open_engine(struct say *s, const struct cmd_globals *g, const char *dir, struct err *e)
{
    const struct synth_options opt = {.data_dir = dir, .model = g->model};
    int code = synth_open(&s->synth, &opt, e);
    if (code != E_NOENT) return code;
    struct err what = *e;
    return err_set(e, E_NOENT, "the voice data is not in %s: run ./start, or utter import (%.200s)",
                   dir, what.msg);
}

static int prepare(const struct cmd_globals *g, struct say *s, struct err *e)
{
    char dir[PATH_MAX_BYTES];
    enum audio_format format = AUDIO_WAV;
    const struct model_info *model = recipe_model_find(s->model);
    if (!model) return err_set(e, E_USAGE, "no model '%s'; see utter models", s->model);
    if (s->phonemes && s->text.len)
        return err_set(e, E_USAGE, "--phonemes is spoken instead of a text: give only one");
    if (s->emoji && !text_emoji_from_name(&s->emoji_kind, s->emoji))
        return err_set(e, E_USAGE, "--emoji %s: named or dropped", s->emoji);
    int code = choose_format(s, &format, e);
    if (!code && s->words_path) code = user_words_load(&s->words, s->words_path, e);
    if (code) return code;
    if (!s->path && (!isatty(STDOUT_FILENO) || s->format)) s->path = "-";
    code = output_open(&s->output, s->path, format, e);
    if (!code) code = file_data_dir(dir, g->data, e);
    /* The names of all models but kokoro are known before the data is opened. */
    if (!code && strcmp(model->id, "kokoro") != 0) code = find_voice(s, NULL, model, e);
    if (code) return code;
    code = open_engine(s, g, dir, e);
    return code ? code : find_voice(s, synth_model(s->synth), model, e);
}

/* ---------------------------------------------------------------------------------------- run */

static void on_signal(int number)
{
    (void)number;
    interrupted = 1;
}

static void catch_signals(void)
{
    struct sigaction a = {.sa_handler = on_signal, .sa_flags = (int)SA_RESETHAND};
    sigaction(SIGINT, &a, NULL);
    sigaction(SIGTERM, &a, NULL);
    sigaction(SIGHUP, &a, NULL);
}

static int say_all(struct say *s, struct err *e)
{
    catch_signals();
    progress_start(&s->progress, s->path != NULL);
    s->whole = 1;
    int code =
        s->phonemes || s->text.len ? speak(s, s->text.data, s->text.len, e) : speak_input(s, e);
    progress_end(&s->progress);
    struct err late = {0};
    int end_code = output_end(s->output, code != 0, &late);
    if (!code && end_code) {
        *e = late;
        code = end_code;
    }
    return code;
}

static int report(const struct say *s, int code, const struct err *e)
{
    if (code == E_CANCEL) {
        fprintf(stderr, "utter say: stopped after %.1f s of speech\n",
                s->output ? (double)output_samples(s->output) / SPEECH_RATE : 0.0);
        return 1;
    }
    if (code == E_NOENT && s->synth && !s->path)
        fputs("(to write a file: utter say -o FILE.wav ...)\n", stderr);
    return code ? cmd_fail("say", code, e) : 0;
}

static int run(const struct cmd_globals *g, int argc, char **argv)
{
    struct say s = {.voice = "Cherry",
                    .model = "qwen-tts-latest",
                    .speed = 1,
                    .text = buf_make(TEXT_MAX),
                    .lock = PTHREAD_MUTEX_INITIALIZER,
                    .changed = PTHREAD_COND_INITIALIZER};
    struct err e = {0};
    int code = read_options(&s, argc, argv, &e);
    if (!code) code = prepare(g, &s, &e);
    if (!code) code = say_all(&s, &e);
    int exit_code = report(&s, code, &e);
    while (s.count) {
        pcm_unref(s.queue[s.head]);
        s.head = (s.head + 1) % QUEUE_MAX;
        s.count--;
    }
    output_close(s.output);
    synth_close(s.synth);
    user_words_unref(s.words);
    buf_free(&s.text);
    return exit_code;
}

const struct cmd cmd_say = {
    "say", "speak a text, in a file, a pipe or on the sound card",
    "usage: utter say [OPTION...] [TEXT...]\n"
    "\n"
    "Speaks TEXT, or standard input (any length), in Chinese, English and both mixed.\n"
    "\n"
    "  -v, --voice VOICE    default Cherry; `utter voices` lists them\n"
    "  -m, --model MODEL    default qwen-tts-latest; `utter models` lists them\n"
    "  -s, --speed SPEED    0.25 to 4, default 1\n"
    "  -o, --output FILE    the file to write; - is standard output.  Without it: the sound card "
    "on\n"
    "                       a terminal, else WAV on standard output\n"
    "  -f, --format FORMAT  wav, mp3 or pcm (s16le, 24 kHz, mono); default: FILE's extension\n"
    "  --words FILE         your own pronunciations: lines of WORD<tab>READING[<tab>zh|en], the "
    "reading\n"
    "                       in pinyin (chong2 qing4) or IPA (/təˈmeɪtoʊ/)\n"
    "  --emoji named        emoji are read by their names; default dropped: not at all\n"
    "  --phonemes STRING    speak the model's own symbols instead of a text: one chunk, its "
    "samples\n"
    "                       as they are\n"
    "\n"
    "A text that begins with <speak> is SSML; [重庆](/chong2 qing4/) gives a reading beside the "
    "word.\n"
    "\n"
    "  utter say '你好, world'\n"
    "  utter say '<speak>One<break time=\"1s\"/><prosody rate=\"slow\">two</prosody></speak>'\n"
    "  utter say -v Ethan -o hello.mp3 'Good morning.'\n"
    "  utter say -o book.wav <book.txt\n"
    "  echo '今天天气很好。' | utter say -f pcm | aplay -f S16_LE -r 24000\n"
    "  utter say -m kokoro -v 'zf_xiaoxiao(2)+af_heart(1)' -o mix.wav 'A mix of two voices.'\n",
    run};
