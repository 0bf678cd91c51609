/* fuzz_ssml.c - mutated markup and pronunciation files, against the parsers that meet a stranger's
 * bytes first: SSML, inline readings, user words.
 *
 * What must hold: an answer or a message, spans of one kind in order and inside the input, sounds
 * that the model knows, text that is UTF-8. */
#include "mutate.h"

#include <string.h>

#include "base/utf8.h"
#include "text/fold.h"
#include "text/markup.h"
#include "text/user_words.h"

static void check_spans(const struct spans *spans, uint32_t n_chars)
{
    uint32_t last[SPAN_PAUSE + 1] = {0};
    for (size_t i = 0; i < spans->n; i++) {
        const struct text_span *s = &spans->list[i];
        fuzz_require(s->from <= s->to && s->to <= n_chars, "a span outside the input");
        fuzz_require(s->from >= last[s->kind], "spans that overlap");
        last[s->kind] = s->to;
        if (s->kind == SPAN_READING) {
            fuzz_require(s->phonemes && s->phonemes[0], "a reading without a sound");
            fuzz_require(utf8_valid(s->phonemes, strlen(s->phonemes), NULL),
                         "a sound that is no text");
        }
        if (s->kind == SPAN_PAUSE) fuzz_require(s->pause_ms <= SPAN_PAUSE_MAX_MS, "a long pause");
        if (s->kind == SPAN_STYLE)
            fuzz_require(s->style.rate >= 0.2F && s->style.rate <= 4 && s->style.pitch >= 0.49F &&
                             s->style.pitch <= 2 && s->style.slower > 0.5F && s->style.slower < 2,
                         "a style beyond its bounds");
    }
}

static void check_words(const char *s, size_t n, const struct mapped *text)
{
    struct user_words *u;
    struct err e = {0};
    int code = user_words_read(&u, "words", s, n, &e);
    fuzz_require(!code == (u != NULL) && (!code || e.msg[0]), "neither words nor a message");
    struct spans found = spans_make();
    user_words_mark(&u, 1, text, 0, text->n, &found);
    spans_free(&found);
    user_words_unref(u);
}

static void check(const char *s, size_t n)
{
    struct markup m;
    struct err e = {0};
    struct mapped folded = mapped_make();
    int code = markup_read(&m, s, n, &e);
    fuzz_require(!code || (code == E_FORMAT && e.msg[0]), "a failure without a message");
    if (!code) {
        check_spans(&m.spans, m.n_chars);
        fuzz_require(utf8_valid(m.plain.bytes, m.plain.n, NULL), "plain text that is none");
        fold_text(&m.plain, NULL, &folded);
    }
    check_words(s, n, &folded);
    mapped_free(&folded);
    markup_free(&m);
}

static const char *const seeds[] = {
    "<speak xml:lang='zh-CN'><p><s>我 &amp; <phoneme alphabet='pinyin' ph='chong2 qing4'>重庆"
    "</phoneme></s></p><break time='1s'/><prosody rate='+10%' pitch='-2st' volume='soft'>a "
    "<emphasis level='strong'>b</emphasis></prosody></speak>",
    "<speak><say-as interpret-as='date' format='mdy'>11/22/2026</say-as><sub alias='x'>y</sub>"
    "<say-as interpret-as='time'>10:30</say-as><say-as interpret-as='fraction'>1/2</say-as>"
    "<say-as interpret-as='telephone'>+86 110</say-as><say-as interpret-as='characters'>A1</say-as>"
    "<![CDATA[z]]><mark name='m'/><lang xml:lang='en'>5</lang></speak>",
    "去[重庆](/chong2 qing4/)吃[lunch](/lˈʌntʃ/), [docs](/about/)",
    "# words\n重庆\tchong2 qing4\nnginx\t/ˌɛndʒɪnˈɛks/\ten\n朴\tpiao2\tzh # name\n",
};

static const char *const pieces[] = {
    "<",  ">", "/>",    "</",       "&",       "'",   "\"",  "=",    "\n",        "\t",
    "中", "5", "&#13;", "]]>",      "[",       "](/", "/)",  "\xFF", "<!--",      "</speak>",
    "ˈ",  "ʒ", "<p>",   "<break/>", "<speak>", "r5",  "zh4", "/",    "<![CDATA[", "&lt;",
};

const struct fuzz_target fuzz_target = {
    .name = "ssml",
    .inputs = 100000,
    .seeds = seeds,
    .n_seeds = sizeof(seeds) / sizeof(*seeds),
    .pieces = pieces,
    .n_pieces = sizeof(pieces) / sizeof(*pieces),
    .check = check,
};
