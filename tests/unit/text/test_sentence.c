/* Sentences from words that the test writes itself: "word" is English, "字" Chinese, marks are
 * marks; spans are the code points of the text. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/utf8.h"
#include "text/script.h"
#include "text/sentence.h"

struct made {
    struct text_doc doc;
    size_t breaks[16], n_breaks;
};

static const char *mark_of(const char *s)
{
    static const char *const pairs[][2] = {
        {"。", "."}, {"，", ","}, {"！", "!"}, {"？", "?"}, {"；", ";"}};
    for (size_t i = 0; i < sizeof(pairs) / sizeof(*pairs); i++)
        if (!strcmp(pairs[i][0], s)) return pairs[i][1];
    return s;
}

/* Every Han character and every mark is a word, every stretch of Latin letters too. */
static void make(struct made *m, const char *text)
{
    *m = (struct made){.doc = {.words = words_make()}};
    size_t n = strlen(text), at = 0;
    uint32_t index = 0;
    int space = 0;
    while (at < n) {
        size_t start = at;
        uint32_t from = index++, cp = utf8_next(text, n, &at);
        enum script s = script_of(cp);
        if (s == SCRIPT_SPACE || s == SCRIPT_LINE) {
            if (s == SCRIPT_LINE) m->breaks[m->n_breaks++] = m->doc.words.n;
            space = 1;
            continue;
        }
        while (s == SCRIPT_LATIN && at < n && script_is_ascii_letter((unsigned char)text[at]))
            at++, index++;
        char word[600];
        memcpy(word, text + start, at - start);
        word[at - start] = 0;
        struct word w = {.kind = s == SCRIPT_MARK ? WORD_PUNCT : WORD_SPOKEN,
                         .lang = s == SCRIPT_HAN || cp > 0x3000 ? WORD_ZH : WORD_EN,
                         .from = from,
                         .to = index,
                         .norm = word,
                         .phonemes = s == SCRIPT_MARK ? mark_of(word) : word,
                         .space_before = s == SCRIPT_MARK ? 0 : space || s == SCRIPT_HAN};
        space = 0;
        assert_non_null(words_add(&m->doc.words, &w));
    }
    m->doc.n_chars = index;
    assert_int_equal(sentences_cut(&m->doc, m->breaks, m->n_breaks), 0);
}

/* The sentences as they stand in the text, "|" between, and "¶" after the last of a paragraph. */
static void expect(const char *text, const char *want)
{
    struct made m;
    make(&m, text);
    char got[1200] = "";
    size_t n = strlen(text), at = 0, len = 0;
    uint32_t index = 0, last = 0;
    for (size_t k = 0; k < m.doc.n_sentences; k++) {
        const struct text_sentence *s = &m.doc.sentences[k];
        assert_int_equal(s->from, last);
        assert_true(s->to > s->from);
        last = s->to;
        if (k) got[len++] = '|';
        for (; index < s->to && at < n; index++) {
            size_t start = at;
            utf8_next(text, n, &at);
            memcpy(got + len, text + start, at - start);
            len += at - start;
        }
        if (s->paragraph) got[len++] = '#';
    }
    got[len] = 0;
    if (m.doc.n_sentences) assert_int_equal(last, m.doc.n_chars);
    if (strcmp(got, want) != 0) print_error("%s\n  is   %s\n  want %s\n", text, got, want);
    assert_string_equal(got, want);
    free(m.doc.sentences);
    words_free(&m.doc.words);
}

static void cuts(void **state)
{
    (void)state;
    expect("", "");
    expect("。！", "");
    expect("好。", "好。");
    expect("好。坏！吗？", "好。|坏！|吗？");
    expect("好；坏。", "好；|坏。");
    expect("This; that. Then!", "This; that. |Then!");
    expect("他说“好。”走了。", "他说“好。”|走了。");
    expect("He said (no.) Yes.", "He said (no.) |Yes.");
    expect("好！！！？坏", "好！！！？|坏");
    expect("So do I. Then go.", "So do I. |Then go.");
    expect("See index.html now.", "See index.html now.");
    expect("我…不知道。", "我…不知道。");
    expect("He went on and on and on about it… Then he left.",
           "He went on and on and on about it… |Then he left.");
    expect("一行\n二行。\n\n三行", "一行\n#|二行。\n\n#|三行");
    expect("。好。坏", "。好。|坏");
    expect("好。\n。。\n坏", "好。\n。。\n#|坏");
    expect("“好。", "“好。");
}

/* 900 phonemes without an end: cut at pauses when there are any, else between words. */
static void long_sentences(void **state)
{
    (void)state;
    char text[4000] = "";
    for (int i = 0; i < 300; i++)
        strncat(text, i % 90 == 89 ? "hi, " : "hi ", 8);
    struct made m;
    make(&m, text);
    assert_true(m.doc.n_sentences >= 3);
    for (size_t k = 0; k < m.doc.n_sentences; k++) {
        const struct text_sentence *s = &m.doc.sentences[k];
        size_t n = 0;
        for (size_t i = s->first; i < s->first + s->n; i++)
            n += strlen(m.doc.words.list[i].phonemes) + (m.doc.words.list[i].space_before != 0);
        assert_in_range(n, 1, SENTENCE_PHONEMES);
        if (k + 1 < m.doc.n_sentences)
            assert_string_equal(m.doc.words.list[s->first + s->n - 1].phonemes, ",");
    }
    free(m.doc.sentences);
    words_free(&m.doc.words);

    for (char *c = text; *c; c++)
        if (*c == ',') *c = ' ';
    make(&m, text);
    assert_int_equal(m.doc.n_sentences, 3); /* 133 words of 3 fill 399 */
    free(m.doc.sentences);
    words_free(&m.doc.words);

    make(&m, text); /* the same words, with one good break */
    free(m.doc.sentences);
    m.doc.sentences = NULL;
    m.doc.n_sentences = 0;
    m.doc.words.list[70].brk = WORD_BREAK_PHRASE;
    m.doc.words.list[90].brk = WORD_BREAK_WORD;
    assert_int_equal(sentences_cut(&m.doc, NULL, 0), 0);
    assert_int_equal(m.doc.sentences[1].first, 70);
    free(m.doc.sentences);
    words_free(&m.doc.words);

    memset(text, 'a', 500); /* one word over the limit stays whole */
    memcpy(text + 500, " b.", 4);
    make(&m, text);
    assert_int_equal(m.doc.n_sentences, 2);
    assert_int_equal(m.doc.sentences[0].n, 1);
    free(m.doc.sentences);
    words_free(&m.doc.words);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cuts),
        cmocka_unit_test(long_sentences),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
