// SPDX-License-Identifier: GPL-2.0-only
#include "escapes.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/bpf.h>
#include <linux/capability.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <sys/uio.h>
#include <unistd.h>

#define ARRAY_SIZE(a) (sizeof(a) / sizeof(*(a)))

static char found[512];

static const char *could(const char *what, const char *with)
{
	snprintf(found, sizeof(found), "%s %s (%s)", what, with, strerror(errno));
	return found;
}

/*
 * Try system calls with arguments that do no harm.  An answer other than EPERM and ENOSYS comes
 * from the call itself, not from the filter.
 */
static const char *call_each(const long (*calls)[7], const char *const *names, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const long *c = calls[i];
		errno = 0;
		if (syscall(c[0], c[1], c[2], c[3], c[4], c[5], c[6]) >= 0 ||
			(errno != EPERM && errno != ENOSYS))
			return could("call", names[i]);
	}
	return NULL;
}

#define CALL(name_, ...) {SYS_##name_, __VA_ARGS__}
#define NAME(name_)	 #name_

static const char *make_device(void)
{
	static const char *const places[] = {
		"/port", "/tmp/port", "/run/port", "/dev/port", "/sys/fs/bpf/port"};

	for (size_t i = 0; i < ARRAY_SIZE(places); i++) {
		/* ttyS1 */
		if (mknod(places[i], S_IFCHR | 0600, makedev(4, 65)) == 0 ||
			mknodat(AT_FDCWD, places[i], S_IFREG | 0600, 0) == 0)
			return could("mknod", places[i]);
	}
	return NULL;
}

/* No file in /dev opens a device but null. */
static const char *open_device(void)
{
	static const char *const devices[] = {
		"ttyS0", "ttyS1", "console", "tty", "tty0", "kmsg", "mem", "port", "vda"};
	char path[300];
	struct stat st;

	for (size_t i = 0; i < ARRAY_SIZE(devices); i++) {
		snprintf(path, sizeof(path), "/dev/%s", devices[i]);
		if (open(path, O_RDWR | O_NOCTTY | O_NONBLOCK) >= 0 || errno != ENOENT)
			return could("open", path);
	}
	DIR *dir = opendir("/dev");
	for (struct dirent *e; dir && (e = readdir(dir));) {
		snprintf(path, sizeof(path), "/dev/%s", e->d_name);
		if (e->d_name[0] == '.')
			continue;
		if (stat(path, &st) || st.st_rdev != makedev(1, 3))
			return could("find", path);
	}
	return dir ? NULL : "no /dev at all";
}

/* A descriptor that is neither one of the two pipes nor null. */
static const char *inherited(void)
{
	struct stat st;

	for (int fd = 0; fd < 1024; fd++) {
		if (fstat(fd, &st))
			continue;
		if (!S_ISFIFO(st.st_mode) && !S_ISREG(st.st_mode) && st.st_rdev != makedev(1, 3))
			return could("have", "a descriptor of another kind");
	}
	return NULL;
}

static const char *mount_things(void)
{
	if (mount("devtmpfs", "/dev", "devtmpfs", 0, NULL) == 0 ||
		mount("t", "/tmp", "tmpfs", 0, NULL) == 0 ||
		mount("/", "/tmp", NULL, MS_BIND, NULL) == 0 ||
		mount("p", "/tmp", "proc", 0, NULL) == 0)
		return could("mount", "");
	if (mount(NULL, "/", NULL, MS_REMOUNT | MS_BIND, NULL) == 0 ||
		mount(NULL, "/sys", NULL, MS_REMOUNT | MS_BIND, NULL) == 0 ||
		mount("/dev", "/tmp", NULL, MS_MOVE, NULL) == 0)
		return could("remount or move", "");
	if (umount2("/dev", MNT_DETACH) == 0 || umount2("/proc", MNT_DETACH) == 0 ||
		umount2("/sys", MNT_DETACH) == 0 || umount2("/proc/cmdline", MNT_DETACH) == 0)
		return could("unmount", "");
	if (chroot("/tmp") == 0)
		return could("chroot", "");
	static const long calls[][7] = {CALL(pivot_root, (long)"/tmp", (long)"/tmp"),
		CALL(fsopen, (long)"tmpfs"), CALL(open_tree, AT_FDCWD, (long)"/", 1),
		CALL(move_mount, AT_FDCWD, (long)"/", AT_FDCWD, (long)"/tmp"),
		CALL(fspick, AT_FDCWD, (long)"/"),
		{442 /* mount_setattr */, AT_FDCWD, (long)"/", 0, 0, 32}};
	static const char *const names[] = {
		"pivot_root", "fsopen", "open_tree", "move_mount", "fspick", "mount_setattr"};
	return call_each(calls, names, ARRAY_SIZE(calls));
}

