#include "../unit.h"

#include "base/buf.h"
#include "base/clock.h"
#include "text/reading.h"
#include "text/user_words.h"

static struct user_words *read_good(const char *file)
{
    struct user_words *u;
    struct err e = {0};
    if (user_words_read(&u, "mine", file, strlen(file), &e)) fail_msg("%s", e.msg);
    return u;
}

/* What is found in a text: "from-to=phonemes ..." */
static void expect(struct user_words *u, const char *text, const char *found)
{
    struct user_words *lists[1] = {u};
    struct mapped m = mapped_make();
    struct spans spans = spans_make();
    struct buf b = buf_make(1 << 16);
    mapped_from_utf8(&m, text, strlen(text));
    user_words_mark(lists, 1, &m, 0, m.n, &spans);
    for (size_t i = 0; i < spans.n; i++)
        buf_printf(&b, "%s%u-%u=%s", i ? " " : "", (unsigned)spans.list[i].from,
                   (unsigned)spans.list[i].to, spans.list[i].phonemes);
    assert_string_equal(b.data, found);
    buf_free(&b);
    spans_free(&spans);
    mapped_free(&m);
}

static void readings_in_every_spelling(void **state)
{
    (void)state;
    static const struct {
        const char *given, *pinyin, *phonemes;
    } cases[] = {
        {"chong2 qing4", "chong2 qing4", "ꭧʰʊ↗ŋʨʰi↘ŋ"},
        {"  Chóng  qìng ", NULL, NULL},
        {"chóng qìng", "chong2 qing4", "ꭧʰʊ↗ŋʨʰi↘ŋ"},
        {"hua1 r5", "hua1 r5", NULL},
        {"/təˈmɑːtoʊ/", "", "təmˈɑtO"},
        {"/ˈkæt/", "", "kˈæt"},
        {"/ˈtʃɜːtʃ/", "", "ʧˈɜɹʧ"},
        {"/'ridʒ/", "", "ɹˈiʤ"},
        {"/kˈAk/", "", "kˈAk"},
        {"/ɡo.ɪŋ/", "", "ɡoɪŋ"},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        struct reading r;
        struct err e = {0};
        int code = reading_parse(&r, READING_ANY, cases[i].given, strlen(cases[i].given), &e);
        if (!cases[i].pinyin && !cases[i].phonemes) continue; /* capitals: either answer is fine */
        if (code) fail_msg("%s: %s", cases[i].given, e.msg);
        assert_string_equal(r.pinyin, cases[i].pinyin);
        if (cases[i].phonemes) assert_string_equal(r.phonemes, cases[i].phonemes);
    }
}

static void wrong_readings_are_named(void **state)
{
    (void)state;
    static const struct {
        const char *given, *says;
    } cases[] = {{"zhong", "no tone"},   {"xx1", "'xx1' is no pinyin"},
                 {"", "empty"},          {"//", "empty"},
                 {"/ˈ/", "no sound"},    {"/a#b/", "'#'"},
                 {"/kat\xFF/", "UTF-8"}, {"hao6", "hao6"},
                 {"' '", "no sound"},    {"/中/", "'中'"}};
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        struct reading r;
        struct err e = {0};
        int code = reading_parse(&r, READING_ANY, cases[i].given, strlen(cases[i].given), &e);
        assert_int_equal(code, E_FORMAT);
        if (!strstr(e.msg, cases[i].says)) fail_msg("%s: %s", cases[i].given, e.msg);
    }
    char many[READING_SOURCE_MAX + 1], full[READING_SOURCE_MAX + 1];
    struct reading r;
    memset(many, 'a', sizeof(many));
    assert_int_equal(reading_parse(&r, READING_ANY, many, sizeof(many), NULL), E_FORMAT);
    for (size_t i = 0; i + 2 <= READING_SOURCE_MAX; i += 3) /* as many syllables as fit */
        memcpy(full + i, "a4 ", 3);
    assert_int_equal(reading_parse(&r, READING_ANY, full, READING_SOURCE_MAX - 2, NULL), 0);
}

