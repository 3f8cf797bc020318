/* SPDX-License-Identifier: GPL-2.0-only */
/* All trials of a run. */
#ifndef VM_TRIALS_H
#define VM_TRIALS_H

#include "vm/trial.h"

/*
 * Run them, @options->jobs at a time, with progress on stderr.  Each result has its outcome then,
 * whatever happened.  0; -EINTR where the tool was asked to stop, and the results are what there
 * was by then; -ENOMEM, reported.
 */
int trials_run(struct trial_input *inputs, size_t count, const struct trial_options *options);

#endif
