// SPDX-License-Identifier: GPL-2.0-only
#include "files.h"
#include "cleanup.h"
#include "diag.h"
#include "process.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <libgen.h>
#include <poll.h>
#include <stdarg.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

int files_pipe_silence_ms = 30000;

/* Whoever has it open for writing may have forgotten it. */
static int wait_for_pipe(int fd)
{
	struct pollfd fds[] = {
		{.fd = fd, .events = POLLIN}, {.fd = process_stop_fd(), .events = POLLIN}};
	int n = poll(fds, 2, files_pipe_silence_ms);

	return process_stop_signal() ? -EINTR : n ? 0 : -ETIMEDOUT;
}

int files_read(const char *path, size_t max, char **ret, size_t *ret_len)
{
	cleanup_close int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	cleanup_free char *buf = NULL;
	size_t len = 0, room = 0;
	struct stat st;

	if (fd < 0 || fstat(fd, &st))
		return -errno;
	if (S_ISDIR(st.st_mode))
		return -EISDIR;
	/* not waited for whoever may come to write; whoever is there is heard to the end */
	const bool pipe = S_ISFIFO(st.st_mode);
	for (;;) {
		if (len == room) {
			/* /proc and /sys say 0 bytes; grow from there */
			room = room ? room * 2 : (size_t)(st.st_size > 0 ? st.st_size : 4095) + 1;
			char *more = realloc(buf, room + 1);
			if (!more)
				return -ENOMEM;
			buf = more;
		}
		ssize_t n = read(fd, buf + len, room - len);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 && errno == EAGAIN && pipe) {
			int r = wait_for_pipe(fd);
			if (r)
				return r;
			continue;
		}
		if (n < 0)
			return -errno;
		if (n == 0)
			break;
		len += (size_t)n;
		if (len > max)
			return -EFBIG;
	}
	if (pipe && !len)
		return -ENODATA;
	buf[len] = '\0';
	*ret = steal(&buf);
	if (ret_len)
		*ret_len = len;
	return 0;
}

int write_all(int fd, const void *bytes, size_t len)
{
	const char *at = bytes;

	while (len) {
		ssize_t n = write(fd, at, len);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		at += n;
		len -= (size_t)n;
	}
	return 0;
}

/*
 * A file without a name: whatever kills the tool leaves nothing of it.  Not all file systems can.
 */
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

/* A name in the directory of @path that is no longer than the longest, malloc'd. */
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
		diag_error("write %s: there already, and not a regular file", path);
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

/* The name, too, is on the disk: what stood there before is not read again after a power cut. */
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
	if (!r && (close(steal_fd(&w->fd)) || rename(w->temporary, w->path)))
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

bool files_is_elf(const char *path)
{
	cleanup_close int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	char magic[4];

	return fd >= 0 && read(fd, magic, sizeof(magic)) == sizeof(magic) &&
	       memcmp(magic, "\177ELF", 4) == 0;
}

int files_may_write(const char *path)
{
	cleanup_with(file_writer_drop) struct file_writer w = {.fd = -1};

	return open_quietly(&w, path, 0644);
}

int files_write(const char *path, const void *bytes, size_t len)
{
	cleanup_with(file_writer_drop) struct file_writer w = {.fd = -1};
	int r = file_writer_open(&w, path, 0644);

	if (r)
		return r;
	r = write_all(w.fd, bytes, len);
	return r ? diag_errno(r, "write %s", path) : file_writer_commit(&w);
}

int files_make_dirs(const char *path)
{
	cleanup_free char *copy = strdup(path);

	if (!copy)
		return diag_errno(-ENOMEM, "make directory %s", path);
	for (char *slash = copy + 1;; slash++) {
		if (*slash != '/' && *slash != '\0')
			continue;
		char was = *slash;
		*slash = '\0';
		if (mkdir(copy, 0777) && errno != EEXIST)
			return diag_errno(-errno, "make directory %s", copy);
		*slash = was;
		if (!was)
			break;
	}
	struct stat st;
	if (stat(path, &st) == 0 && !S_ISDIR(st.st_mode))
		return diag_errno(-ENOTDIR, "make directory %s", path);
	return 0;
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	return remove(path) && errno != ENOENT ? diag_errno(-errno, "remove %s", path) : 0;
}

