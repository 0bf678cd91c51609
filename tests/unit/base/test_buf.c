#include "base/buf.h"

#include "unit.h"

static void grows_and_keeps_a_nul(void **state)
{
    (void)state;
    struct buf b = buf_make(100000);
    assert_string_equal(b.data, "");
    for (int i = 0; i < 5000; i++)
        assert_int_equal(buf_printf(&b, "%d,", i % 10), 0);
    assert_int_equal(b.len, 10000);
    assert_int_equal(strlen(b.data), 10000);
    buf_drop(&b, 9998);
    assert_string_equal(b.data, "9,");
    buf_free(&b);
    assert_int_equal(b.len, 0);
}

static void the_maximum_is_sticky_and_changes_nothing(void **state)
{
    (void)state;
    struct buf b = buf_make(8);
    assert_int_equal(buf_puts(&b, "12345678"), 0);
    assert_int_equal(buf_putc(&b, '9'), E_LIMIT);
    assert_string_equal(b.data, "12345678");
    assert_int_equal(buf_error(&b), E_LIMIT);
    buf_drop(&b, 8);
    assert_int_equal(buf_putc(&b, 'x'), E_LIMIT); /* remembered until cleared */
    buf_clear(&b);
    assert_int_equal(buf_putc(&b, 'x'), 0);
    buf_free(&b);
}

static void empty_additions(void **state)
{
    (void)state;
    struct buf b = buf_make(0);
    assert_int_equal(buf_add(&b, NULL, 0), 0);
    assert_int_equal(buf_puts(&b, ""), 0);
    assert_int_equal(buf_putc(&b, 'x'), E_LIMIT);
    buf_free(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(grows_and_keeps_a_nul),
        cmocka_unit_test(the_maximum_is_sticky_and_changes_nothing),
        cmocka_unit_test(empty_additions),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
