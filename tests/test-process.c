// SPDX-License-Identifier: GPL-2.0-only
/* The tool ends on a signal, whatever it is doing. */
#include "capture.h"
#include "process.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>
#include "skipping.h"
#include "stop.h"

static const int stops[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT};

static void deaf(void)
{
	for (volatile unsigned int i = 0;; i++)
		;
}

static void tidy(void)
{
	while (!stop_signal())
		usleep(1000);
	stop_die_of(stop_signal());
}

static void slow_tidy(void)
{
	while (!stop_signal())
		usleep(1000);
	for (;;)
		pause();
}

static pid_t start(void (*work)(void))
{
	char ready;
	int pipes[2];

	assert_int_equal(pipe(pipes), 0);
	pid_t pid = fork();
	if (pid == 0) {
		if (stop_catch() == 0 && write(pipes[1], "", 1) == 1)
			work();
		_exit(99);
	}
	assert_true(pid > 0);
	assert_int_equal(read(pipes[0], &ready, 1), 1);
	close(pipes[0]);
	close(pipes[1]);
	return pid;
}

static void assert_dies_of(pid_t pid, int number)
{
	int status = 0;

	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFSIGNALED(status));
	assert_int_equal(WTERMSIG(status), number);
	assert_false(WCOREDUMP(status));
}

static void test_notices(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(stops) / sizeof(*stops); i++) {
		pid_t pid = start(tidy);
		/* as timeout(1) sends it */
		kill(pid, stops[i]);
		kill(pid, stops[i]);
		assert_dies_of(pid, stops[i]);
	}
}

/* Work that does not check for signals, such as reading a huge file. */
static void test_deaf_work_ends(void **state)
{
	(void)state;
	pid_t pid = start(deaf);
	kill(pid, SIGTERM);
	assert_dies_of(pid, SIGTERM);
}

static void test_second_signal(void **state)
{
	(void)state;
	pid_t pid = start(slow_tidy);
	kill(pid, SIGTERM);
	sleep(2);
	kill(pid, SIGINT);
	assert_dies_of(pid, SIGINT);
}

static void ignoring(void)
{
	raise(SIGINT);
	_exit(stop_signal());
}

/* signals ignored by nohup(1), or for a background job of a shell without job control */
static void test_ignored_stays_ignored(void **state)
{
	int status = 0;

	(void)state;
	signal(SIGINT, SIG_IGN);
	pid_t pid = start(ignoring);
	signal(SIGINT, SIG_DFL);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
}

static void write_too_much(void)
{
	const struct rlimit small = {4096, 4096};
	char block[8192] = "";
	int fd = open("/tmp", O_TMPFILE | O_WRONLY, 0600);

	setrlimit(RLIMIT_FSIZE, &small);
	bool cut = write(fd, block, sizeof(block)) == 4096;
	_exit(cut && write(fd, block, sizeof(block)) < 0 && errno == EFBIG ? 0 : 1);
}

static void test_file_size_limit(void **state)
{
	int status = 0;

	(void)state;
	pid_t pid = start(write_too_much);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
}

/* A child has the signal dispositions that a shell would have given it. */
static void start_child(void)
{
	char *const argv[] = {(char *)"sh", (char *)"-c",
		(char *)"grep -q '^SigIgn:[[:space:]]*0*$' /proc/self/status && "
			"grep -q '^SigBlk:[[:space:]]*0*$' /proc/self/status",
		NULL};
	int status = 1;

	if (process_capture(argv, 60000, 4096, NULL, NULL, &status))
		_exit(98);
	_exit(WIFEXITED(status) ? WEXITSTATUS(status) : 97);
}

static void test_child_has_defaults(void **state)
{
	int status = 0;

	(void)state;
	pid_t pid = start(start_child);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
}

/*
 * The processes that make starts must end with the tool too: otherwise they would go on writing
 * into the directory of the next build.
 */
