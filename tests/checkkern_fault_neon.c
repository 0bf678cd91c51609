#include "kern/vec_neon.h"
#define KERN_USE kern_use_faulty_neon
#include "checkkern_fault_body.h"
#include "kern/kern_body.h"
