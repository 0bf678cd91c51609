#include "base/utf8.h"

#include "unit.h"

static void every_code_point_goes_there_and_back(void **state)
{
    (void)state;
    for (uint32_t cp = 0; cp <= 0x10FFFF; cp++) {
        char s[4];
        size_t n = utf8_put(s, cp), at = 0;
        uint32_t want = cp >= 0xD800 && cp <= 0xDFFF ? (uint32_t)UTF8_BAD : cp;
        assert_int_equal(utf8_next(s, n, &at), want);
        assert_int_equal(at, n);
        assert_true(utf8_valid(s, n, NULL));
        if (n > 1) assert_false(utf8_valid(s, n - 1, NULL)); /* cut off */
    }
}

static void malformed_bytes_count_one_each(void **state)
{
    (void)state;
    static const struct {
        const char *s;
        size_t count, bad;
    } cases[] = {
        {"\x80", 1, 0},             /* stray continuation */
        {"\xC0\xAF", 2, 0},         /* overlong / */
        {"\xE0\x80\xAF", 3, 0},     /* overlong / */
        {"\xED\xA0\x80", 3, 0},     /* surrogate */
        {"\xF4\x90\x80\x80", 4, 0}, /* above 10FFFF */
        {"\xFE\xFF", 2, 0},
        {"a\xE4\xBD", 3, 1}, /* cut off */
        {"\xE4\xBD\xA0\xFF\xE5\xA5\xBD", 3, 3},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        size_t bad = 99, n = strlen(cases[i].s);
        assert_false(utf8_valid(cases[i].s, n, &bad));
        assert_int_equal(bad, cases[i].bad);
        assert_int_equal(utf8_count(cases[i].s, n), cases[i].count);
    }
    assert_true(utf8_valid("", 0, NULL));
    assert_int_equal(utf8_count("你好, wörld 😀", strlen("你好, wörld 😀")), 11);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_code_point_goes_there_and_back),
        cmocka_unit_test(malformed_bytes_count_one_each),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
