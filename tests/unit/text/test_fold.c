/* Folding: a table of what becomes what, the spans, and input that nobody means well with. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/rng.h"
#include "base/utf8.h"
#include "text/fold.h"
#include "text/fold_face.h"
#include "text/script.h"

static struct mapped fold(const char *s, size_t n)
{
    struct mapped in = mapped_make(), out = mapped_make();
    mapped_from_utf8(&in, s, n);
    fold_text(&in, NULL, &out);
    assert_int_equal(mapped_error(&out), 0);
    mapped_free(&in);
    return out;
}

static void folds(void **state)
{
    (void)state;
    static const struct {
        const char *in, *want;
    } cases[] = {
        {"", ""},
        {"你好，世界！", "你好，世界！"},
        {"ＡＢＣ１２３％＋－＝＠", "ABC123%+-=@"},
        {"（全角）；：？！，。、", "（全角）；：？！，。、"},
        {"｡｢｣､", "。「」、"},
        {"会议10：05开始，比分３：２", "会议10:05开始，比分3:2"},
        {"注意：10个", "注意：10个"},
        {"a\xC2\xA0 \xE3\x80\x80\tb", "a b"},
        {"  a  ", "a"},
        {"a \r\n\r\n b\rc\xE2\x80\xA8"
         "d",
         "a\nb\nc\nd"},
        {"\xEF\xBB\xBFhi\xE2\x80\x8Bgh\xC2\xADs", "highs"}, /* BOM, zero width, soft hyphen */
        {"a\x01"
         "b\x7F"
         "c",
         "a b c"},
        {"a\xFF"
         "b",
         "a b"},
        {"cafe\xCC\x81", "café"},
        {"x\xCC\xB6y\xCC\xB6", "xy"}, /* struck through */
        {"\xCC\x81\xCC\x82"
         "a",
         "a"},
        {"ﬁne ﬂow", "fine flow"},
        {"🅰座 🅗🅘 🆗 ⓐ", "A座 HI OK a"},
        {"ᴛᴇsᴛ ɴɪɢʜᴛ ʃɪ", "test night ʃɪ"},
        {"e\xCC\x81"
         "cole cafe\xCC\x81",
         "école café"},
        {"中À国 é café ĸ Łódź ŧ", "中A国 e café q Łódź t"},
        {"٣ ५ ๒๕ 𝟙𝟚", "3 5 25 12"},
        {"⻢⺟⼀", "马母一"},
        {"¯\\_(ツ)_/¯ 好 ʕ•ᴥ•ʔ m(_ _)m (^^;)", "好"},
        {"(=^・ω・^=) (๑•̀ㅂ•́)و✧ (づ￣ 3￣)づ o(╥﹏╥)o", ""},
        {"ok :smile: :+1: 10:30:15 a:b:c", "ok 10:30:15 a:b:c"},
        {"f(x) (a^b) (<=>) (x') (*args) (A→B) (か) (≥3)",
         "f(x) (a^b) (<=>) (x') (*args) (A→B) (か) (≥3)"},
        {"orz XD QAQ T^T", "orz XD QAQ"},
        {"1ˢᵗ 2ⁿᵈ 3ʳᵈ 4ᵗʰ 2ⁿ", "1st 2nd 3rd 4th 2^n"},
        {"①买菜②做饭⑳", "1买菜2做饭20"},
        {"❶❷ ⓫", "1 2 11"},
        {"第Ⅳ章", "第IV章"},
        {"5㎏ 3㎡ 25℃ №7", "5kg 3m² 25°C No.7"},
        {"3½ ½", "3 1/2 1/2"},
        {"10⁶ 10⁻⁶ m² x³ 10¹²", "10^6 10^-6 m² x³ 10^12"},
        {"如文献所述¹。", "如文献所述。"},
        {"H₂O", "H2O"},
        {"don’t ‘quoted’ “x”", "don't ‘quoted’ “x”"},
        {"pages 3–5", "pages 3-5"},
        {"this – that", "this — that"},
        {"co‑op −5", "co-op -5"},
        {"二○二六年", "二〇二六年"},
        {"○ 圆", "圆"},
        {"Windows™ ©2026", "Windows 2026"},
        {"你好😀世界", "你好 世界"},
        {"好开心😀！", "好开心！"},
        {"👨\xE2\x80\x8D👩\xE2\x80\x8D👧🇨🇳", ""},
        {"1\xEF\xB8\x8F\xE2\x83\xA3 #\xEF\xB8\x8F\xE2\x83\xA3", "1"},
        {"今天(^_^)真好", "今天 真好"},
        {"谢谢（＾▽＾）！", "谢谢！"},
        {"好的 :-) 再见", "好的 再见"},
        {"累了T_T", "累了"},
        {"ヽ(°〇°)ﾉ 啊", "啊"},
        {"(a) (2) (见上) (x+y) (...)", "(a) (2) (见上) (x+y) (...)"},
        {"时间 10:05 (T) f(x)", "时间 10:05 (T) f(x)"},
        {"ありがとう", "ありがとう"},
        {"Привет", "Привет"},
        {"α粒子", "α粒子"},
        {"豈", "豈"}, /* a compatibility ideograph */
        {"⼀", "一"}, /* a radical */
        {"𝐇𝐞𝐥𝐥𝐨", "Hello"},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        struct mapped got = fold(cases[i].in, strlen(cases[i].in));
        if (strcmp(got.bytes, cases[i].want) != 0)
            print_error("'%s' became '%s', not '%s'\n", cases[i].in, got.bytes, cases[i].want);
        assert_string_equal(got.bytes, cases[i].want);
        mapped_free(&got);
    }
}

