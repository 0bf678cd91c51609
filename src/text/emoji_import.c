/* emoji_import.c - builds lexicon/emoji.pack:
 *
 *     emoji-test.txt (Debian's unicode-data)    which sequences are emoji, of that Unicode version
 *     annotations, annotationsDerived (CLDR)    what each is called: "tts" of zh.json and en.json
 *
 * Skin tones are left out: 👍🏽 is called as 👍 is.  So are the emoji that are read as
 * letters, numbers and signs in any case: 0️⃣, 🅰, ©, ‼. */
#include <stdlib.h>
#include <string.h>

#include "base/archive.h"
#include "base/buf.h"
#include "base/file.h"
#include "base/json.h"
#include "base/log.h"
#include "base/pack.h"
#include "base/utf8.h"
#include "text/emoji.h"
#include "text/emoji_table.h"
#include "text/fold.h"
#include "text/script.h"

enum { MEMBER_MAX = 16 << 20, NAMES_MAX = 1 << 20, LANGS = 2, SOURCES = 2, ROWS_MIN = 1000 };

static const char list_file[] = "/usr/share/unicode/emoji/emoji-test.txt";

static const struct {
    const char *package, *folder;
} sources[SOURCES] = {
    {"cldr-annotations-full-48.2.0.tgz", "annotations"},
    {"cldr-annotations-derived-full-48.2.0.tgz", "annotationsDerived"},
};

static const char *const langs[LANGS] = {"zh", "en"};

struct draft {
    uint32_t cps[EMOJI_CPS_MAX], n;
    char *name[LANGS];
};

struct builder {
    json_t *root[LANGS][SOURCES];
    const json_t *names[LANGS][SOURCES]; /* lent by root */
    struct draft *rows;
    size_t n, cap, unnamed;
};

/* ---- names ---- */

static int open_names(struct builder *b, const char *packages_dir, size_t lang, size_t source,
                      struct err *e)
{
    enum { NAME_BYTES = 80 };
    char path[PATH_MAX_BYTES];
    if (file_join(path, packages_dir, sources[source].package))
        return err_set(e, E_LIMIT, "%s: path too long", packages_dir);
    struct buf name = buf_make(NAME_BYTES), text = buf_make(MEMBER_MAX);
    buf_printf(&name, "package/%s/%s/annotations.json", sources[source].folder, langs[lang]);
    int code = archive_read_member(path, name.data, &text, e);
    if (!code) {
        json_t *root = b->root[lang][source] = json_parse(text.data, text.len, e);
        const json_t *top = json_object_get(root, sources[source].folder);
        b->names[lang][source] = json_object_get(top, "annotations");
        if (!root)
            code = E_FORMAT;
        else if (!json_is_object(b->names[lang][source]))
            code = err_set(e, E_FORMAT, "%s: %s: no annotations", path, name.data);
    }
    buf_free(&name);
    buf_free(&text);
    return code;
}

static const char *find_name(const struct builder *b, size_t lang, const char *emoji)
{
    for (size_t k = 0; k < SOURCES; k++) {
        const json_t *entry = json_object_get(b->names[lang][k], emoji);
        const char *name = json_string_value(json_array_get(json_object_get(entry, "tts"), 0));
        if (name && *name) return name;
    }
    return NULL;
}

/* "flag: China" and "旗: 中国" as they are said; "woman: red hair" with a pause; the keys, which
 * are called "keycap: #", by what the sign is called. */
static void rephrase(struct buf *out, const char *name, size_t lang)
{
    static const char *const flag[LANGS] = {"旗: ", "flag: "};
    static const char *const keys[LANGS][2] = {{"井号键", "星号键"}, {"pound key", "star key"}};
    const char *colon = strstr(name, ": ");
    size_t n = strlen(flag[lang]);
    if (colon && (!strcmp(colon, ": #") || !strcmp(colon, ": *"))) {
        buf_puts(out, keys[lang][colon[2] == '*']);
    } else if (!strncmp(name, flag[lang], n)) {
        buf_puts(out, lang ? "flag of " : name + n);
        buf_puts(out, lang ? name + n : "旗");
    } else if (colon) {
        buf_add(out, name, (size_t)(colon - name));
        buf_puts(out, lang ? ", " : "，");
        buf_puts(out, colon + 2);
    } else {
        buf_puts(out, name);
    }
}

/* The name as the steps behind fold.c expect text; the caller's to free. */
static char *folded_name(const char *name, size_t lang)
{
    struct buf said = buf_make(NAMES_MAX);
    struct mapped raw = mapped_make(), folded = mapped_make();
    rephrase(&said, name, lang);
    mapped_from_utf8(&raw, said.data, said.len);
    fold_text(&raw, NULL, &folded);
    char *copy = buf_error(&said) || mapped_error(&folded) ? NULL : strdup(folded.bytes);
    mapped_free(&raw);
    mapped_free(&folded);
    buf_free(&said);
    return copy;
}

/* ---- rows ---- */

static int add_row(struct builder *b, const struct draft *d)
{
    if (b->n == b->cap) {
        size_t cap = b->cap ? b->cap * 2 : 1024;
        struct draft *p = b->n < EMOJI_ROWS_MAX ? realloc(b->rows, cap * sizeof(*p)) : NULL;
        if (!p) return E_NOMEM;
        b->rows = p;
        b->cap = cap;
    }
    b->rows[b->n++] = *d;
    return 0;
}

