// SPDX-License-Identifier: GPL-2.0-only
#include "process.h"
#include "cleanup.h"
#include "diag.h"
#include "monotonic.h"
#include "stop.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>

/* What the tool holds until the child's exec(2) or its failure; each: -1, or a pipe. */
struct birth {
	int report[2]; /* the errno of a failed exec */
	int go[2];     /* with a guard: its byte says that it is in the group */
};

static void close_both(int pipes[2])
{
	for (int i = 0; i < 2; i++) {
		if (pipes[i] >= 0)
			close(pipes[i]);
		pipes[i] = -1;
	}
}

static void end_birth(struct birth *b)
{
	close_both(b->report);
	close_both(b->go);
}

/* Without the guard, what the child starts would outlive a tool that dies now. */
static bool wait_for_guard(struct birth *b)
{
	ssize_t n;
	char c;

	if (b->go[0] < 0)
		return true;
	close(b->go[1]);
	do
		n = read(b->go[0], &c, 1);
	while (n < 0 && errno == EINTR);
	errno = ECANCELED;
	return n == 1;
}

/* The child between fork(2) and exec(2): async-signal-safe calls only; never returns. */
static void become(
	char *const argv[], const struct process_options *o, pid_t parent, struct birth *b)
{
	const int std[] = {o->in, o->out, o->err};
	const int report = b->report[1];
	sigset_t none;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent) /* the tool died before prctl() */
		_exit(127);
	setpgid(0, 0);
	if (!wait_for_guard(b))
		goto fail;
	signal(SIGPIPE, SIG_DFL);
	signal(SIGXFSZ, SIG_DFL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);
	int moved[3];
	if (null < 0)
		goto fail;
	/* first move them above 2: a dup2() must not overwrite the source of the next one */
	for (int i = 0; i < 3; i++)
		moved[i] = fcntl(std[i] >= 0 ? std[i] : null, F_DUPFD_CLOEXEC, 3);
	for (int i = 0; i < 3; i++)
		if (moved[i] < 0 || dup2(moved[i], i) < 0)
			goto fail;
	for (size_t i = 0; i < o->n_keep; i++)
		fcntl(o->keep[i], F_SETFD, 0);
	if (o->directory && chdir(o->directory))
		goto fail;
	execvp(argv[0], argv);
fail:;
	int err = errno;
	while (write(report, &err, sizeof(err)) < 0 && errno == EINTR)
		;
	_exit(127);
}

/* Without close_range(2), which is new in 5.9 and may be filtered, closing stops here. */
#define FDS_MAX 65536

void process_close_fds(unsigned int from, unsigned int to)
{
	if (from > to || syscall(SYS_close_range, from, to, 0) == 0)
		return;
	for (unsigned int fd = from; fd <= to && fd < FDS_MAX; fd++)
		close((int)fd);
}

/*
 * The guard joins the group and waits for the end of the pipe, whose other end only the tool has:
 * it was closed, or the tool is dead.  Then it kills the group, itself included.
 */
static _Noreturn void guard(const int pipes[2], pid_t group, int go)
{
	const int fd = pipes[0];
	char c = 0;

	close(pipes[1]); /* else read() below would never return 0 */
	signal(SIGALRM, SIG_DFL);
	stop_ignore();
	if (setpgid(0, group) || write(go, &c, 1) != 1)
		_exit(0); /* the group is gone */
	/* do not hold the tool's locks and pipes */
	process_close_fds((unsigned)fd + 1, ~0U);
	if (fd > 0)
		process_close_fds(0, (unsigned)fd - 1);
	prctl(PR_SET_NAME, "bpfjury-guard");
	while (read(fd, &c, 1) < 0 && errno == EINTR)
		;
	kill(0, SIGKILL);
	_exit(0);
}

static int start_guard(struct process *p, int go)
{
	int pipes[2];

	if (pipe2(pipes, O_CLOEXEC))
		return -errno;
	p->guard = fork();
	if (p->guard == 0)
		guard(pipes, p->pid, go);
	int err = p->guard < 0 ? -errno : 0;
	close(pipes[0]);
	if (err)
		close(pipes[1]);
	else
		p->guard_fd = pipes[1];
	return err;
}

#define GUARD_MS 5000

/*
 * Kill what is left of the group, then the guard.  This happens before @p is reaped, since the
 * group id may be reused afterwards.  The guard gets GUARD_MS to die; one that hangs in the kernel
 * is left to init.
 */