static pid_t start_with_child(bool with_group, pid_t *ret_child)
{
	char *const argv[] = {(char *)"sh", (char *)"-c",
		(char *)"trap '' TERM; sleep 600 & echo $!; wait", NULL};
	int pipes[2];
	char line[32] = "";

	assert_int_equal(pipe(pipes), 0);
	pid_t pid = fork();
	if (pid == 0) {
		struct process p = PROCESS_NONE;
		const struct process_options o = {
			.in = -1, .out = pipes[1], .err = -1, .with_group = with_group};
		stop_catch();
		process_start(&p, argv, &o);
		pause();
		_exit(0);
	}
	close(pipes[1]);
	for (size_t n = 0; n < sizeof(line) - 1 && !strchr(line, '\n'); n++)
		assert_int_equal(read(pipes[0], line + n, 1), 1);
	*ret_child = (pid_t)strtol(line, NULL, 10);
	/* until sleep, sh and the guard have closed it */
	return close(pipes[0]) ? -1 : pid;
}

/* Whether it runs.  A zombie that is not reaped yet does not count. */
static bool is_there(pid_t pid)
{
	char path[64], line[256] = "";

	snprintf(path, sizeof(path), "/proc/%d/stat", pid);
	FILE *f = fopen(path, "re");
	if (!f)
		return false;
	bool there = fgets(line, sizeof(line), f) && !strstr(line, ") Z ");
	fclose(f);
	return there;
}

static void test_group_dies_with_the_tool(void **state)
{
	pid_t child, pid = start_with_child(true, &child);

	(void)state;
	assert_true(child > 0 && is_there(child));
	kill(pid, SIGKILL);
	assert_dies_of(pid, SIGKILL);
	for (int i = 0; i < 6000 && is_there(child); i++)
		usleep(10000);
	bool outlived = is_there(child);
	if (outlived)
		kill(child, SIGKILL);
	assert_false(outlived);
}

/* The guard is in the group before the program runs: the tool may die at that moment. */
static void find_guard(void)
{
	char *const argv[] = {(char *)"sh", (char *)"-c",
		(char *)"for f in /proc/[0-9]*/stat; do read -r pid name state parent group rest <$f; "
			"[ \"$group $pid\" = \"$$ $$\" ] || [ \"$group\" != $$ ] || exit 0; done; exit 1",
		NULL};
	const struct process_options o = {.in = -1, .out = -1, .err = -1, .with_group = true};

	for (int i = 0; i < 20; i++) {
		struct process p = PROCESS_NONE;
		int status = 1;
		if (process_start(&p, argv, &o) || process_wait(&p, -1, &status) || status)
			_exit(98);
	}
	_exit(0);
}

static void test_guard_comes_first(void **state)
{
	int status;

	(void)state;
	const pid_t pid = start(find_guard);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
}

static void leave_one_behind(void)
{
	char *const argv[] = {(char *)"sh", (char *)"-c", (char *)"sleep 600 & echo $! > \"$0\"",
		(char *)getenv("PID_FILE"), NULL};
	const struct process_options o = {.in = -1, .out = -1, .err = -1, .with_group = true};
	struct process p = PROCESS_NONE;
	int status = 1;

	if (process_start(&p, argv, &o) || process_wait(&p, -1, &status))
		_exit(98);
	FILE *f = fopen(getenv("PID_FILE"), "re");
	int child = 0;
	if (!f || fscanf(f, "%d", &child) != 1)
		_exit(97);
	for (int i = 0; i < 6000 && is_there(child); i++)
		usleep(10000);
	_exit(is_there(child) || status ? 96 : 0);
}

static void capture_one_left_behind(void)
{
	char *const argv[] = {
		(char *)"sh", (char *)"-c", (char *)"sleep 600 >/dev/null 2>&1 & echo $!", NULL};
	char *out = NULL;
	int status = 1;

	if (process_capture(argv, 60000, 4096, &out, NULL, &status))
		_exit(98);
	const int child = (int)strtol(out, NULL, 10);
	if (child <= 0)
		_exit(97);
	for (int i = 0; i < 1000 && is_there(child); i++)
		usleep(10000);
	if (is_there(child)) {
		kill(child, SIGKILL);
		_exit(96);
	}
	_exit(status ? 95 : 0);
}

/* What a captured command leaves in the background is killed when the command ends. */
static void test_capture_leaves_nothing(void **state)
{
	int status = 0;
	pid_t pid = fork();

	(void)state;
	if (pid == 0)
		capture_one_left_behind();
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
}

/* A group whose leader exits is killed too, so that no process holds a lock. */
static void test_group_ends_with_its_leader(void **state)
{
	char path[] = "/tmp/test-process-XXXXXX";
	int status = 0, fd = mkstemp(path);

	(void)state;
	assert_true(fd >= 0);
	close(fd);
	setenv("PID_FILE", path, 1);
	pid_t pid = start(leave_one_behind);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	unlink(path);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
}

