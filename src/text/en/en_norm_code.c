/* en_norm_code.c - what people type rather than say: addresses, file names, tags,
 * versions, words with figures in them. */
#include <string.h>

#include "text/en/en_norm.h"
#include "text/en/en_number.h"

enum { ADDRESS_MAX = 400 };

static const char domains[] = " com org net edu gov mil int io ai dev app co cn uk us de fr jp ru "
                              "in me tv info biz xyz cc hk "
                              "tw kr sg au ca nl it es ch se eu cloud online site tech store blog ";
static const char file_kinds[] =
    " txt pdf doc docx xls xlsx ppt pptx csv tsv json xml yaml yml toml ini cfg conf log md rst py "
    "js ts jsx tsx c h cc cpp hpp cs java kt go rs rb php pl sh bash zsh bat ps sql html htm css "
    "scss png jpg jpeg gif svg webp bmp ico mp3 mp4 wav flac ogg aac avi mkv mov webm zip tar gz "
    "bz "
    "xz rar iso exe dll so dmg apk deb rpm whl jar bin dat db lock ipynb onnx pth pt safetensors "
    "gguf tex bib vue lua swift r ";

static int is_address_byte(char c)
{
    return en_norm_is_digit(c) || en_norm_is_letter(c) ||
           (c && strchr("-_.~/?#[]@!$&'()*+,;=%:", c));
}

static const char *sign_name(char c)
{
    // clang-format off
    switch (c) {
    case '.': return "dot";
    case '/': return "slash";
    case ':': return "colon";
    case '@': return "at";
    case '-': return "dash";
    case '_': return "underscore";
    case '#': return "hash";
    case '?': return "question mark";
    case '=': return "equals";
    case '&': return "ampersand";
    case '%': return "percent";
    case '+': return "plus";
    case '~': return "tilde";
    case '\\': return "backslash";
    default: return NULL;
    }
    // clang-format on
}

static void put_blank(struct norm *x)
{
    if (x->out.len && x->out.data[x->out.len - 1] != ' ') buf_putc(&x->out, ' ');
}

/* Letters as a word, figures as a small number or one by one. */
static void put_part(struct norm *x, size_t at, size_t end)
{
    put_blank(x);
    if (en_norm_is_letter(x->s[at]))
        buf_add(&x->out, x->s + at, end - at);
    else if (end - at <= 2 && x->s[at] != '0')
        en_number_cardinal(&x->out, x->s + at, end - at);
    else
        en_number_digits(&x->out, x->s + at, end - at, "zero");
}

void en_norm_spell_address(struct norm *x, size_t at, size_t end)
{
    size_t from = at;
    while (at < end) {
        size_t i = at;
        while (i < end && en_norm_is_letter(x->s[i]))
            i++;
        if (i == at)
            while (i < end && en_norm_is_digit(x->s[i]))
                i++;
        int port = at > from && x->s[at - 1] == ':' && i - at > 2 && i - at < 5;
        if (port && x->s[at] != '0' && en_norm_is_digit(x->s[at])) {
            put_blank(x);
            en_number_pairs(&x->out, x->s + at, i - at);
        } else if (i > at) {
            put_part(x, at, i);
        } else {
            const char *name = sign_name(x->s[i++]);
            if (name) {
                put_blank(x);
                buf_puts(&x->out, name);
            }
        }
        at = i;
    }
}

/* The end of an address that starts at i, without the marks that end its sentence. */
static size_t address_end(const struct norm *x, size_t i)
{
    size_t end = i;
    while (end < x->n && end - i < ADDRESS_MAX && is_address_byte(x->s[end]))
        end++;
    while (end > i && strchr(".,;:!?)]'", x->s[end - 1]))
        end--;
    if (end > i && x->s[end - 1] == '/') end--;
    return end;
}

