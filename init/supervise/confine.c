// SPDX-License-Identifier: GPL-2.0-only
/*
 * Theory of operation
 *
 * Goal: a child of PID 1 parses objects that may be hostile, and calls bpf(2) with all that is in
 * them.  It keeps the privileges that loading takes, and gets nothing else: no device but null, no
 * file to write but one sysctl, no other process, no network, no way back to more privileges.  In
 * particular it must not learn the nonce of this boot, with which it could forge records.
 *
 * PID 1 prepares, once (confine_init()):
 *
 *	1. The capability bounding set shrinks to five: CAP_BPF, CAP_PERFMON, CAP_NET_ADMIN and
 *	   CAP_SYS_ADMIN for the verifier, CAP_SYSLOG for addresses in /proc/kallsyms.
 *	2. It finds out if children can have PID namespaces and seccomp filters.
 *	3. It makes the mount namespace of all children, and leaves it again.  Its mounts are the
 *	   table steps[]: a /dev with nothing but null, /proc without other processes, the command
 *	   line and kmsg, /sys without tracefs, debugfs, cgroups and bpffs, the events of tracefs,
 *	   and all of it read-only but one sysctl.
 *
 * Each child then confines itself before it reads a byte of an object, and cannot undo any of it:
 *
 *	1. Its own PID namespace, from clone(2) on.  It is number 1 there; when it dies, the kernel
 *	   kills what it started.
 *	2. confine_mounts(): enter the mount namespace.  Needs the descriptor and CAP_SYS_ADMIN, so
 *	   it comes before the descriptors are closed.
 *	3. child.c closes all descriptors but the two pipes; 0, 1 and 2 are null.
 *	4. confine_child(): wipe the nonce from memory that was PID 1's; unlimited RLIMIT_MEMLOCK,
 *	   since before 5.11 BPF memory counts there, while CAP_SYS_RESOURCE is still held; drop
 *	   capabilities to the five; last, the seccomp filter, which also allows no change of all
 *	   this: with CAP_SYS_ADMIN the child could mount otherwise.
 *
 * Memory and number of processes are bounded by a cgroup (cell.c), time by turn.c.  What the kernel
 * keeps after the child, leftover.c undoes.
 *
 * A kernel may lack PID namespaces, mount namespaces or seccomp.  That is found out in advance, is
 * said to the host as the feature "unconfined", and the step is left out.  A step that should have
 * worked and failed ends the child with CHILD_NOT_CONFINED before it sees an object.
 */
#include "supervise/confine.h"
#include "mounts.h"
#include "stream.h"
#include "supervise/kmsg.h"
#include "supervise/seccomp.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#define ARRAY_SIZE(a) (sizeof(a) / sizeof(*(a)))

#define UNPRIVILEGED_DISABLED "/proc/sys/kernel/unprivileged_bpf_disabled"

#ifndef CAP_PERFMON
#define CAP_PERFMON 38
#define CAP_BPF	    39
#endif

/* The steps that may fail, one bit each; those with a name may be missing in a kernel. */
enum { NO_PID_NAMESPACE = 1, NO_MOUNTS = 2, NO_CAPABILITIES = 4, NO_SECCOMP = 8 };

static const struct {
	unsigned int bit;
	const char *name;
} missing_names[] = {
	{NO_PID_NAMESPACE, "pid-namespace"},
	{NO_MOUNTS, "mounts"},
	{NO_SECCOMP, "seccomp"},
};

/*
 * What the verifier, libbpf and kernel.unprivileged_bpf_disabled require.  libbpf reads addresses
 * for __ksym externs from /proc/kallsyms, which shows them with CAP_SYSLOG only.
 */
static const uint64_t kept = 1ULL << CAP_NET_ADMIN | 1ULL << CAP_SYS_ADMIN | 1ULL << CAP_SYSLOG |
			     1ULL << CAP_PERFMON | 1ULL << CAP_BPF;

static unsigned int missing; /* steps that this kernel cannot do */
static int mounts_fd = -1;   /* the children's mount namespace */

struct step {
	const char *source, *target, *type;
	unsigned long flags;
	const char *data;
	bool optional; /* this kernel may not have the file */
};

#define QUIET	  (MS_NOSUID | MS_NOEXEC)
#define READ_ONLY (MS_REMOUNT | MS_BIND | MS_RDONLY | QUIET)

/*
 * Done in this order, once for all children, none of which can write here.  The bind mount of /sys
 * hides what is mounted below it: tracefs, debugfs, cgroups, bpffs.
 */
static const struct step steps[] = {
	{"/sys", "/sys", NULL, MS_BIND, NULL, false},
	{NULL, "/sys", NULL, READ_ONLY | MS_NODEV, NULL, false},
	{"/proc", "/proc", NULL, MS_BIND, NULL, false},
	/* hides processes that the child may not trace; the word is known since 5.8 */
	{"proc", "/proc", "proc", QUIET | MS_NODEV, "hidepid=ptraceable", false},
	/* stays writable: judging an unprivileged program sets it */
	{UNPRIVILEGED_DISABLED, UNPRIVILEGED_DISABLED, NULL, MS_BIND, NULL, true},
	/* both contain the nonce */
	{"/dev/null", "/proc/cmdline", NULL, MS_BIND, NULL, false},
	{"/dev/null", "/proc/kmsg", NULL, MS_BIND, NULL, true},
	{NULL, "/proc", NULL, READ_ONLY | MS_NODEV, NULL, false},
	{NULL, "/dev", NULL, READ_ONLY, NULL, false},
	{NULL, "/tmp", NULL, READ_ONLY | MS_NODEV, NULL, true},
	{NULL, "/run", NULL, READ_ONLY | MS_NODEV, NULL, true},
	/* has the docket, whose bytes PID 1 has proved */
	{NULL, "/", NULL, READ_ONLY | MS_NODEV, NULL, false},
};

