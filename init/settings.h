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
	 * machine off.  False in tests, in containers that have /proc, and for any other process.
	 */
	bool guest;
	int64_t program_timeout_ms;
	bool host_deadline; /* the host ends what takes too long, by its own clock */
	char wrong[256];    /* what of the parameters cannot be read, for people; "": nothing */
};

/*
 * Whether the kernel started process @pid: it is number 1 of the first PID namespace.  Number 1 of
 * a container is in another one.  @pid_namespace is "/proc/self/ns/pid", and is believed only where
 * it is the kernel's: the root may have a file of that name.  Otherwise /proc is not mounted, or
 * the kernel has no PID namespaces and so no containers, and number 1 counts as started by the
 * kernel.
 */
bool settings_is_guest(pid_t pid, const char *pid_namespace);

/*
 * Read the words of file @command_line, then those of file @parameters, which need not exist.  A
 * word of the second replaces the word of the first that has the same key: a machine that is
 * restored from a snapshot has the command line of its first start, and its nonce and the place to
 * resume from are in that file.  It may have no other words.
 *
 * Both must be regular files with one name, without NUL bytes.  @parameters must end with a
 * newline, since "from=1:2" may be what is left of "from=1:23".  Of a command line that is too long
 * or has a NUL byte, the words before that are still read: with the record port the error can be
 * sent.
 *
 * The first error is described in @s->wrong; what is not understood keeps its default.  Every
 * member of @s but @guest is set.
 */
void settings_read(struct settings *s, const char *command_line, const char *parameters);

#endif