static void keeps_spans(void **state)
{
    (void)state;
    struct mapped got = fold("5㎏😀e\xCC\x81½", strlen("5㎏😀e\xCC\x81½"));
    assert_string_equal(got.bytes, "5kg e1/2");
    static const uint32_t from[] = {0, 1, 1, 2, 3, 5, 5, 5}, to[] = {1, 2, 2, 3, 5, 6, 6, 6};
    assert_int_equal(got.n, sizeof(from) / sizeof(*from));
    assert_memory_equal(got.from, from, sizeof(from));
    assert_memory_equal(got.to, to, sizeof(to));
    mapped_free(&got);
}

/* What must hold of any result. */
static void check(const struct mapped *m, uint32_t n_chars)
{
    size_t bad;
    assert_true(utf8_valid(m->bytes, m->n, &bad));
    uint32_t last = '\n';
    for (size_t at = 0; at < m->n;) {
        assert_in_range(m->to[at], m->from[at] + 1, n_chars);
        if (at) assert_true(m->from[at] >= m->from[at - 1]);
        uint32_t cp = utf8_next(m->bytes, m->n, &at);
        assert_true(cp == '\n' || cp == ' ' || script_of(cp) != SCRIPT_SPACE);
        assert_int_not_equal(script_of(cp), SCRIPT_SILENT);
        assert_false((cp == ' ' || cp == '\n') && last == '\n');
        assert_false(last == ' ' && (cp == ' ' || cp == '\n'));
        last = cp;
    }
    assert_int_not_equal(last, ' ');
}

static void every_code_point(void **state)
{
    (void)state;
    for (uint32_t cp = 0; cp < 0x110000; cp++) {
        char s[10] = {'a'};
        size_t n = 1 + utf8_put(s + 1, cp);
        s[n++] = 'b';
        struct mapped got = fold(s, n);
        check(&got, 3);
        assert_in_range(got.n, 2, 64);
        mapped_free(&got);
    }
}

static void random_bytes(void **state)
{
    (void)state;
    static const char nasty[] = "(^_) \xE2\x80\x8B\xCC\x81T.¹";
    struct rng r = {.state = 3};
    for (int round = 0; round < 20000; round++) {
        char s[48];
        size_t n = rng_below(&r, sizeof(s));
        for (size_t i = 0; i < n; i++)
            s[i] = round % 2 ? (char)rng_next(&r) : nasty[rng_below(&r, sizeof(nasty) - 1)];
        struct mapped got = fold(s, n);
        check(&got, (uint32_t)utf8_count(s, n));
        mapped_free(&got);
    }
}

static void long_runs(void **state)
{
    (void)state;
    static const char *const units[] = {"a",  " ",        "\n", "(",    "^",  "⁶",
                                        "哈", "\xCC\x81", "😀",  "\xFF", "か", "\xCC\x95\xCC\x96"};
    enum { N = 1 << 20 };
    char *s = malloc(N);
    assert_non_null(s);
    for (size_t u = 0; u < sizeof(units) / sizeof(*units); u++) {
        size_t len = strlen(units[u]), n = N / len * len;
        for (size_t i = 0; i < n; i++)
            s[i] = units[u][i % len];
        struct mapped got = fold(s, n);
        mapped_free(&got);
    }
    free(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(folds),
        cmocka_unit_test(keeps_spans),
        cmocka_unit_test(every_code_point),
        cmocka_unit_test(random_bytes),
        cmocka_unit_test(long_runs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
