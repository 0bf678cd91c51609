/* A session on the tiny model: what it refuses, what it promises about memory, threads, styles and
 * stopping.  That the numbers are right is test_tiny_network's and tests/model's. */
#include <math.h>
#include <stdatomic.h>

#include "../unit.h"
#include "base/cpu.h"
#include "kern/kern.h"
#include "model/kokoro/session.h"

/* Allocations of the whole process, counted where nothing else has replaced the allocator. */
static atomic_int allocations;
#if defined(__GLIBC__) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#define COUNTING_ALLOCATIONS 1
extern void *__libc_malloc(size_t n);
extern void *__libc_calloc(size_t n, size_t size);
extern void *__libc_realloc(void *p, size_t n);
extern void *__libc_memalign(size_t alignment, size_t n);

void *malloc(size_t n)
{
    atomic_fetch_add(&allocations, 1);
    return __libc_malloc(n);
}

void *calloc(size_t n, size_t size)
{
    atomic_fetch_add(&allocations, 1);
    return __libc_calloc(n, size);
}

void *realloc(void *p, size_t n)
{
    atomic_fetch_add(&allocations, 1);
    return __libc_realloc(p, n);
}

void *aligned_alloc(size_t alignment, size_t n)
{
    atomic_fetch_add(&allocations, 1);
    return __libc_memalign(alignment, n);
}
#else
#define COUNTING_ALLOCATIONS 0
#endif

enum { N_IDS = 9, L = N_IDS + 2, SAMPLES_MAX = 200 * KOKORO_HOP };

static const int16_t some_ids[N_IDS] = {50, 83, 54, 156, 31, 16, 65, 156, 87};
static struct kokoro *model;
static struct err e;

static int set_up(void **state)
{
    (void)state;
    kern_init(cpu_detect());
    if (kokoro_open(&model, "tests/fixtures/tiny", &e)) fail_msg("%s", e.msg);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    kokoro_close(model);
    return 0;
}

static struct kokoro_session *open_session(struct pool *pool)
{
    struct kokoro_session *s;
    assert_int_equal(kokoro_session_open(&s, model, pool, &e), 0);
    return s;
}

static const float *row(int voice)
{
    return kokoro_voice_row(model, voice, N_IDS);
}

/* Speaks; the answer is malloc'd, [600 F]. */
static float *speak(struct kokoro_session *s, const struct kokoro_style *styles, int n_styles,
                    float speed, int *n)
{
    struct kokoro_prosody *p;
    if (kokoro_predict(s, some_ids, N_IDS, styles, n_styles, speed, 0, &p, &e))
        fail_msg("%s", e.msg);
    *n = p->n_frames * KOKORO_HOP;
    float *samples = malloc((size_t)*n * sizeof(float));
    if (kokoro_render(s, p, styles, n_styles, samples, NULL, NULL, &e)) fail_msg("%s", e.msg);
    return samples;
}

static void same(const float *a, int n_a, const float *b, int n_b)
{
    assert_int_equal(n_a, n_b);
    assert_memory_equal(a, b, (size_t)n_a * sizeof(float));
}