/* "example.com" at i: labels with dots, the last of them a known domain; its end, 0: none. */
static size_t domain_end(const struct norm *x, size_t i)
{
    enum { LABEL_MAX = 63, NAME_MAX_BYTES = 253 };
    size_t at = i, last = 0;
    char label[NORM_WORD_MAX];
    while (at < x->n && at - i < NAME_MAX_BYTES) {
        size_t start = at;
        while (en_norm_is_digit(en_norm_byte(x, at)) || en_norm_is_letter(en_norm_byte(x, at)) ||
               (at > start && (en_norm_byte(x, at) == '-' || en_norm_byte(x, at) == '_') &&
                en_norm_is_word(en_norm_byte(x, at + 1))))
            if (++at - start > LABEL_MAX) return 0;
        if (at == start) return 0;
        if (start > i && en_norm_word(x, start, label) == at - start &&
            en_norm_in(label, domains) && !en_norm_is_word(en_norm_byte(x, at)))
            last = at;
        if (en_norm_byte(x, at) != '.' || !en_norm_is_word(en_norm_byte(x, at + 1))) break;
        at++;
    }
    return last == at ? last : 0;
}

size_t en_norm_url(struct norm *x)
{
    static const char *const starts[] = {"https://", "http://", "ftp://",
                                         "file:///", "ws://",   "wss://"};
    size_t i = x->at;
    for (size_t k = 0; k < sizeof(starts) / sizeof(*starts); k++) {
        if (!en_norm_starts(x, i, starts[k])) continue;
        size_t from = i + strlen(starts[k]), end = address_end(x, from);
        if (end == from) return 0;
        en_norm_spell_address(x, from, end); /* as people say it: without the scheme */
        return end + (en_norm_byte(x, end) == '/') - i;
    }
    if (!en_norm_is_letter(x->s[i]) && !en_norm_is_digit(x->s[i])) return 0;
    size_t domain = domain_end(x, i);
    if (!domain && en_norm_starts(x, i, "localhost") &&
        (en_norm_byte(x, i + 9) == ':' || en_norm_byte(x, i + 9) == '/'))
        domain = i + 9;
    if (!domain || (en_norm_is_digit(x->s[i]) && !en_norm_is_letter(en_norm_byte(x, domain - 2))))
        return 0;
    char before = i ? x->s[i - 1] : ' ';
    if (before == '@' || before == '.') return 0;
    char next = en_norm_byte(x, domain);
    size_t end = next == '/' || next == '?' || next == ':' ? address_end(x, i) : domain;
    if (end < domain) end = domain;
    en_norm_spell_address(x, i, end);
    return end + (en_norm_byte(x, end) == '/') - i;
}

/* The host of a mail address: any labels with dots. */
static size_t host_end(const struct norm *x, size_t i)
{
    size_t at = i, dot = 0;
    while (at - i < ADDRESS_MAX &&
           (en_norm_is_digit(en_norm_byte(x, at)) || en_norm_is_letter(en_norm_byte(x, at)) ||
            (at > i && (x->s[at] == '-' || x->s[at] == '.') &&
             en_norm_is_word(en_norm_byte(x, at + 1))))) {
        if (x->s[at] == '.') dot = at;
        at++;
    }
    return dot && at - dot > 2 && en_norm_is_letter(x->s[at - 1]) ? at : 0;
}

size_t en_norm_mail(struct norm *x)
{
    size_t i = x->at, at = i;
    if (!en_norm_is_letter(x->s[i]) && !en_norm_is_digit(x->s[i])) return 0;
    while (at - i < NORM_WORD_MAX &&
           (en_norm_is_digit(en_norm_byte(x, at)) || en_norm_is_letter(en_norm_byte(x, at)) ||
            (at > i && en_norm_byte(x, at) && strchr("._-+&", x->s[at]))))
        at++;
    if (en_norm_byte(x, at) != '@' || !en_norm_is_word(en_norm_byte(x, at + 1))) return 0;
    size_t end = host_end(x, at + 1);
    if (!end) return 0;
    en_norm_spell_address(x, i, end);
    return end - i;
}

