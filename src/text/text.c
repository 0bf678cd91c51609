/* text.c - the pipeline: fold, cut into runs, normalise and read each run, make sentences.
 *
 * A run is handed to zh or en as a text of its own.  Two things are done between them here: marks
 * take the form that the run's language writes (，after an English word is a comma), and English
 * words that normalisation put into Chinese (B2B -> B to B) are handed to en.
 *
 * What an author says of a stretch (beside.h) cuts the runs; what no run can settle alone is joined
 * at the end (join.h). */
#include "text/text.h"

#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/utf8.h"
#include "text/beside.h"
#include "text/emoji.h"
#include "text/emoji_table.h"
#include "text/en/en.h"
#include "text/en/en_breaks.h"
#include "text/fold.h"
#include "text/join.h"
#include "text/pages.h"
#include "text/run.h"
#include "text/script.h"
#include "text/sentence.h"
#include "text/sinify.h"
#include "text/tokens.h"
#include "text/zh/zh.h"

enum {
    NORMALIZED_MAX = 512 << 20, /* bytes that a text may grow to */
};

struct text {
    struct zh *zh;
    struct en *en;
    struct tokens *tokens;
    struct emoji *emoji; /* NULL: not imported, a folder of before; only asking for names fails */
};

struct text_options text_default_options(void)
{
    return (struct text_options){.lang = TEXT_AUTO, .sandhi_phonemes = TEXT_TONES_TRAINED};
}

int text_emoji_from_name(enum text_emoji *out, const char *name)
{
    *out = strcmp(name, "named") ? TEXT_EMOJI_DROPPED : TEXT_EMOJI_NAMED;
    return *out == TEXT_EMOJI_NAMED || !strcmp(name, "dropped");
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
    if (!code) code = emoji_open(&t->emoji, lexicon, e);
    if (code == E_NOENT && t->tokens) code = 0;
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
    emoji_close(t->emoji);
    free(t);
}

int text_can_emoji(const struct text *t, enum text_emoji emoji, struct err *e)
{
    if (emoji == TEXT_EMOJI_DROPPED || t->emoji) return 0;
    return err_set(e, E_UNSUP, "emoji cannot be named: lexicon/%s is not there; run `utter import`",
                   EMOJI_PACK_FILE);
}

int text_count_tokens(const struct text *t, const char *s, size_t n, size_t *count, struct err *e)
{
    return tokens_count(t->tokens, s, n, count, e);
}

/* ---- one reading ---- */

