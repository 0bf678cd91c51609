/* zh_read.c - the run's signs, and the words that come out of them. */
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "text/en/en.h"
#include "text/zh/zh.h"
#include "text/zh/zh_breaks.h"
#include "text/zh/zh_chooser.h"
#include "text/zh/zh_run.h"

struct zh {
    struct zh_lexicon lexicon;
    struct zh_chooser chooser;
};

int zh_open(struct zh **out, const char *lexicon_dir, struct err *e)
{
    struct zh *z = calloc(1, sizeof *z);
    *out = NULL;
    if (!z) return err_set(e, E_NOMEM, "out of memory");
    int code = zh_lexicon_open(&z->lexicon, lexicon_dir, e);
    if (!code) code = zh_chooser_open(&z->chooser, z->lexicon.pack_, e);
    if (code) {
        zh_close(z);
        return code;
    }
    *out = z;
    return 0;
}

void zh_close(struct zh *z)
{
    if (!z) return;
    zh_lexicon_close(&z->lexicon);
    free(z);
}

/* ---- signs ---- */

// clang-format off
static const struct { const char *from, *to; } marks[] = {
    {"，", ","}, {"、", ","}, {",", ","},   {"。", "."}, {"．", "."}, {".", "."}, {"｡", "."},
    {"！", "!"}, {"!", "!"},   {"？", "?"}, {"?", "?"},  {"：", ":"}, {":", ":"},
    {"；", ";"}, {";", ";"},   {"…", "…"},  {"⋯", "…"},  {"—", "—"},  {"―", "—"}, {"–", "—"},
    {"“", "“"},  {"”", "”"},   {"‘", "“"},  {"’", "”"},  {"\"", "\""},
    {"「", "“"}, {"」", "”"},  {"『", "“"}, {"』", "”"}, {"《", "“"}, {"》", "”"},
    {"〈", "“"}, {"〉", "”"},  {"«", "“"},  {"»", "”"},  {"【", "“"}, {"】", "”"},
    {"〖", "“"}, {"〗", "”"},
    {"（", "("}, {"）", ")"},  {"(", "("},  {")", ")"},  {"［", "("}, {"］", ")"},
    {"[", "("},  {"]", ")"},   {"〔", "("}, {"〕", ")"}, {"{", "("},  {"}", ")"},
    {"~", ""},   {"～", ""},
};
// clang-format on

static const char *mark_of(const char *s, size_t n)
{
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        if (strlen(marks[i].from) == n && !memcmp(marks[i].from, s, n)) return marks[i].to;
    return NULL;
}

static int is_letter_or_digit(uint32_t cp)
{
    return (cp >= '0' && cp <= '9') || ((cp | 32) >= 'a' && (cp | 32) <= 'z');
}

/* What the dictionary does not simplify: 車 is 车. */
static uint32_t variant_of(uint32_t cp)
{
    static const uint32_t variants[][2] = {
#include "text/zh/zh_variants.inc"
    };
    size_t from = 0, to = sizeof variants / sizeof *variants;
    while (from < to) {
        size_t middle = (from + to) / 2;
        if (variants[middle][0] == cp) return variants[middle][1];
        if (variants[middle][0] < cp)
            from = middle + 1;
        else
            to = middle;
    }
    return 0;
}

static void classify(struct zh_run *run, struct zh_sign *s)
{
    uint32_t number = zh_lexicon_find(run->lx, s->cp);
    s->simple = s->cp;
    if (number && run->lx->chars[number - 1].reading) {
        s->kind = ZH_HAN;
        s->number = run->lx->chars[number - 1].simple;
        s->simple = run->lx->chars[s->number].cp;
        if (!run->lx->chars[s->number].reading) { /* cannot be; but then it speaks for itself */
            s->number = (uint16_t)(number - 1);
            s->simple = s->cp;
        }
        uint32_t variant = s->simple == s->cp ? variant_of(s->cp) : 0;
        uint32_t known = variant ? zh_lexicon_find(run->lx, variant) : 0;
        if (known) {
            s->number = (uint16_t)(known - 1);
            s->simple = variant;
        }
    } else if (is_letter_or_digit(s->cp)) {
        s->kind = ZH_LATIN;
    } else {
        s->mark = mark_of(run->text->bytes + s->at, s->bytes);
        s->kind = s->mark && s->mark[0] ? ZH_MARK : ZH_GAP;
    }
}

