/* SPDX-License-Identifier: GPL-2.0-only */
/* The trials of a run: which kernels, how each is booted, what each is called. */
#ifndef PLAN_KERNELS_H
#define PLAN_KERNELS_H

#include "kernel/kernel.h"
#include "kernel/spec.h"
#include "project-inputs.h"

#include <stdbool.h>
#include <stddef.h>

struct plan_trial {
	struct kernel_spec spec;
	struct kernel kernel;	  /* image NULL: not found, or not yet looked for */
	char *name, *append;	  /* as of struct result_kernel */
	char *newer;		  /* as kernel_newer() has it */
	int64_t memory_mib, cpus; /* of its guests; 0: the run's */
	bool informative;
	int line; /* in bpfjury.yaml; 0: the user named it */
};
void plan_trial_clear(struct plan_trial *t);

/* What the user asked for. */
struct plan_kernels {
	char *const *kernels; /* KERNELs as given; none: the project's, or KERNEL_DEFAULT */
	size_t n_kernels;
	/* words for their command lines, each judged apart; none: the project's */
	char *const *appends;
	size_t n_appends;
};

/*
 * The trials of the kernels of @in, or else of @own, which @config has, or else of KERNEL_DEFAULT,
 * with each of the words that are appended.  A KERNEL of @in that is the name of one of the
 * project's trials means that; else one that is the KERNEL or the name of some of its kernels means
 * all of these.  The same kernel with the same words twice has one trial; a note says so.  The
 * specs are not parsed, and point into @in and @own.
 *
 * @ret is malloc'd and set even where it fails.  FAIL_MISUSE: words that cannot be appended, or two
 * trials of one name; -ENOMEM; reported.
 */
int plan_kernels(struct plan_trial **ret, size_t *ret_count, const struct plan_kernels *in,
	const struct project_inputs *own, const char *config);

#endif