static void what_cannot_be_is_refused(void **state)
{
    (void)state;
    struct kokoro_session *s = open_session(NULL);
    struct kokoro_prosody *p;
    const struct kokoro_style good = {L, row(0)};
    int16_t ids[64] = {0};
    assert_int_equal(kokoro_predict(s, ids, 0, &good, 1, 1, 0, &p, &e), E_ARG);
    assert_null(p);
    assert_int_equal(kokoro_predict(s, ids, 63, &good, 1, 1, 0, &p, &e), E_LIMIT);
    memcpy(ids, some_ids, sizeof(some_ids));
    const float speeds[] = {0, -1, NAN, INFINITY};
    for (int i = 0; i < 4; i++)
        assert_int_equal(kokoro_predict(s, ids, N_IDS, &good, 1, speeds[i], 0, &p, &e), E_ARG);
    const struct kokoro_style bad[][2] = {
        {{L - 1, row(0)}}, {{L + 1, row(0)}}, {{0, row(0)}}, {{5, row(0)}, {5, row(1)}}};
    for (int i = 0; i < 4; i++)
        assert_int_equal(kokoro_predict(s, ids, N_IDS, bad[i], 1 + (i == 3), 1, 0, &p, &e), E_ARG);
    assert_int_equal(kokoro_predict(s, ids, N_IDS, &good, 0, 1, 0, &p, &e), E_ARG);
    ids[3] = 178;
    assert_int_equal(kokoro_predict(s, ids, N_IDS, &good, 1, 1, 0, &p, &e), E_ARG);
    ids[3] = -1;
    assert_int_equal(kokoro_predict(s, ids, N_IDS, &good, 1, 1, 0, &p, &e), E_ARG);
    assert_int_equal(kokoro_predict(s, some_ids, N_IDS, &good, 1, 1, L - 1, &p, &e), E_LIMIT);
    assert_int_equal(kokoro_predict(s, some_ids, N_IDS, &good, 1, 1e-30f, 0, &p, &e), E_LIMIT);
    kokoro_session_close(s);
}

static void only_the_last_prediction_renders(void **state)
{
    (void)state;
    struct kokoro_session *s = open_session(NULL);
    const struct kokoro_style style = {L, row(0)};
    struct kokoro_prosody *p, none = {0};
    float *samples = malloc(SAMPLES_MAX * sizeof(float));
    assert_int_equal(kokoro_render(s, &none, &style, 1, samples, NULL, NULL, &e), E_ARG);
    assert_int_equal(kokoro_predict(s, some_ids, N_IDS, &style, 1, 1, 0, &p, &e), 0);
    p->frames[2]++;
    assert_int_equal(kokoro_render(s, p, &style, 1, samples, NULL, NULL, &e), E_ARG);
    p->frames[2] = 0;
    assert_int_equal(kokoro_render(s, p, &style, 1, samples, NULL, NULL, &e), E_ARG);
    free(samples);
    kokoro_session_close(s);
}

/* Frames and curves of the caller's own, one frame more than predicted. */
static void an_editor_may_change_the_length(void **state)
{
    (void)state;
    struct kokoro_session *s = open_session(NULL);
    const struct kokoro_style style = {L, row(0)};
    struct kokoro_prosody *p;
    assert_int_equal(kokoro_predict(s, some_ids, N_IDS, &style, 1, 1, 0, &p, &e), 0);
    struct kokoro_prosody edited = *p;
    int frames[L];
    memcpy(frames, p->frames, sizeof(frames));
    frames[4]++;
    edited.frames = frames;
    edited.n_frames++;
    edited.f0 = calloc(2 * (size_t)edited.n_frames, sizeof(float));
    edited.n = calloc(2 * (size_t)edited.n_frames, sizeof(float));
    memcpy(edited.f0, p->f0, 2 * (size_t)p->n_frames * sizeof(float));
    memcpy(edited.n, p->n, 2 * (size_t)p->n_frames * sizeof(float));
    float *samples = malloc((size_t)edited.n_frames * KOKORO_HOP * sizeof(float));
    if (kokoro_render(s, &edited, &style, 1, samples, NULL, NULL, &e)) fail_msg("%s", e.msg);
    for (int i = 0; i < edited.n_frames * KOKORO_HOP; i++)
        assert_true(isfinite(samples[i]));
    free(samples);
    free(edited.f0);
    free(edited.n);
    kokoro_session_close(s);
}

static void threads_and_repetition_change_nothing(void **state)
{
    (void)state;
    const struct kokoro_style style = {L, row(1)};
    struct pool *pool;
    assert_int_equal(pool_start(&pool, 3, 1), 0);
    struct kokoro_session *alone = open_session(NULL), *helped = open_session(pool);
    int n, m;
    float *a = speak(alone, &style, 1, 1, &n), *b = speak(helped, &style, 1, 1, &m);
    same(a, n, b, m);
    size_t bytes = kokoro_session_bytes(helped);
    for (int i = 0; i < 3; i++) { /* the same again, and no more memory */
        free(b);
        b = speak(helped, &style, 1, 1, &m);
        same(a, n, b, m);
        assert_int_equal(kokoro_session_bytes(helped), bytes);
    }
    free(b);
    b = speak(helped, &style, 1, 0.5f, &m);
    assert_true(m > n);
    assert_true(kokoro_session_bytes(helped) > bytes);
    free(a);
    free(b);
    kokoro_session_close(alone);
    kokoro_session_close(helped);
    pool_stop(pool);
}

