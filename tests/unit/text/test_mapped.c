#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>

#include "text/mapped.h"

static void spans_follow_code_points(void **state)
{
    (void)state;
    struct mapped m = mapped_make();
    assert_string_equal(m.bytes, "");
    mapped_from_utf8(&m, "涨5%", strlen("涨5%"));
    assert_int_equal(mapped_error(&m), 0);
    assert_string_equal(m.bytes, "涨5%");
    const uint32_t from[] = {0, 0, 0, 1, 2};
    for (size_t i = 0; i < 5; i++) {
        assert_int_equal(m.from[i], from[i]);
        assert_int_equal(m.to[i], from[i] + 1);
    }
    mapped_free(&m);
}

static void malformed_bytes_become_replacement_characters(void **state)
{
    (void)state;
    struct mapped m = mapped_make();
    mapped_from_utf8(&m, "a\xff\xe4\xb8", 4);
    assert_string_equal(m.bytes, "a\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD");
    assert_int_equal(m.from[m.n - 1], 3);
    assert_int_equal(m.to[m.n - 1], 4);
    mapped_free(&m);
}

static void replacing_covers_what_was_replaced(void **state)
{
    (void)state;
    struct mapped in = mapped_make(), out = mapped_make();
    mapped_from_utf8(&in, "涨了5%吧", strlen("涨了5%吧"));
    mapped_copy(&out, &in, 0, 6);
    mapped_replace(&out, &in, 6, 2, "百分之五");
    mapped_copy(&out, &in, 8, 3);
    mapped_replace(&out, &in, in.n, 0, "。");
    assert_string_equal(out.bytes, "涨了百分之五吧。");
    for (size_t i = 6; i < 6 + strlen("百分之五"); i++) {
        assert_int_equal(out.from[i], 2);
        assert_int_equal(out.to[i], 4);
    }
    assert_int_equal(out.from[out.n - 4], 4);
    assert_int_equal(out.from[out.n - 1], 5); /* inserted: the empty place at the end */
    assert_int_equal(out.to[out.n - 1], 5);

    /* out of order: the span is the smallest that covers all of it */
    struct mapped swapped = mapped_make(), last = mapped_make();
    mapped_copy(&swapped, &in, 3, 3);
    mapped_copy(&swapped, &in, 0, 3);
    mapped_replace(&last, &swapped, 0, 6, "x");
    assert_int_equal(last.from[0], 0);
    assert_int_equal(last.to[0], 2);
    mapped_free(&swapped);
    mapped_free(&last);
    mapped_free(&in);
    mapped_free(&out);
}

static void grows_and_can_be_used_again(void **state)
{
    (void)state;
    struct mapped m = mapped_make();
    for (uint32_t i = 0; i < 5000; i++)
        mapped_put(&m, "abc", 3, i, i + 1);
    assert_int_equal(m.n, 15000);
    assert_int_equal(m.from[14999], 4999);
    assert_int_equal(strlen(m.bytes), 15000);
    mapped_clear(&m);
    assert_string_equal(m.bytes, "");
    mapped_put(&m, "z", 1, 7, 9);
    assert_string_equal(m.bytes, "z");
    assert_int_equal(m.to[0], 9);
    mapped_free(&m);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(spans_follow_code_points),
        cmocka_unit_test(malformed_bytes_become_replacement_characters),
        cmocka_unit_test(replacing_covers_what_was_replaced),
        cmocka_unit_test(grows_and_can_be_used_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
