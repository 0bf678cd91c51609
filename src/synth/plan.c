#include "synth/plan.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"

enum {
    PIECE_MAX = 120, /* a longer "word" (a line of base64) is cut into pieces */
    SHORT = 8,       /* phonemes: fewer are babble without help */
    ORDINALS = 3,    /* first chunk, second chunk, any later one */
};

/* The smallest thing that is never cut: a word, a mark, or a piece of a monstrous word. */
struct atom {
    const char *phonemes;
    size_t bytes;
    int chars, spaces, spoken;
    enum word_lang lang;
    uint32_t from, to;
    int cut;     /* enum plan_break of a cut behind it, or NEVER */
    int brk;     /* enum word_break of the border behind it, where there is no mark */
    int closing; /* a mark that belongs to what is before it */
    uint16_t style;
    uint32_t before_ms; /* silence asked for in front of it */
    int must;           /* there is a cut behind it */
};

enum { NEVER = -1 };

/* The cheapest way to have cut atoms [0, i) into chunks, by how many chunks (capped) there are. */
struct way {
    double cost;
    uint32_t start; /* first atom of the last chunk */
    uint8_t before; /* the ordinal column of the way it continues */
};

struct cutter {
    struct atom *atoms;
    size_t n;
    const struct text_doc *doc;
    double pace; /* room of a chunk: 1, or less when slow speech makes it long */
};

/* -------------------------------------------------------------------------------------- atoms */

static int is_opening(const struct word *w)
{
    return w->kind == WORD_PUNCT && (!strcmp(w->phonemes, "(") || !strcmp(w->phonemes, "“") ||
                                     (!strcmp(w->phonemes, "\"") && w->space_before));
}

/* What a cut between word w and the next word of the same sentence would be. */
static int cut_between(const struct word *w, const struct word *next)
{
    if (is_opening(w) || (next->kind == WORD_PUNCT && !is_opening(next))) return NEVER;
    if (w->kind == WORD_PUNCT) return PLAN_CLAUSE;
    return next->brk == WORD_BREAK_BREATH ? PLAN_BREATH : PLAN_WORD;
}

/* A sentence too long to be one has been cut at a comma or between words: no sentence ends there.
 */
static int ends_sentence(const struct word *list, size_t first, size_t n)
{
    while (n && list[first + n - 1].kind == WORD_PUNCT)
        if (strpbrk(list[first + --n].phonemes, ".!?;") || strstr(list[first + n].phonemes, "…"))
            return 1;
    return 0;
}

/* Appends the pieces of one word; a NULL list only counts them. */
static size_t add_word(struct atom *list, const struct word *w, int cut)
{
    size_t n = strlen(w->phonemes), at = 0, made = 0;
    size_t chars = utf8_count(w->phonemes, n), done = 0;
    do {
        size_t begin = at, took = 0;
        for (; at < n && took < PIECE_MAX; took++)
            (void)utf8_next(w->phonemes, n, &at);
        if (list)
            list[made] = (struct atom){
                .phonemes = w->phonemes + begin,
                .bytes = at - begin,
                .chars = (int)took,
                .spaces = begin ? 0 : w->space_before,
                .spoken = w->kind == WORD_SPOKEN && took,
                .lang = w->lang,
                .from = w->from + (uint32_t)((w->to - w->from) * done / (chars ? chars : 1)),
                .to = w->to,
                .cut = at < n ? PLAN_WORD : cut,
                .closing = w->kind == WORD_PUNCT && !is_opening(w),
                .style = w->style,
                .before_ms = begin ? 0 : w->pause_ms};
        done += took;
        made++;
    } while (at < n);
    return made;
}

