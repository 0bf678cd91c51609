/* en_word.c - one word to its sounds, by the first of these that knows it:
 *
 *     words whose sound depends on the next one (a, the, to, in, ...)
 *     our own names -> capitals (spelled or read) -> lexicon -> parts (en_morph.c)
 *     camelCase and figures cut in pieces -> letter names -> letter to sound */
#include <string.h>

#include "text/en/en_internal.h"
#include "text/en/en_names.h"
#include "text/en/en_pinyin.h"
#include "text/script.h"

int en_is_upper(const char *word, size_t n)
{
    int capitals = 0;
    for (size_t i = 0; i < n; i++) {
        if (word[i] >= 'a' && word[i] <= 'z') return 0;
        capitals += word[i] >= 'A' && word[i] <= 'Z';
    }
    return capitals > 0;
}

void en_lower(char *to, const char *word, size_t n)
{
    for (size_t i = 0; i < n; i++)
        to[i] = (char)(word[i] >= 'A' && word[i] <= 'Z' ? word[i] + 32 : word[i]);
}

int en_list_has(const char *list, const char *word)
{
    size_t n = strlen(word);
    for (const char *at = list; n && (at = strstr(at, word)) != NULL; at++)
        if (at > list && at[-1] == ' ' && at[n] == ' ') return 1;
    return 0;
}

static int is_upper(char c)
{
    return c >= 'A' && c <= 'Z';
}

static int is_lower(char c)
{
    return c >= 'a' && c <= 'z';
}

int en_word_has_vowel(const char *word, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (strchr("aeiouyAEIOUY", word[i])) return 1;
    return 0;
}

void en_word_spell(const char *word, size_t n, struct phones *out)
{
    out->n = 0;
    size_t last = 0;
    for (size_t i = 0; i < n; i++) {
        const char *name = en_letter_name(word[i]);
        struct phones letter;
        if (!name || !phones_from_utf8(&letter, name, strlen(name))) continue;
        phones_stress(&letter, STRESS_DEMOTE);
        last = out->n;
        phones_add(out, letter.s, letter.n);
    }
    for (size_t i = last; i < out->n; i++)
        if (out->s[i] == ',') {
            out->s[i] = '\'';
            break;
        }
}

/* --------------------------------------------------------------------------------- the tables */

/* "=pie torch": the sounds of these words in one; the first is stressed, or else the letters at the
 * end (Open AI). */
static void read_respelling(const struct en *en, const char *s, struct phones *out)
{
    out->n = 0;
    for (int first = 1; *s; first = 0) {
        size_t len = strcspn(s, " ");
        int last = !s[len], letters = en_is_upper(s, len);
        const char *end = strrchr(s, ' ');
        int letters_end = en_is_upper(end ? end + 1 : s, strlen(end ? end + 1 : s));
        char lower[EN_WORD_MAX];
        struct phones part = {0};
        struct lexicon_entry entry;
        if (len == 0 || len > sizeof(lower)) return;
        en_lower(lower, s, len);
        if (letters)
            en_word_spell(s, len, &part);
        else if (!lexicon_find(&en->lexicon, s, len, &entry) ||
                 !lexicon_reading(&entry, TAG_DEFAULT, &part))
            (void)lts_read(&en->lts, lower, len, &part);
        phones_stress(&part, (letters_end ? !last : !first) ? STRESS_DEMOTE : STRESS_PRIMARY);
        phones_add(out, part.s, part.n);
        s += len + (size_t)!last;
    }
}

static int read_name(const struct en *en, const char *lower, size_t n, struct phones *out)
{
    const char *value = en_names_find(lower, n);
    if (!value) return 0;
    if (*value == '*')
        en_word_spell(lower, n, out);
    else if (*value == '=')
        read_respelling(en, value + 1, out);
    else if (!phones_from_utf8(out, value, strlen(value)))
        return 0;
    return out->n > 0;
}

int en_word_known(const struct en *en, const char *word, size_t n, enum lexicon_tag tag,
                  struct phones *out)
{
    struct lexicon_entry entry;
    if (lexicon_find(&en->lexicon, word, n, &entry) && lexicon_reading(&entry, tag, out)) return 1;
    return read_name(en, word, n, out);
}

/* ----------------------------------------------------------------------------- small words */

static int is(const char *word, size_t n, const char *what)
{
    return strlen(what) == n && !memcmp(word, what, n);
}

