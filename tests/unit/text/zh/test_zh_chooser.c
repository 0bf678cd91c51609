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
    size_t wanted[ZH_NET_SPAN], n_wanted = 0, n_known = 0;
    pinyin want[ZH_NET_SPAN], got[ZH_NET_SPAN];
    const char *tab = memchr(line, '\t', n);
    assert_non_null(tab);
    size_t n_cp = decode(line, (size_t)(tab - line), cp);
    char rest[1024];
    assert_true(n - (size_t)(tab + 1 - line) < sizeof rest);
    memcpy(rest, tab + 1, n - (size_t)(tab + 1 - line));
    rest[n - (size_t)(tab + 1 - line)] = 0;
    for (char *p = rest; *p;) {
        wanted[n_wanted] = strtoul(p, &p, 10);
        char *reading = p + 1;
        p = reading + strcspn(reading, " ");
        want[n_wanted] = pinyin_parse(reading, (size_t)(p - reading));
        assert_true(want[n_wanted] != 0);
        assert_true(wanted[n_wanted++] < n_cp);
    }
    for (size_t i = 0; i < n_cp; i++)
        n_known += zh_chooser_find(&net, cp[i]) != NULL;
    assert_int_equal(n_known, n_wanted);
    zh_chooser_read(&net, cp, n_cp, wanted, n_wanted, got);
    for (size_t i = 0; i < n_wanted; i++) {
        pinyin alone = 0;
        if (got[i] != want[i]) fail_msg("%.*s: character %zu", (int)(tab - line), line, wanted[i]);
        zh_chooser_read(&net, cp, n_cp, &wanted[i], 1, &alone); /* who else is asked is the same */
        assert_int_equal(alone, want[i]);
    }
    return n_wanted;
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
    size_t wanted[2] = {0, 1};
    pinyin got[2] = {1, 1};
    zh_chooser_read(&net, cp, 3, wanted, 2, got);
    assert_int_equal(got[0], 0);
    assert_true(pinyin_valid(got[1]));
    uint32_t many[ZH_NET_SPAN + 1] = {0};
    zh_chooser_read(&net, many, ZH_NET_SPAN + 1, wanted, 2, got); /* too many: no answer */
    assert_int_equal(got[0] | got[1], 0);
    zh_chooser_read(&net, cp, 3, wanted, 0, got);
}

static void any_characters(void **state)
{
    (void)state;
    if (!pack) skip();
    struct rng rng = {5};
    for (int round = 0; round < 200; round++) {
        uint32_t cp[ZH_NET_SPAN];
        size_t wanted[ZH_NET_SPAN], n_wanted = 0, n = 1 + rng_below(&rng, ZH_NET_SPAN);
        pinyin got[ZH_NET_SPAN];
        for (size_t i = 0; i < n; i++) {
            cp[i] = 0x4E00 + rng_below(&rng, 0x5200);
            if (zh_chooser_find(&net, cp[i])) wanted[n_wanted++] = i;
        }
        zh_chooser_read(&net, cp, n, wanted, n_wanted, got);
        for (size_t i = 0; i < n_wanted; i++)
            assert_true(pinyin_valid(got[i]));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(as_the_original),
        cmocka_unit_test(unknown_characters),
        cmocka_unit_test(any_characters),
    };
    return cmocka_run_group_tests(tests, open_net, close_net);
}
