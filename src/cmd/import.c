/* import.c - `utter import`: from fetched packages to the binary tables the program maps. */
#include "cmd/cmd.h"

#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/log.h"
#include "cmd/official.h"
#include "model/kokoro/kokoro.h"
#include "text/emoji.h"
#include "text/en/en.h"
#include "text/text.h"
#include "text/tokens.h"
#include "text/zh/zh.h"

struct place {
    char data[PATH_MAX_BYTES], packages[PATH_MAX_BYTES], lexicon[PATH_MAX_BYTES];
};

static int make_model(const struct place *p, struct err *e)
{
    return kokoro_import(p->packages, p->data, e);
}

static int make_zh(const struct place *p, struct err *e)
{
    return zh_import(p->packages, p->lexicon, e);
}

static int make_en(const struct place *p, struct err *e)
{
    return en_import(p->packages, p->lexicon, e);
}

static int make_tokens(const struct place *p, struct err *e)
{
    return tokens_import(p->packages, p->lexicon, e);
}

static int make_emoji(const struct place *p, struct err *e)
{
    return emoji_import(p->packages, p->lexicon, e);
}

static const struct table {
    const char *name, *what;
    int (*make)(const struct place *p, struct err *e);
} tables[] = {
    {"model", "model and voices", make_model},
    {"zh", "Chinese lexicon", make_zh},
    {"en", "English lexicon and letter-to-sound", make_en},
    {"tokens", "token table", make_tokens},
    {"emoji", "names of emoji", make_emoji},
};

enum { TABLES = sizeof(tables) / sizeof(tables[0]) };

static int find_place(struct place *p, const char *data, const char *packages, struct err *e)
{
    int code = file_data_dir(p->data, data, e);
    if (!code) code = file_join(p->packages, p->data, "packages");
    if (!code) code = file_join(p->lexicon, p->data, "lexicon");
    if (!code && packages) snprintf(p->packages, sizeof(p->packages), "%s", packages);
    if (!code) code = file_mkdirs(p->lexicon, e);
    return code;
}

/* Are all tables there, whole and of this version?  Nothing is built. */
static int check(const struct place *p, struct err *e)
{
    struct text *t = NULL;
    int code = kokoro_verify(p->data, e);
    if (!code) {
        code = kokoro_verify_bf16(p->data, e);
        if (code == E_NOENT)
            fputs("no weights stored in bf16, so they are made at each start; utter import --only "
                  "model writes them\n",
                  stderr);
        if (code == E_NOENT) code = 0;
    }
    if (!code) code = text_open(&t, p->data, e);
    text_close(t);
    struct emoji *emoji = NULL; /* text_open does without */
    if (!code) code = emoji_open(&emoji, p->lexicon, e);
    emoji_close(emoji);
    return code;
}

static int make_tables(const struct place *p, const char *only, struct err *e)
{
    int found = 0;
    for (int i = 0; i < TABLES; i++) {
        if (only && strcmp(only, tables[i].name) != 0) continue;
        found = 1;
        fprintf(stderr, "  %-36s", tables[i].what);
        int64_t start_ns = clock_ns();
        int code = tables[i].make(p, e);
        double s = (double)(clock_ns() - start_ns) * 1e-9;
        if (code) {
            fputs("failed\n", stderr);
            return code;
        }
        fprintf(stderr, "%5.1f s\n", s);
    }
    return found ? 0 : err_set(e, E_USAGE, "--only %s: model, zh, en, tokens or emoji", only);
}

struct options {
    const char *only, *packages, *official, *voices;
    int check;
};

static int parse(struct options *o, int argc, char **argv, struct err *e)
{
    *o = (struct options){0};
    for (int i = 1; i < argc; i++) {
        const char **value = !strcmp(argv[i], "--only")       ? &o->only
                             : !strcmp(argv[i], "--packages") ? &o->packages
                             : !strcmp(argv[i], "--official") ? &o->official
                             : !strcmp(argv[i], "--voices")   ? &o->voices
                                                              : NULL;
        if (!strcmp(argv[i], "--check"))
            o->check = 1;
        else if (value && i + 1 < argc)
            *value = argv[++i];
        else
            return err_set(e, E_USAGE, "%s: unknown option, or its value is missing", argv[i]);
    }
    if ((o->official || o->voices) && (o->only || o->packages || o->check))
        return err_set(e, E_USAGE, "--official and --voices go with no other option");
    return 0;
}

static int run(const struct cmd_globals *g, int argc, char **argv)
{
    struct err e = {0};
    struct place p;
    struct options o;
    int code = parse(&o, argc, argv, &e);
    log_set_level(LOG_WARN); /* progress is printed here, one line a table */
    if (!code) code = find_place(&p, g->data, o.packages, &e);
    if (code) return cmd_fail("import", code, &e);
    if (o.official || o.voices)
        code = official_import(g, p.data, o.official, o.voices, &e);
    else
        code = o.check ? check(&p, &e) : make_tables(&p, o.only, &e);
    return code ? cmd_fail("import", code, &e) : 0;
}

const struct cmd cmd_import = {
    .name = "import",
    .summary = "build the binary tables from fetched packages, or from the author's own files",
    .help = "utter import - from the packages that ./start has fetched to our own binary tables\n"
            "\n"
            "  utter import [--packages DIR] [--only model|zh|en|tokens|emoji]\n"
            "  utter import --check     are all tables there, whole and of this version?\n"
            "  utter import --official FILE|DIR [--voices FILE|DIR]\n"
            "  utter import --voices FILE|DIR\n"
            "\n"
            "Packages are read from DATA/packages; tables go to DATA/model, DATA/voices and\n"
            "DATA/lexicon, each replaced whole or not at all. Takes about a minute.\n"
            "\n"
            "--official takes the author's float32 weights in place of the packages' int8 ones:\n"
            "kokoro-v1_0.pth as torch.save wrote it, or safetensors with the same names (float32,\n"
            "float16 or bfloat16); or a folder with such a file and, as the author's has it,\n"
            "voices/*.pt. Nothing in the file is run. --voices adds NAME.pt files (one, or a\n"
            "folder's) to the voices there are; the same name is replaced.\n"
            "\n"
            "  utter import --official ~/Kokoro-82M              weights and voices\n"
            "  utter import --official kokoro-v1_0.pth           weights; voices stay\n"
            "  utter import --voices my_voice.pt --json          one voice more\n"
            "  utter import --only model                         back to the packages'\n",
    .run = run,
};
