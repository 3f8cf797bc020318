/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A file that appears whole or not at all.  The bytes go to a file without a name in the directory
 * of the target (O_TMPFILE), or to one with a temporary name where the file system cannot do that;
 * file_writer_commit() syncs it and renames it to the target.  All functions but
 * file_writer_may_open() report their errors.
 */
#ifndef FILE_WRITER_H
#define FILE_WRITER_H

#include <stdbool.h>
#include <sys/types.h>

struct file_writer {
	char *path;	 /* the target; NULL: nothing is open */
	char *temporary; /* the temporary name; NULL while the file has none */
	int fd;		 /* to write to */
	bool only_new;	 /* set by the caller: what exists at the target then is not replaced */
};

/*
 * Begin to write @path; @mode is reduced by the umask.  What exists at @path must be a regular
 * file: -EISDIR for a directory, -EEXIST for anything else.
 */
int file_writer_open(struct file_writer *w, const char *path, mode_t mode);

/*
 * Sync and rename.  Where that fails nothing is left behind, and @path is as it was.  -EEXIST:
 * only_new, and somebody made one meanwhile.
 */
int file_writer_commit(struct file_writer *w);

/* Discard what was not committed.  A zeroed, committed or dropped writer is fine. */
void file_writer_drop(struct file_writer *w);

/* Whether file_writer_open() would succeed now, for a run that writes only at its end.  -errno. */
int file_writer_may_open(const char *path);

#endif
