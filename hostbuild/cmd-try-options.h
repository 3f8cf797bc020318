/* SPDX-License-Identifier: GPL-2.0-only */
/* The options of try. */
#ifndef CMD_TRY_OPTIONS_H
#define CMD_TRY_OPTIONS_H

#include "outputs.h"
#include "report/report-files.h"
#include "run.h"

#include <getopt.h>

enum {
	OPTION_ACCEL = 256,
	OPTION_AGAINST,
	OPTION_ALLOW,
	OPTION_APPEND,
	OPTION_COVERAGE,
	OPTION_DIFFERENCES,
	OPTION_CPUS,
	OPTION_FAIL_ON,
	OPTION_HISTORY,
	OPTION_HOT,
	OPTION_LOCK,
	OPTION_MEMORY,
	OPTION_NO_LOCK,
	OPTION_PROGRAM_TIMEOUT,
	OPTION_QEMU,
	OPTION_TIMEOUT,
	OPTION_NOT_BUILT,
	OPTION_REPORT, /* the last: further ones follow */
};

extern const struct option try_option_table[];

struct try_options {
	struct run_options run;
	char **kernels, **appends, **limits, **against; /* owned arrays of argv's strings */
	const char *needs_base; /* the first limit that compares with a baseline; NULL: none */
	const char *reports[N_REPORTS]; /* paths, NULL: not requested */
	const char *history;		/* path, NULL: not requested */
	struct output_dir dir;
	bool differences;
};

void try_clear(struct try_options *t);

/*
 * Take option @c with optarg; @index: that in the table, -1: it was a letter.  0, or the status to
 * end with, reported.
 */
int try_take_option(struct try_options *t, int c, int index, char **argv);

#endif
