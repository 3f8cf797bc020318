/* SPDX-License-Identifier: GPL-2.0-only */
/* What the kernel command line says to us: jury.KEY=VALUE. */
#ifndef INIT_SETTINGS_H
#define INIT_SETTINGS_H

#include "verdict/frame.h"
#include "verdict/model.h"

#include <stdbool.h>
#include <stdint.h>

struct settings {
	char records[32];	/* device under /dev for the record stream; "" : none */
	char nonce[NONCE_SIZE]; /* 16 lower-case hex digits; zeros when not given */
	/*
	 * jury.from=OBJECT:PROGRAM[:PROGRAMS], where a resumed boot goes on, and how many that
	 * object announced; -1: not said
	 */
	int64_t from_object, from_program, from_programs;
	int64_t program_timeout_ms; /* jury.program_timeout=SECONDS */
	bool host_minds; /* jury.deadline=host: the host ends what takes too long, by its own clock
			  */
	bool survey;	 /* jury.features=all */
	char added[SHA256_SIZE]; /* jury.added=SHA256: of the list of what was added to the archive
				  */
	char wrong[96];		 /* the first word of jury. that is not understood; "": none */
};

/*
 * Read from the text of /proc/cmdline; what is not well-formed keeps its default, and the first
 * such word is in @wrong.
 */
void settings_parse(struct settings *s, const char *cmdline);

#endif
