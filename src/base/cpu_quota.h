/* cpu_quota.h - how much processor time the control groups of this process allow it.
 *
 * A container's limit may stand at any level between the process's own group and the root, and the
 * strictest one holds:
 *
 *     /proc/self/cgroup   "0::/kubepods/pod1/ctr"     v2      "4:cpu,cpuacct:/docker/ctr"   v1
 *     cpu.max in          /kubepods/pod1/ctr          cpu.cfs_quota_us over cpu.cfs_period_us,
 *                         /kubepods/pod1              level by level, in the same way
 *                         /kubepods
 *
 * Inside a container the path often is the host's and not to be seen: its levels are missing then,
 * and the root, which is the container's own group, has the limit. */
#ifndef BASE_CPU_QUOTA_H
#define BASE_CPU_QUOTA_H

/* Whole processors, rounded up; 0: no limit.  root stands before /proc and /sys: "" but in tests.
 */
int cpu_quota(const char *root);

#endif
