#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>

#include "text/zh/pinyin.h"
#include "text/zh/zh.h"

static void sounds(const char *syllable, const char *want)
{
    char got[32];
    size_t n = zh_phonemes(syllable, strlen(syllable), got);
    assert_string_equal(got, want);
    assert_int_equal(n, strlen(want));
}

/* The table the model was trained with: the arrow right after the nucleus, before n and ŋ. */
static void the_models_table(void **state)
{
    (void)state;
    static const char *const rows[][2] = {
        {"ni3", "ni↓"},      {"hao3", "xau↓"},   {"zhong1", "ꭧʊ→ŋ"},
        {"guo2", "kwo↗"},    {"shi4", "ʂɨ↘"},    {"si4", "sɨ↘"},
        {"ri4", "ɻɨ↘"},      {"jie4", "ʨje↘"},   {"xue2", "ɕɥe↗"},
        {"yuan2", "ɥɛ↗n"},   {"yun2", "y↗n"},    {"lv4", "ly↘"},
        {"nve4", "nɥe↘"},    {"qu4", "ʨʰy↘"},    {"juan1", "ʨɥɛ→n"},
        {"er2", "ɚ↗"},       {"wo3", "wo↓"},     {"bo1", "pwo→"},
        {"o2", "ɔ↗"},        {"you3", "jou↓"},   {"liu4", "ljou↘"},
        {"gui4", "kwei↘"},   {"wei4", "wei↘"},   {"wen4", "wə↘n"},
        {"lun2", "lwə↗n"},   {"weng1", "wə→ŋ"},  {"yong4", "jʊ↘ŋ"},
        {"xiong2", "ɕjʊ↗ŋ"}, {"de5", "tɤ"},      {"ma5", "ma"},
        {"de", "tɤ"},        {"cui1", "ʦʰwei→"}, {"chuang2", "ꭧʰwa↗ŋ"},
        {"tian1", "tʰjɛ→n"}, {"yan2", "jɛ↗n"},   {"ying1", "i→ŋ"},
        {"r5", "ɚ"},         {"m2", "m↗"},       {"ng4", "ŋ↘"},
        {"hng5", "hŋ"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        sounds(rows[i][0], rows[i][1]);
}

static void what_is_no_syllable(void **state)
{
    (void)state;
    static const char *const bad[] = {"",
                                      "3",
                                      "x",
                                      "hello",
                                      "ni6",
                                      "n3i",
                                      "bm4",
                                      "ngg",
                                      "NI3",
                                      "ni 3",
                                      "zhuangzhuangzhuang1",
                                      "\xff",
                                      "ü\xcc"};
    char out[32];
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_int_equal(zh_phonemes(bad[i], strlen(bad[i]), out), 0);
    assert_int_equal(pinyin_valid(0), 0);
    assert_int_equal(pinyin_valid(0xFFFF), 0);
}

static void spelled(const char *in, const char *want)
{
    char out[PINYIN_BYTES];
    pinyin p = pinyin_parse(in, strlen(in));
    assert_true(pinyin_valid(p));
    pinyin_spell(p, out);
    assert_string_equal(out, want);
}

static void tone_marks_and_digits_agree(void **state)
{
    (void)state;
    spelled("hǎo", "hao3");
    spelled("lǜ", "lv4");
    spelled("lüè", "lve4");
    spelled("jù", "ju4");
    spelled("xuān", "xuan1");
    spelled("ér", "er2");
    spelled("de", "de5");
    spelled("ńg", "ng2");
    spelled("a\xCC\x81", "a2"); /* a combining accent */
    spelled("r", "r5");
}

/* All 16-bit values: those that are valid can be spelled, parsed back and sounded. */
static void every_syllable_comes_back(void **state)
{
    (void)state;
    size_t valid = 0;
    for (uint32_t bits = 0; bits < 65536; bits++) {
        pinyin p = (pinyin)bits;
        char spelling[PINYIN_BYTES], sound[PINYIN_SOUND_BYTES];
        size_t n = pinyin_spell(p, spelling);
        assert_int_equal(n > 0, pinyin_valid(p));
        if (!n) continue;
        valid++;
        assert_true(n < PINYIN_BYTES);
        for (int with_r = 0; with_r < 2; with_r++) {
            size_t len = pinyin_sound(p, with_r, sound);
            assert_in_range(len, 1, PINYIN_SOUND_BYTES - 1);
            assert_int_equal(len, strlen(sound));
        }
        assert_int_equal(pinyin_tone(pinyin_with_tone(p, 2)), 2);
    }
    assert_true(valid > 1600);
}

static void melting_er(void **state)
{
    (void)state;
    static const char *const rows[][2] = {{"hua1", "xwa→ɚ"},
                                          {"dian3", "tja↓ɚ"},
                                          {"hai2", "xa↗ɚ"},
                                          {"shi4", "ʂə↘ɚ"},
                                          {"kong4", "kʰʊ↘ŋɚ"}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char out[PINYIN_SOUND_BYTES];
        pinyin_sound(pinyin_parse(rows[i][0], strlen(rows[i][0])), 1, out);
        assert_string_equal(out, rows[i][1]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_models_table),
        cmocka_unit_test(what_is_no_syllable),
        cmocka_unit_test(tone_marks_and_digits_agree),
        cmocka_unit_test(every_syllable_comes_back),
        cmocka_unit_test(melting_er),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
