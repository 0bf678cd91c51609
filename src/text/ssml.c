/* ssml.c - one pass over the input with a stack of open elements.
 *
 * Style and language are kept as what is in force now; where that changes, the stretch that has
 * ended becomes a span, so that the spans of a kind never overlap, however deep the nesting. */
#include "text/ssml.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/utf8.h"
#include "text/en/en.h"
#include "text/entity.h"
#include "text/say_as.h"
#include "text/script.h"
#include "text/ssml_tag.h"
#include "text/ssml_values.h"

enum element {
    SPEAK,
    PARAGRAPH,
    SENTENCE,
    BREAK,
    PHONEME,
    SAY_AS,
    SUB,
    PROSODY,
    EMPHASIS,
    LANG,
    MARK,
    ELEMENTS
};

enum { NO_LANG = -1, ALIAS_MAX = 2000, SAID_MAX = 1 << 16 };

/* What may stand inside. */
enum inside { ALL, NO_PARAGRAPH, NO_SENTENCE, TEXT_ONLY, NOTHING };

static const struct {
    const char *name, *attributes; /* separated by blanks; with a star: all that begin so */
    enum inside inside;
} elements[ELEMENTS] = {
    [SPEAK] = {"speak", "version xml:lang xml:base xmlns* xsi:*", ALL},
    [PARAGRAPH] = {"p", "xml:lang", NO_PARAGRAPH},
    [SENTENCE] = {"s", "xml:lang", NO_SENTENCE},
    [BREAK] = {"break", "time strength", NOTHING},
    [PHONEME] = {"phoneme", "alphabet ph", TEXT_ONLY},
    [SAY_AS] = {"say-as", "interpret-as format", TEXT_ONLY},
    [SUB] = {"sub", "alias", TEXT_ONLY},
    [PROSODY] = {"prosody", "rate pitch volume", ALL},
    [EMPHASIS] = {"emphasis", "level", NO_PARAGRAPH},
    [LANG] = {"lang", "xml:lang", ALL},
    [MARK] = {"mark", "name", NOTHING},
};

struct open {
    enum element element;
    size_t tag;               /* its place, for messages */
    uint32_t from;            /* code point where its content begins */
    size_t plain;             /* bytes of the plain text there */
    struct voice_style style; /* outside of it */
    int lang;
    enum inside inside; /* its own and its parents' */
};

struct ssml {
    const char *s;
    size_t n, at;
    uint32_t index; /* code point number of `at` */
    int han;        /* there are Chinese characters: say-as is Chinese without xml:lang */
    struct mapped *plain;
    struct mapped inner; /* the content of say-as and sub */
    struct spans *spans;
    struct open stack[SSML_DEPTH_MAX];
    int depth;
    struct voice_style style;
    uint32_t style_from, lang_from;
    int lang; /* enum word_lang or NO_LANG */
    struct reading reading;
    char alias[ALIAS_MAX + 1], format[8];
    int say_as;
    struct err *e;
};

/* ---- where, and what is wrong there ---- */

static int wrong(struct ssml *p, size_t at, const char *fmt, ...) PRINTF(3, 4);
static int wrong(struct ssml *p, size_t at, const char *fmt, ...)
{
    char what[330];
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(what, sizeof(what), fmt, ap);
    va_end(ap);
    size_t line = 1, start = 0;
    for (size_t i = 0; i < at && i < p->n; i++)
        if (p->s[i] == '\n') {
            line++;
            start = i + 1;
        }
    return err_set(p->e, E_FORMAT, "SSML line %zu, column %zu: %s", line,
                   utf8_count(p->s + start, at - start) + 1, what);
}

static int bad_value(struct ssml *p, const char *name, const char *expected, const char *value)
{
    return wrong(p, p->at, "%s=\"%.40s\": expected %s", name, value, expected);
}

static void advance(struct ssml *p, size_t to)
{
    p->index += (uint32_t)utf8_count(p->s + p->at, to - p->at);
    p->at = to;
}

static struct open *top(struct ssml *p)
{
    return p->depth ? &p->stack[p->depth - 1] : NULL;
}