static const char *namespaces(void)
{
	static const long calls[][7] = {CALL(unshare, CLONE_NEWNS), CALL(unshare, CLONE_NEWUSER),
		CALL(setns, 0, 0), CALL(clone, CLONE_NEWUSER | SIGCHLD), CALL(clone, SIGCHLD),
		CALL(clone3, 0, 0)};
	static const char *const names[] = {
		"unshare", "unshare", "setns", "clone", "clone", "clone3"};

	return call_each(calls, names, ARRAY_SIZE(calls));
}

static const char *other_processes(void)
{
	static char byte;
	static const struct iovec here = {&byte, 1};
	static const long calls[][7] = {CALL(ptrace, PTRACE_ATTACH, 1),
		CALL(ptrace, PTRACE_SEIZE, 1),
		CALL(process_vm_readv, 1, (long)&here, 1, (long)&here, 1),
		CALL(process_vm_writev, 1, (long)&here, 1, (long)&here, 1), CALL(pidfd_open, 1),
		CALL(pidfd_getfd, 3, 3), CALL(kcmp, 1, 1, 0),
		CALL(prlimit64, 1, RLIMIT_CPU, 0, (long)&byte), CALL(kill, -1, 0), CALL(kill, 1, 0),
		CALL(sched_setscheduler, 1, 0, 0), CALL(setpriority, 0, 1, 0), CALL(move_pages, 1),
		CALL(execve, (long)"/init", 0, 0), CALL(vfork), CALL(setsid)};
	static const char *const names[] = {"ptrace", "ptrace", "process_vm_readv",
		"process_vm_writev", "pidfd_open", "pidfd_getfd", "kcmp", "prlimit64", "kill",
		"kill", "sched_setscheduler", "setpriority", "move_pages", "execve", "vfork",
		"setsid"};

	return call_each(calls, names, ARRAY_SIZE(calls));
}

/* Another process in /proc. */
static const char *proc_1(void)
{
	DIR *dir = opendir("/proc");
	char self[32] = "";

	if (readlink("/proc/self", self, sizeof(self) - 1) < 0)
		return could("not read", "/proc/self");
	for (struct dirent *e; dir && (e = readdir(dir));)
		if (*e->d_name >= '0' && *e->d_name <= '9' && strcmp(e->d_name, self) != 0)
			return could("see process", e->d_name);
	return dir ? NULL : "no /proc at all";
}

static const char *machine(void)
{
	static const long calls[][7] = {CALL(reboot, 0xfee1dead, 672274793, 0),
		CALL(ioperm, 0x2f8, 8, 1), CALL(iopl, 3), CALL(init_module, 0, 0, 0),
		CALL(finit_module, -1, 0, 0), CALL(delete_module, 0, 0),
		CALL(kexec_load, 0, 0, 0, 0xffffffff), CALL(swapon, 0, 0),
		CALL(clock_settime, 0, 0), CALL(settimeofday, 0, 0), CALL(syslog, 10, 0, 0),
		CALL(sethostname, 0, -1), CALL(acct, 1), CALL(quotactl, 0x7fffff00, 0, 0, 0),
		CALL(open_by_handle_at, -1, 0, 0), CALL(userfaultfd, -1),
		CALL(io_uring_setup, 0, 0), CALL(perf_event_open, 0, 0, -1, -1, 0),
		CALL(add_key, 0, 0, 0, 0, 0), CALL(keyctl, 0, -3, 0), CALL(socket, 16, 3, 0),
		CALL(socket, 2, 1, 0), CALL(prctl, PR_GET_DUMPABLE),
		CALL(ioctl, 0, 0x5413 /* TIOCGWINSZ */, 0), CALL(setuid, 0), CALL(personality, -1)};
	static const char *const names[] = {"reboot", "ioperm", "iopl", "init_module",
		"finit_module", "delete_module", "kexec_load", "swapon", "clock_settime",
		"settimeofday", "syslog", "sethostname", "acct", "quotactl", "open_by_handle_at",
		"userfaultfd", "io_uring_setup", "perf_event_open", "add_key", "keyctl", "socket",
		"socket", "prctl", "ioctl", "setuid", "personality"};

	return call_each(calls, names, ARRAY_SIZE(calls));
}

