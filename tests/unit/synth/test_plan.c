#include "../unit.h"

#include "base/rng.h"
#include "base/utf8.h"
#include "synth/plan.h"

/* Documents by hand.  "aaaa bb, ccc. | dd!" : words of that many phonemes, marks, '|' after the end
 * of a paragraph, '/' before the word at whose border a reader takes breath; a word that begins
 * with e is English. Each character of the notation is a code point of the "input". */
static struct text_doc doc;

static void end_sentence(size_t first, uint32_t to, int paragraph)
{
    uint32_t from = doc.n_sentences ? doc.sentences[doc.n_sentences - 1].to : 0;
    doc.sentences = realloc(doc.sentences, (doc.n_sentences + 1) * sizeof(*doc.sentences));
    doc.sentences[doc.n_sentences++] =
        (struct text_sentence){first, doc.words.n - first, from, to, paragraph};
}

static void make_doc(const char *s)
{
    size_t first = 0, n = strlen(s);
    int space = 0, breath = 0;
    doc = (struct text_doc){.words = words_make(), .n_chars = (uint32_t)utf8_count(s, n)};
    for (size_t i = 0; i < n;) {
        if (s[i] == ' ') {
            space = 1;
            i++;
            continue;
        }
        if (s[i] == '/') {
            breath = 1;
            i++;
            continue;
        }
        size_t letters = strspn(s + i, "abcdefghijklmnopqrstuvwxyz");
        size_t len = letters ? letters : 1;
        char *text = strndup(s + i, len);
        struct word w = {.kind = letters ? WORD_SPOKEN : WORD_PUNCT,
                         .lang = s[i] == 'e' ? WORD_EN : WORD_ZH,
                         .from = (uint32_t)i,
                         .to = (uint32_t)(i + len),
                         .norm = text,
                         .phonemes = text,
                         .space_before = space << breath,
                         .brk = breath ? WORD_BREAK_BREATH : WORD_BREAK_NONE};
        assert_non_null(words_add(&doc.words, &w));
        free(text);
        space = breath = 0;
        int end = strchr(".!?", s[i]) != NULL;
        i += len;
        if (!end) continue;
        size_t gap = strspn(s + i, " ");
        int paragraph = s[i + gap] == '|';
        i += gap + (size_t)paragraph;
        end_sentence(first, (uint32_t)i, paragraph);
        first = doc.words.n;
        space = 1;
    }
    if (doc.words.n > first) end_sentence(first, doc.n_chars, 0);
    if (doc.n_sentences) doc.sentences[doc.n_sentences - 1].to = doc.n_chars;
}

static void drop_doc(void)
{
    words_free(&doc.words);
    free(doc.sentences);
}

static struct plan plan_of(const char *s, float speed)
{
    struct plan p;
    make_doc(s);
    assert_int_equal(plan_make(&p, &doc, speed, NULL), 0);
    return p;
}

static int same_style(struct voice_style a, struct voice_style b)
{
    return a.rate == b.rate && a.slower == b.slower && a.pitch == b.pitch && a.gain_db == b.gain_db;
}

static void check_runs(const struct plan_chunk *c)
{
    assert_true(c->n_runs >= 1);
    for (int i = 1; i < c->n_runs; i++) {
        assert_true(c->runs[i].end_char > c->runs[i - 1].end_char);
        assert_true(c->runs[i].lang != c->runs[i - 1].lang ||
                    !same_style(c->runs[i].style, c->runs[i - 1].style));
    }
    assert_int_equal(c->runs[c->n_runs - 1].end_char, c->n_chars);
}

static void check_tiles(const struct plan *p)
{
    uint32_t at = 0;
    for (size_t i = 0; i < p->n; i++) {
        const struct plan_chunk *c = &p->chunks[i];
        assert_int_equal(c->from, at);
        assert_true(c->to >= c->from);
        at = c->to;
        assert_int_equal(strlen(c->phonemes), c->n_phonemes);
        assert_int_equal(utf8_count(c->phonemes, c->n_phonemes), c->n_chars);
        assert_in_range(c->n_chars, 1, PLAN_CHARS_MAX);
        check_runs(c);
        assert_true(c->phonemes[0] != ' ' && c->phonemes[c->n_phonemes - 1] != ' ');
    }
    if (p->n) {
        assert_int_equal(at, doc.n_chars);
        assert_int_equal(p->chunks[p->n - 1].after, PLAN_END);
    }
}