/* ---- what is in force ---- */

static void end_style(struct ssml *p)
{
    const struct voice_style even = voice_style_plain();
    const struct voice_style *s = &p->style;
    int said = s->rate != even.rate || s->slower != even.slower || s->pitch != even.pitch ||
               s->gain_db != even.gain_db;
    const struct text_span span = {
        .kind = SPAN_STYLE, .from = p->style_from, .to = p->index, .style = p->style};
    if (said && p->index > p->style_from) spans_add(p->spans, &span);
    p->style_from = p->index;
}

static void end_lang(struct ssml *p)
{
    const struct text_span span = {.kind = SPAN_LANG,
                                   .from = p->lang_from,
                                   .to = p->index,
                                   .lang = p->lang == WORD_EN ? WORD_EN : WORD_ZH};
    if (p->lang != NO_LANG && p->index > p->lang_from) spans_add(p->spans, &span);
    p->lang_from = p->index;
}

static enum word_lang language(const struct ssml *p)
{
    if (p->lang != NO_LANG) return p->lang == WORD_EN ? WORD_EN : WORD_ZH;
    return p->han ? WORD_ZH : WORD_EN;
}

/* ---- text ---- */

static int is_space(uint32_t cp)
{
    return cp == ' ' || cp == '\t' || cp == '\r' || cp == '\n';
}

static char last_byte(const struct mapped *m)
{
    return m->n ? m->bytes[m->n - 1] : '\n';
}

/* One blank for many; none where a line of Chinese was broken. */
static void put_blank(struct ssml *p, struct mapped *to, int newline, int before_ascii)
{
    char last = last_byte(to);
    if (last == ' ' || last == '\n' || (newline && (last & 0x80) && !before_ascii)) return;
    mapped_put(to, " ", 1, p->index, p->index + 1);
}

static struct mapped *sink(struct ssml *p)
{
    const struct open *o = top(p);
    return o->element == SAY_AS || o->element == SUB ? &p->inner : p->plain;
}

static int put_text(struct ssml *p, size_t end, int references)
{
    struct mapped *to = sink(p);
    while (p->at < end) {
        size_t next = p->at;
        uint32_t cp = utf8_next(p->s, end, &next);
        if (is_space(cp)) {
            int newline = 0;
            size_t first = p->at;
            for (; next <= end && is_space((unsigned char)p->s[next - 1]); next++)
                newline |= p->s[next - 1] == '\n';
            next--;
            put_blank(p, to, newline, next < p->n && !(p->s[next] & 0x80) && p->s[next] != '<');
            advance(p, next > first ? next : first + 1);
            continue;
        }
        if (top(p)->inside == NOTHING)
            return wrong(p, p->at, "expected nothing inside <%s>", elements[top(p)->element].name);
        if (references && cp == '&') {
            cp = entity_read(p->s, end, p->at, ENTITY_XML, &next);
            if (!cp)
                return wrong(p, p->at,
                             "expected &amp; for the sign itself, or one of &lt; &gt; &quot; "
                             "&apos; &#20013;");
        }
        char utf8[4];
        size_t len = utf8_put(utf8, cp);
        uint32_t chars = (uint32_t)utf8_count(p->s + p->at, next - p->at);
        mapped_put(to, utf8, len, p->index, p->index + chars);
        p->index += chars;
        p->at = next;
    }
    return 0;
}

static void put_string(struct ssml *p, const char *s, uint32_t from, uint32_t to)
{
    mapped_put(p->plain, s, strlen(s), from, to);
}

static void end_line(struct ssml *p)
{
    if (last_byte(p->plain) != '\n') put_string(p, "\n", p->index, p->index);
}

