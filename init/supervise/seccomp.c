// SPDX-License-Identifier: GPL-2.0-only
/* Documentation/userspace-api/seccomp_filter.rst */
#include "supervise/seccomp.h"

#include <errno.h>
#include <linux/audit.h>
#include <linux/bpf.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

#define ARRAY_SIZE(a) (sizeof(a) / sizeof(*(a)))

#if defined(__x86_64__)
#define ARCHITECTURE AUDIT_ARCH_X86_64
#define X32_BIT	     0x40000000U
#elif defined(__aarch64__)
#define ARCHITECTURE AUDIT_ARCH_AARCH64
#endif

/*
 * From pidfd_send_signal(2), 5.1, on, system calls have the same number on every architecture.  A C
 * library tries new ones first, and uses an older one after ENOSYS.
 */
#define NEW_CALLS 424
#define CALLS_END 512 /* above all numbers in use */

static const int calls[] = {
	SYS_read,
	SYS_write,
	SYS_close,
	SYS_mmap,
	SYS_munmap,
	SYS_mremap,
	SYS_mprotect,
	SYS_madvise,
	SYS_brk,
	SYS_clock_gettime,
	SYS_fcntl,
	SYS_setitimer,
	SYS_rt_sigaction,
	SYS_rt_sigprocmask,
	SYS_rt_sigreturn,
	SYS_capget,
	SYS_capset,
	SYS_openat,
	SYS_newfstatat,
	SYS_faccessat,
	SYS_readlinkat,
	SYS_fstat,
	SYS_lseek,
	SYS_pread64,
	SYS_pwrite64,
	SYS_writev,
	SYS_getdents64,
	SYS_statfs,
	SYS_fstatfs,
	SYS_uname,
	SYS_sysinfo,
	SYS_getrandom,
	SYS_memfd_create, /* libbpf since 1.4 holds a descriptor's place with one */
	SYS_dup,
	SYS_dup3,
	SYS_ppoll,
	SYS_getpid,
	SYS_gettid,
	SYS_gettimeofday,
	SYS_clock_nanosleep,
	SYS_restart_syscall,
	SYS_sched_yield,
	SYS_futex,
	SYS_set_robust_list,
	SYS_sigaltstack,
	SYS_tgkill,
	SYS_exit,
	SYS_exit_group,
#ifdef SYS_faccessat2
	SYS_faccessat2,
#endif
#ifdef SYS_statx
	SYS_statx,
#endif
#ifdef SYS_rseq
	SYS_rseq,
#endif
#ifdef SYS_open
	SYS_open,
#endif
#ifdef SYS_access
	SYS_access,
#endif
#ifdef SYS_stat
	SYS_stat,
#endif
#ifdef SYS_lstat
	SYS_lstat,
#endif
#ifdef SYS_readlink
	SYS_readlink,
#endif
#ifdef SYS_dup2
	SYS_dup2,
#endif
#ifdef SYS_poll
	SYS_poll,
#endif
};

/*
 * Commands of bpf(2) that create, load, run and inspect; none that pins.  To attach there is
 * BPF_LINK_CREATE alone, for struct_ops.  By id only BTF can be opened: libbpf looks for the BTF of
 * modules.
 */
static const int commands[] = {
	BPF_MAP_CREATE, BPF_MAP_UPDATE_ELEM, BPF_PROG_LOAD, BPF_BTF_LOAD, BPF_OBJ_GET_INFO_BY_FD,
	BPF_MAP_LOOKUP_ELEM, BPF_MAP_DELETE_ELEM, BPF_MAP_GET_NEXT_KEY,
	BPF_MAP_LOOKUP_AND_DELETE_ELEM, BPF_MAP_FREEZE, BPF_MAP_LOOKUP_BATCH,
	BPF_MAP_LOOKUP_AND_DELETE_BATCH, BPF_MAP_UPDATE_BATCH, BPF_MAP_DELETE_BATCH,
	BPF_PROG_TEST_RUN, BPF_PROG_BIND_MAP,
	BPF_MAP_GET_NEXT_ID, /* load/deferred-free.c polls with it; it opens nothing */
	BPF_BTF_GET_NEXT_ID, BPF_BTF_GET_FD_BY_ID, BPF_LINK_CREATE,
	37, /* BPF_PROG_STREAM_READ_BY_FD, 6.17 */
};

#ifdef ARCHITECTURE
#define LOAD(field_)                                                                               \
	BPF_STMT(BPF_LD | BPF_W | BPF_ABS, (uint32_t)offsetof(struct seccomp_data, field_))
#define JUMP(op_, k_, t_, f_)                                                                      \
	BPF_JUMP(BPF_JMP | (op_) | BPF_K, (uint32_t)(k_), (__u8)(t_), (__u8)(f_))
#define RETURN(action_) BPF_STMT(BPF_RET | BPF_K, (action_))
#define SEGMENTS_MAX	(2 * ARRAY_SIZE(calls) + 8)
#define INSNS_MAX	255 /* jumps reach no further */

/* What the filter does with the numbers from @first up to the next segment. */
enum action { REFUSED, ALLOWED, UNKNOWN, KILLED, OF_BPF, OF_CLONE, OF_PRLIMIT, ACTIONS };
struct segment {
	uint32_t first;
	enum action what;
};

