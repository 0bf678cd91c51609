/* zh_import.c - zh.pack from the fetched packages:
 *
 *     @pinyin-pro/data  complete.json      words, readings, shares   -> trie
 *                       traditional.json   traditional -> simplified -> chars
 *                       chars.json, pinyin-pro's dict1.mjs           -> chars' readings
 *     Unihan            kMandarin, kSimplifiedVariant: what the others lack
 *     g2pM              its network, by zh_chooser_import
 *     zh_corrections    our own: words that the data reads wrongly
 *
 * The data has the tone changes of 一 and 不 inside words; the citation tones are put back here,
 * because one rule (zh_sandhi.c) applies them everywhere. One thread; needs about 300 MB for a few
 * seconds. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/archive.h"
#include "base/file.h"
#include "base/json.h"
#include "base/utf8.h"
#include "text/zh/zh.h"
#include "text/zh/zh_chooser.h"
#include "text/zh/zh_corrections.h"
#include "text/zh/zh_lexicon.h"

#define DATA_PACKAGE "pinyin-pro-data-1.3.1.tgz"
#define CODE_PACKAGE "pinyin-pro-3.29.4.tgz"

enum { MEMBER_MAX = 64 << 20, CP_MAX = 0x40000, WORDS_LIMIT = 1 << 20, TAKEN_MAX = 64 };

/* Characters while they are collected, by code point. */
struct draft_char {
    uint32_t simple; /* code point, 0: its own simplified form */
    pinyin reading;
    uint16_t n_readings;
    uint16_t known;
};

struct draft_word {
    uint16_t n, cost;
    uint16_t chars[ZH_WORD_MAX]; /* numbers, once they are given; code points do not fit */
    pinyin reading[ZH_WORD_MAX];
};

struct import {
    struct draft_char *by_cp; /* [CP_MAX] */
    uint16_t *number;         /* [CP_MAX] 1 + number of the character */
    struct zh_char *chars;
    uint32_t n_chars;
    struct draft_word *words;
    size_t n_words;
    size_t refused; /* entries that could not be used */
};

static int read_member(const char *dir, const char *package, const char *member, struct buf *out,
                       struct err *e)
{
    char path[PATH_MAX_BYTES];
    int code = file_join(path, dir, package);
    if (code) return err_set(e, code, "%s: path too long", dir);
    return archive_read_member(path, member, out, e);
}

static int read_json(const char *dir, const char *member, json_t **out, struct err *e)
{
    struct buf b = buf_make(MEMBER_MAX);
    int code = read_member(dir, DATA_PACKAGE, member, &b, e);
    if (!code && !(*out = json_parse(b.data, b.len, e)))
        code = err_set(e, E_FORMAT, "%s: %s: not JSON", DATA_PACKAGE, member);
    if (!code && !json_is_object(*out)) {
        json_decref(*out);
        *out = NULL;
        code = err_set(e, E_FORMAT, "%s: %s: not an object", DATA_PACKAGE, member);
    }
    buf_free(&b);
    return code;
}

/* ---- characters ---- */

/* Readings separated by spaces or commas; the first is the commonest. Earlier sources win. */
static void note_readings(struct import *im, uint32_t cp, const char *s, size_t n)
{
    if (cp >= CP_MAX) return;
    struct draft_char *c = &im->by_cp[cp];
    if (!c->known) c->known = 1;
    if (c->reading) return;
    for (size_t at = 0; at < n;) {
        size_t end = at;
        while (end < n && s[end] != ' ' && s[end] != ',')
            end++;
        pinyin p = pinyin_parse(s + at, end - at);
        if (p && !c->reading) c->reading = p;
        if (p) c->n_readings++;
        at = end + 1;
    }
    if (!c->reading) im->refused++;
}

static uint32_t one_char(const char *s)
{
    size_t n = strlen(s), at = 0;
    if (!n) return 0;
    uint32_t cp = utf8_next(s, n, &at);
    return at == n && cp < CP_MAX ? cp : 0;
}

