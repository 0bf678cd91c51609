/* Language runs: the table of rules in run.h, each with sentences that it decides. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/rng.h"
#include "text/fold.h"
#include "text/run.h"

static struct mapped fold(const char *s, size_t n)
{
    struct mapped in = mapped_make(), out = mapped_make();
    mapped_from_utf8(&in, s, n);
    fold_text(&in, NULL, &out);
    mapped_free(&in);
    return out;
}

/* "zh[我用 ]en[iPhone]": z, e, o (other), | for a newline. */
static void show(const char *text, enum text_lang lang, struct buf *out)
{
    static const char *const names[] = {"z", "e", "o", "|"};
    struct mapped m = fold(text, strlen(text));
    struct runs runs;
    assert_int_equal(runs_split(&m, lang, &runs), 0);
    size_t at = 0;
    for (size_t i = 0; i < runs.n; i++) {
        assert_int_equal(runs.list[i].at, at);
        at += runs.list[i].n;
        buf_puts(out, names[runs.list[i].kind]);
        if (runs.list[i].kind == RUN_LINE) continue;
        buf_putc(out, '[');
        buf_add(out, m.bytes + runs.list[i].at, runs.list[i].n);
        buf_putc(out, ']');
    }
    assert_int_equal(at, m.n);
    runs_free(&runs);
    mapped_free(&m);
}

struct sample {
    const char *text, *want;
};

static void expect(const struct sample *c, size_t n, enum text_lang lang)
{
    for (size_t i = 0; i < n; i++) {
        struct buf got = buf_make(4096);
        show(c[i].text, lang, &got);
        if (strcmp(got.data, c[i].want) != 0)
            print_error("%s\n  is   %s\n  want %s\n", c[i].text, got.data, c[i].want);
        assert_string_equal(got.data, c[i].want);
        buf_free(&got);
    }
}

#define EXPECT(list, lang) expect(list, sizeof(list) / sizeof(*(list)), lang)

static void by_context(void **state)
{
    (void)state;
    static const struct sample cases[] = {
        {"", ""},
        {"你好，世界！", "z[你好，世界！]"},
        {"Hello, world!", "e[Hello, world!]"},
        {"Hello，world！", "e[Hello，world！]"},
        {"我用 iPhone 15 Pro，花了$999。", "z[我用 ]e[iPhone ]z[15 ]e[Pro]z[，花了$999。]"},
        {"I paid $999 in 北京.", "e[I paid $999 in ]z[北京.]"},
        {"iPhone15发布", "e[iPhone]z[15发布]"},
        {"GPT-4也是", "e[GPT-]z[4也是]"},
        {"COVID-19疫情", "e[COVID-]z[19疫情]"},
        {"I am Tom, 35岁", "e[I am Tom, ]z[35岁]"},
        {"5G网络和A座的T恤", "z[5G网络和A座的T恤]"},
        {"第3章\nChapter 3", "z[第3章]|e[Chapter 3]"},
        {"他说I love you 3000 times。", "z[他说]e[I love you 3000 times]z[。]"},
        {"3.14", "z[3.14]"},
        {"It is pi. 3.14!", "e[It is pi. 3.14!]"},
        {"3.14! It is pi.", "e[3.14! It is pi.]"},
        {"圆周率。3.14!", "z[圆周率。3.14!]"},
        {"跑了5km，60 km/h，38°C", "z[跑了5km，60 km/h，38°C]"},
        {"I ran 5km at 10 km/h.", "e[I ran 5km at 10 km/h.]"},
        {"内存16GB", "z[内存16GB]"},
        {"价格是HK$13.5或USD 5", "z[价格是HK$13.5或USD 5]"},
        {"8:00 a.m.准时", "z[8:00 a.m.准时]"},
        {"在21st century", "z[在]e[21st century]"},
        {"CA1234次、MP3、RTX4090", "z[CA1234次、MP3、RTX4090]"},
        {"MAX8跑鞋", "e[MAX]z[8跑鞋]"},
        {"C语言和C++", "z[C语言和C++]"},
        {"看R&D部门的Q&A", "z[看]e[R&D]z[部门的]e[Q&A]"},
        {"Johnson & Johnson公司", "e[Johnson & Johnson]z[公司]"},
        {"计划B和Plan B", "z[计划B和]e[Plan B]"},
        {"支持TCP/IP和iOS/Android。", "z[支持]e[TCP/IP]z[和]e[iOS/Android]z[。]"},
        {"A/B测试", "z[A/B测试]"},
        {"见https://a.cn/x?y=1。", "z[见]e[https://a.cn/x?y=1]z[。]"},
        {"发给a.b@qq.com吧", "z[发给]e[a.b@qq.com]z[吧]"},
        {"上example.com查", "z[上]e[example.com]z[查]"},
        {"ありがとう，谢谢", "o[ありがとう]z[，谢谢]"},
        {"Привет world", "o[Привет]e[ world]"},
        {"他说：“Hello！”", "z[他说：“]e[Hello]z[！”]"},
        {"（Hello）", "e[（Hello）]"},
        {"the U.S. 在", "e[the U.S. ]z[在]"},
        {"naïve café", "e[naïve café]"},
        {"休息5 minutes后", "z[休息]e[5 minutes]z[后]"},
        {"I have 3 个", "e[I have ]z[3 个]"},
        {"Meet me at 三里屯, Building 5", "e[Meet me at ]z[三里屯, ]e[Building 5]"},
        {"他在三里屯, Building 5", "z[他在三里屯, ]e[Building ]z[5]"}, /* a particle: Chinese */
        {"第IV章和II期", "z[第IV章和II期]"},
        {"MV和III", "e[MV]z[和]e[III]"},
        {"NaCl和Fe2O3，SaaS", "z[NaCl和Fe2O3，]e[SaaS]"},
        {"ETC和HE结局", "z[ETC和HE结局]"},
        {"按Ctrl+C", "z[按]e[Ctrl]z[+]e[C]"},
        {"见Dr. Smith", "z[见]e[Dr. Smith]"}, /* one sentence, so inside Chinese */
        {"S.H.E的歌", "e[S.H.E]z[的歌]"},
        {"！？", "z[！？]"},
        {"5", "z[5]"},
    };
    EXPECT(cases, TEXT_AUTO);
}

