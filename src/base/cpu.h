/* cpu.h - which instruction sets may be used, and on how many processors. */
#ifndef BASE_CPU_H
#define BASE_CPU_H

#include <stddef.h>

enum {
    CPU_SCALAR = 0,
    CPU_AVX2 = 1 << 0,       /* AVX2 + FMA + F16C */
    CPU_AVX512 = 1 << 1,     /* F + BW + DQ + VL; implies CPU_AVX2 */
    CPU_AVX512BF16 = 1 << 2, /* + BF16 dot products; implies CPU_AVX512 */
    CPU_NEON = 1 << 3,
    CPU_AMX = 1 << 4,      /* tiles of bf16 dot products; implies CPU_AVX512BF16 */
    CPU_NEONBF16 = 1 << 5, /* bf16 dot products; implies CPU_NEON */
};

/* The sets that differ from what they imply in bf16 only. */
enum { CPU_BF16_SETS = CPU_AVX512BF16 | CPU_AMX | CPU_NEONBF16 };

/* The sets this CPU has and the system lets us use.  Asks the system for the AMX state, which a
 * process must do before its first tile. */
unsigned cpu_detect(void);

/* Of AMD's make: what is as fast as what differs by vendor, not by instruction set. */
int cpu_is_amd(void);

/* "scalar", "avx2", "avx512", "avx512bf16", "amx", "neon", "neonbf16" as an upper limit (a mask for
 * the flags above): for --cpu, tests and benchmarks.  -1: no such name. */
int cpu_limit_from_name(const char *name);

/* The names that cpu_limit_from_name knows, oldest first; NULL after the last. */
const char *cpu_set_name(int i);

/* The name of the best set in flags. */
const char *cpu_name_of(unsigned flags);

/* Processors this process may use: the affinity mask, lowered by the CPU quota of its control
 * groups (cpu_quota.h); at least 1. */
int cpu_count(void);

/* The processor's own name ("AMD EPYC ...", "Raspberry Pi 5 Model B, Cortex-A76"), or "unknown
 * CPU".  Static storage. */
const char *cpu_brand(void);

/* The same from these files, for tests: /proc/cpuinfo, /proc/device-tree/model. */
void cpu_brand_read(char *out, size_t size, const char *cpuinfo, const char *board);

#endif
