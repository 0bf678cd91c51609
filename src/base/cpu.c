#include "base/cpu.h"

#include <sched.h>
#include <stddef.h>
#include <string.h>

#include "base/cpu_quota.h"

#if defined(__x86_64__)
#include <cpuid.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Tiles have 8 KB of state a thread, which the kernel saves only for processes that have asked
 * (arch_prctl(2)); it refuses where it does not know them. */
static int has_amx(void)
{
    enum { ARCH_REQ_XCOMP_PERM = 0x1023, XFEATURE_XTILEDATA = 18 };
    const unsigned bf16 = 1u << 22, tile = 1u << 24;
    unsigned a, b, c, d;
    if (!__get_cpuid_count(7, 0, &a, &b, &c, &d) || !(d & bf16) || !(d & tile)) return 0;
    return syscall(SYS_arch_prctl, ARCH_REQ_XCOMP_PERM, XFEATURE_XTILEDATA) == 0;
}
#elif defined(__aarch64__)
#include <sys/auxv.h>
#endif

unsigned cpu_detect(void)
{
    unsigned flags = CPU_SCALAR;
#if defined(__x86_64__)
    __builtin_cpu_init();
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) flags |= CPU_AVX2;
    if ((flags & CPU_AVX2) && __builtin_cpu_supports("avx512f") &&
        __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq") &&
        __builtin_cpu_supports("avx512vl"))
        flags |= CPU_AVX512;
    if ((flags & CPU_AVX512) && __builtin_cpu_supports("avx512bf16")) flags |= CPU_AVX512BF16;
    if ((flags & CPU_AVX512BF16) && has_amx()) flags |= CPU_AMX;
#elif defined(__aarch64__)
    flags |= CPU_NEON;
    if (getauxval(AT_HWCAP2) & HWCAP2_BF16) flags |= CPU_NEONBF16;
#endif
    return flags;
}

int cpu_is_amd(void)
{
#if defined(__x86_64__)
    __builtin_cpu_init();
    return __builtin_cpu_is("amd");
#else
    return 0;
#endif
}

static const struct {
    const char *name;
    unsigned mask, own;
} sets[] = {
    {"scalar", CPU_SCALAR, 0},
    {"avx2", CPU_AVX2, CPU_AVX2},
    {"avx512", CPU_AVX2 | CPU_AVX512, CPU_AVX512},
    {"avx512bf16", CPU_AVX2 | CPU_AVX512 | CPU_AVX512BF16, CPU_AVX512BF16},
    {"amx", CPU_AVX2 | CPU_AVX512 | CPU_AVX512BF16 | CPU_AMX, CPU_AMX},
    {"neon", CPU_NEON, CPU_NEON},
    {"neonbf16", CPU_NEON | CPU_NEONBF16, CPU_NEONBF16},
};

int cpu_limit_from_name(const char *name)
{
    for (size_t i = 0; i < sizeof(sets) / sizeof(sets[0]); i++)
        if (!strcmp(name, sets[i].name)) return (int)sets[i].mask;
    return -1;
}

const char *cpu_set_name(int i)
{
    return i >= 0 && (size_t)i < sizeof(sets) / sizeof(sets[0]) ? sets[i].name : NULL;
}

const char *cpu_name_of(unsigned flags)
{
    const char *best = sets[0].name;
    for (size_t i = 1; i < sizeof(sets) / sizeof(sets[0]); i++)
        if (flags & sets[i].own) best = sets[i].name;
    return best;
}

int cpu_count(void)
{
    cpu_set_t set;
    int n = sched_getaffinity(0, sizeof(set), &set) ? 1 : CPU_COUNT(&set);
    int quota = cpu_quota("");
    if (quota > 0 && quota < n) n = quota;
    return n > 0 ? n : 1;
}
