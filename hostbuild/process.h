/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Children: argv arrays and never a shell, a pidfd each, a process group of their own, killed by
 * the kernel when the tool dies, reaped by their scope.
 */
#ifndef PROCESS_H
#define PROCESS_H

#include <signal.h>
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
 * Wait until @deadline_ms of process_now_ms() (-1: for ever); -ETIMEDOUT; -EINTR when the tool is
 * asked to stop.  @ret_status as of wait(2).
 */
int process_wait(struct process *p, int64_t deadline_ms, int *ret_status);

/* SIGKILL to its whole group, reap.  PROCESS_NONE is fine. */
void process_kill(struct process *p);

/*
 * Run to the end and keep at most @max bytes of its standard output (NUL-terminated, malloc'd; NULL
 * @ret_out: ours goes through).  Status as of wait(2) in @ret_status.  -ETIMEDOUT, -EINTR, -EFBIG.
 */
int process_capture(char *const argv[], int timeout_ms, size_t max, char **ret_out, size_t *ret_len,
	int *ret_status);

/* The same, its complaints unheard: where it does not answer there is another way. */
int process_ask(char *const argv[], int timeout_ms, size_t max, char **ret_out, size_t *ret_len,
	int *ret_status);

/* The file that execvp() would take for @program, malloc'd; NULL where there is none. */
char *process_find(const char *program);

/* Whether there is one. */
bool process_in_path(const char *program);

/* Close all of @from to @to, those included; async-signal-safe. */
void process_close_fds(unsigned int from, unsigned int to);

/* CLOCK_MONOTONIC in milliseconds. */
int64_t process_now_ms(void);

/*
 * INT, TERM, HUP and QUIT set a flag and make a descriptor readable instead of killing; call once.
 * Work that does not look at either within 10 s is ended by the signal all the same, and so is a
 * clean-up of more than a minute, or anything at a second signal that comes a second or more after
 * the first.  A write past the file-size limit fails with EFBIG from here on. process_stop_signal()
 * is the signal, or 0; process_stop_fd() becomes readable with it and stays so.
 */
int process_catch_signals(void);
int process_stop_signal(void);
int process_stop_fd(void);

/*
 * End as if @number had never been caught: a shell loop around the tool stops at Ctrl-C only then.
 */
_Noreturn void process_die_of(int number);

#endif