/* Nothing lost, nothing twice: the chunks' phonemes are the words', in order. */
static void check_complete(const struct plan *p)
{
    struct buf all = buf_make(1 << 24), said = buf_make(1 << 24);
    for (size_t i = 0; i < doc.words.n; i++)
        buf_puts(&all, doc.words.list[i].phonemes);
    for (size_t i = 0; i < p->n; i++)
        for (const char *c = p->chunks[i].phonemes; *c; c++)
            if (*c != ' ') buf_putc(&said, *c);
    assert_string_equal(all.data, said.data);
    buf_free(&all);
    buf_free(&said);
}

static void done(struct plan *p)
{
    plan_free(p);
    drop_doc();
}

static void short_text_is_one_chunk(void **state)
{
    (void)state;
    struct plan p = plan_of("hello, dear world.", 1);
    assert_int_equal(p.n, 1);
    assert_string_equal(p.chunks[0].phonemes, "hello, dear world.");
    assert_int_equal(p.chunks[0].n_chars, 18);
    check_tiles(&p);
    done(&p);
}

static void runs_follow_the_language(void **state)
{
    (void)state;
    struct plan p = plan_of("aaaa eee, eee aa. e", 1);
    assert_int_equal(p.n, 1);
    const struct plan_chunk *c = &p.chunks[0];
    assert_string_equal(c->phonemes, "aaaa eee, eee aa. e");
    check_tiles(&p);
    static const int ends[] = {4, 13, 17, 19}; /* a space goes with the word behind it */
    static const enum word_lang langs[] = {WORD_ZH, WORD_EN, WORD_ZH, WORD_EN};
    assert_int_equal(c->n_runs, 4);
    for (int i = 0; i < 4; i++) {
        assert_int_equal(c->runs[i].end_char, ends[i]);
        assert_int_equal(c->runs[i].lang, langs[i]);
    }
    done(&p);
}

static void a_very_short_text_gets_an_end(void **state)
{
    (void)state;
    static const char *const texts[][2] = {
        {"a", "a."}, {"a!", "a!"}, {"aa bb", "aa bb."}, {"aaaa bbbb", "aaaa bbbb"}};
    for (int i = 0; i < 4; i++) {
        struct plan p = plan_of(texts[i][0], 1);
        assert_int_equal(p.n, 1);
        assert_string_equal(p.chunks[0].phonemes, texts[i][1]);
        check_tiles(&p);
        done(&p);
    }
}

#define TEN   "aaaa bbbb "
#define FORTY TEN TEN TEN TEN

static void first_chunk_is_short(void **state)
{
    (void)state;
    /* A sentence end within reach, a comma within reach, and neither. */
    struct plan p = plan_of(FORTY "xx. " FORTY FORTY FORTY FORTY "yy.", 1);
    assert_int_equal(p.chunks[0].after, PLAN_SENTENCE);
    assert_int_equal(p.chunks[0].n_chars, 43);
    done(&p);
    p = plan_of(FORTY "xx, " FORTY FORTY FORTY "yy.", 1);
    assert_int_equal(p.chunks[0].after, PLAN_CLAUSE);
    assert_int_equal(p.chunks[0].n_chars, 43);
    done(&p);
    p = plan_of(FORTY FORTY FORTY FORTY FORTY FORTY FORTY FORTY "yy.", 1);
    assert_int_equal(p.chunks[0].after, PLAN_WORD);
    assert_in_range(p.chunks[0].n_chars, 40, 80);
    check_tiles(&p);
    done(&p);
}

static void the_best_break_is_cut_at(void **state)
{
    (void)state;
    struct plan p = plan_of(FORTY TEN TEN "/xx " FORTY FORTY "/" FORTY FORTY FORTY "yy.", 1);
    assert_int_equal(p.chunks[0].after, PLAN_BREATH);
    assert_int_equal(p.chunks[0].n_chars, 59);
    assert_non_null(strstr(p.chunks[1].phonemes, "bbbb  aaaa")); /* not cut there: two spaces */
    check_tiles(&p);
    check_complete(&p);
    done(&p);
}

/* The front end cuts what is too long for a sentence; that is no sentence's end. */
static void a_piece_of_a_sentence_does_not_end_it(void **state)
{
    (void)state;
    make_doc(FORTY FORTY FORTY FORTY "yy.");
    doc.n_sentences = 0;
    size_t all = doc.words.n;
    doc.words.n = 14;
    end_sentence(0, 70, 0);
    doc.words.n = all;
    end_sentence(14, doc.n_chars, 0);
    struct plan p;
    assert_int_equal(plan_make(&p, &doc, 1, NULL), 0);
    for (size_t i = 0; i + 1 < p.n; i++)
        assert_int_equal(p.chunks[i].after, PLAN_WORD);
    check_tiles(&p);
    done(&p);
}