static void end_group(struct process *p)
{
	const int64_t until = monotonic_ms() + GUARD_MS;
	siginfo_t info;

	if (p->guard <= 0)
		return;
	while (waitid(P_PID, (id_t)p->pid, &info, WEXITED | WNOWAIT) < 0 && errno == EINTR)
		;
	kill(-p->pid, SIGKILL);
	kill(p->guard, SIGKILL); /* it may not have joined the group yet */
	close(p->guard_fd);
	for (pid_t r = 0; r == 0 || (r < 0 && errno == EINTR);
		r = waitpid(p->guard, NULL, WNOHANG)) {
		if (monotonic_ms() >= until) {
			diag_debug("the guard %d does not end", (int)p->guard);
			break;
		}
		if (r == 0)
			usleep(200);
	}
}

/* The errno of a child that could not exec; 0: it did. */
static int wait_for_exec(struct birth *b)
{
	int err = 0;
	ssize_t n;

	close(b->report[1]);
	b->report[1] = -1;
	do
		n = read(b->report[0], &err, sizeof(err));
	while (n < 0 && errno == EINTR);
	return n == sizeof(err) ? err : 0;
}

int process_start(struct process *ret, char *const argv[], const struct process_options *options)
{
	cleanup_with(end_birth) struct birth b = {.report = {-1, -1}, .go = {-1, -1}};
	struct process p = PROCESS_NONE;
	int err = 0;

	if (pipe2(b.report, O_CLOEXEC) || (options->with_group && pipe2(b.go, O_CLOEXEC)))
		return diag_errno(-errno, "start %s", argv[0]);
	const pid_t parent = getpid();
	p.pid = fork();
	if (p.pid == 0)
		become(argv, options, parent, &b);
	if (p.pid < 0)
		return diag_errno(-errno, "start %s", argv[0]);
	setpgid(p.pid, p.pid); /* the child does this, too: whoever comes first */
	if (options->with_group)
		err = -start_guard(&p, b.go[1]);
	close_both(b.go);
	if (!err)
		err = wait_for_exec(&b);
	if (!err) {
		p.pidfd = (int)syscall(SYS_pidfd_open, p.pid, 0);
		err = p.pidfd < 0 ? errno : 0;
	}
	if (err) {
		process_kill(&p);
		return diag_errno(-err, "start %s", argv[0]);
	}
	*ret = p;
	return 0;
}

char *process_find(const char *program)
{
	const char *path = getenv("PATH");
	cleanup_free char *dirs = strdup(path ? path : "/usr/bin:/bin");
	char *rest = dirs, *dir, *file;

	if (strchr(program, '/'))
		return access(program, X_OK) == 0 ? strdup(program) : NULL;
	while (dirs && (dir = strsep(&rest, ":"))) {
		if (asprintf(&file, "%s/%s", *dir ? dir : ".", program) < 0)
			return NULL;
		if (access(file, X_OK) == 0)
			return file;
		free(file);
	}
	return NULL;
}

bool process_in_path(const char *program)
{
	cleanup_free char *file = process_find(program);

	return file != NULL;
}

static int reap(struct process *p, int *ret_status)
{
	int status = 0;

	end_group(p);
	while (waitpid(p->pid, &status, 0) < 0)
		if (errno != EINTR)
			return -errno;
	if (p->pidfd >= 0)
		close(p->pidfd);
	*p = PROCESS_NONE;
	if (ret_status)
		*ret_status = status;
	return 0;
}

int process_wait(struct process *p, int64_t deadline_ms, int *ret_status)
{
	for (;;) {
		struct pollfd fds[] = {
			{.fd = p->pidfd, .events = POLLIN}, {.fd = stop_fd(), .events = POLLIN}};
		int64_t left = deadline_ms < 0 ? -1 : deadline_ms - monotonic_ms();
		if (deadline_ms >= 0 && left < 0)
			left = 0;
		int n = poll(fds, 2, left > 1 << 30 ? 1 << 30 : (int)left);
		if (n < 0 && errno != EINTR)
			return -errno;
		if (n > 0 && fds[0].revents)
			return reap(p, ret_status);
		if (stop_signal())
			return -EINTR;
		if (n == 0 && deadline_ms >= 0 && monotonic_ms() >= deadline_ms)
			return -ETIMEDOUT;
	}
}

void process_kill(struct process *p)
{
	if (p->pid <= 0)
		return;
	kill(-p->pid, SIGKILL);
	kill(p->pid, SIGKILL);
	reap(p, NULL);
}
