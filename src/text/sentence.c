#include "text/sentence.h"

#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"

enum { HARDLY_BEGUN = 24 }; /* phonemes */

struct cutter {
    struct text_doc *doc;
    const struct word *w;
    size_t n;
    size_t cap;
};

static int is_mark(const struct word *w, const char *marks)
{
    return w->kind == WORD_PUNCT && w->phonemes[0] && strstr(marks, w->phonemes) != NULL;
}

/* Does mark i end a sentence that has n phonemes so far? */
static int is_end(const struct cutter *c, size_t i, size_t n)
{
    const struct word *w = &c->w[i];
    if (w->kind != WORD_PUNCT) return 0;
    if (is_mark(w, "!?")) return 1;
    if (is_mark(w, ";")) return w->lang == WORD_ZH;
    if (is_mark(w, "…")) return n >= HARDLY_BEGUN;
    if (!is_mark(w, ".")) return 0;
    int touches = i + 1 < c->n && c->w[i + 1].kind == WORD_SPOKEN && w->lang == WORD_EN &&
                  c->w[i + 1].lang == WORD_EN && c->w[i + 1].from == w->to && !w->space_before &&
                  !c->w[i + 1].space_before;
    return !touches;
}

/* Marks behind the end that stay with it. */
static size_t after_closers(const struct cutter *c, size_t i)
{
    while (i < c->n &&
           (is_mark(&c->w[i], ".!?…”)") || (is_mark(&c->w[i], "\"") && !c->w[i].space_before)))
        i++;
    return i;
}

static size_t phonemes_of(const struct word *w)
{
    return utf8_count(w->phonemes, strlen(w->phonemes)) + (size_t)w->space_before;
}

static int has_speech(const struct cutter *c, size_t first, size_t n)
{
    for (size_t i = first; i < first + n; i++)
        if (c->w[i].kind == WORD_SPOKEN) return 1;
    return 0;
}

static int add(struct cutter *c, size_t first, size_t n)
{
    struct text_doc *d = c->doc;
    if (d->n_sentences == c->cap) {
        size_t cap = c->cap ? c->cap * 2 : 8;
        struct text_sentence *p = realloc(d->sentences, cap * sizeof(*p));
        if (!p) return E_NOMEM;
        d->sentences = p;
        c->cap = cap;
    }
    d->sentences[d->n_sentences++] = (struct text_sentence){.first = first, .n = n};
    return 0;
}

/* The end of the first piece of [first, end) that is short enough. */
static size_t cut_long(const struct cutter *c, size_t first, size_t end)
{
    size_t total = 0, pause = 0, border = 0;
    int brk = WORD_BREAK_NONE;
    for (size_t i = first; i < end; i++) {
        total += phonemes_of(&c->w[i]);
        if (total > SENTENCE_PHONEMES && i > first) {
            if (pause || border) return pause ? pause : border;
            while (i - 1 > first && c->w[i].kind == WORD_PUNCT) /* a mark stays with its word */
                i--;
            return i;
        }
        if (total < SENTENCE_PHONEMES / 4) continue;
        if (is_mark(&c->w[i], ",;:—…")) pause = i + 1;
        if (i > first && c->w[i].brk && c->w[i].brk >= brk) {
            border = i;
            brk = c->w[i].brk;
        }
    }
    return end;
}

/* The words [first, end), which stand in one line, as one sentence or the pieces of a long one. */
static int add_cut(struct cutter *c, size_t first, size_t end)
{
    while (first < end) {
        size_t cut = cut_long(c, first, end);
        int code = add(c, first, cut - first);
        if (code) return code;
        first = cut;
    }
    return 0;
}

/* Sentences of the line [first, end). `held` are words before it that had nothing spoken. */
static int cut_line(struct cutter *c, size_t first, size_t end)
{
    size_t start = first, n = 0;
    for (size_t i = first; i < end;) {
        n += phonemes_of(&c->w[i]);
        if (!is_end(c, i, n)) {
            i++;
            continue;
        }
        i = after_closers(c, i + 1);
        if (i > end) i = end;
        if (!has_speech(c, start, i - start)) continue;
        int code = add_cut(c, start, i);
        if (code) return code;
        start = i;
        n = 0;
    }
    if (start == end) return 0;
    if (has_speech(c, start, end - start)) return add_cut(c, start, end);
    struct text_doc *d = c->doc;
    if (!d->n_sentences) return add(c, start, end - start); /* joined to the next by merge_silent */
    d->sentences[d->n_sentences - 1].n = end - d->sentences[d->n_sentences - 1].first;
    return 0;
}

/* The first sentences may have nothing spoken: they become part of the one that has. */
static void merge_silent(struct cutter *c)
{
    struct text_doc *d = c->doc;
    size_t silent = 0;
    while (silent < d->n_sentences &&
           !has_speech(c, d->sentences[silent].first, d->sentences[silent].n))
        silent++;
    if (silent == d->n_sentences) {
        d->n_sentences = 0;
        return;
    }
    struct text_sentence *s = &d->sentences[silent];
    s->n += s->first;
    s->first = 0;
    memmove(d->sentences, s, (d->n_sentences - silent) * sizeof(*s));
    d->n_sentences -= silent;
}

/* Spans that tile the input: a sentence begins where its first character is, rising. */
static void set_spans(struct cutter *c)
{
    struct text_doc *d = c->doc;
    uint32_t last = 0;
    for (size_t k = 0; k < d->n_sentences; k++) {
        struct text_sentence *s = &d->sentences[k];
        uint32_t from = c->w[s->first].from;
        for (size_t i = s->first; i < s->first + s->n; i++)
            if (c->w[i].from < from) from = c->w[i].from;
        s->from = k ? (from > last ? from : last) : 0;
        if (k) d->sentences[k - 1].to = s->from;
        last = s->from;
    }
    if (d->n_sentences) d->sentences[d->n_sentences - 1].to = d->n_chars;
}

static void set_paragraphs(struct text_doc *d, const size_t *breaks, size_t n_breaks)
{
    size_t b = 0;
    for (size_t k = 0; k < d->n_sentences; k++) {
        struct text_sentence *s = &d->sentences[k];
        while (b < n_breaks && breaks[b] <= s->first)
            b++;
        s->paragraph = b < n_breaks && breaks[b] <= s->first + s->n;
    }
}

int sentences_cut(struct text_doc *doc, const size_t *breaks, size_t n_breaks)
{
    struct cutter c = {.doc = doc, .w = doc->words.list, .n = doc->words.n};
    size_t first = 0;
    for (size_t b = 0; b <= n_breaks; b++) {
        size_t end = b < n_breaks ? breaks[b] : c.n;
        int code = cut_line(&c, first, end);
        if (code) return code;
        first = end;
    }
    merge_silent(&c);
    set_spans(&c);
    set_paragraphs(doc, breaks, n_breaks);
    return 0;
}
