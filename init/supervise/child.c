// SPDX-License-Identifier: GPL-2.0-only
#include "supervise/child.h"
#include "clock.h"
#include "load/memory-peak.h"
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
 * For a child that has closed its pipe to end by itself.  How it ended is part of the verdict, so a
 * guest's clock that runs 20 times too fast must leave it enough time.
 */
#define GRACE_MS 10000
#define REAP_MS	 10000 /* for a killed child to be gone */

static int signal_fd = -1;
static bool all_are_ours; /* all other processes may be killed */

void child_init(bool guest)
{
	sigset_t set;

	all_are_ours = guest;
	sigemptyset(&set);
	sigaddset(&set, SIGCHLD);
	sigprocmask(SIG_BLOCK, &set, NULL);
	signal_fd = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

/* Close all descriptors from @first on. */
static void close_from(int first)
{
	/* close_range(2) is there since 5.9; PID 1 has few descriptors, with low numbers */
	if (syscall(SYS_close_range, first, ~0U, 0))
		for (int i = first; i < 1024; i++)
			close(i);
}

/*
 * The pipes @fd and @go become descriptors 3 and 4, memory.peak of its cgroup, if there is one, 5,
 * and no other but null stays open.
 */
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
	fd = fcntl(fd, F_DUPFD, 6);
	go = fcntl(go, F_DUPFD, 6);
	const int peak = cell_peak() < 0 ? -1 : fcntl(cell_peak(), F_DUPFD, 6);
	if (fd < 0 || go < 0 || dup2(fd, 3) < 0 || dup2(go, 4) < 0)
		_exit(1);
	const bool counts = peak >= 0 && dup2(peak, 5) == 5;
	close_from(counts ? 6 : 5);
	memory_peak_use(counts ? 5 : -1);
	int null = open("/dev/null", O_RDWR);
	for (int i = 0; i < 3 && null >= 0; i++)
		dup2(null, i);
	sigemptyset(&set);
	sigprocmask(SIG_SETMASK, &set, NULL);
	for (int s = 1; s < NSIG; s++) /* PID 1 ignores most */
		signal(s, SIG_DFL);
	if (!confine_child())
		_exit(CHILD_NOT_CONFINED);
	work(data, 3, 4);
	_exit(1); /* work() must not return */
}

static void close_both(const int fds[2])
{
	close(fds[0]);
	close(fds[1]);
}

int child_start(struct child *ret, child_work *work, const void *data)
{
	int records[2], go[2];

	/* in packet mode a read returns one record; a full pipe makes the child wait */
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
	fcntl(go[1], F_SETFL, O_NONBLOCK); /* a child that does not read must not block PID 1 */
	*ret = (struct child){.pid = pid, .pipe = records[0], .go = go[1]};
	return 0;
}

/* Until any child ends, at most 0.1 s. */
static void wait_a_little(void)
{
	struct pollfd fds = {.fd = signal_fd, .events = POLLIN};
	struct signalfd_siginfo info;

	poll(&fds, 1, 100);
	while (read(signal_fd, &info, sizeof(info)) > 0)
		;
	stream_tick();
}

/* Whether it has ended.  It is not reaped by this, so its pid stays its own. */
static bool has_ended(pid_t child)
{
	siginfo_t info = {0};

	return waitid(P_PID, (id_t)child, &info, WEXITED | WNOHANG | WNOWAIT) == 0 &&
	       info.si_pid == child;
}

/* Also orphans, and processes that a hostile child hid in other sessions. */
static void kill_everybody(pid_t child)
{
	if (all_are_ours) {
		kill(-1, SIGKILL);
	} else { /* -1 would be every process of the machine */
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
