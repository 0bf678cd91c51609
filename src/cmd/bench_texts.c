#include "cmd/bench_texts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "text/text.h"

enum { PHONEME_BYTES_MAX = 1 << 16, NAME_BYTES = 24 };

// clang-format off
/* "We left the house early, but the train was late, so we sat down and had a cup of coffee." */
#define TRAIN \
    "wˌi lˈɛft ðə hˈWs ˈɜɹli, bˌʌt ðə tɹˈAn wʌz lˈAt, sˌO wi sˈæt dˌWn ænd hæd ɐ " \
    "kˈʌp ʌv kˈɔfi."
/* "It came an hour after noon, half empty, and the driver waved at us as if nothing had happened." */
#define DRIVER \
    "ˌɪt kˈAm ɐn ˈWəɹ ˈæftəɹ nˈun, hˈæf ˈɛmpti, ænd ðə dɹˈIvəɹ wˈAvd æt ˌʌs æz ɪf " \
    "nˈʌθɪŋ hæd hˈæpənd."
/* "By the river the road was closed, and a man in a yellow coat told everybody to walk." */
#define RIVER \
    "bˌI ðə ɹˈɪvəɹ ðə ɹˈOd wʌz klˈOzd, ænd ɐ mˈæn ɪn ɐ jˈɛlO kˈOt tˈOld ˈɛvɹibədi " \
    "tə wˈɔk."
/* "My sister laughed, took off her shoes, and said that she had wanted to see the bridge anyway." */
#define SISTER \
    "mˌI sˈɪstəɹ lˈæft, tˈʊk ˈɔf hɜɹ ʃˈuz, ænd sˈɛd ðæt ʃi hæd wˈɑntᵻd tə sˈi ðə " \
    "bɹˈɪʤ ˈɛniwˌA."
/* "In the evening we sat on the wall, counted the boats, and waited for the lamps to come on." */
#define EVENING \
    "ɪn ði ˈivnɪŋ wi sˈæt ˌɔn ðə wˈɔl, kˈWntᵻd ðə bˈOts, ænd wˈATᵻd fɔɹ ðə lˈæmps " \
    "tə kˈʌm ˌɔn."
/* "Nobody spoke about the train again, and the way home was shorter than we remembered." */
#define HOME \
    "nˈObˌɑdi spˈOk əbˈWt ðə tɹˈAn əɡˈɛn, ænd ðə wˈA hˈOm wʌz ʃˈɔɹTəɹ ðən wi " \
    "ɹəmˈɛmbəɹd."

/* A line feed ends a call.  Seconds are about right for af_heart. */
static const struct {
    int seconds;
    const char *phonemes;
} sentences[] = {
    {1, "ɡˈʊd."},
    {2, "ðə kˈɛTᵊl ɪz ˌɔn, mI dˈɪɹ."},
    {5, TRAIN},
    {10, TRAIN " " DRIVER},
    {20, TRAIN " " DRIVER "\n" RIVER " " SISTER},
    {30, TRAIN " " DRIVER "\n" RIVER " " SISTER "\n" EVENING " " HOME},
};
// clang-format on
enum { SENTENCES = sizeof(sentences) / sizeof(sentences[0]) };

static int add_call(struct bench_text *t, const char *phonemes, size_t n, struct err *e)
{
    if (t->n_calls == BENCH_CALLS_MAX)
        return err_set(e, E_LIMIT, "a text of more than %d calls", BENCH_CALLS_MAX);
    struct bench_call *c = &t->call[t->n_calls++];
    c->phonemes = strndup(phonemes, n);
    if (!c->phonemes) return err_set(e, E_NOMEM, "%s", err_text(E_NOMEM));
    int code = kokoro_ids(phonemes, n, c->ids, &c->n_ids, &c->n_chars, e);
    if (code) return code;
    if (!c->n_ids) return err_set(e, E_USAGE, "no phoneme that the model knows");
    return 0;
}

int bench_texts_add(struct bench_texts *t, const char *name, const char *phonemes, struct err *e)
{
    if (t->n == BENCH_TEXTS_MAX) return err_set(e, E_LIMIT, "more than %d texts", BENCH_TEXTS_MAX);
    struct bench_text *text = &t->text[t->n++];
    size_t shown = strnlen(name, NAME_BYTES);
    while (shown && ((unsigned char)name[shown] & 0xC0) == 0x80)
        shown--; /* no character in two */
    text->name = strndup(name, shown);
    text->call = calloc(BENCH_CALLS_MAX, sizeof(*text->call));
    if (!text->name || !text->call) return err_set(e, E_NOMEM, "%s", err_text(E_NOMEM));
    int code = 0;
    for (const char *at = phonemes; *at && !code;) {
        size_t n = strcspn(at, "\n");
        if (n) code = add_call(text, at, n, e);
        at += n + (at[n] != 0);
    }
    if (!code && !text->n_calls) code = err_set(e, E_USAGE, "nothing to speak");
    return code;
}

static int add_length(struct bench_texts *t, long seconds, struct err *e)
{
    for (int i = 0; i < SENTENCES; i++) {
        char name[NAME_BYTES];
        if (sentences[i].seconds != seconds) continue;
        snprintf(name, sizeof(name), "%ld s", seconds);
        return bench_texts_add(t, name, sentences[i].phonemes, e);
    }
    return err_set(e, E_USAGE, "no text of %ld seconds: there are 1, 2, 5, 10, 20 and 30", seconds);
}

int bench_texts_by_length(struct bench_texts *t, const char *lengths, struct err *e)
{
    int code = 0;
    for (const char *at = lengths; !code;) {
        char *end;
        long seconds = strtol(at, &end, 10);
        if (end == at || (*end && *end != ','))
            return err_set(e, E_USAGE, "lengths are seconds with commas between: 1,5,30");
        code = add_length(t, seconds, e);
        if (!*end) break;
        at = end + 1;
    }
    return code;
}

int bench_texts_read(struct bench_texts *t, const char *data, const char *text, struct err *e)
{
    struct text *front = NULL;
    struct text_doc doc = {0};
    struct text_options options = text_default_options();
    struct buf phonemes = buf_make(PHONEME_BYTES_MAX);
    int code = text_open(&front, data, e);
    if (!code) code = text_read(front, text, strlen(text), &options, &doc, e);
    for (size_t i = 0; i < doc.n_sentences && !code; i++) {
        code = text_phonemes(&doc, doc.sentences[i].first, doc.sentences[i].n, &phonemes);
        if (!code) code = buf_add(&phonemes, "\n", 1);
        if (code) err_set(e, code, "%s", err_text(code));
    }
    if (!code) code = bench_texts_add(t, text, phonemes.data ? phonemes.data : "", e);
    buf_free(&phonemes);
    text_doc_free(&doc);
    text_close(front);
    return code;
}

void bench_texts_free(struct bench_texts *t)
{
    for (int i = 0; i < t->n; i++) {
        for (int c = 0; c < t->text[i].n_calls; c++)
            free(t->text[i].call[c].phonemes);
        free(t->text[i].call);
        free(t->text[i].name);
    }
    *t = (struct bench_texts){0};
}

json_t *bench_texts_json(void)
{
    json_t *all = json_array();
    for (int i = 0; i < SENTENCES; i++) {
        json_t *calls = json_array();
        for (const char *at = sentences[i].phonemes; *at;) {
            size_t n = strcspn(at, "\n");
            json_array_append_new(calls, json_stringn(at, n));
            at += n + (at[n] != 0);
        }
        json_array_append_new(
            all, json_pack("{s:i,s:o}", "seconds", sentences[i].seconds, "calls", calls));
    }
    return all;
}
