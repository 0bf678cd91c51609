/* en_morph.c - words by their parts: play-ed, stopp-ed, un-happy, time-stamp.
 *
 * Endings are one table: what is cut off, what may have to be put back (hoping: hop, hope), and how
 * it sounds.  An unknown word is first cut at the end, then at the beginning, then in two. */
#include <string.h>

#include "text/en/en_internal.h"

static int ends_in(const struct phones *p, const char *set)
{
    return p->n > 0 && strchr(set, p->s[p->n - 1]) != NULL;
}

/* A final t after a vowel or r is a flap before a vowel. */
static void flap(struct phones *p)
{
    if (p->n > 1 && p->s[p->n - 1] == 't' && strchr("AIOWYiu{QE@1rUV", p->s[p->n - 2]))
        p->s[p->n - 1] = 'T';
}

void en_morph_add_s(struct phones *p)
{
    if (ends_in(p, "ptkf0"))
        phones_puts(p, "s");
    else
        phones_puts(p, ends_in(p, "szSZcJ") ? "%z" : "z");
}

static void add_ed(struct phones *p)
{
    if (ends_in(p, "pkf0Ssc")) {
        phones_puts(p, "t");
    } else if (ends_in(p, "td")) {
        flap(p);
        phones_puts(p, "%d");
    } else {
        phones_puts(p, "d");
    }
}

enum how { SOUND_S, SOUND_ED, SOUND_VOWEL, SOUND_PLAIN };

enum { PUT_NOTHING = 1, PUT_E = 2, PUT_Y = 4, UNDOUBLE = 8 }; /* how the stem may be had */

#define ENDING(text, ...)                                                                          \
    {                                                                                              \
        text, "ending -" text, __VA_ARGS__                                                         \
    }
static const struct ending {
    const char *text, *why, *s;
    enum how how;
    unsigned stems;
} endings[] = {
    ENDING("'s", "", SOUND_S, PUT_NOTHING),
    ENDING("ies", "", SOUND_S, PUT_Y),
    ENDING("es", "", SOUND_S, PUT_NOTHING),
    ENDING("s", "", SOUND_S, PUT_NOTHING),
    ENDING("ied", "", SOUND_ED, PUT_Y),
    ENDING("ed", "", SOUND_ED, PUT_E | PUT_NOTHING | UNDOUBLE),
    ENDING("ing", "1N", SOUND_VOWEL, PUT_NOTHING | PUT_E | UNDOUBLE),
    ENDING("ier", "@r", SOUND_VOWEL, PUT_Y),
    ENDING("iest", "@st", SOUND_VOWEL, PUT_Y),
    ENDING("er", "@r", SOUND_VOWEL, PUT_E | PUT_NOTHING | UNDOUBLE),
    ENDING("ers", "@rz", SOUND_VOWEL, PUT_E | PUT_NOTHING | UNDOUBLE),
    ENDING("est", "@st", SOUND_VOWEL, PUT_E | PUT_NOTHING | UNDOUBLE),
    ENDING("ily", "@li", SOUND_PLAIN, PUT_Y),
    ENDING("ly", "li", SOUND_PLAIN, PUT_NOTHING),
    ENDING("able", "@b^l", SOUND_VOWEL, PUT_NOTHING | PUT_E),
    ENDING("iness", "in@s", SOUND_PLAIN, PUT_Y),
    ENDING("ness", "n@s", SOUND_PLAIN, PUT_NOTHING),
    ENDING("less", "l@s", SOUND_PLAIN, PUT_NOTHING),
    ENDING("ful", "f@l", SOUND_PLAIN, PUT_NOTHING),
    ENDING("ment", "m^nt", SOUND_PLAIN, PUT_NOTHING),
    ENDING("ish", "1S", SOUND_VOWEL, PUT_NOTHING | PUT_E),
    ENDING("ism", "1z@m", SOUND_VOWEL, PUT_NOTHING),
    ENDING("ist", "1st", SOUND_VOWEL, PUT_NOTHING),
    ENDING("like", "l,Ik", SOUND_PLAIN, PUT_NOTHING),
    ENDING("wise", "w,Iz", SOUND_PLAIN, PUT_NOTHING),
};