/* main.py, /usr/bin/env, C:\temp, ./start */
size_t en_norm_file(struct norm *x)
{
    size_t i = x->at, end = i;
    char c = x->s[i];
    char before = i ? x->s[i - 1] : ' ';
    int path = (c == '/' || (c == '.' && en_norm_byte(x, i + 1) == '/') || c == '~') &&
               (before == ' ' || before == '(' || before == '"' || before == '\'');
    int drive =
        en_norm_is_upper(c) && en_norm_byte(x, i + 1) == ':' && en_norm_byte(x, i + 2) == '\\';
    if (!path && !drive && !en_norm_is_word(c) && c != '_') return 0;
    int slashes = 0, letters = 0;
    size_t dot = 0;
    while (end < x->n && end - i < ADDRESS_MAX) {
        char b = x->s[end];
        if (!en_norm_is_digit(b) && !en_norm_is_letter(b) && !strchr("._-/\\~:", b)) break;
        if (b == ':' && !(drive && end == i + 1)) break;
        slashes += b == '/' || b == '\\';
        letters += en_norm_is_letter(b);
        if (b == '.' && en_norm_is_letter(en_norm_byte(x, end + 1))) dot = end;
        if (b == '/' || b == '\\') dot = 0;
        end++;
    }
    while (end > i && strchr(".-:", x->s[end - 1]))
        end--;
    char kind[NORM_WORD_MAX];
    int known = dot && dot > i && en_norm_word(x, dot + 1, kind) && en_norm_in(kind, file_kinds) &&
                !(strlen(kind) == 1 && en_norm_is_upper(x->s[dot + 1])) &&
                !en_norm_is_letter(en_norm_byte(x, dot + 1 + strlen(kind)));
    if (path || drive) {
        if (!letters || slashes < 1 || end - i < 3) return 0;
    } else if (!known) {
        return 0;
    }
    en_norm_spell_address(x, i, end);
    return end - i;
}

int en_norm_is_hex(char c)
{
    return en_norm_is_digit(c) || ((c | 32) >= 'a' && (c | 32) <= 'f');
}

void en_norm_spell_hex(struct norm *x, size_t at, size_t n)
{
    for (size_t i = at; i < at + n; i++) {
        if (!en_norm_is_hex(x->s[i])) {
            buf_putc(&x->out, ',');
            continue;
        }
        put_blank(x);
        if (en_norm_is_digit(x->s[i]))
            en_number_digits(&x->out, x->s + i, 1, "zero");
        else
            buf_putc(&x->out, (char)(x->s[i] & ~32));
    }
}

/* FF8800 of #FF8800: letters and figures of a color; its length. */
static size_t put_color(struct norm *x, size_t at)
{
    enum { LENGTH = 6 };
    int digits = 0, letters = 0;
    for (size_t i = 0; i < LENGTH; i++) {
        char c = en_norm_byte(x, at + i);
        if (!en_norm_is_hex(c)) return 0;
        digits += en_norm_is_digit(c);
        letters += !en_norm_is_digit(c);
    }
    if (!letters || (!digits && letters != LENGTH) || en_norm_is_word(en_norm_byte(x, at + LENGTH)))
        return 0;
    buf_puts(&x->out, "hash ");
    en_norm_spell_hex(x, at, LENGTH);
    return LENGTH;
}

/* 00:1A:2B:3C:4D:5E */
size_t en_norm_hardware_address(struct norm *x)
{
    enum { LENGTH = 17 };
    char sign = en_norm_byte(x, x->at + 2);
    if (sign != ':' && sign != '-') return 0;
    for (size_t i = 0; i < LENGTH; i++) {
        char c = en_norm_byte(x, x->at + i);
        if (i % 3 == 2 ? c != sign : !en_norm_is_hex(c)) return 0;
    }
    if (en_norm_is_word(en_norm_byte(x, x->at + LENGTH))) return 0;
    en_norm_spell_hex(x, x->at, LENGTH);
    return LENGTH;
}

/* MeToo, day_one at i: its words apart; its length. */
static size_t put_humps(struct norm *x, size_t i)
{
    size_t end = i;
    for (; end - i < ADDRESS_MAX &&
           (en_norm_is_letter(en_norm_byte(x, end)) || en_norm_byte(x, end) == '_');
         end++) {
        int hump =
            end > i + 1 && en_norm_is_upper(x->s[end]) &&
            (!en_norm_is_upper(x->s[end - 1]) || (en_norm_is_letter(en_norm_byte(x, end + 1)) &&
                                                  !en_norm_is_upper(x->s[end + 1]) && end > i + 2));
        if (hump) put_blank(x);
        buf_putc(&x->out, x->s[end] == '_' ? ' ' : x->s[end]);
    }
    return end - i;
}

static size_t put_hashtag(struct norm *x)
{
    buf_puts(&x->out, "hashtag ");
    return 1 + put_humps(x, x->at + 1);
}

