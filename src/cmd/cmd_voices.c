/* voices.c - `utter voices` and `utter models`: what can be asked for. */
#include <stdio.h>
#include <string.h>

#include "api/lists.h"
#include "base/buf.h"
#include "base/file.h"
#include "cmd/cmd.h"
#include "synth/recipe.h"

static void print_voice(const struct recipe *r)
{
    printf("  %-14s %-7s %-6s %s\n", r->id, r->gender, r->language, r->description);
}

static void print_voices(const struct kokoro *k, const struct model_info *only)
{
    for (int m = 0; m < recipe_model_count(); m++) {
        const struct model_info *model = recipe_model(m);
        struct recipe r;
        if (only && model != only) continue;
        printf("%s%s:\n", m && !only ? "\n" : "", model->id);
        for (int i = 0; !recipe_voice(k, model, i, &r); i++)
            print_voice(&r);
    }
    if (!only || !strcmp(only->id, "kokoro"))
        puts("\nkokoro also takes mixes: 'zf_xiaoxiao(2)+af_heart(1)'");
}

static int print_voices_json(const struct kokoro *k, const struct model_info *only, struct err *e)
{
    struct buf b = buf_make(1 << 22);
    lists_voices(k, only, 1, &b);
    int code = buf_error(&b);
    if (!code && puts(b.data) < 0) code = E_IO;
    buf_free(&b);
    return code ? err_set(e, code, "the list could not be written") : 0;
}

static int run_voices(const struct cmd_globals *g, int argc, char **argv)
{
    struct err e = {0};
    char dir[PATH_MAX_BYTES];
    struct kokoro *k = NULL;
    const char *only =
        argc == 3 && (!strcmp(argv[1], "-m") || !strcmp(argv[1], "--model")) ? argv[2] : NULL;
    int code = 0;
    if (argc > 1 && !only) code = err_set(&e, E_USAGE, "unknown option %s", argv[1]);
    if (only && !recipe_model_find(only))
        code = err_set(&e, E_USAGE, "no model '%s'; see utter models", only);
    /* Without data the names are known all the same. */
    if (!code && !file_data_dir(dir, g->data, NULL) && kokoro_open(&k, dir, NULL)) k = NULL;
    const struct model_info *model = only ? recipe_model_find(only) : NULL;
    if (!code && g->json)
        code = print_voices_json(k, model, &e);
    else if (!code)
        print_voices(k, model);
    kokoro_close(k);
    return code ? cmd_fail("voices", code, &e) : 0;
}

const struct cmd cmd_voices = {"voices", "list the voices",
                               "usage: utter voices [-m MODEL] [--json]\n"
                               "\n"
                               "Lists the voices, or those of one model.\n"
                               "\n"
                               "  utter voices\n"
                               "  utter voices -m qwen-tts\n"
                               "  utter voices --json\n",
                               run_voices};