static size_t add_sentence(struct atom *list, const struct text_doc *d, size_t s)
{
    const struct text_sentence *sentence = &d->sentences[s];
    size_t made = 0;
    int ends = ends_sentence(d->words.list, sentence->first, sentence->n);
    for (size_t i = 0; i < sentence->n; i++) {
        const struct word *w = &d->words.list[sentence->first + i];
        int cut = i + 1 < sentence->n       ? cut_between(w, w + 1)
                  : s + 1 == d->n_sentences ? PLAN_END
                  : sentence->paragraph     ? PLAN_PARAGRAPH
                  : ends                    ? PLAN_SENTENCE
                                            : cut_between(w, w + 1);
        struct atom *to = list ? list + made : NULL;
        made += add_word(to, w, cut);
        if (list && i == 0) to->from = sentence->from;
        if (list && sentence->first + i + 1 < d->words.n) list[made - 1].brk = w[1].brk;
    }
    return made;
}

static struct voice_style style_of(const struct text_doc *d, size_t style)
{
    const struct voice_style plain = voice_style_plain();
    return style < d->n_styles ? d->styles[style] : plain;
}

/* Cuts where the author has asked for silence, and where the speed changes. */
static void mark_musts(struct cutter *c)
{
    for (size_t i = 1; i < c->n; i++) {
        struct atom *a = &c->atoms[i], *before = a - 1;
        if (a->closing) a->style = before->style;
        float rate = style_of(c->doc, a->style).rate;
        if (!a->before_ms && rate == style_of(c->doc, before->style).rate) continue;
        before->must = 1;
        int least = a->before_ms ? PLAN_CLAUSE : PLAN_WORD;
        if (before->cut < least) before->cut = least; /* NEVER too */
    }
}

static int list_atoms(struct cutter *c, const struct text_doc *d)
{
    c->doc = d;
    for (size_t s = 0; s < d->n_sentences; s++)
        c->n += add_sentence(NULL, d, s);
    c->atoms = calloc(c->n ? c->n : 1, sizeof(*c->atoms));
    if (!c->atoms) return E_NOMEM;
    size_t at = 0;
    for (size_t s = 0; s < d->n_sentences; s++)
        at += add_sentence(c->atoms + at, d, s);
    if (c->n) c->atoms[c->n - 1].cut = PLAN_END;
    mark_musts(c);
    return 0;
}

/* ------------------------------------------------------------------------------------- prices */

static double cut_price(const struct atom *a)
{
    switch (a->cut) {
    case PLAN_END:
    case PLAN_PARAGRAPH:
        return 0;
    case PLAN_SENTENCE:
        return 2;
    case PLAN_CLAUSE:
        return 25;
    case PLAN_BREATH:
        return 100;
    case PLAN_WORD:
        return a->brk == WORD_BREAK_PHRASE ? 110 : a->brk == WORD_BREAK_WORD ? 120 : 130;
    default:
        return 2000;
    }
}

/* Prices of one chunk of `chars` phonemes, the ordinal-th of the text, with `paragraphs` ends of
 * paragraphs inside it.  The unit is arbitrary; what matters is what each outweighs. */
static double chunk_price(const struct cutter *c, double chars, int ordinal, int paragraphs)
{
    const double aim = 175 * c->pace, max = PLAN_CHARS_MAX * c->pace;
    double price = 4 + 20 * paragraphs;
    if (chars < 20)
        price += chars < SHORT ? 60 : 15; /* babble; two little lines are better as one */
    if (chars > aim) price += 10 * (chars - aim) / (max - aim) * (chars - aim) / (max - aim);
    /* First sound soon; and the second chunk must be ready before the first has been heard. */
    if (ordinal == 0 && chars > 60) price += 1.5 * (chars - 60);
    if (ordinal == 1 && chars > 120) price += 0.3 * (chars - 120);
    return price;
}

/* ------------------------------------------------------------------------------------ cutting */

