#include "synth/recipe.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/buf.h"
#include "synth/recipe_table.h"

enum { NAMES_SHOWN = 20, SHOWN_BYTES = 40 };

/* ------------------------------------------------------------------------------------- models */

int recipe_model_count(void)
{
    return (int)recipe_models_count;
}

const struct model_info *recipe_model(int i)
{
    return i >= 0 && (size_t)i < recipe_models_count ? &recipe_models[i].info : NULL;
}

const struct model_info *recipe_model_find(const char *id)
{
    for (size_t i = 0; i < recipe_models_count; i++)
        if (!strcmp(recipe_models[i].info.id, id)) return &recipe_models[i].info;
    return NULL;
}

static unsigned group_of(const struct model_info *m)
{
    for (size_t i = 0; i < recipe_models_count; i++)
        if (&recipe_models[i].info == m) return recipe_models[i].group;
    return 0;
}

/* -------------------------------------------------------------------------------------- mixes */

/* One "name" or "name(weight)" of s; returns what follows it, or NULL: not of that form. */
static const char *read_part(const char *s, struct mix *mix)
{
    size_t n = strcspn(s, "(+");
    if (mix->n == MIX_MAX || !n || n >= sizeof(mix->part[0].voice)) return NULL;
    char *voice = mix->part[mix->n].voice;
    memcpy(voice, s, n);
    voice[n] = 0;
    float weight = 1;
    s += n;
    if (*s == '(') {
        size_t digits = strspn(s + 1, "0123456789.");
        if (!digits || digits > 8 || s[1 + digits] != ')') return NULL;
        weight = strtof(s + 1, NULL);
        s += digits + 2;
    }
    if (!(weight > 0)) return NULL;
    mix->part[mix->n++].weight = weight;
    return s;
}

/* "zf_xiaoxiao(2)+af_heart(1)".  0: malformed. */
static int read_mix(const char *s, struct mix *mix)
{
    *mix = (struct mix){0};
    while ((s = read_part(s, mix))) {
        if (!*s) return 1;
        if (*s++ != '+') return 0;
    }
    return 0;
}

static int own_index(const char *name)
{
    for (size_t i = 0; i < recipe_own_count; i++)
        if (!strcmp(recipe_own_voices[i].name, name)) return (int)i;
    return -1;
}

static int own_exists(const struct kokoro *k, const char *name)
{
    return k ? kokoro_voice_find(k, name) >= 0 : own_index(name) >= 0;
}

static float mix_gain_db(const struct mix *mix)
{
    float sum = 0, weights = 0;
    for (int i = 0; i < mix->n; i++) {
        int own = own_index(mix->part[i].voice);
        if (own >= 0) sum += mix->part[i].weight * recipe_own_voices[own].gain_db;
        weights += mix->part[i].weight;
    }
    return sum / weights;
}

/* ------------------------------------------------------------------------------------- voices */

static void set_text(char to[RECIPE_TEXT], const char *s)
{
    snprintf(to, RECIPE_TEXT, "%s", s);
}

static void from_row(const struct recipe_row *row, struct recipe *out)
{
    *out = (struct recipe){.gender = row->gender,
                           .description = row->description,
                           .language = "zh, en",
                           .dialect = "",
                           .speed = 1,
                           .pitch = 1,
                           .gain_db = row->gain_db};
    set_text(out->id, row->id);
    set_text(out->name, row->id);
    (void)read_mix(row->timbre, &out->timbre); /* a unit test reads every row */
    (void)read_mix(row->prosody ? row->prosody : row->timbre, &out->prosody);
}

/* The letters before Kokoro's own names: language, then gender. */
static const char *own_language(char letter)
{
    static const struct {
        char letter;
        const char *language;
    } list[] = {{'a', "en-US"}, {'b', "en-GB"}, {'z', "zh"}, {'j', "ja"},   {'e', "es"},
                {'f', "fr"},    {'h', "hi"},    {'i', "it"}, {'p', "pt-BR"}};
    for (size_t i = 0; i < sizeof(list) / sizeof(list[0]); i++)
        if (list[i].letter == letter) return list[i].language;
    return "";
}

static void from_mix(const char *id, const struct mix *mix, struct recipe *out)
{
    char letter = mix->part[0].voice[0], gender = mix->part[0].voice[1];
    int mixed = mix->n > 1;
    *out = (struct recipe){.gender = gender == 'f' ? "female" : "male",
                           .description = mixed ? "a mix of Kokoro's voices" : "a voice of Kokoro",
                           .language = mixed ? "zh, en" : own_language(letter),
                           .dialect = "",
                           .timbre = *mix,
                           .prosody = *mix,
                           .speed = 1,
                           .pitch = 1,
                           .gain_db = mix_gain_db(mix)};
    set_text(out->id, id);
    set_text(out->name, id);
}

static int own_count(const struct kokoro *k)
{
    return k ? kokoro_voice_count(k) : (int)recipe_own_count;
}

static const char *own_name(const struct kokoro *k, int i)
{
    return k ? kokoro_voice_name(k, i) : recipe_own_voices[i].name;
}

/* The i-th row of a group, or NULL. */
static const struct recipe_row *row_of(unsigned group, int i)
{
    for (size_t r = 0; r < recipe_row_count && i >= 0; r++)
        if (recipe_rows[r].groups & group && i-- == 0) return &recipe_rows[r];
    return NULL;
}

int recipe_voice_count(const struct kokoro *k, const struct model_info *m)
{
    unsigned group = group_of(m);
    int n = group == GROUP_OWN ? own_count(k) : 0;
    while (row_of(group, n))
        n++;
    return n;
}

