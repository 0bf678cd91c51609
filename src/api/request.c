#include "api/request.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/json.h"
#include "base/utf8.h"
#include "text/markup.h"

/* A token of Qwen's vocabulary stands for at most this many bytes of what people send (runs of
 * spaces and dashes are the longest); a longer input is too long without counting. */
enum {
    TOKEN_BYTES_MAX = 256,
    SPEED_MIN_PERCENT = 25,
    SPEED_MAX_PERCENT = 400,
    PRONUNCIATIONS_MAX = 1000,
};

static int is_blank(const char *s, size_t n)
{
    for (size_t i = 0; i < n;) {
        uint32_t c = utf8_next(s, n, &i);
        int space = c <= ' ' || c == 0x85 || c == 0xA0 || c == 0x3000 || c == 0xFEFF ||
                    (c >= 0x2000 && c <= 0x200F) || c == 0x2028 || c == 0x2029 || c == 0x202F;
        if (!space) return 0;
    }
    return 1;
}

/* A string member, or NULL with the fault set (missing is a fault only when needed). */
static const char *string_of(const json_t *body, const char *name, int needed, struct fault *f)
{
    const json_t *v = json_object_get(body, name);
    if (!v || json_is_null(v)) {
        if (needed) fault_set(f, E_ARG, name, "Missing required parameter: '%s'.", name);
        return NULL;
    }
    if (json_is_string(v)) return json_string_value(v);
    fault_set(f, E_ARG, name, "'%s' must be a string.", name);
    return NULL;
}

static int parse_model(struct speech_request *r, const json_t *body, struct fault *f)
{
    const char *id = string_of(body, "model", 1, f);
    if (!id) return f->e.code;
    r->model = recipe_model_find(id);
    if (!r->model)
        return fault_set(f, E_MODEL, "model",
                         "The model '%.80s' does not exist. GET /v1/models lists those there are.",
                         id);
    return 0;
}

/* What is read of the input, n bytes: without SSML's tags and the like. */
static int check_length(struct speech_request *r, const char *text, size_t n,
                        const struct synth *synth, struct fault *f)
{
    const struct model_info *m = r->model;
    r->n_chars = utf8_count(text, n);
    if (m->chars_max && r->n_chars > (size_t)m->chars_max)
        return fault_set(f, E_LONG, "input",
                         "The input has %zu characters; %s takes at most %d. Send it in parts.",
                         r->n_chars, m->id, m->chars_max);
    if (m->tokens_max && n > (size_t)m->tokens_max * TOKEN_BYTES_MAX)
        return fault_set(f, E_LONG, "input",
                         "The input is far over the %d tokens that %s takes. Send it in parts.",
                         m->tokens_max, m->id);
    int code = text_count_tokens(synth_text(synth), text, n, &r->n_tokens, &f->e);
    if (code) return code;
    if (m->tokens_max && r->n_tokens > (size_t)m->tokens_max)
        return fault_set(f, E_LONG, "input",
                         "The input has %zu tokens; %s takes at most %d. Send it in parts.",
                         r->n_tokens, m->id, m->tokens_max);
    return 0;
}

/* Markup is neither counted nor billed. */
static int check_markup(struct speech_request *r, const struct synth *synth, struct fault *f)
{
    struct markup m;
    int code = markup_read(&m, r->text, r->n_text, &f->e);
    if (code == E_FORMAT || code == E_LIMIT) f->param = "input";
    if (!code) code = check_length(r, m.plain.bytes, m.plain.n, synth, f);
    markup_free(&m);
    return code;
}

static int parse_input(struct speech_request *r, const json_t *body, const struct synth *synth,
                       struct fault *f)
{
    const char *text = string_of(body, "input", 1, f);
    if (!text) return f->e.code;
    r->n_text = json_string_length(json_object_get(body, "input"));
    if (is_blank(text, r->n_text)) return fault_set(f, E_ARG, "input", "'input' is blank.");
    r->text = malloc(r->n_text + 1);
    if (!r->text) return fault_set(f, E_NOMEM, NULL, "Out of memory.");
    memcpy(r->text, text, r->n_text + 1);
    return check_markup(r, synth, f);
}

