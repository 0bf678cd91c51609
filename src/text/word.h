/* word.h - what the front end hands on: words with their sounds, in reading order.
 *
 * A list of words is the common currency of text/: zh/ and en/ append to it, text.c cuts it into
 * sentences, synth/ makes chunks of it.  Strings live in the list's own memory. Not thread-safe. */
#ifndef TEXT_WORD_H
#define TEXT_WORD_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/err.h"

enum word_lang { WORD_ZH, WORD_EN };

enum word_kind {
    WORD_SPOKEN, /* has phonemes */
    WORD_PUNCT,  /* one mark in Kokoro's own set: ; : , . ! ? — … " ( ) “ ” */
};

/* Of a border between words that has no mark. */
enum word_break {
    WORD_BREAK_NONE,   /* inside a prosodic word: the 的 of 我的; or not known */
    WORD_BREAK_WORD,   /* between prosodic words */
    WORD_BREAK_PHRASE, /* between phrases */
    WORD_BREAK_BREATH, /* a reader takes breath here */
};

struct word {
    enum word_kind kind;
    enum word_lang lang;
    uint32_t from, to;    /* code points of the original input, to exclusive */
    const char *norm;     /* as it is read: 五, twenty; a mark as itself */
    const char *citation; /* Chinese: pinyin before sandhi, "ni3 hao3"; else NULL */
    const char *pinyin;   /* Chinese: as spoken, "ni2 hao3"; else NULL */
    const char *phonemes; /* Kokoro's symbols, no spaces at the ends; a mark as itself */
    int space_before;     /* phonemes are joined with so many spaces before this word; the model
                             speaks two as a short pause, where one makes sense */
    uint32_t pause_ms;    /* silence asked for before it, exactly so long; 0: none */
    uint16_t style;       /* how it is said: text_doc.styles */
    uint8_t brk;          /* how much of a break the border before it is: enum word_break */
    const char *why;      /* which rule gave the reading ("dictionary", "letters", ...), static */
};

/* A mark that what follows it clings to. */
static inline int word_is_opening(const struct word *w)
{
    return w->kind == WORD_PUNCT && (!strcmp(w->phonemes, "“") || !strcmp(w->phonemes, "("));
}

struct words {
    struct word *list;
    size_t n, cap_;
    struct word_block *blocks_;
    int error_; /* sticky E_NOMEM / E_LIMIT */
};

enum { WORDS_MAX = 1 << 20 };

struct words words_make(void);
void words_free(struct words *w);

/* Appends a copy of *word, strings too (NULL stays NULL; `why` is kept as it is).  Returns the new
 * word, or NULL (the failure is remembered). */
struct word *words_add(struct words *w, const struct word *word);

/* A copy of n bytes of s in the list's memory; NULL: no memory (remembered). */
const char *words_string(struct words *w, const char *s, size_t n);

NODISCARD int words_error(const struct words *w);

#endif