/* Without a mark, a sentence gets its full stop. */
static void end_sentence(struct ssml *p)
{
    static const char *const ends[] = {",",  "，", "、", ".", "!",  "?", "\n",
                                       "。", "！", "？", "…", "；", ";", ":"};
    const struct mapped *m = p->plain;
    size_t n = m->n;
    while (n && m->bytes[n - 1] == ' ')
        n--;
    for (size_t i = 0; i < sizeof(ends) / sizeof(*ends); i++) {
        size_t k = strlen(ends[i]);
        if (n >= k && !memcmp(m->bytes + n - k, ends[i], k)) n = 0;
    }
    if (n) put_string(p, m->bytes[n - 1] & 0x80 ? "。" : ".", p->index, p->index);
    if (last_byte(p->plain) != '\n' && last_byte(p->plain) != ' ')
        put_string(p, " ", p->index, p->index);
}

/* ---- elements ---- */

static int required(struct ssml *p, const struct ssml_tag *t, const char *name, const char **value)
{
    *value = ssml_tag_value(t, name);
    if (*value && **value) return 0;
    return wrong(p, p->at, "expected %s=\"...\" in <%s>", name, t->name);
}

static int open_break(struct ssml *p, const struct ssml_tag *t)
{
    const char *time = ssml_tag_value(t, "time"), *strength = ssml_tag_value(t, "strength");
    struct text_span pause = {.kind = SPAN_PAUSE, .from = p->index, .to = p->index, .pause_ms = 0};
    if (ssml_strength(strength ? strength : "medium", &pause.pause_ms))
        return bad_value(p, "strength", SSML_STRENGTHS, strength);
    if (time && ssml_time(time, &pause.pause_ms)) return bad_value(p, "time", SSML_TIMES, time);
    if (!(last_byte(p->plain) & 0x80) && last_byte(p->plain) != '\n')
        put_string(p, " ", p->index, p->index);
    if (pause.pause_ms) spans_add(p->spans, &pause);
    return 0;
}

static int open_phoneme(struct ssml *p, const struct ssml_tag *t)
{
    const char *ph, *alphabet = ssml_tag_value(t, "alphabet");
    struct err why = {0};
    int code = required(p, t, "ph", &ph);
    if (code) return code;
    int py = alphabet && (!strcmp(alphabet, "pinyin") || !strcmp(alphabet, "x-pinyin"));
    if (alphabet && !py && strcmp(alphabet, "ipa") != 0)
        return wrong(p, p->at, "expected alphabet=\"ipa\" or \"pinyin\", not '%.40s'", alphabet);
    code = reading_parse(&p->reading, py ? READING_PINYIN : READING_IPA, ph, strlen(ph), &why);
    return code ? wrong(p, p->at, "ph=\"%.100s\": %.150s", ph, why.msg) : 0;
}

static int open_say_as(struct ssml *p, const struct ssml_tag *t)
{
    const char *as, *format = ssml_tag_value(t, "format");
    int code = required(p, t, "interpret-as", &as);
    if (code) return code;
    p->say_as = say_as_find(as);
    if (p->say_as < 0) return bad_value(p, "interpret-as", SAY_AS_NAMES, as);
    if (format && p->say_as != SAY_DATE)
        return wrong(p, p->at, "expected format only with interpret-as=\"date\"");
    snprintf(p->format, sizeof(p->format), "%s", format ? format : "");
    mapped_clear(&p->inner);
    return 0;
}

static int open_sub(struct ssml *p, const struct ssml_tag *t)
{
    const char *alias;
    int code = required(p, t, "alias", &alias);
    if (code) return code;
    if (strlen(alias) > ALIAS_MAX)
        return wrong(p, p->at, "expected an alias of at most %d bytes", ALIAS_MAX);
    snprintf(p->alias, sizeof(p->alias), "%s", alias);
    mapped_clear(&p->inner);
    return 0;
}

static int open_prosody(struct ssml *p, const struct ssml_tag *t)
{
    const char *rate = ssml_tag_value(t, "rate"), *pitch = ssml_tag_value(t, "pitch"),
               *volume = ssml_tag_value(t, "volume");
    struct voice_style style = p->style;
    if (!rate && !pitch && !volume)
        return wrong(p, p->at, "expected rate, pitch or volume in <prosody>");
    if (rate && ssml_rate(rate, &style)) return bad_value(p, "rate", SSML_RATES, rate);
    if (pitch && ssml_pitch(pitch, &style)) return bad_value(p, "pitch", SSML_PITCHES, pitch);
    if (volume && ssml_volume(volume, &style)) return bad_value(p, "volume", SSML_VOLUMES, volume);
    end_style(p);
    p->style = style;
    return 0;
}