struct filter {
	struct sock_filter insns[INSNS_MAX + 1];
	size_t len;
	struct segment segments[SEGMENTS_MAX];
	size_t n;
	size_t at[ACTIONS]; /* the index of each action's instructions, after the search tree */
};

static void add_insn(struct filter *f, struct sock_filter insn)
{
	if (f->len <= INSNS_MAX)
		f->insns[f->len++] = insn;
}

static bool is_listed(uint32_t number)
{
	for (size_t i = 0; i < ARRAY_SIZE(calls); i++)
		if ((uint32_t)calls[i] == number)
			return true;
	return false;
}

static enum action action_of(uint32_t number)
{
	if (number == SYS_bpf)
		return OF_BPF;
	if (number == SYS_clone)
		return OF_CLONE;
	if (number == SYS_prlimit64)
		return OF_PRLIMIT;
	if (is_listed(number))
		return ALLOWED;
	return number < NEW_CALLS ? REFUSED : UNKNOWN;
}

static void cut_in_segments(struct filter *f)
{
	for (uint32_t number = 0; number < CALLS_END; number++) {
		struct segment s = {.first = number, .what = action_of(number)};
		if (!f->n || f->segments[f->n - 1].what != s.what)
			f->segments[f->n++] = s;
	}
#ifdef X32_BIT
	f->segments[f->n++] = (struct segment){.first = X32_BIT, .what = KILLED};
#endif
}

/* The tree starts after four instructions and has one comparison less than segments. */
static void place_actions(struct filter *f)
{
	const size_t tree = 4 + f->n - 1;

	f->at[REFUSED] = tree;
	f->at[ALLOWED] = tree + 1;
	f->at[UNKNOWN] = tree + 2;
	f->at[KILLED] = tree + 3;
	f->at[OF_PRLIMIT] = tree + 4;
	f->at[OF_CLONE] = tree + 8;
	f->at[OF_BPF] = tree + 12;
}

/*
 * Allow if the first argument is one of @values: its low half, where the machine is little-endian.
 */
static void add_first_argument(struct filter *f, const int *values, size_t n)
{
	add_insn(f, (struct sock_filter)LOAD(args[0]));
	for (size_t i = 0; i < n; i++)
		add_insn(f, (struct sock_filter)JUMP(BPF_JEQ, values[i], n - i, 0));
	add_insn(f, (struct sock_filter)RETURN(SECCOMP_RET_ERRNO | EPERM));
	add_insn(f, (struct sock_filter)RETURN(SECCOMP_RET_ALLOW));
}

/*
 * A binary search over segments @from to @to.  It has to be fast: each child installs the filter,
 * and since 5.11 the kernel then runs it for every number (kernel/seccomp.c,
 * seccomp_cache_prepare()).
 */
static void add_segments(struct filter *f, size_t from, size_t to)
{
	const size_t half = from + (to - from) / 2, at = f->len;

	add_insn(f, (struct sock_filter)JUMP(BPF_JGE, f->segments[half].first, 0, 0));
	if (half - from > 1)
		add_segments(f, from, half);
	else
		f->insns[at].jf = (__u8)(f->at[f->segments[from].what] - at - 1);
	f->insns[at].jt = (__u8)((to - half > 1 ? f->len : f->at[f->segments[half].what]) - at - 1);
	if (to - half > 1)
		add_segments(f, half, to);
}

static void build_filter(struct filter *f)
{
	static const int itself = 0; /* the pid: prlimit64(2) for no other process */
	/* a thread of the process, as pthread_create(3) makes it: load/follow.c */
	static const int thread = CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD |
				  CLONE_SYSVSEM | CLONE_SETTLS | CLONE_PARENT_SETTID |
				  CLONE_CHILD_CLEARTID;

	cut_in_segments(f);
	place_actions(f);
	add_insn(f, (struct sock_filter)LOAD(arch));
	add_insn(f, (struct sock_filter)JUMP(BPF_JEQ, ARCHITECTURE, 1, 0));
	add_insn(f, (struct sock_filter)RETURN(SECCOMP_RET_KILL_PROCESS));
	add_insn(f, (struct sock_filter)LOAD(nr));
	add_segments(f, 0, f->n);
	add_insn(f, (struct sock_filter)RETURN(SECCOMP_RET_ERRNO | EPERM));
	add_insn(f, (struct sock_filter)RETURN(SECCOMP_RET_ALLOW));
	add_insn(f, (struct sock_filter)RETURN(SECCOMP_RET_ERRNO | ENOSYS));
	add_insn(f, (struct sock_filter)RETURN(SECCOMP_RET_KILL_PROCESS));
	add_first_argument(f, &itself, 1);
	add_first_argument(f, &thread, 1);
	add_first_argument(f, commands, ARRAY_SIZE(commands));
}

struct sock_fprog seccomp_program(void)
{
	static struct filter f;

	if (!f.len)
		build_filter(&f);
	return (struct sock_fprog){.filter = f.insns, .len = (unsigned short)f.len};
}

int seccomp_close(void)
{
	const struct sock_fprog program = seccomp_program();

	if (program.len > INSNS_MAX)
		return -E2BIG;
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) ||
		prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program))
		return -errno;
	return 0;
}
#else
struct sock_fprog seccomp_program(void)
{
	return (struct sock_fprog){.len = 0};
}

int seccomp_close(void)
{
	return -EOPNOTSUPP;
}
#endif
