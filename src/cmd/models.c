/* models.c - `utter models`: the models, their limits and how many voices each has. */
#include <stdio.h>

#include "base/json.h"
#include "cmd/cmd.h"
#include "synth/recipe.h"

static json_t *model_json(const struct model_info *m)
{
    json_t *voices = json_array();
    struct recipe r;
    for (int i = 0; !recipe_voice(NULL, m, i, &r); i++)
        json_array_append_new(voices, json_string(r.id));
    return json_pack("{s:s,s:s,s:i,s:i,s:i,s:s,s:o}", "id", m->id, "owned_by", m->owner,
                     "tokens_max", m->tokens_max, "chars_max", m->chars_max, "seconds_max",
                     m->seconds_max, "format", m->format, "voices", voices);
}

static int print_json(struct err *e)
{
    json_t *all = json_array();
    for (int i = 0; i < recipe_model_count(); i++)
        json_array_append_new(all, model_json(recipe_model(i)));
    return cmd_print_json(json_pack("{s:o}", "models", all), e);
}

static void print_table(void)
{
    printf("%-22s %-7s %-18s %-10s %s\n", "model", "voices", "longest input", "longest", "format");
    for (int i = 0; i < recipe_model_count(); i++) {
        const struct model_info *m = recipe_model(i);
        char input[40];
        snprintf(input, sizeof(input), "%d %s", m->tokens_max ? m->tokens_max : m->chars_max,
                 m->tokens_max ? "Qwen tokens" : "characters");
        printf("%-22s %-7d %-18s %-10d %s\n", m->id, recipe_voice_count(NULL, m), input,
               m->seconds_max, m->format);
    }
    puts("\nlongest: seconds of audio; both limits are the service's, utter say has none");
}

static int run(const struct cmd_globals *g, int argc, char **argv)
{
    struct err e = {0};
    int code = 0;
    if (argc > 1) code = err_set(&e, E_USAGE, "unknown option %s", argv[1]);
    if (!code && g->json) code = print_json(&e);
    if (!code && !g->json) print_table();
    return code ? cmd_fail("models", code, &e) : 0;
}

const struct cmd cmd_models = {"models", "list the models",
                               "usage: utter models [--json]\n"
                               "\n"
                               "Lists the models, their limits and default formats.\n",
                               run};