static int open_emphasis(struct ssml *p, const struct ssml_tag *t)
{
    const char *level = ssml_tag_value(t, "level");
    end_style(p);
    if (!ssml_level(level ? level : "moderate", &p->style)) return 0;
    return bad_value(p, "level", SSML_LEVELS, level);
}

/* xml:lang of any element that has it. */
static int set_lang(struct ssml *p, const struct ssml_tag *t, enum element element)
{
    const char *value = ssml_tag_value(t, "xml:lang");
    enum word_lang lang;
    if (!value && element == LANG) return wrong(p, p->at, "expected xml:lang=\"...\" in <lang>");
    if (!value) return 0;
    if (ssml_lang(value, &lang)) return bad_value(p, "xml:lang", SSML_LANGS, value);
    end_lang(p);
    p->lang = (int)lang;
    return 0;
}

static int allowed(const char *list, const char *name)
{
    while (*list) {
        size_t n = strcspn(list, " ");
        int star = list[n - 1] == '*';
        if (!strncmp(list, name, n - (size_t)star) && (star || !name[n])) return 1;
        list += n;
        list += strspn(list, " ");
    }
    return 0;
}

static int find_element(struct ssml *p, const struct ssml_tag *t, enum element *element)
{
    if (!strcmp(t->name, "voice"))
        return wrong(p, p->at,
                     "<voice> is not supported: choose the voice with the request's voice, or send "
                     "the parts one by one");
    for (int i = 0; i < ELEMENTS; i++)
        if (!strcmp(elements[i].name, t->name)) {
            *element = (enum element)i;
            return 0;
        }
    return wrong(p, p->at,
                 "expected speak, p, s, break, phoneme, say-as, sub, prosody, emphasis, lang or "
                 "mark, not <%s>",
                 t->name);
}

static int check_place(struct ssml *p, enum element element)
{
    const struct open *o = top(p);
    const char *name = elements[element].name;
    if (!o) return 0;
    int bad = element == SPEAK || o->inside >= TEXT_ONLY ||
              (o->inside >= NO_PARAGRAPH && element == PARAGRAPH) ||
              (o->inside >= NO_SENTENCE && element == SENTENCE);
    if (bad)
        return wrong(p, p->at, "<%s> cannot stand inside <%s>", name, elements[o->element].name);
    if (p->depth == SSML_DEPTH_MAX)
        return wrong(p, p->at, "expected at most %d elements inside each other", SSML_DEPTH_MAX);
    return 0;
}

static int begin(struct ssml *p, const struct ssml_tag *t, enum element element)
{
    switch (element) {
    case PARAGRAPH:
        end_line(p);
        return 0;
    case SENTENCE:
        if (p->plain->n) end_sentence(p);
        return 0;
    case BREAK:
        return open_break(p, t);
    case PHONEME:
        return open_phoneme(p, t);
    case SAY_AS:
        return open_say_as(p, t);
    case SUB:
        return open_sub(p, t);
    case PROSODY:
        return open_prosody(p, t);
    case EMPHASIS:
        return open_emphasis(p, t);
    default:
        return 0;
    }
}

static int close_element(struct ssml *p);

static int open_element(struct ssml *p, const struct ssml_tag *t)
{
    enum element element = SPEAK;
    int code = find_element(p, t, &element);
    if (!code) code = check_place(p, element);
    for (int i = 0; i < t->n && !code; i++) {
        const char *name = t->text.data + t->attributes[i].name;
        if (!allowed(elements[element].attributes, name))
            code = wrong(p, p->at, "<%s> has no attribute '%.40s' here", t->name, name);
    }
    if (code) return code;
    enum inside inside = elements[element].inside;
    if (p->depth && top(p)->inside > inside) inside = top(p)->inside;
    struct open o = {
        .element = element, .tag = p->at, .style = p->style, .lang = p->lang, .inside = inside};
    code = set_lang(p, t, element);
    if (!code) code = begin(p, t, element);
    if (code) return code;
    advance(p, t->end);
    o.from = p->index;
    o.plain = p->plain->n;
    p->stack[p->depth++] = o;
    return t->empty ? close_element(p) : 0;
}

