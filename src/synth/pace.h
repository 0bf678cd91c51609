/* pace.h - the prosody of the model at speed 1, re-timed to another speed.
 *
 *     tokens     pad      n i ↓ x a u ↓ .      pad
 *     speed 1    #################=====#######---
 *     speed 2    #################==###--             the pad in front keeps its length
 *
 * Dividing the durations inside the model (as its authors do) also shortens or stretches the pad in
 * front, which the network only knows at about 17 frames: at half speed it fills the rest with a
 * third of a second of vowel, at double speed it swallows the first consonant (doc/voices.md has
 * the measurement).  So it predicts at speed 1; here every token's frames are divided, rounded so
 * that errors do not add up, and the F0 and energy curves are stretched with their tokens. */
#ifndef SYNTH_PACE_H
#define SYNTH_PACE_H

#include "base/err.h"
#include "model/kokoro/kokoro.h"

/* A prosody in memory of its own. */
struct pace {
    struct kokoro_prosody prosody;
    void *memory_;
};

/* pitch: a factor on F0.  longer [n_tokens]: what each token's frames are multiplied with besides,
 * at most PACE_LONGER_MAX; NULL: 1.  E_NOMEM. */
enum { PACE_LONGER_MAX = 4 };
NODISCARD int pace_make(struct pace *out, const struct kokoro_prosody *in, float speed,
                        const float *longer, float pitch);
void pace_free(struct pace *p);

#endif