/* A kernel before 5.9, or a container that refuses unknown system calls. */
static void refuse_close_range(int error)
{
	struct sock_filter insns[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, (uint32_t)offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_close_range, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | (uint32_t)error),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	const struct sock_fprog program = {.filter = insns, .len = sizeof(insns) / sizeof(*insns)};

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) ||
		prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program))
		_exit(77);
	alarm(60); /* if a test never ends */
}

static void leave_one_before_5_9(void)
{
	refuse_close_range(ENOSYS);
	leave_one_behind();
}

static void leave_one_refused(void)
{
	refuse_close_range(EPERM);
	leave_one_behind();
}

/*
 * The guard inherits the tool's end of its pipe.  If it did not close it, it would wait for itself.
 */
static void test_group_without_close_range(void **state)
{
	void (*const works[])(void) = {leave_one_before_5_9, leave_one_refused};

	(void)state;
	for (size_t i = 0; i < sizeof(works) / sizeof(*works); i++) {
		char path[] = "/tmp/test-process-XXXXXX";
		int status = 0, fd = mkstemp(path);

		assert_true(fd >= 0);
		close(fd);
		setenv("PID_FILE", path, 1);
		pid_t pid = start(works[i]);
		assert_int_equal(waitpid(pid, &status, 0), pid);
		unlink(path);
		if (WIFEXITED(status) && WEXITSTATUS(status) == 77)
			skip_because("this kernel has no seccomp filters");
		assert_true(WIFEXITED(status));
		assert_int_equal(WEXITSTATUS(status), 0);
	}
}

static void closes_its_descriptors(void)
{
	refuse_close_range(ENOSYS);
	for (int fd = 20; fd < 40; fd++)
		if (dup2(0, fd) < 0)
			_exit(98);
	process_close_fds(22, 30);
	for (int fd = 20; fd < 40; fd++)
		if ((fcntl(fd, F_GETFD) < 0) != (fd >= 22 && fd <= 30))
			_exit(97);
	process_close_fds(20, ~0U);
	for (int fd = 20; fd < 40; fd++)
		if (fcntl(fd, F_GETFD) >= 0)
			_exit(96);
	_exit(0);
}

static void test_close_fds_without_close_range(void **state)
{
	int status = 0;

	(void)state;
	pid_t pid = start(closes_its_descriptors);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	if (WEXITSTATUS(status) == 77)
		skip_because("this kernel has no seccomp filters");
	assert_int_equal(WEXITSTATUS(status), 0);
}

static void stops_the_guard(void)
{
	char *const argv[] = {(char *)"sleep", (char *)"600", NULL};
	const struct process_options o = {.in = -1, .out = -1, .err = -1, .with_group = true};
	struct process p = PROCESS_NONE;

	alarm(60);
	if (process_start(&p, argv, &o))
		_exit(98);
	const pid_t guard = p.guard, child = p.pid;
	kill(guard, SIGSTOP);
	process_kill(&p);
	_exit(p.pid || is_there(guard) || is_there(child) ? 97 : 0);
}

/* A stopped guard does not block the tool. */
static void test_stopped_guard(void **state)
{
	int status = 0;

	(void)state;
	pid_t pid = start(stops_the_guard);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_notices),
		cmocka_unit_test(test_deaf_work_ends),
		cmocka_unit_test(test_second_signal),
		cmocka_unit_test(test_ignored_stays_ignored),
		cmocka_unit_test(test_file_size_limit),
		cmocka_unit_test(test_child_has_defaults),
		cmocka_unit_test(test_group_dies_with_the_tool),
		cmocka_unit_test(test_capture_leaves_nothing),
		cmocka_unit_test(test_guard_comes_first),
		cmocka_unit_test(test_group_ends_with_its_leader),
		cmocka_unit_test(test_group_without_close_range),
		cmocka_unit_test(test_close_fds_without_close_range),
		cmocka_unit_test(test_stopped_guard),
	};

	/* a background job of a shell ignores some of them, and they stay ignored */
	for (size_t i = 0; i < sizeof(stops) / sizeof(*stops); i++)
		signal(stops[i], SIG_DFL);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
