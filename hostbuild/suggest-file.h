/* SPDX-License-Identifier: GPL-2.0-only */
/* Judge objects once, and write the bpfjury.yaml that they seem to need. */
#ifndef SUGGEST_FILE_H
#define SUGGEST_FILE_H

#include "run.h"

#include <stdbool.h>

struct suggest_options {
	struct run_options run;
	const char *output; /* "-": standard output */
	bool force;	    /* replace an existing file */
};

/*
 * Write it, after project_read() has accepted it; nothing where the objects need none, which a note
 * says.  FAIL_MISUSE: @output exists and may not be replaced, or an input is wrong; nothing was
 * booted then.  -ENODATA: a trial is not complete.  -errno.  All reported.
 */
int suggest_write(const struct suggest_options *o);

#endif
