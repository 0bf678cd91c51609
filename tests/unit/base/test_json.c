#include "base/json.h"

#include "unit.h"

static void errors_say_where(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "",     "{",   "{\"a\":1,\"a\":2}", "{\"a\":1}x",
        "[1,]", "nul", "\"\xff\"",          "{\"a\":\"\\ud800\"}",
    };
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        struct err e = {0};
        assert_null(json_parse(bad[i], strlen(bad[i]), &e));
        assert_int_equal(e.code, E_FORMAT);
        assert_non_null(strstr(e.msg, "line "));
    }
    char deep[100001];
    memset(deep, '[', sizeof(deep) - 1);
    deep[sizeof(deep) - 1] = 0;
    assert_null(json_parse(deep, sizeof(deep) - 1, NULL)); /* bounded depth, no crash */
}

static void strings_are_quoted(void **state)
{
    (void)state;
    struct buf b = buf_make(1000);
    static const char s[] = "a\"b\\c\nd\x01你\xff";
    assert_int_equal(json_put_string(&b, s, sizeof(s) - 1), 0);
    assert_string_equal(b.data, "\"a\\\"b\\\\c\\nd\\u0001你\xEF\xBF\xBD\"");
    json_t *v = json_parse(b.data, b.len, NULL);
    assert_non_null(v);
    assert_string_equal(json_string_value(v), "a\"b\\c\nd\x01你\xEF\xBF\xBD");
    json_decref(v);
    buf_free(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(errors_say_where),
        cmocka_unit_test(strings_are_quoted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