/* #100DaysOfCode */
static size_t put_numbered_hashtag(struct norm *x)
{
    size_t digits = x->at + 1, n = 0;
    while (n < 5 && en_norm_is_digit(en_norm_byte(x, digits + n)))
        n++;
    char next = en_norm_byte(x, digits + n);
    if (n > 4 || !en_norm_is_upper(next)) return 0;
    buf_puts(&x->out, "hashtag ");
    en_number_cardinal(&x->out, x->s + digits, n);
    buf_putc(&x->out, ' ');
    return 1 + n + put_humps(x, digits + n);
}

/* #topic, #1, @name, C#, C++ */
size_t en_norm_hash(struct norm *x)
{
    size_t i = x->at;
    char c = x->s[i], next = en_norm_byte(x, i + 1);
    char before = i ? x->s[i - 1] : ' ';
    size_t hex = c == '#' ? put_color(x, i + 1) : 0;
    if (hex) return 1 + hex;
    if (c == '#' && en_norm_is_digit(next) && !en_norm_is_word(before)) {
        size_t n = put_numbered_hashtag(x);
        if (n) return n;
    }
    if (c == '#' && en_norm_is_digit(next)) {
        buf_puts(&x->out, "number ");
        return 1;
    }
    if (c == '#' && en_norm_is_letter(next) && !en_norm_is_word(before)) {
        return put_hashtag(x);
    }
    if (c == '@' && en_norm_is_letter(next) && !en_norm_is_word(before)) {
        buf_puts(&x->out, "at ");
        return 1;
    }
    if (en_norm_is_letter(c) && en_norm_starts(x, i + 1, "++") &&
        !en_norm_is_word(en_norm_byte(x, i + 3))) {
        buf_putc(&x->out, c);
        buf_puts(&x->out, " plus plus");
        return 3;
    }
    if (en_norm_is_upper(c) && next == '#' && !en_norm_is_word(en_norm_byte(x, i + 2))) {
        buf_putc(&x->out, c);
        buf_puts(&x->out, " sharp");
        return 2;
    }
    if (en_norm_starts(x, i, ".NET") && !en_norm_is_letter(en_norm_byte(x, i + 4))) {
        buf_puts(&x->out, "dot net");
        return 4;
    }
    return 0;
}

static const char versioned[] = " version python node java ubuntu debian ios android macos chrome "
                                "firefox release kernel postgres mysql php ruby go rust django ";

/* 192.168.0.1, v1.2, 3.11.4, Python 3.12 */
size_t en_norm_version(struct norm *x)
{
    size_t i = x->at;
    int v = (x->s[i] == 'v' || x->s[i] == 'V') && en_norm_is_digit(en_norm_byte(x, i + 1));
    size_t at = i + (size_t)v, parts = 0;
    size_t start[8], len[8];
    while (parts < 8 && en_norm_is_digit(en_norm_byte(x, at))) {
        start[parts] = at;
        while (en_norm_is_digit(en_norm_byte(x, at)) && at - start[parts] < 6)
            at++;
        len[parts] = at - start[parts];
        parts++;
        if (en_norm_byte(x, at) != '.' || !en_norm_is_digit(en_norm_byte(x, at + 1))) break;
        at++;
    }
    char before[NORM_WORD_MAX];
    int named = parts == 2 && en_norm_word_before(x, i, before) && en_norm_in(before, versioned) &&
                !(!strcmp(before, "go") && x->s[i - 2] == 'o' && x->s[i - 3] == 'g');
    if ((!v && !named && parts < 3) || !parts || en_norm_is_word(en_norm_byte(x, at))) return 0;
    if (!v && parts == 3 && len[0] <= 3 && len[1] == 3 && len[2] == 3 && x->s[i] != '0') {
        char million[12]; /* 1.000.000 */
        size_t n = 0;
        for (size_t k = 0; k < 3; k++)
            for (size_t d = 0; d < len[k]; d++)
                million[n++] = x->s[start[k] + d];
        en_number_cardinal(&x->out, million, n);
        return en_norm_put_behind(x, at, 0) - i;
    }
    if (v) buf_puts(&x->out, "version ");
    for (size_t k = 0; k < parts; k++) {
        if (k > 0) buf_puts(&x->out, parts < 4 ? " point " : " dot ");
        if (x->s[start[k]] == '0' && len[k] > 1)
            en_number_digits(&x->out, x->s + start[k], len[k], "zero");
        else if (parts == 4) /* an address is read in figures or short numbers */
            en_number_pairs(&x->out, x->s + start[k], len[k]);
        else
            en_number_cardinal(&x->out, x->s + start[k], len[k]);
    }
    size_t port = 0;
    while (parts == 4 && en_norm_byte(x, at) == ':' && port < 5 &&
           en_norm_is_digit(en_norm_byte(x, at + 1 + port)))
        port++;
    if (port) { /* 192.168.1.10:8080 */
        buf_puts(&x->out, " colon ");
        en_number_pairs(&x->out, x->s + at + 1, port);
        at += 1 + port;
    }
    return at - i;
}