static void later_chunks_are_whole_sentences(void **state)
{
    (void)state;
    char text[4000] = "";
    for (int i = 0; i < 40; i++) {
        size_t n = strlen(text);
        snprintf(text + n, sizeof(text) - n, "aaaa bbbb cccc dddd eeee ffff gggg hhhh iiii, jj.%s",
                 i < 39 ? " " : "");
    }
    struct plan p = plan_of(text, 1);
    for (size_t i = 0; i < p.n; i++) {
        assert_int_equal(p.chunks[i].after, i + 1 < p.n ? PLAN_SENTENCE : PLAN_END);
        if (i > 1 && i + 1 < p.n) assert_in_range(p.chunks[i].n_chars, 140, 250);
    }
    assert_in_range(p.chunks[0].n_chars, 40, 110);
    check_tiles(&p);
    check_complete(&p);
    done(&p);
}

static void tiny_sentences_join(void **state)
{
    (void)state;
    struct plan p = plan_of("a. b! c? | d. | e.", 1);
    assert_int_equal(p.n, 1);
    done(&p);
    p = plan_of("aaaa bbbb cccc dddd eeee ffff. | gggg hhhh iiii jjjj kkkk llll.", 1);
    assert_int_equal(p.n, 2); /* paragraphs that can stand alone do */
    assert_int_equal(p.chunks[0].after, PLAN_PARAGRAPH);
    done(&p);
}

static void marks_stay_with_their_words(void **state)
{
    (void)state;
    char text[6000] = "";
    for (int i = 0; i < 200; i++) {
        size_t n = strlen(text);
        snprintf(text + n, sizeof(text) - n, "(aaaa bbbb), ccc%s ", i % 9 ? "" : " \"dd\"");
    }
    struct plan p = plan_of(text, 1);
    assert_true(p.n > 5);
    for (size_t i = 0; i < p.n; i++) {
        assert_true(p.chunks[i].phonemes[0] != ',' && p.chunks[i].phonemes[0] != ')');
        assert_true(p.chunks[i].phonemes[p.chunks[i].n_phonemes - 1] != '(');
    }
    check_tiles(&p);
    check_complete(&p);
    done(&p);
}

static void a_monstrous_word_is_cut(void **state)
{
    (void)state;
    char text[3001];
    memset(text, 'q', 3000);
    text[3000] = 0;
    struct plan p = plan_of(text, 1);
    assert_in_range(p.n, 12, 40);
    check_tiles(&p);
    check_complete(&p);
    /* Its code points are shared out, not given to one chunk. */
    for (size_t i = 0; i < p.n; i++)
        assert_in_range(p.chunks[i].to - p.chunks[i].from, 40, 250);
    done(&p);
}

static void nothing_to_say(void **state)
{
    (void)state;
    struct plan p = plan_of("", 1);
    assert_int_equal(p.n, 0);
    done(&p);
    p = plan_of("... ?!", 1);
    assert_int_equal(p.n, 0);
    done(&p);
}

static void slow_speech_has_smaller_chunks(void **state)
{
    (void)state;
    char text[3000] = "";
    while (strlen(text) < 2500)
        memcpy(text + strlen(text), "aaaa bbbb cccc dd, ", 20);
    struct plan p = plan_of(text, 0.5F);
    for (size_t i = 0; i < p.n; i++)
        assert_in_range(p.chunks[i].n_chars, 1, PLAN_CHARS_MAX / 2);
    check_tiles(&p);
    done(&p);
}

/* Any document: tiles, is complete, and comes out the same twice. */
static void random_documents(void **state)
{
    (void)state;
    struct rng r = {11};
    static char text[20001];
    for (int trial = 0; trial < 200; trial++) {
        size_t n = rng_below(&r, trial % 10 ? 2000 : 20000);
        for (size_t i = 0; i < n; i++)
            text[i] = "aaaaaaaaaaaaaaaaaaaaaaaaaa     ,,.?!|(\""[rng_below(&r, 39)];
        text[n] = 0;
        for (size_t i = 0; i < n; i++) /* a paragraph ends behind a sentence */
            if (text[i] == '|' && (!i || !strchr(".!?", text[i - 1]))) text[i] = 'b';
        float speed = 0.25F + 0.01F * (float)rng_below(&r, 300);
        struct plan p = plan_of(text, speed), q;
        if (p.n) check_tiles(&p);
        assert_int_equal(plan_make(&q, &doc, speed, NULL), 0);
        assert_int_equal(p.n, q.n);
        for (size_t i = 0; i < p.n; i++)
            assert_string_equal(p.chunks[i].phonemes, q.chunks[i].phonemes);
        plan_free(&q);
        done(&p);
    }
}

