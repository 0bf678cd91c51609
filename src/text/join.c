#include "text/join.h"

#include <string.h>

#include "text/text.h"

static int is_pause(const struct word *w)
{
    return w->kind == WORD_PUNCT && w->phonemes[0] && strstr(",.!?;:…—", w->phonemes);
}

static int is_unread(const struct word *w)
{
    return w->why && !strcmp(w->why, TEXT_WHY_UNREAD);
}

/* The full stop of an initial, J. K. Rowling. */
static int is_initial_stop(const struct words *w, size_t i)
{
    const struct word *stop = &w->list[i];
    if (!i || i + 1 == w->n || stop->kind != WORD_PUNCT || strcmp(stop->phonemes, ".") != 0)
        return 0;
    const struct word *letter = stop - 1, *name = stop + 1;
    return letter->kind == WORD_SPOKEN && letter->lang == WORD_EN && letter->to == stop->from &&
           strlen(letter->norm) == 1 && letter->norm[0] != 'I' && name->kind == WORD_SPOKEN &&
           name->lang == WORD_EN;
}

/* Silences the marks that are no pauses: before the first word of a line, of an initial, and for
 * unread letters where another mark stands beside them. */
static void silence_marks(struct words *w, size_t first, size_t end)
{
    int spoken = 0;
    for (size_t i = first; i < end; i++) {
        struct word *word = &w->list[i];
        spoken |= word->kind == WORD_SPOKEN;
        int early = !spoken && is_pause(word);
        int doubled =
            is_unread(word) && (i + 1 == end || is_pause(word + 1) ||
                                (i > first && (is_pause(word - 1) || word_is_opening(word - 1))));
        if (early || doubled || (is_initial_stop(w, i) && i + 1 < end)) word->phonemes = "";
    }
}

/* Straight quotation marks open and close in turn. */
static void turn_quotes(struct words *w, size_t first, size_t end)
{
    int open = 0;
    for (size_t i = first; i < end; i++) {
        struct word *word = &w->list[i];
        if (word->kind != WORD_PUNCT) continue;
        if (!strcmp(word->phonemes, "\"")) {
            word->phonemes = open ? "”" : "“";
            word->space_before = !open;
        }
        if (!strcmp(word->phonemes, "“")) open = 1;
        if (!strcmp(word->phonemes, "”")) open = 0;
    }
}

void join_line(struct words *w, size_t first, size_t end)
{
    turn_quotes(w, first, end);
    silence_marks(w, first, end);
    for (size_t i = first; i < end; i++) {
        struct word *word = &w->list[i];
        if (!i || word_is_opening(word - 1)) word->space_before = 0;
        if (is_pause(word) && strcmp(word->phonemes, "—") != 0) word->space_before = 0;
    }
}