/* 瞭 is 了 but for 瞭望; 著 is 着 but for 著名, 著作, 名著 ...; 乾 is 干 but for 乾坤, 乾隆.  In
 * writing that is simplified otherwise both are rarer: 著 ends a sentence as zhu4 (鲁迅著), and 乾
 * may be a name.
 */
struct ambiguous {
    uint32_t from, to;
    const char *before, *after; /* with one of these beside it, it stays */
    const char *beside; /* in simplified writing it changes beside one of these; NULL: any */
};

static int is_beside(const struct zh_run *run, size_t i, long step, const char *list)
{
    const struct zh_sign *s = &run->signs[i];
    char utf8[5] = {0};
    if ((step < 0 && !i) || (step > 0 && i + 1 >= run->n)) return 0;
    memcpy(utf8, run->text->bytes + s[step].at, s[step].bytes);
    return strstr(list, utf8) != NULL;
}

static void settle_ambiguous(struct zh_run *run)
{
    static const struct ambiguous pairs[] = {
        {0x77AD, 0x4E86, "", "望", "解然"},
        {0x8457, 0x7740, "名原巨专專論论显顯卓昭土编編译譯合遗遺拙所", "名作称稱述者书書录錄有於",
         NULL},
        {0x4E7E, 0x5E72, "", "坤隆卦元陵清县縣嘉",
         "杯净淨燥脆旱粮糧货貨洗衣果癟眼爹妈媽饼餅晒曬烘风風吹擦枯口"},
    };
    size_t traditional = 0;
    for (size_t i = 0; i < run->n; i++)
        traditional += run->signs[i].kind == ZH_HAN && run->signs[i].cp != run->signs[i].simple;
    for (size_t i = 0; i < run->n; i++)
        for (size_t k = 0; k < sizeof pairs / sizeof *pairs; k++) {
            struct zh_sign *s = &run->signs[i];
            const struct ambiguous *p = &pairs[k];
            if (s->cp != p->from || is_beside(run, i, -1, p->before) ||
                is_beside(run, i, 1, p->after))
                continue;
            int ends = i + 1 == run->n || s[1].kind != ZH_HAN || is_beside(run, i, 1, "的");
            int changes = !p->beside
                              ? i && !ends
                              : is_beside(run, i, -1, p->beside) || is_beside(run, i, 1, p->beside);
            uint32_t number = zh_lexicon_find(run->lx, p->to);
            if ((!traditional && !changes) || !number) continue;
            s->number = (uint16_t)(number - 1);
            s->simple = p->to;
        }
}

int zh_run_make(struct zh_run *run, const struct zh_lexicon *lx, const struct mapped *text)
{
    *run = (struct zh_run){.lx = lx, .text = text};
    if (text->n > UINT32_MAX / 2) return E_LIMIT;
    run->signs = calloc(utf8_count(text->bytes, text->n) + 1, sizeof *run->signs);
    if (!run->signs) return E_NOMEM;
    for (size_t at = 0; at < text->n;) {
        struct zh_sign *s = &run->signs[run->n++];
        s->at = (uint32_t)at;
        s->cp = utf8_next(text->bytes, text->n, &at);
        s->bytes = (uint8_t)(at - s->at);
        classify(run, s);
    }
    settle_ambiguous(run);
    return 0;
}

void zh_run_free(struct zh_run *run)
{
    free(run->signs);
    *run = (struct zh_run){0};
}

uint32_t zh_run_cp(const struct zh_run *run, size_t i, long offset)
{
    if (offset < 0 && (size_t)-offset > i) return 0;
    size_t at = (size_t)((long)i + offset);
    return at < run->n && run->signs[at].kind == ZH_HAN ? run->signs[at].simple : 0;
}

int zh_run_begins(const struct zh_run *run, size_t i, const char *text, size_t n)
{
    for (size_t at = 0; at < n; i++)
        if (zh_run_cp(run, i, 0) != utf8_next(text, n, &at)) return 0;
    return 1;
}