int recipe_voice(const struct kokoro *k, const struct model_info *m, int i, struct recipe *out)
{
    unsigned group = group_of(m);
    if (group == GROUP_OWN) {
        struct mix mix;
        if (i < 0 || i >= own_count(k) || !read_mix(own_name(k, i), &mix)) return E_NOENT;
        from_mix(own_name(k, i), &mix, out);
        return 0;
    }
    const struct recipe_row *row = row_of(group, i);
    if (!row) return E_NOENT;
    from_row(row, out);
    return 0;
}

/* --------------------------------------------------------------------------------------- find */

static const char *voice_id(const struct kokoro *k, const struct model_info *m, int i)
{
    if (group_of(m) == GROUP_OWN) return own_name(k, i);
    return row_of(group_of(m), i)->id;
}

/* As much of the user's name as fits in a message, cut between characters. */
static int shown(const char *voice)
{
    int n = (int)strnlen(voice, SHOWN_BYTES);
    if (!voice[n]) return n;
    while (n && ((unsigned char)voice[n] & 0xC0) == 0x80)
        n--;
    return n;
}

/* The first other model that has this voice, or NULL. */
static const char *other_model(const char *voice)
{
    for (size_t m = 0; m < recipe_models_count; m++)
        for (size_t r = 0; r < recipe_row_count; r++)
            if (recipe_rows[r].groups & recipe_models[m].group && !strcmp(recipe_rows[r].id, voice))
                return recipe_models[m].info.id;
    return own_index(voice) >= 0 ? "kokoro" : NULL;
}

static int no_voice(const struct kokoro *k, const struct model_info *m, const char *voice,
                    struct err *e)
{
    struct buf b = buf_make(sizeof(((struct err *)0)->msg) - 1);
    int n = recipe_voice_count(k, m);
    buf_printf(&b, "model %s has no voice '%.*s'", m->id, shown(voice), voice);
    const char *other = other_model(voice);
    if (other) buf_printf(&b, " (%s has)", other);
    for (int i = 0; i < n; i++)
        if (!strcasecmp(voice_id(k, m, i), voice))
            buf_printf(&b, "; did you mean '%s'? Names are case-sensitive", voice_id(k, m, i));
    buf_puts(&b, "; it has ");
    for (int i = 0; i < n && i < NAMES_SHOWN; i++)
        buf_printf(&b, "%s%s", i ? ", " : "", voice_id(k, m, i));
    if (n > NAMES_SHOWN) buf_printf(&b, " ... (all %d: GET /v1/audio/voices)", n);
    int code = err_set(e, E_VOICE, "%s", b.data);
    buf_free(&b);
    return code;
}

/* An own voice or a mix of them. */
static int find_own(const struct kokoro *k, const struct model_info *m, const char *voice,
                    struct recipe *out, struct err *e)
{
    struct mix mix;
    if (!strpbrk(voice, "(+")) {
        if (!own_exists(k, voice) || !read_mix(voice, &mix)) return no_voice(k, m, voice, e);
    } else {
        if (strlen(voice) >= RECIPE_TEXT || !read_mix(voice, &mix))
            return err_set(e, E_VOICE,
                           "'%.*s' is not a mix of voices: write it like "
                           "zf_xiaoxiao(2)+af_heart(1), at most %d voices, weights above 0",
                           shown(voice), voice, MIX_MAX);
        for (int i = 0; i < mix.n; i++)
            if (!own_exists(k, mix.part[i].voice)) return no_voice(k, m, mix.part[i].voice, e);
    }
    from_mix(voice, &mix, out);
    return 0;
}

int recipe_find(const struct kokoro *k, const struct model_info *m, const char *voice,
                struct recipe *out, struct err *e)
{
    unsigned group = group_of(m);
    if (group == GROUP_OWN) return find_own(k, m, voice, out, e);
    for (size_t r = 0; r < recipe_row_count; r++)
        if (recipe_rows[r].groups & group && !strcmp(recipe_rows[r].id, voice)) {
            from_row(&recipe_rows[r], out);
            return 0;
        }
    return no_voice(k, m, voice, e);
}

/* -------------------------------------------------------------------------------------- style */

/* Kokoro's own names begin with the language: a and b are American and British English. */
static int is_english(const char *voice)
{
    return voice[0] == 'a' || voice[0] == 'b';
}

/* style[from, to) = the weighted mean of the voices' rows there; English ones count `lean` times.
 */
static void mix_rows(const struct kokoro *k, const struct mix *mix, int n_chars, double lean,
                     int from, int to, float *style)
{
    double weights = 0, sum[KOKORO_STYLE] = {0};
    for (int i = 0; i < mix->n; i++) {
        int voice = kokoro_voice_find(k, mix->part[i].voice);
        if (voice < 0) continue; /* a damaged voices file; kokoro_open has checked the usual ones */
        const float *row = kokoro_voice_row(k, voice, n_chars);
        double weight = (double)mix->part[i].weight * (is_english(mix->part[i].voice) ? lean : 1);
        weights += weight;
        for (int c = from; c < to; c++)
            sum[c] += weight * (double)row[c];
    }
    for (int c = from; c < to; c++)
        style[c] = weights > 0 ? (float)(sum[c] / weights) : 0;
}

void recipe_style(const struct kokoro *k, const struct recipe *r, enum recipe_lead lead,
                  int n_chars, float style[KOKORO_STYLE])
{
    /* Three quarters: more costs the voice its colour and brings nothing (doc/voices.md). */
    double lean = lead == RECIPE_ENGLISH ? 3 : 1;
    mix_rows(k, &r->timbre, n_chars, lean, 0, KOKORO_STYLE / 2, style);
    mix_rows(k, &r->prosody, n_chars, lean, KOKORO_STYLE / 2, KOKORO_STYLE, style);
}
