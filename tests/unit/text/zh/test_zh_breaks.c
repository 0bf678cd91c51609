#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <cmocka.h>

#include "base/buf.h"
#include "base/file.h"
#include "text/zh/zh.h"

/* The lexicon that `utter import` built; the tests that need it are skipped where there is none. */
static struct zh *zh;

static int open_lexicon(void **state)
{
    char data[PATH_MAX_BYTES], dir[PATH_MAX_BYTES];
    struct err e;
    (void)state;
    if (file_data_dir(data, NULL, NULL) || file_join(dir, data, "lexicon") || zh_open(&zh, dir, &e))
        print_message("no zh.pack: tests skipped\n");
    return 0;
}

static int close_lexicon(void **state)
{
    (void)state;
    zh_close(zh);
    return 0;
}

static struct words read_words(const char *text, size_t n)
{
    struct mapped in = mapped_make();
    struct words w = words_make();
    mapped_from_utf8(&in, text, n);
    zh_read(zh, &in, NULL, &w);
    assert_int_equal(words_error(&w), 0);
    mapped_free(&in);
    return w;
}

/* The text with `|` at the borders of this level or above. */
static char *marked(const char *text, int level)
{
    struct words w = read_words(text, strlen(text));
    struct buf b = buf_make(1 << 20);
    for (size_t i = 0; i < w.n; i++) {
        if (w.list[i].brk >= level) buf_putc(&b, '|');
        buf_puts(&b, w.list[i].norm);
    }
    char *s = strdup(b.data);
    buf_free(&b);
    words_free(&w);
    return s;
}

static void expect(const char *want, int level)
{
    char text[400];
    size_t n = 0;
    if (!zh) skip();
    for (const char *c = want; *c; c++)
        if (*c != '|') text[n++] = *c;
    text[n] = 0;
    char *got = marked(text, level);
    assert_string_equal(got, want);
    free(got);
}

static void our_sentences(void **state)
{
    (void)state;
    char line[2000];
    int all = 0, wrong = 0;
    if (!zh) skip();
    FILE *f = fopen("tests/text/zh-breaks.tsv", "r");
    assert_non_null(f);
    while (fgets(line, sizeof line, f)) {
        char *want = line[0] == '#' ? NULL : strchr(line, '\t');
        if (!want) continue;
        *want++ = 0;
        want[strcspn(want, "\t\n")] = 0;
        char *got = marked(line, WORD_BREAK_BREATH);
        if (strcmp(got, want) != 0) {
            print_error("%s\n  want %s\n  got  %s\n", line, want, got);
            wrong++;
        }
        free(got);
        all++;
    }
    fclose(f);
    assert_true(all >= 24);
    assert_int_equal(wrong, 0);
}

static void particles_are_not_cut_off(void **state)
{
    (void)state;
    expect("我的|新房子", WORD_BREAK_WORD);
    expect("他们的老师|和我们的校长|都去了北京", WORD_BREAK_PHRASE);
}

static void what_is_counted_stays_with_its_number(void **state)
{
    (void)state;
    expect("一百二十三万人", WORD_BREAK_PHRASE);
}

static void marks_and_spaces_need_no_break(void **state)
{
    (void)state;
    if (!zh) skip();
    const char *text = "公司下半年的工作，已经由各部门负责人 共同讨论通过";
    struct words w = read_words(text, strlen(text));
    assert_int_equal(w.list[0].brk, 0);
    for (size_t i = 0; i < w.n; i++) {
        if (!strcmp(w.list[i].norm, "已经") || !strcmp(w.list[i].norm, "共同"))
            assert_int_equal(w.list[i].brk, 0);
        assert_true(w.list[i].brk < WORD_BREAK_BREATH);
    }
    words_free(&w);
}

/* A breath is two spaces, and nothing else: the model speaks them as a short pause. */
static void a_breath_is_two_spaces(void **state)
{
    (void)state;
    if (!zh) skip();
    const char *text = "我们在山脚下的小村庄里遇见了一位会讲很多老故事的老人";
    struct words w = read_words(text, strlen(text));
    int breaths = 0;
    for (size_t i = 0; i < w.n; i++) {
        assert_int_equal(w.list[i].space_before, !i ? 0 : 1 + (w.list[i].brk == WORD_BREAK_BREATH));
        breaths += w.list[i].brk == WORD_BREAK_BREATH;
        assert_int_equal(w.list[i].kind, WORD_SPOKEN);
    }
    assert_int_equal(breaths, 1);
    words_free(&w);
}

/* The longest piece of anything is bounded, and time is linear. */
static void endless_lines(void **state)
{
    (void)state;
    enum { SIGNS = 40000 };
    static const char *const units[] = {"好", "的", "银行", "A", "一二三", "中华人民共和国", "3"};
    if (!zh) skip();
    for (size_t k = 0; k < sizeof units / sizeof *units; k++) {
        struct buf b = buf_make(1 << 24);
        for (int i = 0; i < SIGNS; i++)
            buf_puts(&b, units[k]);
        clock_t began = clock(); /* of the processor: others may be at work */
        struct words w = read_words(b.data, b.len);
        assert_true(clock() - began < 10 * CLOCKS_PER_SEC);
        assert_true(w.n > 100);
        words_free(&w);
        buf_free(&b);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(our_sentences),
        cmocka_unit_test(particles_are_not_cut_off),
        cmocka_unit_test(what_is_counted_stays_with_its_number),
        cmocka_unit_test(marks_and_spaces_need_no_break),
        cmocka_unit_test(a_breath_is_two_spaces),
        cmocka_unit_test(endless_lines),
    };
    return cmocka_run_group_tests(tests, open_lexicon, close_lexicon);
}