/* What a plan says is what a fresh session then holds, and planning takes nothing. */
static void a_plan_is_what_is_taken(void **state)
{
    (void)state;
    const struct kokoro_style style = {L, row(1)};
    struct kokoro_session *s = open_session(NULL), *fresh = open_session(NULL);
    const size_t before = kokoro_session_bytes(fresh);
    int n;
    free(speak(s, &style, 1, 1, &n));
    size_t predict = predict_bytes(s, L, s->prosody.n_frames);
    size_t render = render_bytes(s, &s->prosody), most = predict > render ? predict : render;
    assert_true(s->work.size >= most && s->work.size < most + 64); /* below a huge page */
    double seconds = (double)s->prosody.n_frames * KOKORO_HOP / KOKORO_RATE;
    size_t planned = kokoro_session_plan(fresh, seconds), ten = kokoro_session_plan(fresh, 10);
    assert_true(planned > before && ten > 2 * planned);
    assert_int_equal(kokoro_session_bytes(fresh), before);
    assert_true(kokoro_memory(model).mapped > 0);
    kokoro_session_close(fresh);
    kokoro_session_close(s);
}

static void a_pass_allocates_nothing(void **state)
{
    (void)state;
    if (!COUNTING_ALLOCATIONS) skip();
    struct pool *pool;
    assert_int_equal(pool_start(&pool, 2, 1), 0);
    struct kokoro_session *s = open_session(pool);
    const struct kokoro_style style = {L, row(0)}, other = {L, row(1)};
    struct kokoro_prosody *p;
    float *samples = malloc(SAMPLES_MAX * sizeof(float));
    for (int round = 0; round < 2; round++) {
        int before = atomic_load(&allocations);
        const struct kokoro_style *now = round ? &other : &style; /* products are computed anew */
        assert_int_equal(kokoro_predict(s, some_ids, N_IDS, &style, 1, 1, 0, &p, &e), 0);
        assert_in_range(p->n_frames, 1, SAMPLES_MAX / KOKORO_HOP);
        assert_int_equal(kokoro_render(s, p, now, 1, samples, NULL, NULL, &e), 0);
        if (!round)
            assert_true(atomic_load(&allocations) > before); /* the counter works */
        else
            assert_int_equal(atomic_load(&allocations), before);
    }
    free(samples);
    kokoro_session_close(s);
    pool_stop(pool);
}

static void styles_may_change_inside(void **state)
{
    (void)state;
    struct kokoro_session *s = open_session(NULL);
    float copy[8]; /* the same style by content, elsewhere */
    assert_int_equal(2 * model->weights.dims.style, 8);
    memcpy(copy, row(0), sizeof(copy));
    const struct kokoro_style one = {L, row(0)}, twice[] = {{4, row(0)}, {L, copy}},
                              two[] = {{4, row(0)}, {L, row(1)}},
                              three[] = {{4, row(0)}, {7, row(1)}, {L, row(0)}};
    int n, m;
    float *a = speak(s, &one, 1, 1, &n), *b = speak(s, twice, 2, 1, &m);
    same(a, n, b, m);
    free(b);
    b = speak(s, two, 2, 1, &m);
    assert_true(n != m || memcmp(a, b, (size_t)n * sizeof(float)) != 0);
    float *c = speak(s, three, 3, 1, &n);
    assert_true(n != m || memcmp(c, b, (size_t)n * sizeof(float)) != 0);
    free(a);
    free(b);
    free(c);
    kokoro_session_close(s);
}

