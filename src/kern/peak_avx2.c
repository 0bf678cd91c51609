#include "kern/vec_avx2.h"
#define PEAK_LOOP peak_loop_avx2
#define PEAK_SUMS 12
#include "kern/peak_body.h"