/* ------------------------------------------------------------------- words with figures in them */

static void put_piece(struct norm *x, size_t at, size_t end, int letter_a_before)
{
    const char *s = x->s + at;
    size_t n = end - at;
    if (x->out.len) buf_putc(&x->out, letter_a_before ? '-' : ' ');
    if (!en_norm_is_digit(*s))
        buf_add(&x->out, s, n);
    else if (*s == '0' || n > 4)
        en_number_digits(&x->out, s, n, "zero");
    else if (n <= 2)
        en_number_cardinal(&x->out, s, n);
    else if (n == 4)
        en_number_year(&x->out, s); /* post-2008; RTX2080 as well */
    else
        en_number_pairs(&x->out, s, n);
}

/* One letter that would be read as a word by itself. */
static int is_word_letter(const char *s, size_t n)
{
    return n == 1 && (*s == 'A' || *s == 'a' || *s == 'I' || *s == 'i');
}

/* The end of the letters, figures and joints at i; 0: not both letters and figures. */
static size_t mixed_end(const struct norm *x, size_t i)
{
    size_t end = i;
    int letters = 0, digits = 0;
    while (end - i < NORM_WORD_MAX) {
        char c = en_norm_byte(x, end), next = en_norm_byte(x, end + 1);
        int joint = (c == '-' || c == '_') && end > i &&
                    (en_norm_is_digit(next) || en_norm_is_letter(next));
        int point =
            c == '.' && en_norm_is_digit(next) && end > i && en_norm_is_digit(x->s[end - 1]);
        if (!en_norm_is_digit(c) && !en_norm_is_letter(c) && !joint && !point) break;
        letters += en_norm_is_letter(c);
        digits += en_norm_is_digit(c);
        end++;
    }
    return letters && digits ? end : 0;
}

/* mid-1980s, early-90s: the figures are a decade's. */
static int is_decade_behind(const struct norm *x, size_t i)
{
    char word[NORM_WORD_MAX];
    size_t at = i + en_norm_word(x, i, word), n = 0;
    if (at == i || en_norm_byte(x, at) != '-') return 0;
    while (n < 5 && en_norm_is_digit(en_norm_byte(x, at + 1 + n)))
        n++;
    return (n == 2 || n == 4) && x->s[at + n] == '0' && en_norm_byte(x, at + 1 + n) == 's' &&
           !en_norm_is_word(en_norm_byte(x, at + 2 + n));
}

/* B-52s, MP3s: the plural of figures behind capitals, to be put; their s is not read. */
static int is_plural_of(const struct norm *x, size_t i, size_t at, size_t end)
{
    return end - at == 1 && x->s[at] == 's' && at > i && en_norm_is_digit(x->s[at - 1]) &&
           (en_norm_is_upper(x->s[i]) || x->s[i + strcspn(x->s + i, "-0123456789")] == '-') &&
           !(at - i == 2 && x->s[i] == 'S');
}

/* Qwen2.5, and python3.10 as versions are said. */
static void put_decimal(struct norm *x, size_t i, size_t start, const struct figure *f)
{
    char name[NORM_WORD_MAX];
    int version = f->n_part == 2 && start > i && f->part[0] != '0' &&
                  en_norm_word(x, i, name) == start - i && en_norm_in(name, versioned);
    if (!version) {
        en_norm_put_figure(x, f);
        return;
    }
    en_number_cardinal(&x->out, f->whole, f->n_whole);
    buf_puts(&x->out, " point ");
    en_number_cardinal(&x->out, f->part, f->n_part);
}

