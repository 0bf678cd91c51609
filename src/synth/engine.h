/* engine.h - what the speeches of one struct synth share: model, front end, pool, sessions.
 * Inside synth/ only.
 *
 * A session is the memory of one chunk under way.  A job takes one and gives it back before it
 * ends, so there are never more than workers; they are kept, because a fresh one costs page faults
 * for a hundred megabytes. */
#ifndef SYNTH_ENGINE_H
#define SYNTH_ENGINE_H

#include <pthread.h>
#include <stdatomic.h>

#include "base/pool.h"
#include "synth/synth.h"

enum { SESSIONS_KEPT_MAX = 64 };

struct synth {
    struct kokoro *kokoro;
    struct text *text;
    struct pool *pool;
    int speeches_max;
    atomic_int open_speeches;
    pthread_mutex_t lock; /* of the idle sessions */
    struct kokoro_session *idle[SESSIONS_KEPT_MAX];
    int n_idle, idle_max;
};

NODISCARD int engine_take_session(struct synth *s, struct kokoro_session **out, struct err *e);
void engine_give_session(struct synth *s, struct kokoro_session *session); /* NULL is fine */

/* Counts a speech in; E_BUSY: there are too many.  engine_leave counts it out. */
NODISCARD int engine_enter(struct synth *s, struct err *e);
void engine_leave(struct synth *s);

#endif
