#include "text/beside.h"

#include <stdlib.h>

#include "text/user_words.h"

enum {
    PAUSE_MAX_MS = 60000, /* of several breaks in one place */
    STYLES_SEARCHED = 64, /* for an equal one */
};

struct beside beside_make(void)
{
    return (struct beside){.markup = {.plain = mapped_make(), .spans = spans_make()},
                           .found = spans_make()};
}

void beside_free(struct beside *b)
{
    markup_free(&b->markup);
    spans_free(&b->found);
    free(b->cuts);
    b->cuts = NULL;
}

/* ---- readings ---- */

static int add_cut(struct beside *b, struct cut cut)
{
    if (b->n_cuts == b->cap_cuts_) {
        size_t cap = b->cap_cuts_ ? b->cap_cuts_ * 2 : 16;
        struct cut *p = realloc(b->cuts, cap * sizeof(*p));
        if (!p) return E_NOMEM;
        b->cuts = p;
        b->cap_cuts_ = cap;
    }
    b->cuts[b->n_cuts++] = cut;
    return 0;
}

/* The cuts of the markup. */
static int cut_at_markup(struct beside *b, const struct mapped *m)
{
    size_t at = 0;
    int code = 0;
    for (size_t i = 0; i < b->markup.spans.n && !code; i++) {
        const struct text_span *span = &b->markup.spans.list[i];
        if (span->kind != SPAN_READING && span->kind != SPAN_PAUSE) continue;
        while (at < m->n && m->from[at] < span->from)
            at++;
        while (span->kind == SPAN_READING && at < m->n && m->bytes[at] == ' ')
            at++; /* of the text before it */
        struct cut cut = {at, at, NULL};
        if (span->kind == SPAN_READING) {
            while (cut.to < m->n && m->to[cut.to] <= span->to)
                cut.to++;
            if (cut.to == at) continue; /* nothing of it is read: a face, an emoji */
            cut.reading = span;
            at = cut.to;
        }
        code = add_cut(b, cut);
    }
    return code;
}

/* The user's words, in what the markup leaves between its cuts. */
static int cut_at_words(struct beside *b, const struct mapped *m,
                        struct user_words *const lists[TEXT_WORD_LISTS])
{
    struct cut *given = b->cuts;
    size_t n_given = b->n_cuts, at = 0, byte = 0;
    int any = 0, code = 0;
    for (size_t i = 0; i < TEXT_WORD_LISTS; i++)
        any |= user_words_count(lists[i]) > 0;
    if (!any) return 0;
    b->cuts = NULL;
    b->n_cuts = b->cap_cuts_ = 0;
    for (size_t i = 0; i <= n_given; i++) {
        size_t end = i < n_given ? given[i].from : m->n;
        user_words_mark(lists, TEXT_WORD_LISTS, m, at, end, &b->found);
        at = i < n_given ? given[i].to : end;
    }
    code = spans_error(&b->found);
    size_t next = 0;
    for (size_t i = 0; i < b->found.n && !code; i++) {
        const struct text_span *span = &b->found.list[i];
        while (byte < m->n && m->from[byte] < span->from)
            byte++;
        struct cut cut = {byte, byte, span};
        while (cut.to < m->n && m->to[cut.to] <= span->to)
            cut.to++;
        for (; next < n_given && given[next].from <= cut.from && !code; next++)
            code = add_cut(b, given[next]);
        if (!code) code = add_cut(b, cut);
    }
    for (; next < n_given && !code; next++)
        code = add_cut(b, given[next]);
    free(given);
    return code;
}

int beside_cut(struct beside *b, const struct mapped *folded,
               struct user_words *const lists[TEXT_WORD_LISTS])
{
    int code = cut_at_markup(b, folded);
    return code ? code : cut_at_words(b, folded, lists);
}

/* ---- languages ---- */

int beside_next_lang(const struct beside *b, const struct mapped *m, size_t *span, size_t at,
                     size_t *to, enum text_lang *lang)
{
    const struct spans *spans = &b->markup.spans;
    size_t from = at; /* spans are in order: what is empty is not looked for twice */
    if (at && at == m->n) return 0;
    *to = m->n;
    for (; *span < spans->n; ++*span) {
        const struct text_span *s = &spans->list[*span];
        if (s->kind != SPAN_LANG) continue;
        while (from < m->n && m->from[from] < s->from)
            from++;
        size_t end;
        for (end = from; end < m->n && m->to[end] <= s->to;)
            end++;
        if (end == from) continue; /* nothing of it is read */
        if (from > at) {
            *to = from; /* what stands before it; this span is the next one's */
            return 1;
        }
        *to = end;
        *lang = s->lang == WORD_ZH ? TEXT_ZH : TEXT_EN;
        ++*span;
        return 1;
    }
    return at < m->n;
}

/* ---- how it is said ---- */

/* A pause goes before the first word behind its place that is no closing mark. */
void beside_set_pauses(const struct beside *b, struct text_doc *d)
{
    struct words *w = &d->words;
    size_t i = 0, at = 0; /* at: never back, so that many breaks before many marks stay linear */
    for (size_t k = 0; k < b->markup.spans.n; k++) {
        const struct text_span *span = &b->markup.spans.list[k];
        if (span->kind != SPAN_PAUSE) continue;
        while (i < w->n && w->list[i].from < span->from)
            i++;
        if (at < i) at = i;
        while (at < w->n && w->list[at].kind == WORD_PUNCT && !word_is_opening(&w->list[at]))
            at++;
        uint32_t *ms = at < w->n ? &w->list[at].pause_ms : &d->end_pause_ms;
        *ms = *ms + span->pause_ms < PAUSE_MAX_MS ? *ms + span->pause_ms : PAUSE_MAX_MS;
    }
}

static int same_style(const struct voice_style *a, const struct voice_style *b)
{
    return a->rate == b->rate && a->slower == b->slower && a->pitch == b->pitch &&
           a->gain_db == b->gain_db;
}

/* Every word that begins in a SPAN_STYLE has its style. */
int beside_set_styles(const struct beside *b, struct text_doc *d)
{
    size_t n = 1, w = 0;
    for (size_t i = 0; i < b->markup.spans.n; i++)
        n += b->markup.spans.list[i].kind == SPAN_STYLE;
    d->styles = calloc(n, sizeof(*d->styles));
    if (!d->styles) return E_NOMEM;
    d->styles[d->n_styles++] = voice_style_plain();
    for (size_t i = 0; i < b->markup.spans.n; i++) {
        const struct text_span *span = &b->markup.spans.list[i];
        if (span->kind != SPAN_STYLE) continue;
        size_t style = 0;
        while (style < d->n_styles && style < STYLES_SEARCHED &&
               !same_style(&d->styles[style], &span->style))
            style++;
        if (style == d->n_styles || style == STYLES_SEARCHED) {
            if (d->n_styles > UINT16_MAX) return E_LIMIT;
            style = d->n_styles;
            d->styles[d->n_styles++] = span->style;
        }
        while (w < d->words.n && d->words.list[w].from < span->from)
            w++;
        for (size_t k = w; k < d->words.n && d->words.list[k].from < span->to; k++)
            d->words.list[k].style = (uint16_t)style;
    }
    return 0;
}
