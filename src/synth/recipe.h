/* recipe.h - the named voices: one table from which models, voices lists, documentation and
 * synthesis all read.
 *
 * A recipe mixes public Kokoro voices, the timbre half of the style vector and the prosody half
 * chosen apart (../shared/voices.md and doc/voices.md have the measurements).  Own voices
 * ("zf_xiaobei") and mixes ("zf_xiaoxiao(2)+af_heart(1)") resolve to a recipe made on the spot. */
#ifndef SYNTH_RECIPE_H
#define SYNTH_RECIPE_H

#include "base/err.h"
#include "model/kokoro/kokoro.h"

enum { MIX_MAX = 8, RECIPE_TEXT = 200 }; /* the text of a mix of eight fits */

struct mix {
    int n;
    struct {
        char voice[32]; /* Kokoro's own name */
        float weight;   /* > 0; normalised when used */
    } part[MIX_MAX];
};

struct recipe {
    char id[RECIPE_TEXT]; /* "Cherry"; case-sensitive */
    char name[RECIPE_TEXT];
    const char *gender, *description, *language, *dialect; /* dialect "" when Mandarin/English */
    struct mix timbre, prosody;
    float speed;   /* factor on the requested speed */
    float gain_db; /* to bring the voices to one loudness */
    float pitch;   /* factor on F0 */
};

/* Models of design.md section 8 and which voices each has. */
struct model_info {
    const char *id;     /* "qwen-tts" */
    const char *owner;  /* "qwen", "openai", "kokoro" */
    int tokens_max;     /* Qwen tokens of input; 0: no such limit */
    int chars_max;      /* code points of input; 0: no such limit */
    int seconds_max;    /* of audio */
    const char *format; /* default response_format: "wav" or "mp3" */
};

int recipe_model_count(void);
const struct model_info *recipe_model(int i);
const struct model_info *recipe_model_find(const char *id); /* NULL: no such model */

/* The i-th voice of a model: 0, or E_NOENT behind the last.  Own voices of `kokoro` come from k;
 * without the data (k NULL) they are those that `utter import` would bring. */
int recipe_voice_count(const struct kokoro *k, const struct model_info *m);
int recipe_voice(const struct kokoro *k, const struct model_info *m, int i, struct recipe *out);

/* The recipe of a voice name for a model.  E_VOICE: it has no such voice; *e then names those it
 * has (at most 20) and, where only the case is wrong, the right one. */
NODISCARD int recipe_find(const struct kokoro *k, const struct model_info *m, const char *voice,
                          struct recipe *out, struct err *e);

/* Where a mix has voices of both languages, one may lead. */
enum recipe_lead { RECIPE_EVEN, RECIPE_ENGLISH };

/* The style [256] of a recipe for a chunk of n_chars phonemes (characters as kokoro_ids counts
 * them): row n_chars - 1 of each voice, the timbre half mixed from one list, the prosody half from
 * the other.  The only place that knows this rule. */
void recipe_style(const struct kokoro *k, const struct recipe *r, enum recipe_lead lead,
                  int n_chars, float style[KOKORO_STYLE]);

#endif
