/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The limits of a process that parses foreign bytes: memory, time, system calls, and one directory.
 */
#ifndef KERNEL_SANDBOX_H
#define KERNEL_SANDBOX_H

/*
 * Landlock's ABI version on this machine; 0: none, and the process can open any file of its user.
 */
int sandbox_landlock(void);

struct sandbox {
	const char *directory; /* it may write below; NULL: nowhere */
	long max_file;	       /* bytes of one file that it writes */
	int seconds;	       /* of the processor's time */
};

/* Cannot be undone.  -errno where something that this machine has cannot be set up. */
int sandbox_enter(const struct sandbox *s);

#endif