/* Ends of runs on every time axis: tokens, frames, two a frame, and the generator's with its row
 * more on the left. */
static void runs_end_where_the_frames_do(void **state)
{
    (void)state;
    struct kokoro_session *s = open_session(NULL);
    const struct kokoro_style two[] = {{4, row(0)}, {L, row(1)}};
    const int frames[L] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11};
    assert_int_equal(session_styles(s, two, 2, L, &e), 0);
    styles_set_frames(&s->styles, frames);
    struct arena scratch;
    assert_int_equal(arena_init(&scratch, 1 << 16), 0);
    struct kokoro_pass p = session_pass(s, &scratch);
    const struct kokoro_style_map *m = &model->weights.generator.stage[1].noise.half[2][1].norm;
    const struct {
        int per_frame, before, end[2];
    } axes[] = {{1, 0, {10, 66}}, {2, 0, {20, 132}}, {20, 0, {200, 1320}}, {120, 1, {1201, 7921}}};
    for (size_t i = 0; i < sizeof(axes) / sizeof(*axes); i++) {
        struct nn_pre pre = pass_style_frames(&p, m, axes[i].per_frame, axes[i].before, NULL);
        assert_int_equal(pre.n_runs, 2);
        for (int r = 0; r < 2; r++) {
            assert_int_equal(pre.runs[r].end, axes[i].end[r]);
            assert_ptr_equal(pre.runs[r].gamma, s->styles.runs.run[r].products + m->at);
            assert_ptr_equal(pre.runs[r].beta, pre.runs[r].gamma + m->channels);
        }
        assert_ptr_not_equal(pre.runs[0].gamma, pre.runs[1].gamma);
    }
    struct nn_pre tokens = pass_style_tokens(&p, m);
    assert_int_equal(tokens.runs[0].end, 4);
    assert_int_equal(tokens.runs[1].end, L);
    arena_free(&scratch);
    kokoro_session_close(s);
}

/* More styles than are kept: refused in one chunk; one after the other, the oldest goes and comes
 * back the same. */
static void the_style_cache_has_an_end(void **state)
{
    (void)state;
    enum { MANY = KOKORO_STYLES_KEPT + 2 };
    struct kokoro_session *s = open_session(NULL);
    float rows[MANY][8];
    struct kokoro_style list[MANY];
    for (int i = 0; i < MANY; i++) {
        memcpy(rows[i], row(0), sizeof(rows[i]));
        rows[i][i % 8] += 0.1f * (float)(1 + i);
        list[i] = (struct kokoro_style){i == KOKORO_STYLES_KEPT ? L : 1 + i, rows[i]};
    }
    struct kokoro_prosody *p;
    assert_int_equal(kokoro_predict(s, some_ids, N_IDS, list, KOKORO_STYLES_KEPT + 1, 1, 0, &p, &e),
                     E_LIMIT);
    list[KOKORO_STYLES_KEPT - 1].end_token = L;
    assert_int_equal(kokoro_predict(s, some_ids, N_IDS, list, KOKORO_STYLES_KEPT, 1, 0, &p, &e), 0);

    int n[MANY], m;
    float *first[MANY];
    for (int round = 0; round < 2; round++)
        for (int i = 0; i < MANY; i++) {
            const struct kokoro_style one = {L, rows[i]};
            float *a = speak(s, &one, 1, 1, &m);
            if (!round) {
                first[i] = a, n[i] = m;
                continue;
            }
            same(a, m, first[i], n[i]);
            free(a);
            free(first[i]);
        }
    kokoro_session_close(s);
}

struct stopper {
    int asked, stop_at;
};

static int stop(void *ctx)
{
    struct stopper *s = ctx;
    return ++s->asked == s->stop_at;
}

