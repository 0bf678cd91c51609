/* voices.c - `utter voices` and `utter models`: what can be asked for. */
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "base/json.h"
#include "cmd/cmd.h"
#include "synth/recipe.h"

static int print_json(json_t *v, struct err *e)
{
    struct buf b = buf_make(1 << 22);
    int code = v ? json_put(&b, v) : E_NOMEM;
    if (!code) code = puts(b.data) < 0 ? E_IO : 0;
    buf_free(&b);
    json_decref(v);
    return code ? err_set(e, code, "the list could not be written") : 0;
}

/* ------------------------------------------------------------------------------------- voices */

/* A voice and the models that have it, as /v1/audio/voices shows them. */
static json_t *voice_json(const struct kokoro *k, const struct recipe *r)
{
    json_t *models = json_array();
    for (int m = 0; m < recipe_model_count(); m++) {
        struct recipe same;
        if (!recipe_find(k, recipe_model(m), r->id, &same, NULL))
            json_array_append_new(models, json_string(recipe_model(m)->id));
    }
    return json_pack("{s:s,s:s,s:s,s:s,s:s,s:s,s:o}", "id", r->id, "name", r->name, "gender",
                     r->gender, "description", r->description, "language", r->language, "dialect",
                     r->dialect, "models", models);
}

static int listed(const json_t *voices, const char *id)
{
    for (size_t i = 0; i < json_array_size(voices); i++)
        if (!strcmp(json_string_value(json_object_get(json_array_get(voices, i), "id")), id))
            return 1;
    return 0;
}

static void print_voice(const struct recipe *r)
{
    printf("  %-14s %-7s %-6s %s\n", r->id, r->gender, r->language, r->description);
}

static int list_voices(const struct kokoro *k, const char *only, int json, struct err *e)
{
    json_t *all = json_array();
    const char *group = "";
    for (int m = 0; m < recipe_model_count(); m++) {
        const struct model_info *model = recipe_model(m);
        struct recipe r;
        if (only && strcmp(only, model->id) != 0) continue;
        for (int i = 0; !recipe_voice(k, model, i, &r); i++) {
            if (listed(all, r.id)) continue;
            json_array_append_new(all, voice_json(k, &r));
            if (json) continue;
            if (strcmp(group, model->id) != 0) printf("%s%s:\n", *group ? "\n" : "", model->id);
            group = model->id;
            print_voice(&r);
        }
    }
    if (json) return print_json(json_pack("{s:o}", "voices", all), e);
    json_decref(all);
    if (!only)
        puts("\nother models have voices of these: see utter models, utter voices -m MODEL\n"
             "kokoro also takes mixes: 'zf_xiaoxiao(2)+af_heart(1)'");
    return 0;
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
    if (!code) code = list_voices(k, only, g->json, &e);
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
