/* The network against its numpy original (tests/text/zh-chooser.tsv), and on senseless input. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/file.h"
#include "base/rng.h"
#include "base/utf8.h"
#include "text/zh/zh_chooser.h"
#include "text/zh/zh_lexicon.h"

static struct pack *pack;
static struct zh_chooser net;

static int open_net(void **state)
{
    char data[PATH_MAX_BYTES], dir[PATH_MAX_BYTES], path[PATH_MAX_BYTES];
    struct err e;
    (void)state;
    int code = file_data_dir(data, NULL, NULL) || file_join(dir, data, "lexicon") ||
               file_join(path, dir, ZH_PACK_FILE) ||
               pack_open(&pack, path, ZH_PACK_KIND, ZH_PACK_VERSION, &e);
    if (code) {
        print_message("no zh.pack: tests skipped\n");
        return 0;
    }
    return zh_chooser_open(&net, pack, &e);
}

static int close_net(void **state)
{
    (void)state;
    pack_close(pack);
    return 0;
}

static size_t decode(const char *s, size_t n, uint32_t cp[ZH_NET_SPAN])
{
    size_t n_cp = 0;
    for (size_t at = 0; at < n;) {
        assert_true(n_cp < ZH_NET_SPAN);
        cp[n_cp++] = utf8_next(s, n, &at);
    }
    return n_cp;
}

/* One line: the sentence, a tab, then places and readings. */
static size_t check_line(const char *line, size_t n)
{
    uint32_t cp[ZH_NET_SPAN];
    struct zh_question q[ZH_NET_SPAN];
    size_t n_q = 0, n_known = 0;
    pinyin want[ZH_NET_SPAN];
    const char *tab = memchr(line, '\t', n);
    assert_non_null(tab);
    size_t n_cp = decode(line, (size_t)(tab - line), cp);
    char rest[1024];
    assert_true(n - (size_t)(tab + 1 - line) < sizeof rest);
    memcpy(rest, tab + 1, n - (size_t)(tab + 1 - line));
    rest[n - (size_t)(tab + 1 - line)] = 0;
    for (char *p = rest; *p;) {
        q[n_q] = (struct zh_question){.at = strtoul(p, &p, 10)};
        char *reading = p + 1;
        p = reading + strcspn(reading, " ");
        want[n_q] = pinyin_parse(reading, (size_t)(p - reading));
        assert_true(want[n_q] != 0);
        assert_true(q[n_q++].at < n_cp);
    }
    for (size_t i = 0; i < n_cp; i++)
        n_known += zh_chooser_find(&net, cp[i]) != NULL;
    assert_int_equal(n_known, n_q);
    zh_chooser_read(&net, cp, n_cp, q, n_q);
    for (size_t i = 0; i < n_q; i++) {
        struct zh_question alone = {.at = q[i].at};
        if (q[i].reading != want[i])
            fail_msg("%.*s: character %zu", (int)(tab - line), line, q[i].at);
        zh_chooser_read(&net, cp, n_cp, &alone, 1); /* who else is asked is the same */
        assert_int_equal(alone.reading, want[i]);
    }
    return n_q;
}

static void as_the_original(void **state)
{
    (void)state;
    if (!pack) skip();
    struct err e;
    struct buf b = buf_make(1 << 20);
    size_t n = 0;
    assert_int_equal(file_read(&b, "tests/text/zh-chooser.tsv", &e), 0);
    for (const char *s = b.data, *end = s + b.len; s < end;) {
        const char *nl = memchr(s, '\n', (size_t)(end - s));
        size_t len = (size_t)((nl ? nl : end) - s);
        if (len && *s != '#') n += check_line(s, len);
        s += len + 1;
    }
    assert_true(n > 60);
    buf_free(&b);
}

static void unknown_characters(void **state)
{
    (void)state;
    if (!pack) skip();
    assert_null(zh_chooser_find(&net, 'a'));
    assert_null(zh_chooser_find(&net, 0));
    assert_null(zh_chooser_find(&net, UINT32_MAX));
    uint32_t cp[3] = {0x10FFFF, 0x884C, 0};
    struct zh_question q[2] = {{.at = 0, .reading = 7}, {.at = 1}};
    zh_chooser_read(&net, cp, 3, q, 2);
    assert_int_equal(q[0].reading, 7);
    assert_true(pinyin_valid(q[1].reading));
    uint32_t many[ZH_NET_SPAN + 1] = {0};
    q[1].reading = 0;
    zh_chooser_read(&net, many, ZH_NET_SPAN + 1, q, 2); /* too many: no answer */
    assert_int_equal(q[1].reading, 0);
    zh_chooser_read(&net, cp, 3, q, 0);
}

/* What it has stays unless another is better by the margin: 行 in 银行, which alone is xing2. */
static void margins(void **state)
{
    (void)state;
    if (!pack) skip();
    uint32_t cp[2] = {0x94F6, 0x884C};
    pinyin xing = pinyin_parse("xing2", 5), hang = pinyin_parse("hang2", 5);
    struct zh_question free_choice = {.at = 1};
    zh_chooser_read(&net, cp, 2, &free_choice, 1);
    pinyin best = free_choice.reading, other = best == hang ? xing : hang;
    struct zh_question q = {.at = 1, .reading = other};
    zh_chooser_read(&net, cp, 2, &q, 1);
    assert_int_equal(q.reading, best);
    q = (struct zh_question){.at = 1, .reading = other, .margin = 1000};
    zh_chooser_read(&net, cp, 2, &q, 1);
    assert_int_equal(q.reading, other);
    q = (struct zh_question){.at = 1, .reading = pinyin_parse("ma1", 3), .margin = 1000};
    zh_chooser_read(&net, cp, 2, &q, 1); /* none of its readings: any other is better */
    assert_int_equal(q.reading, best);
}

static void any_characters(void **state)
{
    (void)state;
    if (!pack) skip();
    struct rng rng = {5};
    for (int round = 0; round < 200; round++) {
        uint32_t cp[ZH_NET_SPAN];
        struct zh_question q[ZH_NET_SPAN];
        size_t n_q = 0, n = 1 + rng_below(&rng, ZH_NET_SPAN);
        for (size_t i = 0; i < n; i++) {
            cp[i] = 0x4E00 + rng_below(&rng, 0x5200);
            if (zh_chooser_find(&net, cp[i])) q[n_q++] = (struct zh_question){.at = i};
        }
        zh_chooser_read(&net, cp, n, q, n_q);
        for (size_t i = 0; i < n_q; i++)
            assert_true(pinyin_valid(q[i].reading));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(as_the_original),
        cmocka_unit_test(unknown_characters),
        cmocka_unit_test(margins),
        cmocka_unit_test(any_characters),
    };
    return cmocka_run_group_tests(tests, open_net, close_net);
}