/* Letters and digits by their names, everything else as it is. */
static void spell(struct ssml *p)
{
    static const char *const zh[] = {"零", "一", "二", "三", "四", "五", "六", "七", "八", "九"};
    const struct mapped *m = &p->inner;
    for (size_t at = 0; at < m->n;) {
        size_t start = at;
        uint32_t cp = utf8_next(m->bytes, m->n, &at);
        uint32_t from = m->from[start], to = m->to[start];
        const char *name = cp < 0x80 ? en_letter_name((char)cp) : NULL;
        int digit = cp >= '0' && cp <= '9';
        if (cp == ' ') continue;
        if (digit && language(p) == WORD_ZH) {
            put_string(p, zh[cp - '0'], from, to);
            continue;
        }
        mapped_put(p->plain, m->bytes + start, at - start, from, to);
        if (!name) continue;
        const struct text_span span = {.kind = SPAN_READING,
                                       .from = from,
                                       .to = to,
                                       .lang = WORD_EN,
                                       .phonemes = name,
                                       .why = "say-as"};
        spans_add(p->spans, &span);
        put_string(p, " ", to, to);
    }
}

static int close_say_as(struct ssml *p, const struct open *o)
{
    struct mapped *m = &p->inner;
    struct err why = {0};
    size_t n = m->n;
    while (n && m->bytes[n - 1] == ' ')
        n--;
    if (!n) return wrong(p, o->tag, "expected text inside <say-as>");
    if (p->say_as == SAY_CHARACTERS) {
        spell(p);
        return 0;
    }
    struct buf said = buf_make(SAID_MAX);
    int code =
        say_as_write((enum say_as)p->say_as, p->format, m->bytes, n, language(p), &said, &why);
    if (!code && buf_error(&said)) code = err_set(&why, E_FORMAT, "expected a shorter text");
    if (!code) mapped_put(p->plain, said.data, said.len, o->from, p->index);
    buf_free(&said);
    return code ? wrong(p, o->tag, "<say-as>: %.250s", why.msg) : 0;
}

static int close_phoneme(struct ssml *p, const struct open *o)
{
    size_t at = o->plain;
    int han = 0;
    while (at < p->plain->n && p->plain->bytes[at] == ' ')
        at++;
    if (at == p->plain->n) return wrong(p, o->tag, "expected text inside <phoneme>");
    for (; at < p->plain->n; at++)
        han |= (p->plain->bytes[at] & 0x80) && (unsigned char)p->plain->bytes[at] >= 0xE3;
    if (han) p->reading.lang = WORD_ZH;
    spans_add_reading(p->spans, o->from, p->index, &p->reading, "phoneme");
    return 0;
}

static int close_element(struct ssml *p)
{
    const struct open o = *top(p);
    int code = 0;
    p->depth--;
    switch (o.element) {
    case PARAGRAPH:
        end_line(p);
        break;
    case SENTENCE:
        end_sentence(p);
        break;
    case PHONEME:
        code = close_phoneme(p, &o);
        break;
    case SAY_AS:
        code = close_say_as(p, &o);
        break;
    case SUB:
        put_string(p, p->alias, o.from, p->index);
        break;
    default:
        break;
    }
    if (o.element == PROSODY || o.element == EMPHASIS) {
        end_style(p);
        p->style = o.style;
    }
    if (o.lang != p->lang) {
        end_lang(p);
        p->lang = o.lang;
    }
    return code;
}

/* ---- the pass ---- */

static int begins(const struct ssml *p, const char *with)
{
    size_t n = strlen(with);
    return p->n - p->at >= n && !memcmp(p->s + p->at, with, n);
}

