/* SPDX-License-Identifier: GPL-2.0-only */
/* What a process that takes a stranger's bytes apart may still do: use memory and time up to a limit, and write below one directory. */
#ifndef KERNEL_SANDBOX_H
#define KERNEL_SANDBOX_H

/* Landlock's ABI version on this machine; 0: it has none, and files are not kept from such a process. */
int sandbox_landlock(void);

struct sandbox {
	const char *directory; /* it may write below; NULL: nowhere */
	long max_file;	       /* bytes of one file that it writes */
	int seconds;	       /* of the processor's time */
};

/* From now on and for ever; -errno where one of what this machine has cannot be set up. */
int sandbox_enter(const struct sandbox *s);

#endif
