/* text.c - the pipeline: fold, cut into runs, normalise and read each run, make sentences.
 *
 * A run is handed to zh or en as a text of its own.  Two things are done between them here: marks
 * take the form that the run's language writes (，after an English word is a comma), and English
 * words that normalisation put into Chinese (B2B -> B to B) are handed to en. */
#include "text/text.h"

#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/utf8.h"
#include "text/en/en.h"
#include "text/fold.h"
#include "text/run.h"
#include "text/script.h"
#include "text/sentence.h"
#include "text/sinify.h"
#include "text/tokens.h"
#include "text/zh/zh.h"

enum { NORMALIZED_MAX = 512 << 20 }; /* bytes that a text may grow to */

struct text {
    struct zh *zh;
    struct en *en;
    struct tokens *tokens;
};

struct text_options text_default_options(void)
{
    return (struct text_options){.lang = TEXT_AUTO, .sandhi_phonemes = TEXT_TONES_TRAINED};
}

int text_open(struct text **out, const char *data_dir, struct err *e)
{
    char lexicon[PATH_MAX_BYTES];
    *out = NULL;
    int code = file_join(lexicon, data_dir, "lexicon");
    if (code) return err_set(e, code, "%s: path too long", data_dir);
    struct text *t = calloc(1, sizeof(*t));
    if (!t) return err_set(e, E_NOMEM, "out of memory");
    code = zh_open(&t->zh, lexicon, e);
    if (!code) code = en_open(&t->en, lexicon, e);
    if (!code) code = tokens_open(&t->tokens, lexicon, e);
    if (code) {
        text_close(t);
        return code;
    }
    *out = t;
    return 0;
}

void text_close(struct text *t)
{
    if (!t) return;
    zh_close(t->zh);
    en_close(t->en);
    tokens_close(t->tokens);
    free(t);
}

int text_count_tokens(const struct text *t, const char *s, size_t n, size_t *count, struct err *e)
{
    return tokens_count(t->tokens, s, n, count, e);
}

/* ---- one reading ---- */

struct reader {
    const struct text *t;
    const struct text_options *opt;
    struct mapped folded, run, normal, piece;
    struct text_doc *doc;
    struct buf normalized;
    size_t *breaks, n_breaks, cap_breaks;
};

static int add_break(struct reader *r)
{
    if (r->n_breaks == r->cap_breaks) {
        size_t cap = r->cap_breaks ? r->cap_breaks * 2 : 16;
        size_t *p = realloc(r->breaks, cap * sizeof(*p));
        if (!p) return E_NOMEM;
        r->breaks = p;
        r->cap_breaks = cap;
    }
    r->breaks[r->n_breaks++] = r->doc->words.n;
    return buf_putc(&r->normalized, '\n');
}

/* The run's text with the marks of Chinese as English writes them. */
static void copy_english(struct reader *r, const struct run *run)
{
    static const struct {
        const char *zh, *en;
    } marks[] = {
        {"，", ","}, {"、", ","}, {"。", "."}, {"！", "!"}, {"？", "?"}, {"；", ";"},
        {"：", ":"}, {"（", "("}, {"）", ")"}, {"《", "“"}, {"》", "”"}, {"「", "“"},
        {"」", "”"}, {"『", "“"}, {"』", "”"}, {"【", "("}, {"】", ")"}, {"·", " "},
    };
    const struct mapped *in = &r->folded;
    for (size_t at = run->at, end = run->at + run->n; at < end;) {
        size_t start = at;
        utf8_next(in->bytes, end, &at);
        const char *mark = NULL;
        for (size_t i = 0; at - start > 1 && i < sizeof(marks) / sizeof(*marks); i++)
            if (strlen(marks[i].zh) == at - start &&
                !memcmp(marks[i].zh, in->bytes + start, at - start))
                mark = marks[i].en;
        if (!mark) {
            mapped_copy(&r->run, in, start, at - start);
            continue;
        }
        mapped_replace(&r->run, in, start, at - start, mark);
        int closes = !strchr("(", *mark) && strcmp(mark, "“") != 0;
        if (closes && at < end && script_is_ascii_letter((unsigned char)in->bytes[at]))
            mapped_replace(&r->run, in, start, at - start, " "); /* Hello，world */
    }
}

