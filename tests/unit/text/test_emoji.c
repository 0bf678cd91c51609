/* Emoji: the longest sequence, whatever its variants; tables that are wrong are refused; folding
 * with names. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/file.h"
#include "base/pack.h"
#include "text/emoji.h"
#include "text/emoji_table.h"
#include "text/fold.h"

static char folder[] = "/tmp/utter-emoji-XXXXXX", path[64];

static const char names[] = "按键\0key\0笑\0smile\0男人\0man\0程序员\0coder\0中国旗\0flag of China";

/* # + U+20E3, 👨, 👨 + ZWJ + 💻, 😀, and before them 🇨🇳 */
static const uint32_t cps[] = {'#',     0x20E3, 0x1F1E8, 0x1F1F3, 0x1F468,
                               0x1F468, 0x200D, 0x1F4BB, 0x1F600};
static const struct emoji_row rows[] = {
    {0, 2, 0, 7}, {2, 2, 48, 58}, {4, 1, 21, 28}, {5, 3, 32, 42}, {8, 1, 11, 15}};

static int write_table(const struct emoji_row *r, size_t n_rows, size_t n_names)
{
    struct pack_writer *w;
    struct err e = {0};
    int code = pack_writer_open(&w, path, EMOJI_PACK_KIND, EMOJI_PACK_VERSION, &e);
    assert_int_equal(code, 0);
    pack_writer_add(w, "rows", r, n_rows * sizeof(*r));
    pack_writer_add(w, "cps", cps, sizeof(cps));
    pack_writer_add(w, "names", names, n_names);
    return pack_writer_finish(w, &e);
}

static struct emoji *open_table(void)
{
    struct emoji *t;
    struct err e = {0};
    assert_int_equal(write_table(rows, sizeof(rows) / sizeof(*rows), sizeof(names)), 0);
    if (emoji_open(&t, folder, &e)) fail_msg("%s", e.msg);
    return t;
}

static void matches(void **state)
{
    (void)state;
    static const struct {
        uint32_t cps[10];
        size_t n, len;
        const char *en;
    } cases[] = {
        {{0x1F600}, 1, 1, "smile"},
        {{0x1F600, 0xFE0F, 0x1F600}, 3, 2, "smile"},
        {{'#', 0xFE0F, 0x20E3}, 3, 3, "key"},
        {{'#', 0x20E3}, 2, 2, "key"},
        {{'#', 0xFE0F}, 2, 0, NULL},
        {{'#'}, 1, 0, NULL},
        {{0x1F468, 0x1F3FD, 0x200D, 0x1F4BB, 'x'}, 5, 4, "coder"},
        {{0x1F468, 0x1F3FD, 'x'}, 3, 2, "man"},
        {{0x1F468, 0x200D}, 2, 1, "man"},
        {{0x1F468, 0x200D, 0x1F600, 0xFE0F, 'x'}, 5, 4, "man"}, /* joined without a name */
        {{0x1F468, 0x200D, 'x'}, 3, 1, "man"},
        {{0x1F1E8, 0x1F1F3}, 2, 2, "flag of China"},
        {{0x1F1E8, 0x1F1E8}, 2, 0, NULL},
        {{0x1F601}, 1, 0, NULL},
        {{0x10FFFF}, 1, 0, NULL},
        {{0}, 0, 0, NULL},
    };
    struct emoji *t = open_table();
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        struct emoji_names found = {0};
        assert_int_equal(emoji_match(t, cases[i].cps, cases[i].n, &found), cases[i].len);
        if (cases[i].len) assert_string_equal(found.en, cases[i].en);
    }
    emoji_close(t);
}

static void folds_names(void **state)
{
    (void)state;
    static const struct {
        const char *in, *named, *dropped;
        int english;
    } cases[] = {
        {"好😀吧", "好，笑，吧", "好 吧", 0},
        {"so 😀 nice", "so, smile, nice", "so nice", 0},
        {"so nice 😀!", "so nice, smile!", "so nice!", 0},
        {"好 nice😀", "好 nice，笑", "好 nice", 0},
        {"好。Nice 😀😀️😀", "好。Nice, smile", "好。Nice", 0},
        {"😀😀👨", "笑，男人", "", 0},
        {"😀", "smile", "", 1},
        {"#️⃣ #1", "按键 #1", "#1", 0},
        {"😀 Hi", "smile, Hi", "Hi", 0},
        {"👨‍💻\n😀 好", "程序员\n笑，好", "好", 0},
        {"“😀”", "“笑”", "“”", 0},
    };
    struct emoji *t = open_table();
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
        for (int named = 0; named < 2; named++) {
            struct fold_options opt = {.names = named ? t : NULL, .english = cases[i].english};
            struct mapped in = mapped_make(), out = mapped_make();
            mapped_from_utf8(&in, cases[i].in, strlen(cases[i].in));
            fold_text(&in, &opt, &out);
            assert_int_equal(mapped_error(&out), 0);
            assert_string_equal(out.bytes, named ? cases[i].named : cases[i].dropped);
            for (size_t k = 1; k < out.n; k++)
                assert_true(out.from[k] >= out.from[k - 1] && out.from[k] < out.to[k]);
            mapped_free(&in);
            mapped_free(&out);
        }
    emoji_close(t);
}

static void bad_tables(void **state)
{
    (void)state;
    static const struct emoji_row bad[][2] = {
        {{8, 1, 0, 7}, {4, 1, 0, 7}},  /* order */
        {{8, 1, 0, 7}, {8, 1, 0, 7}},  /* twice */
        {{4, 0, 0, 7}, {8, 1, 0, 7}},  /* empty */
        {{4, 1, 0, 7}, {8, 2, 0, 7}},  /* beyond the sequences */
        {{4, 1, 0, 7}, {99, 1, 0, 7}}, /* beyond them */
        {{4, 1, 0, 7}, {8, 1, 0, 99}}, /* beyond the names */
    };
    struct emoji *t = NULL;
    struct err e = {0};
    for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
        assert_int_equal(write_table(bad[i], 2, sizeof(names)), 0);
        assert_int_equal(emoji_open(&t, folder, &e), E_CORRUPT);
        assert_non_null(strstr(e.msg, "utter import"));
        assert_null(t);
    }
    assert_int_equal(write_table(rows, 1, sizeof(names) - 1), 0); /* no end */
    assert_int_equal(emoji_open(&t, folder, &e), E_CORRUPT);
    assert_int_equal(emoji_open(&t, "/nonexistent", &e), E_NOENT);
    assert_int_not_equal(emoji_import("/nonexistent", folder, &e), 0);
    emoji_close(NULL);
}

int main(void)
{
    if (!mkdtemp(folder)) return 1;
    snprintf(path, sizeof(path), "%s/%s", folder, EMOJI_PACK_FILE);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(matches),
        cmocka_unit_test(folds_names),
        cmocka_unit_test(bad_tables),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    unlink(path);
    rmdir(folder);
    return failed;
}