static bool make_dev(void)
{
	return !mount("tmpfs", "/dev", "tmpfs", QUIET, "mode=0755,size=64k") &&
	       !mknod("/dev/null", S_IFCHR | 0666, makedev(1, 3));
}

/*
 * The formats of tracepoints, with which the children compare what programs read: the events alone
 * of tracefs, where that is mounted.  False: they could be written.
 */
static bool make_events(void)
{
	mkdir(EVENTS_DIRECTORY, 0755);
	if (mount(TRACEFS_EVENTS, EVENTS_DIRECTORY, NULL, MS_BIND, NULL))
		return true;
	return !mount(NULL, EVENTS_DIRECTORY, NULL, READ_ONLY | MS_NODEV, NULL) ||
	       !umount2(EVENTS_DIRECTORY, MNT_DETACH);
}

static bool make_mounts(void)
{
	if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) || !make_dev() || !make_events())
		return false;
	for (size_t i = 0; i < ARRAY_SIZE(steps); i++) {
		const struct step *s = &steps[i];
		if (mount(s->source, s->target, s->type, s->flags, s->data) && !s->optional)
			return false;
	}
	return true;
}

static bool keep_capabilities(void)
{
	struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
	struct __user_cap_data_struct data[_LINUX_CAPABILITY_U32S_3];

	if (syscall(SYS_capget, &header, data))
		return false;
	for (int i = 0; i < _LINUX_CAPABILITY_U32S_3; i++) {
		data[i].permitted &= (__u32)(kept >> (32 * i));
		data[i].effective = data[i].permitted;
		data[i].inheritable = 0;
	}
	return !syscall(SYS_capset, &header, data);
}

/* of fs.nr_open, 1048576 by default (include/linux/fs.h, fs/file.c) */
#define FILES_MAX 262144

/* All but the mounts.  Goes on after a failure; returns the steps that failed. */
static unsigned int confine(void)
{
	const struct rlimit all = {RLIM_INFINITY, RLIM_INFINITY};
	/* a program and a map each has a descriptor while the whole object is loaded */
	const struct rlimit files = {FILES_MAX, FILES_MAX};
	unsigned int failed = 0;

	stream_forget();
	kmsg_forget();
	setrlimit(RLIMIT_MEMLOCK, &all); /* before 5.11 BPF memory counts there */
	setrlimit(RLIMIT_NOFILE, &files);
	if (getpid() != 1)
		failed |= NO_PID_NAMESPACE;
	if (!keep_capabilities())
		failed |= NO_CAPABILITIES;
	if (seccomp_close())
		failed |= NO_SECCOMP;
	return failed;
}

bool confine_mounts(void)
{
	return missing & NO_MOUNTS || !setns(mounts_fd, CLONE_NEWNS);
}

bool confine_child(void)
{
	return !(confine() & ~missing);
}

uint64_t confine_clone_flags(void)
{
	return missing & NO_PID_NAMESPACE ? 0 : CLONE_NEWPID;
}

static void drop_bounding_set(void)
{
	for (int cap = 0; prctl(PR_CAPBSET_READ, cap, 0, 0, 0) >= 0; cap++)
		if (!(kept & 1ULL << cap))
			prctl(PR_CAPBSET_DROP, cap, 0, 0, 0);
}

/* Make the children's mount namespace: a descriptor of it, or -1.  PID 1 returns to its own. */
static int make_mount_namespace(void)
{
	int own = open("/proc/self/ns/mnt", O_RDONLY | O_CLOEXEC), fd = -1;

	if (own < 0 || unshare(CLONE_NEWNS))
		goto out;
	if (make_mounts())
		fd = open("/proc/self/ns/mnt", O_RDONLY | O_CLOEXEC);
	if (setns(own, CLONE_NEWNS) && fd >= 0) {
		close(fd);
		fd = -1;
	}
out:
	if (own >= 0)
		close(own);
	return fd;
}

/* unshare(2) sets the namespace of children only, and setns(2) sets it back. */
static bool has_pid_namespaces(void)
{
	int own = open("/proc/self/ns/pid", O_RDONLY | O_CLOEXEC);
	bool has = own >= 0 && unshare(CLONE_NEWPID) == 0;

	if (has && setns(own, CLONE_NEWPID))
		has = false;
	if (own >= 0)
		close(own);
	return has;
}

/* A kernel without filters says EINVAL before it reads the NULL. */
static bool has_seccomp_filters(void)
{
	return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, NULL) < 0 && errno == EFAULT;
}

void confine_init(void)
{
	drop_bounding_set();
	if (!has_pid_namespaces())
		missing |= NO_PID_NAMESPACE;
	if (!has_seccomp_filters())
		missing |= NO_SECCOMP;
	mounts_fd = make_mount_namespace();
	if (mounts_fd < 0)
		missing |= NO_MOUNTS;
}

json_t *confine_missing(void)
{
	json_t *json = json_array();

	for (size_t i = 0; json && i < ARRAY_SIZE(missing_names); i++)
		if (missing & missing_names[i].bit)
			json_array_append_new(json, json_string(missing_names[i].name));
	return json;
}
