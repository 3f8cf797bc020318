// SPDX-License-Identifier: GPL-2.0-only
/* See Documentation/userspace-api/landlock.rst and seccomp_filter.rst. */
#include "kernel/unpack/sandbox.h"
#include "cleanup.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/capability.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

/* A vmlinux of IMAGE_VMLINUX_MAX, its image, and the dictionary of a decompressor. */
#define MEMORY_MAX ((rlim_t)3 << 30)
#define FILES_MAX  64

/* From linux/landlock.h of ABI 6: the headers of Debian 12 end at ABI 2. */
#define CREATE_RULESET_VERSION 1U
#define RULE_PATH_BENEATH      1
#define FS_WRITE_FILE	       (1ULL << 1)
#define FS_READ_FILE	       (1ULL << 2)
#define FS_READ_DIR	       (1ULL << 3)
#define FS_REMOVE_DIR	       (1ULL << 4)
#define FS_REMOVE_FILE	       (1ULL << 5)
#define FS_MAKE_DIR	       (1ULL << 7)
#define FS_MAKE_REG	       (1ULL << 8)
#define FS_MAKE_SYM	       (1ULL << 12)
#define FS_ABI_1	       ((1ULL << 13) - 1)
#define FS_REFER	       (1ULL << 13) /* ABI 2 */
#define FS_TRUNCATE	       (1ULL << 14) /* ABI 3 */
#define NET_ALL		       3ULL	    /* ABI 4: bind and connect TCP */
#define FS_IOCTL_DEV	       (1ULL << 15) /* ABI 5 */
#define SCOPE_ALL	       3ULL	    /* ABI 6: abstract sockets, signals */

struct ruleset {
	uint64_t fs, net, scoped;
};

struct beneath {
	uint64_t allowed;
	int32_t fd;
} __attribute__((packed));

int sandbox_landlock(void)
{
	long abi = syscall(SYS_landlock_create_ruleset, NULL, 0, CREATE_RULESET_VERSION);

	return abi > 0 ? (int)abi : 0;
}

static int allow_beneath(int ruleset, const char *path, uint64_t allowed)
{
	cleanup_close int fd = open(path, O_PATH | O_CLOEXEC);
	const struct beneath rule = {.allowed = allowed, .fd = fd};

	if (fd < 0 || syscall(SYS_landlock_add_rule, ruleset, RULE_PATH_BENEATH, &rule, 0))
		return -errno;
	return 0;
}

static int restrict_files(const char *directory)
{
	const int abi = sandbox_landlock();
	struct ruleset all = {.fs = FS_ABI_1};
	uint64_t own = FS_WRITE_FILE | FS_READ_FILE | FS_READ_DIR | FS_REMOVE_DIR | FS_REMOVE_FILE |
		       FS_MAKE_DIR | FS_MAKE_REG | FS_MAKE_SYM;

	if (!abi)
		return 0;
	all.fs |= (abi >= 2 ? FS_REFER : 0) | (abi >= 3 ? FS_TRUNCATE : 0) |
		  (abi >= 5 ? FS_IOCTL_DEV : 0);
	all.net = abi >= 4 ? NET_ALL : 0;
	all.scoped = abi >= 6 ? SCOPE_ALL : 0;
	own |= all.fs & (FS_REFER | FS_TRUNCATE);
	const size_t size = abi >= 6   ? sizeof(all)
			    : abi >= 4 ? offsetof(struct ruleset, scoped)
				       : sizeof(all.fs);
	cleanup_close int ruleset = (int)syscall(SYS_landlock_create_ruleset, &all, size, 0);
	if (ruleset < 0)
		return -errno;
	int r = directory ? allow_beneath(ruleset, directory, own) : 0;
	if (!r && syscall(SYS_landlock_restrict_self, ruleset, 0))
		r = -errno;
	return r;
}

#if defined(__x86_64__)
#define ARCHITECTURE AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define ARCHITECTURE AUDIT_ARCH_AARCH64
#endif

#ifdef ARCHITECTURE
/*
 * pidfd_send_signal(2), the first call of 5.1.  It and all later ones fail with ENOSYS: io_uring,
 * pidfd_getfd, the new mount calls.
 */
#define NEW_CALLS 424
#define X32_BIT	  0x40000000U

