/* cmd_text.c - `utter text`: the front end alone, one line out for each line in; or, with
 * --explain, a table for one whole text.
 *
 * Reads with read(2) into a buffer of its own and flushes stdout whenever it is about to wait for
 * more input, so that it answers each line at once when a person or a program talks to it through
 * a pipe, and writes in large blocks when a whole file comes in. */
#include "cmd/cmd.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/file.h"
#include "text/explain.h"
#include "text/text.h"
#include "text/tokens.h"
#include "text/user_words.h"

enum {
    LINE_MAX_BYTES = 16 << 20,
    OUTPUT_MAX_BYTES = 512 << 20, /* what one line may become */
    BLOCK = 1 << 16,
    TO_TOKENS = -1, /* beside enum text_form */
    TO_NOTHING = -2,
    TO_EXPLAIN = -3,
    EXPLAIN_MAX_BYTES = 1 << 20,
};

struct text_cmd {
    int form; /* enum text_form or TO_... */
    int explain, json;
    struct buf given;    /* --explain: the text of the arguments */
    int citation, tones; /* options that go with one form only */
    struct text_options opt;
    struct text *text;        /* every form but tokens */
    struct tokens *tokens;    /* --to tokens */
    struct user_words *words; /* --words */
    size_t line;
    int failed; /* lines whose markup was wrong */
    struct text_doc doc;
    struct buf out;
};

static const char *const form_names[] = {
    [TEXT_NORMALIZED] = "normalized", [TEXT_WORDS] = "words",   [TEXT_PINYIN] = "pinyin",
    [TEXT_PHONEMES] = "phonemes",     [TEXT_BREAKS] = "breaks",
};

static int set_form(struct text_cmd *c, const char *name, struct err *e)
{
    c->form = strcmp(name, "tokens") ? TO_NOTHING : TO_TOKENS;
    for (size_t i = 0; i < sizeof(form_names) / sizeof(*form_names); i++)
        if (form_names[i] && !strcmp(name, form_names[i])) c->form = (int)i;
    if (c->form != TO_NOTHING) return 0;
    return err_set(e, E_USAGE, "--to %s: normalized, words, pinyin, breaks, phonemes or tokens",
                   name);
}

static int set_lang(struct text_cmd *c, const char *name, struct err *e)
{
    if (!strcmp(name, "auto"))
        c->opt.lang = TEXT_AUTO;
    else if (!strcmp(name, "zh"))
        c->opt.lang = TEXT_ZH;
    else if (!strcmp(name, "en"))
        c->opt.lang = TEXT_EN;
    else
        return err_set(e, E_USAGE, "--lang %s: auto, zh or en", name);
    return 0;
}

static int set_emoji(struct text_cmd *c, const char *name, struct err *e)
{
    if (text_emoji_from_name(&c->opt.emoji, name)) return 0;
    return err_set(e, E_USAGE, "--emoji %s: named or dropped", name);
}

static int set_tones(struct text_cmd *c, const char *name, struct err *e)
{
    static const char *const names[] = {[TEXT_TONES_CITATION] = "citation",
                                        [TEXT_TONES_TRAINED] = "trained",
                                        [TEXT_TONES_SPOKEN] = "spoken"};
    for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
        if (strcmp(name, names[i]) != 0) continue;
        c->opt.sandhi_phonemes = (enum text_tones)i;
        c->tones = 1;
        return 0;
    }
    return err_set(e, E_USAGE, "--tones %s: citation, trained or spoken", name);
}

/* What goes with what. */
static int check_options(struct text_cmd *c, struct err *e)
{
    if (c->explain && (c->form != TO_NOTHING || c->citation || c->tones))
        return err_set(e, E_USAGE, "--explain shows every form: it goes without --to");
    if (c->explain) c->form = TO_EXPLAIN;
    if (c->given.len && !c->explain)
        return err_set(e, E_USAGE, "'%.60s': text comes from stdin, but for --explain",
                       c->given.data);
    if (c->form == TO_NOTHING)
        return err_set(e, E_USAGE,
                       "--to is missing: normalized, words, pinyin, breaks, phonemes, tokens");
    if (c->tones && c->form != TEXT_PHONEMES)
        return err_set(e, E_USAGE, "--tones goes with --to phonemes");
    if (!c->citation) return 0;
    if (c->form != TEXT_PINYIN) return err_set(e, E_USAGE, "--citation goes with --to pinyin");
    c->form = TEXT_PINYIN_CITATION;
    return 0;
}