/* Stopped at every layer boundary in turn, the session speaks on as if nothing had been. */
static void a_pass_stops_at_any_boundary(void **state)
{
    (void)state;
    struct kokoro_session *s = open_session(NULL);
    const struct kokoro_style style = {L, row(0)};
    struct kokoro_prosody *p;
    int n, m, boundaries = 0;
    float *want = speak(s, &style, 1, 1, &n), *got = malloc((size_t)n * sizeof(float));
    assert_int_equal(kokoro_predict(s, some_ids, N_IDS, &style, 1, 1, 0, &p, &e), 0);
    for (int code = E_CANCEL; code; boundaries++) {
        struct stopper at = {0, boundaries + 1};
        code = kokoro_render(s, p, &style, 1, got, stop, &at, &e);
        if (code) assert_int_equal(code, E_CANCEL);
        assert_true(boundaries < 1000);
    }
    assert_in_range(boundaries, 10, 100);
    m = p->n_frames * KOKORO_HOP;
    same(want, n, got, m);
    free(want);
    free(got);
    kokoro_session_close(s);
}

/* Small memory: nothing is made that takes more than the weights, so float32 is the plain method,
 * as of a model that was never prepared; and what is read of the file is less in bf16. */
static void small_memory_makes_nothing(void **state)
{
    (void)state;
    const struct kokoro_options small = {.precision = KOKORO_FLOAT32, .small_memory = 1},
                                automatic = {.small_memory = 1},
                                as_asked = {.precision = KOKORO_BF16};
    const struct kokoro_style style = {L, row(0)};
    struct kokoro *k;
    struct kokoro_session *s = open_session(NULL), *t;
    int n, m;
    float *plain = speak(s, &style, 1, 1, &n);
    assert_int_equal(kokoro_precision_for(&automatic), KOKORO_BF16);
    assert_int_equal(kokoro_precision_for(&small), KOKORO_FLOAT32);
    assert_int_equal(kokoro_precision_for(&as_asked), KOKORO_BF16);
    assert_int_equal(kokoro_precision_for(&(struct kokoro_options){0}), kokoro_precision_auto());

    unsigned flags = kern_flags();
    kern_init(flags & ~(unsigned)CPU_AMX); /* tiles have a form of weights of their own */
    assert_int_equal(kokoro_open(&k, "tests/fixtures/tiny", &e), 0);
    assert_int_equal(kokoro_prepare(k, &small, NULL, &e), 0);
    assert_null(k->weights.spectra.base);
    assert_null(k->weights.bf16.base);
    struct kokoro_memory memory = kokoro_memory(k);
    assert_int_equal(memory.made, k->weights.computed.size);
    assert_int_equal(memory.read, memory.mapped);
    assert_int_equal(kokoro_session_open(&t, k, NULL, &e), 0);
    float *sound = speak(t, &style, 1, 1, &m);
    same(plain, n, sound, m);
    kokoro_session_close(t);
    assert_int_equal(kokoro_prepare(k, &automatic, NULL, &e), 0);
    assert_int_equal(kokoro_precision_of(k), KOKORO_BF16);
    memory = kokoro_memory(k);
    assert_true(memory.read < memory.mapped / 2);
    kokoro_close(k);
    kern_init(flags);
    kokoro_session_close(s);
    free(plain);
    free(sound);
}

static void a_folder_without_a_model_says_so(void **state)
{
    (void)state;
    struct kokoro *k;
    assert_int_equal(kokoro_open(&k, "/nonexistent", &e), E_NOENT);
    assert_null(k);
    assert_non_null(strstr(e.msg, "/nonexistent"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_cannot_be_is_refused),
        cmocka_unit_test(only_the_last_prediction_renders),
        cmocka_unit_test(an_editor_may_change_the_length),
        cmocka_unit_test(threads_and_repetition_change_nothing),
        cmocka_unit_test(a_plan_is_what_is_taken),
        cmocka_unit_test(a_pass_allocates_nothing),
        cmocka_unit_test(styles_may_change_inside),
        cmocka_unit_test(runs_end_where_the_frames_do),
        cmocka_unit_test(the_style_cache_has_an_end),
        cmocka_unit_test(a_pass_stops_at_any_boundary),
        cmocka_unit_test(small_memory_makes_nothing),
        cmocka_unit_test(a_folder_without_a_model_says_so),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
