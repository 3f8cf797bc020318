/* SPDX-License-Identifier: GPL-2.0-only */
/* Whole files: bounded reads and atomic writes. */
#ifndef FILES_H
#define FILES_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Read the whole file at @path into @ret, malloc'd and with a NUL after its last byte; @ret_len, if
 * not NULL, excludes that NUL.  Nothing is reported, since a missing file is often an answer.
 * Returns 0 or:
 *   -EFBIG      more than @max bytes
 *   -EISDIR     a directory
 *   -ENODATA    a pipe that nobody writes to, or that was closed empty
 *   -ETIMEDOUT  a pipe whose writers were silent for files_pipe_silence_ms
 *   -EINTR      the tool was asked to stop while it waited for a pipe
 *   -errno      of open(2), fstat(2), read(2); -ENOMEM
 */
int files_read(const char *path, size_t max, char **ret, size_t *ret_len);

/* Milliseconds, 30000.  Tests shorten it. */
extern int files_pipe_silence_ms;

/*
 * Replace the file at @path by @len @bytes, mode 0644 less the umask, atomically (file-writer.h).
 * Reports its errors.
 */
int files_write(const char *path, const void *bytes, size_t len);

/* write(2) until all of @bytes is written; -errno, not reported. */
int write_all(int fd, const void *bytes, size_t len);

/*
 * Whether @path is an ELF file.  Outputs are not written over one: it is most likely an object that
 * was named in the wrong place of the command line.
 */
bool files_is_elf(const char *path);

#endif
