// SPDX-License-Identifier: GPL-2.0-only
/* The seccomp filter, interpreted here and installed on this machine's kernel. */
#include "escapes.h"
#include "supervise/seccomp.h"

#include <errno.h>
#include <linux/audit.h>
#include <linux/bpf.h>
#include <linux/seccomp.h>
#include <pthread.h>
#include <sched.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>
#include "skipping.h"

/* What pthread_create(3) passes to clone(2). */
#define THREAD                                                                                     \
	(CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD | CLONE_SYSVSEM |        \
		CLONE_SETTLS | CLONE_PARENT_SETTID | CLONE_CHILD_CLEARTID)

static bool has_filters(void)
{
	return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, NULL) < 0 && errno == EFAULT;
}

/* The wait status of a child that installs the filter and makes the attempt. */
static int status_of(const char *(*attempt)(void))
{
	int status = -1;
	pid_t pid = fork();

	if (pid == 0) {
		const char *could = seccomp_close() ? "close" : attempt();
		if (could) {
			dprintf(2, "came through: %s\n", could);
			_exit(1);
		}
		_exit(0);
	}
	assert_true(pid > 0);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return status;
}

static void escapes_are_refused(void **state)
{
	static const char *const names[] = {
		"namespaces", "other_processes", "machine", "other_bpf"};
	size_t tried = 0;

	(void)state;
	if (!has_filters())
		skip_because("this kernel has no seccomp filters");
	for (size_t i = 0; i < escapes_count; i++)
		for (size_t j = 0; j < sizeof(names) / sizeof(*names); j++)
			if (strcmp(escapes[i].name, names[j]) == 0) {
				assert_int_equal(status_of(escapes[i].attempt), 0);
				tried++;
			}
	assert_int_equal(tried, sizeof(names) / sizeof(*names));
}

/* What the filter returns for a call.  Interprets only the instructions that it has. */
static uint32_t verdict(uint32_t arch, uint32_t number, uint32_t argument)
{
	const struct seccomp_data data = {.nr = (int)number, .arch = arch, .args = {argument}};
	const struct sock_fprog program = seccomp_program();
	uint32_t a = 0;

	for (size_t at = 0; at < program.len; at++) {
		const struct sock_filter *insn = &program.filter[at];
		switch (insn->code) {
		case BPF_LD | BPF_W | BPF_ABS:
			assert_true(insn->k + sizeof(a) <= sizeof(data));
			memcpy(&a, (const char *)&data + insn->k, sizeof(a));
			break;
		case BPF_JMP | BPF_JEQ | BPF_K:
			at += a == insn->k ? insn->jt : insn->jf;
			break;
		case BPF_JMP | BPF_JGE | BPF_K:
			at += a >= insn->k ? insn->jt : insn->jf;
			break;
		case BPF_RET | BPF_K:
			return insn->k;
		default:
			fail_msg("instruction %zu has code %#x", at, insn->code);
		}
	}
	fail_msg("the filter has no end");
	return 0;
}

#ifdef __x86_64__
#define OURS AUDIT_ARCH_X86_64

/* Exactly the listed numbers are allowed. */
static void each_number_has_its_verdict(void **state)
{
	static const uint32_t allowed[] = {SYS_read, SYS_write, SYS_open, SYS_close, SYS_stat,
		SYS_fstat, SYS_lstat, SYS_poll, SYS_lseek, SYS_mmap, SYS_mprotect, SYS_munmap,
		SYS_brk, SYS_rt_sigaction, SYS_rt_sigprocmask, SYS_rt_sigreturn, SYS_pread64,
		SYS_pwrite64, SYS_writev, SYS_access, SYS_sched_yield, SYS_mremap, SYS_madvise,
		SYS_dup, SYS_dup2, SYS_setitimer, SYS_getpid, SYS_exit, SYS_uname, SYS_fcntl,
		SYS_readlink, SYS_gettimeofday, SYS_sysinfo, SYS_capget, SYS_capset,
		SYS_sigaltstack, SYS_statfs, SYS_fstatfs, SYS_gettid, SYS_futex, SYS_getdents64,
		SYS_restart_syscall, SYS_clock_gettime, SYS_clock_nanosleep, SYS_exit_group,
		SYS_tgkill, SYS_openat, SYS_newfstatat, SYS_readlinkat, SYS_faccessat, SYS_ppoll,
		SYS_set_robust_list, SYS_dup3, SYS_getrandom, SYS_memfd_create, SYS_statx, SYS_rseq,
		SYS_faccessat2};

	(void)state;
	for (uint32_t number = 0; number < 1024; number++) {
		uint32_t want =
			number < 424 ? SECCOMP_RET_ERRNO | EPERM : SECCOMP_RET_ERRNO | ENOSYS;
		for (size_t i = 0; i < sizeof(allowed) / sizeof(*allowed); i++)
			if (allowed[i] == number)
				want = SECCOMP_RET_ALLOW;
		/* an argument that is neither a command of bpf(2), this process nor a thread's */
		if (number == SYS_bpf || number == SYS_prlimit64 || number == SYS_clone)
			want = SECCOMP_RET_ERRNO | EPERM;
		if (verdict(OURS, number, 4711) != want)
			fail_msg("%u: %#x, not %#x", number, verdict(OURS, number, 4711), want);
	}
	assert_int_equal(verdict(OURS, SYS_prlimit64, 0), SECCOMP_RET_ALLOW);
	assert_int_equal(verdict(OURS, SYS_clone, THREAD), SECCOMP_RET_ALLOW);
	assert_int_equal(
		verdict(OURS, SYS_clone, THREAD & ~CLONE_THREAD), SECCOMP_RET_ERRNO | EPERM);
	assert_int_equal(
		verdict(OURS, SYS_clone, THREAD | CLONE_NEWUSER), SECCOMP_RET_ERRNO | EPERM);
	assert_int_equal(verdict(OURS, SYS_clone, SIGCHLD), SECCOMP_RET_ERRNO | EPERM);
	assert_int_equal(verdict(OURS, 0x7fffffff, 0), SECCOMP_RET_KILL_PROCESS);
	assert_int_equal(verdict(OURS, 0x40000000, 0), SECCOMP_RET_KILL_PROCESS);
	assert_int_equal(verdict(OURS, 0x3fffffff, 0), SECCOMP_RET_ERRNO | ENOSYS);
	assert_int_equal(verdict(AUDIT_ARCH_I386, SYS_read, 0), SECCOMP_RET_KILL_PROCESS);
	assert_int_equal(verdict(AUDIT_ARCH_AARCH64, SYS_read, 0), SECCOMP_RET_KILL_PROCESS);
}