struct reader {
    const struct text *t;
    const struct text_options *opt;
    struct beside beside;
    size_t cut;             /* beside.cuts[cut] is the next */
    const struct cut *next; /* the reading right behind the part that is being read, or NULL */
    size_t read_to; /* folded text before it has been read: a reading may cover several runs */
    struct mapped folded, run, normal, piece, segment;
    struct text_doc *doc;
    struct buf normalized;
    struct buf runs; /* keep_steps */
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
 * none. Capitals and formulas are left to zh, which spells them. */
static size_t small_word_end(const struct mapped *m, size_t at)
{
    size_t end = at, small = 0;
    while (end < m->n && script_is_ascii_letter((unsigned char)m->bytes[end])) {
        small += m->bytes[end] >= 'a';
        end++;
    }
    if (run_is_formula(m->bytes + at, end - at)) return 0;
    return small && end - at >= 2 ? end : 0;
}

static int is_letter_at(const struct mapped *m, size_t at)
{
    return at < m->n && script_is_ascii_letter((unsigned char)m->bytes[at]);
}

/* The Chinese before a word with a reading of its own is spoken with that reading in sight. */
static void look_ahead(const struct reader *r, struct zh_options *opt)
{
    const struct cut *next = r->next;
    if (!next || !next->reading->pinyin) return;
    size_t at = next->from;
    opt->next_pinyin = next->reading->pinyin;
    opt->next_char = utf8_next(r->folded.bytes, r->folded.n, &at);
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
        if (end == r->normal.n) look_ahead(r, &opt);
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

/* The bytes before a Chinese run that say what its number is: QQ：123456, Office2019, RTX 4090,
 * CET-6. */
static size_t context_before(const struct mapped *m, size_t at)
{
    enum { CONTEXT_MAX = 24 };
    size_t start = at;
    if (start && (m->bytes[start - 1] == ' ' || m->bytes[start - 1] == '-')) start--;
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

/* MV, LV, CI: capitals alone between Chinese are no roman numerals, as they would be alone. */
static int is_numeral_alone(const struct mapped *m)
{
    size_t n = m->n;
    while (n && m->bytes[n - 1] == ' ')
        n--;
    for (size_t i = 0; i < n; i++)
        if (!strchr("IVXLCDM", m->bytes[i])) return 0;
    return n != 0;
}

/* A stretch of a run in which nothing is said beside the text. */
static int read_part(struct reader *r, const struct run *run)
{
    size_t first = r->doc->words.n;
    mapped_clear(&r->run);
    mapped_clear(&r->normal);
    if (run->kind == RUN_OTHER) {
        int code = read_other(r, run);
        return code ? code : buf_error(&r->normalized);
    }
    if (run->kind == RUN_EN) {
        copy_english(r, run);
        if (run->in_chinese && is_numeral_alone(&r->run))
            mapped_copy(&r->normal, &r->run, 0, r->run.n);
        else
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

/* The word that an author's reading makes of a stretch. */
static int put_reading(struct reader *r, const struct cut *cut)
{
    const struct text_span *span = cut->reading;
    struct words *w = &r->doc->words;
    size_t first = w->n, n = cut->to - cut->from;
    const struct word word = {.kind = WORD_SPOKEN,
                              .lang = span->lang,
                              .from = span->from,
                              .to = span->to,
                              .norm = words_string(w, r->folded.bytes + cut->from, n),
                              .citation = span->pinyin,
                              .pinyin = span->pinyin,
                              .phonemes = span->phonemes,
                              .why = span->why};
    words_add(w, &word);
    space_run(w, first);
    buf_add(&r->normalized, r->folded.bytes + cut->from, n);
    int code = words_error(w);
    return code ? code : buf_error(&r->normalized);
}

static void keep_run(struct reader *r, const struct run *run)
{
    static const char *const names[] = {[RUN_ZH] = "zh", [RUN_EN] = "en", [RUN_OTHER] = "-"};
    buf_printf(&r->runs, "%s%s ", r->runs.len ? " | " : "", names[run->kind]);
    buf_add(&r->runs, r->folded.bytes + run->at, run->n);
}

static int read_run(struct reader *r, const struct run *run)
{
    if (run->kind == RUN_LINE) return add_break(r);
    if (r->opt->keep_steps) keep_run(r, run);
    size_t at = run->at > r->read_to ? run->at : r->read_to, end = run->at + run->n;
    int code = 0;
    while (at < end && !code) {
        const struct cut *cut = r->cut < r->beside.n_cuts ? &r->beside.cuts[r->cut] : NULL;
        if (cut && cut->from <= at) {
            r->cut++;
            if (cut->reading) code = put_reading(r, cut);
            if (cut->to > at) at = cut->to;
            continue;
        }
        struct run part = *run;
        part.at = at;
        at = cut && cut->from < end ? cut->from : end;
        part.n = at - part.at;
        r->next = cut && cut->from == at && cut->reading ? cut : NULL;
        code = read_part(r, &part);
    }
    r->read_to = at;
    return code;
}

/* Cuts runs, with the digits and symbols of a SPAN_LANG in its language. */
static int split_runs(struct reader *r, size_t from, size_t to, enum text_lang lang)
{
    struct runs runs;
    size_t shift = 0;
    const struct mapped *m = &r->folded;
    if (from || to < m->n) {
        mapped_clear(&r->segment);
        mapped_copy(&r->segment, m, from, to - from);
        m = &r->segment;
        shift = from;
    }
    int code = mapped_error(m);
    if (code) return code;
    code = runs_split(m, lang, &runs);
    for (size_t i = 0; i < runs.n && !code; i++) {
        struct run run = runs.list[i];
        run.at += shift;
        code = read_run(r, &run);
    }
    runs_free(&runs);
    return code;
}

static int read_runs(struct reader *r)
{
    enum text_lang lang = r->opt->lang;
    size_t span = 0, at = 0, to;
    int code = 0;
    while (!code && beside_next_lang(&r->beside, &r->folded, &span, at, &to, &lang)) {
        code = split_runs(r, at, to, lang);
        at = to;
        lang = r->opt->lang;
    }
    return code;
}

static void join_lines(struct reader *r)
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
    int code = beside_cut(&r->beside, &r->folded, r->opt->words);
    if (!code) code = read_runs(r);
    if (code) return code;
    join_lines(r);
    en_find_breaks(&r->doc->words);
    beside_set_pauses(&r->beside, r->doc);
    code = beside_set_styles(&r->beside, r->doc);
    return code ? code : sentences_cut(r->doc, r->breaks, r->n_breaks);
}

/* The text that is to be read, with what is said beside it. */
static int take_input(struct reader *r, const char *s, size_t n, struct err *e)
{
    int code = 0;
    r->doc->n_chars = (uint32_t)utf8_count(s, n);
    if (r->opt->markup)
        code = markup_read(&r->beside.markup, s, n, e);
    else
        mapped_from_utf8(&r->beside.markup.plain, s, n);
    if (code) return code;
    code = text_can_emoji(r->t, r->opt->emoji, e);
    if (code) return code;
    struct fold_options fold = {
        .names = r->opt->emoji == TEXT_EMOJI_NAMED ? r->t->emoji : NULL,
        .english = r->opt->lang == TEXT_EN,
    };
    int ssml = r->opt->markup && markup_is_ssml(s, n);
    if (!ssml) code = pages_read(&r->beside.markup.plain, &r->normal);
    const struct mapped *page = ssml ? &r->beside.markup.plain : &r->normal;
    if (!code) fold_text(page, &fold, &r->folded);
    if (!code) code = mapped_error(&r->folded);
    if (!code && r->opt->keep_steps) {
        r->doc->page = words_string(&r->doc->words, page->bytes, page->n);
        r->doc->folded = words_string(&r->doc->words, r->folded.bytes, r->folded.n);
        code = words_error(&r->doc->words);
    }
    return code ? err_set(e, code, "reading text: %s", err_text(code)) : 0;
}

static void reader_free(struct reader *r)
{
    beside_free(&r->beside);
    mapped_free(&r->folded);
    mapped_free(&r->run);
    mapped_free(&r->normal);
    mapped_free(&r->piece);
    mapped_free(&r->segment);
    buf_free(&r->normalized);
    buf_free(&r->runs);
    free(r->breaks);
}

int text_read(const struct text *t, const char *s, size_t n, const struct text_options *opt,
              struct text_doc *out, struct err *e)
{
    struct text_options defaults = text_default_options();
    *out = (struct text_doc){.words = words_make()};
    if (n > TEXT_MAX_BYTES)
        return err_set(e, E_LONG, "text of %zu bytes; at most %d are read", n, TEXT_MAX_BYTES);
    struct reader r = {.t = t,
                       .opt = opt ? opt : &defaults,
                       .beside = beside_make(),
                       .folded = mapped_make(),
                       .run = mapped_make(),
                       .normal = mapped_make(),
                       .piece = mapped_make(),
                       .segment = mapped_make(),
                       .doc = out,
                       .normalized = buf_make(NORMALIZED_MAX),
                       .runs = buf_make(NORMALIZED_MAX)};
    int code = take_input(&r, s, n, e), told = code;
    if (!code) code = read_all(&r);
    if (!code && r.normalized.len)
        out->normalized = words_string(&out->words, r.normalized.data, r.normalized.len);
    if (!code) code = buf_error(&r.runs);
    if (!code && r.opt->keep_steps) out->runs = words_string(&out->words, r.runs.data, r.runs.len);
    if (!code) code = words_error(&out->words);
    reader_free(&r);
    if (code) text_doc_free(out);
    if (told || !code) return code;
    if (code == E_LIMIT) return err_set(e, E_LONG, "the text has more words than are read at once");
    return err_set(e, code, "reading text: %s", err_text(code));
}

void text_doc_free(struct text_doc *d)
{
    words_free(&d->words);
    free(d->sentences);
    free(d->styles);
    *d = (struct text_doc){.words = words_make()};
}
