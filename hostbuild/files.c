// SPDX-License-Identifier: GPL-2.0-only
#include "files.h"
#include "cleanup.h"
#include "diag.h"
#include "file-writer.h"
#include "stop.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/stat.h>

int files_pipe_silence_ms = 30000;

/* A writer may keep the pipe open and never write. */
static int wait_for_pipe(int fd)
{
	struct pollfd fds[] = {{.fd = fd, .events = POLLIN}, {.fd = stop_fd(), .events = POLLIN}};
	int n = poll(fds, 2, files_pipe_silence_ms);

	return stop_signal() ? -EINTR : n ? 0 : -ETIMEDOUT;
}

/* Append what can be read now to the @len bytes of @buf.  1: more may come; 0: the end. */
static int read_more(int fd, char **buf, size_t *len, size_t *room, bool pipe)
{
	if (*len == *room) {
		*room *= 2;
		char *more = realloc(*buf, *room + 1);
		if (!more)
			return -ENOMEM;
		*buf = more;
	}
	ssize_t n = read(fd, *buf + *len, *room - *len);
	if (n < 0 && errno == EAGAIN && pipe) {
		int r = wait_for_pipe(fd);
		return r ? r : 1;
	}
	if (n < 0)
		return errno == EINTR ? 1 : -errno;
	*len += (size_t)n;
	return n > 0;
}

int files_read(const char *path, size_t max, char **ret, size_t *ret_len)
{
	/*
	 * O_NONBLOCK: do not wait for a writer of a pipe to appear; read what a present one writes
	 */
	cleanup_close int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	cleanup_free char *buf = NULL;
	size_t len = 0;
	struct stat st;
	int r;

	if (fd < 0 || fstat(fd, &st))
		return -errno;
	if (S_ISDIR(st.st_mode))
		return -EISDIR;
	/* st_size is 0 in /proc and /sys */
	size_t room = (size_t)(st.st_size > 0 ? st.st_size : 4095) + 1;
	buf = malloc(room + 1);
	if (!buf)
		return -ENOMEM;
	while ((r = read_more(fd, &buf, &len, &room, S_ISFIFO(st.st_mode))) > 0)
		if (len > max)
			return -EFBIG;
	if (r)
		return r;
	if (S_ISFIFO(st.st_mode) && !len)
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

bool files_is_elf(const char *path)
{
	cleanup_close int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	char magic[4];

	return fd >= 0 && read(fd, magic, sizeof(magic)) == sizeof(magic) &&
	       memcmp(magic, "\177ELF", 4) == 0;
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
