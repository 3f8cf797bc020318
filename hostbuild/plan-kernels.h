/* SPDX-License-Identifier: GPL-2.0-only */
/* The trials of a run: which kernels, how each is booted, what each is called. */
#ifndef PLAN_KERNELS_H
#define PLAN_KERNELS_H

#include "plan.h"

/*
 * Fill @p's trials: a kernel of @in, or else of @p->project, or else KERNEL_DEFAULT, with each of
 * the words that are appended.  A KERNEL of @in that is the name of one of the project's trials
 * means that; else one that is the KERNEL or the name of some of its kernels means all of these.  The same kernel with the same words twice has one trial; a note says so.
 * FAIL_MISUSE: words that cannot be appended, or two trials of one name; -ENOMEM; reported.
 */
int plan_kernels(struct plan *p, const struct plan_inputs *in);

#endif
