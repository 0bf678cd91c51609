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

/* How an ending meets the sounds of its stem. */
enum how {
    SOUND_S,
    SOUND_ES, /* only where s alone could not be said: boxes; and heroes */
    SOUND_ED,
    SOUND_VOWEL, /* a final t becomes a flap */
    SOUND_PLAIN,
    SOUND_LY,   /* normal-ly: one l, but two in cool-ly */
    SOUND_NO_I, /* happ-ily: the stem's last vowel goes */
    SOUND_BLE,  /* a-bly, a-bility, bas-ically: what the stem ends in goes */
    SOUND_SHIFT /* organ-ization: the ending has the stress */
};

enum { PUT_NOTHING = 1, PUT_E = 2, PUT_Y = 4, UNDOUBLE = 8, PUT_BLE = 16 }; /* to have the stem */

enum { INFLECTIONS = 7 }; /* the first so many endings */

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
    ENDING("s", "", SOUND_S, PUT_NOTHING),
    ENDING("es", "", SOUND_ES, PUT_NOTHING),
    ENDING("ied", "", SOUND_ED, PUT_Y),
    ENDING("ed", "", SOUND_ED, PUT_E | PUT_NOTHING | UNDOUBLE),
    ENDING("ing", "1N", SOUND_VOWEL, PUT_NOTHING | PUT_E | UNDOUBLE),
    ENDING("ier", "@r", SOUND_VOWEL, PUT_Y),
    ENDING("iest", "%st", SOUND_VOWEL, PUT_Y),
    ENDING("er", "@r", SOUND_VOWEL, PUT_E | PUT_NOTHING | UNDOUBLE),
    ENDING("est", "%st", SOUND_VOWEL, PUT_E | PUT_NOTHING | UNDOUBLE),
    ENDING("ily", "@li", SOUND_NO_I, PUT_Y),
    ENDING("bly", "bli", SOUND_BLE, PUT_BLE),
    ENDING("bility", "b'1l@Ti", SOUND_BLE, PUT_BLE),
    ENDING("ically", "@k^li", SOUND_BLE, 0),
    ENDING("fully", "f^li", SOUND_PLAIN, PUT_NOTHING),
    ENDING("edly", "@dli", SOUND_VOWEL, PUT_E | PUT_NOTHING | UNDOUBLE),
    ENDING("ly", "li", SOUND_LY, PUT_NOTHING),
    ENDING("able", "@b^l", SOUND_VOWEL, PUT_NOTHING | PUT_E | UNDOUBLE),
    ENDING("iness", "n@s", SOUND_PLAIN, PUT_Y),
    ENDING("ness", "n@s", SOUND_PLAIN, PUT_NOTHING),
    ENDING("less", "l@s", SOUND_PLAIN, PUT_NOTHING),
    ENDING("ful", "f^l", SOUND_PLAIN, PUT_NOTHING),
    ENDING("ment", "m@nt", SOUND_PLAIN, PUT_NOTHING),
    ENDING("ship", "S,1p", SOUND_PLAIN, PUT_NOTHING),
    ENDING("hood", "h,Ud", SOUND_PLAIN, PUT_NOTHING),
    ENDING("dom", "d@m", SOUND_PLAIN, PUT_NOTHING),
    ENDING("ish", "1S", SOUND_VOWEL, PUT_NOTHING | PUT_E | UNDOUBLE),
    ENDING("icism", "@s,1z@m", SOUND_BLE, 0),
    ENDING("icist", "@s1st", SOUND_BLE, 0),
    ENDING("ism", ",1z@m", SOUND_VOWEL, PUT_NOTHING | PUT_E),
    ENDING("ist", "1st", SOUND_VOWEL, PUT_NOTHING | PUT_E),
    ENDING("ization", "@z'AS@n", SOUND_SHIFT, PUT_NOTHING),
    ENDING("isation", "@z'AS@n", SOUND_SHIFT, PUT_NOTHING),
    ENDING("ize", ",Iz", SOUND_VOWEL, PUT_NOTHING | PUT_E),
    ENDING("ise", ",Iz", SOUND_VOWEL, PUT_NOTHING | PUT_E),
    ENDING("like", "l,Ik", SOUND_PLAIN, PUT_NOTHING),
    ENDING("wise", "w,Iz", SOUND_PLAIN, PUT_NOTHING),
    ENDING("ward", "w@rd", SOUND_PLAIN, PUT_NOTHING),
    ENDING("some", "s@m", SOUND_PLAIN, PUT_NOTHING),
    ENDING("proof", "pr,uf", SOUND_PLAIN, PUT_NOTHING),
    ENDING("man", "m@n", SOUND_PLAIN, PUT_NOTHING),
    ENDING("men", "m@n", SOUND_PLAIN, PUT_NOTHING),
};

