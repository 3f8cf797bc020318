/* SPDX-License-Identifier: GPL-2.0-only */
/* The machine's apt as a child: its words caught, its progress shown, bounded by its progress. */
#ifndef KERNEL_APT_RUN_H
#define KERNEL_APT_RUN_H

#include <stddef.h>
#include <stdint.h>

struct apt_output {
	char *out, *err; /* malloc'd, NUL-terminated */
	size_t out_len, err_len;
	int code; /* exit status; 128 + signal */
};
void apt_output_clear(struct apt_output *o);

/*
 * When all of apt that runs must be done, in monotonic_ms(); 0: whenever it is, as long as it
 * goes on.
 */
extern int64_t apt_end_ms;

/*
 * Run apt's @tool ("apt-get", "apt-cache", the path of apt-helper) with the configuration file
 * @config in @directory and the NULL-terminated @args.  @doing heads the live line.  0 whatever the
 * exit status; -ETIMEDOUT (said) when it has shown no progress for minutes, -EINTR, -errno (said).
 */
int apt_run(struct apt_output *ret, const char *tool, const char *config, const char *directory,
	const char *const args[], const char *doing);

#endif
