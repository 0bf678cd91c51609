/* Pages: what becomes of markup and of what only looks like it, spans, garbage, linear time. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/rng.h"
#include "base/utf8.h"
#include "text/pages.h"

static struct mapped page(const char *s, size_t n)
{
    struct mapped in = mapped_make(), out = mapped_make();
    mapped_from_utf8(&in, s, n);
    assert_int_equal(pages_read(&in, &out), 0);
    mapped_free(&in);
    return out;
}

static void pages(void **state)
{
    (void)state;
    static const struct {
        const char *in, *want;
    } cases[] = {
        {"", ""},
        {"没有标记，just text.", "没有标记，just text."},
        /* not markup */
        {"3 * 4 = 12, a_b_c, #1, <3, i<5, 2**3, x*y*z",
         "3 * 4 = 12, a_b_c, #1, <3, i<5, 2**3, x*y*z"},
        {"$5 and $10, 从$5到$10", "$5 and $10, 从$5到$10"},
        {"a<b>c and <your name>", "a<b>c and <your name>"},
        {"C:\\temp\\*.c [1] (2) AT&T", "C:\\temp\\*.c [1] (2) AT&T"},
        {"> 5 度", "5 度"},
        {">5 and >=3", ">5 and >=3"},
        {"-5 度", "-5 度"},
        {"**open `and", "**open `and"},
        /* blocks */
        {"# 一\n## Two ##\n### C#", "一\nTwo\nC#"},
        {"- a\n* b\n+ c\n  - [x] d\n1. e", "a\nb\nc\nd\n1. e"},
        {"a\n---\nb\n***\n= = =", "a\n\nb\n\n"},
        {"> > quoted", "quoted"},
        {"```c\nint *a = **b; // &amp;\n```\nx", "\nint *a = **b; // &amp;\n\nx"},
        {"| a | b |\n|---|:-:|\n| 1 |  |", "a, b\n\n1"},
        {"名 | 岁\n--- | ---\n张 | 5", "名，岁\n\n张，5"},
        {"[a]: https://x.com \"t\"\n[^1]: 注", "\n注"},
        /* within lines */
        {"**粗** *斜* __b__ _i_ ~~s~~ ***all***", "粗 斜 b i s all"},
        {"**“重点”**是", "“重点”是"},
        {"`a_b * c` ``x`y``", "a_b * c x`y"},
        {"[text](http://x/(a)_b \"t\") ![alt](p.png)", "text alt"},
        {"[![Build](b.svg)](ci) [a][ref] [^note]", "Build a "},
        {"[word](/wɝd/)", "word"}, /* a reading is taken before the page is read */
        {"\\*not \\# x", "*not # x"},
        /* HTML */
        {"<p>a<br/>b</p><!-- c -->d", "\na\nb\nd"},
        {"<b>x</b><SCRIPT>if (a<b) c;</SCRIPT>y", "xy"},
        {"<td>1</td><td>2</td>", "1, 2"},
        {"<img src='x' alt=\"一只猫\">", "一只猫"},
        {"H<sub>2</sub>O m<sup>2</sup> 10<sup>-6</sup> word<sup>7</sup>", "H2O m² 10^-6 word"},
        {"<https://a.b/c_d_e>", "https://a.b/c_d_e"},
        {"&lt;b&gt; &amp;amp; &#20320;&#x597D; &nosuch; &#xD800;",
         "<b> &amp; 你好 &nosuch; \uFFFD"},
        {"<html>\n<p>one\ntwo</p>\n</html>", "\n \none two\n \n"},
        /* LaTeX */
        {"$x^2+1=\\frac{1}{2}$", "x squared plus 1 equals 1/2"},
        {"公式$\\frac{a}{b}$", "公式b分之A"},
        {"设$x_1 \\ne -2$，$\\sqrt[3]{8}$", "设x 1不等于负2，三次根号8"},
        {"$$\\sum_{i=1}^{n} i$$", "the sum from i equals 1 to n of i"},
        {"\\(30^\\circ\\) and \\[|x|\\]", "30 degrees and the absolute value of x"},
        {"$f(x) = \\sin x$", "f of x equals sine x"},
        {"$\\left(\\alpha\\right)$ $\\nosuch{a}$", "(alpha) nosuch A"},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        struct mapped got = page(cases[i].in, strlen(cases[i].in));
        if (strcmp(got.bytes, cases[i].want) != 0)
            print_error("'%s' became '%s', not '%s'\n", cases[i].in, got.bytes, cases[i].want);
        assert_string_equal(got.bytes, cases[i].want);
        mapped_free(&got);
    }
}

