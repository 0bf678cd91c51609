#include "model/kokoro/session.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/file.h"
#include "model/kokoro/prepare.h"
#include "model/kokoro/prepare_bf16.h"

/* -------------------------------------------------------------------------------- the model */

int kokoro_open(struct kokoro **out, const char *data_dir, struct err *e)
{
    char model[PATH_MAX_BYTES], voices[PATH_MAX_BYTES];
    *out = NULL;
    if (file_join(model, data_dir, "model/kokoro.pack") ||
        file_join(voices, data_dir, "voices/kokoro.pack"))
        return err_set(e, E_LIMIT, "%s: the path is too long", data_dir);
    struct kokoro *k = calloc(1, sizeof(*k));
    if (!k) return err_set(e, E_NOMEM, "%s", err_text(E_NOMEM));
    k->precision = KOKORO_FLOAT32;
    int code = weights_open(&k->weights, model, e);
    if (!code) code = kokoro_voices_open(&k->voices, voices, 2 * k->weights.dims.style, e);
    if (code) {
        kokoro_close(k);
        return code;
    }
    *out = k;
    return 0;
}

int kokoro_verify(const char *data_dir, struct err *e)
{
    struct kokoro *k;
    int code = kokoro_open(&k, data_dir, e);
    if (code || !k) return code;
    code = pack_verify(k->weights.pack, e);
    if (!code) code = pack_verify(k->voices.pack, e);
    kokoro_close(k);
    return code;
}

int kokoro_verify_bf16(const char *data_dir, struct err *e)
{
    char model[PATH_MAX_BYTES];
    if (file_join(model, data_dir, "model/kokoro.pack"))
        return err_set(e, E_LIMIT, "%s: the path is too long", data_dir);
    return prepare_bf16_check(model, e);
}

void kokoro_close(struct kokoro *k)
{
    if (!k) return;
    kokoro_voices_close(&k->voices);
    weights_close(&k->weights);
    free(k);
}

enum kokoro_precision kokoro_precision_for(const struct kokoro_options *o)
{
    if (o->precision != KOKORO_AUTO) return o->precision;
    return o->small_memory ? KOKORO_BF16 : kokoro_precision_auto();
}

int kokoro_prepare(struct kokoro *k, const struct kokoro_options *o, struct pool *pool,
                   struct err *e)
{
    k->precision = kokoro_precision_for(o);
    int code = weights_prepare(&k->weights, k->precision, o->small_memory, pool, e);
    k->unread = code ? 0 : weights_unread(&k->weights);
    return code;
}

enum kokoro_precision kokoro_precision_of(const struct kokoro *k)
{
    return k->precision;
}

int kokoro_voice_count(const struct kokoro *k)
{
    return k->voices.n;
}

const char *kokoro_voice_name(const struct kokoro *k, int voice)
{
    return k->voices.items[voice].name;
}

int kokoro_voice_find(const struct kokoro *k, const char *name)
{
    return kokoro_voices_find(&k->voices, name);
}

const float *kokoro_voice_row(const struct kokoro *k, int voice, int n_chars)
{
    return kokoro_voices_row(&k->voices, voice, n_chars);
}

/* ------------------------------------------------------------------------------ the session */

static void plan_kept(struct kokoro_session *s)
{
    const struct kokoro_dims *d = &s->k->weights.dims;
    size_t L = (size_t)d->positions, h = (size_t)d->hidden;
    s->ids = arena_new(&s->kept, int16_t, L);
    s->prosody.frames = arena_new(&s->kept, int, L);
    s->duration = arena_new(&s->kept, float, L);
    s->t_en = arena_new(&s->kept, float, L *h);
    s->d = arena_new(&s->kept, float, L *(h + (size_t)d->style));
}

