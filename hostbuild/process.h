/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Child processes.  Each is started from an argv array, never by a shell, in a process group of its
 * own.  It has a pidfd, the kernel kills it when the tool dies, and cleanup_with(process_kill)
 * reaps it at the end of its scope.
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
	pid_t guard;  /* kills the group when guard_fd is closed; 0: none */
	int guard_fd; /* the tool has the only copy, so its death closes it */
};
#define PROCESS_NONE ((struct process){.pid = 0, .pidfd = -1, .guard_fd = -1})

struct process_options {
	int in, out, err; /* become its descriptors 0, 1, 2; -1: /dev/null */
	const int *keep;  /* descriptors that it inherits under the same numbers */
	size_t n_keep;
	const char *directory; /* to run in; NULL: ours */
	/*
	 * It may start processes itself, as make, apt and a wrapper script around QEMU do.  When
	 * the tool dies, the kernel kills only the child (PR_SET_PDEATHSIG).  A guard process in
	 * the group then kills the rest.  The rest is also killed when the child ends.
	 */
	bool with_group;
};

/*
 * Start argv[0] (looked up in PATH).  An exec that fails is reported here and its -errno returned:
 * the child sends it over a close-on-exec pipe.  The child's signals are at their defaults and
 * unblocked.  It dies by SIGKILL when the thread that started it ends.
 */
int process_start(struct process *ret, char *const argv[], const struct process_options *options);

/*
 * Wait for its end and reap it; @ret_status (may be NULL) is as of wait(2).  -ETIMEDOUT at
 * @deadline_ms of monotonic_ms() (-1: no deadline), -EINTR when the tool is asked to stop; the
 * process then still runs.
 */
int process_wait(struct process *p, int64_t deadline_ms, int *ret_status);

/* Kill its whole group and reap it.  PROCESS_NONE is fine. */
void process_kill(struct process *p);

/* The file that execvp(3) would run for @program, malloc'd; NULL: none. */
char *process_find(const char *program);

/* Whether there is such a file. */
bool process_in_path(const char *program);

/* Close the descriptors @from to @to, both included.  Async-signal-safe. */
void process_close_fds(unsigned int from, unsigned int to);

#endif
