#include "kern/vec_avx512.h"
#define PEAK_LOOP peak_loop_avx512
#define PEAK_SUMS 24
#include "kern/peak_body.h"
