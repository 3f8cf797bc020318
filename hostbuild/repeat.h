/* SPDX-License-Identifier: GPL-2.0-only */
/* The command that repeats what one object met on one kernel, for whoever reads a result. */
#ifndef REPEAT_H
#define REPEAT_H

#include "plan.h"
#include "result/result.h"

/* Of a run's options, what counts for a verdict. */
struct repeat_options {
	const struct plan_inputs *inputs;
	int64_t memory_mib; /* 0: not given */
	int64_t program_timeout_s;
	bool coverage;
};

/*
 * Set result_object.repeat of every object of @r that is not met: `bpfjury try`, to be run in the
 * same directory, with the exact release where a distribution has it, and with what the run was
 * given that counts for a verdict.  Left NULL where a name in it cannot be printed as it is.
 */
void repeat_fill(struct result *r, const struct plan *p, const struct repeat_options *o);

#endif
