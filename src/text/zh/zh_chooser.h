/* zh_chooser.h - g2pM's network: which reading a character has in its sentence.
 *
 *     人 们 都 长 大 了      one code point each, a begin and an end put around them
 *     v  v  v  v  v  v       embedding [64]
 *     -> -> -> -> -> ->      LSTM [32] from the left
 *     <- <- <- <- <- <-      LSTM [32] from the right
 *              v             both, 64 -> 32 -> a number for each reading that 长 may have
 *           zhang3           the largest
 *
 * Float32, plain loops: a character costs 24,000 multiplications, and only stretches that have a
 * character to decide are run (zh_choose).  The weights are sections of zh.pack, laid out by
 * zh_chooser_import with the inner loop's dimension last.  Immutable, shared by all threads. */
#ifndef TEXT_ZH_ZH_CHOOSER_H
#define TEXT_ZH_ZH_CHOOSER_H

#include <stddef.h>
#include <stdint.h>

#include "base/pack.h"
#include "text/zh/pinyin.h"

struct zh_run;

enum {
    ZH_NET_EMBEDDING = 64,
    ZH_NET_STATE = 32,
    ZH_NET_GATES = 4 * ZH_NET_STATE, /* input, forget, cell, output */
    ZH_NET_MIDDLE = 32,
    ZH_NET_SPAN = 96, /* characters looked at together, at most */
};

/* One direction of the LSTM. */
struct zh_net_lstm {
    float input[ZH_NET_EMBEDDING][ZH_NET_GATES];
    float state[ZH_NET_STATE][ZH_NET_GATES];
    float bias[ZH_NET_GATES];
};

struct zh_net_layers { /* section "net-layers" */
    struct zh_net_lstm forward, backward;
    float middle[2 * ZH_NET_STATE][ZH_NET_MIDDLE];
    float middle_bias[ZH_NET_MIDDLE];
};

/* Section "net-classes": what may come out. */
struct zh_net_class {
    float weight[ZH_NET_MIDDLE];
    float bias;
    uint16_t reading; /* pinyin; 0: none of ours */
    uint16_t pad_;
};

/* Section "net-choices": a character and its classes, choice[first .. first + n). */
struct zh_net_choice {
    uint32_t cp;
    uint16_t first, n;
};

struct zh_chooser {
    const uint32_t *cp;     /* [n_chars], ascending */
    const float *embedding; /* [3 + n_chars][64]: unknown, begin, end, chars */
    const struct zh_net_layers *layers;
    const struct zh_net_class *classes;
    const struct zh_net_choice *choices; /* [n_choices], cp ascending */
    const uint16_t *lists;               /* classes of all choices */
    uint32_t n_chars, n_classes, n_choices, n_lists;
};

/* Finds and checks the sections; c lives no longer than the pack. */
NODISCARD int zh_chooser_open(struct zh_chooser *c, const struct pack *p, struct err *e);

/* Its classes, NULL: the network does not know it as a character with several readings. */
const struct zh_net_choice *zh_chooser_find(const struct zh_chooser *c, uint32_t cp);

/* A question: which reading has character `at`?  `reading` is what it has so far, or 0; it gives
 * way to one whose score is more than `margin` above its own. */
struct zh_question {
    size_t at;
    float margin;
    pinyin reading;
};

/* Answers q[0 .. n_q), `at` ascending, about the n <= ZH_NET_SPAN characters cp (more: no answer).
 */
void zh_chooser_read(const struct zh_chooser *c, const uint32_t *cp, size_t n,
                     struct zh_question *q, size_t n_q);

/* Decides the characters of a run that neither dictionary nor rule has settled. */
void zh_choose(const struct zh_chooser *c, struct zh_run *run);

/* Adds the sections to a pack that is being written. */
NODISCARD int zh_chooser_import(struct pack_writer *w, const char *packages_dir, struct err *e);

#endif