static struct way (*find_ways(const struct cutter *c))[ORDINALS]
{
    struct way(*ways)[ORDINALS] = calloc(c->n + 1, sizeof(*ways));
    if (!ways) return NULL;
    for (size_t i = 0; i <= c->n; i++)
        for (int o = 0; o < ORDINALS; o++)
            ways[i][o].cost = HUGE_VAL;
    /* Column o: o chunks so far, the last column "that many or more".  ways[0][0]: none yet. */
    ways[0][0].cost = 0;
    for (size_t end = 1; end <= c->n; end++) {
        int chars = 0, paragraphs = 0;
        for (size_t start = end; start-- > 0;) {
            const struct atom *a = &c->atoms[start];
            if (a->must && start + 1 < end) break;
            if (start + 1 < end) paragraphs += a->cut == PLAN_PARAGRAPH;
            chars += a->chars + a->spaces;
            if (chars > PLAN_CHARS_MAX * c->pace && start + 1 < end) break;
            double cut = cut_price(&c->atoms[end - 1]);
            for (int o = 0; o < ORDINALS; o++) {
                double cost = ways[start][o].cost;
                if (isinf(cost)) continue;
                cost += cut + chunk_price(c, chars, o, paragraphs);
                struct way *w = &ways[end][o + 1 < ORDINALS ? o + 1 : o];
                if (cost < w->cost) *w = (struct way){cost, (uint32_t)start, (uint8_t)o};
            }
        }
    }
    return ways;
}

/* Marks the last atom of every chunk of the cheapest way; returns the number of chunks. */
static size_t mark_cuts(const struct cutter *c, struct way (*ways)[ORDINALS], uint8_t *last)
{
    size_t at = c->n, chunks = 0;
    int o = 0;
    for (int i = 1; i < ORDINALS; i++)
        if (ways[at][i].cost < ways[at][o].cost) o = i;
    while (at > 0) {
        last[at - 1] = 1;
        chunks++;
        struct way w = ways[at][o];
        at = w.start;
        o = w.before;
    }
    return chunks;
}

/* ---------------------------------------------------------------------------------- the chunks */

struct writer {
    struct plan *plan;
    char *to;
    struct plan_run *run; /* behind the last one written */
    const struct text_doc *doc;
    uint16_t style; /* of the last run */
    int spoken;     /* has the chunk under way anything to say? */
};

/* The chunk has grown by phonemes of this language; a mark goes with what is before it. */
static void extend_run(struct writer *w, struct plan_chunk *chunk, const struct atom *a)
{
    int fresh =
        !chunk->n_runs || (a->spoken && (w->run[-1].lang != a->lang || w->style != a->style));
    if (fresh) {
        *w->run++ = (struct plan_run){.lang = a->lang, .style = style_of(w->doc, a->style)};
        w->style = a->style;
        if (!chunk->n_runs++) chunk->rate = w->run[-1].style.rate;
    }
    w->run[-1].end_char = chunk->n_chars;
}

static void put_atom(struct writer *w, struct plan_chunk *chunk, const struct atom *a)
{
    for (int i = 0; i < a->spaces && chunk->n_phonemes; i++) {
        *w->to++ = ' ';
        chunk->n_phonemes++;
        chunk->n_chars++;
    }
    memcpy(w->to, a->phonemes, a->bytes);
    w->to += a->bytes;
    chunk->n_phonemes += a->bytes;
    chunk->n_chars += a->chars;
    w->spoken |= a->spoken;
    extend_run(w, chunk, a);
}

/* Very short and without a mark ("A"): the model would stop in the middle of the sound. */
static void put_end_mark(struct writer *w, struct plan_chunk *chunk, const struct atom *last)
{
    if (chunk->n_chars >= SHORT || !last->spoken) return;
    *w->to++ = '.';
    chunk->n_phonemes++;
    chunk->n_chars++;
    w->run[-1].end_char = chunk->n_chars;
}

/* The silence asked for behind atom i goes to the chunk that has just ended, or to the one before
 * it when that is left out. */
static void add_silence(struct plan *p, const struct cutter *c, size_t i, int spoken,
                        struct plan_chunk *chunk)
{
    uint32_t ms = i + 1 < c->n ? c->atoms[i + 1].before_ms : c->doc->end_pause_ms;
    if (spoken)
        chunk->pause_ms += ms;
    else if (p->n)
        p->chunks[p->n - 1].pause_ms += ms;
    else
        p->silence_ms += ms;
}

