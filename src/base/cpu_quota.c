#include "base/cpu_quota.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>

enum { PATH_MAX_CHARS = 4096, LINE_MAX_CHARS = 4096 };

/* Reads up to two numbers; how many were there ("max" is none). */
static int read_numbers(const char *root, const char *mount, const char *group, const char *file,
                        long long out[2])
{
    char path[PATH_MAX_CHARS];
    int n = snprintf(path, sizeof(path), "%s%s%s/%s", root, mount, group, file);
    FILE *f = n < 0 || n >= (int)sizeof(path) ? NULL : fopen(path, "re");
    if (!f) return 0;
    n = fscanf(f, "%lld %lld", &out[0], &out[1]);
    fclose(f);
    return n < 0 ? 0 : n;
}

static int processors(long long quota, long long period)
{
    if (quota <= 0 || period <= 0 || quota / period >= INT_MAX) return 0;
    return (int)(quota / period + (quota % period != 0));
}

static int limit_v2(const char *root, const char *mount, const char *group)
{
    long long v[2];
    return read_numbers(root, mount, group, "cpu.max", v) == 2 ? processors(v[0], v[1]) : 0;
}

static int limit_v1(const char *root, const char *mount, const char *group)
{
    long long quota[2], period[2];
    int both = read_numbers(root, mount, group, "cpu.cfs_quota_us", quota) >= 1 &&
               read_numbers(root, mount, group, "cpu.cfs_period_us", period) >= 1;
    return both ? processors(quota[0], period[0]) : 0;
}

typedef int limit_fn(const char *root, const char *mount, const char *group);

/* The strictest limit from the group up to the root of the mount. */
static int strictest(const char *root, const char *mount, const char *group, limit_fn *limit)
{
    char at[LINE_MAX_CHARS];
    int least = 0;
    snprintf(at, sizeof(at), "%s", group);
    for (;;) {
        size_t n = strlen(at);
        while (n && at[n - 1] == '/')
            at[--n] = 0;
        int here = limit(root, mount, at);
        if (here && (!least || here < least)) least = here;
        if (!n) return least;
        char *slash = strrchr(at, '/');
        *(slash ? slash : at) = 0;
    }
}

/* Is "cpu" one of a v1 line's controllers ("cpu,cpuacct")? */
static int has_cpu(const char *controllers)
{
    for (const char *at = controllers; *at;) {
        size_t n = strcspn(at, ",");
        if (n == 3 && !strncmp(at, "cpu", 3)) return 1;
        at += n + (at[n] == ',');
    }
    return 0;
}

static int smaller(int a, int b)
{
    return !a ? b : !b || a < b ? a : b;
}

/* One line of /proc/self/cgroup, "ID:CONTROLLERS:PATH". */
static int limit_of_line(const char *root, char *line)
{
    static const char *const v2[] = {"/sys/fs/cgroup", "/sys/fs/cgroup/unified"};
    static const char *const v1[] = {"/sys/fs/cgroup/cpu", "/sys/fs/cgroup/cpu,cpuacct"};
    line[strcspn(line, "\n")] = 0;
    char *controllers = strchr(line, ':'), *group = controllers ? strchr(controllers + 1, ':') : 0;
    if (!group) return 0;
    controllers++;
    *group++ = 0;
    int is_v2 = !*controllers, least = 0;
    if (!is_v2 && !has_cpu(controllers)) return 0;
    for (int i = 0; i < 2; i++)
        least = smaller(least,
                        strictest(root, is_v2 ? v2[i] : v1[i], group, is_v2 ? limit_v2 : limit_v1));
    return least;
}

int cpu_quota(const char *root)
{
    char path[PATH_MAX_CHARS], line[LINE_MAX_CHARS];
    int n = snprintf(path, sizeof(path), "%s/proc/self/cgroup", root), least = 0;
    FILE *f = n < 0 || n >= (int)sizeof(path) ? NULL : fopen(path, "re");
    while (f && fgets(line, sizeof(line), f))
        least = smaller(least, limit_of_line(root, line));
    if (f) fclose(f);
    return least;
}
