/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Archives of strangers taken apart: .deb, .rpm, tar in any packing, told apart by their bytes; in
 * a confined child, under caps.
 */
#ifndef KERNEL_EXTRACT_H
#define KERNEL_EXTRACT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Past any of these an archive is refused. */
struct extract_limits {
	int64_t bytes; /* unpacked, all entries */
	int64_t file;  /* one extracted file */
	size_t entries;
	size_t path; /* length of a name */
};

struct extract_entry {
	enum { EXTRACT_FILE, EXTRACT_DIR, EXTRACT_LINK } kind;
	int64_t bytes; /* -1: not told */
};

/*
 * What place() returns of an entry that is itself the archive that is wanted; only in the
 * outermost.
 */
#define EXTRACT_NESTED 1

struct extract_options {
	const char *what; /* "kernel": no kernel has more than the limits */
	const struct extract_limits *limits;
	/*
	 * Where the entry goes below the directory: malloc'd in @ret, NULL for nowhere.  0,
	 * EXTRACT_NESTED, or -EBADMSG: a name no honest one has.
	 */
	int (*place)(const char *path, const struct extract_entry *e, char **ret);
	bool source; /* times and the right to execute are kept, and links that stay within their
			first directory */
};

/* Open such a file, not waiting where it is none.  Says what failed. */
int extract_open(const char *archive, int *ret_fd);

/*
 * A copy without a name of @archive, open as @fd, in the file system of @dir, to be extracted: it
 * has @sha256, whatever becomes of the file itself.  -EBUSY: that was changed since it had it. Says
 * what failed.
 */
int extract_hold(const char *archive, int fd, const char *dir, const char *sha256, int *ret_fd);

/*
 * What place() wants of @archive, open as @fd, into the directory @into.  Files that are there are
 * kept; of several of one place the first counts.  Nothing in it that is wanted is 0 too.  Says
 * what failed.
 */
int extract(const char *archive, int fd, const char *into, const struct extract_options *options);

/* Whether one of its parts is "..". */
bool extract_climbs(const char *path);

#endif
