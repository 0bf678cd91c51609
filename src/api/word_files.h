/* word_files.h - pronunciations that stay in force from request to request, from files in
 * DATA/words (user_words.h has their form):
 *
 *     all.tsv          for everybody; `utter serve --words FILE` puts another in its place
 *     account-7.tsv    for account 7
 *     key-12.tsv       for key 12, by the number that `utter key list` shows
 *
 * A thread of its own looks for changes every second: a new file counts from the next request on,
 * one that has gone counts no more, one with an error is logged and the one before stays in force.
 * Requests only take a reference.  Thread-safe. */
#ifndef API_WORD_FILES_H
#define API_WORD_FILES_H

#include <stdint.h>

#include "text/user_words.h"

struct word_files;

enum { WORD_FILES_KEY, WORD_FILES_ACCOUNT, WORD_FILES_ALL, WORD_FILES_KINDS };

/* Reads what is there.  `all`: the file for everybody, which must then be right, or NULL.  A folder
 * that is not there is an empty one. */
NODISCARD int word_files_open(struct word_files **out, const char *folder, const char *all,
                              struct err *e);
void word_files_close(struct word_files *f);

/* What is in force for a key of an account, the nearest first; NULL where there is nothing.  The
 * caller gives each back with user_words_unref. */
void word_files_take(struct word_files *f, int64_t key_id, int64_t account_id,
                     struct user_words *out[WORD_FILES_KINDS]);

#endif