enum { INFLECTIONS = 7 }; /* the first so many endings */

struct stems { /* where stems are looked for */
    const struct en *en;
    enum lexicon_tag tag;
    int own_only; /* in training's own lexicon only */
};

static int known(const struct stems *in, const char *word, size_t n, struct phones *out)
{
    struct lexicon_entry entry;
    if (!in->own_only) return en_word_known(in->en, word, n, in->tag, out);
    return lexicon_find(&in->en->lexicon, word, n, &entry) && entry.source != LEXICON_CMU &&
           lexicon_reading(&entry, in->tag, out);
}

/* A stem that may be had from word[0, n) by one of the ways. */
static int find_stem(const struct stems *in, const char *word, size_t n, unsigned ways,
                     struct phones *out)
{
    char stem[EN_WORD_MAX + 1];
    memcpy(stem, word, n);
    if (ways & PUT_Y) {
        stem[n] = 'y';
        return n > 1 && known(in, stem, n + 1, out);
    }
    /* "hoped" is hope, "hopped" is hop: without a doubled letter the silent e comes first */
    int vowel_before = n > 2 && strchr("aeiou", word[n - 2]) && !strchr("aeiouwxy", word[n - 1]) &&
                       !strchr("aeiou", word[n - 3]);
    if (ways & PUT_E && (vowel_before || !(ways & PUT_NOTHING))) {
        stem[n] = 'e';
        if (known(in, stem, n + 1, out)) return 1;
    }
    if (ways & PUT_NOTHING && n > 1 && known(in, stem, n, out)) return 1;
    if (ways & PUT_E) {
        stem[n] = 'e';
        if (known(in, stem, n + 1, out)) return 1;
    }
    return ways & UNDOUBLE && n > 3 && word[n - 1] == word[n - 2] && known(in, stem, n - 1, out);
}

static int by_ending(const struct stems *in, const char *word, size_t n, struct en_reading *r)
{
    struct phones *out = &r->p;
    size_t n_endings = in->own_only ? INFLECTIONS : sizeof(endings) / sizeof(*endings);
    for (size_t i = 0; i < n_endings; i++) {
        const struct ending *x = &endings[i];
        size_t len = strlen(x->text);
        if (n < len + 2 || memcmp(word + n - len, x->text, len) != 0) continue;
        if (!strcmp(x->text, "s") && word[n - 2] == 's') continue;
        struct stems verbs = *in; /* "lived" is of live, the verb */
        if (verbs.tag == TAG_DEFAULT && (x->how == SOUND_ED || x->s[0] == '1'))
            verbs.tag = TAG_VERB;
        if (!find_stem(&verbs, word, n - len, x->stems, out)) continue;
        if (out->n + 8 > PHONES_MAX) return 0;
        if (x->how == SOUND_S) en_morph_add_s(out);
        if (x->how == SOUND_ED) add_ed(out);
        if (x->how == SOUND_VOWEL) flap(out);
        phones_puts(out, x->s);
        r->why = x->why;
        return 1;
    }
    return 0;
}

#define BEGINNING(text, s)                                                                         \
    {                                                                                              \
        text, "beginning " text "-", s                                                             \
    }
static const struct beginning {
    const char *text, *why, *s;
} beginnings[] = {
    BEGINNING("anti", ",{nti"),   BEGINNING("auto", ",CTO"),    BEGINNING("counter", "k,Wnt@r"),
    BEGINNING("cyber", "s,Ib@r"), BEGINNING("de", "d,i"),       BEGINNING("dis", "d,1s"),
    BEGINNING("hyper", "h,Ip@r"), BEGINNING("inter", ",1nt@r"), BEGINNING("macro", "m,{krO"),
    BEGINNING("mega", "m,Eg@"),   BEGINNING("micro", "m,IkrO"), BEGINNING("mini", "m,1ni"),
    BEGINNING("mis", "m,1s"),     BEGINNING("multi", "m,Vlti"), BEGINNING("nano", "n,{nO"),
    BEGINNING("non", "n,Qn"),     BEGINNING("out", ",Wt"),      BEGINNING("over", ",Ov@r"),
    BEGINNING("post", "p,Ost"),   BEGINNING("pre", "pr,i"),     BEGINNING("pseudo", "s,udO"),
    BEGINNING("re", "r,i"),       BEGINNING("semi", "s,Emi"),   BEGINNING("sub", "s,Vb"),
    BEGINNING("super", "s,up@r"), BEGINNING("tele", "t,El@"),   BEGINNING("trans", "tr,{nz"),
    BEGINNING("ultra", ",Vltr@"), BEGINNING("un", ",Vn"),       BEGINNING("under", ",Vnd@r"),
};

