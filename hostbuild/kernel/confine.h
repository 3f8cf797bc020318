/* SPDX-License-Identifier: GPL-2.0-only */
/* Bytes from strangers are taken apart in a child: bounded in time and memory, and nothing of ours to break. */
#ifndef KERNEL_CONFINE_H
#define KERNEL_CONFINE_H

struct confinement {
	const char *what;      /* it is said with */
	const char *directory; /* where it stands, and below which alone it may write; NULL: it writes nothing */
	int fd;		       /* the one descriptor that it has besides standard error; -1: none */
	long max_file;	       /* bytes of one file that it writes */
	int timeout_ms;
};

/*
 * @work(@arg) in a forked child that is confined (sandbox.h); what it returns, 0 or -errno, is returned.  @work reports its own
 * errors.  A child that dies otherwise is -EBADMSG, said; -ETIMEDOUT, said; -EINTR.
 */
int confine(int (*work)(void *arg), void *arg, const struct confinement *c);

#endif
