// SPDX-License-Identifier: GPL-2.0-only
#include "file-writer.h"
#include "cleanup.h"
#include "diag.h"
#include "format.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <string.h>
#include <sys/stat.h>

/* A file without a name: nothing is left of it if the tool is killed.  Not on all file systems. */
static int open_nameless(const char *path)
{
	cleanup_free char *copy = strdup(path);

	return copy ? open(dirname(copy), O_TMPFILE | O_WRONLY | O_CLOEXEC, 0600) : -1;
}

static mode_t own_umask(void)
{
	mode_t mask = umask(0);

	umask(mask);
	return mask;
}

/*
 * A name in the directory of @path, malloc'd.  It does not contain that of @path, which may be as
 * long as a name can be.
 */
static char *temporary_name(const char *path, const char *end)
{
	const char *slash = strrchr(path, '/');

	return format_string("%.*s.bpfjury-%s", slash ? (int)(slash + 1 - path) : 0, path, end);
}

static int open_quietly(struct file_writer *w, const char *path, mode_t mode)
{
	struct stat st;
	int r = 0;

	*w = (struct file_writer){.fd = -1};
	if (stat(path, &st) == 0 && !S_ISREG(st.st_mode))
		return S_ISDIR(st.st_mode) ? -EISDIR : -EEXIST;
	w->path = strdup(path);
	w->fd = w->path ? open_nameless(path) : -1;
	if (w->path && w->fd < 0) {
		w->temporary = temporary_name(path, "XXXXXX");
		w->fd = w->temporary ? mkostemp(w->temporary, O_CLOEXEC) : -1;
		r = w->fd < 0 ? -errno : 0;
		if (r)
			free(steal(&w->temporary));
	}
	if (!r && fchmod(w->fd, mode & ~own_umask()))
		r = -errno;
	if (r)
		file_writer_drop(w);
	return r;
}

int file_writer_open(struct file_writer *w, const char *path, mode_t mode)
{
	int r = open_quietly(w, path, mode);

	if (r == -EEXIST)
		diag_error("write %s: exists and is not a regular file", path);
	return r && r != -EEXIST ? diag_errno(r, "write %s", path) : r;
}

static int give_name(struct file_writer *w)
{
	cleanup_free char *self = format_string("/proc/self/fd/%d", w->fd);
	int r = -EEXIST;

	for (unsigned i = 0; self && r == -EEXIST; i++) {
		cleanup_free char *end = format_string("%d-%u", getpid(), i);
		cleanup_free char *name = end ? temporary_name(w->path, end) : NULL;
		if (!name)
			return -ENOMEM;
		r = linkat(AT_FDCWD, self, AT_FDCWD, name, AT_SYMLINK_FOLLOW) ? -errno : 0;
		if (!r)
			w->temporary = steal(&name);
	}
	return self ? r : -ENOMEM;
}

/* As rename(2) does: 0, or -1 with errno. */
static int give_target(const struct file_writer *w)
{
	if (!w->only_new)
		return rename(w->temporary, w->path);
	if (renameat2(AT_FDCWD, w->temporary, AT_FDCWD, w->path, RENAME_NOREPLACE) == 0)
		return 0;
	/* EINVAL: a file system that cannot; rename(2) */
	return errno == EINVAL && link(w->temporary, w->path) == 0 ? unlink(w->temporary) : -1;
}

/* Sync the directory: after a power cut the name must not refer to the old file again. */
static int sync_directory(const char *path)
{
	cleanup_free char *copy = strdup(path);
	cleanup_close int fd = copy ? open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;

	if (fd < 0)
		return copy && errno == EACCES ? 0
		       : copy		       ? -errno
					       : -ENOMEM; /* one that may be written to, not read */
	/* EINVAL: a file system that has nothing to sync there */
	return fsync(fd) && errno != EINVAL ? -errno : 0;
}

int file_writer_commit(struct file_writer *w)
{
	int r = fsync(w->fd) ? -errno : 0;

	if (!r && !w->temporary)
		r = give_name(w);
	if (!r && (close(steal_fd(&w->fd)) || give_target(w)))
		r = -errno;
	if (!r) {
		free(steal(&w->temporary));
		r = sync_directory(w->path);
	}
	if (r)
		diag_errno(r, "write %s", w->path);
	file_writer_drop(w);
	return r;
}

void file_writer_drop(struct file_writer *w)
{
	if (!w->path) /* zeroed, committed or dropped before */
		return;
	if (w->fd >= 0)
		close(steal_fd(&w->fd));
	if (w->temporary)
		unlink(w->temporary);
	free(steal(&w->temporary));
	free(steal(&w->path));
}

int file_writer_may_open(const char *path)
{
	cleanup_with(file_writer_drop) struct file_writer w = {.fd = -1};

	return open_quietly(&w, path, 0644);
}