/* "Plan A", "vitamin A", "grade a": a letter, not an article. */
static int names_a_letter(const char *before)
{
    static const char *const words[] = {"plan", "grade",   "vitamin", "type",   "class",
                                        "team", "section", "group",   "option", "hepatitis",
                                        "part", "letter",  "point",   "series", "exhibit"};
    for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
        if (!strcmp(before, words[i])) return 1;
    return 0;
}

/* The words whose reading hangs on what follows; as in training. */
static const char *small_word(const char *lower, size_t n, const struct en_context *ctx)
{
    int vowel = ctx->next == NEXT_VOWEL, pause = ctx->next == NEXT_NOTHING;
    if (is(lower, n, "a")) return ctx->next_is_word && !names_a_letter(ctx->before) ? "6" : "'A";
    if (is(lower, n, "an")) return "6n";
    if (is(lower, n, "the")) return vowel ? "Di" : "D@";
    if (is(lower, n, "to")) return pause ? "tu" : vowel ? "tU" : "t@";
    if (is(lower, n, "in")) return pause ? "'1n" : "1n";
    if (is(lower, n, "i")) return ",I";
    if (is(lower, n, "am")) return pause ? "{m" : "6m";
    if (is(lower, n, "used")) return ctx->next_is_to ? "j'ust" : "j'uzd";
    if (is(lower, n, "that's")) return "D'{ts";
    if (is(lower, n, "vs")) return "v'3rs@s";
    return NULL;
}

/* ------------------------------------------------------------------------------------ capitals */

static int in_list(const char *lower, size_t n, const char *list)
{
    for (const char *at = list; *at;) {
        size_t len = strcspn(at, " ");
        if (len == n && !memcmp(at, lower, n)) return 1;
        at += len;
        at += *at == ' ';
    }
    return 0;
}

/* Capitals for emphasis rather than for an initialism. */
static const char plain_words[] =
    "a an and are as at be but by can do for go had has he her him his how if in is me my no not "
    "of oh on or our out ox she so the to up was we you your hi ok ah eh did does get got its let "
    "new now off old one all any who why yes that this these those they them their then than there "
    "will would shall should could must may might have been was were what when where which whose "
    "with from into onto about over some such same too just ever yet per via sir";

/* How no word begins: two consonants that are not one of these. */
static int begins_like_a_word(const char *lower)
{
    static const char pairs[] =
        "bl br ch cl cr cz dj dr dw fj fl fr gh gl gn gr gw kh kl kn kr kw ll mc mn mb ng pf ph pl "
        "pn pr ps pt qu rh sc sh sk sl sm sn sp sq sr st sv sw sz tc th tr ts tw vl vr wh wr zh zl "
        "zw";
    return en_word_has_vowel(lower, 1) || en_word_has_vowel(lower + 1, 1) ||
           in_list(lower, 2, pairs);
}

/* Whether letters could be said as a word at all: "lsof" and "SIGTSTP" could not. */
static int is_sayable(const char *lower, size_t n)
{
    enum { CLUSTER_MAX = 4 }; /* "angst", "length": more stands only in compounds */
    size_t run = 0;
    if (n < 2 || !begins_like_a_word(lower)) return 0;
    for (size_t i = 0; i < n; i++) {
        run = en_word_has_vowel(lower + i, 1) || lower[i] == '\'' ? 0 : run + 1;
        if (run > CLUSTER_MAX) return 0;
    }
    return run < CLUSTER_MAX;
}

static int spelled_as_noun(const struct lexicon_entry *entry)
{
    for (size_t i = 0; i < entry->n; i++)
        if (entry->variant[i].len == 0) return 1;
    return 0;
}

/* Whether capitals in lower-case surroundings are a word's (NASA, STOP) or letters (CPU).  `entry`
 * may be that of the lower-case spelling. */
static int is_word_in_capitals(const char *lower, size_t n, const struct lexicon_entry *entry)
{
    if (in_list(lower, n, plain_words)) return 1;
    if (n == 2 || !en_word_has_vowel(lower, n)) return 0;
    if (!entry) return n >= 6 && is_sayable(lower, n);
    struct phones p;
    if (!lexicon_reading(entry, TAG_DEFAULT, &p)) return 0;
    if (entry->source == LEXICON_GOLD) return phones_have(&p, '\'');
    return n >= 5 || (n == 4 && entry->source == LEXICON_SILVER);
}

