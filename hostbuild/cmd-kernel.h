/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * `bpfjury kernel` has subcommands.  Each is a row that a cmd-kernel-*.c file exports; cmd-kernel.c
 * parses the options, checks them against the row, and calls it.
 */
#ifndef CMD_KERNEL_H
#define CMD_KERNEL_H

#include "kernel/build/build.h"

#include <stdbool.h>

/* The options of all subcommands. */
struct kernel_options {
	bool given[128]; /* by letter */
	const char *path, *output, *json;
	bool all, features, vmlinux_h, no_lock;
	const char *lock;
	const char **kernels; /* of -k */
	size_t n_kernels;
	int days, last; /* -1: not given */
	struct build_wish wish;
};

struct kernel_command {
	const char *name;
	const char *takes; /* letters of its options, besides -h, -q and -v, which all take */
	const char *usage; /* what comes after its name; lines of several forms */
	const char *help;  /* lines about its options */
	/*
	 * FAIL_MISUSE, reported: @n arguments or these options make no sense together.  NULL: any.
	 */
	int (*check)(int n, const struct kernel_options *o);
	/* Returns 0, FAIL_MISUSE or -errno, reported. */
	int (*run)(char **args, int n, struct kernel_options *o);
};

extern const struct kernel_command kernel_command_build;
extern const struct kernel_command kernel_command_config;
extern const struct kernel_command kernel_command_get;
extern const struct kernel_command kernel_command_list;
extern const struct kernel_command kernel_command_pin;
extern const struct kernel_command kernel_command_remove;
extern const struct kernel_command kernel_command_show;

#endif
