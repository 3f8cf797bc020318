// SPDX-License-Identifier: GPL-2.0-only
#include "supervise/confine.h"
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

/* What may fail, a bit each; the words are for what a kernel may lack. */
enum { NO_PID_NAMESPACE = 1, NO_MOUNTS = 2, NO_CAPABILITIES = 4, NO_SECCOMP = 8 };

static const struct {
	unsigned int bit;
	const char *word;
} words[] = {
	{NO_PID_NAMESPACE, "pid-namespace"},
	{NO_MOUNTS, "mounts"},
	{NO_SECCOMP, "seccomp"},
};

/*
 * The verifier, libbpf and the sysctl ask for these; libbpf needs CAP_SYSLOG to read addresses from
 * /proc/kallsyms for __ksym externs.
 */
static const uint64_t kept = 1ULL << CAP_NET_ADMIN | 1ULL << CAP_SYS_ADMIN | 1ULL << CAP_SYSLOG |
			     1ULL << CAP_PERFMON | 1ULL << CAP_BPF;

static unsigned int missing;
static int mounts_fd = -1; /* the children's mount namespace */

struct step {
	const char *source, *target, *type;
	unsigned long flags;
	const char *data;
	bool optional; /* this kernel may not have the file */
};

#define QUIET	  (MS_NOSUID | MS_NOEXEC)
#define READ_ONLY (MS_REMOUNT | MS_BIND | MS_RDONLY | QUIET)

/*
 * In this order, once for all children: no child can leave anything here.  The new /sys hides what
 * is mounted below it: tracefs, debugfs, cgroups, bpffs.  A child cannot mount, so what is
 * read-only stays read-only.
 */
static const struct step steps[] = {
	{"/sys", "/sys", NULL, MS_BIND, NULL, false},
	{NULL, "/sys", NULL, READ_ONLY | MS_NODEV, NULL, false},
	{"/proc", "/proc", NULL, MS_BIND, NULL, false},
	/* it hides what may not be traced, on every kernel since 5.8 */
	{"proc", "/proc", "proc", QUIET | MS_NODEV, "hidepid=ptraceable", false},
	/* the one that judging writes, for what the unprivileged are answered */
	{UNPRIVILEGED_DISABLED, UNPRIVILEGED_DISABLED, NULL, MS_BIND, NULL, true},
	/* both have the nonce */
	{"/dev/null", "/proc/cmdline", NULL, MS_BIND, NULL, false},
	{"/dev/null", "/proc/kmsg", NULL, MS_BIND, NULL, true},
	{NULL, "/proc", NULL, READ_ONLY | MS_NODEV, NULL, false},
	{NULL, "/dev", NULL, READ_ONLY, NULL, false},
	{NULL, "/tmp", NULL, READ_ONLY | MS_NODEV, NULL, true},
	{NULL, "/run", NULL, READ_ONLY | MS_NODEV, NULL, true},
	/* the docket, of which PID 1 has proved every byte */
	{NULL, "/", NULL, READ_ONLY | MS_NODEV, NULL, false},
};

/* A /dev with nothing in it but null. */
static bool make_dev(void)
{
	return !mount("tmpfs", "/dev", "tmpfs", QUIET, "mode=0755,size=64k") &&
	       !mknod("/dev/null", S_IFCHR | 0666, makedev(1, 3));
}

static bool make_mounts(void)
{
	if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) || !make_dev())
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

/* All but the mounts, as far as it goes; what did not. */
static unsigned int confine(void)
{
	const struct rlimit all = {RLIM_INFINITY, RLIM_INFINITY};
	unsigned int failed = 0;

	stream_forget();
	kmsg_forget();
	setrlimit(RLIMIT_MEMLOCK, &all); /* for kernels before 5.11, while it may */
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

/* The mounts of all children, made where PID 1 is not: it goes there and back. */
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

/* Whether children can have PID namespaces; PID 1's own is not changed by it. */
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

/* EINVAL where there are none, before the NULL is looked at. */
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

	for (size_t i = 0; json && i < ARRAY_SIZE(words); i++)
		if (missing & words[i].bit)
			json_array_append_new(json, json_string(words[i].word));
	return json;
}