/* All capitals, two letters or more. 0: read it as any other word. */
static int read_capitals(const struct en *en, const char *word, const char *lower, size_t n,
                         const struct en_context *ctx, struct en_reading *out)
{
    struct lexicon_entry entry;
    if (ctx->shouting) return 0;
    if (lexicon_get(&en->lexicon, word, n, &entry)) {
        if (spelled_as_noun(&entry) && !in_list(lower, n, plain_words)) {
            en_word_spell(lower, n, &out->p);
            out->why = "letters";
            return 1;
        }
        out->why = "lexicon";
        if (!lexicon_reading(&entry, ctx->tag, &out->p)) return 0;
        if (in_list(lower, n, plain_words)) phones_stress(&out->p, STRESS_PRIMARY);
        return 1;
    }
    for (size_t i = 0; i < n; i++)
        if (word[i] == '\'') return 0; /* I'M, DON'T */
    int known = lexicon_find(&en->lexicon, lower, n, &entry);
    if (is_word_in_capitals(lower, n, known ? &entry : NULL)) return 0;
    struct en_reading r;
    if (!known && n >= 5 && en_word_has_vowel(lower, n) &&
        en_morph_read(en, lower, n, ctx->tag, &r))
        return 0;
    en_word_spell(lower, n, &out->p);
    out->why = "letters";
    return 1;
}

/* -------------------------------------------------------------------------------------- pieces */

static void read_letters(const struct en *en, const char *word, const char *lower, size_t n,
                         const struct en_context *ctx, struct en_reading *out);

static int is_joint(char c)
{
    return c == '-' || c == '_';
}

/* Whether a word is cut before word[i]: at - and _ and between letters and figures; and when there
 * are none of these, before the capital of camelCase (parseHTMLPage: parse HTML Page). */
static int is_seam(const char *word, size_t n, size_t i, int camel)
{
    char a = word[i - 1], b = word[i];
    if (!camel) return is_joint(a) || is_joint(b) || script_is_digit(a) != script_is_digit(b);
    if (is_lower(a) && is_upper(b)) return 1;
    return is_upper(a) && is_upper(b) && i + 1 < n && is_lower(word[i + 1]) &&
           !(word[i + 1] == 's' && i + 2 == n);
}

static size_t piece_end(const char *word, size_t n, size_t at, int camel)
{
    size_t i = at + 1;
    while (i < n && !is_seam(word, n, i, camel))
        i++;
    return i;
}

static void read_piece(const struct en *en, const char *piece, size_t n,
                       const struct en_context *ctx, struct phones *out)
{
    out->n = 0;
    if (script_is_digit(*piece)) {
        for (size_t i = 0; i < n; i++) {
            struct phones digit;
            en_word_spell(piece + i, 1, &digit);
            if (i > 0) phones_puts(out, " ");
            phones_add(out, digit.s, digit.n);
        }
        return;
    }
    struct en_reading r;
    char lower[EN_WORD_MAX];
    en_lower(lower, piece, n);
    if (n == 1)
        en_word_spell(piece, 1, out);
    else {
        read_letters(en, piece, lower, n, ctx, &r);
        *out = r.p;
    }
}

/* Cuts a compound and joins the pieces' sounds: as one word, or with spaces where figures or
 * underscores stand between. */
static void read_pieces(const struct en *en, const char *word, size_t n, int camel,
                        const struct en_context *ctx, struct en_reading *out)
{
    enum { PIECES_MAX = 24 };
    struct phones part[PIECES_MAX];
    size_t count = 0;
    int spaced = 0;
    for (size_t at = 0; at < n && count < PIECES_MAX;) {
        if (is_joint(word[at])) {
            spaced |= word[at] == '_';
            at++;
            continue;
        }
        size_t end = count + 1 < PIECES_MAX ? piece_end(word, n, at, camel) : n;
        spaced |= script_is_digit(word[at]);
        struct en_context inner = *ctx;
        if (end < n) inner.next = NEXT_CONSONANT, inner.next_is_word = 1;
        read_piece(en, word + at, end - at, &inner, &part[count]);
        count += part[count].n > 0;
        at = end;
    }
    if (spaced || (camel && count > 2)) {
        out->p.n = 0;
        for (size_t i = 0; i < count; i++) {
            if (i > 0) phones_puts(&out->p, " ");
            phones_add(&out->p, part[i].s, part[i].n);
        }
    } else {
        /* SharePoint: a coined word is stressed in front, if it has no letter names */
        if (camel && count == 2 && !is_upper(word[1]) && !is_upper(word[n - 1]) &&
            phones_have(&part[0], '\''))
            phones_stress(&part[1], STRESS_DEMOTE);
        en_compound_join(part, count, &out->p);
    }
    out->why = "pieces";
}

/* --------------------------------------------------------------------------------- whole words */

