/* SPDX-License-Identifier: GPL-2.0-only */
/* Untrusted bytes are parsed in a child that can do little more than that. */
#ifndef KERNEL_ISOLATE_H
#define KERNEL_ISOLATE_H

struct isolation {
	const char *what; /* names the bytes in messages */
	/* the child's working directory, and with Landlock all that it can access; NULL: none */
	const char *directory;
	int fd;		/* the one descriptor it keeps besides 0, 1 and 2; -1: none */
	long max_file;	/* bytes of a file that it writes */
	int timeout_ms; /* of wall time; rounded up to seconds, also of processor time */
};

/*
 * Run @work(@arg) in a forked child, isolated as isolate.c describes.  Returns what @work returned:
 * 0 or an errno from -1 to -255, which @work reports itself.  Or, reported:
 *   -EBADMSG    the child died of a signal
 *   -ETIMEDOUT  it was killed after timeout_ms of wall or processor time
 *   -errno      it could not be started; -EINTR (not reported): the tool was asked to stop
 */
int isolated_run(int (*work)(void *arg), void *arg, const struct isolation *i);

#endif