static int parse(struct text_cmd *c, int argc, char **argv, struct err *e)
{
    for (int i = 1; i < argc; i++) {
        const char *a = argv[i];
        int to = !strcmp(a, "--to"), lang = !strcmp(a, "--lang"), words = !strcmp(a, "--words");
        int emoji = !strcmp(a, "--emoji"), code = 0;
        if (to || lang || words || emoji || !strcmp(a, "--tones")) {
            if (i + 1 == argc) return err_set(e, E_USAGE, "%s needs a value", a);
            i++;
            code = to      ? set_form(c, argv[i], e)
                   : lang  ? set_lang(c, argv[i], e)
                   : emoji ? set_emoji(c, argv[i], e)
                   : words ? user_words_load(&c->words, argv[i], e)
                           : set_tones(c, argv[i], e);
        } else if (!strcmp(a, "--explain")) {
            c->explain = 1;
        } else if (a[0] != '-') {
            if (c->given.len) buf_putc(&c->given, ' ');
            buf_puts(&c->given, a);
            code = buf_error(&c->given);
            if (code)
                return err_set(e, code, "the text is longer than %d bytes", EXPLAIN_MAX_BYTES);
        } else if (!strcmp(a, "--citation")) {
            c->citation = 1;
        } else if (!strcmp(a, "--english-in-chinese")) {
            c->opt.english_in_chinese = 1;
        } else {
            code = err_set(e, E_USAGE, "%s: there is no such option", a);
        }
        if (code) return code;
    }
    return check_options(c, e);
}

static int open_tables(struct text_cmd *c, const struct cmd_globals *g, struct err *e)
{
    char dir[PATH_MAX_BYTES], lexicon[PATH_MAX_BYTES];
    int code = file_data_dir(dir, g->data, e);
    if (code) return code;
    c->opt.markup = 1;
    c->opt.words[0] = c->words;
    if (c->form != TO_TOKENS) return text_open(&c->text, dir, e);
    code = file_join(lexicon, dir, "lexicon");
    return code ? err_set(e, code, "%s: path too long", dir) : tokens_open(&c->tokens, lexicon, e);
}

/* Prints the answer to one line (without its end). */
static int answer(struct text_cmd *c, const char *line, size_t n, struct err *e)
{
    if (n && line[n - 1] == '\r') n--;
    c->line++;
    if (c->form == TO_TOKENS) {
        size_t count = 0;
        int code = tokens_count(c->tokens, line, n, &count, e);
        if (!code) printf("%zu\n", count);
        return code;
    }
    int code = text_read(c->text, line, n, &c->opt, &c->doc, e);
    if (code == E_FORMAT) { /* an empty line for it, so that the others keep their places */
        fprintf(stderr, "utter text: line %zu: %s\n", c->line, e->msg);
        c->failed = 1;
        putchar('\n');
        return 0;
    }
    if (code) return code;
    buf_clear(&c->out);
    code = text_format(&c->doc, (enum text_form)c->form, &c->out);
    text_doc_free(&c->doc);
    if (code) return err_set(e, code, "a line of %zu bytes: %s", n, err_text(code));
    buf_putc(&c->out, '\n');
    fwrite(c->out.data, 1, c->out.len, stdout);
    return 0;
}

/* Answers the whole lines in `in` and removes them; with `last`, also what has no newline. */
static int answer_lines(struct text_cmd *c, struct buf *in, size_t *searched, int last,
                        struct err *e)
{
    size_t at = 0;
    int code = 0;
    for (;;) {
        size_t from = at > *searched ? at : *searched;
        const char *end = memchr(in->data + from, '\n', in->len - from);
        if (!end && !(last && at < in->len)) break;
        size_t n = end ? (size_t)(end - in->data) - at : in->len - at;
        code = answer(c, in->data + at, n, e);
        if (code) return code;
        at += end ? n + 1 : n;
    }
    buf_drop(in, at);
    *searched = in->len; /* so that a very long line is not searched again from its start */
    return 0;
}

