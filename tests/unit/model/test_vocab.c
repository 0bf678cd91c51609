/* Phonemes to ids: the whole table against the model card's list, and what is not in it. */
#include "../unit.h"
#include "base/utf8.h"
#include "model/kokoro/kokoro.h"

static int ids_of(const char *s, int16_t ids[KOKORO_PHONEMES_MAX], int *n_chars)
{
    int n;
    struct err e;
    assert_int_equal(kokoro_ids(s, strlen(s), ids, &n, n_chars, &e), 0);
    return n;
}

static void symbols_have_their_ids(void **state)
{
    (void)state;
    static const struct {
        const char *symbol;
        int id;
    } some[] = {{";", 1},    {"—", 9},   {"“", 14},  {"”", 15},  {" ", 16},  {"\u0303", 17},
                {"ꭧ", 23}, {"A", 24},  {"ᵊ", 42},  {"a", 43},  {"z", 68},  {"ɐ", 70},
                {"ɡ", 92},   {"ŋ", 112}, {"ɹ", 123}, {"ʧ", 133}, {"ˈ", 156}, {"ː", 158},
                {"ʰ", 162},  {"↓", 169}, {"→", 171}, {"↗", 172}, {"↘", 173}, {"ᵻ", 177}};
    for (size_t i = 0; i < sizeof(some) / sizeof(*some); i++) {
        int16_t ids[KOKORO_PHONEMES_MAX];
        int chars, n = ids_of(some[i].symbol, ids, &chars);
        assert_int_equal(n, 1);
        assert_int_equal(chars, 1);
        assert_int_equal(ids[0], some[i].id);
    }
}

/* Every id at most once, none outside the model's 178, 114 symbols in all. */
static void the_table_is_a_bijection(void **state)
{
    (void)state;
    int seen[178] = {0}, known = 0;
    for (uint32_t c = 1; c < 0x11000; c++) {
        if (c >= 0xD800 && c < 0xE000) continue;
        char utf8[8] = {0};
        utf8_put(utf8, c);
        int16_t ids[KOKORO_PHONEMES_MAX];
        int chars, n = ids_of(utf8, ids, &chars);
        assert_int_equal(n, kokoro_knows(c));
        if (!n) continue;
        known++;
        assert_in_range(ids[0], 1, 177);
        assert_false(seen[ids[0]]++);
    }
    assert_int_equal(known, 114);
}

static void unknown_symbols_count_but_have_no_id(void **state)
{
    (void)state;
    int16_t ids[KOKORO_PHONEMES_MAX];
    int chars;
    assert_int_equal(ids_of("", ids, &chars), 0);
    assert_int_equal(chars, 0);
    assert_int_equal(ids_of("g你a\xffz", ids, &chars), 2); /* ASCII g is not the phoneme ɡ */
    assert_int_equal(chars, 5);
    assert_int_equal(ids[0], 43);
    assert_int_equal(ids[1], 68);
}

static void the_510th_is_the_last(void **state)
{
    (void)state;
    char s[KOKORO_PHONEMES_MAX + 2];
    int16_t ids[KOKORO_PHONEMES_MAX];
    int n, chars;
    struct err e;
    memset(s, 'a', sizeof(s));
    assert_int_equal(kokoro_ids(s, KOKORO_PHONEMES_MAX, ids, &n, &chars, &e), 0);
    assert_int_equal(n, KOKORO_PHONEMES_MAX);
    assert_int_equal(kokoro_ids(s, KOKORO_PHONEMES_MAX + 1, ids, &n, &chars, &e), E_LIMIT);
    s[7] = '@'; /* not a phoneme: takes no place */
    assert_int_equal(kokoro_ids(s, KOKORO_PHONEMES_MAX + 1, ids, &n, &chars, &e), 0);
    assert_int_equal(chars, KOKORO_PHONEMES_MAX + 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(symbols_have_their_ids),
        cmocka_unit_test(the_table_is_a_bijection),
        cmocka_unit_test(unknown_symbols_count_but_have_no_id),
        cmocka_unit_test(the_510th_is_the_last),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
