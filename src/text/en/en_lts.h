/* en_lts.h - letter to sound: how a word that no lexicon holds is probably spoken.
 *
 * A word is read as a chain of joint tokens, each one or two letters with none to two sounds:
 *
 *     p h o n e s         ph:f  o:ˈO  n:n  e:-  s:z
 *
 * A Kneser-Ney n-gram over such chains (trained at import from the lexicon itself, en_lts_train.c)
 * says how likely a chain is; the best one for the letters is found by a beam.  A state is what was
 * read last, as much of it as matters; an arc is a token that was seen there.  What was not seen is
 * asked of the state's suffix, as in Aho and Corasick's automaton.
 *
 *     state: [first_arc .. next state's first_arc) sorted by token, suffix < own index, back
 *     arc:   token, logp, state after it
 *
 * Time is linear in the word.  Of the tables only what a word leads to is touched, and checked
 * then; immutable and shared. */
#ifndef TEXT_EN_EN_LTS_H
#define TEXT_EN_EN_LTS_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/pack.h"
#include "text/en/en_phones.h"

enum {
    LTS_WORD_MAX = 40,    /* longer words are read in pieces by the caller */
    LTS_LETTERS = 27,     /* a-z and ' are 1..27 */
    LTS_GROUP_MAX = 1024, /* tokens for one or two letters */
    LTS_NODES_MAX = 1 << 24,
    LTS_UNITS = 144,    /* a sound with its stress, 1.. */
    LTS_LOG_ONE = 1024, /* fixed point of the logarithms */
    LTS_COST_STEP = 64, /* of the coarser ones in the table: 1/16 loses no word in a thousand */
    LTS_DOUBT_MAX = 1 << 20,
};

struct lts_token {
    uint8_t letter[2], unit[2]; /* 0: none; token 0 is the word's border */
};

/* Packed, because a text of unknown words touches half of them: 24 bits for where they lead. */
struct lts_state { /* 0 is the root: nothing is known of what was before */
    uint16_t first_low, suffix_low;
    uint8_t first_high, suffix_high;
    int16_t back; /* of going back: a natural logarithm times LTS_LOG_ONE */
};

struct lts_arc {
    uint16_t token, to_low;
    uint8_t to_high;
    uint8_t cost; /* - logarithm times LTS_LOG_ONE / LTS_COST_STEP */
};

struct lts_group { /* the tokens of the same letters: [from, to) */
    uint16_t from, to;
    int16_t best_logp; /* of the likeliest one without context */
};

/* Training's trie, in breadth-first order; nodes[n] only ends the children. */
struct lts_node {
    uint32_t first_child, suffix;
    uint16_t token;
    int16_t logp, back;
    uint16_t zero;
};

struct lts_graph {
    struct lts_state *states; /* [n_states + 1], the last one only ends the arcs */
    struct lts_arc *arcs;
    size_t n_states, n_arcs;
};

/* E_CORRUPT: the nodes are no trie. */
NODISCARD int lts_graph_build(const struct lts_node *nodes, size_t n, struct lts_graph *out);
void lts_graph_free(struct lts_graph *g);

struct lts {
    const struct lts_token *tokens; /* [n_tokens], sorted */
    const struct lts_state *states;
    const struct lts_arc *arcs;
    size_t n_tokens, n_states, n_arcs;
    uint32_t *index; /* [n_indexed][LTS_LETTERS + 2]: arcs of the first states by their letter */
    size_t n_indexed;
    struct lts_group group[LTS_LETTERS + 1][LTS_LETTERS + 1]; /* of one or two letters */
};

NODISCARD int lts_open(struct lts *lts, const struct pack *pack, struct err *e);

void lts_free(struct lts *lts); /* of what lts_open or lts_use made */

/* The same over arrays in memory, which stay the caller's. */
NODISCARD int lts_use(struct lts *lts, const struct lts_token *tokens, size_t n_tokens,
                      const struct lts_graph *graph, struct err *e);

/* Reads n letters (a-z, ').  0: another character, too long, or no way to read it. */
int lts_read(const struct lts *lts, const char *word, size_t n, struct phones *out);

/* How much less likely a reading (its stress does not count) is than the likeliest one, which is
 * put into *own: a natural logarithm times LTS_LOG_ONE, 0 when it is the likeliest.  LTS_DOUBT_MAX:
 * these letters are never said so. */
int lts_doubt(const struct lts *lts, const char *word, size_t n, const struct phones *p,
              struct phones *own);

/* 1..27, 0: not one of them. */
int lts_letter(char c);

/* Sounds with their stress as units; the number of them, 0: unknown symbol or too many. */
size_t lts_units(const struct phones *p, uint8_t *units, size_t max);

/* ------------------------------------------------------------------- training, at import */

struct lts_trainer;
struct lts_trainer *lts_trainer_open(void); /* NULL: no memory */
void lts_trainer_close(struct lts_trainer *t);

/* A word and a reading; what cannot be aligned letter by letter is left out of the training. */
NODISCARD int lts_trainer_add(struct lts_trainer *t, const char *word, size_t n,
                              const struct phones *p);

/* Learns.  Deterministic; about 15 s for 300,000 words. */
NODISCARD int lts_trainer_run(struct lts_trainer *t, struct err *e);

/* After lts_trainer_run: reads from the trainer's own arrays; or puts them into a pack. */
NODISCARD int lts_trainer_use(const struct lts_trainer *t, struct lts *lts, struct err *e);
void lts_trainer_write(const struct lts_trainer *t, struct pack_writer *w);

#endif
