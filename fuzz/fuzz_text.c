/* fuzz_text.c - mutated texts against the whole front end: pages, runs, normalisation, readings,
 * sentences, in each of the languages.  Needs the tables (UTTER_DATA or the usual folder).
 *
 * What must hold: an answer or a message; words and sentences inside the input, sentences without
 * a gap; every form is UTF-8 on one line; phonemes only of Kokoro's symbols. */
#include "mutate.h"

#include <string.h>

#include "base/file.h"
#include "base/utf8.h"
#include "text/text.h"

enum { ANSWER_MAX = 64 << 20 };

static struct text *front_end;

static void open_tables(void)
{
    char dir[PATH_MAX_BYTES];
    struct err e = {0};
    int code = file_data_dir(dir, NULL, &e);
    if (!code) code = text_open(&front_end, dir, &e);
    fuzz_require(!code, e.msg);
}

static void check_words(const struct text_doc *d, uint32_t n_chars)
{
    fuzz_require(d->n_chars == n_chars, "another length");
    for (size_t i = 0; i < d->words.n; i++) {
        const struct word *w = &d->words.list[i];
        fuzz_require(w->from <= w->to && w->to <= n_chars, "a word outside the input");
        int whole = w->phonemes && w->norm && utf8_valid(w->norm, strlen(w->norm), NULL);
        fuzz_require(whole, "a word that is none");
        int sounds = whole && (w->kind == WORD_PUNCT || w->phonemes[0]);
        fuzz_require(sounds, "a word without a sound");
        fuzz_require(w->style < d->n_styles, "a style that is not there");
    }
    uint32_t at = 0;
    size_t next = 0;
    for (size_t i = 0; i < d->n_sentences; i++) {
        const struct text_sentence *s = &d->sentences[i];
        fuzz_require(s->from == at && s->to >= at, "sentences with a gap");
        fuzz_require(s->first >= next && s->first + s->n <= d->words.n, "a sentence of no words");
        at = s->to;
        next = s->first + s->n;
    }
    fuzz_require(!d->n_sentences || at == n_chars, "sentences end early");
}

static void check_forms(const struct text_doc *d)
{
    static const char outside[] = "0123456789BCDEFGHJKLMNPRUVXZg<>[]{}_/\\|~@#$%^&*+=`'";
    for (int form = TEXT_NORMALIZED; form <= TEXT_PHONEMES; form++) {
        struct buf out = buf_make(ANSWER_MAX);
        fuzz_require(!text_format(d, (enum text_form)form, &out), "no answer");
        fuzz_require(utf8_valid(out.data, out.len, NULL), "an answer that is no text");
        fuzz_require(!memchr(out.data, '\n', out.len), "an answer of two lines");
        fuzz_require(form != TEXT_PHONEMES || !strpbrk(out.data, outside), "no such sound");
        buf_free(&out);
    }
}

static void check(const char *s, size_t n)
{
    struct text_options opt = text_default_options();
    unsigned choice = n ? (unsigned char)s[n / 2] + (unsigned)n : 0;
    opt.lang = (enum text_lang)(choice % 3);
    opt.markup = choice % 4 != 0;
    opt.english_in_chinese = choice % 5 == 0;
    struct err e = {0};
    opt.emoji = choice % 7 < 3 && !text_can_emoji(front_end, TEXT_EMOJI_NAMED, &e)
                    ? TEXT_EMOJI_NAMED
                    : TEXT_EMOJI_DROPPED;
    struct text_doc doc;
    int code = text_read(front_end, s, n, &opt, &doc, &e);
    fuzz_require(!code || (code == E_FORMAT && e.msg[0]), "a failure without a message");
    if (code) return;
    check_words(&doc, (uint32_t)utf8_count(s, n));
    check_forms(&doc);
    text_doc_free(&doc);
}

static const char *const seeds[] = {
    "2026年11月23日，星期一，上午9:05，气温-3℃到5.5℃，降水概率30%，湿度60%~70%。",
    "他花了￥1,234.50买iPhone 15 Pro，比上次多了1/3；电话13800138000或010-62345678转801。",
    "On Nov. 23rd, 2026 at 9:05 a.m., Dr. Smith paid $1,234.50 for 3 lbs of apples — 50% off!",
    "I've read that they're live in St. Paul's, e.g. v1.2.3, GPT-4o, camelCase, snake_case, "
    "127.0.0.1.",
    "我在GitHub上用C++写的PyTorch插件v2.0，A座3楼B站UP主说K歌T恤卡拉OK都OK，PM2.5是35μg/m³。",
    "# 标题\n\n- **第一** `code` [链接](https://a.cn/b?c=1)\n\n<p>5 &lt; 6 &amp; "
    "7</p>\n$x^2+y_1=\\frac{1}{2}$",
    "一个不是，不对，看一看，行不行，银行行长长得很，重庆重量，了解了，得到得很，地上慢慢地走，儿子"
    "玩儿。",
    "😀好👍🏽👨‍👩‍👧🇨🇳(^_^) :-)",
    "Ⅳ ① ½ x² 10⁻⁶ ﬁ 𝒜 ⓐ １２３ ＡＢＣ かな 한국 Привет αβγ ñ é ø",
    "<speak>去<phoneme alphabet='pinyin' ph='chong2 qing4'>重庆</phoneme><break "
    "time='1s'/>hi</speak>",
    "去[重庆](/chong2 qing4/)吃[lunch](/lˈʌntʃ/)。京A12345，G1024次，CA1234，第12届，三比二，3:2。",
};

static const char *const pieces[] = {
    "0",        "1",
    "2",        "5",
    "00",       "12",
    "2026",     "1/2",
    "3:4",      "9:05",
    ".",        ",",
    "-",        "–",
    "~",        ":",
    "/",        "%",
    "$",        "￥",
    "°",        "℃",
    "+",        "=",
    "<",        ">",
    "×",        "^",
    "²",        "_",
    "'",        "’",
    "\"",       "“",
    "”",        "(",
    ")",        "（",
    "）",       "，",
    "。",       "！",
    "？",       "…",
    "——",       " ",
    "  ",       "\n",
    "\t",       "年",
    "月",       "日",
    "号",       "点",
    "分",       "第",
    "一",       "不",
    "两",       "了",
    "得",       "地",
    "儿",       "行",
    "长",       "重",
    "km",       "kg",
    "GB",       "a.m.",
    "PM",       "Dr. ",
    "'s",       "n't",
    "the ",     "A",
    "a",        "IV",
    "COVID",    "read",
    "@",        "#",
    "www.",     ".com",
    "v1.",      "x",
    "é",        "か",
    "Ж",        "α",
    "😀",        "👍🏽",
    "\xFF",     "\xED\xA0\x80",
    "\xC0\x80", "\u0301",
    "\u200B",   "\u200D",
    "\uFE0F",   "\u202E",
    "\uFEFF",   "\U00020000",
    "⼀",       "豈",
    "\uE000",   "&amp;",
    "<b>",      "**",
    "`",        "[",
    "](/",      "/)",
    "$x$",      "</speak>",
};

const struct fuzz_target fuzz_target = {
    .name = "text",
    .inputs = 15000,
    .seeds = seeds,
    .n_seeds = sizeof(seeds) / sizeof(*seeds),
    .pieces = pieces,
    .n_pieces = sizeof(pieces) / sizeof(*pieces),
    .open = open_tables,
    .check = check,
};
