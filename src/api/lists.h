/* lists.h - what can be asked for, as JSON: models and voices.  The same lists serve the HTTP
 * endpoints and `utter voices --json`.  Pure functions. */
#ifndef API_LISTS_H
#define API_LISTS_H

#include "base/buf.h"
#include "synth/recipe.h"

/* {"object":"list","data":[{"id","object":"model","created","owned_by"}]} */
void lists_models(struct buf *out);
/* One model in the same form; 0: there is none of that id. */
int lists_model(const char *id, struct buf *out);
/* {"voices":[{"id","name","gender","description","language","dialect","models":[...]}]}; only: the
 * voices of that model (NULL: all, each once); recipes 1: each with "timbre", "prosody" (lists of
 * {"voice","weight"}), "speed", "pitch" and "gain_db" too. */
void lists_voices(const struct kokoro *k, const struct model_info *only, int recipes,
                  struct buf *out);

#endif
