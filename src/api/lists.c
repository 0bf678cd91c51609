#include "api/lists.h"

#include <string.h>

#include "base/json.h"

/* All models stand since the first release: OpenAI's clients want a number here. */
enum { MODELS_CREATED = 1795305600 };

static void put_text(struct buf *out, const char *key, const char *value)
{
    buf_printf(out, "\"%s\":", key);
    json_put_string(out, value ? value : "", value ? strlen(value) : 0);
}

static void put_model(const struct model_info *m, struct buf *out)
{
    buf_putc(out, '{');
    put_text(out, "id", m->id);
    buf_printf(out, ",\"object\":\"model\",\"created\":%d,", MODELS_CREATED);
    put_text(out, "owned_by", m->owner);
    buf_putc(out, '}');
}

void lists_models(struct buf *out)
{
    buf_puts(out, "{\"object\":\"list\",\"data\":[");
    for (int i = 0; i < recipe_model_count(); i++) {
        if (i) buf_putc(out, ',');
        put_model(recipe_model(i), out);
    }
    buf_puts(out, "]}");
}

int lists_model(const char *id, struct buf *out)
{
    const struct model_info *m = recipe_model_find(id);
    if (m) put_model(m, out);
    return m != NULL;
}

/* Does the model before `end` have this voice?  (A voice is listed once, with all its models.) */
static int listed_before(const struct kokoro *k, int end, const char *id)
{
    struct recipe r;
    for (int m = 0; m < end; m++)
        if (!recipe_find(k, recipe_model(m), id, &r, NULL)) return 1;
    return 0;
}

static void put_mix(const char *key, const struct mix *m, struct buf *out)
{
    buf_printf(out, ",\"%s\":[", key);
    for (int i = 0; i < m->n; i++)
        buf_printf(out, "%s{\"voice\":\"%s\",\"weight\":%g}", i ? "," : "", m->part[i].voice,
                   (double)m->part[i].weight);
    buf_putc(out, ']');
}

static void put_voice(const struct kokoro *k, const struct recipe *r, int recipe, struct buf *out)
{
    const char *sep = "";
    struct recipe other;
    const char *const fields[][2] = {{"id", r->id},
                                     {"name", r->name},
                                     {"gender", r->gender},
                                     {"description", r->description},
                                     {"language", r->language},
                                     {"dialect", r->dialect}};
    for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++) {
        buf_putc(out, i ? ',' : '{');
        put_text(out, fields[i][0], fields[i][1]);
    }
    buf_puts(out, ",\"models\":[");
    for (int m = 0; m < recipe_model_count(); m++)
        if (!recipe_find(k, recipe_model(m), r->id, &other, NULL)) {
            buf_printf(out, "%s\"%s\"", sep, recipe_model(m)->id);
            sep = ",";
        }
    buf_putc(out, ']');
    if (recipe) {
        put_mix("timbre", &r->timbre, out);
        put_mix("prosody", &r->prosody, out);
        buf_printf(out, ",\"speed\":%g,\"pitch\":%g,\"gain_db\":%g", (double)r->speed,
                   (double)r->pitch, (double)r->gain_db);
    }
    buf_putc(out, '}');
}

void lists_voices(const struct kokoro *k, const struct model_info *only, int recipes,
                  struct buf *out)
{
    const char *sep = "";
    buf_puts(out, "{\"voices\":[");
    for (int m = 0; m < recipe_model_count(); m++) {
        const struct model_info *model = recipe_model(m);
        if (only && model != only) continue;
        for (int i = 0; i < recipe_voice_count(k, model); i++) {
            struct recipe r;
            if (recipe_voice(k, model, i, &r) || (!only && listed_before(k, m, r.id))) continue;
            buf_puts(out, sep);
            put_voice(k, &r, recipes, out);
            sep = ",";
        }
    }
    buf_puts(out, "]}");
}
