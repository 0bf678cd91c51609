#include "text/zh/zh_chooser.h"

#include <math.h>
#include <string.h>

#include "base/utf8.h"
#include "text/zh/zh_lexicon.h"
#include "text/zh/zh_run.h"

enum { UNKNOWN, BEGIN, END, FIRST_CHAR }; /* rows of the embedding */

/* ---- opening ---- */

static const void *section(const struct pack *p, const char *name, size_t item, uint32_t *n)
{
    size_t bytes = 0;
    const void *at = pack_find(p, name, &bytes);
    if (!at || !bytes || bytes % item || bytes / item > UINT16_MAX) return NULL;
    *n = (uint32_t)(bytes / item);
    return at;
}

static int check(const struct zh_chooser *c)
{
    for (uint32_t i = 1; i < c->n_chars; i++)
        if (c->cp[i] <= c->cp[i - 1]) return 0;
    for (uint32_t i = 0; i < c->n_classes; i++)
        if (c->classes[i].reading && !pinyin_valid(c->classes[i].reading)) return 0;
    for (uint32_t i = 0; i < c->n_choices; i++) {
        const struct zh_net_choice *x = &c->choices[i];
        if ((i && x->cp <= x[-1].cp) || x->first > c->n_lists || x->n > c->n_lists - x->first)
            return 0;
    }
    for (uint32_t i = 0; i < c->n_lists; i++)
        if (c->lists[i] >= c->n_classes) return 0;
    return 1;
}

int zh_chooser_open(struct zh_chooser *c, const struct pack *p, struct err *e)
{
    uint32_t n_layers = 0, n_rows = 0;
    *c = (struct zh_chooser){0};
    c->cp = section(p, "net-chars", sizeof(*c->cp), &c->n_chars);
    c->embedding = section(p, "net-embedding", ZH_NET_EMBEDDING * sizeof(float), &n_rows);
    c->layers = section(p, "net-layers", sizeof(*c->layers), &n_layers);
    c->classes = section(p, "net-classes", sizeof(*c->classes), &c->n_classes);
    c->choices = section(p, "net-choices", sizeof(*c->choices), &c->n_choices);
    c->lists = section(p, "net-lists", sizeof(*c->lists), &c->n_lists);
    if (!c->cp || !c->embedding || !c->layers || !c->classes || !c->choices || !c->lists ||
        n_layers != 1 || n_rows != c->n_chars + FIRST_CHAR || !check(c))
        return err_set(e, E_CORRUPT, "%s: bad network; run `utter import`", ZH_PACK_FILE);
    return 0;
}

