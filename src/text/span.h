/* span.h - what an author says of stretches of a text, beside the text itself.
 *
 *     <speak>我爱<phoneme alphabet="pinyin" ph="chong2 qing4">重庆</phoneme><break
 * time="1s"/>!</speak>
 *
 *     text     我 爱 重 庆 !
 *     spans            [reading)      pause
 *
 * Markup (ssml.h, inline.h) and the user's words (user_words.h) all come to such a list; text.c
 * reads the text with it.  Places are code points of the original input, as everywhere in text/.
 * Strings live in the list's own memory.  Not thread-safe. */
#ifndef TEXT_SPAN_H
#define TEXT_SPAN_H

#include "text/reading.h"
#include "text/word.h"

enum span_kind {
    SPAN_READING, /* the stretch is one word with these sounds */
    SPAN_LANG,    /* digits and symbols are read in this language */
    SPAN_STYLE,   /* how it is said */
    SPAN_PAUSE,   /* at `from`, which is `to`: silence */
};

/* Factors and decibels; {1, 1, 1, 0} is how it is said anyway. */
struct voice_style {
    float rate;    /* of the whole chunk */
    float slower;  /* of these words alone: their durations; emphasis */
    float pitch;   /* on F0 */
    float gain_db; /* loudness */
};

static inline struct voice_style voice_style_plain(void)
{
    return (struct voice_style){1, 1, 1, 0};
}

enum { SPANS_MAX = 1 << 20, SPAN_PAUSE_MAX_MS = 10000 };

struct text_span {
    enum span_kind kind;
    uint32_t from, to;
    enum word_lang lang;                 /* SPAN_READING, SPAN_LANG */
    const char *pinyin, *phonemes, *why; /* SPAN_READING; pinyin NULL: none.  why is static */
    struct voice_style style;
    uint32_t pause_ms;
};

struct spans {
    struct text_span *list; /* in the order in which they were added */
    size_t n, cap_;
    struct words strings_;
    int error_; /* sticky E_NOMEM / E_LIMIT */
};

struct spans spans_make(void);
void spans_free(struct spans *s);

/* Copies the strings (not why); a failure is remembered. */
void spans_add(struct spans *s, const struct text_span *span);
void spans_add_reading(struct spans *s, uint32_t from, uint32_t to, const struct reading *r,
                       const char *why);

NODISCARD int spans_error(const struct spans *s);

#endif