/* How much less likely than the letters alone would have it a reading may be. */
enum { DOUBT_GOLD = 6 * LTS_LOG_ONE, DOUBT_ENDING = 3 * LTS_LOG_ONE, DOUBT_REST = 2 * LTS_LOG_ONE };

enum { DEPTH = 3 }; /* tokenizers: token, -ize, -er, -s */

struct stems { /* where stems are looked for */
    const struct en *en;
    enum lexicon_tag tag;
    int own_only; /* in training's own lexicon only */
    int gold;     /* in its checked half only */
    int depth;    /* so many parts may still be cut off */
};

static int by_parts(const struct stems *in, const char *word, size_t n, struct en_reading *r);

static int known(const struct stems *in, const char *word, size_t n, struct phones *out)
{
    struct lexicon_entry entry;
    if (in->gold)
        return lexicon_find(&in->en->lexicon, word, n, &entry) && entry.source == LEXICON_GOLD &&
               lexicon_reading(&entry, in->tag, out);
    if (in->own_only)
        return lexicon_find(&in->en->lexicon, word, n, &entry) && entry.source != LEXICON_CMU &&
               lexicon_reading(&entry, in->tag, out);
    return en_word_known(in->en, word, n, in->tag, out);
}

static int known_or_parts(const struct stems *in, const char *word, size_t n, struct phones *out)
{
    if (known(in, word, n, out)) return 1;
    struct stems rest = *in;
    struct en_reading r;
    if (rest.depth-- == 0 || n < 4 || !by_parts(&rest, word, n, &r)) return 0;
    *out = r.p;
    return 1;
}

/* A stem that may be had from word[0, n) by one of the ways, each found by `find`. */
static int find_stem(const struct stems *in, const char *word, size_t n, unsigned ways,
                     int (*find)(const struct stems *, const char *, size_t, struct phones *),
                     struct phones *out)
{
    char stem[EN_WORD_MAX + 3];
    memcpy(stem, word, n);
    if (ways & PUT_Y) {
        stem[n] = 'y';
        return n > 1 && find(in, stem, n + 1, out);
    }
    if (ways & PUT_BLE) {
        stem[n] = 'b', stem[n + 1] = 'l', stem[n + 2] = 'e';
        return n > 1 && find(in, stem, n + 3, out);
    }
    if (!ways) {
        stem[n] = 'i', stem[n + 1] = 'c';
        return n > 1 && find(in, stem, n + 2, out);
    }
    /* "hoped" is hope, "hopped" is hop: without a doubled letter the silent e comes first */
    int vowel_before = n > 2 && strchr("aeiou", word[n - 2]) && !strchr("aeiouwxy", word[n - 1]) &&
                       !strchr("aeiou", word[n - 3]);
    stem[n] = 'e';
    if (ways & PUT_E && (vowel_before || !(ways & PUT_NOTHING)) && find(in, stem, n + 1, out))
        return 1;
    if (ways & PUT_NOTHING && n > 1 && find(in, stem, n, out)) return 1;
    stem[n] = 'e';
    if (ways & PUT_E && find(in, stem, n + 1, out)) return 1;
    return ways & UNDOUBLE && n > 3 && word[n - 1] == word[n - 2] && find(in, stem, n - 1, out);
}

static void drop(struct phones *p, size_t n)
{
    p->n -= n < p->n ? n : p->n;
    p->s[p->n] = 0;
}

/* In front of an ending the syllable of "little", "button" has its vowel again. */
static void open_syllable(struct phones *p)
{
    if (p->n > 1 && p->s[p->n - 2] == '^') p->s[p->n - 2] = '@';
}

