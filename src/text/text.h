/* text.h - the front end: text in, the right sounds out.
 *
 *     bytes -> fold widths, spaces, controls (mapped.h)
 *           -> language runs: zh | en, by script and context          run.h
 *           -> normalise each run: 5% -> 百分之五, $5 -> five dollars   zh/norm_*.h en/norm_*.h
 *           -> words and readings                                     zh/zh.h en/en.h
 *           -> sentences of words                                     word.h
 *
 * A struct text is immutable after text_open and shared by all threads; every call works in memory
 * of its own.  Nothing that a reader of Chinese and English would read aloud is dropped.
 *
 * Letters of other scripts (kana, Hangul, Cyrillic, Arabic ...) cannot be read yet: each stretch of
 * them becomes one pause, a WORD_PUNCT whose norm is the letters themselves, so that every view of
 * the document shows what was left out; beside another mark its phonemes are "".  Faces are dropped
 * without a trace, and so are emoji where they are not to be named (fold.h). */
#ifndef TEXT_TEXT_H
#define TEXT_TEXT_H

#include "base/buf.h"
#include "base/err.h"
#include "text/span.h"
#include "text/word.h"

struct text;
struct user_words;

enum { TEXT_MAX_BYTES = 64 << 20 };
#define TEXT_WHY_UNREAD "another script" /* word.why of such a pause */

enum text_lang { TEXT_AUTO, TEXT_ZH, TEXT_EN };

/* Which tones the model is given.  Its training text had 一, 不 and neutral tones as they are
 * spoken, but third tones as in the dictionary. */
enum text_tones {
    TEXT_TONES_CITATION, /* ni3 hao3, yi1 ge5, bu4 qu4 */
    TEXT_TONES_TRAINED,  /* ni3 hao3, yi2 ge5, bu2 qu4: the default */
    TEXT_TONES_SPOKEN,   /* ni2 hao3, yi2 ge5, bu2 qu4 */
};

enum text_emoji { TEXT_EMOJI_DROPPED, TEXT_EMOJI_NAMED };

enum { TEXT_WORD_LISTS = 4 };

struct text_options {
    enum text_lang lang;    /* default TEXT_AUTO; else digits and symbols are read in this one */
    int english_in_chinese; /* 0 (default): English words keep their English sounds inside Chinese;
                               1: they are spoken with Chinese syllables (doc/decisions.md) */
    enum text_tones sandhi_phonemes; /* the tones of the phonemes; pinyin has both ends anyway */
    enum text_emoji emoji;           /* default TEXT_EMOJI_DROPPED */
    int markup;     /* 1: SSML and inline readings are not read out, but obeyed: markup.h */
    int keep_steps; /* 1: text_doc.page, folded and runs are filled, for explain.h */
    struct user_words *words[TEXT_WORD_LISTS]; /* lent; the first goes before the next */
};

struct text_options text_default_options(void);

/* "named", "dropped": *out; 0: the name is neither. */
int text_emoji_from_name(enum text_emoji *out, const char *name);

/* A sentence: words [first, first + n) of the document, at most about 400 phonemes long when
 * the text allows a cut; `paragraph` is set on the last one before a line break. */
struct text_sentence {
    size_t first, n;
    uint32_t from, to; /* code points; consecutive sentences tile [0, length of the input) */
    int paragraph;
};

struct text_doc {
    struct words words;
    const char *normalized;    /* the text as it is read, '\n' between lines; NULL: nothing */
    const char *page, *folded; /* what the first steps made of the input; NULL: not kept */
    const char *runs;          /* "zh 我用 | en iPhone | zh 15"; NULL: not kept */
    struct text_sentence *sentences;
    size_t n_sentences;
    uint32_t n_chars;           /* code points of the input */
    uint32_t end_pause_ms;      /* silence asked for behind the last word */
    struct voice_style *styles; /* what word.style counts; [0] is voice_style_plain() */
    size_t n_styles;
};

/* Opens the lexicons under data_dir/lexicon. */
NODISCARD int text_open(struct text **out, const char *data_dir, struct err *e);
void text_close(struct text *t);

/* E_UNSUP: emoji are to be named, and the folder has no table of their names. */
NODISCARD int text_can_emoji(const struct text *t, enum text_emoji emoji, struct err *e);

/* Reads n bytes (malformed UTF-8 is read as U+FFFD and skipped).  Blank or unspeakable input gives
 * a document without sentences.  E_LONG: more than TEXT_MAX_BYTES, or than WORDS_MAX words.
 * E_FORMAT: markup that is wrong, *e says where.  E_UNSUP: emoji to be named, without their table.
 * The document is the caller's: text_doc_free. */
NODISCARD int text_read(const struct text *t, const char *s, size_t n,
                        const struct text_options *opt, struct text_doc *out, struct err *e);
void text_doc_free(struct text_doc *d);

/* Appends the phonemes of words [first, first + n), joined as the model was trained to see them: a
 * space between words, marks attached to the word before, nothing outside Kokoro's own symbols. */
int text_phonemes(const struct text_doc *d, size_t first, size_t n, struct buf *out);

/* `utter text --to ...` for one line: appends it without a newline. */
enum text_form {
    TEXT_NORMALIZED,
    TEXT_WORDS,
    TEXT_PINYIN,
    TEXT_PINYIN_CITATION,
    TEXT_PHONEMES,
    TEXT_BREAKS, /* 我的#1书#2在那里: enum word_break of the borders, none left out */
};
int text_format(const struct text_doc *d, enum text_form form, struct buf *out);

/* The exact number of Qwen tokens (tokens.h) of n bytes. */
NODISCARD int text_count_tokens(const struct text *t, const char *s, size_t n, size_t *count,
                                struct err *e);

#endif