/* H1N1, MP3, GPT-4o, iPhone15, COVID-19, x86_64, Qwen2.5-7B: pieces of letters and figures. */
size_t en_norm_mixed(struct norm *x)
{
    size_t i = x->at, end = mixed_end(x, i);
    if (end > i + 3 && en_norm_starts(x, end - 2, "-9/11") && en_norm_ends(x, end + 3)) {
        buf_add(&x->out, x->s + i, end - 2 - i); /* post-9/11 */
        buf_puts(&x->out, " nine eleven");
        return end + 3 - i;
    }
    if (is_decade_behind(x, i)) return 0;
    int glued = 0;
    for (size_t at = i; at < end;) {
        size_t start = at;
        struct figure f;
        if (x->s[at] == '.' || x->s[at] == '-' || x->s[at] == '_') {
            at++;
            continue;
        }
        if (en_norm_is_digit(x->s[at]) && en_norm_figure(x, at, &f) && f.n_part && f.end <= end) {
            if (x->out.len) buf_putc(&x->out, glued ? '-' : ' ');
            put_decimal(x, i, start, &f);
            at = f.end;
            glued = 0;
            continue;
        }
        int figure = en_norm_is_digit(x->s[at]);
        while (at < end && (figure ? en_norm_is_digit(x->s[at]) : en_norm_is_letter(x->s[at])))
            at++;
        if (is_plural_of(x, i, start, at) && at == end) {
            en_number_make_plural(&x->out);
            break;
        }
        if (figure && start > i && at - start > 2 && memcmp(x->s + at - 2, "00", 2) != 0 &&
            en_norm_is_labelled(x)) { /* the code is AB9453 */
            put_blank(x);
            en_number_digits(&x->out, x->s + start, at - start, "zero");
            glued = 0;
            continue;
        }
        int lone = is_word_letter(x->s + start, at - start);
        put_piece(x, start, at, x->out.len && (glued || lone));
        glued = lone;
    }
    return end ? end - i : 0;
}

/* H.264, X.25, G.711: a standard by its letter and number; A-, a mark. */
size_t en_norm_standard(struct norm *x)
{
    size_t i = x->at, n = 0;
    char mark = x->s[i], after = en_norm_byte(x, i + 2);
    if (mark >= 'A' && mark <= 'F' && en_norm_byte(x, i + 1) == '-' &&
        (!after || strchr(",.;:)!?", after)) && !(i && en_norm_is_word(x->s[i - 1]))) {
        buf_putc(&x->out, mark);
        buf_puts(&x->out, " minus");
        return 2;
    }
    if (!en_norm_is_upper(x->s[i]) || en_norm_byte(x, i + 1) != '.') return 0;
    while (en_norm_is_digit(en_norm_byte(x, i + 2 + n)) && n < 5)
        n++;
    if (n < 2 || n > 4 || !en_norm_ends(x, i + 2 + n)) return 0;
    buf_putc(&x->out, x->s[i]);
    buf_putc(&x->out, ' ');
    en_number_pairs(&x->out, x->s + i + 2, n);
    return 2 + n;
}

/* RTX 4090, Boeing 747, Flight 815, Room 101: numbers that are names. */
size_t en_norm_code_name(struct norm *x)
{
    static const char kinds[] =
        " flight room highway route interstate area rtx gtx rx boeing airbus apartment apt suite "
        "bus channel box porsche boeing's suites rooms flights section psychology biology physics "
        "chemistry economics history math english us http error rfc ieee port rm ste rte hwy bldg ";
    size_t n = 0;
    while (en_norm_is_digit(en_norm_byte(x, x->at + n)) && n < 6)
        n++;
    char word[NORM_WORD_MAX];
    if (n < 3 || n > 4 || !en_norm_ends(x, x->at + n)) return 0;
    size_t back = x->at;
    if (back > 1 && x->s[back - 1] == ' ' && x->s[back - 2] == '.') back -= 2; /* Rm. 204 */
    if (!en_norm_word_before(x, back, word) || !en_norm_in(word, kinds)) return 0;
    en_number_pairs(&x->out, x->s + x->at, n);
    return n;
}