/* tests/text/pages.txt: whole pages. */
static void whole_pages(void **state)
{
    (void)state;
    static const char end_of_page[] = "\n%%%%\n", becomes[] = "\n==>\n";
    struct buf file = buf_make(1 << 20);
    struct err e = {0};
    assert_int_equal(file_read(&file, "tests/text/pages.txt", &e), 0);
    char *at = strstr(file.data, end_of_page);
    int n = 0, wrong = 0;
    while (at && *(at += strlen(end_of_page))) {
        char *want = strstr(at, becomes), *end = strstr(at, end_of_page);
        if (!want || !end || end < want) {
            fail_msg("page %d has no end", n + 1);
            break;
        }
        *end = 0;
        struct mapped got = page(at, (size_t)(want - at));
        want += strlen(becomes);
        if (strcmp(got.bytes, want) != 0) {
            print_error("page %d became\n%s\nnot\n%s\n", n + 1, got.bytes, want);
            wrong++;
        }
        mapped_free(&got);
        *end = '\n';
        at = end;
        n++;
    }
    buf_free(&file);
    assert_true(n > 60);
    assert_int_equal(wrong, 0);
}

static void keeps_spans(void **state)
{
    (void)state;
    struct mapped got = page("**你** &lt;$x^2$", strlen("**你** &lt;$x^2$"));
    assert_string_equal(got.bytes, "你 <x的平方");
    assert_int_equal(got.from[0], 2);
    assert_int_equal(got.to[0], 3);
    assert_int_equal(got.from[4], 6); /* < */
    assert_int_equal(got.to[4], 10);
    assert_int_equal(got.from[5], 11); /* x^2 */
    assert_int_equal(got.to[got.n - 1], 14);
    mapped_free(&got);
}

static const char *const pieces[] = {
    "**",      "*",    "_",     "`",          "```",  "[",    "](",       ")",         "]",
    "![",      "<b>",  "</b>",  "<a href=\"", "<",    ">",    "$",        "$$",        "\\(",
    "\\frac{", "{",    "}",     "\\sqrt[",    "^",    "_{",   "&amp;",    "&#",        "|",
    "\n",      "# ",   "- ",    "> ",         "<!--", "-->",  "<script>", "</script>", "你好",
    "text ",   "5",    "|x",    "(",          "\\",   "\xFF", "---",      "~~",        "\\sum_",
    "\\text{", "<td>", "<sup>", " ",
};
enum { N_PIECES = sizeof(pieces) / sizeof(*pieces) };

static void garbage(void **state)
{
    (void)state;
    struct rng r = {.state = 5};
    for (int round = 0; round < 20000; round++) {
        char s[400];
        size_t n = 0, most = 1 + rng_below(&r, 40);
        for (size_t k = 0; k < most; k++) {
            const char *piece = pieces[rng_below(&r, N_PIECES)];
            size_t len = strlen(piece);
            memcpy(s + n, piece, len);
            n += len;
        }
        struct mapped got = page(s, n);
        uint32_t chars = (uint32_t)utf8_count(s, n);
        size_t bad;
        assert_true(utf8_valid(got.bytes, got.n, &bad));
        for (size_t i = 0; i < got.n; i++) {
            assert_true(got.from[i] < got.to[i] && got.to[i] <= chars);
            if (i) assert_true(got.from[i] >= got.from[i - 1]);
        }
        mapped_free(&got);
    }
}

/* The least of three times for n bytes of the piece (and the one after it) again and again. */
static int64_t time_of(const char *a, const char *b, size_t n)
{
    struct mapped in = mapped_make();
    char *s = malloc(n + 64);
    size_t len = 0;
    assert_non_null(s);
    while (len < n) {
        len = (size_t)(stpcpy(s + len, a) - s);
        len = (size_t)(stpcpy(s + len, b) - s);
    }
    mapped_from_utf8(&in, s, len);
    int64_t best = INT64_MAX;
    for (int k = 0; k < 3; k++) {
        struct mapped out = mapped_make();
        int64_t start = clock_ns();
        assert_int_equal(pages_read(&in, &out), 0);
        int64_t took = clock_ns() - start;
        if (took < best) best = took;
        mapped_free(&out);
    }
    mapped_free(&in);
    free(s);
    return best;
}

/* Eight times the text takes eight times as long; quadratic would be 64. The machine may be busy.
 */
static void linear_time(void **state)
{
    (void)state;
    enum { SMALL = 16 << 10, SLACK_NS = 50000000 };
    static const char *const seconds[] = {"", "<", " ", "x", "\\(("};
    for (size_t i = 0; i < N_PIECES; i++)
        for (size_t k = 0; k < sizeof(seconds) / sizeof(*seconds); k++) {
            int64_t small = time_of(pieces[i], seconds[k], SMALL);
            int64_t large = time_of(pieces[i], seconds[k], (size_t)8 * SMALL);
            if (large > 40 * small + SLACK_NS)
                print_error("'%s%s': %lld and %lld ns\n", pieces[i], seconds[k], (long long)small,
                            (long long)large);
            assert_true(large <= 40 * small + SLACK_NS);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pages),   cmocka_unit_test(whole_pages), cmocka_unit_test(keeps_spans),
        cmocka_unit_test(garbage), cmocka_unit_test(linear_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