static const char *other_bpf(void)
{
	static union bpf_attr zeros;
	static const int commands[] = {BPF_OBJ_PIN, BPF_OBJ_GET, BPF_PROG_ATTACH, BPF_PROG_DETACH,
		BPF_RAW_TRACEPOINT_OPEN, BPF_PROG_GET_FD_BY_ID, BPF_MAP_GET_FD_BY_ID,
		BPF_LINK_GET_FD_BY_ID, BPF_PROG_QUERY, BPF_TASK_FD_QUERY, BPF_LINK_UPDATE,
		BPF_ENABLE_STATS, BPF_ITER_CREATE};

	for (size_t i = 0; i < ARRAY_SIZE(commands); i++) {
		errno = 0;
		if (syscall(SYS_bpf, commands[i], &zeros, sizeof(zeros)) >= 0 || errno != EPERM) {
			snprintf(found, sizeof(found), "bpf command %d: %s", commands[i],
				strerror(errno));
			return found;
		}
	}
	return NULL;
}

static const char *write_files(void)
{
	static const char *const files[] = {"/proc/sys/kernel/printk",
		"/proc/sys/net/core/bpf_jit_enable", "/proc/sysrq-trigger", "/proc/cmdline",
		"/proc/kmsg", "/proc/1/oom_score_adj", "/sys/power/state",
		"/sys/kernel/uevent_seqnum", "/sys/kernel/mm/ksm/run",
		"/sys/fs/cgroup/cgroup.procs", "/sys/kernel/tracing/kprobe_events",
		"/sys/kernel/debug/tracing/kprobe_events", "/init", "/docket.json",
		"/docket/000000.bpf.o", "/proc/kcore", "/events/enable", "/events/sched/enable",
		"/events/sched/sched_switch/filter", "/events/sched/sched_switch/trigger"};
	static const char *const paths[] = {"/new", "/tmp/new", "/run/new", "/dev/new",
		"/docket/new", "/boot/new", "/sys/fs/bpf/new", "/proc/new", "/events/new"};

	for (size_t i = 0; i < ARRAY_SIZE(files); i++)
		if (strcmp(files[i], "/proc/cmdline") != 0 && strcmp(files[i], "/proc/kmsg") != 0 &&
			open(files[i], O_WRONLY) >= 0)
			return could("write", files[i]);
	for (size_t i = 0; i < ARRAY_SIZE(paths); i++)
		if (open(paths[i], O_WRONLY | O_CREAT, 0600) >= 0 || mkdir(paths[i], 0700) == 0 ||
			symlink("/", paths[i]) == 0 || rename("/docket.json", paths[i]) == 0)
			return could("make", paths[i]);
	return NULL;
}

/* Files that contain the nonce or other secrets. */
static const char *read_files(void)
{
	static const char *const files[] = {"/proc/cmdline", "/proc/kmsg", "/proc/kcore",
		"/dev/kmsg", "/proc/bootconfig", "/sys/kernel/tracing/trace",
		"/sys/kernel/debug/kprobes/list", "/docket/parameters"};
	char byte;

	for (size_t i = 0; i < ARRAY_SIZE(files); i++) {
		int fd = open(files[i], O_RDONLY | O_NONBLOCK);
		if (fd >= 0 && read(fd, &byte, 1) > 0)
			return could("read", files[i]);
	}
	return NULL;
}

