/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Children: argv arrays and never a shell, a pidfd each, a process group of their own, killed by
 * the kernel when the tool dies, reaped by their scope.
 */
#ifndef PROCESS_H
#define PROCESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct process {
	pid_t pid;    /* 0: none */
	int pidfd;    /* readable once it has ended */
	pid_t guard;  /* of its group; 0: none */
	int guard_fd; /* closed, by us or by our death, it ends the group */
};
#define PROCESS_NONE ((struct process){.pid = 0, .pidfd = -1, .guard_fd = -1})

struct process_options {
	int in, out, err; /* its 0, 1, 2; -1: /dev/null */
	const int *keep;  /* further descriptors it inherits under the same numbers */
	size_t n_keep;
	const char *directory; /* NULL: ours */
	/*
	 * It starts others, as make and apt do, and a script in place of QEMU.  The kernel kills it
	 * when the tool dies, and not those: a guard in its group does, and when it ends by itself,
	 * too.
	 */
	bool with_group;
};

/*
 * Start argv[0] (looked up in PATH).  A failed exec is reported here and now, -errno returned: the
 * child tells over a close-on-exec pipe.  Signals are at their defaults in the child, which dies
 * by SIGKILL when the thread that started it does.
 */
int process_start(struct process *ret, char *const argv[], const struct process_options *options);

/*
 * Wait until @deadline_ms of monotonic_ms() (-1: for ever); -ETIMEDOUT; -EINTR when the tool is
 * asked to stop.  @ret_status as of wait(2).
 */
int process_wait(struct process *p, int64_t deadline_ms, int *ret_status);

/* SIGKILL to its whole group, reap.  PROCESS_NONE is fine. */
void process_kill(struct process *p);

/* The file that execvp() would take for @program, malloc'd; NULL where there is none. */
char *process_find(const char *program);

/* Whether there is one. */
bool process_in_path(const char *program);

/* Close all of @from to @to, those included; async-signal-safe. */
void process_close_fds(unsigned int from, unsigned int to);

#endif