static struct plan styled_plan(const char *s, size_t word, struct voice_style style, uint32_t ms)
{
    static struct voice_style styles[2];
    struct plan p;
    make_doc(s);
    styles[0] = voice_style_plain();
    styles[1] = style;
    doc.styles = styles;
    doc.n_styles = 2;
    doc.words.list[word].style = !same_style(styles[0], styles[1]);
    doc.words.list[word].pause_ms = ms;
    assert_int_equal(plan_make(&p, &doc, 1, NULL), 0);
    doc.styles = NULL;
    return p;
}

static void a_pause_is_a_cut(void **state)
{
    (void)state;
    struct plan p =
        styled_plan("aaaaaaaaaa bbbbbbbb, cccccccccc dddddddddd.", 3, voice_style_plain(), 700);
    assert_int_equal(p.n, 2);
    assert_string_equal(p.chunks[1].phonemes, "cccccccccc dddddddddd.");
    assert_int_equal(p.chunks[0].pause_ms, 700);
    assert_int_equal(p.chunks[0].before_ms + p.chunks[1].before_ms + p.chunks[1].pause_ms, 0);
    check_tiles(&p);
    done(&p);
    p = styled_plan("aaaaaaaaaa bbbbbbbb.", 0, voice_style_plain(), 300); /* in front of all */
    assert_int_equal(p.n, 1);
    assert_int_equal(p.chunks[0].before_ms, 300);
    done(&p);
    make_doc("");
    doc.end_pause_ms = 2000; /* nothing but a pause */
    assert_int_equal(plan_make(&p, &doc, 1, NULL), 0);
    assert_int_equal(p.n, 0);
    assert_int_equal(p.silence_ms, 2000);
    done(&p);
}

static void another_rate_is_a_chunk_of_its_own(void **state)
{
    (void)state;
    struct voice_style slow = voice_style_plain(), loud = voice_style_plain();
    slow.rate = 0.5F;
    loud.gain_db = 6;
    struct plan p = styled_plan("aaaaaaaaaa bbbbbbbb, cccccccccc dddddddddd.", 1, slow, 0);
    assert_int_equal(p.n, 3); /* the comma stays with its word */
    assert_string_equal(p.chunks[1].phonemes, "bbbbbbbb,");
    assert_true(p.chunks[0].rate == 1 && p.chunks[1].rate == 0.5F && p.chunks[2].rate == 1);
    assert_true(plan_total_seconds(&p, 1) > plan_seconds(10, 1) + 1.9 * plan_seconds(9, 1));
    done(&p);
    p = styled_plan("aaaaaaaaaa bbbbbbbb, cccccccccc dddddddddd.", 1, loud, 0);
    assert_int_equal(p.n, 1); /* loudness needs no cut, but a run */
    assert_int_equal(p.chunks[0].n_runs, 3);
    assert_true(p.chunks[0].runs[1].style.gain_db == 6 && p.chunks[0].runs[2].style.gain_db == 0);
    assert_int_equal(p.chunks[0].runs[0].end_char, 10);
    done(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(short_text_is_one_chunk),
        cmocka_unit_test(runs_follow_the_language),
        cmocka_unit_test(a_very_short_text_gets_an_end),
        cmocka_unit_test(first_chunk_is_short),
        cmocka_unit_test(the_best_break_is_cut_at),
        cmocka_unit_test(a_piece_of_a_sentence_does_not_end_it),
        cmocka_unit_test(later_chunks_are_whole_sentences),
        cmocka_unit_test(tiny_sentences_join),
        cmocka_unit_test(marks_stay_with_their_words),
        cmocka_unit_test(a_monstrous_word_is_cut),
        cmocka_unit_test(nothing_to_say),
        cmocka_unit_test(a_pause_is_a_cut),
        cmocka_unit_test(another_rate_is_a_chunk_of_its_own),
        cmocka_unit_test(slow_speech_has_smaller_chunks),
        cmocka_unit_test(random_documents),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
