/* recipe_table.h - the rows behind recipe.h: data only.  Inside synth/. */
#ifndef SYNTH_RECIPE_TABLE_H
#define SYNTH_RECIPE_TABLE_H

#include <stddef.h>

#include "synth/recipe.h"

/* Which models have a voice: bits of recipe_row.groups; a model has the voices of one bit. */
enum { GROUP_QWEN = 1, GROUP_QWEN_LATEST = 2, GROUP_OPENAI = 4, GROUP_OWN = 8 };

struct recipe_row {
    const char *id;
    const char *gender, *description;
    const char *timbre, *prosody; /* mixes as recipe_find reads them; prosody NULL: as timbre */
    unsigned groups;
    float gain_db;
};

extern const struct recipe_row recipe_rows[];
extern const size_t recipe_row_count;

/* Kokoro's own voices, by name; the gain that brings each to -20 dBFS. */
struct own_voice {
    const char *name;
    float gain_db;
};

extern const struct own_voice recipe_own_voices[];
extern const size_t recipe_own_count;

struct model_row {
    struct model_info info;
    unsigned group;
};

extern const struct model_row recipe_models[];
extern const size_t recipe_models_count;

#endif