int kokoro_session_open(struct kokoro_session **out, const struct kokoro *k, struct pool *pool,
                        struct err *e)
{
    struct kokoro_session *s = *out = calloc(1, sizeof(*s));
    if (!s) return err_set(e, E_NOMEM, "%s", err_text(E_NOMEM));
    s->k = k;
    s->pool = pool;
    s->kept = arena_counting();
    plan_kept(s);
    size_t size = s->kept.peak;
    s->kept = (struct arena){0};
    int code = arena_init(&s->kept, size);
    if (!code) code = styles_init(&s->styles, &k->weights);
    if (code) {
        kokoro_session_close(s);
        *out = NULL;
        return err_set(e, code, "%s", err_text(code));
    }
    plan_kept(s);
    return 0;
}

void kokoro_session_close(struct kokoro_session *s)
{
    if (!s) return;
    styles_free(&s->styles);
    arena_free(&s->kept);
    arena_free(&s->curves);
    arena_free(&s->work);
    free(s);
}

size_t kokoro_session_bytes(const struct kokoro_session *s)
{
    return sizeof(*s) + s->kept.size + s->curves.size + s->work.size + s->styles.memory.size;
}

struct kokoro_memory kokoro_memory(const struct kokoro *k)
{
    const struct kokoro_weights *w = &k->weights;
    struct kokoro_memory m = {.mapped = pack_bytes(w->pack) + pack_bytes(k->voices.pack)};
    if (w->bf16_pack) m.mapped += pack_bytes(w->bf16_pack);
    m.read = m.mapped - k->unread;
    m.made = w->computed.size + w->bf16.size + w->steps.size + w->spectra.size;
    return m;
}

size_t kokoro_session_plan(struct kokoro_session *s, double seconds)
{
    enum { TOKENS_A_SECOND = 16 };
    int F = (int)(seconds * KOKORO_RATE / KOKORO_HOP), L = (int)(seconds * TOKENS_A_SECOND) + 2;
    if (F < 1) F = 1;
    if (L > s->k->weights.dims.positions) L = s->k->weights.dims.positions;
    const struct kokoro_prosody prosody = {.n_tokens = L, .n_frames = F};
    s->styles.runs.n = 1;
    size_t predict = predict_bytes(s, L, F), render = render_bytes(s, &prosody);
    size_t curves = 4 * (size_t)F * sizeof(float);
    return sizeof(*s) + s->kept.size + s->styles.memory.size + curves +
           (predict > render ? predict : render);
}

void kokoro_session_noise(struct kokoro_session *s, int on, uint64_t seed)
{
    s->noise = (struct source_noise){on, seed};
}

struct kokoro_pass session_pass(struct kokoro_session *s, struct arena *scratch)
{
    return (struct kokoro_pass){
        .nn = {.pool = s->pool, .scratch = scratch},
        .w = &s->k->weights,
        .runs = &s->styles.runs,
        .stage_ns = s->stage_ns,
        .since = clock_ns(),
    };
}

int session_styles(struct kokoro_session *s, const struct kokoro_style *list, int n, int L,
                   struct err *e)
{
    struct arena counting = arena_counting();
    struct kokoro_pass plan = session_pass(s, &counting);
    styles_plan(&plan);
    int code = session_grow(&s->work, counting.peak, e);
    if (code) return code;
    struct kokoro_pass pass = session_pass(s, &s->work);
    code = styles_set(&s->styles, &pass, list, n, L, e);
    pass_stage(&pass, KOKORO_STAGE_STYLE);
    return code;
}

int session_grow(struct arena *a, size_t size, struct err *e)
{
    arena_reset(a, 0);
    if (a->size >= size) return 0;
    arena_free(a);
    if (arena_init(a, size))
        return err_set(e, E_NOMEM, "no memory for this utterance: %zu MB", size >> 20);
    return 0;
}

/* -------------------------------------------------------------------------------- the clock */

const char *kokoro_stage_name(enum kokoro_stage stage)
{
    static const char *const names[] = {
#define X(id, name) [KOKORO_STAGE_##id] = (name),
        KOKORO_STAGE_LIST(X)
#undef X
    };
    return names[stage];
}

double kokoro_session_stage_ms(const struct kokoro_session *s, enum kokoro_stage stage)
{
    return (double)s->stage_ns[stage] * 1e-6;
}

void kokoro_session_stage_reset(struct kokoro_session *s)
{
    memset(s->stage_ns, 0, sizeof(s->stage_ns));
}