static int by_beginning(const struct stems *in, const char *word, size_t n, struct en_reading *r)
{
    for (size_t i = 0; i < sizeof(beginnings) / sizeof(*beginnings); i++) {
        size_t len = strlen(beginnings[i].text);
        if (n < len + 4 || memcmp(word, beginnings[i].text, len) != 0) continue;
        struct en_reading rest;
        if (!known(in, word + len, n - len, &rest.p) && !by_ending(in, word + len, n - len, &rest))
            continue;
        if (!phones_have(&rest.p, '\'')) continue;
        r->p.n = 0;
        phones_puts(&r->p, beginnings[i].s);
        phones_add(&r->p, rest.p.s, rest.p.n);
        r->why = beginnings[i].why;
        return 1;
    }
    return 0;
}

void en_compound_join(struct phones *parts, size_t n, struct phones *out)
{
    size_t stressed = 0;
    for (size_t i = 0; i < n; i++)
        if (phones_have(&parts[i], '\'')) stressed++;
    /* as in training: of two the heavier one keeps its stress; of more, half of them give way */
    for (size_t give = stressed > 1 ? (n == 2 ? 1 : stressed / 2) : 0; give > 0; give--) {
        size_t pick = n;
        int weight = 0;
        for (size_t i = 0; i < n; i++) {
            int w = phones_weight(&parts[i]);
            if (!phones_have(&parts[i], '\'') || (pick < n && w >= weight)) continue;
            pick = i;
            weight = w;
        }
        if (pick == n) break;
        phones_stress(&parts[pick], STRESS_DEMOTE);
    }
    out->n = 0;
    for (size_t i = 0; i < n; i++)
        phones_add(out, parts[i].s, parts[i].n);
}

/* Two known words, each of three letters at least: timestamp, filesystem. */
static int by_halves(const struct en *en, const char *word, size_t n, enum lexicon_tag tag,
                     struct en_reading *out)
{
    struct phones part[2];
    for (size_t cut = n - 3; n >= 7 && cut >= 3; cut--) {
        if (!en_word_has_vowel(word, cut) || !en_word_has_vowel(word + cut, n - cut)) continue;
        if (cut == 3 && n - cut == 3) continue;
        if (!en_word_known(en, word, cut, TAG_DEFAULT, &part[0]) ||
            !en_word_known(en, word + cut, n - cut, tag, &part[1]))
            continue;
        if (!phones_have(&part[0], '\'') || !phones_have(&part[1], '\'')) continue;
        phones_stress(&part[1], STRESS_DEMOTE); /* compounds are stressed in front */
        out->p.n = 0;
        phones_add(&out->p, part[0].s, part[0].n);
        phones_add(&out->p, part[1].s, part[1].n);
        out->why = "two words";
        return 1;
    }
    return 0;
}

int en_morph_read(const struct en *en, const char *word, size_t n, enum lexicon_tag tag,
                  struct en_reading *out)
{
    if (n < 3 || n > EN_WORD_MAX - 1) return 0;
    struct stems in = {en, tag, 0};
    return by_ending(&in, word, n, out) || by_beginning(&in, word, n, out) ||
           by_halves(en, word, n, tag, out);
}

int en_morph_inflected(const struct en *en, const char *word, size_t n, enum lexicon_tag tag,
                       struct en_reading *out)
{
    struct stems in = {en, tag, 1};
    return n > 2 && n < EN_WORD_MAX && by_ending(&in, word, n, out);
}