/* CPUs, NASA's: capitals with a small s. */
static int read_plural_capitals(const struct en *en, const char *word, const char *lower, size_t n,
                                const struct en_context *ctx, struct en_reading *out)
{
    if (n < 3 || word[n - 1] != 's') return 0;
    size_t stem = n - 1;
    if (word[stem - 1] == '\'') stem--;
    for (size_t i = 0; i < stem; i++)
        if (!is_upper(word[i])) return 0;
    if (stem == 1 && word[1] != '\'') return 0;
    if (stem == 1) {
        en_word_spell(word, 1, &out->p);
        out->why = "letters";
    } else {
        read_letters(en, word, lower, stem, ctx, out);
    }
    en_morph_add_s(&out->p);
    return 1;
}

/* One primary stress in a guessed word, the last one. */
static void stress_once(struct phones *p)
{
    int seen = 0;
    for (size_t i = p->n; i-- > 0;) {
        if (p->s[i] != '\'') continue;
        if (seen) p->s[i] = ',';
        seen = 1;
    }
    if (!seen) phones_stress(p, STRESS_PRIMARY);
}

/* The last resort: nobody knows this word. */
static void guess(const struct en *en, const char *word, const char *lower, size_t n,
                  struct en_reading *out)
{
    char letters[EN_WORD_MAX];
    size_t count = 0; /* "soooo": what is written three times and more is said once */
    for (size_t i = 0; i < n; i++) {
        int again = i > 0 && lower[i] == lower[i - 1];
        int third = again && ((i > 1 && lower[i] == lower[i - 2]) ||
                              (i + 1 < n && lower[i] == lower[i + 1]));
        if ((is_lower(lower[i]) || lower[i] == '\'') && !third) letters[count++] = lower[i];
    }
    if (count < n && count > 1 && en_word_known(en, letters, count, TAG_DEFAULT, &out->p)) {
        out->why = "lexicon";
        return;
    }
    out->p.n = 0;
    /* a short one in small letters that cannot be said is a command's name: lsof */
    int command = count == n && n >= 3 && n <= 5 && !is_upper(*word) && !is_sayable(letters, count);
    if (!en_word_has_vowel(letters, count) || command) {
        en_word_spell(letters, count, &out->p);
        out->why = "letters";
        return;
    }
    out->why = "letter-to-sound";
    for (size_t at = 0; at < count; at += LTS_WORD_MAX) {
        size_t len = count - at < LTS_WORD_MAX ? count - at : LTS_WORD_MAX;
        struct phones p;
        if (!lts_read(&en->lts, letters + at, len, &p)) en_word_spell(letters + at, len, &p);
        phones_add(&out->p, p.s, p.n);
    }
    stress_once(&out->p);
}

/* Capital letters raise an unstressed word, as in training. */
static void raise(struct en_reading *out, const char *word, size_t n, int shouting)
{
    if (!is_upper(word[0])) return;
    phones_stress(&out->p,
                  n > 1 && en_is_upper(word, n) && !shouting ? STRESS_PRIMARY : STRESS_SOME);
}

/* Our table spells WHO, but neither who nor WHO ARE YOU; NGO and ngo, but not Mrs Ngo. */
static int is_plain_word(const struct en *en, const char *word, const char *lower, size_t n,
                         const struct en_context *ctx)
{
    struct lexicon_entry entry;
    const char *name = en_names_find(lower, n);
    if (!name || *name != '*' || (en_is_upper(word, n) && !ctx->shouting)) return 0;
    for (size_t i = 1; i < n; i++)
        if (is_upper(word[i]) && !ctx->shouting) return 0; /* MoE */
    if (lexicon_get(&en->lexicon, lower, n, &entry))
        return entry.source == LEXICON_GOLD || is_upper(*word);
    return is_upper(*word) && lexicon_get(&en->lexicon, word, n, &entry);
}

/* GitHub's, MacBooks: what the table knows with an s, before the capitals cut it. */
static int read_name_with_s(const struct en *en, const char *word, const char *lower, size_t n,
                            struct en_reading *out)
{
    struct lexicon_entry entry;
    size_t end = n > 3 && lower[n - 1] == 's' ? n - 1 - (lower[n - 2] == '\'') : 0;
    if (!end || en_is_upper(word, end) || (end == n - 1 && piece_end(word, n, 0, 1) == n) ||
        lexicon_find(&en->lexicon, lower, n, &entry) || !read_name(en, lower, end, &out->p))
        return 0;
    en_morph_add_s(&out->p);
    out->why = "names";
    return 1;
}