/* In front of -ly, those of "-ish", "-ive" and "-ed" are weaker. */
static void weaken_syllable(struct phones *p)
{
    if (p->n < 3) return;
    char *vowel = &p->s[p->n - 2], last = p->s[p->n - 1];
    int stressed = vowel[-1] == '\'' || vowel[-1] == ',';
    if ((*vowel == '1' && (last == 'S' || last == 'v') && !stressed) ||
        (*vowel == '%' && last == 'd'))
        *vowel = '@';
}

static int add_ending(const struct ending *x, struct phones *p)
{
    if (x->how == SOUND_ES && !ends_in(p, "szSZcJO")) return 0;
    size_t i = p->n;
    switch (x->how) {
    case SOUND_S:
    case SOUND_ES:
        en_morph_add_s(p);
        break;
    case SOUND_ED:
        add_ed(p);
        break;
    case SOUND_VOWEL:
        flap(p);
        break;
    case SOUND_PLAIN:
        open_syllable(p);
        break;
    case SOUND_LY:
        open_syllable(p);
        weaken_syllable(p);
        if (p->n > 2 && ends_in(p, "l") && p->s[p->n - 2] == '@') drop(p, 1);
        break;
    case SOUND_NO_I:
        if (!ends_in(p, "i")) return 0;
        drop(p, 1);
        break;
    case SOUND_BLE: /* -b^l, -1k */
        while (i > 0 && !phone_is_vowel(p->s[i - 1]))
            i--;
        if (!i) return 0;
        i -= x->stems && i > 1 ? 2 : 1;
        drop(p, p->n - i);
        if (strchr(x->s, '\'')) phones_stress(p, STRESS_DEMOTE);
        break;
    case SOUND_SHIFT:
        phones_stress(p, STRESS_DEMOTE);
        break;
    }
    if (x->how == SOUND_SHIFT) flap(p);
    phones_puts(p, x->s);
    return 1;
}

