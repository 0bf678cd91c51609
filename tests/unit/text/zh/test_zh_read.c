#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "base/file.h"
#include "base/rng.h"
#include "base/utf8.h"
#include "text/zh/zh.h"
#include "text/zh/zh_lexicon.h"

/* The lexicon that `utter import` built; the tests that need it are skipped where there is none. */
static struct zh *zh;

static int lexicon_dir(char out[PATH_MAX_BYTES])
{
    char data[PATH_MAX_BYTES];
    return file_data_dir(data, NULL, NULL) || file_join(out, data, "lexicon");
}

static int open_lexicon(void **state)
{
    char dir[PATH_MAX_BYTES];
    struct err e;
    (void)state;
    if (lexicon_dir(dir) || zh_open(&zh, dir, &e)) print_message("no zh.pack: tests skipped\n");
    return 0;
}

static int close_lexicon(void **state)
{
    (void)state;
    zh_close(zh);
    return 0;
}

enum form { CITATION, SPOKEN, PHONEMES };

static struct words read_words(const char *text, size_t n, enum text_tones tones)
{
    struct mapped in = mapped_make();
    struct words w = words_make();
    mapped_from_utf8(&in, text, n);
    zh_read(zh, &in, &(struct zh_options){.sandhi_phonemes = tones}, &w);
    assert_int_equal(words_error(&w), 0);
    for (size_t i = 0; i < w.n; i++) {
        const struct word *x = &w.list[i];
        assert_true(x->from < x->to && x->to <= in.to[in.n - 1]);
        assert_non_null(x->phonemes);
        assert_true(x->phonemes[0] != 0);
        assert_true(x->lang == WORD_EN || x->kind == WORD_PUNCT || (x->citation && x->pinyin));
    }
    mapped_free(&in);
    return w;
}

static char *joined(const struct words *w, enum form form)
{
    struct buf b = buf_make(1 << 20);
    for (size_t i = 0; i < w->n; i++) {
        const struct word *x = &w->list[i];
        if (form == PHONEMES) {
            if (x->space_before) buf_putc(&b, ' ');
            buf_puts(&b, x->phonemes);
        } else if (x->kind == WORD_SPOKEN) {
            if (b.len) buf_putc(&b, ' ');
            buf_puts(&b, x->lang == WORD_EN ? x->norm : form == SPOKEN ? x->pinyin : x->citation);
        }
    }
    char *s = strdup(b.data);
    buf_free(&b);
    return s;
}

static void expect(const char *text, enum form form, const char *want)
{
    struct words w = read_words(text, strlen(text), TEXT_TONES_SPOKEN);
    char *got = joined(&w, form);
    assert_string_equal(got, want);
    free(got);
    words_free(&w);
}

/* Every line of the file: text, pinyin as spoken. */
static void our_sentences(void **state)
{
    (void)state;
    char line[2000];
    int wrong = 0, all = 0;
    if (!zh) skip();
    FILE *f = fopen("tests/text/zh-read.tsv", "r");
    assert_non_null(f);
    while (fgets(line, sizeof line, f)) {
        char *want = line[0] == '#' ? NULL : strchr(line, '\t');
        if (!want) continue;
        *want++ = 0;
        want[strcspn(want, "\t\n")] = 0;
        struct words w = read_words(line, strlen(line), TEXT_TONES_SPOKEN);
        char *got = joined(&w, SPOKEN);
        if (strcmp(got, want) != 0) {
            print_error("%s\n  want %s\n  got  %s\n", line, want, got);
            wrong++;
        }
        free(got);
        words_free(&w);
        all++;
    }
    fclose(f);
    assert_true(all >= 80);
    assert_int_equal(wrong, 0);
}

static void tones_before_and_after_sandhi(void **state)
{
    (void)state;
    if (!zh) skip();
    expect("你好，一个人不去。", CITATION, "ni3 hao3 yi1 ge5 ren2 bu4 qu4");
    expect("你好，一个人不去。", SPOKEN, "ni2 hao3 yi2 ge5 ren2 bu2 qu4");
    static const struct {
        enum text_tones tones;
        const char *want; /* 你好 | 一个 | 不 | 去 */
    } sets[] = {{TEXT_TONES_CITATION, "ni↓xau↓ i→kɤ pu↘ ʨʰy↘"},
                {TEXT_TONES_TRAINED, "ni↓xau↓ i↗kɤ pu↗ ʨʰy↘"},
                {TEXT_TONES_SPOKEN, "ni↗xau↓ i↗kɤ pu↗ ʨʰy↘"}};
    for (size_t i = 0; i < sizeof sets / sizeof *sets; i++) {
        struct words w = read_words("你好一个不去", strlen("你好一个不去"), sets[i].tones);
        char *got = joined(&w, PHONEMES);
        assert_string_equal(got, sets[i].want);
        free(got);
        words_free(&w);
    }
}

static void marks_are_the_models(void **state)
{
    (void)state;
    if (!zh) skip();
    expect("他说：“好！”（笑）……真的——吗？", PHONEMES,
           "tʰa→ ʂwo→: “xau↓!” (ɕjau↘)… ꭧə→ntɤ— ma?");
    expect("《红楼梦》、「茶馆」；", PHONEMES,
           "“xʊ↗ŋlou↗mə↘ŋ”, “ꭧʰa↗kwa↓n”;");
}

