/* SPDX-License-Identifier: GPL-2.0-only */
/* The options of bisect. */
#ifndef CMD_BISECT_OPTIONS_H
#define CMD_BISECT_OPTIONS_H

#include "bisect/bisect.h"
#include "command.h"

#include <getopt.h>

extern const struct option bisect_option_table[];

struct bisect_command {
	struct bisect_wish wish;
	/* owned arrays of argv's strings */
	const char **fragments, **paths;
	char **objects, **programs;
	size_t n_paths, n_kconfigs;
	bool step, builds, help;
	bool seen[OPTION_VALUES]; /* options, by their values */
};

void bisect_clear(struct bisect_command *o);

/* Take option @c with optarg.  0, or the status to end with, reported. */
int bisect_take_option(struct bisect_command *o, int c, char **argv);

/* Whether option @c may be given more than once. */
bool bisect_is_list(int c);

/*
 * What is bisected, of the options that were taken; one that would have no effect then is refused.
 * 0, or the status to end with, reported.
 */
int bisect_choose_mode(struct bisect_command *o);

#endif