const struct zh_net_choice *zh_chooser_find(const struct zh_chooser *c, uint32_t cp)
{
    uint32_t lo = 0, hi = c->n_choices;
    while (lo < hi) {
        uint32_t mid = lo + (hi - lo) / 2;
        if (c->choices[mid].cp < cp)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo < c->n_choices && c->choices[lo].cp == cp ? &c->choices[lo] : NULL;
}

static uint32_t row_of(const struct zh_chooser *c, uint32_t cp)
{
    uint32_t lo = 0, hi = c->n_chars;
    while (lo < hi) {
        uint32_t mid = lo + (hi - lo) / 2;
        if (c->cp[mid] < cp)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo < c->n_chars && c->cp[lo] == cp ? FIRST_CHAR + lo : UNKNOWN;
}

static const float *embedding_of(const struct zh_chooser *c, uint32_t row)
{
    return c->embedding + (size_t)row * ZH_NET_EMBEDDING;
}

/* ---- the network ---- */

static float sigmoid(float x)
{
    return 1 / (1 + expf(-x));
}

static float hyperbolic_tangent(float x) /* by the same expf, which is faster than tanhf */
{
    return 1 - 2 / (1 + expf(2 * x));
}

struct state {
    float h[ZH_NET_STATE], c[ZH_NET_STATE];
};

static void add_product(float *restrict sum, const float *restrict x, size_t n,
                        const float (*restrict w)[ZH_NET_GATES])
{
    for (size_t k = 0; k < n; k++)
        for (size_t j = 0; j < ZH_NET_GATES; j++)
            sum[j] += x[k] * w[k][j];
}

static void step(const struct zh_net_lstm *w, const float *x, struct state *s)
{
    float gate[ZH_NET_GATES];
    memcpy(gate, w->bias, sizeof(gate));
    add_product(gate, x, ZH_NET_EMBEDDING, w->input);
    add_product(gate, s->h, ZH_NET_STATE, w->state);
    const float *in = gate, *forget = in + ZH_NET_STATE, *cell = forget + ZH_NET_STATE,
                *out = cell + ZH_NET_STATE;
    for (size_t j = 0; j < ZH_NET_STATE; j++) {
        s->c[j] = sigmoid(forget[j]) * s->c[j] + sigmoid(in[j]) * hyperbolic_tangent(cell[j]);
        s->h[j] = sigmoid(out[j]) * hyperbolic_tangent(s->c[j]);
    }
}

static float score_of(const struct zh_net_class *k, const float *middle)
{
    float score = k->bias;
    for (size_t j = 0; j < ZH_NET_MIDDLE; j++)
        score += middle[j] * k->weight[j];
    return score;
}

/* The best of a character's classes, from both directions' states. */
static void decide(const struct zh_chooser *c, const struct zh_net_choice *choice,
                   const float *left, const float *right, struct zh_question *q)
{
    const struct zh_net_layers *l = c->layers;
    float middle[ZH_NET_MIDDLE];
    memcpy(middle, l->middle_bias, sizeof(middle));
    for (size_t k = 0; k < ZH_NET_STATE; k++)
        for (size_t j = 0; j < ZH_NET_MIDDLE; j++)
            middle[j] += left[k] * l->middle[k][j] + right[k] * l->middle[ZH_NET_STATE + k][j];
    for (size_t j = 0; j < ZH_NET_MIDDLE; j++)
        middle[j] = middle[j] > 0 ? middle[j] : 0;
    pinyin best = 0, own = q->reading;
    float best_score = -INFINITY, own_score = -INFINITY;
    for (size_t i = 0; i < choice->n; i++) {
        const struct zh_net_class *k = &c->classes[c->lists[choice->first + i]];
        float score = score_of(k, middle);
        if (own && k->reading == own) own_score = score;
        if (!k->reading || score <= best_score) continue;
        best = k->reading;
        best_score = score;
    }
    if (best && best_score > own_score + q->margin) q->reading = best;
}

void zh_chooser_read(const struct zh_chooser *c, const uint32_t *cp, size_t n,
                     struct zh_question *q, size_t n_q)
{
    const float *x[ZH_NET_SPAN];
    float left[ZH_NET_SPAN][ZH_NET_STATE];
    if (!n_q || n > ZH_NET_SPAN) return;
    for (size_t i = 0; i < n; i++)
        x[i] = embedding_of(c, row_of(c, cp[i]));
    struct state s = {0};
    step(&c->layers->forward, embedding_of(c, BEGIN), &s);
    for (size_t i = 0; i <= q[n_q - 1].at; i++) { /* what follows is not asked for */
        step(&c->layers->forward, x[i], &s);
        memcpy(left[i], s.h, sizeof(left[i]));
    }
    s = (struct state){0};
    step(&c->layers->backward, embedding_of(c, END), &s);
    for (size_t i = n, k = n_q; k && i-- > 0;) {
        step(&c->layers->backward, x[i], &s);
        if (i != q[k - 1].at) continue;
        const struct zh_net_choice *choice = zh_chooser_find(c, cp[i]);
        k--;
        if (choice) decide(c, choice, left[i], s.h, &q[k]);
    }
}

/* ---- a run ---- */

/* Measured on read sentences and on polyphones in context: the dictionary is right about the words
 * it knows well; a rare one (a name, a word of old books) gives way where the network is sure, and
 * a weak second syllable of a word that is not common gets its full tone back where the network
 * says so, as careful readers do (枇杷, 折磨). */
enum { RARE = 15 * ZH_COST_UNIT, UNCOMMON = 12 * ZH_COST_UNIT, WORD_MAX = 2 };
static const float sure = 6;

/* Suffixes are always weak. */
static int is_suffix(const struct zh_sign *s)
{
    static const char suffixes[] = "子头得着了上地的啦";
    char utf8[5] = {0};
    utf8_put(utf8, s->simple);
    return strstr(suffixes, utf8) != NULL || s->simple == s[-1].simple;
}

struct known_word {
    const struct zh_sign *first;
    uint32_t cost;
};

/* What is asked about a sign of that word, if anything. */
static int ask(const struct zh_chooser *c, const struct zh_sign *s, const struct known_word *w,
               struct zh_question *q)
{
    if (s->kind != ZH_HAN || s->citation == PINYIN_R || !w->first) return 0;
    *q = (struct zh_question){0};
    if (w->first->len == 1) {
        if (s->ruled) return 0;
    } else if (w->first->len > WORD_MAX) {
        return 0;
    } else if (pinyin_tone(s->citation) == 5) {
        if (w->cost < UNCOMMON || s == w->first || is_suffix(s)) return 0;
    } else {
        if (w->cost < RARE) return 0;
        *q = (struct zh_question){.reading = s->citation, .margin = sure};
    }
    return zh_chooser_find(c, s->simple) != NULL;
}

/* A weak tone hides which of several readings a character has (知识: shi5); the citation form
 * shows it with its full tone. */
static void note_full(const struct zh_chooser *c, const struct zh_run *run, struct zh_sign *s)
{
    static const char always_weak[] = "子得着了地的过么们";
    char utf8[5] = {0};
    if (s->kind != ZH_HAN || s->len || pinyin_tone(s->citation) != 5) return;
    utf8_put(utf8, s->simple);
    pinyin own = run->lx->chars[s->number].reading;
    if (!own || s->simple == s[-1].simple || strstr(always_weak, utf8)) return;
    if (pinyin_with_tone(own, 5) == s->citation && zh_chooser_find(c, s->simple)) s->full = own;
}

static int ends_sentence(const struct zh_sign *s)
{
    return s->kind == ZH_MARK && strchr(".!?;", s->mark[0]) != NULL;
}

/* A sentence, or as much of it as is looked at together. */
static size_t span_end(const struct zh_run *run, size_t from)
{
    size_t i = from;
    while (i < run->n && i - from < ZH_NET_SPAN) {
        const struct zh_sign *s = &run->signs[i++];
        if (ends_sentence(s) || (s->kind != ZH_HAN && i - from > ZH_NET_SPAN / 2)) break;
    }
    return i;
}

/* Decides signs [from, end). */
static void choose_span(const struct zh_chooser *c, struct zh_run *run, size_t from, size_t end,
                        struct known_word *w)
{
    uint32_t cp[ZH_NET_SPAN] = {0};
    struct zh_question q[ZH_NET_SPAN];
    size_t n_q = 0;
    for (size_t i = from; i < end; i++) {
        const struct zh_sign *s = &run->signs[i];
        cp[i - from] = s->simple;
        if (s->kind == ZH_HAN && s->len)
            *w = (struct known_word){.first = s, .cost = s->len > 1 ? zh_word_cost(run, i) : 0};
        if (ask(c, s, w, &q[n_q])) q[n_q++].at = i - from;
    }
    zh_chooser_read(c, cp, end - from, q, n_q);
    for (size_t k = 0; k < n_q; k++) {
        struct zh_sign *s = &run->signs[from + q[k].at];
        if (!q[k].reading || q[k].reading == s->citation) continue;
        int weak = !s->len && pinyin_tone(s->citation) == 5;
        if (weak && pinyin_with_tone(q[k].reading, 5) != s->citation) continue; /* 暖和: no he2 */
        s->citation = q[k].reading;
        s->why = "network";
    }
    for (size_t i = from; i < end; i++)
        note_full(c, run, &run->signs[i]);
}

void zh_choose(const struct zh_chooser *c, struct zh_run *run)
{
    struct known_word w = {0};
    for (size_t from = 0, end; from < run->n; from = end) {
        end = span_end(run, from);
        choose_span(c, run, from, end, &w);
    }
}
