/* user_words.h - a user's own pronunciations, and where they stand in a text.
 *
 *     # word <TAB> reading <TAB> language, which may be left out
 *     重庆	chong2 qing4
 *     Nginx	/ˌɛndʒɪnˈɛks/
 *     朴	piao2	zh
 *
 * A reading is pinyin with tones, or IPA between slashes (reading.h).  The longest word that fits
 * is taken, Latin ones only as whole words ('s may follow); a word without capitals stands for
 * every spelling of itself, one with capitals for that alone.  Words are folded as the text is.
 *
 * A struct user_words is immutable and counted: any thread may hold it.  Looking for words is a
 * walk down a trie of bytes from each place, so the time is linear, whatever the list. */
#ifndef TEXT_USER_WORDS_H
#define TEXT_USER_WORDS_H

#include "text/mapped.h"
#include "text/span.h"

enum {
    USER_WORDS_MAX = 200000,
    USER_WORDS_FILE_MAX = 16 << 20, /* bytes */
    USER_WORD_BYTES_MAX = 120,
};

struct user_words;

NODISCARD int user_words_new(struct user_words **out, struct err *e); /* empty, one reference */

/* Before it is shared.  lang "zh", "en" or NULL.  E_FORMAT, E_CONFLICT (there already), E_LIMIT:
 * *e says what is wrong with this entry. */
NODISCARD int user_words_add(struct user_words *u, const char *word, size_t n_word,
                             const char *reading, size_t n_reading, const char *lang,
                             struct err *e);

/* A file; errors begin with PATH:LINE. */
NODISCARD int user_words_load(struct user_words **out, const char *path, struct err *e);
NODISCARD int user_words_read(struct user_words **out, const char *name, const char *s, size_t n,
                              struct err *e);

struct user_words *user_words_ref(struct user_words *u); /* NULL is fine, here and below */
void user_words_unref(struct user_words *u);
size_t user_words_count(const struct user_words *u);

/* Appends a SPAN_READING for every word of the lists in text's bytes [from, to); where several
 * lists have the longest one, the first list's is taken. NULL lists are passed over. */
void user_words_mark(struct user_words *const *lists, size_t n_lists, const struct mapped *text,
                     size_t from, size_t to, struct spans *out);

#endif