static const int refused[] = {
	/* other processes, and new ones */
	SYS_clone,
	SYS_execve,
	SYS_execveat,
	SYS_kcmp,
	SYS_kill,
	SYS_process_vm_readv,
	SYS_process_vm_writev,
	SYS_ptrace,
	SYS_rt_sigqueueinfo,
	SYS_rt_tgsigqueueinfo,
	SYS_setpriority,
	SYS_sched_setaffinity,
	SYS_sched_setattr,
	SYS_sched_setparam,
	SYS_sched_setscheduler,
	SYS_ioprio_set,
	SYS_migrate_pages,
	SYS_move_pages,
	SYS_tkill,
	/* the network, and IPC; ioctl(2) can type into a terminal (TIOCSTI) */
	SYS_socket,
	SYS_socketpair,
	SYS_ioctl,
	SYS_mq_open,
	SYS_mq_unlink,
	/* System V IPC accepts any valid id: the child could guess one and needs no ...get(2) */
	SYS_msgctl,
	SYS_msgget,
	SYS_msgrcv,
	SYS_msgsnd,
	SYS_semctl,
	SYS_semget,
	SYS_semop,
	SYS_semtimedop,
	SYS_shmat,
	SYS_shmctl,
	SYS_shmget,
	SYS_add_key,
	SYS_keyctl,
	SYS_request_key,
	/* files: operations that Landlock does not cover */
	SYS_fchmodat,
	SYS_fchownat,
	SYS_lsetxattr,
	SYS_lremovexattr,
	SYS_mknodat,
	SYS_name_to_handle_at,
	SYS_open_by_handle_at,
	SYS_removexattr,
	SYS_setxattr,
	SYS_truncate,
	/* the machine, where the user is root */
	SYS_acct,
	SYS_adjtimex,
	SYS_bpf,
	SYS_chroot,
	SYS_clock_adjtime,
	SYS_clock_settime,
	SYS_delete_module,
	SYS_finit_module,
	SYS_init_module,
	SYS_kexec_load,
	SYS_mount,
	SYS_perf_event_open,
	SYS_pivot_root,
	SYS_quotactl,
	SYS_reboot,
	SYS_setdomainname,
	SYS_sethostname,
	SYS_setns,
	SYS_settimeofday,
	SYS_swapoff,
	SYS_swapon,
	SYS_syslog,
	SYS_umount2,
	SYS_unshare,
	SYS_userfaultfd,
	SYS_vhangup,
#ifdef __x86_64__
	SYS_fork,
	SYS_vfork,
	SYS_chmod,
	SYS_chown,
	SYS_lchown,
	SYS_mknod,
	SYS_ioperm,
	SYS_iopl,
	SYS_kexec_file_load,
	SYS_modify_ldt,
#endif
};

/* Newer calls that do no more than older ones. */
static const int allowed_new[] = {SYS_close_range, SYS_faccessat2};

#define LOAD(field_)                                                                               \
	BPF_STMT(BPF_LD | BPF_W | BPF_ABS, (uint32_t)offsetof(struct seccomp_data, field_))
#define JUMP(op_, k_, t_, f_) BPF_JUMP(BPF_JMP | (op_) | BPF_K, (uint32_t)(k_), (t_), (f_))
#define RETURN(action_)	      BPF_STMT(BPF_RET | BPF_K, (action_))
#define REFUSE		      RETURN(SECCOMP_RET_ERRNO | EPERM)
#define INSNS_MAX	      (2 * (ARRAY_SIZE(refused) + ARRAY_SIZE(allowed_new)) + 32)

struct filter {
	struct sock_filter insns[INSNS_MAX];
	unsigned short len;
};

static void filter_add(struct filter *f, struct sock_filter insn)
{
	f->insns[f->len++] = insn;
}

static void filter_add_each(struct filter *f, const int *numbers, size_t n, struct sock_filter then)
{
	for (size_t i = 0; i < n; i++) {
		filter_add(f, (struct sock_filter)JUMP(BPF_JEQ, numbers[i], 0, 1));
		filter_add(f, then);
	}
}

