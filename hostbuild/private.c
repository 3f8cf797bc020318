// SPDX-License-Identifier: GPL-2.0-only
#include "private.h"
#include "cleanup.h"
#include "diag.h"
#include "files.h"
#include "format.h"
#include "stop.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <linux/fs.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>

#define BLOCK ((size_t)1 << 20)

static int open_nameless(const char *dir)
{
	return open(dir, O_TMPFILE | O_EXCL | O_RDWR | O_CLOEXEC, 0400);
}

/* For file systems without O_TMPFILE. */
static int open_unlinked(const char *dir)
{
	cleanup_free char *path = format_string("%s/.private.XXXXXX", dir);
	int fd = path ? mkostemp(path, O_CLOEXEC) : -1;

	if (fd >= 0)
		unlink(path);
	return fd;
}

/* Clone into the original's directory: clones do not cross file systems.  -1: not possible. */
static int clone_file(int from, const char *path)
{
	cleanup_free char *copy = strdup(path);
	cleanup_close int fd = copy ? open_nameless(dirname(copy)) : -1;

	return fd >= 0 && ioctl(fd, FICLONE, from) == 0 ? steal_fd(&fd) : -1;
}

static int copy_bytes(int from, int to)
{
	cleanup_free char *block = malloc(BLOCK);
	off_t at = 0;

	if (!block)
		return -ENOMEM;
	for (;;) {
		ssize_t n = pread(from, block, BLOCK, at);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return n ? -errno : 0;
		int r = write_all(to, block, (size_t)n);
		if (!r && stop_signal())
			r = -EINTR;
		if (r)
			return r;
		at += n;
	}
}

static bool same_state(const struct stat *a, const struct stat *b)
{
	return a->st_size == b->st_size && a->st_mtim.tv_sec == b->st_mtim.tv_sec &&
	       a->st_mtim.tv_nsec == b->st_mtim.tv_nsec;
}

/* From here on nobody can write to it. */
static int reopen(int fd, int *ret_fd)
{
	cleanup_free char *self = format_string("/proc/self/fd/%d", fd);
	int again = self ? open(self, O_RDONLY | O_CLOEXEC) : -1;

	if (again < 0)
		return self ? -errno : -ENOMEM;
	*ret_fd = again;
	return 0;
}

int private_copy_of(int from, const char *path, const char *dir, int *ret_fd)
{
	struct stat before, after;

	if (fstat(from, &before))
		return diag_errno(-errno, "%s", path);
	if (!S_ISREG(before.st_mode)) {
		diag_error("%s: not a regular file", path);
		return -EBADMSG;
	}
	cleanup_close int to = clone_file(from, path);
	int r = 0;
	if (to < 0) {
		to = open_nameless(dir);
		if (to < 0)
			to = open_unlinked(dir);
		r = to < 0 ? diag_errno(-errno, "make a file in %s", dir) : copy_bytes(from, to);
		if (to < 0)
			return r;
	}
	if (!r)
		r = reopen(to, ret_fd);
	if (r)
		return diag_errno(r, "copy %s", path);
	if (fstat(from, &after) == 0 && same_state(&before, &after))
		return 0;
	close(steal_fd(ret_fd));
	diag_error("%s: changed while it was read", path);
	return -EBUSY;
}

int private_copy(const char *path, const char *dir, int *ret_fd)
{
	cleanup_close int from = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);

	return from < 0 ? diag_errno(-errno, "%s", path) : private_copy_of(from, path, dir, ret_fd);
}

char *private_path(int fd)
{
	return format_string("/dev/fd/%d", fd);
}
