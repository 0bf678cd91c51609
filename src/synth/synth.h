/* synth.h - the local engine as a source of speech: reads the text, plans chunks, renders them.
 *
 *     synth_open: model + front end + a pool of workers, one a core
 *     synth_speak: -> struct speech (audio/speech.h); start it, grant credit, get blocks
 *
 * The chunk plan is a pure function of text, voice, speed and engine version.  Each step of a
 * speech (read and plan; predict; render one chunk) is one job of the pool, and goes by when
 * its sound is needed; between steps, and for urgent ones between layers, other speeches get their
 * turn.  Without credit a speech has no job queued.  Thread-safe. */
#ifndef SYNTH_SYNTH_H
#define SYNTH_SYNTH_H

#include <stdint.h>

#include "audio/speech.h"
#include "base/err.h"
#include "model/kokoro/kokoro.h"
#include "synth/recipe.h"
#include "text/text.h"

struct synth;

struct synth_options {
    const char *data_dir;
    int threads;                 /* 0: cpu_count() */
    int speeches_max;            /* open at once; more is E_BUSY. default 64 */
    struct kokoro_options model; /* small_memory: memory of one text is kept, too, not of
                                    as many as there are threads */
};

NODISCARD int synth_open(struct synth **out, const struct synth_options *opt, struct err *e);
void synth_close(struct synth *s); /* all speeches must be released */

const struct kokoro *synth_model(const struct synth *s);
const struct text *synth_text(const struct synth *s);

struct synth_request {
    const char *text; /* UTF-8, copied */
    size_t n_text;
    const char *phonemes; /* not NULL: one chunk of these instead of text, samples as they are */
    const struct recipe *recipe; /* copied */
    float speed;                 /* 0.25 .. 4 */
    int seconds_max;             /* cap on the audio; over it E_LONG before anything is rendered */
    struct text_options text_options;
};

/* E_BUSY: too many at once.  E_LONG is found while planning and comes through end(). */
NODISCARD int synth_speak(struct synth *s, const struct synth_request *r, struct speech **out,
                          struct err *e);

/* Speeches that are open now (for /readyz, metrics, drain). */
int synth_open_count(struct synth *s);

#endif