/* dict1.mjs: lines `'bǎng páng pāng': ['膀'],` and `líng: [`, `'〇',` ... `],` - a key, then the
 * characters that read so. */
static void note_dict1(struct import *im, const char *s, size_t n)
{
    const char *key = NULL;
    size_t key_n = 0, depth = 0;
    for (size_t at = 0; at < n; at++) {
        char c = s[at];
        if (c == '\'' || c == '"') {
            const char *close = memchr(s + at + 1, c, n - at - 1);
            if (!close) return;
            const char *text = s + at + 1;
            size_t len = (size_t)(close - text), used = 0;
            if (depth && key) {
                uint32_t cp = len ? utf8_next(text, len, &used) : 0;
                if (used == len) note_readings(im, cp, key, key_n);
            } else {
                key = text;
                key_n = len;
            }
            at = (size_t)(close - s);
        } else if (c == '[') {
            depth = 1;
        } else if (c == ']') {
            depth = 0;
        } else if (!depth && ((c >= 'a' && c <= 'z') || (unsigned char)c >= 0x80)) {
            key = s + at;
            while (at + 1 < n && !strchr(":, \n", s[at + 1]))
                at++;
            key_n = (size_t)(s + at + 1 - key);
        }
    }
}

static int collect_readings(struct import *im, const char *dir, struct err *e)
{
    struct buf b = buf_make(MEMBER_MAX);
    int code = read_member(dir, CODE_PACKAGE, "package/dist/esm/data/dict1.mjs", &b, e);
    if (!code) note_dict1(im, b.data, b.len);
    buf_free(&b);
    json_t *more = NULL;
    if (!code) code = read_json(dir, "package/json/chars.json", &more, e);
    const char *key;
    json_t *value;
    json_object_foreach(more, key, value)
    {
        const char *s = json_string_value(value);
        uint32_t cp = one_char(key);
        if (s && cp) note_readings(im, cp, s, strlen(s));
    }
    json_decref(more);
    if (!code && !im->by_cp[0x4E00].reading)
        code = err_set(e, E_FORMAT, "%s: dict1.mjs: no readings found", CODE_PACKAGE);
    return code;
}

static int collect_variants(struct import *im, const char *dir, struct err *e)
{
    json_t *pairs = NULL;
    int code = read_json(dir, "package/json/traditional.json", &pairs, e);
    const char *key;
    json_t *value;
    json_object_foreach(pairs, key, value)
    {
        uint32_t from = one_char(key), to = one_char(json_string_value(value));
        if (!from || !to) continue;
        im->by_cp[from].simple = to;
        im->by_cp[from].known = im->by_cp[to].known = 1;
    }
    json_decref(pairs);
    return code;
}

/* Lines `U+4E00<tab>kMandarin<tab>yī`. A character that stands in simplified words is simplified
 * already, whatever Unihan says of its rarer uses. */
static void note_unihan(struct import *im, const char *s, size_t n)
{
    for (const char *end = s + n; s < end;) {
        const char *nl = memchr(s, '\n', (size_t)(end - s));
        if (!nl) nl = end;
        const char *tab = memchr(s, '\t', (size_t)(nl - s));
        const char *tab2 = tab ? memchr(tab + 1, '\t', (size_t)(nl - tab - 1)) : NULL;
        if (tab2 && s[0] == 'U') {
            uint32_t cp = (uint32_t)strtoul(s + 2, NULL, 16);
            size_t len = (size_t)(tab2 - tab - 1), value = (size_t)(nl - tab2 - 1);
            if (len == 9 && !memcmp(tab + 1, "kMandarin", 9))
                note_readings(im, cp, tab2 + 1, value);
            else if (len == 18 && !memcmp(tab + 1, "kSimplifiedVariant", 18) && cp < CP_MAX &&
                     !memchr(tab2 + 1, ' ', value) && im->by_cp[cp].known != 2 &&
                     !im->by_cp[cp].simple) {
                uint32_t to = (uint32_t)strtoul(tab2 + 3, NULL, 16);
                if (to < CP_MAX && im->by_cp[to].known) im->by_cp[cp].simple = to;
            }
        }
        s = nl + 1;
    }
}

