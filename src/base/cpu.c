#include "base/cpu.h"

#include <sched.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

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
#elif defined(__aarch64__)
    flags |= CPU_NEON;
#endif
    return flags;
}

static const struct {
    const char *name;
    unsigned mask, own;
} sets[] = {
    {"scalar", CPU_SCALAR, 0},
    {"avx2", CPU_AVX2, CPU_AVX2},
    {"avx512", CPU_AVX2 | CPU_AVX512, CPU_AVX512},
    {"avx512bf16", CPU_AVX2 | CPU_AVX512 | CPU_AVX512BF16, CPU_AVX512BF16},
    {"neon", CPU_NEON, CPU_NEON},
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

/* A cgroup CPU quota in whole processors, rounded up; 0: none. */
static int cgroup_quota(void)
{
    long long quota = 0, period = 0;
    FILE *f = fopen("/sys/fs/cgroup/cpu.max", "r"); /* v2: "QUOTA PERIOD" or "max PERIOD" */
    if (f) {
        if (fscanf(f, "%lld %lld", &quota, &period) != 2) quota = 0;
        fclose(f);
    } else if ((f = fopen("/sys/fs/cgroup/cpu/cpu.cfs_quota_us", "r"))) {
        if (fscanf(f, "%lld", &quota) != 1) quota = 0;
        fclose(f);
        f = fopen("/sys/fs/cgroup/cpu/cpu.cfs_period_us", "r");
        if (f) {
            if (fscanf(f, "%lld", &period) != 1) period = 0;
            fclose(f);
        }
    }
    return quota > 0 && period > 0 ? (int)((quota + period - 1) / period) : 0;
}

int cpu_count(void)
{
    cpu_set_t set;
    int n = sched_getaffinity(0, sizeof(set), &set) ? 1 : CPU_COUNT(&set);
    int quota = cgroup_quota();
    if (quota > 0 && quota < n) n = quota;
    return n > 0 ? n : 1;
}

const char *cpu_brand(void)
{
    static char brand[100] = "";
    if (brand[0]) return brand;
    FILE *f = fopen("/proc/cpuinfo", "r");
    char line[256];
    while (f && fgets(line, sizeof(line), f)) {
        char *colon = strchr(line, ':');
        if (strncmp(line, "model name", 10) != 0 || !colon) continue;
        snprintf(brand, sizeof(brand), "%.90s", colon + 2);
        brand[strcspn(brand, "\n")] = 0;
        break;
    }
    if (f) fclose(f);
    if (!brand[0]) snprintf(brand, sizeof(brand), "unknown CPU");
    return brand;
}