static void letters_are_spelled(void **state)
{
    (void)state;
    if (!zh) skip();
    struct words w = read_words("A座唱卡拉OK", strlen("A座唱卡拉OK"), TEXT_TONES_SPOKEN);
    assert_int_equal(w.n, 5);
    assert_int_equal(w.list[0].lang, WORD_EN);
    assert_string_equal(w.list[0].phonemes, "ˈA");
    assert_null(w.list[0].pinyin);
    assert_string_equal(w.list[4].norm, "OK");
    assert_string_equal(w.list[4].phonemes, "ˌOkˈA");
    assert_int_equal(w.list[4].from, 5);
    assert_int_equal(w.list[4].to, 7);
    words_free(&w);
}

static void traditional_reads_like_simplified(void **state)
{
    (void)state;
    if (!zh) skip();
    static const char *const pairs[][2] = {
        {"我們發現頭髮很長", "我们发现头发很长"},
        {"銀行裡有幾隻鳥", "银行里有几只鸟"},
        {"他看著我，為什麼", "他看着我，为什么"},
        {"後來乾淨了", "后来干净了"},
    };
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        struct words s = read_words(pairs[i][1], strlen(pairs[i][1]), TEXT_TONES_SPOKEN);
        char *want = joined(&s, SPOKEN);
        expect(pairs[i][0], SPOKEN, want);
        free(want);
        words_free(&s);
    }
}

/* Whatever comes in: words with sounds, spans inside the run, no character without a word. */
static void any_characters_are_survived(void **state)
{
    (void)state;
    if (!zh) skip();
    struct rng rng = {7};
    for (int round = 0; round < 300; round++) {
        char text[400];
        size_t n = 0, han = 0, syllables = 0;
        while (n < 300) {
            uint32_t kind = rng_below(&rng, 8), cp;
            if (kind < 6)
                cp = 0x4E00 + rng_below(&rng, 0x51A0);
            else
                cp = kind == 6 ? rng_below(&rng, 0x3000) + 1 : 0x20000 + rng_below(&rng, 0x2000);
            char utf8[5] = {0};
            size_t bytes = utf8_put(utf8, cp);
            memcpy(text + n, utf8, bytes);
            n += bytes;
            han += kind < 6 && !strstr("兙兡嗧桛烪瓧瓰瓱瓼甅", utf8); /* Japanese: no reading */
        }
        struct words w = read_words(text, n, TEXT_TONES_SPOKEN);
        for (size_t i = 0; i < w.n; i++)
            for (const char *p = w.list[i].citation; p && *p; p++)
                syllables += *p >= '1' && *p <= '5';
        assert_true(syllables >= han);
        words_free(&w);
    }
    struct words w = read_words("", 0, TEXT_TONES_SPOKEN);
    assert_int_equal(w.n, 0);
    words_free(&w);
}

/* zh.pack with bytes changed here and there: refused, or read without harm. */
static void damaged_tables_do_no_harm(void **state)
{
    (void)state;
    char dir[PATH_MAX_BYTES], path[PATH_MAX_BYTES], tmp[] = "/tmp/utter-zh-XXXXXX";
    struct file_map map;
    struct err e;
    if (!zh || lexicon_dir(dir)) skip();
    assert_int_equal(file_join(path, dir, ZH_PACK_FILE), 0);
    assert_int_equal(file_map(&map, path, &e), 0);
    assert_non_null(mkdtemp(tmp));
    assert_int_equal(file_join(path, tmp, ZH_PACK_FILE), 0);
    char *bytes = malloc(map.size);
    struct rng rng = {3};
    struct zh *good = zh;
    int refused = 0;
    enum { ROUNDS = 12, HEAD = 4096 };
    for (int round = 0; round < ROUNDS; round++) {
        memcpy(bytes, map.data, map.size);
        for (int k = 0; k < 200; k++)
            bytes[HEAD + rng_below(&rng, (uint32_t)(map.size - HEAD))] = (char)rng_next(&rng);
        assert_int_equal(file_write(path, bytes, round ? map.size : map.size / 2, &e), 0);
        if (zh_open(&zh, tmp, &e)) {
            assert_int_equal(e.code, E_CORRUPT);
            refused++;
            continue;
        }
        struct words w =
            read_words("长江是中国最长的河流", strlen("长江是中国最长的河流"), TEXT_TONES_SPOKEN);
        words_free(&w);
        zh_close(zh);
    }
    zh = good;
    assert_true(refused > 0);
    unlink(path);
    rmdir(tmp);
    free(bytes);
    file_unmap(&map);
}

static void no_lexicon_is_an_error(void **state)
{
    (void)state;
    struct zh *none;
    struct err e = {0};
    assert_int_equal(zh_open(&none, "/nonexistent", &e), E_NOENT);
    assert_null(none);
    assert_true(e.msg[0] != 0);
    assert_true(zh_import("/nonexistent", "/nonexistent", &e) < 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(our_sentences),
        cmocka_unit_test(tones_before_and_after_sandhi),
        cmocka_unit_test(marks_are_the_models),
        cmocka_unit_test(letters_are_spelled),
        cmocka_unit_test(traditional_reads_like_simplified),
        cmocka_unit_test(any_characters_are_survived),
        cmocka_unit_test(damaged_tables_do_no_harm),
        cmocka_unit_test(no_lexicon_is_an_error),
    };
    return cmocka_run_group_tests(tests, open_lexicon, close_lexicon);
}
