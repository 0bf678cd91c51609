#include "../unit.h"

#include <math.h>

#include "base/file.h"
#include "base/utf8.h"
#include "synth/recipe_table.h"

static int own_index(const char *name)
{
    for (size_t i = 0; i < recipe_own_count; i++)
        if (!strcmp(recipe_own_voices[i].name, name)) return (int)i;
    return -1;
}

static const struct model_info *model(const char *id)
{
    const struct model_info *m = recipe_model_find(id);
    assert_non_null(m);
    return m;
}

static struct recipe find(const char *m, const char *voice)
{
    struct recipe r;
    struct err e = {0};
    if (recipe_find(NULL, model(m), voice, &r, &e)) fail_msg("%s", e.msg);
    return r;
}

static const char *refusal(const char *m, const char *voice)
{
    static struct err e;
    struct recipe r;
    assert_int_equal(recipe_find(NULL, model(m), voice, &r, &e), E_VOICE);
    return e.msg;
}

static void models_have_their_voices(void **state)
{
    (void)state;
    static const struct {
        const char *id;
        int voices, tokens, chars, seconds;
        const char *format;
    } want[] = {{"qwen-tts", 4, 512, 0, 300, "wav"},
                {"qwen-tts-latest", 7, 512, 0, 300, "wav"},
                {"qwen-tts-2025-05-22", 7, 512, 0, 300, "wav"},
                {"tts-1", 13, 0, 4096, 1200, "mp3"},
                {"tts-1-hd", 13, 0, 4096, 1200, "mp3"},
                {"gpt-4o-mini-tts", 13, 0, 4096, 1200, "mp3"},
                {"kokoro", 54, 0, 4096, 1200, "mp3"}};
    int n = (int)(sizeof(want) / sizeof(want[0]));
    assert_int_equal(recipe_model_count(), n);
    assert_null(recipe_model(n));
    assert_null(recipe_model(-1));
    assert_null(recipe_model_find("Qwen-TTS"));
    for (int i = 0; i < n; i++) {
        const struct model_info *m = recipe_model(i);
        assert_string_equal(m->id, want[i].id);
        assert_int_equal(recipe_voice_count(NULL, m), want[i].voices);
        assert_int_equal(m->tokens_max, want[i].tokens);
        assert_int_equal(m->chars_max, want[i].chars);
        assert_int_equal(m->seconds_max, want[i].seconds);
        assert_string_equal(m->format, want[i].format);
    }
}

/* Every row of the table: found by its own name, mixes of voices that exist, weights that sum. */
static void every_voice_is_whole(void **state)
{
    (void)state;
    for (int m = 0; m < recipe_model_count(); m++) {
        struct recipe r, again;
        int i = 0;
        for (; !recipe_voice(NULL, recipe_model(m), i, &r); i++) {
            assert_int_equal(recipe_find(NULL, recipe_model(m), r.id, &again, NULL), 0);
            assert_memory_equal(&r.timbre, &again.timbre, sizeof(r.timbre));
            assert_true(!strcmp(r.gender, "female") || !strcmp(r.gender, "male"));
            assert_true(*r.name && *r.description && *r.language && r.dialect);
            assert_true(r.speed == 1 && r.pitch == 1 && fabsf(r.gain_db) < 11);
            const struct mix *halves[] = {&r.timbre, &r.prosody};
            for (int h = 0; h < 2; h++) {
                assert_in_range(halves[h]->n, 1, MIX_MAX);
                for (int p = 0; p < halves[h]->n; p++)
                    assert_true(own_index(halves[h]->part[p].voice) >= 0);
            }
        }
        assert_int_equal(i, recipe_voice_count(NULL, recipe_model(m)));
        assert_int_equal(recipe_voice(NULL, recipe_model(m), -1, &r), E_NOENT);
    }
}

static void named_voices_are_the_measured_mixes(void **state)
{
    (void)state;
    struct recipe jada = find("qwen-tts-latest", "Jada");
    assert_int_equal(jada.timbre.n, 2);
    assert_string_equal(jada.timbre.part[0].voice, "zf_xiaobei");
    assert_string_equal(jada.timbre.part[1].voice, "bf_emma");
    assert_string_equal(jada.prosody.part[0].voice, "zf_xiaoxiao");
    assert_string_equal(jada.prosody.part[1].voice, "af_nicole");
    struct recipe cherry = find("qwen-tts", "Cherry");
    assert_string_equal(cherry.timbre.part[0].voice, "zm_yunxia");
    assert_memory_equal(&cherry.timbre, &cherry.prosody, sizeof(cherry.timbre));
}

static void mixes_are_read(void **state)
{
    (void)state;
    struct recipe r = find("kokoro", "zf_xiaoxiao(2)+af_heart(1.5)+am_puck");
    assert_int_equal(r.timbre.n, 3);
    assert_true(r.timbre.part[0].weight == 2 && r.timbre.part[1].weight == 1.5F &&
                r.timbre.part[2].weight == 1);
    assert_string_equal(r.timbre.part[2].voice, "am_puck");
    assert_string_equal(r.id, "zf_xiaoxiao(2)+af_heart(1.5)+am_puck");
    static const char *const bad[] = {"zf_xiaoxiao(0)+af_heart",
                                      "zf_xiaoxiao(-1)",
                                      "zf_xiaoxiao(2",
                                      "zf_xiaoxiao(2)af_heart",
                                      "+af_heart",
                                      "af_heart+",
                                      "af_heart(1)(2)",
                                      "af_heart()",
                                      "af_heart(nan)",
                                      "af_heart(1e9)",
                                      "af_heart (1)+af_bella",
                                      "a+a+a+a+a+a+a+a+a",
                                      "af_heart(000000001)"};
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        struct recipe out;
        assert_int_equal(recipe_find(NULL, model("kokoro"), bad[i], &out, NULL), E_VOICE);
    }
    assert_non_null(strstr(refusal("kokoro", "af_heart(x)"), "is not a mix"));
    assert_non_null(strstr(refusal("kokoro", "af_heart+zf_nobody"), "'zf_nobody'"));
    char long_mix[1000] = "af_heart";
    while (strlen(long_mix) < 900)
        memcpy(long_mix + strlen(long_mix), "+af_heart", 10);
    assert_non_null(strstr(refusal("kokoro", long_mix), "is not a mix"));
}