static int run_lines(struct text_cmd *c, struct err *e)
{
    struct buf in = buf_make(LINE_MAX_BYTES + BLOCK);
    size_t searched = 0;
    int code = 0;
    while (!code) {
        if (fflush(stdout)) {
            code = err_set(e, E_IO, "writing: %s", strerror(errno));
            break;
        }
        char *room = in.len <= LINE_MAX_BYTES ? buf_room(&in, BLOCK) : NULL;
        if (!room) {
            code = err_set(e, E_LIMIT, "a line is longer than %d bytes", LINE_MAX_BYTES);
            break;
        }
        ssize_t got = read(STDIN_FILENO, room, BLOCK);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) {
            code = err_set(e, E_IO, "reading: %s", strerror(errno));
            break;
        }
        in.len += (size_t)got;
        code = answer_lines(c, &in, &searched, got == 0, e);
        if (got == 0) break;
    }
    buf_free(&in);
    return code;
}

/* The whole of stdin, or the arguments, as one text. */
static int run_explain(struct text_cmd *c, struct err *e)
{
    int code = c->given.len ? 0 : file_read(&c->given, "-", e);
    if (code == E_LIMIT)
        return err_set(e, code, "--explain is for at most %d bytes", EXPLAIN_MAX_BYTES);
    if (code) return code;
    const char *s = c->given.data;
    size_t n = c->given.len;
    c->opt.keep_steps = 1;
    code = text_read(c->text, s, n, &c->opt, &c->doc, e);
    if (code) return code;
    code = c->json ? explain_json(&c->doc, s, n, &c->out) : explain_table(&c->doc, s, n, &c->out);
    text_doc_free(&c->doc);
    if (code) return err_set(e, code, "explaining %zu bytes: %s", n, err_text(code));
    fwrite(c->out.data, 1, c->out.len, stdout);
    return 0;
}

static int run(const struct cmd_globals *g, int argc, char **argv)
{
    struct err e = {0};
    struct text_cmd c = {
        .form = TO_NOTHING,
        .json = g->json,
        .given = buf_make(EXPLAIN_MAX_BYTES),
        .opt = text_default_options(),
        .out = buf_make(OUTPUT_MAX_BYTES),
    };
    int code = parse(&c, argc, argv, &e);
    if (!code) code = open_tables(&c, g, &e);
    if (!code) code = c.form == TO_EXPLAIN ? run_explain(&c, &e) : run_lines(&c, &e);
    if (fflush(stdout) && !code) code = err_set(&e, E_IO, "writing: %s", strerror(errno));
    buf_free(&c.given);
    buf_free(&c.out);
    text_close(c.text);
    tokens_close(c.tokens);
    user_words_unref(c.words);
    return code ? cmd_fail("text", code, &e) : c.failed;
}

const struct cmd cmd_text = {
    .name = "text",
    .summary = "what the front end makes of text: readings, phonemes, tokens",
    .help =
        "usage: utter text --to FORM [--citation] [--lang auto|zh|en] <FILE\n"
        "       utter text --explain [--json] [TEXT...]\n"
        "\n"
        "Reads text from stdin and prints one line for each line:\n"
        "  --to normalized   numbers, dates, money and symbols written out as they are read\n"
        "  --to words        the words and marks, a space between; <...> is what no rule can read\n"
        "  --to pinyin       Chinese syllables as spoken, ni2 hao3; English words in {braces};\n"
        "                    with --citation before tone sandhi: ni3 hao3\n"
        "  --to breaks       Chinese words with the breaks between them: #1 a word's, #2 a "
        "phrase's,\n"
        "                    #3 a breath\n"
        "  --to phonemes     what the model is given\n"
        "  --to tokens       the number of Qwen tokens, which the 512-token limit counts\n"
        "  --lang LANG       read digits and symbols in this language (default auto: by context)\n"
        "  --words FILE      your own pronunciations: lines of WORD<tab>READING[<tab>zh|en], the\n"
        "                    reading in pinyin (chong2 qing4) or IPA (/təˈmeɪtoʊ/)\n"
        "  --emoji named     emoji are read by their names (default dropped: not at all)\n"
        "  --english-in-chinese\n"
        "                    English words inside Chinese in Mandarin syllables\n"
        "  --explain         one text (TEXT, or all of stdin) as a table: as written, as read, "
        "its\n"
        "                    words, their readings and sounds, and which rule gave them\n"
        "\n"
        "A line may be SSML (<speak>...</speak>) and may hold readings: [重庆](/chong2 qing4/).\n"
        "\n"
        "examples:\n"
        "  utter text --explain '重庆的银行'\n"
        "  echo '2026年涨了5%' | utter text --to normalized\n"
        "  echo '你好, world' | utter text --to pinyin\n"
        "  utter text --to tokens <letter.txt\n",
    .run = run,
};
