/* SPDX-License-Identifier: GPL-2.0-only */
/* What this boot is asked to do: read once, at the start, and passed on. */
#ifndef INIT_SETTINGS_H
#define INIT_SETTINGS_H

#include "verdict/run-parameters.h"

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

struct settings {
	struct run_parameters run;
	/*
	 * This is the first process of a guest: it may kill all other processes and power the
	 * machine off.  False in tests, in containers, and for any other process.
	 */
	bool guest;
	int64_t program_timeout_ms;
	bool host_minds; /* the host ends what takes too long, by its own clock */
	char wrong[192]; /* what of the parameters cannot be read, for people; "": nothing */
};

/*
 * Whether process @pid was started by the kernel: it is number 1 of the first PID namespace; number
 * 1 of a container is in another one.  @pid_namespace is "/proc/self/ns/pid".  Where that does not
 * exist, /proc is not mounted yet, or the kernel has no PID namespaces and so no containers.
 */
bool settings_is_guest(pid_t pid, const char *pid_namespace);

/*
 * Read the words of file @command_line, then those of file @parameters, which need not exist.  A
 * word of the second replaces the word of the first that has the same key: a machine that is
 * restored from a snapshot has the command line of its first start, and its nonce and the place to
 * resume from are in that file.
 *
 * @parameters must end with a newline, since "from=1:2" may be what is left of "from=1:23".  The
 * first error is described in @s->wrong; what is not understood keeps its default.  Every member of
 * @s but @guest is set.
 */
void settings_read(struct settings *s, const char *command_line, const char *parameters);

#endif
