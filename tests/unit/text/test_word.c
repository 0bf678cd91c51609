#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "text/word.h"

static void strings_are_copied(void **state)
{
    (void)state;
    struct words w = words_make();
    char norm[] = "你好";
    struct word *added = words_add(&w, &(struct word){.norm = norm,
                                                      .citation = "ni3 hao3",
                                                      .phonemes = "ni",
                                                      .from = 3,
                                                      .to = 5,
                                                      .why = "dictionary"});
    assert_non_null(added);
    norm[0] = 'X';
    assert_string_equal(w.list[0].norm, "你好");
    assert_string_equal(w.list[0].citation, "ni3 hao3");
    assert_null(w.list[0].pinyin);
    assert_int_equal(w.list[0].to, 5);
    assert_string_equal(w.list[0].why, "dictionary");
    words_free(&w);
    assert_int_equal(w.n, 0);
}

static void many_words_and_long_strings_stay(void **state)
{
    (void)state;
    struct words w = words_make();
    char *big = malloc(100001);
    memset(big, 'a', 100000);
    big[100000] = 0;
    for (int i = 0; i < 3000; i++) {
        char norm[] = {(char)('a' + i % 26), 0};
        assert_non_null(words_add(&w, &(struct word){.norm = i == 1500 ? big : norm}));
    }
    assert_int_equal(words_error(&w), 0);
    assert_int_equal(strlen(w.list[1500].norm), 100000);
    for (int i = 0; i < 3000; i++)
        if (i != 1500) assert_int_equal(w.list[i].norm[0], 'a' + i % 26);
    assert_string_equal(words_string(&w, "abcdef", 3), "abc");
    free(big);
    words_free(&w);
}

static void the_limit_is_an_error_that_stays(void **state)
{
    (void)state;
    struct words w = words_make();
    for (int i = 0; i < WORDS_MAX; i++)
        if (!words_add(&w, &(struct word){.from = (uint32_t)i})) fail();
    assert_null(words_add(&w, &(struct word){0}));
    assert_int_equal(words_error(&w), E_LIMIT);
    assert_int_equal(w.n, WORDS_MAX);
    assert_null(words_string(&w, "a", 1));
    words_free(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(strings_are_copied),
        cmocka_unit_test(many_words_and_long_strings_stay),
        cmocka_unit_test(the_limit_is_an_error_that_stays),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
