/* The whole front end over the imported lexicons (skipped without them): what must hold for any
 * input, and time that stays linear.  What words sound like is in tests/text/. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "front_end.h"

#include "base/file.h"
#include "base/rng.h"
#include "base/utf8.h"
#include "text/text.h"

static int in_vocabulary(uint32_t cp)
{
    static const char symbols[] =
        ";:,.!?—…\"()“” "
        "\u0303ʣʥʦʨᵝꭧAIOQSTWYᵊabcdefhijklmnopqrstuvwxyzɑɐɒæβɔɕçɖðʤəɚɛɜɟ"
        "ɡɥɨɪʝɯɰŋɳɲɴøɸθœɹ"
        "ɾɻʁɽʂʃʈʧʊʋʌɣɤχʎʒʔˈˌːʰʲ↓→↗↘ᵻ";
    char s[5] = {0};
    utf8_put(s, cp);
    return cp && strstr(symbols, s) != NULL;
}

static void check_words(const struct text_doc *d)
{
    for (size_t i = 0; i < d->words.n; i++) {
        const struct word *w = &d->words.list[i];
        assert_in_range(w->from, 0, d->n_chars);
        assert_in_range(w->to, w->from, d->n_chars);
        assert_non_null(w->norm);
        assert_non_null(w->phonemes);
        assert_non_null(w->why);
        assert_true(utf8_valid(w->norm, strlen(w->norm), NULL));
        if (w->kind == WORD_SPOKEN) assert_true(w->phonemes[0] != 0);
        for (size_t at = 0, n = strlen(w->phonemes); at < n;)
            assert_true(in_vocabulary(utf8_next(w->phonemes, n, &at)));
        assert_true(!w->pinyin == !w->citation);
    }
}

static void check_sentences(const struct text_doc *d)
{
    uint32_t at = 0;
    size_t word = 0;
    for (size_t k = 0; k < d->n_sentences; k++) {
        const struct text_sentence *s = &d->sentences[k];
        assert_int_equal(s->from, at);
        assert_int_equal(s->first, word);
        assert_true(s->to >= s->from && s->n > 0);
        at = s->to;
        word += s->n;
        struct buf b = buf_make(1 << 20);
        assert_int_equal(text_phonemes(d, s->first, s->n, &b), 0);
        assert_true(b.len > 0 && b.data[0] != ' ' && b.data[b.len - 1] != ' ');
        assert_null(strstr(b.data, "   "));
        for (size_t i = 0; i < b.len;)
            assert_true(in_vocabulary(utf8_next(b.data, b.len, &i)));
        buf_free(&b);
    }
    if (!d->n_sentences) return;
    assert_int_equal(at, d->n_chars);
    assert_int_equal(word, d->words.n);
}

static void check(void **state, const char *s, size_t n, const struct text_options *opt)
{
    if (!*state) skip();
    struct text_doc d;
    struct err e = {0};
    assert_int_equal(text_read(*state, s, n, opt, &d, &e), 0);
    assert_int_equal(d.n_chars, utf8_count(s, n));
    check_words(&d);
    check_sentences(&d);
    for (int form = TEXT_NORMALIZED; form <= TEXT_BREAKS; form++) {
        struct buf b = buf_make(64 << 20);
        assert_int_equal(text_format(&d, (enum text_form)form, &b), 0);
        assert_null(memchr(b.data, '\n', b.len));
        assert_true(utf8_valid(b.data, b.len, NULL));
        buf_free(&b);
    }
    text_doc_free(&d);
}

static void nothing_to_say(void **state)
{
    static const char *const texts[] = {"",         " ",  "\n\n",   "。！", "😀",
                                        "\xFF\xFE", "か", "\u200b", "(^_^)"};
    if (!*state) skip();
    for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
        struct text_doc d;
        assert_int_equal(text_read(*state, texts[i], strlen(texts[i]), NULL, &d, NULL), 0);
        assert_int_equal(d.n_sentences, 0);
        text_doc_free(&d);
    }
}

static void paragraphs(void **state)
{
    if (!*state) skip();
    static const char text[] = "第一段。还有一句。\r\n\r\nThe second one.\nLast";
    struct text_doc d;
    assert_int_equal(text_read(*state, text, strlen(text), NULL, &d, NULL), 0);
    assert_int_equal(d.n_sentences, 4);
    static const int want[] = {0, 1, 1, 0};
    for (size_t i = 0; i < 4; i++)
        assert_int_equal(d.sentences[i].paragraph, want[i]);
    assert_string_equal(d.normalized, "第一段。还有一句。\nThe second one.\nLast");
    text_doc_free(&d);
    check(state, text, strlen(text), NULL);
}

/* Every block of Unicode, a line of 64 code points at a time. */
static void every_block(void **state)
{
    for (uint32_t cp = 0; cp < 0x30000; cp += 64) {
        char s[64 * 4];
        size_t n = 0;
        for (uint32_t k = 0; k < 64; k++)
            n += utf8_put(s + n, cp + k);
        check(state, s, n, NULL);
    }
}

