/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Untrusted archives are unpacked: .deb, .rpm and tar with any compression, recognized by their
 * bytes.  An isolated child (isolate.h) does it, within limits.
 */
#ifndef KERNEL_EXTRACT_H
#define KERNEL_EXTRACT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* An archive that exceeds one of these is refused. */
struct extract_limits {
	int64_t bytes; /* of all its entries, unpacked */
	int64_t file;  /* bytes of one extracted file */
	size_t entries;
	size_t path; /* length of a name */
};

struct extract_entry {
	enum { EXTRACT_FILE, EXTRACT_DIR, EXTRACT_LINK } kind;
	int64_t bytes; /* -1: unknown, the archive does not have the size */
};

/*
 * place() returns this for an entry that is itself the archive to unpack.  Only the outermost
 * archive may have one.
 */
#define EXTRACT_NESTED 1

struct extract_options {
	const char *what; /* "kernel"; in messages: "more entries than any kernel has" */
	const struct extract_limits *limits;
	/*
	 * Decides where the entry @path goes: a path below the directory in @ret, malloc'd, or NULL
	 * to leave it out.  Returns 0, EXTRACT_NESTED, -ENOMEM, or -EBADMSG for a name that no
	 * honest archive has.
	 */
	int (*place)(const char *path, const struct extract_entry *e, char **ret);
	/*
	 * An archive of sources: keep times, executable bits, and links within a first directory.
	 */
	bool is_source;
};

/*
 * Open @archive for reading, without blocking on a FIFO or a device.  -EBADMSG: it is no regular
 * file.  Reports its errors.
 */
int extract_open(const char *archive, int *ret_fd);

/*
 * Make a private copy (private.h) of @archive, open as @fd, in the file system of @dir, and compare
 * its SHA-256 with @sha256.  extract() reads such a copy, since the file may change meanwhile.
 * -EBUSY: it changed since @sha256 was computed.  Reports its errors.
 */
int extract_verified_copy(
	const char *archive, int fd, const char *dir, const char *sha256, int *ret_fd);

/*
 * Unpack @archive, open as @fd, into the directory @into, as options->place() decides.  Files that
 * exist are kept; of two entries with the same place the first wins.  Returns 0 even if nothing
 * matched.  Reports its errors:
 *   -EBADMSG  it is no archive, is damaged, or has an entry that no honest one has
 *   -EFBIG    it exceeds a limit
 *   -errno    of writing, or of isolated_run()
 */
int extract(const char *archive, int fd, const char *into, const struct extract_options *options);

/* Whether a component of @path is "..". */
bool extract_climbs(const char *path);

#endif
