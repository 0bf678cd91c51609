/* Composition: known answers of the Unicode standard, and time that does not explode. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/clock.h"
#include "text/nfc.h"

static void expect(const uint32_t *in, size_t n, const int32_t *want, size_t n_want)
{
    struct nfc w = {0};
    assert_int_equal(nfc_compose(&w, in, n), 0);
    assert_int_equal(w.n, n_want);
    assert_memory_equal(w.cps, want, n_want * sizeof(*want));
    nfc_free(&w);
}

#define EXPECT(in, want)                                                                           \
    expect(in, sizeof(in) / sizeof(*(in)), want, sizeof(want) / sizeof(*(want)))

static void known_answers(void **state)
{
    (void)state;
    EXPECT(((uint32_t[]){'e', 0x301}), ((int32_t[]){0xE9}));
    EXPECT(((uint32_t[]){0x1112, 0x1161, 0x11AB}), ((int32_t[]){0xD55C})); /* 한 */
    EXPECT(((uint32_t[]){0x304B, 0x3099}), ((int32_t[]){0x304C}));         /* が */
    EXPECT(((uint32_t[]){0x212B}), ((int32_t[]){0xC5}));                   /* Angstrom sign */
    EXPECT(((uint32_t[]){0xFB01}), ((int32_t[]){0xFB01}));                 /* ligature: not NFC's */
    EXPECT(((uint32_t[]){'s', 0x307, 0x323}), ((int32_t[]){0x1E69}));      /* order of marks */
    EXPECT(((uint32_t[]){0x0958}), ((int32_t[]){0x915, 0x93C}));           /* excluded */
    EXPECT(((uint32_t[]){0x9C7, 0x9BE}), ((int32_t[]){0x9CB}));            /* mark of class 0 */
    expect(NULL, 0, NULL, 0);
}

static void boundaries(void **state)
{
    (void)state;
    assert_true(nfc_is_boundary('a'));
    assert_true(nfc_is_boundary(0x4E00));
    assert_true(nfc_is_boundary(0x1112));
    assert_false(nfc_is_boundary(0x301));
    assert_false(nfc_is_boundary(0x3099));
    assert_false(nfc_is_boundary(0x9BE));
    assert_false(nfc_is_boundary(0x1161));
}

/* Half a million marks of a high class before half a million of a low one: swaps would need
 * 2.5e11 steps; sorted, it is well under the harness's time limit. */
static void marks_in_the_wrong_order(void **state)
{
    (void)state;
    enum { N = 1 << 20 };
    uint32_t *in = malloc(N * sizeof(*in));
    assert_non_null(in);
    for (size_t i = 0; i < N; i++)
        in[i] = i < N / 2 ? 0x315 : 0x316;
    struct nfc w = {0};
    assert_int_equal(nfc_compose(&w, in, N), 0);
    assert_int_equal(w.n, N);
    assert_int_equal(w.cps[0], 0x316);
    assert_int_equal(w.cps[N - 1], 0x315);
    nfc_free(&w);
    free(in);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_answers),
        cmocka_unit_test(boundaries),
        cmocka_unit_test(marks_in_the_wrong_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
