/* SPDX-License-Identifier: GPL-2.0-only */
/* Bytes from strangers are taken apart in a child: bounded in time, and nothing of ours to break. */
#ifndef KERNEL_CONFINE_H
#define KERNEL_CONFINE_H

/*
 * @work(@arg) in a forked child that stands in @directory and cannot write a file past @max_file
 * bytes; what it returns, 0 or -errno, is returned.  @work reports its own errors.  A child that
 * dies otherwise is -EBADMSG, said with @what; -ETIMEDOUT, said; -EINTR.
 */
int confine(int (*work)(void *arg), void *arg, const char *directory, long max_file, int timeout_ms, const char *what);

#endif
