// SPDX-License-Identifier: GPL-2.0-only
#include "supervise/child.h"
#include "clock.h"
#include "send.h"
#include "stream.h"
#include "supervise/cell.h"
#include "supervise/confine.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

/*
 * How long one that has closed its pipe may take to go by itself: how it ended is part of the
 * verdict, so a clock that runs 20 times too fast must leave it enough.
 */
#define GRACE_MS 10000
#define REAP_MS	 10000 /* how long a killed one may take to go */

static int signal_fd = -1;
static bool all_are_ours; /* every process but this one is a child of ours, or a child's */

void child_init(bool guest)
{
	sigset_t set;

	all_are_ours = guest;
	sigemptyset(&set);
	sigaddset(&set, SIGCHLD);
	sigprocmask(SIG_BLOCK, &set, NULL);
	signal_fd = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

/* @fd and @go become 3 and 4, and are all that it has. */
static void become_child(child_work *work, const void *data, int fd, int go)
	__attribute__((noreturn));
static void become_child(child_work *work, const void *data, int fd, int go)
{
	const struct rlimit none = {0, 0};
	sigset_t set;

	if (!confine_mounts())
		_exit(CHILD_NOT_CONFINED);
	setsid();
	setrlimit(RLIMIT_CORE, &none);
	/* nothing of PID 1's: not its stream, not the console */
	fd = fcntl(fd, F_DUPFD, 5);
	go = fcntl(go, F_DUPFD, 5);
	if (fd < 0 || go < 0 || dup2(fd, 3) < 0 || dup2(go, 4) < 0)
		_exit(1);
	/* since 5.9; PID 1 has a handful open, all near the bottom */
	if (syscall(SYS_close_range, 5, ~0U, 0))
		for (int i = 5; i < 1024; i++)
			close(i);
	int null = open("/dev/null", O_RDWR);
	for (int i = 0; i < 3 && null >= 0; i++)
		dup2(null, i);
	sigemptyset(&set);
	sigprocmask(SIG_SETMASK, &set, NULL);
	for (int s = 1; s < NSIG; s++) /* PID 1 ignores what it can */
		signal(s, SIG_DFL);
	if (!confine_child())
		_exit(CHILD_NOT_CONFINED);
	work(data, 3, 4);
	_exit(1); /* it had to go by itself */
}

static void close_both(const int fds[2])
{
	close(fds[0]);
	close(fds[1]);
}

int child_start(struct child *ret, child_work *work, const void *data)
{
	int records[2], go[2];

	/* packets: a record is read whole or not at all, and a full pipe makes the child wait */
	if (pipe2(records, O_CLOEXEC | O_DIRECT))
		return -errno;
	if (pipe2(go, O_CLOEXEC)) {
		int err = errno;
		close_both(records);
		return -err;
	}
	pid_t pid = cell_fork(confine_clone_flags());
	if (pid == 0)
		become_child(work, data, records[1], go[0]);
	if (pid < 0) {
		int err = errno;
		close_both(records);
		close_both(go);
		return -err;
	}
	close(records[1]);
	close(go[0]);
	fcntl(go[1], F_SETFL, O_NONBLOCK); /* one that does not read it must not make us wait */
	*ret = (struct child){.pid = pid, .pipe = records[0], .go = go[1]};
	return 0;
}

/* Until a child ends, a tenth of a second at most. */
static void wait_a_little(void)
{
	struct pollfd fds = {.fd = signal_fd, .events = POLLIN};
	struct signalfd_siginfo info;

	poll(&fds, 1, 100);
	while (read(signal_fd, &info, sizeof(info)) > 0)
		;
	stream_tick();
}

/* It has ended, and waits to be reaped: its pid is still its own. */
static bool has_ended(pid_t child)
{
	siginfo_t info = {0};

	return waitid(P_PID, (id_t)child, &info, WEXITED | WNOHANG | WNOWAIT) == 0 &&
	       info.si_pid == child;
}

/* Everything that is not us goes; orphans and what a hostile child left behind too. */
static void kill_everybody(pid_t child)
{
	if (all_are_ours) {
		kill(-1, SIGKILL);
	} else { /* -1 would be the whole machine */
		kill(-child, SIGKILL);
		kill(child, SIGKILL);
	}
}

void child_end(struct child *c, bool by_itself)
{
	int64_t grace = uptime_ms() + GRACE_MS, deadline;

	if (by_itself)
		while (!has_ended(c->pid) && uptime_ms() < grace)
			wait_a_little();
	c->killed = !has_ended(c->pid);
	kill_everybody(c->pid);
	deadline = uptime_ms() + REAP_MS;
	while (uptime_ms() < deadline) {
		int status;
		pid_t pid = waitpid(-1, &status, WNOHANG);
		if (pid < 0 && errno == ECHILD)
			break;
		if (pid <= 0) {
			wait_a_little();
		} else if (pid == c->pid) {
			c->status = status;
			c->pid = 0;
		}
	}
	close(c->pipe);
	close(c->go);
	c->pipe = c->go = -1;
}
