/* en_tag.c - a ladder of rules over the neighbours; the first that applies decides.  The lists are
 * closed classes (articles, pronouns, auxiliaries ...), so they stay short. */
#include "text/en/en_tag.h"

#include <string.h>

static int in(const char *word, const char *list)
{
    size_t n = strlen(word);
    if (!n) return 0;
    for (const char *at = list; (at = strstr(at, word)) != NULL; at++)
        if (at[-1] == ' ' && at[n] == ' ') return 1;
    return 0;
}

static const char determiners[] =
    " a an the this that these those my your his her its our their some any no every each another "
    "what which whose many few several both all one two three four five six seven eight nine ten "
    "first second third last next other much such same own ";
static const char to_verb[] =
    " to will would can could should shall may might must do does did don't doesn't didn't won't "
    "can't couldn't wouldn't shouldn't cannot let's please i'll you'll he'll she'll we'll they'll "
    "i'd you'd he'd she'd we'd they'd never always often usually just also then help let make "
    "mustn't needn't go come and/or not ";
static const char pronouns[] = " i you we they who ";
static const char third_person[] = " he she it who that ";
static const char auxiliaries[] =
    " have has had having i've you've we've they've haven't hasn't hadn't been be am is are was "
    "were "
    "being isn't aren't wasn't weren't get got i'm he's she's it's you're we're they're ";
static const char having[] =
    " have has had having i've you've we've they've haven't hasn't hadn't ";
static const char objects[] =
    " a an the this that these those my your his her its our their it them him me us you "
    "some any every each what how why whether all both himself herself themselves itself myself "
    "yourself "
    "ourselves ";
static const char prepositions[] =
    " of in on at for with by from about into over under between through during without against "
    "as per via than like ";
static const char noun_follows_not[] =
    " of in on at for with by from to and or but is are was were has have had will would can could "
    "that which who as than into about when while because if after before until since so then "
    "today yesterday tomorrow again too also now not very more ";
static const char past_hints[] = " yesterday ago last already ";

static int is_adverb(const char *word)
{
    size_t n = strlen(word);
    return n > 4 && !strcmp(word + n - 2, "ly");
}

/* "read" in the past: after he/she (no s), with "yesterday", after have. */
static enum lexicon_tag tag_read(const struct tag_context *c)
{
    if (in(c->before, having) || in(c->before, " is was were been be are well widely ") ||
        (in(c->before2, having) && (is_adverb(c->before) || in(c->before, " you i we they not "))))
        return TAG_PARTICIPLE;
    if (in(c->before, " to will would can could should shall may might must do does did don't "
                      "doesn't didn't won't can't couldn't let's please i'll you'll he'll she'll "
                      "we'll they'll not help let a the "))
        return TAG_DEFAULT;
    if (in(c->before2, " to will would can could should may might must did do ") &&
        !in(c->before, " i he she "))
        return TAG_DEFAULT;
    if (in(c->before, third_person) || in(c->after, past_hints) || in(c->after2, past_hints))
        return TAG_PAST;
    if (in(c->before, " i we they you ") && in(c->before2, " when if whenever "))
        return TAG_DEFAULT;
    if (in(c->before, " i we they ")) return TAG_PAST;
    return TAG_DEFAULT;
}

/* "that": stressed when it points at something, weak when it joins clauses. */
static enum lexicon_tag tag_that(const struct tag_context *c)
{
    if (c->capital || !*c->after ||
        in(c->after, " way kind sort time day night week year point case moment of one thing man "
                     "woman word place much many far "))
        return TAG_DT;
    if (in(c->after, " i you he she it we they the a an this there my your his her our their is "
                     "are was were has have had can could will would should may might must "))
        return in(c->before, " of at in on for with by like about after before do does did and ")
                   ? TAG_DT
                   : TAG_DEFAULT;
    return in(c->before,
              " of at in on for with by like about after before from all to do does did ")
               ? TAG_DT
               : TAG_DEFAULT;
}

