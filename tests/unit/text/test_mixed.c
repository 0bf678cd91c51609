/* Two languages in one text: traditional writing reads as simplified, --lang forces, readings of
 * one's own are seen by the tones before them, what stands alone goes to the language before it. */
#include "front_end.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "text/user_words.h"

static char *form_of(void **state, const char *s, size_t n, enum text_form form,
                     const struct text_options *opt)
{
    struct text_doc d;
    struct err e = {0};
    struct buf b = buf_make(1 << 16);
    int code = text_read(*state, s, n, opt, &d, &e);
    if (code) print_error("%.*s: %s\n", (int)n, s, e.msg);
    assert_int_equal(code, 0);
    assert_int_equal(text_format(&d, form, &b), 0);
    text_doc_free(&d);
    char *copy = strdup(b.data ? b.data : "");
    assert_non_null(copy);
    buf_free(&b);
    return copy;
}

static void expect(void **state, const char *s, enum text_form form, const struct text_options *opt,
                   const char *want)
{
    char *got = form_of(state, s, strlen(s), form, opt);
    if (strcmp(got, want) != 0) print_error("%s\n", s);
    assert_string_equal(got, want);
    free(got);
}

static void traditional_reads_as_simplified(void **state)
{
    if (!*state) skip();
    struct buf file = buf_make(1 << 20);
    struct err e = {0};
    assert_int_equal(file_read(&file, "tests/text/mixed-traditional.tsv", &e), 0);
    size_t pairs = 0;
    for (char *line = file.data, *end; *line; line = end + 1) {
        end = strchr(line, '\n');
        assert_non_null(end);
        char *tab = memchr(line, '\t', (size_t)(end - line));
        if (*line == '#') continue;
        assert_non_null(tab);
        char *traditional = form_of(state, line, (size_t)(tab - line), TEXT_PINYIN, NULL);
        char *simple = form_of(state, tab + 1, (size_t)(end - tab - 1), TEXT_PINYIN, NULL);
        if (strcmp(traditional, simple) != 0) print_error("%.*s\n", (int)(tab - line), line);
        assert_string_equal(traditional, simple);
        free(traditional);
        free(simple);
        pairs++;
    }
    assert_true(pairs >= 100);
    buf_free(&file);
}

/* A word that only traditional writing tells apart. */
static void merged_characters(void **state)
{
    if (!*state) skip();
    expect(state, "一隻貓", TEXT_PINYIN, NULL, "yi4 zhi1 mao1");
    expect(state, "車來了", TEXT_PINYIN, NULL, "che1 lai2 le5");
    expect(state, "乾杯", TEXT_PINYIN, NULL, "gan1 bei1");
    expect(state, "乾隆年間", TEXT_PINYIN, NULL, "qian2 long2 nian2 jian1");
    expect(state, "看著我", TEXT_PINYIN, NULL, "kan4 zhe5 wo3");
    expect(state, "鲁迅著", TEXT_PINYIN, NULL, "lu3 xun4 zhu4");
    expect(state, "瞭解", TEXT_PINYIN, NULL, "liao2 jie3");
    expect(state, "瞭望塔", TEXT_PINYIN, NULL, "liao4 wang4 ta3");
}

static void forced(void **state)
{
    if (!*state) skip();
    struct text_options zh = text_default_options(), en = zh;
    zh.lang = TEXT_ZH;
    en.lang = TEXT_EN;
    expect(state, "Chapter 3", TEXT_NORMALIZED, &zh, "Chapter 三");
    expect(state, "Chapter 3", TEXT_NORMALIZED, &en, "Chapter three");
    expect(state, "5%", TEXT_NORMALIZED, &zh, "百分之五");
    expect(state, "5%", TEXT_NORMALIZED, &en, "five percent");
    expect(state, "iPhone 15很好", TEXT_NORMALIZED, &en, "iPhone fifteen很好");
    expect(state, "我有3个", TEXT_NORMALIZED, &en, "我有three个");
}

/* run.h's rule 5: as the sentence before; else the first one after it that has a language. */
static void numbers_alone(void **state)
{
    if (!*state) skip();
    expect(state, "3.14", TEXT_NORMALIZED, NULL, "三点一四");
    expect(state, "Look:\n3.14", TEXT_NORMALIZED, NULL, "Look: three point one four");
    expect(state, "你看：\n3.14", TEXT_NORMALIZED, NULL, "你看： 三点一四");
    expect(state, "3.14\nis pi", TEXT_NORMALIZED, NULL, "three point one four is pi");
}

static void readings_beside(void **state)
{
    if (!*state) skip();
    struct text_options opt = text_default_options();
    struct err e = {0};
    assert_int_equal(user_words_new(&opt.words[0], &e), 0);
    assert_int_equal(user_words_add(opt.words[0], "重", 3, "zhong4", 6, NULL, &e), 0);
    assert_int_equal(user_words_add(opt.words[0], "李", 3, "li3", 3, NULL, &e), 0);
    assert_int_equal(user_words_add(opt.words[0], "API", 3, "/ˈæpi/", strlen("/ˈæpi/"), NULL, &e),
                     0);
    expect(state, "不重", TEXT_PINYIN, &opt, "bu2 zhong4");
    expect(state, "一重", TEXT_PINYIN, &opt, "yi2 zhong4");
    expect(state, "找李", TEXT_PINYIN, &opt, "zhao2 li3");
    expect(state, "找，李", TEXT_PINYIN, &opt, "zhao3 li3"); /* a mark parts them */
    expect(state, "不API", TEXT_PINYIN, &opt, "bu4 {API}");  /* no tone to look at */
    /* In the tones of the training text third tones stay, 不 does not. */
    expect(state, "找李不重", TEXT_PHONEMES, &opt, "ꭧau↓ li↓ pu↗ ꭧʊ↘ŋ");
    user_words_unref(opt.words[0]);
}

/* The first list goes before the next; markup before both. */
static void order_of_lists(void **state)
{
    if (!*state) skip();
    struct text_options opt = text_default_options();
    struct err e = {0};
    opt.markup = 1;
    static const char *const readings[] = {"piao2", "po4"};
    for (size_t i = 0; i < 2; i++) {
        assert_int_equal(user_words_new(&opt.words[i], &e), 0);
        assert_int_equal(
            user_words_add(opt.words[i], "朴", 3, readings[i], strlen(readings[i]), NULL, &e), 0);
    }
    assert_int_equal(user_words_add(opt.words[1], "朴树", 6, "po4 shu4", 8, NULL, &e), 0);
    expect(state, "朴", TEXT_PINYIN, &opt, "piao2");
    expect(state, "朴树", TEXT_PINYIN, &opt, "po4 shu4"); /* the longest, whoever has it */
    expect(state, "[朴](/pu3/)", TEXT_PINYIN, &opt, "pu3");
    for (size_t i = 0; i < 2; i++)
        user_words_unref(opt.words[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(traditional_reads_as_simplified),
        cmocka_unit_test(merged_characters),
        cmocka_unit_test(forced),
        cmocka_unit_test(numbers_alone),
        cmocka_unit_test(readings_beside),
        cmocka_unit_test(order_of_lists),
    };
    return cmocka_run_group_tests(tests, open_text, close_text);
}
