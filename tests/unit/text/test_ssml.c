/* Markup alone: the plain text and the spans that come out, and what is refused and where.  How it
 * is read is in tests/text/ssml.tsv. */
#include "../unit.h"

#include <math.h>

#include "base/clock.h"
#include "base/rng.h"
#include "base/utf8.h"
#include "text/markup.h"
#include "text/ssml.h"

static struct markup read_good(const char *s)
{
    struct markup m;
    struct err e = {0};
    if (markup_read(&m, s, strlen(s), &e)) fail_msg("%s: %s", s, e.msg);
    assert_int_equal(m.n_chars, utf8_count(s, strlen(s)));
    return m;
}

static void expect_plain(const char *s, const char *plain)
{
    struct markup m = read_good(s);
    assert_string_equal(m.plain.bytes, plain);
    markup_free(&m);
}

static void plain_text_is_what_is_read(void **state)
{
    (void)state;
    expect_plain("no <markup> here", "no <markup> here");
    expect_plain("<speak>Hi &amp; &#x4E2D;&#25991;&lt;</speak>", "Hi & 中文<");
    expect_plain(" <?xml version=\"1.0\"?>\n<speak version='1.1'>\n  a\n  b  </speak>\n", "a b ");
    expect_plain("<speak>中\n  文 x\n y</speak>", "中文 x y");
    expect_plain("<speak><!-- <p> -->a<![CDATA[<b>&amp;]]></speak>", "a<b>&amp;");
    expect_plain("<speak><p>One</p><p>Two.</p></speak>", "One\nTwo.\n");
    expect_plain("<speak><s>One</s><s>二</s><s>三！</s></speak>", "One. 二。 三！ ");
    expect_plain("<speak>1<break/>2<mark name='x'/></speak>", "1 2");
    expect_plain("<speak><sub alias='for &quot;me&quot;'>4 me</sub></speak>", "for \"me\"");
    expect_plain("<speakers> is no tag", "<speakers> is no tag");
    expect_plain("<?xml version='1.0'?><!-- a --> <!-- b --><speak>c</speak>", "c");
    expect_plain("<!-- a -->no speech <speak>", "<!-- a -->no speech <speak>");
    expect_plain("<!DOCTYPE html><html></html>", "<!DOCTYPE html><html></html>");
}

