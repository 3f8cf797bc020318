/* SPDX-License-Identifier: GPL-2.0-only */
/* A run: objects x kernels → a result. */
#ifndef RUN_H
#define RUN_H

#include "kernel/arch.h"
#include "result/result.h"
#include "vm/machine.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct run_options {
	char *const *kernels; /* KERNELs as given; at least one */
	size_t n_kernels;
	char *const *paths; /* objects and directories; none: the built-in docket */
	size_t n_paths;
	const char *config; /* a bpfjury.yaml; NULL: none */
	const char *output; /* logs, archive and result.json stay here; NULL: nowhere */
	const char *qemu;
	enum accel accel;
	int64_t jobs, timeout_s, program_timeout_s;
	int64_t memory_mib; /* 0: what the archive needs */
	bool survey;	    /* nothing is judged: each kernel is asked what it can */
};
/* What is so unless it is said otherwise. */
#define RUN_DEFAULT                                                                                \
	((struct run_options){.qemu = ARCH_DEFAULT_QEMU,                                           \
		.jobs = 1,                                                                         \
		.timeout_s = 1800,                                                                 \
		.program_timeout_s = 120})

/*
 * Do all of it.  0: @ret holds a result to be reported, its status by result_status(). FAIL_MISUSE:
 * misuse or bad input, found before anything was judged.  Other -errno: nothing was judged.  All
 * said.
 */
int run_trials(struct result *ret, const struct run_options *options);

#endif
