/* SPDX-License-Identifier: GPL-2.0-only */
/* The limits of a process that parses untrusted bytes; isolate.c has the whole picture. */
#ifndef KERNEL_SANDBOX_H
#define KERNEL_SANDBOX_H

/*
 * This machine's Landlock ABI; 0: it has none, and a sandbox does not limit which files it opens.
 */
int sandbox_landlock(void);

struct sandbox {
	const char *directory; /* the files below it can be read and written; NULL: no file */
	long max_file;	       /* bytes of a file that it writes */
	int seconds;	       /* of processor time, then SIGXCPU; a second later SIGKILL */
};

/*
 * Limit the calling process; this cannot be undone.  -errno: a limit that this machine supports
 * could not be set.  Reports nothing.
 */
int sandbox_enter(const struct sandbox *s);

#endif