static int collect_unihan(struct import *im, struct err *e)
{
    static const char *const files[] = {"Unihan_Readings.txt.bz2", "Unihan_Variants.txt.bz2"};
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        char path[PATH_MAX_BYTES];
        struct buf b = buf_make(MEMBER_MAX);
        int code = file_join(path, "/usr/share/unicode", files[i]);
        if (!code) code = archive_read_compressed(path, &b, e);
        if (!code) note_unihan(im, b.data, b.len);
        buf_free(&b);
        if (code == E_NOENT || code == E_FORMAT)
            return err_set(e, E_NOENT, "%s: not there; install Debian's unicode-data", path);
        if (code) return code;
    }
    return 0;
}

static int number_chars(struct import *im, struct err *e)
{
    for (uint32_t cp = 0; cp < CP_MAX; cp++) {
        if (!im->by_cp[cp].known) continue;
        if (im->n_chars >= 65534) return err_set(e, E_LIMIT, "more than 65,534 characters");
        im->number[cp] = (uint16_t)++im->n_chars;
    }
    im->chars = calloc(im->n_chars, sizeof *im->chars);
    if (!im->chars) return err_set(e, E_NOMEM, "out of memory");
    for (uint32_t cp = 0; cp < CP_MAX; cp++) {
        if (!im->number[cp]) continue;
        struct draft_char *d = &im->by_cp[cp];
        uint32_t simple = cp;
        for (int hops = 0; hops < 3 && im->by_cp[simple].simple; hops++)
            simple = im->by_cp[simple].simple;
        if (!d->reading) d->reading = im->by_cp[simple].reading;
        im->chars[im->number[cp] - 1] =
            (struct zh_char){.cp = cp,
                             .simple = (uint16_t)(im->number[simple] - 1),
                             .reading = d->reading,
                             .n_readings = d->n_readings};
    }
    return 0;
}

/* ---- words ---- */

static uint16_t cost_of(double share)
{
    double cost = share > 0 ? -log(share) * ZH_COST_UNIT : 65535;
    return (uint16_t)(cost < 0 ? 0 : cost > 65535 ? 65535 : cost);
}

/* Tones as in the dictionary of citation forms: 一 yi1, 不 bu4, unless neutral (看一看). */
static pinyin undo_sandhi(uint32_t cp, pinyin p)
{
    int tone = pinyin_tone(p);
    if (cp == 0x4E00 && (tone == 2 || tone == 4)) return pinyin_with_tone(p, 1);
    if (cp == 0x4E0D && tone == 2) return pinyin_with_tone(p, 4);
    return p;
}

/* 0: not usable (an unknown character, or not one syllable a character). */
static int make_word(const struct import *im, const char *word, const char *reading,
                     struct draft_word *w)
{
    size_t n = strlen(word), r = 0, r_n = strlen(reading);
    w->n = 0;
    for (size_t at = 0; at < n; w->n++) {
        uint32_t cp = utf8_next(word, n, &at);
        if (w->n == ZH_WORD_MAX || cp >= CP_MAX || !im->number[cp]) return 0;
        size_t end = r + strcspn(reading + r, " ");
        pinyin p = pinyin_parse(reading + r, end - r);
        if (!p) return 0;
        if (cp == 0x513F && w->n && pinyin_tone(p) == 5) p = PINYIN_R;
        w->chars[w->n] = (uint16_t)(im->number[cp] - 1);
        w->reading[w->n] = undo_sandhi(cp, p);
        r = end < r_n ? end + 1 : end;
    }
    return w->n && r == r_n;
}