/* Is it a picture, or # or * as a key? */
static int is_wanted(const struct draft *d)
{
    int key = d->n == 2 && d->cps[1] == 0x20E3 && (d->cps[0] == '#' || d->cps[0] == '*');
    return d->n && (key || script_is_picture(d->cps[0]));
}

/* "1F44B 1F3FB ; fully-qualified # ..." */
static int take_line(struct builder *b, const char *line)
{
    struct draft d = {0};
    char emoji[EMOJI_CPS_MAX * 4 + 1] = {0};
    size_t bytes = 0;
    for (char *end; *line != ';' && *line != '#'; line = end) {
        uint32_t cp = (uint32_t)strtoul(line, &end, 16);
        if (end == line) break;
        if (emoji_is_variant(cp)) continue;
        if (d.n == EMOJI_CPS_MAX) return 0;
        d.cps[d.n++] = cp;
        bytes += utf8_put(emoji + bytes, cp);
    }
    if (!is_wanted(&d)) return 0;
    const char *zh = find_name(b, 0, emoji), *en = find_name(b, 1, emoji);
    if (!zh || !en) {
        b->unnamed++;
        return 0;
    }
    d.name[0] = folded_name(zh, 0);
    d.name[1] = folded_name(en, 1);
    int code = d.name[0] && d.name[1] ? add_row(b, &d) : E_NOMEM;
    if (code) {
        free(d.name[0]);
        free(d.name[1]);
    }
    return code;
}

static int read_list(struct builder *b, struct err *e)
{
    struct buf text = buf_make(MEMBER_MAX);
    int code = file_read(&text, list_file, e);
    if (code == E_NOENT)
        err_set(e, code, "%s: not there; install Debian's unicode-data", list_file);
    for (char *line = text.data; !code && *line;) {
        char *end = strchrnul(line, '\n');
        int last = !*end;
        *end = 0;
        if (*line && *line != '#' && take_line(b, line))
            code = err_set(e, E_NOMEM, "out of memory");
        line = last ? end : end + 1;
    }
    buf_free(&text);
    if (!code && b->n < ROWS_MIN)
        code = err_set(e, E_FORMAT, "%s: only %zu emoji with names", list_file, b->n);
    return code;
}

static int by_sequence(const void *a, const void *b)
{
    const struct draft *x = a, *y = b;
    for (uint32_t i = 0; i < x->n && i < y->n; i++)
        if (x->cps[i] != y->cps[i]) return x->cps[i] < y->cps[i] ? -1 : 1;
    return (x->n > y->n) - (x->n < y->n);
}

/* ---- the pack ---- */

static int write_pack(const struct builder *b, const char *lexicon_dir, struct err *e)
{
    char path[PATH_MAX_BYTES];
    if (file_join(path, lexicon_dir, EMOJI_PACK_FILE))
        return err_set(e, E_LIMIT, "%s: path too long", lexicon_dir);
    struct buf rows = buf_make(NAMES_MAX), cps = buf_make(NAMES_MAX), names = buf_make(NAMES_MAX);
    for (size_t i = 0; i < b->n; i++) {
        const struct draft *d = &b->rows[i];
        if (i && !by_sequence(d - 1, d)) continue; /* the same but for its skin tones */
        struct emoji_row row = {.cps = (uint32_t)(cps.len / sizeof(*d->cps)), .n = d->n};
        buf_add(&cps, (const char *)d->cps, d->n * sizeof(*d->cps));
        row.zh = (uint32_t)names.len;
        buf_add(&names, d->name[0], strlen(d->name[0]) + 1);
        row.en = (uint32_t)names.len;
        buf_add(&names, d->name[1], strlen(d->name[1]) + 1);
        buf_add(&rows, (const char *)&row, sizeof(row));
    }
    struct pack_writer *w = NULL;
    int code = buf_error(&rows) || buf_error(&cps) || buf_error(&names)
                   ? err_set(e, E_LIMIT, "more emoji than expected")
                   : pack_writer_open(&w, path, EMOJI_PACK_KIND, EMOJI_PACK_VERSION, e);
    if (!code) {
        pack_writer_add(w, "rows", rows.data, rows.len);
        pack_writer_add(w, "cps", cps.data, cps.len);
        pack_writer_add(w, "names", names.data, names.len);
        code = pack_writer_finish(w, e);
    }
    if (!code)
        log_info("import", "emoji: %zu, %zu without a name", rows.len / sizeof(struct emoji_row),
                 b->unnamed);
    buf_free(&rows);
    buf_free(&cps);
    buf_free(&names);
    return code;
}

int emoji_import(const char *packages_dir, const char *lexicon_dir, struct err *e)
{
    struct builder b = {0};
    int code = 0;
    for (size_t lang = 0; lang < LANGS; lang++)
        for (size_t k = 0; k < SOURCES && !code; k++)
            code = open_names(&b, packages_dir, lang, k, e);
    if (!code) code = read_list(&b, e);
    if (!code) {
        qsort(b.rows, b.n, sizeof(*b.rows), by_sequence);
        code = write_pack(&b, lexicon_dir, e);
    }
    for (size_t i = 0; i < b.n; i++)
        for (size_t lang = 0; lang < LANGS; lang++)
            free(b.rows[i].name[lang]);
    free(b.rows);
    for (size_t lang = 0; lang < LANGS; lang++)
        for (size_t k = 0; k < SOURCES; k++)
            json_decref(b.root[lang][k]);
    return code;
}
