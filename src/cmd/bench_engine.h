/* bench_engine.h - the engine as the service runs it, under a stopwatch.
 *
 *     one utterance      a session on a pool of its own: the time of every stage is known
 *     several at once    speeches of struct synth, as for so many clients: steps of all of them
 *                        go through one pool in turn
 *
 * Used by one thread; the work is done by the pools' own.  Only one of the pools has work at any
 * time. */
#ifndef CMD_BENCH_ENGINE_H
#define CMD_BENCH_ENGINE_H

#include <pthread.h>

#include "cmd/bench_texts.h"
#include "cmd/cmd.h"
#include "synth/synth.h"

enum { BENCH_AT_ONCE_MAX = 64 };

struct bench_engine {
    struct synth *synth;
    const struct kokoro *k; /* synth's */
    struct pool *pool;
    struct kokoro_session *session;
    struct recipe recipe;
    int voice;
    double load_s;  /* until the engine could speak */
    float *samples; /* room for the longest call so far */
    int room;
};

/* Of one turn: all calls of a text, or of a text so many times at once. */
struct bench_turn {
    double audio_s, wall_s;
    double first_s; /* until the first call's samples were there; at once: until all had theirs */
    double cpu_s;   /* of the whole process */
    double stage_s[KOKORO_STAGE_COUNT], stage_flop[KOKORO_STAGE_COUNT]; /* zero when at once */
};

struct bench_engine_options {
    const char *data; /* the data folder */
    const char *voice;
    int threads; /* 0: every processor */
    struct kokoro_options model;
};

NODISCARD int bench_engine_open(struct bench_engine *b, const struct bench_engine_options *o,
                                struct err *e);
void bench_engine_close(struct bench_engine *b);

NODISCARD int bench_engine_speak(struct bench_engine *b, const struct bench_text *t, int at_once,
                                 struct bench_turn *turn, struct err *e);

int bench_engine_threads(const struct bench_engine *b);
double bench_engine_session_mb(const struct bench_engine *b); /* planned by the longest call */
double bench_peak_rss_mb(void);

#endif
