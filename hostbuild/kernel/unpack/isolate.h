/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Foreign bytes are parsed in a child that is bounded in time and memory, and has nothing of ours
 * to break.
 */
#ifndef KERNEL_CONFINE_H
#define KERNEL_CONFINE_H

struct confinement {
	const char *what;      /* in messages */
	const char *directory; /* its working directory, and all that it may read and write; NULL:
				  nothing */
	int fd;	       /* the one descriptor that it has in addition to standard error; -1: none */
	long max_file; /* bytes of one file that it writes */
	int timeout_ms;
};

/*
 * Run @work(@arg) in a forked child in a sandbox (sandbox.h) and return its result, 0 or -errno;
 * @work reports its own errors. -EBADMSG: the child died, said.  -ETIMEDOUT, said; -EINTR.
 */
int confine(int (*work)(void *arg), void *arg, const struct confinement *c);

#endif
