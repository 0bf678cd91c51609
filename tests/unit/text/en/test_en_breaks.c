#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "text/en/en_breaks.h"

/* "one word, other |word": words and commas; what stands behind it is one of the levels below. */
static struct words words_of(const char *text)
{
    struct words w = words_make();
    while (*text) {
        char s[32] = {0};
        size_t n = strcspn(text, " ,");
        if (!n) n = *text == ',';
        if (!n) {
            text++;
            continue;
        }
        memcpy(s, text, n);
        text += n;
        struct word word = {.kind = *s == ',' ? WORD_PUNCT : WORD_SPOKEN,
                            .lang = WORD_EN,
                            .norm = s,
                            .phonemes = s};
        assert_non_null(words_add(&w, &word));
    }
    return w;
}

static int brk_before(const char *text, const char *word)
{
    struct words w = words_of(text);
    int brk = -1;
    en_find_breaks(&w);
    for (size_t i = 0; i < w.n; i++)
        if (!strcmp(w.list[i].norm, word)) brk = w.list[i].brk;
    words_free(&w);
    return brk;
}

static void levels(void **state)
{
    (void)state;
    const char *text =
        "The old committee met in London last week and that nobody has ever noticed it";
    assert_int_equal(brk_before(text, "The"), WORD_BREAK_NONE);
    assert_int_equal(brk_before(text, "old"), WORD_BREAK_NONE); /* behind the article */
    assert_int_equal(brk_before(text, "met"), WORD_BREAK_WORD);
    assert_int_equal(brk_before(text, "in"), WORD_BREAK_PHRASE);
    assert_int_equal(brk_before(text, "London"), WORD_BREAK_NONE);
    assert_int_equal(brk_before(text, "and"), WORD_BREAK_BREATH);
    assert_int_equal(brk_before(text, "that"), WORD_BREAK_NONE);
    assert_int_equal(brk_before("boys AND girls", "AND"), WORD_BREAK_PHRASE);
}

static void marks_start_afresh(void **state)
{
    (void)state;
    const char *text = "one two three four five six seven, eight and nine";
    assert_int_equal(brk_before(text, "eight"), WORD_BREAK_NONE);
    assert_int_equal(brk_before(text, "and"), WORD_BREAK_PHRASE);
}

/* The table is searched in halves: every one of these must be found. */
static void known_words(void **state)
{
    (void)state;
    static const char *const clauses[] = {
        "after", "although", "and",     "because", "before", "but",    "if",
        "nor",   "or",       "since",   "so",      "though", "unless", "until",
        "when",  "where",    "whether", "which",   "while",  "who",    "whose"};
    static const char *const phrases[] = {
        "about",   "against", "among",  "as",      "at",    "between", "by",     "during",
        "for",     "from",    "in",     "into",    "on",    "over",    "than",   "that",
        "through", "to",      "toward", "towards", "under", "with",    "within", "without"};
    char text[200];
    for (size_t i = 0; i < sizeof(clauses) / sizeof(*clauses); i++) {
        snprintf(text, sizeof(text), "red green blue black white pink %s gold", clauses[i]);
        assert_int_equal(brk_before(text, clauses[i]), WORD_BREAK_BREATH);
        assert_int_equal(brk_before(text, "gold"), WORD_BREAK_NONE);
    }
    for (size_t i = 0; i < sizeof(phrases) / sizeof(*phrases); i++) {
        snprintf(text, sizeof(text), "red green blue black white pink %s gold", phrases[i]);
        assert_int_equal(brk_before(text, phrases[i]), WORD_BREAK_PHRASE);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(levels),
        cmocka_unit_test(marks_start_afresh),
        cmocka_unit_test(known_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
