/* Counts that were taken from the public tokenizer (tests/text/check-tokens.py compares thousands),
 * time on hostile input, and bad packages.  Without the imported table the counts are skipped. */
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
#include "text/tokens.h"

static int open_table(void **state)
{
    char data[PATH_MAX_BYTES], lexicon[PATH_MAX_BYTES], pack[PATH_MAX_BYTES];
    struct err e;
    if (file_data_dir(data, NULL, &e) || file_join(lexicon, data, "lexicon") ||
        file_join(pack, lexicon, "qwen.pack"))
        return -1;
    if (!file_exists(pack)) return 0;
    struct tokens *t = NULL;
    int code = tokens_open(&t, lexicon, &e);
    if (code) fprintf(stderr, "%s\n", e.msg);
    *state = t;
    return code;
}

static int close_table(void **state)
{
    tokens_close(*state);
    return 0;
}

static size_t count(void **state, const char *s, size_t n)
{
    if (!*state) skip();
    size_t got = 0;
    assert_int_equal(tokens_count(*state, s, n, &got, NULL), 0);
    return got;
}

static void counts(void **state)
{
    static const struct {
        const char *text;
        size_t n;
    } cases[] = {
        {"", 0},
        {"a", 1},
        {"Hello, world! It's 5 o'clock.", 11},
        {"2026年11月22日 13812345678 ￥1,234.56", 33},
        {"cafe\xCC\x81", 2},  /* composed first */
        {"\xEF\xAC\x81", 1},  /* a ligature stays one */
        {"<|im_end|>", 6},    /* a special token is text */
        {"'\xC5\xBF", 2},     /* 'ſ is a contraction */
        {"  \r\n\r\n  x", 3}, /* runs of spaces */
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
        if (count(state, cases[i].text, strlen(cases[i].text)) != cases[i].n)
            fail_msg("%s: %zu tokens, not %zu", cases[i].text,
                     count(state, cases[i].text, strlen(cases[i].text)), cases[i].n);
}

/* A megabyte of one character is one piece; a quadratic merge would not end in time. */
static void one_character(void **state)
{
    static const char *const units[] = {"a", " ", "\n", "=", "1", "哈", "\xCC\x81", "'", "\xFF"};
    enum { N = 1 << 20 };
    char *text = malloc(N);
    assert_non_null(text);
    for (size_t u = 0; u < sizeof(units) / sizeof(*units); u++) {
        size_t len = strlen(units[u]), n = N / len * len;
        for (size_t i = 0; i < n; i++)
            text[i] = units[u][i % len];
        size_t got = count(state, text, n);
        assert_in_range(got, n / len / 128, n * 3);
    }
    assert_int_equal(count(state, "1111", 4), 4);
    free(text);
}

static void random_bytes(void **state)
{
    struct rng r = {.state = 7};
    for (int round = 0; round < 2000; round++) {
        char text[64];
        size_t n = rng_below(&r, sizeof(text));
        for (size_t i = 0; i < n; i++)
            text[i] = (char)rng_next(&r);
        size_t got = count(state, text, n);
        assert_in_range(got, n ? 1 : 0, n * 3); /* a malformed byte becomes three */
    }
}

static void too_long(void **state)
{
    if (!*state) skip();
    size_t got = 1;
    struct err e = {0};
    assert_int_equal(tokens_count(*state, "", (size_t)TOKENS_TEXT_MAX + 1, &got, &e), E_LIMIT);
    assert_int_equal(got, 0);
    assert_non_null(strstr(e.msg, "at most"));
}

static void bad_packages(void **state)
{
    (void)state;
    char dir[] = "/tmp/utter-test-tokens-XXXXXX", path[PATH_MAX_BYTES];
    assert_non_null(mkdtemp(dir));
    struct err e = {0};
    struct tokens *t = NULL;
    assert_int_not_equal(tokens_import(dir, dir, &e), 0); /* no package at all */
    assert_int_equal(file_join(path, dir, "dashscope-1.26.2-py3-none-any.whl"), 0);
    assert_int_equal(file_write(path, "not a zip", 9, &e), 0);
    assert_int_not_equal(tokens_import(dir, dir, &e), 0);
    assert_non_null(strstr(e.msg, "dashscope"));
    assert_int_equal(unlink(path), 0);
    assert_int_equal(tokens_open(&t, dir, &e), E_NOENT);
    assert_null(t);
    assert_int_equal(file_join(path, dir, "qwen.pack"), 0);
    assert_int_equal(file_write(path, "UTTERPK1 cut off", 16, &e), 0);
    assert_int_equal(tokens_open(&t, dir, &e), E_CORRUPT);
    assert_null(t);
    assert_int_equal(unlink(path), 0);
    assert_int_equal(rmdir(dir), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counts),   cmocka_unit_test(one_character), cmocka_unit_test(random_bytes),
        cmocka_unit_test(too_long), cmocka_unit_test(bad_packages),
    };
    return cmocka_run_group_tests(tests, open_table, close_table);
}