/* One of `pronunciations`; `what` names it in messages. */
static int add_pronunciation(struct speech_request *r, const char *what, const json_t *word,
                             const json_t *reading, const json_t *lang, struct fault *f)
{
    struct err why = {0};
    int has_lang = lang && !json_is_null(lang);
    if (!json_is_string(word) || !json_is_string(reading) || (has_lang && !json_is_string(lang)))
        return fault_set(f, E_ARG, "pronunciations",
                         "%s must have 'word' and 'reading', and may have 'lang': strings.", what);
    int code = user_words_add(r->pronunciations, json_string_value(word), json_string_length(word),
                              json_string_value(reading), json_string_length(reading),
                              has_lang ? json_string_value(lang) : NULL, &why);
    if (!code) return 0;
    return fault_set(f, code == E_NOMEM ? code : E_ARG, "pronunciations", "%s ('%.60s'): %.250s.",
                     what, json_string_value(word), why.msg);
}

/* [{"word", "reading", "lang"}, ...] or {word: reading, ...} */
static int parse_pronunciations(struct speech_request *r, const json_t *body, struct fault *f)
{
    json_t *v = json_object_get(body, "pronunciations");
    if (!v || json_is_null(v)) return 0;
    size_t n = json_is_array(v) ? json_array_size(v) : json_object_size(v);
    if (!json_is_array(v) && !json_is_object(v))
        return fault_set(f, E_ARG, "pronunciations",
                         "'pronunciations' is an array of {\"word\", \"reading\", \"lang\"} or an "
                         "object of words with their readings.");
    if (n > PRONUNCIATIONS_MAX)
        return fault_set(f, E_ARG, "pronunciations",
                         "'pronunciations' has %zu entries; at most %d are taken.", n,
                         PRONUNCIATIONS_MAX);
    int code = user_words_new(&r->pronunciations, &f->e);
    char what[40];
    for (size_t i = 0; json_is_array(v) && i < n && !code; i++) {
        const json_t *entry = json_array_get(v, i);
        snprintf(what, sizeof(what), "pronunciations[%zu]", i);
        code =
            add_pronunciation(r, what, json_object_get(entry, "word"),
                              json_object_get(entry, "reading"), json_object_get(entry, "lang"), f);
    }
    const char *word;
    json_t *reading;
    if (!json_is_object(v) || code) return code;
    json_object_foreach(v, word, reading)
    {
        json_t *name = json_string(word);
        code = name ? add_pronunciation(r, "pronunciations", name, reading, NULL, f)
                    : fault_set(f, E_NOMEM, NULL, "Out of memory.");
        json_decref(name);
        if (code) break;
    }
    return code;
}

static int parse_voice(struct speech_request *r, const json_t *body, const struct synth *synth,
                       struct fault *f)
{
    const json_t *v = json_object_get(body, "voice");
    const char *name =
        json_is_object(v) ? string_of(v, "id", 0, f) : string_of(body, "voice", 1, f);
    if (!name)
        return f->e.code ? f->e.code
                         : fault_set(f, E_ARG, "voice", "'voice' is a name or {\"id\": NAME}.");
    f->param = "voice";
    return recipe_find(synth_model(synth), r->model, name, &r->recipe, &f->e);
}

static int parse_speed(struct speech_request *r, const json_t *body, struct fault *f)
{
    const json_t *v = json_object_get(body, "speed");
    r->speed = 1;
    if (!v || json_is_null(v)) return 0;
    double speed = json_is_number(v) ? json_number_value(v) : (double)NAN;
    if (!(speed * 100 >= SPEED_MIN_PERCENT && speed * 100 <= SPEED_MAX_PERCENT))
        return fault_set(f, E_ARG, "speed", "'speed' must be a number from 0.25 to 4.0.");
    r->speed = (float)speed;
    return 0;
}

