/* SPDX-License-Identifier: GPL-2.0-only */
/* A run: make a plan of objects x kernels, carry it out, and return the result. */
#ifndef RUN_H
#define RUN_H

#include "kernel/arch.h"
#include "plan.h"
#include "result/result.h"
#include "vm/machine.h"
#include "verdict/limits.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct run_options {
	struct plan_inputs inputs;
	const char *output; /* directory for logs, archive and result.json; NULL: keep nothing */
	const char *qemu;
	enum accel accel;
	int64_t jobs;	   /* kernels that run at a time; 0: as many as the machine has room for */
	int64_t timeout_s; /* for all boots of one kernel */
	int64_t program_timeout_s; /* for one program */
	int64_t memory_mib;	   /* of a guest; 0: the project's, or what the archive needs */
	int64_t cpus;		   /* of a guest; 0: the project's, or 1 */
	bool allow_gone;	   /* result.allow_gone */
	bool quiet;		   /* say that trials begin and end only with -v */
	bool coverage;		   /* find out which instructions the verifier walks */
	bool logs;		   /* get the verifier's log of what it accepts, too */
	int64_t hot_percent; /* count where its work goes, from so much of the limit; 0: at it */
};
#define RUN_TIMEOUT_S_MAX (7 * 86400) /* the largest timeout_s */
#define RUN_DEFAULT                                                                                \
	((struct run_options){.qemu = ARCH_DEFAULT_QEMU,                                           \
		.timeout_s = 1800,                                                                 \
		.program_timeout_s = PROGRAM_TIMEOUT_S})

/*
 * 0: @ret holds a result, which may be that of an interrupted run; its status is result_status().
 * FAIL_MISUSE: misuse or bad input, found before anything was judged.  -errno: nothing was judged.
 * Reports its errors.
 */
int run_trials(struct result *ret, const struct run_options *options);

/*
 * Check all of a run that can be checked before a kernel is there: QEMU, the project, the objects,
 * whether they fit into a guest.  @ret_docket is the SHA-256 of what the guest is told: the
 * objects' hashes and what the project says of them.  Errors as above.
 */
int run_check(const struct run_options *options, char ret_docket[SHA256_SIZE]);

#endif
