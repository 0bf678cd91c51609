#include "base/cpu_quota.h"

#include "../unit.h"
#include "base/cpu.h"
#include "base/file.h"

static char root[200];

static int set_up(void **state)
{
    (void)state;
    unit_folder(root);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    unit_remove(root);
    return 0;
}

/* A file of the fake tree, with the folders above it. */
static void put(const char *name, const char *text)
{
    char path[400], folder[400];
    struct err e;
    snprintf(path, sizeof(path), "%s%s", root, name);
    snprintf(folder, sizeof(folder), "%s", path);
    *strrchr(folder, '/') = 0;
    assert_int_equal(file_mkdirs(folder, &e), 0);
    assert_int_equal(file_write(path, text, strlen(text), &e), 0);
}

static void put_groups(const char *lines)
{
    put("/proc/self/cgroup", lines);
}

static void nothing_there_is_no_limit(void **state)
{
    (void)state;
    assert_int_equal(cpu_quota(root), 0);
    put_groups("0::/\n");
    assert_int_equal(cpu_quota(root), 0);
    put("/sys/fs/cgroup/cpu.max", "max 100000\n");
    assert_int_equal(cpu_quota(root), 0);
}

static void v2_the_strictest_level_holds(void **state)
{
    (void)state;
    put_groups("0::/pods/pod 1/ctr\n");
    put("/sys/fs/cgroup/pods/pod 1/ctr/cpu.max", "max 100000\n");
    put("/sys/fs/cgroup/pods/pod 1/cpu.max", "250000 100000\n");
    put("/sys/fs/cgroup/pods/cpu.max", "800000 100000\n");
    assert_int_equal(cpu_quota(root), 3); /* 2.5 rounded up */
    put("/sys/fs/cgroup/pods/pod 1/ctr/cpu.max", "50000 100000\n");
    assert_int_equal(cpu_quota(root), 1);
    put("/sys/fs/cgroup/pods/pod 1/ctr/cpu.max", "max 100000\n");
    put("/sys/fs/cgroup/pods/cpu.max", "200000 100000\n");
    assert_int_equal(cpu_quota(root), 2);
}

/* A container that sees the host's path but only its own tree. */
static void v2_a_path_that_is_not_there(void **state)
{
    (void)state;
    put_groups("0::/system.slice/docker-1234.scope\n");
    put("/sys/fs/cgroup/cpu.max", "400000 100000\n");
    assert_int_equal(cpu_quota(root), 4);
}

static void v1_and_both(void **state)
{
    (void)state;
    put_groups("9:cpuset:/x\n4:cpu,cpuacct:/docker/ctr\n3:cpuacct:/\n0::/\n");
    put("/sys/fs/cgroup/cpuset/x/cpu.cfs_quota_us", "100000\n"); /* not a cpu controller */
    put("/sys/fs/cgroup/cpu,cpuacct/docker/ctr/cpu.cfs_quota_us", "-1\n");
    put("/sys/fs/cgroup/cpu,cpuacct/docker/ctr/cpu.cfs_period_us", "100000\n");
    assert_int_equal(cpu_quota(root), 0);
    put("/sys/fs/cgroup/cpu,cpuacct/docker/cpu.cfs_quota_us", "600000\n");
    put("/sys/fs/cgroup/cpu,cpuacct/docker/cpu.cfs_period_us", "200000\n");
    assert_int_equal(cpu_quota(root), 3);
    put("/sys/fs/cgroup/unified/cpu.max", "200000 100000\n");
    assert_int_equal(cpu_quota(root), 2);
}

static void damaged_files_are_no_limit(void **state)
{
    (void)state;
    static const char *const bad[] = {"",         "\n",       "-1 100000\n",
                                      "100000\n", "1000 0\n", "9999999999999999 1\n",
                                      "max\n",    "x y\n",    "100000 -5\n"};
    put_groups("0::/\nno colon\n1:cpu\n::\n");
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        put("/sys/fs/cgroup/cpu.max", bad[i]);
        assert_int_equal(cpu_quota(root), 0);
    }
}

static void this_machine_has_a_processor_for_us(void **state)
{
    (void)state;
    int n = cpu_count(), quota = cpu_quota("");
    assert_true(n >= 1);
    assert_true(!quota || n <= quota);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(nothing_there_is_no_limit),   TEST(v2_the_strictest_level_holds),
        TEST(v2_a_path_that_is_not_there), TEST(v1_and_both),
        TEST(damaged_files_are_no_limit),  TEST(this_machine_has_a_processor_for_us),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
