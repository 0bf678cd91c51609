/* ssml_values.h - the values of SSML's attributes: how fast, how high, how loud, how long.
 *
 * Each takes a NUL-terminated value and returns 0, or -1: not one of those that the message names
 * (SSML_RATES ...), for the caller knows the place.  Pure functions. */
#ifndef TEXT_SSML_VALUES_H
#define TEXT_SSML_VALUES_H

#include <stdint.h>

#include "base/err.h"
#include "text/span.h"

#define SSML_RATES     "x-slow, slow, medium, fast, x-fast, default, or 20% to 400%, +25%, 1.2"
#define SSML_PITCHES   "x-low, low, medium, high, x-high, default, or +10%, -2st (half to double)"
#define SSML_VOLUMES   "silent, x-soft, soft, medium, loud, x-loud, default, or +6dB, -20%, 0 to 100"
#define SSML_TIMES     "a time of at most 10 s, such as 500ms or 1.5s"
#define SSML_STRENGTHS "none, x-weak, weak, medium, strong or x-strong"
#define SSML_LEVELS    "strong, moderate, none or reduced"
#define SSML_LANGS     "a language that begins with zh or en"

/* These multiply, or add to, what is in *style. */
NODISCARD int ssml_rate(const char *value, struct voice_style *style);
NODISCARD int ssml_pitch(const char *value, struct voice_style *style);
NODISCARD int ssml_volume(const char *value, struct voice_style *style);
NODISCARD int ssml_level(const char *value, struct voice_style *style);

NODISCARD int ssml_time(const char *value, uint32_t *ms);
NODISCARD int ssml_strength(const char *value, uint32_t *ms);
NODISCARD int ssml_lang(const char *value, enum word_lang *lang);

#endif
