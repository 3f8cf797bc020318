/* SPDX-License-Identifier: GPL-2.0-only */
/* What this boot is asked for: read once, at the start, and passed to whoever needs it. */
#ifndef INIT_SETTINGS_H
#define INIT_SETTINGS_H

#include "verdict/run-parameters.h"

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

struct settings {
	struct run_parameters run;
	/*
	 * This is the first process of a machine that is its own.  It may then kill all other
	 * processes and power the machine off.  False in tests and wherever other processes live.
	 */
	bool guest;
	int64_t program_timeout_ms;
	bool host_minds; /* the host ends what takes too long, by its own clock */
	char wrong[192]; /* what of the parameters cannot be read, for people; "": nothing */
};

/*
 * Whether process @pid was started by the kernel: it is number 1, and in the first PID namespace,
 * which containers are not.  @pid_namespace is "/proc/self/ns/pid"; it is not there before /proc is
 * mounted, nor on a kernel that has no PID namespaces and so no containers.
 */
bool settings_is_guest(pid_t pid, const char *pid_namespace);

/*
 * Read the words of file @command_line, then those of file @parameters, which need not exist.  A
 * word of the second replaces one of the first with the same key: a machine that is restored from a
 * snapshot has the command line of its first start, and gets a nonce and a place to go on from in
 * that file.  @s->guest is not changed.
 *
 * The file has to end with a newline: one that was cut would pass for another.  The first thing
 * that is wrong is described in @s->wrong; what is not understood keeps its value.
 */
void settings_read(struct settings *s, const char *command_line, const char *parameters);

#endif