static void random_input(void **state)
{
    static const char *const bits[] = {
        "我", "是",   "hello", " ", "5",   "$",  "%",  "。",       "，", "3.14",       "iPhone",
        "“",  "”",    "(",     ")", "\n",  "か", "😀",  "-",        "/",  ":",          "km",
        "第", "\xFF", "'s",    "A", "...", "一", "不", "\xCC\x81", "²",  "2026-11-22", "www.a.com"};
    struct rng r = {.state = 11};
    for (int round = 0; round < 3000; round++) {
        char s[256];
        size_t n = 0;
        if (round % 3 == 0) {
            n = rng_below(&r, 200);
            for (size_t i = 0; i < n; i++)
                s[i] = (char)rng_next(&r);
        } else {
            for (uint32_t k = rng_below(&r, 20); k && n < sizeof(s) - 16; k--) {
                const char *bit = bits[rng_below(&r, sizeof(bits) / sizeof(*bits))];
                memcpy(s + n, bit, strlen(bit));
                n += strlen(bit);
            }
        }
        struct text_options opt = text_default_options();
        opt.lang = (enum text_lang)(round % 3);
        opt.english_in_chinese = round / 3 % 2;
        opt.sandhi_phonemes = (enum text_tones)(round / 6 % 3);
        check(state, s, n, &opt);
    }
}

/* Of this thread alone: other programs at work would tell a lie. */
static int64_t processor_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

/* Eight times the text may take at most about eight times the time: quadratic steps would need 64
 * times.  Small sizes first, so that a hang is seen as a failure and not as a time-out. */
static void linear_time(void **state)
{
    static const char *const units[] = {
        "a",  "我", "5", " ",  "。", "-", "a ", "我a", "か", "(",       "\"",    "\xCC\x81",
        "一", "5,", "$", "行", ".",  "😀", "\n", "a.",  "3/", "hello, ", "你好。"};
    enum { SMALL = 4 << 10, LARGE = SMALL * 8 };
    if (!*state) skip();
    char *s = malloc(LARGE);
    assert_non_null(s);
    for (size_t u = 0; u < 2 * sizeof(units) / sizeof(*units); u++) {
        struct text_options opt = text_default_options();
        opt.lang = u % 2 ? TEXT_EN : TEXT_ZH;
        int64_t best[2] = {INT64_MAX, INT64_MAX};
        for (int large = 0; large < 2; large++)
            for (int run = 0; run < 2; run++) {
                size_t len = strlen(units[u / 2]), n = (large ? LARGE : SMALL) / len * len;
                for (size_t i = 0; i < n; i++)
                    s[i] = units[u / 2][i % len];
                struct text_doc d;
                int64_t start = processor_ns();
                assert_int_equal(text_read(*state, s, n, &opt, &d, NULL), 0);
                int64_t took = processor_ns() - start;
                if (took < best[large]) best[large] = took;
                text_doc_free(&d);
            }
        if (best[1] > best[0] * 30 && best[1] > 60000000)
            fail_msg("'%s' x %d: %.1f ms, x 8: %.1f ms", units[u / 2], SMALL, (double)best[0] / 1e6,
                     (double)best[1] / 1e6);
    }
    free(s);
}

static void a_megabyte(void **state)
{
    static const char *const units[] = {"a", "我", "5", "。", "か", "hello 世界，"};
    enum { N = 1 << 20 };
    if (!*state) skip();
    char *s = malloc(N);
    assert_non_null(s);
    for (size_t u = 0; u < sizeof(units) / sizeof(*units); u++) {
        size_t len = strlen(units[u]), n = N / len * len;
        for (size_t i = 0; i < n; i++)
            s[i] = units[u][i % len];
        check(state, s, n, NULL);
    }
    free(s);
}

static void too_long(void **state)
{
    if (!*state) skip();
    struct text_doc d;
    struct err e = {0};
    assert_int_equal(text_read(*state, "", (size_t)TEXT_MAX_BYTES + 1, NULL, &d, &e), E_LONG);
    assert_int_equal(d.n_sentences, 0);
}

static void missing_tables(void **state)
{
    (void)state;
    struct text *t = NULL;
    struct err e = {0};
    assert_int_equal(text_open(&t, "/nonexistent/utter", &e), E_NOENT);
    assert_null(t);
    assert_non_null(strstr(e.msg, "/nonexistent/utter"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_to_say), cmocka_unit_test(paragraphs),
        cmocka_unit_test(every_block),    cmocka_unit_test(random_input),
        cmocka_unit_test(linear_time),    cmocka_unit_test(a_megabyte),
        cmocka_unit_test(too_long),       cmocka_unit_test(missing_tables),
    };
    return cmocka_run_group_tests(tests, open_text, close_text);
}