int zh_is_digit(uint32_t cp)
{
    static const uint32_t digits[] = {0x3007, 0x96F6, 0x4E00, 0x4E8C, 0x4E09, 0x56DB, 0x4E94,
                                      0x516D, 0x4E03, 0x516B, 0x4E5D, 0x4E24, 0x5E7A};
    for (size_t i = 0; i < sizeof digits / sizeof *digits; i++)
        if (digits[i] == cp) return 1;
    return 0;
}

int zh_is_numeral(uint32_t cp)
{
    return zh_is_digit(cp) || cp == 0x5341 || cp == 0x767E || cp == 0x5343 || cp == 0x4E07 ||
           cp == 0x4EBF;
}

/* ---- words ---- */

enum { TEXT_BYTES = ZH_WORD_MAX * PINYIN_SOUND_BYTES + 1 };

struct spelled {
    char citation[TEXT_BYTES], pinyin[TEXT_BYTES], phonemes[TEXT_BYTES];
    size_t n_citation, n_pinyin, n_phonemes;
};

static pinyin tones_of(const struct zh_sign *s, enum text_tones tones)
{
    if (tones == TEXT_TONES_CITATION) return s->citation;
    return tones == TEXT_TONES_TRAINED ? s->trained : s->surface;
}

static void add_syllable(struct spelled *t, const struct zh_sign *s, int with_r,
                         enum text_tones tones)
{
    if (t->n_citation) t->citation[t->n_citation++] = ' ';
    if (t->n_pinyin) t->pinyin[t->n_pinyin++] = ' ';
    t->n_citation += pinyin_spell(s->full ? s->full : s->citation, t->citation + t->n_citation);
    t->n_pinyin += pinyin_spell(s->surface, t->pinyin + t->n_pinyin);
    if (s->surface == PINYIN_R && t->n_phonemes) return; /* melted into the one before */
    t->n_phonemes += pinyin_sound(tones_of(s, tones), with_r, t->phonemes + t->n_phonemes);
}

static void span_of(const struct mapped *m, size_t at, size_t n, struct word *w)
{
    w->from = m->from[at];
    w->to = m->to[at];
    for (size_t i = at + 1; i < at + n; i++) {
        if (m->from[i] < w->from) w->from = m->from[i];
        if (m->to[i] > w->to) w->to = m->to[i];
    }
}

static int opens(const char *mark)
{
    return !strcmp(mark, "“") || !strcmp(mark, "(");
}

/* No space at the very beginning and after an opening mark. */
static int space_before(const struct words *out)
{
    if (!out->n) return 0;
    const struct word *last = &out->list[out->n - 1];
    return last->kind != WORD_PUNCT || !opens(last->phonemes);
}

static void add_han(const struct zh_run *run, size_t i, enum text_tones tones, struct words *out)
{
    struct zh_sign *s = &run->signs[i];
    size_t n = s->len, bytes = s[n - 1].at + s[n - 1].bytes - s->at;
    struct spelled t = {0};
    for (size_t j = 0; j < n; j++) {
        int with_r = j + 1 < n && s[j + 1].surface == PINYIN_R;
        add_syllable(&t, &s[j], with_r, tones);
    }
    struct word w = {.kind = WORD_SPOKEN,
                     .lang = WORD_ZH,
                     .norm = words_string(out, run->text->bytes + s->at, bytes),
                     .citation = t.citation,
                     .pinyin = t.pinyin,
                     .phonemes = t.phonemes,
                     .space_before = space_before(out) << (s->brk == WORD_BREAK_BREATH),
                     .brk = s->brk,
                     .why = s->why};
    span_of(run->text, s->at, bytes, &w);
    words_add(out, &w);
}

/* Letters in a Chinese run (A座, 卡拉OK) by their English names, the stress on the last. A digit
 * that normalisation left alone is read the same way. */
