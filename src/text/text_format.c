/* text_format.c - what is made of a document's words: Kokoro's string, and the lines of
 * `utter text`. */
#include <string.h>

#include "base/utf8.h"
#include "text/text.h"

/* Kokoro v1.0's symbols: whatever is not among them would be dropped silently by the model, so
 * nothing else is given out. */
static int is_symbol(uint32_t cp)
{
    static const char symbols[] =
        ";:,.!?—…\"()“” "
        "\u0303ʣʥʦʨᵝꭧAIOQSTWYᵊabcdefhijklmnopqrstuvwxyzɑɐɒæβɔɕçɖðʤəɚɛɜɟ"
        "ɡɥɨɪʝɯɰŋɳɲɴøɸ"
        "θœɹɾɻʁɽʂʃʈʧʊʋʌɣɤχʎʒʔˈˌːʰʲ↓→↗↘ᵻ";
    if (cp == 'g' || cp == 0) return 0; /* the letter in use is ɡ */
    char s[5] = {0};
    utf8_put(s, cp);
    return strstr(symbols, s) != NULL;
}

static void add_symbols(struct buf *out, const char *s)
{
    size_t n = strlen(s);
    for (size_t at = 0; at < n;) {
        size_t start = at;
        uint32_t cp = utf8_next(s, n, &at);
        if (is_symbol(cp)) buf_add(out, s + start, at - start);
    }
}

/* A pause before anything was said is none. */
static int is_early(const struct word *w, const struct buf *out, size_t start)
{
    return w->kind == WORD_PUNCT && out->len == start && strcmp(w->phonemes, "“") != 0 &&
           strcmp(w->phonemes, "(") != 0 && strcmp(w->phonemes, "\"") != 0;
}

int text_phonemes(const struct text_doc *d, size_t first, size_t n, struct buf *out)
{
    size_t start = out->len;
    for (size_t i = first; i < first + n && i < d->words.n; i++) {
        const struct word *w = &d->words.list[i];
        if (!w->phonemes || !w->phonemes[0] || is_early(w, out, start)) continue;
        for (int k = 0; k < w->space_before && out->len > start; k++)
            buf_putc(out, ' ');
        add_symbols(out, w->phonemes);
    }
    return buf_error(out);
}

static void add_separated(struct buf *out, size_t start, const char *open, const char *s,
                          const char *close)
{
    if (out->len > start) buf_putc(out, ' ');
    buf_puts(out, open);
    for (; *s; s++) /* what has one reading may hold the end of a line */
        buf_putc(out, (char)(*s == '\n' ? ' ' : *s));
    buf_puts(out, close);
}

static void format_word(const struct word *w, enum text_form form, size_t start, struct buf *out)
{
    int unread = w->why && !strcmp(w->why, TEXT_WHY_UNREAD);
    const char *pinyin = form == TEXT_PINYIN_CITATION ? w->citation : w->pinyin;
    if (form == TEXT_WORDS)
        add_separated(out, start, unread ? "<" : "", w->norm, unread ? ">" : "");
    else if (w->kind != WORD_SPOKEN)
        return;
    else if (pinyin)
        add_separated(out, start, "", pinyin, "");
    else
        add_separated(out, start, "{", w->norm, "}");
}

static int is_english(const struct word *w)
{
    return w->lang == WORD_EN && w->kind == WORD_SPOKEN;
}

static void format_breaks(const struct text_doc *d, size_t start, struct buf *out)
{
    for (size_t i = 0; i < d->words.n; i++) {
        const struct word *w = &d->words.list[i];
        if (out->len > start && w->brk && !(is_english(w) && w->brk == WORD_BREAK_WORD))
            buf_printf(out, "#%d", w->brk);
        else if (out->len > start && is_english(w))
            buf_putc(out, ' ');
        buf_puts(out, w->norm);
    }
}

static void format_normalized(const struct text_doc *d, struct buf *out)
{
    const char *s = d->normalized ? d->normalized : "";
    size_t n = strlen(s);
    while (n && (s[n - 1] == ' ' || s[n - 1] == '\n'))
        n--;
    for (size_t i = strspn(s, " \n"); i < n; i++)
        buf_putc(out, (char)(s[i] == '\n' ? ' ' : s[i]));
}

int text_format(const struct text_doc *d, enum text_form form, struct buf *out)
{
    size_t start = out->len;
    if (form == TEXT_NORMALIZED)
        format_normalized(d, out);
    else if (form == TEXT_PHONEMES)
        return text_phonemes(d, 0, d->words.n, out);
    else if (form == TEXT_BREAKS)
        format_breaks(d, start, out);
    else
        for (size_t i = 0; i < d->words.n; i++)
            format_word(&d->words.list[i], form, start, out);
    return buf_error(out);
}
