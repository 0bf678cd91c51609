/* bench_texts.h - what `utter bench` says: sentences of our own by length, or the caller's.
 *
 * An utterance is one or more calls of the network, one after the other: the model takes 510
 * phonemes at most and speaks best at about 200, so longer texts are several calls for every
 * engine that is compared.  Plain data, one thread. */
#ifndef CMD_BENCH_TEXTS_H
#define CMD_BENCH_TEXTS_H

#include "base/err.h"
#include "base/json.h"
#include "model/kokoro/kokoro.h"

enum { BENCH_TEXTS_MAX = 32, BENCH_CALLS_MAX = 64 };

struct bench_text {
    char *name; /* the length it stands for, or how the text begins */
    int n_calls;
    struct bench_call {
        char *phonemes;
        int16_t ids[KOKORO_PHONEMES_MAX];
        int n_ids, n_chars;
    } * call;
};

struct bench_texts {
    int n;
    struct bench_text text[BENCH_TEXTS_MAX];
};

/* The sentences for a list of lengths in seconds, "1,5,30". E_USAGE: there is none of that length;
 * the message names those there are. */
NODISCARD int bench_texts_by_length(struct bench_texts *t, const char *lengths, struct err *e);

/* Phonemes, calls separated by line feeds. E_LIMIT: too many texts or calls, or a call is too long;
 * E_USAGE: nothing in it that the model knows. */
NODISCARD int bench_texts_add(struct bench_texts *t, const char *name, const char *phonemes,
                              struct err *e);

/* Ordinary text, read by the front end in data; each sentence is a call. */
NODISCARD int bench_texts_read(struct bench_texts *t, const char *data, const char *text,
                               struct err *e);

void bench_texts_free(struct bench_texts *t);

/* [{"seconds": 1, "calls": [phonemes ...]}, ...]: the sentences by length, for other programs. */
json_t *bench_texts_json(void);

#endif