/* Call @number is allowed only with @value as its first argument. */
static void filter_add_only(struct filter *f, int number, uint32_t value)
{
	filter_add(f, (struct sock_filter)JUMP(BPF_JEQ, number, 0, 4));
	filter_add(f, (struct sock_filter)LOAD(args[0]));
	filter_add(f, (struct sock_filter)JUMP(BPF_JEQ, value, 0, 1));
	filter_add(f, (struct sock_filter)RETURN(SECCOMP_RET_ALLOW));
	filter_add(f, (struct sock_filter)REFUSE);
}

static int restrict_calls(void)
{
	struct filter f = {.len = 0};

	filter_add(&f, (struct sock_filter)LOAD(arch));
	filter_add(&f, (struct sock_filter)JUMP(BPF_JEQ, ARCHITECTURE, 1, 0));
	filter_add(&f, (struct sock_filter)RETURN(SECCOMP_RET_KILL_PROCESS));
	filter_add(&f, (struct sock_filter)LOAD(nr));
	filter_add(&f, (struct sock_filter)JUMP(BPF_JGE, X32_BIT, 0, 1));
	filter_add(&f, (struct sock_filter)RETURN(SECCOMP_RET_KILL_PROCESS));
	filter_add_each(&f, refused, ARRAY_SIZE(refused), (struct sock_filter)REFUSE);
	filter_add_only(&f, SYS_prlimit64, 0);
	filter_add_only(&f, SYS_tgkill, (uint32_t)getpid()); /* abort(3) */
	filter_add_each(&f, allowed_new, ARRAY_SIZE(allowed_new),
		(struct sock_filter)RETURN(SECCOMP_RET_ALLOW));
	filter_add(&f, (struct sock_filter)JUMP(BPF_JGE, NEW_CALLS, 0, 1));
	filter_add(&f, (struct sock_filter)RETURN(SECCOMP_RET_ERRNO | ENOSYS));
	filter_add(&f, (struct sock_filter)RETURN(SECCOMP_RET_ALLOW));
	const struct sock_fprog program = {.filter = f.insns, .len = f.len};
	/* EINVAL: a kernel without CONFIG_SECCOMP_FILTER */
	return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) && errno != EINVAL ? -errno : 0;
}
#else
static int restrict_calls(void)
{
	return 0;
}
#endif

/* Keeps those that root needs to write to a store of another user. */
static int drop_capabilities(void)
{
	struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
	struct __user_cap_data_struct data[_LINUX_CAPABILITY_U32S_3];

	if (syscall(SYS_capget, &header, data))
		return -errno;
	data[0].effective = data[0].permitted &= 1U << CAP_DAC_OVERRIDE | 1U << CAP_FOWNER;
	data[1].effective = data[1].permitted = 0;
	data[0].inheritable = data[1].inheritable = 0;
	return syscall(SYS_capset, &header, data) ? -errno : 0;
}

/* A limit that is lower already stays. */
static int set_limits(int what, rlim_t soft, rlim_t hard)
{
	struct rlimit to = {soft, hard}, now;

	if (!getrlimit((__rlimit_resource_t)what, &now)) {
		to.rlim_max = now.rlim_max < hard ? now.rlim_max : hard;
		to.rlim_cur = to.rlim_max < soft ? to.rlim_max : soft;
	}
	return setrlimit((__rlimit_resource_t)what, &to) ? -errno : 0;
}

static int set_limit(int what, rlim_t most)
{
	return set_limits(what, most, most);
}

int sandbox_enter(const struct sandbox *s)
{
	int r = prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) ? -errno : 0;

	if (!r)
		r = set_limit(RLIMIT_FSIZE, (rlim_t)s->max_file);
	if (!r)
		r = set_limit(RLIMIT_CORE, 0);
	if (!r)
		r = set_limits(RLIMIT_CPU, (rlim_t)s->seconds, (rlim_t)s->seconds + 1);
	if (!r)
		r = set_limit(RLIMIT_NOFILE, FILES_MAX);
#ifndef __SANITIZE_ADDRESS__ /* it maps terabytes of shadow memory */
	if (!r)
		r = set_limit(RLIMIT_AS, MEMORY_MAX);
#endif
	if (!r)
		r = drop_capabilities();
	if (!r)
		r = restrict_files(s->directory);
	return r ? r : restrict_calls();
}