static void refusals_help(void **state)
{
    (void)state;
    const char *msg = refusal("qwen-tts", "cherry");
    assert_non_null(strstr(msg, "did you mean 'Cherry'"));
    assert_non_null(strstr(msg, "Cherry, Serena, Ethan, Chelsie"));
    assert_non_null(strstr(refusal("qwen-tts", "Dylan"), "(qwen-tts-latest has)"));
    assert_non_null(strstr(refusal("qwen-tts-latest", "alloy"), "(tts-1 has)"));
    msg = refusal("kokoro", "ZF_XIAOXIAO");
    assert_non_null(strstr(msg, "did you mean 'zf_xiaoxiao'"));
    assert_non_null(strstr(msg, "all 54"));
    assert_non_null(strstr(msg, "am_santa")); /* the 20th */
    assert_null(strstr(msg, "bf_alice"));     /* the 21st */
    (void)refusal("qwen-tts", "");
    char huge[5000];
    memset(huge, 'x', sizeof(huge) - 1);
    huge[sizeof(huge) - 1] = 0;
    assert_non_null(strstr(refusal("qwen-tts", huge), "Chelsie"));
    /* Cut between characters. */
    msg = refusal("qwen-tts", "声声声声声声声声声声声声声声声声声声");
    assert_true(utf8_valid(msg, strlen(msg), NULL));
    assert_non_null(strstr(msg, "声'"));
}

/* ------------------------------------------------------------- with the voices, if they are here
 */

static struct kokoro *voices(void)
{
    char dir[PATH_MAX_BYTES];
    struct kokoro *k = NULL;
    if (!file_data_dir(dir, NULL, NULL) && kokoro_open(&k, dir, NULL)) k = NULL;
    return k;
}

static void style_mixes_the_row_of_the_length(void **state)
{
    (void)state;
    struct kokoro *k = voices();
    if (!k) skip();
    struct recipe r;
    float style[KOKORO_STYLE];
    assert_int_equal(recipe_find(k, model("qwen-tts-latest"), "Jada", &r, NULL), 0);
    static const int lengths[] = {1, 100, 510, 5000};
    for (int i = 0; i < 4; i++) {
        int row = lengths[i];
        recipe_style(k, &r, RECIPE_EVEN, row, style);
        const float *t0 = kokoro_voice_row(k, kokoro_voice_find(k, "zf_xiaobei"), row);
        const float *t1 = kokoro_voice_row(k, kokoro_voice_find(k, "bf_emma"), row);
        const float *p0 = kokoro_voice_row(k, kokoro_voice_find(k, "zf_xiaoxiao"), row);
        const float *p1 = kokoro_voice_row(k, kokoro_voice_find(k, "af_nicole"), row);
        for (int c = 0; c < KOKORO_STYLE; c++) {
            float want = c < 128 ? (t0[c] + t1[c]) / 2 : (p0[c] + p1[c]) / 2;
            assert_true(fabsf(style[c] - want) < 1e-6F);
        }
    }
    recipe_style(k, &r, RECIPE_ENGLISH, 100, style);
    const float *zh = kokoro_voice_row(k, kokoro_voice_find(k, "zf_xiaobei"), 100);
    const float *en = kokoro_voice_row(k, kokoro_voice_find(k, "bf_emma"), 100);
    assert_true(fabsf(style[7] - (0.25F * zh[7] + 0.75F * en[7])) < 1e-6F);
    assert_int_equal(recipe_find(k, model("kokoro"), "zf_xiaoxiao(3)+af_heart(1)", &r, NULL), 0);
    recipe_style(k, &r, RECIPE_EVEN, 10, style);
    const float *a = kokoro_voice_row(k, kokoro_voice_find(k, "zf_xiaoxiao"), 10);
    const float *b = kokoro_voice_row(k, kokoro_voice_find(k, "af_heart"), 10);
    assert_true(fabsf(style[200] - (0.75F * a[200] + 0.25F * b[200])) < 1e-6F);
    kokoro_close(k);
}

/* The names known without data are those that the data has. */
static void names_without_data_are_the_real_ones(void **state)
{
    (void)state;
    struct kokoro *k = voices();
    if (!k) skip();
    assert_int_equal(kokoro_voice_count(k), (int)recipe_own_count);
    for (size_t i = 0; i < recipe_own_count; i++)
        assert_true(kokoro_voice_find(k, recipe_own_voices[i].name) >= 0);
    assert_int_equal(recipe_voice_count(k, model("kokoro")), 54);
    kokoro_close(k);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(models_have_their_voices),
        cmocka_unit_test(every_voice_is_whole),
        cmocka_unit_test(named_voices_are_the_measured_mixes),
        cmocka_unit_test(mixes_are_read),
        cmocka_unit_test(refusals_help),
        cmocka_unit_test(style_mixes_the_row_of_the_length),
        cmocka_unit_test(names_without_data_are_the_real_ones),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