static int collect_words(struct import *im, const json_t *all, struct err *e)
{
    size_t room = json_object_size(all) + zh_corrections_n;
    if (room > WORDS_LIMIT) return err_set(e, E_LIMIT, "complete.json: too many words");
    im->words = calloc(room, sizeof *im->words);
    if (!im->words) return err_set(e, E_NOMEM, "out of memory");
    double total = 0;
    const char *key;
    json_t *value;
    json_object_foreach((json_t *)all, key, value) total +=
        json_number_value(json_array_get(value, 1));
    if (total <= 0) return err_set(e, E_FORMAT, "complete.json: no frequencies");
    json_object_foreach((json_t *)all, key, value)
    {
        struct draft_word *w = &im->words[im->n_words];
        const char *reading = json_string_value(json_array_get(value, 0));
        w->cost = cost_of(json_number_value(json_array_get(value, 1)) / total);
        if (reading && make_word(im, key, reading, w))
            im->n_words++;
        else
            im->refused++;
    }
    return 0;
}

static int compare_words(const void *a, const void *b)
{
    const struct draft_word *x = a, *y = b;
    size_t n = x->n < y->n ? x->n : y->n;
    for (size_t i = 0; i < n; i++)
        if (x->chars[i] != y->chars[i]) return x->chars[i] < y->chars[i] ? -1 : 1;
    return (x->n > y->n) - (x->n < y->n);
}

/* In place of a word that is taken out: sorts last. */
static const struct draft_word no_word = {.n = 1, .chars = {UINT16_MAX}};

/* Our own readings: over the data's, and as words of middling frequency where it has none. */
static int apply_corrections(struct import *im, struct err *e)
{
    size_t known = im->n_words, n_taken = 0;
    struct draft_word *taken[TAKEN_MAX];
    for (size_t i = 0; i < zh_corrections_n; i++) {
        struct draft_word w = {.cost = cost_of(1e-6)};
        const char *reading = zh_corrections[i].reading;
        if (!make_word(im, zh_corrections[i].word, reading ? reading : "a1 a1", &w))
            return err_set(e, E_ARG, "zh_corrections: %s %s", zh_corrections[i].word,
                           reading ? reading : "(two characters)");
        struct draft_word *old = bsearch(&w, im->words, known, sizeof *im->words, compare_words);
        if (old && reading) { /* what we have looked at is a word that we know (zh_chooser.c) */
            memcpy(old->reading, w.reading, sizeof w.reading);
            if (old->cost > w.cost) old->cost = w.cost;
        } else if (old && !reading && n_taken < TAKEN_MAX)
            taken[n_taken++] = old;
        else if (reading)
            im->words[im->n_words++] = w;
    }
    for (size_t i = 0; i < n_taken; i++)
        *taken[i] = no_word;
    qsort(im->words, im->n_words, sizeof *im->words, compare_words);
    im->n_words -= n_taken;
    for (size_t i = 1; i < im->n_words; i++)
        if (!compare_words(&im->words[i - 1], &im->words[i]))
            return err_set(e, E_ARG, "zh_corrections: a word twice");
    return 0;
}

/* ---- the trie ---- */

struct trie {
    uint16_t *label;
    uint32_t *child, *word;
    uint32_t n;
    struct buf record;
};

/* Words [lo, hi) of the sorted list share their first `depth` characters. */
struct span {
    uint32_t lo, hi, depth;
};

static void put_word(struct trie *t, uint32_t node, const struct draft_word *w)
{
    t->word[node] = (uint32_t)(t->record.len / sizeof(uint16_t));
    buf_add(&t->record, &w->cost, sizeof w->cost);
    buf_add(&t->record, w->reading, w->n * sizeof *w->reading);
}