/* Comments and CDATA; 0 with *done unset: neither. */
static int read_special(struct ssml *p, int *done)
{
    int comment = begins(p, "<!--"), cdata = begins(p, "<![CDATA[");
    *done = 1;
    if (begins(p, "<?")) return wrong(p, p->at, "processing instructions are not supported");
    if (comment || cdata) {
        const char *mark = comment ? "-->" : "]]>";
        size_t open = comment ? 4 : 9;
        const char *end = memmem(p->s + p->at + open, p->n - p->at - open, mark, 3);
        if (!end) return wrong(p, p->at, "expected %s at the end of this", mark);
        if (cdata && !p->depth) return wrong(p, p->at, "expected nothing outside <speak>");
        size_t place = (size_t)(end - p->s);
        if (cdata) {
            advance(p, p->at + open);
            int code = put_text(p, place, 0);
            if (code) return code;
        }
        advance(p, place + 3);
        return 0;
    }
    if (begins(p, "<!")) return wrong(p, p->at, "DOCTYPE and entities of one's own are refused");
    *done = 0;
    return 0;
}

static int read_tag(struct ssml *p)
{
    struct ssml_tag t;
    struct err why = {0};
    int done, code = read_special(p, &done);
    if (code || done) return code;
    code = ssml_tag_read(&t, p->s, p->n, p->at, &why);
    if (code) {
        code = wrong(p, t.bad, "%s", why.msg);
    } else if (!t.closes) {
        code = open_element(p, &t);
    } else if (!p->depth || strcmp(t.name, elements[top(p)->element].name) != 0) {
        code = wrong(p, p->at, "expected </%s>, not </%s>",
                     p->depth ? elements[top(p)->element].name : "speak", t.name);
    } else {
        code = close_element(p);
        if (!code) advance(p, t.end);
    }
    ssml_tag_free(&t);
    return code;
}

static int read_content(struct ssml *p)
{
    int code = read_tag(p); /* <speak ...>: markup.c has seen it */
    while (!code && p->depth) {
        if (p->at == p->n)
            return wrong(p, top(p)->tag, "expected </%s> for this one before the end",
                         elements[top(p)->element].name);
        const char *tag = memchr(p->s + p->at, '<', p->n - p->at);
        size_t end = tag ? (size_t)(tag - p->s) : p->n;
        code = end > p->at ? put_text(p, end, 1) : read_tag(p);
    }
    return code;
}

/* A BOM, blanks and an XML declaration may stand before it; blanks and comments behind. */
static int skip_outside(struct ssml *p, int before)
{
    int code = 0;
    if (before && begins(p, "\xEF\xBB\xBF")) advance(p, p->at + 3);
    while (p->at < p->n && !code) {
        const char *end = NULL;
        if (is_space((unsigned char)p->s[p->at]))
            advance(p, p->at + 1);
        else if (begins(p, "<!--") || (before && begins(p, "<!")))
            code = read_special(p, &(int){0}); /* refuses a DOCTYPE */
        else if (before && begins(p, "<?xml") && (end = memchr(p->s + p->at, '>', p->n - p->at)))
            advance(p, (size_t)(end - p->s) + 1);
        else if (before)
            return 0;
        else
            return wrong(p, p->at, "expected nothing behind </speak>");
    }
    return code;
}

static int has_han(const char *s, size_t n)
{
    for (size_t at = 0; at < n;) {
        uint32_t cp = utf8_next(s, n, &at);
        if (cp >= 0x3400 && cp <= 0x9FFF) return 1;
    }
    return 0;
}

int ssml_parse(const char *s, size_t n, struct mapped *plain, struct spans *spans, struct err *e)
{
    struct ssml p = {.s = s,
                     .n = n,
                     .han = has_han(s, n),
                     .plain = plain,
                     .inner = mapped_make(),
                     .spans = spans,
                     .style = voice_style_plain(),
                     .lang = NO_LANG,
                     .e = e};
    int code = skip_outside(&p, 1);
    if (!code && !begins(&p, "<speak")) code = wrong(&p, p.at, "expected <speak>");
    if (!code) code = read_content(&p);
    if (!code) code = skip_outside(&p, 0);
    if (!code) code = mapped_error(&p.inner);
    mapped_free(&p.inner);
    return code;
}
