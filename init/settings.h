/* SPDX-License-Identifier: GPL-2.0-only */
/* What this boot is asked for. */
#ifndef INIT_SETTINGS_H
#define INIT_SETTINGS_H

#include "verdict/run-parameters.h"

#include <stdbool.h>
#include <stdint.h>

struct settings {
	struct run_parameters run;
	int64_t program_timeout_ms;
	bool host_minds; /* the host ends what takes too long, by its own clock */
	char wrong[96];	 /* the first word of jury. that is not understood; "": none */
};

/*
 * Read from the text of /proc/cmdline; what is not well-formed keeps its default, and the first
 * such word is in @wrong.
 */
void settings_parse(struct settings *s, const char *cmdline);

#endif