static size_t add_letters(const struct zh_run *run, size_t i, struct words *out)
{
    enum { LETTERS_MAX = 12, NAME_BYTES = 24 };
    char phonemes[LETTERS_MAX * NAME_BYTES + 1];
    size_t n = 0, len = 0, last_stress = SIZE_MAX;
    static const char primary[] = "ˈ", secondary[] = "ˌ";
    while (i + n < run->n && run->signs[i + n].kind == ZH_LATIN && n < LETTERS_MAX) {
        const char *name = en_letter_name((char)run->signs[i + n].cp);
        if (!name || strlen(name) > NAME_BYTES) break;
        memcpy(phonemes + len, name, strlen(name) + 1);
        const char *stress = strstr(phonemes + len, primary);
        if (stress) {
            for (size_t k = 0; last_stress != SIZE_MAX && k < 2; k++)
                phonemes[last_stress + k] = secondary[k];
            last_stress = (size_t)(stress - phonemes);
        }
        len += strlen(name);
        n++;
    }
    if (!n) return 1; /* not a letter after all: nothing to say */
    const struct zh_sign *s = &run->signs[i];
    size_t bytes = s[n - 1].at + s[n - 1].bytes - s->at;
    struct word w = {.kind = WORD_SPOKEN,
                     .lang = WORD_EN,
                     .norm = words_string(out, run->text->bytes + s->at, bytes),
                     .phonemes = phonemes,
                     .space_before = space_before(out) << (s->brk == WORD_BREAK_BREATH),
                     .brk = s->brk,
                     .why = "letters"};
    span_of(run->text, s->at, bytes, &w);
    words_add(out, &w);
    return n;
}

/* A mark; one that is written several times (……, ——, !!!) counts once. */
static size_t add_mark(const struct zh_run *run, size_t i, struct words *out)
{
    const struct zh_sign *s = &run->signs[i];
    size_t n = 1;
    while (i + n < run->n && s[n].kind == ZH_MARK && s[n].cp == s->cp && s->cp != '"')
        n++;
    size_t bytes = s[n - 1].at + s[n - 1].bytes - s->at;
    const char *mark = !strcmp(s->mark, ".") && n > 1 ? "…" : s->mark;
    struct word w = {.kind = WORD_PUNCT,
                     .lang = WORD_ZH,
                     .norm = words_string(out, run->text->bytes + s->at, bytes),
                     .phonemes = mark,
                     .space_before = opens(mark) && space_before(out),
                     .why = "punctuation"};
    span_of(run->text, s->at, bytes, &w);
    words_add(out, &w);
    return n;
}

/* Tones with the word behind the run in sight, as a sign of one syllable that is taken off again:
 * zh_run_make has left room for it. */
static void apply_sandhi(struct zh_run *run, const struct zh_options *opt)
{
    size_t n = run->n;
    const char *next = opt ? opt->next_pinyin : NULL;
    pinyin first = next ? pinyin_parse(next, strcspn(next, " ")) : 0;
    if (first && first != PINYIN_R) {
        uint32_t known = zh_lexicon_find(run->lx, opt->next_char);
        struct zh_sign *s = &run->signs[run->n++];
        *s = (struct zh_sign){.kind = ZH_HAN, .cp = opt->next_char, .len = 1, .citation = first};
        s->number = known ? run->lx->chars[known - 1].simple : 0;
        s->simple = known ? run->lx->chars[s->number].cp : s->cp;
    }
    zh_apply_sandhi(run);
    run->n = n;
}

void zh_read(const struct zh *z, const struct mapped *run_text, const struct zh_options *opt,
             struct words *out)
{
    struct zh_run run;
    int code = zh_run_make(&run, &z->lexicon, run_text);
    if (!code) code = zh_segment(&run);
    if (code && !out->error_) out->error_ = code;
    if (code) {
        zh_run_free(&run);
        return;
    }
    zh_apply_rules(&run);
    zh_choose(&z->chooser, &run);
    code = zh_find_breaks(&run);
    if (code && !out->error_) out->error_ = code;
    apply_sandhi(&run, opt);
    for (size_t i = 0; i < run.n && !words_error(out);) {
        const struct zh_sign *s = &run.signs[i];
        if (s->kind == ZH_HAN) {
            add_han(&run, i, opt ? opt->sandhi_phonemes : TEXT_TONES_TRAINED, out);
            i += s->len;
        } else if (s->kind == ZH_LATIN) {
            i += add_letters(&run, i, out);
        } else if (s->kind == ZH_MARK) {
            i += add_mark(&run, i, out);
        } else {
            i++;
        }
    }
    zh_run_free(&run);
}
