/* SPDX-License-Identifier: GPL-2.0-only */
/* Files, whole: bounded reads, writes that are never half there, directories. */
#ifndef FILES_H
#define FILES_H

#include "digest.h"

#include <fts.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/*
 * The whole file, NUL added behind it, malloc'd.  -EFBIG past @max bytes, -EISDIR, -errno.  Of a
 * pipe all that comes until its writers close it; -ENODATA where nobody writes to it, -ETIMEDOUT
 * where they do not for 30 s. Says nothing: a missing file is often an answer.
 */
extern int files_pipe_silence_ms;
int files_read(const char *path, size_t max, char **ret, size_t *ret_len);

/*
 * A file that comes to be whole or not at all: written without a name in the directory of @path
 * (under a temporary one where the file system cannot), then synced and renamed.  What is at
 * @path and is no regular file is refused, -EISDIR or -EEXIST.  All report their own errors.
 */
struct file_writer {
	char *path, *temporary; /* temporary: NULL while there is no such name */
	int fd;
};
int file_writer_open(struct file_writer *w, const char *path, mode_t mode);
/* Sync, rename; -errno and nothing left behind where that fails. */
int file_writer_commit(struct file_writer *w);
/* Take the temporary away unless committed.  A zeroed or committed writer is fine. */
void file_writer_drop(struct file_writer *w);

/*
 * Whether an ELF file is there already: an object that a slip of the command line would overwrite.
 */
bool files_is_elf(const char *path);

/* Could it be opened?  For a run that writes only at its end (outputs.h).  -errno, not said. */
int files_may_write(const char *path);

/* The three above for bytes at hand; mode 0644. */
int files_write(const char *path, const void *bytes, size_t len);
int write_all(int fd, const void *bytes, size_t len);

/* mkdir -p; says what failed. */
int files_make_dirs(const char *path);
/* rm -r, links never followed; a path that is not there is fine.  Says what failed. */
int files_remove_tree(const char *path);
/* Bytes of all regular files below @path, by allocated blocks. */
int64_t files_tree_bytes(const char *path);

/* asprintf that returns NULL without memory. */
char *format_string(const char *format, ...) __attribute__((format(printf, 1, 2)));

/*
 * The tree at @dir in order of names, links not followed, for fts_read(3); NULL with errno.  The
 * cleanup ends it.
 */
FTS *files_walk(const char *dir);
void files_walk_end(FTS **walk);

/* At least @mib MiB are free in the file system of @dir.  -ENOSPC, said: @what needs them. */
int files_room(const char *dir, unsigned long long mib, const char *what);

/*
 * Where the tool keeps what can be had again: $BPFJURY_CACHE, else $XDG_CACHE_HOME/bpfjury, else
 * ~/.cache/bpfjury; malloc'd, NULL where none of them is set or without memory.
 */
char *files_cache_path(void);

/* The same, whole and made if missing.  Says what failed. */
int files_cache_dir(char **ret);

/* The directory @name in it: "kernels", "sources", "objects"; likewise. */
int files_cache_place(const char *name, char **ret);

#endif
