#include "kern/vec_neon.h"
#define PEAK_LOOP peak_loop_neon
#define PEAK_SUMS 24
#include "kern/peak_body.h"