/* The end of the English word (Latin letters, at least one small one, at least two) at `at`; 0:
 * none. Capitals are left to zh, which spells them. */
static size_t small_word_end(const struct mapped *m, size_t at)
{
    size_t end = at, small = 0;
    while (end < m->n && script_is_ascii_letter((unsigned char)m->bytes[end])) {
        small += m->bytes[end] >= 'a';
        end++;
    }
    return small && end - at >= 2 ? end : 0;
}

static int is_letter_at(const struct mapped *m, size_t at)
{
    return at < m->n && script_is_ascii_letter((unsigned char)m->bytes[at]);
}

static void read_piece(struct reader *r, size_t at, size_t end, int english)
{
    if (at == end) return;
    mapped_clear(&r->piece);
    mapped_copy(&r->piece, &r->normal, at, end - at);
    if (english) {
        struct en_options opt = {.in_chinese = 1};
        en_read(r->t->en, &r->piece, &opt, &r->doc->words);
    } else {
        struct zh_options opt = {.sandhi_phonemes = r->opt->sandhi_phonemes};
        zh_read(r->t->zh, &r->piece, &opt, &r->doc->words);
    }
}

static void read_chinese(struct reader *r)
{
    size_t start = 0, at = 0;
    while (at < r->normal.n) {
        size_t end = is_letter_at(&r->normal, at) ? small_word_end(&r->normal, at) : 0;
        if (end) {
            read_piece(r, start, at, 0);
            read_piece(r, at, end, 1);
            start = at = end;
        } else if (is_letter_at(&r->normal, at)) {
            while (is_letter_at(&r->normal, at))
                at++;
        } else {
            at++;
        }
    }
    read_piece(r, start, at, 0);
}

/* Letters that neither language reads: a pause, with the letters as its norm. */
static int read_other(struct reader *r, const struct run *run)
{
    struct words *w = &r->doc->words;
    struct word pause = {
        .kind = WORD_PUNCT,
        .lang = WORD_ZH,
        .from = r->folded.from[run->at],
        .to = r->folded.to[run->at + run->n - 1],
        .norm = words_string(w, r->folded.bytes + run->at, run->n),
        .phonemes = ",",
        .why = TEXT_WHY_UNREAD,
    };
    words_add(w, &pause);
    buf_add(&r->normalized, r->folded.bytes + run->at, run->n);
    return words_error(w);
}

/* Between runs a word always has a space before it, unless an opening mark stands there. */
static void space_run(struct words *w, size_t first)
{
    if (first >= w->n) return;
    struct word *word = &w->list[first];
    word->space_before =
        word->kind == WORD_SPOKEN || !strcmp(word->phonemes, "“") || !strcmp(word->phonemes, "(");
}

/* The bytes before a Chinese run that say what its number is: QQ：123456, Office2019. */
static size_t context_before(const struct mapped *m, size_t at)
{
    enum { CONTEXT_MAX = 24 };
    size_t start = at;
    if (start && m->bytes[start - 1] == ' ') start--;
    size_t letters = start;
    while (letters && at - letters < CONTEXT_MAX &&
           script_is_ascii_letter((unsigned char)m->bytes[letters - 1]))
        letters--;
    return letters < start ? at - letters : 0;
}

/* Normalises a Chinese run with the English word before it in sight, which is then taken off
 * again; where it did not stay as it was, without. */