static void each_command_has_its_verdict(void **state)
{
	static const uint32_t allowed[] = {BPF_MAP_CREATE, BPF_MAP_LOOKUP_ELEM, BPF_MAP_UPDATE_ELEM,
		BPF_MAP_DELETE_ELEM, BPF_MAP_GET_NEXT_KEY, BPF_PROG_LOAD, BPF_PROG_TEST_RUN,
		BPF_OBJ_GET_INFO_BY_FD, BPF_BTF_LOAD, BPF_BTF_GET_FD_BY_ID,
		BPF_MAP_LOOKUP_AND_DELETE_ELEM, BPF_MAP_FREEZE, BPF_BTF_GET_NEXT_ID,
		BPF_MAP_GET_NEXT_ID, BPF_MAP_LOOKUP_BATCH, BPF_MAP_LOOKUP_AND_DELETE_BATCH,
		BPF_MAP_UPDATE_BATCH, BPF_MAP_DELETE_BATCH, BPF_LINK_CREATE, BPF_PROG_BIND_MAP, 37};

	(void)state;
	for (uint32_t command = 0; command < 256; command++) {
		uint32_t want = SECCOMP_RET_ERRNO | EPERM;
		for (size_t i = 0; i < sizeof(allowed) / sizeof(*allowed); i++)
			if (allowed[i] == command)
				want = SECCOMP_RET_ALLOW;
		if (verdict(OURS, SYS_bpf, command) != want)
			fail_msg("bpf command %u: %#x, not %#x", command,
				verdict(OURS, SYS_bpf, command), want);
	}
}
#endif

static const char *sets_limits(void)
{
	struct rlimit now;

	if (syscall(SYS_prlimit64, 0, RLIMIT_CORE, NULL, &now))
		return "its own limits are refused";
	return syscall(SYS_prlimit64, getppid(), RLIMIT_CORE, NULL, &now) == 0 ? "another's limits"
									       : NULL;
}

static void *in_a_thread(void *data)
{
	*(bool *)data = true;
	return NULL;
}

/* The C library makes threads with the one set of flags that passes. */
static const char *makes_a_thread(void)
{
	pthread_t thread;
	bool ran = false;

	if (pthread_create(&thread, NULL, in_a_thread, &ran) || pthread_join(thread, NULL))
		return "a thread is refused";
	return ran ? NULL : "a thread did not run";
}

static void arguments_are_checked(void **state)
{
	(void)state;
	if (!has_filters())
		skip_because("this kernel has no seccomp filters");
	assert_int_equal(status_of(sets_limits), 0);
#ifdef __SANITIZE_ADDRESS__
	(void)makes_a_thread; /* AddressSanitizer would open files for it */
#else
	assert_int_equal(status_of(makes_a_thread), 0);
#endif
}

#ifdef __x86_64__
static const char *calls_x32(void)
{
	syscall(0x40000000 | SYS_getpid);
	return "x32";
}

static void another_architecture_kills(void **state)
{
	(void)state;
	if (!has_filters())
		skip_because("this kernel has no seccomp filters");
	int status = status_of(calls_x32);
	assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS);
}
#endif

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(escapes_are_refused),
		cmocka_unit_test(arguments_are_checked),
#ifdef __x86_64__
		cmocka_unit_test(each_number_has_its_verdict),
		cmocka_unit_test(each_command_has_its_verdict),
		cmocka_unit_test(another_architecture_kills),
#endif
	};

	return run_counted(tests);
}