static int by_ending(const struct stems *in, const char *word, size_t n, struct en_reading *r)
{
    size_t n_endings = in->own_only ? INFLECTIONS : sizeof(endings) / sizeof(*endings);
    for (int deep = 0; deep <= (in->depth > 0); deep++) /* known stems before cut ones */
        for (size_t i = 0; i < n_endings; i++) {
            const struct ending *x = &endings[i];
            size_t len = strlen(x->text);
            if (n < len + 2 || memcmp(word + n - len, x->text, len) != 0) continue;
            if (!strcmp(x->text, "s") && word[n - 2] == 's') continue;
            struct stems verbs = *in; /* "lived" is of live, the verb */
            if (verbs.tag == TAG_DEFAULT && (x->how == SOUND_ED || !strcmp(x->text, "ing")))
                verbs.tag = TAG_VERB;
            if (!find_stem(&verbs, word, n - len, x->stems, deep ? known_or_parts : known, &r->p))
                continue;
            if (r->p.n + 10 > PHONES_MAX || !add_ending(x, &r->p)) continue;
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
    const char *text, *why, *s; /* a light one is stressed only before an unstressed syllable */
} beginnings[] = {
    BEGINNING("anti", ",{nti"),   BEGINNING("auto", ",CTO"),    BEGINNING("counter", "k,Wnt@r"),
    BEGINNING("bio", "b,IO"),     BEGINNING("co", "k,O"),       BEGINNING("cyber", "s,Ib@r"),
    BEGINNING("de", "di"),        BEGINNING("dis", "d1s"),      BEGINNING("geo", "J,iO"),
    BEGINNING("hyper", "h,Ip@r"), BEGINNING("inter", ",1nt@r"), BEGINNING("macro", "m,{krO"),
    BEGINNING("mega", "m,Eg@"),   BEGINNING("meta", "m,ET@"),   BEGINNING("micro", "m,IkrO"),
    BEGINNING("mini", "m,1ni"),   BEGINNING("mis", "m,1s"),     BEGINNING("mono", "m,QnO"),
    BEGINNING("multi", "m,Vlti"), BEGINNING("nano", "n,{nO"),   BEGINNING("neo", "n,iO"),
    BEGINNING("non", "n,Qn"),     BEGINNING("out", ",Wt"),      BEGINNING("over", ",Ov@r"),
    BEGINNING("photo", "f,OTO"),  BEGINNING("poly", "p,Qli"),   BEGINNING("post", "p,Ost"),
    BEGINNING("pre", "pri"),      BEGINNING("pseudo", "s,udO"), BEGINNING("re", "ri"),
    BEGINNING("semi", "s,Emi"),   BEGINNING("sub", "s,Vb"),     BEGINNING("super", "s,up@r"),
    BEGINNING("tele", "t,El@"),   BEGINNING("trans", "tr{nz"),  BEGINNING("ultra", ",Vltr@"),
    BEGINNING("under", ",Vnd@r"), BEGINNING("un", ",Vn"),
};

/* Whether the first syllable has no stress. */
static int begins_lightly(const struct phones *p)
{
    for (size_t i = 0; i < p->n && p->s[i] != '\'' && p->s[i] != ','; i++)
        if (phone_is_vowel(p->s[i])) return 1;
    return 0;
}

static int by_beginning(const struct stems *in, const char *word, size_t n, struct en_reading *r)
{
    for (size_t i = 0; i < sizeof(beginnings) / sizeof(*beginnings); i++) {
        const struct beginning *x = &beginnings[i];
        size_t len = strlen(x->text);
        if (n < len + 3 || memcmp(word, x->text, len) != 0) continue;
        struct phones rest, own = {0};
        if (!known_or_parts(in, word + len, n - len, &rest) || !phones_have(&rest, '\'')) continue;
        phones_puts(&own, x->s);
        if (begins_lightly(&rest)) phones_stress(&own, STRESS_SOME);
        phones_add(&own, rest.s, rest.n);
        r->p = own;
        r->why = x->why;
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

/* A common word that a compound may be made of, not a name and not a small word. */
static int is_half(const struct en *en, const char *word, size_t n, enum lexicon_tag tag,
                   struct phones *out)
{
    struct lexicon_entry entry;
    return n >= 3 && en_word_has_vowel(word, n) && lexicon_get(&en->lexicon, word, n, &entry) &&
           entry.source == LEXICON_GOLD && lexicon_reading(&entry, tag, out) &&
           phones_have(out, '\'');
}

/* Two known words: timestamp, filesystem; cut where the shorter half is longest, and "birds hot"
 * only when there is no "bird shot". */
static int by_halves(const struct stems *in, const char *word, size_t n, struct en_reading *out)
{
    struct phones a, b;
    size_t best = 0;
    for (size_t cut = 3; n >= 7 && cut + 3 <= n; cut++) {
        size_t shorter = cut < n - cut ? cut : n - cut;
        size_t score = 2 * shorter + (word[cut - 1] != 's');
        if (score <= best || !is_half(in->en, word, cut, TAG_DEFAULT, &a) ||
            !is_half(in->en, word + cut, n - cut, in->tag, &b))
            continue;
        best = score;
        phones_stress(&b, STRESS_DEMOTE); /* compounds are stressed in front */
        out->p = a;
        phones_add(&out->p, b.s, b.n);
    }
    out->why = "two words";
    return best > 0;
}

static int by_parts(const struct stems *in, const char *word, size_t n, struct en_reading *r)
{
    return by_ending(in, word, n, r) || by_beginning(in, word, n, r) || by_halves(in, word, n, r);
}

/* What letter to sound thinks of it: "pleas-ure" is not a compound. */
static int is_believable(const struct en *en, const char *word, size_t n,
                         const struct en_reading *r, int limit)
{
    struct phones own;
    if (word[n - 2] == '\'') return 1; /* 's changes no word */
    return n > LTS_WORD_MAX || lts_doubt(&en->lts, word, n, &r->p, &own) <= limit;
}

int en_morph_read(const struct en *en, const char *word, size_t n, enum lexicon_tag tag,
                  struct en_reading *out)
{
    if (n < 3 || n > EN_WORD_MAX - 1) return 0;
    struct stems gold = {.en = en, .tag = tag, .gold = 1},
                 all = {.en = en, .tag = tag, .depth = DEPTH};
    if (by_ending(&gold, word, n, out)) return is_believable(en, word, n, out, DOUBT_GOLD);
    if (!by_parts(&all, word, n, out)) return 0;
    return is_believable(en, word, n, out, out->why[0] == 'e' ? DOUBT_ENDING : DOUBT_REST);
}

int en_morph_inflected(const struct en *en, const char *word, size_t n, enum lexicon_tag tag,
                       struct en_reading *out)
{
    struct stems in = {.en = en, .tag = tag, .own_only = 1};
    return n > 2 && n < EN_WORD_MAX && by_ending(&in, word, n, out);
}