static void say_as_has_one_way_to_be_read(void **state)
{
    (void)state;
    static const struct {
        const char *as, *text, *zh, *en;
    } cases[] = {
        {"cardinal", "1999", "一千九百九十九", "one thousand nine hundred ninety nine"},
        {"number", "-3.50", "负三点五零", "minus three point five zero"},
        {"ordinal", "21", "第二十一", "twenty first"},
        {"digits", "2024", "二零二四", "two zero two four"},
        {"telephone", "110", "幺幺零", "one one zero"},
        {"telephone", "+86 10", "加八六，幺零", "plus eight six, one zero"},
        {"fraction", "3/4", "四分之三", "three quarters"},
        {"fraction", "1 1/2", "一又二分之一", "one and one half"},
        {"date", "2026-11-22", "2026年11月22日", "November twenty second, twenty twenty six"},
        {"date\" format=\"mdy", "11/22/2026", "2026年11月22日",
         "November twenty second, twenty twenty six"},
        {"date\" format=\"dm", "3.4", "4月3日", "April third"},
        {"date", "20261122", "2026年11月22日", "November twenty second, twenty twenty six"},
        {"time", "9:05", "9点5分", "9:05"},
        {"time", "2:00pm", "下午2点整", "2:00pm"},
        {"characters", "A1", "A 一", "A 1 "},
        {"currency", "$5", "$5", "$5"},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
        for (int zh = 0; zh < 2; zh++) {
            char s[300];
            snprintf(s, sizeof(s),
                     "<speak xml:lang=\"%s\"><say-as interpret-as=\"%s\">%s</say-as></speak>",
                     zh ? "zh-CN" : "en-US", cases[i].as, cases[i].text);
            expect_plain(s, zh ? cases[i].zh : cases[i].en);
        }
}

static const struct text_span *find(const struct markup *m, enum span_kind kind, size_t nth)
{
    for (size_t i = 0; i < m->spans.n; i++)
        if (m->spans.list[i].kind == kind && !nth--) return &m->spans.list[i];
    return NULL;
}

static void spans_say_where_in_the_input(void **state)
{
    (void)state;
    struct markup m = read_good(
        "<speak>我<phoneme alphabet='pinyin' ph='chóng qing4'>重庆</phoneme><break time='1.5s'/>"
        "<prosody rate='slow' volume='-6dB'>a<prosody rate='200%' pitch='+12st'>b</prosody>c"
        "</prosody><lang xml:lang='en-GB'>5</lang></speak>");
    const struct text_span *reading = find(&m, SPAN_READING, 0), *pause = find(&m, SPAN_PAUSE, 0);
    assert_non_null(reading);
    assert_string_equal(reading->pinyin, "chong2 qing4");
    assert_int_equal(reading->lang, WORD_ZH);
    assert_int_equal(reading->from, 52);
    assert_int_equal(reading->to, 54);
    assert_non_null(pause);
    assert_int_equal(pause->pause_ms, 1500);
    const struct text_span *a = find(&m, SPAN_STYLE, 0), *b = find(&m, SPAN_STYLE, 1),
                           *c = find(&m, SPAN_STYLE, 2);
    assert_null(find(&m, SPAN_STYLE, 3));
    if (!a || !b || !c) {
        fail();
        return;
    }
    assert_true(fabsf(a->style.rate - 0.75F) < 1e-6F && fabsf(a->style.gain_db + 6) < 1e-6F);
    assert_true(fabsf(b->style.rate - 1.5F) < 1e-6F && fabsf(b->style.pitch - 2) < 1e-6F);
    assert_true(fabsf(b->style.gain_db + 6) < 1e-6F);
    assert_memory_equal(&a->style, &c->style, sizeof(a->style));
    assert_true(a->to <= b->from && b->to <= c->from);
    const struct text_span *lang = find(&m, SPAN_LANG, 0);
    assert_true(lang && lang->lang == WORD_EN && lang->to > lang->from);
    markup_free(&m);
}

static void readings_beside_words(void **state)
{
    (void)state;
    struct markup m = read_good("去[重庆](/chong2 qing4/) [docs](/about/) [x](/y z/) [a](/ˈkæt/)");
    assert_string_equal(m.plain.bytes, "去重庆 [docs](/about/) [x](/y z/) a");
    assert_int_equal(m.spans.n, 2);
    assert_int_equal(m.spans.list[0].from, 2);
    assert_int_equal(m.spans.list[0].to, 4);
    assert_string_equal(m.spans.list[1].phonemes, "kˈæt");
    assert_int_equal(m.plain.from[3], 2); /* 重 */
    markup_free(&m);
}

static void what_is_wrong_is_said_with_its_place(void **state)
{
    (void)state;
    static const struct {
        const char *s;
        int line, column;
        const char *says;
    } cases[] = {
        {"<speak>", 1, 1, "</speak>"},
        {"<!DOCTYPE speak [<!ENTITY a \"b\">]><speak>&a;</speak>", 1, 1, "refused"},
        {"<?xml version='1.0'?>\n<!DOCTYPE speak><speak/>", 2, 1, "refused"},
        {"<speak><!DOCTYPE x>a</speak>", 1, 8, "refused"},
        {"<speak><!ENTITY x 'y'></speak>", 1, 8, "refused"},
        {"<speak><phoneme alphabet='x-sampa' ph='t@'>x</phoneme></speak>", 1, 8, "\"pinyin\""},
        {"<speak><say-as interpret-as='address'>1</say-as></speak>", 1, 8, "verbatim"},
        {"<speak><lang xml:lang='fr-FR'>x</lang></speak>", 1, 8, "zh or en"},
        {"<speak><prosody contour='x'>a</prosody></speak>", 1, 8, "contour"},
        {"<speak>\n中<x/></speak>", 2, 2, "not <x>"},
        {"<speak>\n\n a & b</speak>", 3, 4, "&amp;"},
        {"<speak>&bad;</speak>", 1, 8, "&lt;"},
        {"<speak>&#0;</speak>", 1, 8, "&lt;"},
        {"<speak><p></speak></p>", 1, 11, "</p>"},
        {"<speak><s><s>x</s></s></speak>", 1, 11, "cannot stand"},
        {"<speak><emphasis><p>x</p></emphasis></speak>", 1, 18, "cannot stand"},
        {"<speak><phoneme ph='a'><break/></phoneme></speak>", 1, 24, "cannot stand"},
        {"<speak><phoneme ph='ˈkæt'> </phoneme></speak>", 1, 8, "text inside"},
        {"<speak><phoneme>x</phoneme></speak>", 1, 8, "ph="},
        {"<speak><phoneme alphabet='sapi' ph='a'>x</phoneme></speak>", 1, 8, "ipa"},
        {"<speak><phoneme alphabet='pinyin' ph='zhong'>x</phoneme></speak>", 1, 8, "no tone"},
        {"<speak><break time='1m'/></speak>", 1, 8, "500ms"},
        {"<speak><break time='-1s'/></speak>", 1, 8, "500ms"},
        {"<speak><break strength='huge'/></speak>", 1, 8, "x-strong"},
        {"<speak><break>x</break></speak>", 1, 15, "nothing inside"},
        {"<speak><prosody>x</prosody></speak>", 1, 8, "rate, pitch or volume"},
        {"<speak><prosody contour='x' rate='1'>x</prosody></speak>", 1, 8, "contour"},
        {"<speak><prosody rate='inf'>x</prosody></speak>", 1, 8, "x-slow"},
        {"<speak><prosody pitch='+50Hz'>x</prosody></speak>", 1, 8, "st"},
        {"<speak><prosody volume='+60dB'>x</prosody></speak>", 1, 8, "x-loud"},
        {"<speak><say-as interpret-as='expletive'>x</say-as></speak>", 1, 8, "telephone"},
        {"<speak><say-as interpret-as='date'>13/45/2020</say-as></speak>", 1, 8, "a date"},
        {"<speak><say-as interpret-as='fraction'>1/</say-as></speak>", 1, 8, "a fraction"},
        {"<speak><say-as interpret-as='cardinal'></say-as></speak>", 1, 8, "text inside"},
        {"<speak><lang>x</lang></speak>", 1, 8, "xml:lang"},
        {"<speak xml:lang='fr'>x</speak>", 1, 1, "zh or en"},
        {"<speak><voice name='x'>x</voice></speak>", 1, 8, "not supported"},
        {"<speak a='1'>x</speak>", 1, 1, "no attribute"},
        {"<speak><s xml:lang='en' xml:lang='en'>x</s></speak>", 1, 25, "once"},
        {"<speak><!DOCTYPE x [<!ENTITY y 'z'>]></speak>", 1, 8, "DOCTYPE"},
        {"<!DOCTYPE x><speak>x</speak>", 0, 0, NULL}, /* plain text: not how SSML begins */
        {"<speak><?php x ?></speak>", 1, 8, "processing"},
        {"<speak><!-- x</speak>", 1, 8, "-->"},
        {"<speak>x</speak>y", 1, 17, "behind"},
        {"<speak>x</speak><speak/>", 1, 17, "behind"},
        {"<speak>a < b</speak>", 1, 11, "&lt;"},
        {"<speak><break time=1s/></speak>", 1, 20, "quotes"},
        {"<speak><break time='1s", 1, 23, "quote that ends"},
        {"<speak></speak x>", 1, 16, ">"},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        struct markup m;
        struct err e = {0};
        char place[60];
        int code = markup_read(&m, cases[i].s, strlen(cases[i].s), &e);
        markup_free(&m);
        if (!cases[i].says) {
            assert_int_equal(code, 0);
            continue;
        }
        if (code != E_FORMAT) fail_msg("%s: not refused", cases[i].s);
        snprintf(place, sizeof(place), "SSML line %d, column %d: ", cases[i].line, cases[i].column);
        if (strncmp(e.msg, place, strlen(place)) != 0 || !strstr(e.msg, cases[i].says))
            fail_msg("%s: %s", cases[i].s, e.msg);
    }
}

static void depth_has_a_bound(void **state)
{
    (void)state;
    char s[2000] = "<speak>";
    for (int i = 0; i < SSML_DEPTH_MAX; i++)
        strncat(s, "<lang xml:lang='en'>", sizeof(s) - strlen(s) - 1);
    struct markup m;
    struct err e = {0};
    assert_int_equal(markup_read(&m, s, strlen(s), &e), E_FORMAT);
    assert_non_null(strstr(e.msg, "at most 32"));
    markup_free(&m);
}

/* Whatever it is: an answer, spans inside the input and in order. */
static void check_any(const char *s, size_t n)
{
    struct markup m;
    struct err e = {0};
    int code = markup_read(&m, s, n, &e);
    uint32_t last[SPAN_PAUSE + 1] = {0};
    if (code) assert_true(code == E_FORMAT && e.msg[0]);
    for (size_t i = 0; i < m.spans.n && !code; i++) {
        const struct text_span *span = &m.spans.list[i];
        assert_true(span->from <= span->to && span->to <= m.n_chars);
        assert_true(span->from >= last[span->kind]);
        last[span->kind] = span->to;
    }
    for (size_t i = 0; i < m.plain.n && !code; i++)
        assert_true(m.plain.from[i] <= m.plain.to[i] && m.plain.to[i] <= m.n_chars);
    markup_free(&m);
}

static void mutations_are_answered(void **state)
{
    (void)state;
    static const char seed[] =
        "<speak xml:lang='zh-CN'><p><s>我 &amp; <phoneme alphabet='pinyin' ph='chong2 qing4'>重庆"
        "</phoneme></s></p><break time='1s'/><prosody rate='+10%' pitch='-2st' volume='soft'>a "
        "<emphasis level='strong'>b</emphasis></prosody><say-as interpret-as='date' format='mdy'>"
        "11/22/2026</say-as><sub alias='x'>y</sub><![CDATA[z]]><mark name='m'/></speak>";
    static const char *const pieces[] = {"<",  ">",   "/>", "</",   "&",       "'",       "<p>",
                                         "</", "=",   "\n", "中",   "<speak>", "&#13;",   "]]>",
                                         "[",  "](/", "/)", "\xFF", "<!--",    "</speak>"};
    struct rng r = {7};
    for (int i = 0; i < 20000; i++) {
        char s[sizeof(seed) + 200];
        size_t n = sizeof(seed) - 1;
        memcpy(s, seed, n);
        for (int k = (int)rng_below(&r, 4); k >= 0; k--) {
            const char *piece = pieces[rng_below(&r, sizeof(pieces) / sizeof(*pieces))];
            size_t at = rng_below(&r, (uint32_t)n), len = strlen(piece), cut = rng_below(&r, 9);
            if (cut > n - at) cut = n - at;
            memmove(s + at + len, s + at + cut, n - at - cut);
            memcpy(s + at, piece, len);
            n = n + len - cut;
        }
        check_any(s, n);
    }
}

/* Twice the text, about twice the time. */
static void time_is_linear(void **state)
{
    (void)state;
    static const char *const units[] = {
        "<p>a</p>",      "[a", "[a](/", "&amp;", "<s>x</s> ", "<break/>", "<emphasis>x</emphasis>",
        "[中](/zhong1/)"};
    for (size_t u = 0; u < sizeof(units) / sizeof(*units); u++) {
        double ms[2];
        for (int round = 0; round < 2; round++) {
            size_t times = round ? 40000 : 20000, len = strlen(units[u]);
            char *s = malloc(times * len + 100);
            memcpy(s, "<speak>", 7);
            for (size_t i = 0; i < times; i++)
                memcpy(s + 7 + i * len, units[u], len);
            memcpy(s + 7 + times * len, "</speak>", 9);
            int ssml = units[u][0] != '[';
            size_t skip = ssml ? 0 : 7;
            int64_t start = clock_ns();
            check_any(s + skip, 7 + times * len + (ssml ? 8 : 0) - skip);
            ms[round] = (double)(clock_ns() - start) / 1e6;
            free(s);
        }
        if (ms[1] > 6 * ms[0] + 100) fail_msg("%s: %.0f ms, then %.0f", units[u], ms[0], ms[1]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plain_text_is_what_is_read),
        cmocka_unit_test(say_as_has_one_way_to_be_read),
        cmocka_unit_test(spans_say_where_in_the_input),
        cmocka_unit_test(readings_beside_words),
        cmocka_unit_test(what_is_wrong_is_said_with_its_place),
        cmocka_unit_test(depth_has_a_bound),
        cmocka_unit_test(mutations_are_answered),
        cmocka_unit_test(time_is_linear),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
