/* atom.h - folded text cut into the pieces that language runs are made of; the first half of
 * run.h's work: what each piece is, without looking at the language around it.
 *
 *     我用 iPhone15, 5km/h  ->  HAN SPACE WORD NUMBER PUNCT SPACE NUMBER WORD(unit) SYMBOL
 * WORD(unit)
 *
 * Pure functions over the caller's memory. */
#ifndef TEXT_ATOM_H
#define TEXT_ATOM_H

#include <stdint.h>

#include "text/mapped.h"

enum atom_kind {
    ATOM_HAN,
    ATOM_WORD,   /* Latin letters, or a whole address */
    ATOM_NUMBER, /* digits with . , : / - between them */
    ATOM_SYMBOL, /* is read: % $ + ... */
    ATOM_OTHER,  /* letters of a script that is not read */
    ATOM_PUNCT,
    ATOM_STOP, /* ends a sentence: 。！？；.!?; */
    ATOM_SPACE,
    ATOM_LINE,
};

enum {
    ATOM_ENGLISH = 1,  /* an English word, address, ordinal: never neutral */
    ATOM_FUNCTION = 2, /* a function word: what is around it is English */
    ATOM_LETTER = 4,   /* one letter */
    ATOM_JOINER = 8,   /* a mark that may join Latin words */
};

struct atom {
    uint8_t kind, flags;
    uint8_t lang; /* run.c's: enum run_kind or UNDECIDED */
    uint32_t at, n;
};

struct atoms {
    struct atom *list;
    size_t n, cap_;
};

/* E_LIMIT: more than RUNS_MAX atoms or 1 GB.  Free with atoms_free, after a failure too. */
NODISCARD int atoms_cut(const struct mapped *text, struct atoms *out);
void atoms_free(struct atoms *a);

#endif