static enum lexicon_tag tag_used_words(const struct tag_context *c)
{
    if (!strcmp(c->word, "close") || !strcmp(c->word, "closer")) {
        if (in(c->after, " to by together enough friend friends ties ") && !in(c->before, to_verb))
            return TAG_ADJ;
        if (in(c->before, " very so too as how really pretty quite stay get got come came stand "
                          "be is was are were not "))
            return TAG_ADJ;
        if (in(c->before, determiners) && *c->after && !in(c->after, noun_follows_not))
            return TAG_ADJ;
    }
    if (!strcmp(c->word, "live")) {
        if (in(c->before, determiners) || in(c->after, " stream streaming music show shows "
                                                       "broadcast concert event events video "
                                                       "demo coverage audience update updates "))
            return TAG_ADJ;
        if (in(c->before, " is are was were go going went broadcast streamed ")) return TAG_ADJ;
        return TAG_VERB;
    }
    if (!strcmp(c->word, "lives"))
        return in(c->before, third_person) || in(c->after, " in at on with near there here alone ")
                   ? TAG_VERB
                   : TAG_NOUN;
    if (!strcmp(c->word, "bass"))
        return in(c->after, " guitar player line clef drum note notes singer amp boost ") ||
                       in(c->before, " the double electric on ")
                   ? TAG_ADJ
                   : TAG_DEFAULT;
    if (!strcmp(c->word, "minute"))
        return in(c->before, " very so most extremely ") ||
                       in(c->after, " amount amounts detail details particles differences ")
                   ? TAG_ADJ
                   : TAG_DEFAULT;
    return TAG_COUNT;
}

static int is_plural(const char *word)
{
    size_t n = strlen(word);
    return n > 2 && word[n - 1] == 's' && word[n - 2] != 's';
}

enum lexicon_tag en_tag(const struct tag_context *c)
{
    if (!strcmp(c->word, "that")) return tag_that(c);
    if (!strcmp(c->word, "read") || !strcmp(c->word, "reread")) return tag_read(c);
    enum lexicon_tag special = tag_used_words(c);
    if (special != TAG_COUNT) return special;
    int ends_phrase = !*c->after;
    if (in(c->before, determiners) && !in(c->before, " that which what "))
        return ends_phrase || in(c->after, noun_follows_not) || !c->has_adjective ? TAG_NOUN
                                                                                  : TAG_ADJ;
    if (in(c->before, to_verb) ||
        (in(c->before2, to_verb) && (is_adverb(c->before) || in(c->before, " not also ")) &&
         !in(c->before2, " go come help make let ")))
        return TAG_VERB;
    if (in(c->before, pronouns)) return TAG_VERB;
    if (in(c->before, third_person) && is_plural(c->word)) return TAG_VERB;
    if (in(c->before, auxiliaries)) {
        if (in(c->before, having) && strcmp(c->word, "wound") != 0) return TAG_NOUN;
        return in(c->after, noun_follows_not) || ends_phrase ? TAG_ADJ : TAG_NOUN;
    }
    if (in(c->before, prepositions)) return TAG_NOUN;
    if (in(c->after, objects)) return strcmp(c->word, "wound") != 0 ? TAG_VERB : TAG_PAST;
    if (!strcmp(c->word, "wind") && in(c->after, " up down ")) return TAG_VERB;
    if (!strcmp(c->word, "consists")) return TAG_DEFAULT;
    if (*c->before && !is_plural(c->word) &&
        (is_plural(c->before) || in(c->before, " people men women children many ")))
        return TAG_VERB;
    if (*c->before && (ends_phrase || in(c->after, noun_follows_not))) return TAG_NOUN;
    if (!*c->before && *c->after && !in(c->after, noun_follows_not) && !is_plural(c->word))
        return TAG_ADJ;
    return TAG_DEFAULT;
}
