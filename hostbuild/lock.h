/* SPDX-License-Identifier: GPL-2.0-only */
/* Locks between runs, and who holds one that is not to be had. */
#ifndef LOCK_H
#define LOCK_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Lock the file at @path, waiting for others (@doing is what they are); @shared with others that
 * share. -EINTR, -ETIMEDOUT after an hour.  All say what failed, but lock_file_now()'s
 * -EWOULDBLOCK.
 */
int lock_file(const char *path, bool shared, const char *doing, int *ret_fd);
int lock_file_now(const char *path, int *ret_fd);

/*
 * Who has the file that is open as @fd locked, or open: "process 4711 (bpfjury)"; "another process"
 * where /proc does not tell.
 */
void lock_holder(int fd, char *ret, size_t size);

#endif
