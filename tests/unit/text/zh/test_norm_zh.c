#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/clock.h"
#include "base/rng.h"
#include "base/utf8.h"
#include "text/zh/zh.h"

static int check_spans(const struct mapped *in, const struct mapped *out)
{
    uint32_t last = in->n ? in->to[in->n - 1] : 0;
    for (size_t i = 0; i < out->n; i++)
        if (out->from[i] > out->to[i] || out->to[i] > last ||
            (i && out->from[i] < out->from[i - 1]))
            return 0;
    return 1;
}

/* The reading of a run as a fresh string. */
static char *normalized(const char *text, size_t n)
{
    struct mapped in = mapped_make(), out = mapped_make();
    mapped_from_utf8(&in, text, n);
    zh_normalize(&in, &out);
    assert_int_equal(mapped_error(&out), 0);
    assert_true(utf8_valid(out.bytes, out.n, NULL));
    assert_true(check_spans(&in, &out));
    char *s = strdup(out.bytes);
    mapped_free(&in);
    mapped_free(&out);
    return s;
}

/* Every line of the file: input, expected, group. */
static void our_cases(void **state)
{
    (void)state;
    FILE *f = fopen("tests/text/zh-normalize.tsv", "r");
    char line[1000];
    int wrong = 0, all = 0;
    assert_non_null(f);
    while (fgets(line, sizeof line, f)) {
        char *want = line[0] == '#' && strchr(line, ':') ? NULL : strchr(line, '\t');
        char *end = want ? strchr(want + 1, '\t') : NULL;
        if (!end) continue;
        *want++ = 0;
        *end = 0;
        char *got = normalized(line, strlen(line));
        if (strcmp(got, want) != 0) {
            print_error("%s\n  want %s\n  got  %s\n", line, want, got);
            wrong++;
        }
        free(got);
        all++;
    }
    fclose(f);
    assert_true(all >= 150);
    assert_int_equal(wrong, 0);
}

static void a_reading_covers_what_it_reads(void **state)
{
    (void)state;
    struct mapped in = mapped_make(), out = mapped_make();
    const char *text = "涨了5%，共￥20。";
    mapped_from_utf8(&in, text, strlen(text));
    zh_normalize(&in, &out);
    assert_string_equal(out.bytes, "涨了百分之五，共二十元。");
    size_t at = (size_t)(strstr(out.bytes, "百分之五") - out.bytes);
    assert_int_equal(out.from[at], 2);
    assert_int_equal(out.to[at + strlen("百分之五") - 1], 4);
    at = (size_t)(strstr(out.bytes, "二十元") - out.bytes);
    assert_int_equal(out.from[at], 6);
    assert_int_equal(out.to[at], 9);
    mapped_free(&in);
    mapped_free(&out);
}

static void what_needs_no_reading_is_copied(void **state)
{
    (void)state;
    static const char *const same[] = {"", "你好，世界！", "一二三", "iPhone", "……——", "a", "\n"};
    for (size_t i = 0; i < sizeof same / sizeof *same; i++) {
        char *got = normalized(same[i], strlen(same[i]));
        assert_string_equal(got, same[i]);
        free(got);
    }
}

/* Random soups of the signs that mean something: well formed, spans in order, no digit lost. */
static void any_soup_is_survived(void **state)
{
    (void)state;
    static const char *const bits[] = {
        "1",  "2", "0",  "9",  ".",  ",",     "-",    "/",  ":",  "%",  "+",  "=", "x",
        "￥", "$", "°C", "年", "月", "个",    "kg",   " ",  "√",  "²",  "^",  "#", "@",
        "第", "~", "米", "A",  "v",  "T",     "·",    "<",  ">",  "(",  ")",  "“", "”",
        "&",  "*", "±",  "am", "w",  "12:30", "2026", "打", "块", "歼", "图",
    };
    struct rng rng = {1};
    for (int round = 0; round < 4000; round++) {
        char text[200] = "";
        size_t n = 0;
        for (uint32_t k = rng_below(&rng, 20); k > 0; k--) {
            const char *bit = bits[rng_below(&rng, sizeof bits / sizeof *bits)];
            memcpy(text + n, bit, strlen(bit) + 1);
            n += strlen(bit);
        }
        char *got = normalized(text, n);
        if (strpbrk(got, "0123456789")) fail_msg("digits left: %s -> %s", text, got);
        free(got);
    }
}

/* Twice the text takes about twice the time, whatever the text is: no chain is scanned again and
 * again. The bound is wide because other programs run. */
static void time_is_linear(void **state)
{
    (void)state;
    static const char *const units[] = {"1",      "1-", "1.",     "1:", "1/",
                                        "1,111,", "1+", "10:00-", "“1"};
    enum { BYTES = 20000, TIMES = 8 };
    for (size_t u = 0; u < sizeof units / sizeof *units; u++) {
        char *text = malloc(BYTES * TIMES);
        for (size_t i = 0; i < BYTES * TIMES; i++)
            text[i] = units[u][i % strlen(units[u])];
        size_t one = BYTES - BYTES % strlen(units[u]);
        int64_t t0 = clock_ns();
        free(normalized(text, one));
        int64_t t1 = clock_ns();
        free(normalized(text, one * TIMES));
        int64_t t2 = clock_ns();
        if (t2 - t1 > (t1 - t0 + 5000000) * TIMES * 4) fail_msg("not linear: %s", units[u]);
        free(text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(our_cases),
        cmocka_unit_test(a_reading_covers_what_it_reads),
        cmocka_unit_test(what_needs_no_reading_is_copied),
        cmocka_unit_test(any_soup_is_survived),
        cmocka_unit_test(time_is_linear),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