static void the_longest_word_is_taken(void **state)
{
    (void)state;
    struct user_words *u = read_good("\xEF\xBB\xBF# mine\r\n\r\n重\tzhong4\r\n重庆\tchong2 qing4\n"
                                     "重庆人\tchong2 qing4 ren5\tzh\t\n"
                                     "cat\t/ˈkæt/\nCAT\t/si eɪ ti/\ten\nＡＢ\t/ˈeɪbi/ # wide");
    assert_int_equal(user_words_count(u), 6);
    expect(u, "重庆人在重庆重来",
           "0-3=ꭧʰʊ↗ŋʨʰi↘ŋɻən 4-6=ꭧʰʊ↗ŋʨʰi↘ŋ 6-7=ꭧʊ↘ŋ");
    expect(u, "cat Cat CAT cAT", "0-3=kˈæt 4-7=kˈæt 8-11=si A ti 12-15=kˈæt");
    expect(u, "cats concat cat5 5cat écat caté", "");
    expect(u, "cat's cat-cat 我cat吗", "0-5=kˈæts 6-9=kˈæt 10-13=kˈæt 15-18=kˈæt");
    expect(u, "AB", "0-2=ˈAbi");
    user_words_unref(u);
}

static void errors_name_file_and_line(void **state)
{
    (void)state;
    static const struct {
        const char *file, *says;
    } cases[] = {
        {"# a\n重庆 chong2 qing4\n", "mine:2: no WORD, tab"},
        {"a\t/ˈkæt/\n\n重庆\tchong2\n", "mine:3: 2 characters, but 1 syll"},
        {"重\tzhong4\n重\tchong2\n", "mine:2: '重' is in the list already"},
        {"重\tzhong4\tfr\n", "mine:1: the language 'fr'"},
        {"重\tzhong4\ten\n", "mine:1: pinyin is not English"},
        {"\tzhong4\n", "mine:1: no WORD"},
        {"😀\tzhong4\n", "mine:1: there is no word"},
        {"重\tzhong\n", "mine:1: 'zhong' has no tone"},
        {"重\t\n", "mine:1: the reading is empty"},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        struct user_words *u;
        struct err e = {0};
        assert_int_not_equal(user_words_read(&u, "mine", cases[i].file, strlen(cases[i].file), &e),
                             0);
        assert_null(u);
        if (strncmp(e.msg, cases[i].says, strlen(cases[i].says)) != 0) fail_msg("%s", e.msg);
    }
    struct user_words *u;
    struct err e = {0};
    assert_int_not_equal(user_words_load(&u, "/nonexistent/words", &e), 0);
    assert_non_null(strstr(e.msg, "/nonexistent/words"));
}

static void the_first_list_goes_before(void **state)
{
    (void)state;
    struct user_words *a = read_good("重庆\tzhong4 qing4\n"),
                      *b = read_good("重庆\tchong2 qing4\n北京\tbei3 jing1\n");
    struct user_words *lists[] = {NULL, a, b};
    struct mapped m = mapped_make();
    struct spans spans = spans_make();
    mapped_from_utf8(&m, "重庆北京", 12);
    user_words_mark(lists, 3, &m, 0, m.n, &spans);
    assert_int_equal(spans.n, 2);
    assert_string_equal(spans.list[0].pinyin, "zhong4 qing4");
    assert_string_equal(spans.list[1].pinyin, "bei3 jing1");
    struct user_words *held = user_words_ref(b);
    user_words_unref(b);
    assert_int_equal(user_words_count(held), 2);
    user_words_unref(held);
    user_words_unref(a);
    spans_free(&spans);
    mapped_free(&m);
}

static void many_words_and_a_hostile_text(void **state)
{
    (void)state;
    struct user_words *u;
    struct err e = {0};
    assert_int_equal(user_words_new(&u, &e), 0);
    for (int i = 0; i < 50000; i++) {
        char word[20];
        int n = snprintf(word, sizeof(word), "w%dx", i);
        assert_int_equal(user_words_add(u, word, (size_t)n, "/ˈkæt/", 8, NULL, &e), 0);
    }
    char a[USER_WORD_BYTES_MAX];
    memset(a, 'a', sizeof(a));
    assert_int_equal(user_words_add(u, a, sizeof(a), "/ˈkæt/", 8, NULL, &e), 0);
    assert_int_equal(user_words_add(u, a, sizeof(a) + 1, "/ˈkæt/", 8, NULL, &e), E_LIMIT);
    size_t n = 1 << 20;
    char *text = malloc(n + 1);
    memset(text, 'a', n);
    text[n] = 0;
    int64_t start = clock_ns();
    expect(u, text, "");
    assert_true(clock_ns() - start < INT64_C(20000000000)); /* hours if it were quadratic */
    expect(u, "w49999x w50000x W7X", "0-7=kˈæt 16-19=kˈæt");
    free(text);
    user_words_unref(u);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(readings_in_every_spelling),
        cmocka_unit_test(wrong_readings_are_named),
        cmocka_unit_test(the_longest_word_is_taken),
        cmocka_unit_test(errors_name_file_and_line),
        cmocka_unit_test(the_first_list_goes_before),
        cmocka_unit_test(many_words_and_a_hostile_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