int files_remove_tree(const char *path)
{
	if (access(path, F_OK) && errno == ENOENT)
		return 0;
	return nftw(path, remove_one, 32, FTW_DEPTH | FTW_PHYS) ? -EIO : 0;
}

static int64_t tree_bytes; /* nftw() hands its callback nothing of ours */

static int add_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)path;
	(void)ftw;
	if (type == FTW_F)
		tree_bytes += (int64_t)st->st_blocks * 512;
	return 0;
}

int64_t files_tree_bytes(const char *path)
{
	tree_bytes = 0;
	nftw(path, add_one, 32, FTW_PHYS);
	return tree_bytes;
}

char *format_string(const char *format, ...)
{
	char *text = NULL;
	va_list args;

	va_start(args, format);
	if (vasprintf(&text, format, args) < 0)
		text = NULL;
	va_end(args);
	return text;
}

static int by_name(const FTSENT **a, const FTSENT **b)
{
	return strcmp((*a)->fts_name, (*b)->fts_name);
}

FTS *files_walk(const char *dir)
{
	char *paths[] = {(char *)dir, NULL};

	return fts_open(paths, FTS_PHYSICAL | FTS_NOCHDIR, by_name);
}

void files_walk_end(FTS **walk)
{
	if (*walk)
		fts_close(*walk);
}

int files_room(const char *dir, unsigned long long mib, const char *what)
{
	struct statvfs fs;

	if (statvfs(dir, &fs))
		return diag_errno(-errno, "%s", dir);
	unsigned long long there = (unsigned long long)fs.f_bavail * fs.f_frsize >> 20;
	if (there >= mib)
		return 0;
	diag_error(
		"no room %s: %llu MiB free in %s, some %llu are needed: `bpfjury kernel remove`, or set "
		"BPFJURY_CACHE",
		what, there, dir, mib);
	return -ENOSPC;
}

char *files_cache_path(void)
{
	const char *own = getenv("BPFJURY_CACHE"), *xdg = getenv("XDG_CACHE_HOME"),
		   *home = getenv("HOME");

	if (own && *own)
		return strdup(own);
	if (xdg && *xdg == '/')
		return format_string("%s/bpfjury", xdg);
	return home && *home ? format_string("%s/.cache/bpfjury", home) : NULL;
}

/*
 * Kernels are proved by checksums that lie beside them: whoever owns the store can put in another
 * kernel with its checksum, and root would boot it and read it.
 */
static void warn_of_owner(const char *dir)
{
	static bool said;
	struct stat st;

	if (said || stat(dir, &st) || st.st_uid == geteuid())
		return;
	said = true;
	diag_warn(
		"%s belongs to user %u, and this is user %u: its owner decides what is booted; set BPFJURY_CACHE for a "
		"cache of your own",
		dir, (unsigned)st.st_uid, (unsigned)geteuid());
}

int files_cache_dir(char **ret)
{
	cleanup_free char *dir = files_cache_path();

	if (!dir) {
		diag_error("no place for a cache: set BPFJURY_CACHE, XDG_CACHE_HOME or HOME");
		return -ENOENT;
	}
	int r = files_make_dirs(dir);
	if (r)
		return r;
	warn_of_owner(dir);
	/* whole, for who stands elsewhere, and by one name */
	*ret = realpath(dir, NULL);
	return *ret ? 0 : diag_errno(-errno, "%s", dir);
}

int files_cache_place(const char *name, char **ret)
{
	cleanup_free char *cache = NULL, *dir = NULL;
	int r = files_cache_dir(&cache);

	if (r)
		return r;
	dir = format_string("%s/%s", cache, name);
	r = dir ? files_make_dirs(dir) : diag_errno(-ENOMEM, "%s", name);
	if (!r)
		*ret = steal(&dir);
	return r;
}
