/* en_normalize against tests/text/en-normalize.tsv, and on what no table foresees. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/rng.h"
#include "base/utf8.h"
#include "text/en/en.h"

/* What a text of n bytes becomes; free with mapped_free. */
static struct mapped normalized(const char *s, size_t n)
{
    struct mapped in = mapped_make(), out = mapped_make();
    mapped_from_utf8(&in, s, n);
    en_normalize(NULL, &in, &out);
    assert_int_equal(mapped_error(&out), 0);
    mapped_free(&in);
    return out;
}

static void test_cases(void **state)
{
    (void)state;
    struct buf text = buf_make(1 << 20);
    struct err e = {0};
    assert_int_equal(file_read(&text, "tests/text/en-normalize.tsv", &e), 0);
    int cases = 0, wrong = 0;
    for (char *line = text.data; *line;) {
        size_t n = strcspn(line, "\n");
        char *next = line + n + (line[n] == '\n');
        char *tab = memchr(line, '\t', n);
        if (*line != '#' || tab == line + 2) {
            assert_non_null(tab);
            struct mapped got = normalized(line, (size_t)(tab - line));
            const char *note = memchr(tab + 1, '\t', (size_t)(line + n - tab - 1));
            size_t want = (size_t)((note ? note : line + n) - tab - 1);
            cases++;
            if (got.n != want || memcmp(got.bytes, tab + 1, want) != 0) {
                wrong++;
                print_message("%.*s\n  want %.*s\n  got  %s\n", (int)(tab - line), line, (int)want,
                              tab + 1, got.bytes);
            }
            mapped_free(&got);
        }
        line = next;
    }
    buf_free(&text);
    assert_true(cases >= 200);
    assert_int_equal(wrong, 0);
}

static void test_spans_stand_for_the_original(void **state)
{
    (void)state;
    static const char text[] = "é costs $5.20 now";
    struct mapped m = normalized(text, strlen(text));
    const char *five = strstr(m.bytes, "five"), *cents = strstr(m.bytes, "cents");
    const char *now = strstr(m.bytes, "now");
    assert_true(five && cents && now);
    assert_int_equal(m.from[five - m.bytes], 8);
    assert_int_equal(m.to[five - m.bytes], 13);
    assert_int_equal(m.from[cents - m.bytes], 8);
    assert_int_equal(m.from[now - m.bytes], 14);
    for (size_t i = 1; i < m.n; i++)
        assert_true(m.from[i] >= m.from[i - 1] && m.to[i] >= m.to[i - 1]);
    mapped_free(&m);
}

/* No figure is left for a reader to stumble over, whatever it stands beside. */
static void test_no_digit_survives(void **state)
{
    (void)state;
    static const char alphabet[] = "0123456789 .,:/-$%ab'AK+#x()@";
    struct rng rng = {7};
    for (int round = 0; round < 20000; round++) {
        char s[64];
        size_t n = 0, len = 1 + rng_below(&rng, 24);
        while (n < len)
            s[n++] = alphabet[rng_below(&rng, sizeof(alphabet) - 1)];
        struct mapped m = normalized(s, n);
        size_t digit = strcspn(m.bytes, "0123456789");
        if (digit < m.n) print_message("%.*s -> %s\n", (int)n, s, m.bytes);
        assert_int_equal(digit, m.n);
        assert_true(utf8_valid(m.bytes, m.n, NULL));
        mapped_free(&m);
    }
}

static void test_any_bytes(void **state)
{
    (void)state;
    struct rng rng = {8};
    for (int round = 0; round < 5000; round++) {
        char s[80];
        size_t n = rng_below(&rng, sizeof(s));
        for (size_t i = 0; i < n; i++)
            s[i] = (char)(rng_below(&rng, 3) ? 32 + rng_below(&rng, 95) : rng_below(&rng, 256));
        struct mapped m = normalized(s, n);
        mapped_free(&m);
    }
}

/* Twice the text, about twice the time. */
static void test_time_is_linear(void **state)
{
    (void)state;
    static const char *const units[] = {"1", "a", "-", "1,", "$", "1/", "a.", ".", "@a", "I", " "};
    for (size_t k = 0; k < sizeof(units) / sizeof(*units); k++) {
        double took[2];
        for (int twice = 0; twice < 2; twice++) {
            size_t n = (size_t)(60000 << twice), len = strlen(units[k]);
            char *s = malloc(n);
            assert_non_null(s);
            for (size_t i = 0; i < n; i++)
                s[i] = units[k][i % len];
            int64_t start = clock_ns();
            struct mapped m = normalized(s, n);
            took[twice] = (double)(clock_ns() - start) * 1e-9;
            mapped_free(&m);
            free(s);
        }
        if (took[1] > 5 * took[0] + 0.2)
            fail_msg("'%s': %.3f s, then %.3f s", units[k], took[0], took[1]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cases),
        cmocka_unit_test(test_spans_stand_for_the_original),
        cmocka_unit_test(test_no_digit_survives),
        cmocka_unit_test(test_any_bytes),
        cmocka_unit_test(test_time_is_linear),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