static int parse_emoji(struct speech_request *r, const json_t *body, const struct synth *synth,
                       struct fault *f)
{
    const char *name = string_of(body, "emoji", 0, f);
    if (!name) return f->e.code;
    if (!text_emoji_from_name(&r->emoji, name))
        return fault_set(f, E_ARG, "emoji", "'emoji' is 'named' or 'dropped'.");
    f->param = "emoji";
    return text_can_emoji(synth_text(synth), r->emoji, &f->e);
}

static int parse_format(struct speech_request *r, const json_t *body, struct fault *f)
{
    const char *name = string_of(body, "response_format", 0, f);
    if (!name && f->e.code) return f->e.code;
    int format = audio_format_from_name(name ? name : r->model->format);
    if (format < 0)
        return fault_set(f, E_ARG, "response_format",
                         "response_format '%.40s' is none of wav, mp3, opus, aac, flac, pcm.",
                         name);
    if (!audio_format_ready((enum audio_format)format))
        return fault_set(f, E_UNSUP, "response_format",
                         "response_format '%s' is not available on this server yet; use wav, mp3 "
                         "or pcm.",
                         name);
    r->format = (enum audio_format)format;
    return 0;
}

static int parse_framing(struct speech_request *r, const json_t *body,
                         const struct http_request *http, struct fault *f)
{
    const char *name = string_of(body, "stream_format", 0, f);
    if (!name && f->e.code) return f->e.code;
    if (name && strcmp(name, "audio") != 0 && strcmp(name, "sse") != 0)
        return fault_set(f, E_ARG, "stream_format", "stream_format is 'audio' or 'sse'.");
    const char *dashscope = http_request_header(http, "x-dashscope-sse");
    r->framing = dashscope && !strcasecmp(dashscope, "enable") ? FRAMING_DASHSCOPE
                 : name && !strcmp(name, "sse")                ? FRAMING_OPENAI
                                                               : FRAMING_RAW;
    return 0;
}

static int check_content_type(const struct http_request *http, struct fault *f)
{
    const char *type = http_request_header(http, "content-type");
    if (!type) return 0;
    size_t n = strcspn(type, "; \t");
    if (n == 16 && !strncasecmp(type, "application/json", n)) return 0;
    if (n > 5 && !strncasecmp(type + n - 5, "+json", 5)) return 0;
    f->status = 415;
    return fault_set(f, E_ARG, NULL,
                     "Content-Type is '%.60s'; send JSON, with 'Content-Type: "
                     "application/json'.",
                     type);
}

int speech_request_parse(struct speech_request *out, const struct http_request *http,
                         const struct synth *synth, enum text_emoji emoji, struct fault *f)
{
    *out = (struct speech_request){.emoji = emoji};
    int code = check_content_type(http, f);
    if (code) return code;
    json_t *body = json_parse(http->body, http->n_body, &f->e);
    if (!body) {
        struct err where = f->e;
        return fault_set(f, E_FORMAT, NULL, "The body is not valid JSON: %.300s", where.msg);
    }
    if (!json_is_object(body))
        code = fault_set(f, E_FORMAT, NULL, "The body must be a JSON object.");
    if (!code) code = parse_model(out, body, f);
    if (!code) code = parse_input(out, body, synth, f);
    if (!code) code = parse_pronunciations(out, body, f);
    if (!code) code = parse_voice(out, body, synth, f);
    if (!code) code = parse_speed(out, body, f);
    if (!code) code = parse_emoji(out, body, synth, f);
    if (!code) code = parse_format(out, body, f);
    if (!code) code = parse_framing(out, body, http, f);
    json_decref(body);
    if (code) speech_request_free(out);
    return code;
}

void speech_request_free(struct speech_request *r)
{
    free(r->text);
    r->text = NULL;
    user_words_unref(r->pronunciations);
    r->pronunciations = NULL;
}