static void normalize_chinese(struct reader *r, const struct run *run)
{
    size_t context = context_before(&r->folded, run->at);
    mapped_copy(&r->run, &r->folded, run->at - context, run->n + context);
    zh_normalize(&r->run, &r->normal);
    if (!context) return;
    int kept = r->normal.n >= context && !memcmp(r->normal.bytes, r->run.bytes, context);
    mapped_clear(&r->piece);
    if (kept) {
        mapped_copy(&r->piece, &r->normal, context, r->normal.n - context);
    } else {
        mapped_clear(&r->run);
        mapped_copy(&r->run, &r->folded, run->at, run->n);
        zh_normalize(&r->run, &r->piece);
    }
    struct mapped swap = r->normal;
    r->normal = r->piece;
    r->piece = swap;
}

/* In 在U.S.读书 the last dot belongs to the word and ends no sentence. */
static void drop_last_dot(struct reader *r, size_t first)
{
    struct words *w = &r->doc->words;
    const struct mapped *m = &r->run;
    size_t n = m->n;
    if (w->n > first + 1 && n >= 4 && m->bytes[n - 1] == '.' && m->bytes[n - 3] == '.' &&
        script_is_ascii_letter((unsigned char)m->bytes[n - 2]) &&
        !strcmp(w->list[w->n - 1].phonemes, "."))
        w->list[w->n - 1].phonemes = "";
}

static int read_run(struct reader *r, const struct run *run)
{
    if (run->kind == RUN_LINE) return add_break(r);
    size_t first = r->doc->words.n;
    mapped_clear(&r->run);
    mapped_clear(&r->normal);
    if (run->kind == RUN_OTHER) {
        int code = read_other(r, run);
        return code ? code : buf_error(&r->normalized);
    }
    if (run->kind == RUN_EN) {
        copy_english(r, run);
        en_normalize(r->t->en, &r->run, &r->normal);
        struct en_options opt = {.in_chinese = run->in_chinese};
        en_read(r->t->en, &r->normal, &opt, &r->doc->words);
        if (run->in_chinese) drop_last_dot(r, first);
        if (run->in_chinese && r->opt->english_in_chinese) sinify_words(&r->doc->words, first);
    } else {
        normalize_chinese(r, run);
        read_chinese(r);
    }
    space_run(&r->doc->words, first);
    buf_add(&r->normalized, r->normal.bytes, r->normal.n);
    int code = mapped_error(&r->run);
    if (!code) code = mapped_error(&r->normal);
    if (!code) code = mapped_error(&r->piece);
    if (!code) code = words_error(&r->doc->words);
    return code ? code : buf_error(&r->normalized);
}

/* ---- where runs meet ---- */

static int is_pause(const struct word *w)
{
    return w->kind == WORD_PUNCT && w->phonemes[0] && strstr(",.!?;:…—", w->phonemes);
}

static int is_opening(const struct word *w)
{
    return w->kind == WORD_PUNCT && (!strcmp(w->phonemes, "“") || !strcmp(w->phonemes, "("));
}

static int is_unread(const struct word *w)
{
    return w->why && !strcmp(w->why, TEXT_WHY_UNREAD);
}

/* The full stop of an initial, J. K. Rowling. */
static int is_initial_stop(const struct words *w, size_t i)
{
    const struct word *stop = &w->list[i];
    if (!i || i + 1 == w->n || stop->kind != WORD_PUNCT || strcmp(stop->phonemes, ".") != 0)
        return 0;
    const struct word *letter = stop - 1, *name = stop + 1;
    return letter->kind == WORD_SPOKEN && letter->lang == WORD_EN && letter->to == stop->from &&
           strlen(letter->norm) == 1 && letter->norm[0] != 'I' && name->kind == WORD_SPOKEN &&
           name->lang == WORD_EN;
}

/* Silences the marks that are no pauses: before the first word of a line, of an initial, and for
 * unread letters where another mark stands beside them. */
