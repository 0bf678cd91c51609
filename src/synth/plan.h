/* plan.h - how a text is cut into the pieces that the model speaks one at a time.
 *
 *     words    The explorers walked , but they never found the river . It was cold , ...
 *     chunks  [The explorers walked ,][but they never found the river . It was cold , ...][...
 *              short: first sound soon   whole sentences, 175 phonemes or so: good prosody
 *
 * Among all ways to cut, the cheapest is taken (plan.c has the prices): a cut costs little behind a
 * paragraph or sentence, more at a comma, much between words, there by how much of a break the
 * front end sees; a chunk costs when it is so short
 * that the model babbles, or so long that it rushes.  Where the author asks for a pause or another
 * speed, there is a cut.  A pure function of the document and the
 * speed, whatever thread, machine or way of delivery. */
#ifndef SYNTH_PLAN_H
#define SYNTH_PLAN_H

#include "base/err.h"
#include "text/text.h"

/* What stands behind a chunk: how long the pause is. */
enum plan_break { PLAN_WORD, PLAN_BREATH, PLAN_CLAUSE, PLAN_SENTENCE, PLAN_PARAGRAPH, PLAN_END };

/* A stretch of a chunk in one language and style: its phonemes up to this one (code points,
 * exclusive). */
struct plan_run {
    int end_char;
    enum word_lang lang;
    struct voice_style style;
};

struct plan_chunk {
    const char *phonemes; /* NUL-terminated, in the plan's memory */
    size_t n_phonemes;    /* bytes */
    int n_chars;          /* code points of it, at most PLAN_CHARS_MAX */
    uint32_t from, to;    /* code points of the input; chunks tile [0, n_chars of the document) */
    enum plan_break after;
    uint32_t before_ms, pause_ms; /* silence asked for in front and behind: instead of after's */
    float rate;                   /* a factor on the speed: one for the whole chunk */
    const struct plan_run *runs;  /* in order; the last one ends at n_chars; in the plan's memory */
    int n_runs;                   /* 0: not known (phonemes given as they are) */
};

enum { PLAN_CHARS_MAX = 250 };

struct plan {
    struct plan_chunk *chunks;
    size_t n;
    uint32_t silence_ms; /* without chunks: how long a silence was asked for */
    char *memory_;
    struct plan_run *runs_;
};

/* No chunks: nothing in the document can be spoken.  E_NOMEM. */
NODISCARD int plan_make(struct plan *out, const struct text_doc *d, float speed, struct err *e);
void plan_free(struct plan *p);

/* About how many seconds n_chars phonemes last, pauses included. */
double plan_seconds(size_t n_chars, float speed);

/* The same for the whole plan. */
double plan_total_seconds(const struct plan *p, float speed);

#endif
