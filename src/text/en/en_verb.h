/* en_verb.h - does a word that can be both stand where a verb stands?
 *
 *     critics [attribute] this to him     a plural before, an object behind: a verb
 *     an [attribute] of the king          an article before, "of" behind: a noun
 *
 * The tagger (en_tagger.h) decides from left to right and never takes back a tag; here both sides
 * of one word are weighed when all the others have theirs.  What speaks for a verb is positive, the
 * tagger's own word counts as one voice among the others.  Pure. */
#ifndef TEXT_EN_EN_VERB_H
#define TEXT_EN_EN_VERB_H

#include <stddef.h>

struct tagged;

/* Above 0: a verb; below: a noun or an adjective; 0: no more is known than the tagger says.
 * `says_verb`: what it says; `may_describe`: the word can be an adjective.  All tokens must have
 * their tags. */
int en_verb_evidence(const struct tagged *t, size_t i, int says_verb, int may_describe);

/* Whether the clause around token i has no finite verb besides it. */
int en_verb_is_missing(const struct tagged *t, size_t i);

#endif
