#include "kern/vec_avx2.h"
#define KERN_USE kern_use_faulty_avx2
#include "checkkern_fault_body.h"
#include "kern/kern_body.h"