static void forced(void **state)
{
    (void)state;
    static const struct sample en[] = {
        {"5", "e[5]"}, {"$5!", "e[$5!]"}, {"有5个", "z[有]e[5]z[个]"}, {"5km", "e[5km]"}};
    static const struct sample zh[] = {
        {"5", "z[5]"}, {"Chapter 3", "e[Chapter ]z[3]"}, {"O2O", "z[O2O]"}, {"...", "z[...]"}};
    EXPECT(en, TEXT_EN);
    EXPECT(zh, TEXT_ZH);
}

static void in_chinese(void **state)
{
    (void)state;
    struct mapped m = fold("Good day. 我爱world。", strlen("Good day. 我爱world。"));
    struct runs runs;
    assert_int_equal(runs_split(&m, TEXT_AUTO, &runs), 0);
    assert_int_equal(runs.n, 4);
    assert_false(runs.list[0].in_chinese);
    assert_int_equal(runs.list[2].kind, RUN_EN);
    assert_true(runs.list[2].in_chinese);
    runs_free(&runs);
    mapped_free(&m);
}

/* Runs tile whatever comes; a megabyte of one thing takes linear time. */
static void anything(void **state)
{
    (void)state;
    static const char alphabet[] = "aI5&-./@ $°:\nhttp://www.a@b.com我。か，“";
    struct rng r = {.state = 5};
    struct buf out = buf_make(1 << 24);
    for (int round = 0; round < 20000; round++) {
        char s[40];
        size_t n = rng_below(&r, sizeof(s) - 1);
        for (size_t i = 0; i < n; i++)
            s[i] = alphabet[rng_below(&r, sizeof(alphabet) - 1)];
        s[n] = 0;
        buf_clear(&out);
        show(s, (enum text_lang)(round % 3), &out);
    }
    static const char *const units[] = {"a",  "5",  "-",   "a-", "a&", "a.",   "a@",  "& ",
                                        "5 ", "我", "a我", "。", "か", "5km/", "www."};
    enum { N = 1 << 20 };
    char *s = malloc(N + 1);
    assert_non_null(s);
    for (size_t u = 0; u < sizeof(units) / sizeof(*units); u++) {
        size_t len = strlen(units[u]), n = N / len * len;
        for (size_t i = 0; i < n; i++)
            s[i] = units[u][i % len];
        s[n] = 0;
        buf_clear(&out);
        show(s, TEXT_AUTO, &out);
    }
    free(s);
    buf_free(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(by_context),
        cmocka_unit_test(forced),
        cmocka_unit_test(in_chinese),
        cmocka_unit_test(anything),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