/* Letters and apostrophes only. */
static void read_letters(const struct en *en, const char *word, const char *lower, size_t n,
                         const struct en_context *ctx, struct en_reading *out)
{
    struct lexicon_entry entry;
    const char *small = ctx->sounds ? NULL : small_word(lower, n, ctx);
    if (small &&
        !(n > 1 && is_upper(word[1]) && !in_list(lower, n, plain_words) && !ctx->shouting)) {
        out->p.n = 0;
        phones_puts(&out->p, small);
        out->why = "context";
        return;
    }
    if (ctx->sounds && phones_from_utf8(&out->p, ctx->sounds, strlen(ctx->sounds))) {
        out->why = "sense";
        return;
    }
    out->why = "names";
    if (!is_plain_word(en, word, lower, n, ctx) && read_name(en, lower, n, &out->p)) return;
    if (n == 1) {
        en_word_spell(lower, 1, &out->p);
        out->why = "letters";
        return;
    }
    if (en_is_upper(word, n) && read_capitals(en, word, lower, n, ctx, out)) return;
    if (read_plural_capitals(en, word, lower, n, ctx, out)) return;
    if (read_name_with_s(en, word, lower, n, out)) return;
    out->why = "lexicon";
    int upper = en_is_upper(word, n);
    int found = (!upper && lexicon_find(&en->lexicon, word, n, &entry)) ||
                lexicon_find(&en->lexicon, lower, n, &entry);
    int own = found && entry.source != LEXICON_CMU;
    int inflected = !own && en_morph_inflected(en, lower, n, ctx->tag, out);
    if (inflected || (found && lexicon_reading(&entry, ctx->tag, &out->p))) {
        raise(out, word, n, ctx->shouting);
        return;
    }
    if (!upper && piece_end(word, n, 0, 1) < n) {
        read_pieces(en, word, n, 1, ctx, out);
        return;
    }
    if (en_morph_read(en, lower, n, ctx->tag, out)) {
        raise(out, word, n, ctx->shouting);
        return;
    }
    int possessive = n > 2 && !memcmp(lower + n - 2, "'s", 2);
    out->why = "pinyin";
    if (is_upper(*word) && en_pinyin_read(lower, possessive ? n - 2 : n, ctx->before, &out->p)) {
        if (possessive) en_morph_add_s(&out->p);
        return;
    }
    if (possessive) { /* an unknown name's */
        guess(en, word, lower, n - 2, out);
        en_morph_add_s(&out->p);
        return;
    }
    guess(en, word, lower, n, out);
}

/* re-reading, co-operate: with these in front a hyphen only parts the letters. */
static int read_prefixed(const struct en *en, const char *lower, size_t n, enum lexicon_tag tag,
                         struct en_reading *out)
{
    char joined[EN_WORD_MAX];
    size_t count = 0, hyphen = 0;
    for (size_t i = 0; i < n; i++) {
        if (lower[i] == '-') {
            if (hyphen) return 0;
            hyphen = i;
        } else if (is_lower(lower[i])) {
            joined[count++] = lower[i];
        } else {
            return 0;
        }
    }
    if (!hyphen || !in_list(lower, hyphen, "re pre co non un anti multi de sub mis inter"))
        return 0;
    out->why = "lexicon";
    return en_word_known(en, joined, count, tag, &out->p) ||
           en_morph_read(en, joined, count, tag, out);
}

void en_word_read(const struct en *en, const char *word, size_t n, const struct en_context *ctx,
                  struct en_reading *out)
{
    char lower[EN_WORD_MAX];
    en_lower(lower, word, n);
    if (n > 1 && word[0] == '\'') { /* 'cause is a word, the quotation mark of 'hello' is not */
        out->why = "lexicon";
        if (en_word_known(en, lower, n, ctx->tag, &out->p)) return;
        en_word_read(en, word + 1, n - 1, ctx, out);
        return;
    }
    int plain = 1;
    for (size_t i = 0; i < n; i++)
        plain &= is_lower(lower[i]) || lower[i] == '\'';
    if (plain) {
        read_letters(en, word, lower, n, ctx, out);
        return;
    }
    struct lexicon_entry entry;
    out->why = "names";
    if (read_name(en, lower, n, &out->p)) return;
    out->why = "lexicon";
    if ((lexicon_find(&en->lexicon, word, n, &entry) ||
         lexicon_find(&en->lexicon, lower, n, &entry)) &&
        lexicon_reading(&entry, ctx->tag, &out->p))
        return;
    if (read_prefixed(en, lower, n, ctx->tag, out)) return;
    read_pieces(en, word, n, 0, ctx, out);
}