static void silence_marks(struct words *w, size_t first, size_t end)
{
    int spoken = 0;
    for (size_t i = first; i < end; i++) {
        struct word *word = &w->list[i];
        spoken |= word->kind == WORD_SPOKEN;
        int early = !spoken && is_pause(word);
        int doubled =
            is_unread(word) && (i + 1 == end || is_pause(word + 1) ||
                                (i > first && (is_pause(word - 1) || is_opening(word - 1))));
        if (early || doubled || (is_initial_stop(w, i) && i + 1 < end)) word->phonemes = "";
    }
}

/* Straight quotation marks open and close in turn. */
static void turn_quotes(struct words *w, size_t first, size_t end)
{
    int open = 0;
    for (size_t i = first; i < end; i++) {
        struct word *word = &w->list[i];
        if (word->kind != WORD_PUNCT) continue;
        if (!strcmp(word->phonemes, "\"")) {
            word->phonemes = open ? "”" : "“";
            word->space_before = !open;
        }
        if (!strcmp(word->phonemes, "“")) open = 1;
        if (!strcmp(word->phonemes, "”")) open = 0;
    }
}

/* Mends the marks and spaces of one line, which its runs could not see as a whole. */
static void join_line(struct words *w, size_t first, size_t end)
{
    turn_quotes(w, first, end);
    silence_marks(w, first, end);
    for (size_t i = first; i < end; i++) {
        struct word *word = &w->list[i];
        if (!i || is_opening(word - 1)) word->space_before = 0;
        if (is_pause(word) && strcmp(word->phonemes, "—") != 0) word->space_before = 0;
    }
}

static void join_words(struct reader *r)
{
    size_t first = 0;
    for (size_t b = 0; b <= r->n_breaks; b++) {
        size_t end = b < r->n_breaks ? r->breaks[b] : r->doc->words.n;
        join_line(&r->doc->words, first, end);
        first = end;
    }
}

static int read_all(struct reader *r)
{
    struct runs runs;
    int code = runs_split(&r->folded, r->opt->lang, &runs);
    for (size_t i = 0; i < runs.n && !code; i++)
        code = read_run(r, &runs.list[i]);
    runs_free(&runs);
    if (code) return code;
    join_words(r);
    return sentences_cut(r->doc, r->breaks, r->n_breaks);
}

int text_read(const struct text *t, const char *s, size_t n, const struct text_options *opt,
              struct text_doc *out, struct err *e)
{
    struct text_options defaults = text_default_options();
    *out = (struct text_doc){.words = words_make()};
    if (n > TEXT_MAX_BYTES)
        return err_set(e, E_LONG, "text of %zu bytes; at most %d are read", n, TEXT_MAX_BYTES);
    out->n_chars = (uint32_t)utf8_count(s, n);
    struct reader r = {.t = t,
                       .opt = opt ? opt : &defaults,
                       .folded = mapped_make(),
                       .run = mapped_make(),
                       .normal = mapped_make(),
                       .piece = mapped_make(),
                       .doc = out,
                       .normalized = buf_make(NORMALIZED_MAX)};
    mapped_from_utf8(&r.run, s, n);
    fold_text(&r.run, &r.folded);
    int code = mapped_error(&r.folded);
    if (!code) code = read_all(&r);
    if (!code && r.normalized.len) {
        out->normalized = words_string(&out->words, r.normalized.data, r.normalized.len);
        code = words_error(&out->words);
    }
    mapped_free(&r.folded);
    mapped_free(&r.run);
    mapped_free(&r.normal);
    mapped_free(&r.piece);
    buf_free(&r.normalized);
    free(r.breaks);
    if (code) text_doc_free(out);
    if (code == E_LIMIT) return err_set(e, E_LONG, "the text has more words than are read at once");
    return code ? err_set(e, code, "reading text: %s", err_text(code)) : 0;
}

void text_doc_free(struct text_doc *d)
{
    words_free(&d->words);
    free(d->sentences);
    *d = (struct text_doc){.words = words_make()};
}
