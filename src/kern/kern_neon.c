#include "kern/vec_neon.h"
#define KERN_USE kern_use_neon
#include "kern/kern_body.h"
