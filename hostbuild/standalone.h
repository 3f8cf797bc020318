/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * One file with a kernel, an archive and a shell script that boots them in QEMU: `pack
 * --standalone`.  Whoever gets it needs sh, coreutils or busybox, and QEMU, and is not root.
 */
#ifndef STANDALONE_H
#define STANDALONE_H

#include "archive/archive.h"

#include <stdbool.h>

struct standalone_options {
	const char *output; /* path of the file */
	const char *kernel; /* KERNEL; NULL: KERNEL_DEFAULT */
	const char *config; /* as project_open() takes it */
	char *const *paths; /* objects and directories; none: the project's, or the built-in ones */
	size_t n_paths;
	bool plain; /* do not compress the archive */
};

/* As archive_pack(), and the errors of kernel_find().  Reports its errors. */
int standalone_pack(const struct standalone_options *o);

#endif
