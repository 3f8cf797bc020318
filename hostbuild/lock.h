/* SPDX-License-Identifier: GPL-2.0-only */
/* File locks between runs, flock(2). */
#ifndef LOCK_H
#define LOCK_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Lock the file at @path, which is made if missing, exclusively or @shared.  While others hold it,
 * a note says that they are @doing ("building that kernel").  -ETIMEDOUT after an hour, -EINTR when
 * asked to stop.  lock_file_now() locks exclusively and returns -EWOULDBLOCK at once, not reported.
 * All other errors are reported.
 */
int lock_file(const char *path, bool shared, const char *doing, int *ret_fd);
int lock_file_now(const char *path, int *ret_fd);

/*
 * Name the process that holds the lock of the file open as @fd, or else has that file open:
 * "process 4711 (bpfjury)"; "another process" where /proc does not show it.
 */
void lock_holder(int fd, char *ret, size_t size);

#endif