/* Chunks without a sound ("...") are left out; their code points fall to the chunk before. */
static void write_chunks(struct plan *p, const struct cutter *c, const uint8_t *last,
                         uint32_t n_chars)
{
    struct writer w = {p, p->memory_, p->runs_, c->doc, 0, 0};
    struct plan_chunk chunk = {.phonemes = w.to, .runs = w.run, .rate = 1};
    uint32_t from = 0;
    p->silence_ms = c->n ? c->atoms[0].before_ms : c->doc->end_pause_ms;
    for (size_t i = 0; i < c->n; i++) {
        if (!chunk.n_phonemes) chunk.from = c->atoms[i].from > from ? c->atoms[i].from : from;
        put_atom(&w, &chunk, &c->atoms[i]);
        if (!last[i]) continue;
        put_end_mark(&w, &chunk, &c->atoms[i]);
        *w.to++ = 0;
        chunk.after = (enum plan_break)(c->atoms[i].cut == NEVER ? PLAN_WORD : c->atoms[i].cut);
        from = chunk.from;
        add_silence(p, c, i, w.spoken, &chunk);
        if (w.spoken) p->chunks[p->n++] = chunk;
        chunk = (struct plan_chunk){.phonemes = w.to, .runs = w.run, .rate = 1};
        w.spoken = 0;
    }
    for (size_t i = 0; i < p->n; i++)
        p->chunks[i].to = i + 1 < p->n ? p->chunks[i + 1].from : n_chars;
    if (!p->n) return;
    p->chunks[0].from = 0;
    p->chunks[0].before_ms = p->silence_ms;
    p->chunks[p->n - 1].after = PLAN_END;
}

static int make_chunks(struct plan *p, const struct cutter *c, const uint8_t *last, size_t chunks,
                       uint32_t n_chars)
{
    size_t bytes = 2 * chunks + 1; /* end marks and NULs */
    for (size_t i = 0; i < c->n; i++)
        bytes += c->atoms[i].bytes + (size_t)c->atoms[i].spaces;
    p->memory_ = malloc(bytes);
    p->chunks = calloc(chunks ? chunks : 1, sizeof(*p->chunks));
    p->runs_ = calloc(c->n ? c->n : 1, sizeof(*p->runs_));
    if (!p->memory_ || !p->chunks || !p->runs_) return E_NOMEM;
    write_chunks(p, c, last, n_chars);
    return 0;
}

int plan_make(struct plan *out, const struct text_doc *d, float speed, struct err *e)
{
    *out = (struct plan){0};
    struct cutter c = {.pace = speed >= 1 ? 1 : speed <= 0.5F ? 0.5 : (double)speed};
    struct way(*ways)[ORDINALS] = NULL;
    uint8_t *last = NULL;
    int code = list_atoms(&c, d);
    if (!code) {
        ways = find_ways(&c);
        last = calloc(c.n + 1, 1);
        code = ways && last ? 0 : E_NOMEM;
    }
    if (!code) code = make_chunks(out, &c, last, mark_cuts(&c, ways, last), d->n_chars);
    free(ways);
    free(last);
    free(c.atoms);
    if (!code) return 0;
    plan_free(out);
    return err_set(e, code, "no memory to plan a text of %u characters", (unsigned)d->n_chars);
}

void plan_free(struct plan *p)
{
    free(p->chunks);
    free(p->memory_);
    free(p->runs_);
    *p = (struct plan){0};
}

double plan_seconds(size_t n_chars, float speed)
{
    /* Measured: 16-18 phonemes a second in English, 17-20 in Chinese; the slowest voice 13.5. */
    return ((double)n_chars / 15 + 0.4) / (double)speed;
}

double plan_total_seconds(const struct plan *p, float speed)
{
    double sum = 0;
    for (size_t i = 0; i < p->n; i++) {
        const struct plan_chunk *c = &p->chunks[i];
        sum += plan_seconds((size_t)c->n_chars, speed * c->rate);
        sum += (double)(c->before_ms + c->pause_ms) / 1000;
    }
    return sum;
}
