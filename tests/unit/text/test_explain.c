/* The table of `utter text --explain`: columns that stand under each other whatever their widths,
 * every stretch of the input in one row, the steps, and JSON that says the same. */
#include "front_end.h"

#include <stdlib.h>
#include <string.h>

#include <jansson.h>
#include <utf8proc.h>

#include "base/buf.h"
#include "base/utf8.h"
#include "text/explain.h"

static struct buf explain(void **state, const char *s, size_t n, int json, int steps)
{
    struct text_options opt = text_default_options();
    struct text_doc d;
    struct err e = {0};
    struct buf b = buf_make(1 << 20);
    opt.markup = 1;
    opt.keep_steps = steps;
    assert_int_equal(text_read(*state, s, n, &opt, &d, &e), 0);
    assert_int_equal(json ? explain_json(&d, s, n, &b) : explain_table(&d, s, n, &b), 0);
    text_doc_free(&d);
    assert_true(utf8_valid(b.data, b.len, NULL));
    return b;
}

/* Columns that the n bytes at s take on a terminal. */
static size_t width(const char *s, size_t n)
{
    size_t sum = 0;
    for (size_t at = 0; at < n;) {
        int w = utf8proc_charwidth((utf8proc_int32_t)utf8_next(s, n, &at));
        sum += w > 0 ? (size_t)w : 0;
    }
    return sum;
}

/* Where `what` begins in the line that begins at `line`. */
static size_t column(const char *line, const char *what)
{
    const char *end = strchr(line, '\n'), *at = strstr(line, what);
    assert_non_null(end);
    if (!at || at > end) print_error("no '%s' in '%.*s'\n", what, (int)(end - line), line);
    assert_true(at && at < end);
    return width(line, (size_t)(at - line));
}

static const char *line_with(const char *table, const char *what)
{
    const char *at = strstr(table, what);
    if (!at) print_error("no '%s' in\n%s", what, table);
    assert_non_null(at);
    while (at > table && at[-1] != '\n')
        at--;
    return at;
}

static void columns(void **state)
{
    if (!*state) skip();
    static const char text[] = "涨了5%，ｉPhone e\u0301t cafe\u0301 重庆";
    struct buf b = explain(state, text, strlen(text), 0, 0);
    const char *head = b.data, *number = line_with(b.data, "百分之五"),
               *city = line_with(b.data, "chong2"), *phone = line_with(b.data, "iPhone");
    assert_int_equal(strncmp(head, "lang  written", 13), 0);
    assert_int_equal(column(number, "5%"), column(head, "written"));
    assert_int_equal(column(number, "百分之五"), column(head, "as read"));
    assert_int_equal(column(city, "chong2"), column(head, "reading"));
    assert_int_equal(column(city, "dictionary"), column(head, "why"));
    assert_int_equal(column(phone, "ˈIfˌOn"), column(head, "sounds"));
    for (const char *line = b.data; *line; line = strchr(line, '\n') + 1)
        assert_true(line == strchr(line, '\n') || strchr(line, '\n')[-1] != ' ');
    buf_free(&b);
}

/* Several words of one stretch: it is named once. */
static void stretches(void **state)
{
    if (!*state) skip();
    static const char text[] = "[重](/chong2/)😀$5。\nB";
    struct buf b = explain(state, text, strlen(text), 0, 0);
    assert_int_equal(column(line_with(b.data, "written beside it"), "重"),
                     column(b.data, "written"));
    assert_int_equal(strncmp(line_with(b.data, "😀"), "-     ", 6), 0);
    (void)column(line_with(b.data, "😀"), "not read");
    (void)column(line_with(b.data, "$5"), "五美元");
    assert_null(strstr(strstr(b.data, "$5") + 1, "$5"));
    assert_non_null(strstr(b.data, "\n\nen    B")); /* a blank line parts sentences */
    buf_free(&b);
}

static void steps(void **state)
{
    if (!*state) skip();
    static const char text[] = "# **价格**Ａ１\n我用iPhone 15";
    struct buf b = explain(state, text, strlen(text), 0, 1);
    assert_non_null(strstr(b.data, "\n\npage        价格Ａ１ / 我用iPhone 15\n"));
    assert_non_null(strstr(b.data, "\nfolded      价格A1 / 我用iPhone 15\n"));
    assert_non_null(strstr(b.data, "\nruns        zh 价格A1 | zh 我用 | en iPhone  | zh 15\n"));
    assert_non_null(strstr(b.data, "\nnormalized  价格A一 / 我用iPhone 十五\n"));
    buf_free(&b);
    b = explain(state, text, strlen(text), 0, 0); /* not kept: not shown */
    assert_null(strstr(b.data, "folded"));
    buf_free(&b);
}

static void nothing_and_garbage(void **state)
{
    if (!*state) skip();
    static const struct {
        const char *s;
        size_t n;
    } texts[] = {{"", 0}, {" \n ", 3}, {"\xFF", 1}, {"a\0b\xE4\xBD", 5}, {"\xF0\x9F", 2}};
    for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
        struct buf b = explain(state, texts[i].s, texts[i].n, 0, 1);
        assert_int_equal(strncmp(b.data, "lang", 4), 0);
        buf_free(&b);
        b = explain(state, texts[i].s, texts[i].n, 1, 1);
        json_t *all = json_loads(b.data, 0, NULL);
        assert_non_null(all);
        json_decref(all);
        buf_free(&b);
    }
    struct buf b = explain(state, "好\xFF", 4, 0, 0);
    (void)column(line_with(b.data, "\uFFFD"), "not read"); /* shown as what it became */
    buf_free(&b);
}

/* Every code point of the input is in one object or in none, and they rise. */
static void json(void **state)
{
    if (!*state) skip();
    static const char text[] = "涨了5%，\"iPhone\"\t15\\ 不去";
    struct buf b = explain(state, text, strlen(text), 1, 1);
    json_t *all = json_loads(b.data, 0, NULL), *word;
    assert_non_null(all);
    size_t i;
    json_int_t last = 0;
    int neutral = 0;
    json_array_foreach(json_object_get(all, "words"), i, word)
    {
        json_int_t from = json_integer_value(json_object_get(word, "from"));
        json_int_t to = json_integer_value(json_object_get(word, "to"));
        assert_true(from >= last || from < to);
        assert_in_range(to, from, utf8_count(text, strlen(text)));
        last = from;
        const char *norm = json_string_value(json_object_get(word, "word"));
        const char *why = json_string_value(json_object_get(word, "why"));
        assert_non_null(why);
        if (norm && !strcmp(norm, "不")) {
            assert_string_equal(json_string_value(json_object_get(word, "citation")), "bu4");
            assert_string_equal(json_string_value(json_object_get(word, "pinyin")), "bu2");
            neutral++;
        }
    }
    assert_int_equal(neutral, 1);
    assert_string_equal(json_string_value(json_object_get(all, "page")), text);
    assert_string_equal(json_string_value(json_object_get(all, "runs")),
                        "zh 涨了5%，\" | en iPhone\"  | zh 15\\ 不去");
    json_decref(all);
    buf_free(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(columns), cmocka_unit_test(stretches),
        cmocka_unit_test(steps),   cmocka_unit_test(nothing_and_garbage),
        cmocka_unit_test(json),
    };
    return cmocka_run_group_tests(tests, open_text, close_text);
}