static int build_trie(struct import *im, struct trie *t, struct err *e)
{
    size_t room = 1;
    for (size_t i = 0; i < im->n_words; i++)
        room += im->words[i].n; /* at most one node a character */
    struct span *queue = calloc(room, sizeof *queue);
    t->label = calloc(room, sizeof *t->label);
    t->child = calloc(room + 1, sizeof *t->child);
    t->word = calloc(room, sizeof *t->word);
    if (!queue || !t->label || !t->child || !t->word) {
        free(queue);
        return err_set(e, E_NOMEM, "out of memory");
    }
    buf_add(&t->record, "\0", 2); /* place 0 means "no word" */
    queue[0] = (struct span){0, (uint32_t)im->n_words, 0};
    t->n = 1;
    for (uint32_t node = 0; node < t->n; node++) {
        struct span s = queue[node];
        t->child[node] = t->n;
        if (s.lo < s.hi && im->words[s.lo].n == s.depth) put_word(t, node, &im->words[s.lo++]);
        while (s.lo < s.hi) {
            uint16_t c = im->words[s.lo].chars[s.depth];
            uint32_t end = s.lo;
            while (end < s.hi && im->words[end].chars[s.depth] == c)
                end++;
            if (!node) im->chars[c].node = t->n;
            t->label[t->n] = c;
            queue[t->n++] = (struct span){s.lo, end, s.depth + 1};
            s.lo = end;
        }
    }
    t->child[t->n] = t->n;
    free(queue);
    int code = buf_error(&t->record);
    return code ? err_set(e, code, "zh.pack: too many words") : 0;
}

static int write_pack(const struct import *im, const struct trie *t, const char *packages_dir,
                      const char *dir, struct err *e)
{
    char path[PATH_MAX_BYTES];
    struct pack_writer *w = NULL;
    int code = file_mkdirs(dir, e);
    if (!code && (code = file_join(path, dir, ZH_PACK_FILE)))
        err_set(e, code, "%s: path too long", dir);
    if (!code) code = pack_writer_open(&w, path, ZH_PACK_KIND, ZH_PACK_VERSION, e);
    if (code) return code;
    pack_writer_add(w, "bmp", im->number, 65536 * sizeof *im->number);
    pack_writer_add(w, "chars", im->chars, im->n_chars * sizeof *im->chars);
    pack_writer_add(w, "label", t->label, t->n * sizeof *t->label);
    pack_writer_add(w, "child", t->child, (t->n + 1) * sizeof *t->child);
    pack_writer_add(w, "word", t->word, t->n * sizeof *t->word);
    pack_writer_add(w, "record", t->record.data, t->record.len);
    code = zh_chooser_import(w, packages_dir, e);
    if (code) {
        pack_writer_abandon(w);
        return code;
    }
    return pack_writer_finish(w, e);
}

/* Every character of the words is known before numbers are given. */
static void know_words(struct import *im, const json_t *all)
{
    const char *key;
    json_t *value;
    json_object_foreach((json_t *)all, key, value)
    {
        for (size_t at = 0, n = strlen(key); at < n;) {
            uint32_t cp = utf8_next(key, n, &at);
            if (cp < CP_MAX) im->by_cp[cp].known = 2;
        }
    }
}

int zh_import(const char *packages_dir, const char *lexicon_dir, struct err *e)
{
    struct import im = {.by_cp = calloc(CP_MAX, sizeof *im.by_cp),
                        .number = calloc(CP_MAX, sizeof *im.number)};
    struct trie t = {.record = buf_make(MEMBER_MAX)};
    json_t *all = NULL;
    int code = im.by_cp && im.number ? 0 : err_set(e, E_NOMEM, "out of memory");
    if (!code) code = read_json(packages_dir, "package/json/complete.json", &all, e);
    if (!code) code = collect_readings(&im, packages_dir, e);
    if (!code) code = collect_variants(&im, packages_dir, e);
    if (!code) know_words(&im, all);
    if (!code) code = collect_unihan(&im, e);
    if (!code) code = number_chars(&im, e);
    if (!code) code = collect_words(&im, all, e);
    json_decref(all);
    if (!code && im.refused * 100 > im.n_words)
        code = err_set(e, E_FORMAT, "complete.json: %zu entries could not be read", im.refused);
    if (!code) qsort(im.words, im.n_words, sizeof *im.words, compare_words);
    if (!code) code = apply_corrections(&im, e);
    if (!code) code = build_trie(&im, &t, e);
    if (!code) code = write_pack(&im, &t, packages_dir, lexicon_dir, e);
    free(im.by_cp);
    free(im.number);
    free(im.chars);
    free(im.words);
    free(t.label);
    free(t.child);
    free(t.word);
    buf_free(&t.record);
    return code;
}
