/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Runs the machine's apt as a child: captures its output, shows its progress, ends it on a stall.
 */
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

/* By when apt must have ended, in monotonic_ms(); 0: no limit while it makes progress. */
extern int64_t apt_end_ms;

/*
 * Run apt's @tool ("apt-get", "apt-cache", the path of apt-helper) with the configuration file
 * @config, in @directory (NULL: the current one), with the NULL-terminated @args.  @doing begins
 * the progress line.  Returns 0 whatever the exit status is.  -ETIMEDOUT: no progress for 3
 * minutes, or apt_end_ms passed; -EINTR: the tool was asked to stop; -errno.  All but -EINTR are
 * reported.
 */
int apt_run(struct apt_output *ret, const char *tool, const char *config, const char *directory,
	const char *const args[], const char *doing);

#endif