static const char *capabilities(void)
{
	struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
	struct __user_cap_data_struct has[2], more[2];
	const uint64_t may = 1ULL << CAP_NET_ADMIN | 1ULL << CAP_SYS_ADMIN | 1ULL << CAP_SYSLOG |
			     1ULL << 38 | 1ULL << 39;

	if (syscall(SYS_capget, &header, has))
		return could("not read", "its capabilities");
	const uint64_t all = (uint64_t)has[1].permitted << 32 | has[0].permitted;
	if (all & ~may) {
		snprintf(found, sizeof(found), "capabilities %llx", (unsigned long long)all);
		return found;
	}
	memset(more, 0xff, sizeof(more));
	return syscall(SYS_capset, &header, more) == 0 ? could("raise", "its capabilities") : NULL;
}

/*
 * The nonce in this process's memory.  The test passes it reversed in the environment, so that it
 * is not found there.
 */
static const char *nonce_in_memory(void)
{
	const char *mirrored = getenv("mirrored");
	char nonce[17] = "", line[512];
	unsigned long from, to;
	size_t pages = 0;

	if (!mirrored || strlen(mirrored) != 16)
		return NULL; /* not in a guest */
	FILE *maps = fopen("/proc/self/maps", "re");
	while (maps && fgets(line, sizeof(line), maps)) {
		if (sscanf(line, "%lx-%lx r", &from, &to) != 2 || !strstr(line, " rw") ||
			strstr(line, "[v"))
			continue;
		for (int i = 0; i < 16; i++)
			nonce[i] = mirrored[15 - i];
		const char *at = memmem((const void *)from, to - from, nonce, 16);
		/* skip the copy in this function */
		while (at >= nonce && at < nonce + 17)
			at = memmem(at + 1, to - (uintptr_t)at - 1, nonce, 16);
		explicit_bzero(nonce, sizeof(nonce));
		pages += (to - from) / 4096;
		if (at) {
			/* the bytes before it help to identify its owner */
			snprintf(found, sizeof(found), "the nonce is in %.17s at %p, after: %.24s",
				line, (const void *)at, at - 24);
			return found;
		}
	}
	return pages ? NULL : "no memory was looked through";
}

/* Not an escape: the operations that judging needs must work. */
static const char *needed(void)
{
	const struct bpf_insn insns[] = {
		{.code = BPF_ALU64 | BPF_MOV | BPF_K}, {.code = BPF_JMP | BPF_EXIT}};
	union bpf_attr attr = {.prog_type = BPF_PROG_TYPE_SOCKET_FILTER,
		.insn_cnt = 2,
		.insns = (uintptr_t)insns,
		.license = (uintptr_t)"GPL"};
	char line[256] = "";

	if (syscall(SYS_bpf, BPF_PROG_LOAD, &attr, sizeof(attr)) < 0)
		return could("not load", "a program");
	FILE *kallsyms = fopen("/proc/kallsyms", "re");
	while (kallsyms && fgets(line, sizeof(line), kallsyms) && strtoull(line, NULL, 16) == 0)
		;
	if (strtoull(line, NULL, 16) == 0)
		return "no addresses in /proc/kallsyms";
	if (access("/proc/sys/kernel/unprivileged_bpf_disabled", F_OK) == 0 &&
		open("/proc/sys/kernel/unprivileged_bpf_disabled", O_RDWR) < 0)
		return could("not write", "unprivileged_bpf_disabled");
	return NULL;
}

const struct escape escapes[] = {
	{"inherited", inherited}, /* before the others open what they can */
	{"make_device", make_device},
	{"open_device", open_device},
	{"mount_things", mount_things},
	{"namespaces", namespaces},
	{"other_processes", other_processes},
	{"proc_1", proc_1},
	{"machine", machine},
	{"other_bpf", other_bpf},
	{"write_files", write_files},
	{"read_files", read_files},
	{"capabilities", capabilities},
	{"nonce_in_memory", nonce_in_memory},
	{"needed", needed},
};
const size_t escapes_count = ARRAY_SIZE(escapes);
