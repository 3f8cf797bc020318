/* SPDX-License-Identifier: GPL-2.0-only */
/* The output of a command. */
#ifndef CAPTURE_H
#define CAPTURE_H

#include <stddef.h>

/*
 * Run @argv (looked up in PATH, no shell) to its end, at most @timeout_ms.  Its standard output is
 * returned in @ret_out, NUL-terminated and malloc'd, with @ret_len (may be NULL) bytes; with
 * @ret_out NULL it is written to ours.  Its standard error is ours.  What it started and left
 * running is killed when it ends.  @ret_status is as of wait(2).
 *
 * Returns 0 or
 *   -EFBIG      it wrote more than @max bytes
 *   -ETIMEDOUT  it did not end in time
 *   -EINTR      the tool was asked to stop
 *   -errno      it could not be started (reported), or its output not be read
 */
int process_capture(char *const argv[], int timeout_ms, size_t max, char **ret_out, size_t *ret_len,
	int *ret_status);

/* The same with its standard error discarded, for a command that may fail. */
int process_ask(char *const argv[], int timeout_ms, size_t max, char **ret_out, size_t *ret_len,
	int *ret_status);

#endif
