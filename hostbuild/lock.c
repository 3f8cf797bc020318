// SPDX-License-Identifier: GPL-2.0-only
#include "lock.h"
#include "cleanup.h"
#include "diag.h"
#include "files.h"
#include "format.h"
#include "monotonic.h"
#include "stop.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#define LOCK_TIMEOUT_MS (60 * 60 * 1000)

/* The command name of process @pid; "" where it does not exist. */
static void name_of(long pid, char *ret, size_t size)
{
	cleanup_free char *path = format_string("/proc/%ld/comm", pid), *text = NULL;

	*ret = '\0';
	if (path && files_read(path, 4096, &text, NULL) == 0)
		snprintf(ret, size, "%.*s", (int)strcspn(text, "\n"), text);
}

/*
 * The process that took the lock; 0: not known.  It may be dead while its children, which inherited
 * the descriptor, still hold the lock.
 */
static long taker_of(const struct stat *st)
{
	cleanup_file FILE *f = fopen("/proc/locks", "re");
	char line[256];

	while (f && fgets(line, sizeof(line), f)) {
		unsigned major, minor;
		unsigned long long ino;
		long pid;
		/* NOLINTNEXTLINE(cert-err34-c): the kernel prints numbers that fit */
		if (sscanf(line, "%*d: FLOCK %*s %*s %ld %x:%x:%llu", &pid, &major, &minor, &ino) ==
				4 &&
			ino == st->st_ino && makedev(major, minor) == st->st_dev)
			return pid;
	}
	return 0;
}

static bool has_open(const char *pid, const struct stat *st)
{
	cleanup_free char *path = format_string("/proc/%s/fd", pid);
	DIR *dir = path ? opendir(path) : NULL;
	bool found = false;
	struct stat one;

	for (struct dirent *e; dir && !found && (e = readdir(dir));)
		found = fstatat(dirfd(dir), e->d_name, &one, 0) == 0 && one.st_ino == st->st_ino &&
			one.st_dev == st->st_dev;
	if (dir)
		closedir(dir);
	return found;
}

/*
 * A process that has the file open; 0: none found.  One with another name than ours is preferred,
 * since processes of our name may only wait for the lock.
 */
static long user_of(const struct stat *st)
{
	DIR *dir = opendir("/proc");
	long found = 0;
	char own[64], name[64];

	name_of(getpid(), own, sizeof(own));
	for (struct dirent *e; dir && (e = readdir(dir));) {
		long pid = strtol(e->d_name, NULL, 10);
		if (pid <= 0 || pid == getpid() || !has_open(e->d_name, st))
			continue;
		found = pid;
		name_of(pid, name, sizeof(name));
		if (strcmp(name, own) != 0)
			break;
	}
	if (dir)
		closedir(dir);
	return found;
}

void lock_holder(int fd, char *ret, size_t size)
{
	char name[64] = "";
	struct stat st;

	snprintf(ret, size, "another process");
	if (fstat(fd, &st))
		return;
	long pid = taker_of(&st);
	if (pid > 0)
		name_of(pid, name, sizeof(name));
	if (!*name && (pid = user_of(&st)) > 0)
		name_of(pid, name, sizeof(name));
	if (*name)
		snprintf(ret, size, "process %ld (%s)", pid, name);
}

int lock_file(const char *path, bool shared, const char *doing, int *ret_fd)
{
	cleanup_close int fd =
		open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW, 0666);
	int64_t deadline = monotonic_ms() + LOCK_TIMEOUT_MS;
	bool said = false;

	if (fd < 0)
		return diag_errno(-errno, "lock %s", path);
	while (flock(fd, (shared ? LOCK_SH : LOCK_EX) | LOCK_NB)) {
		char holder[128];
		if (errno != EWOULDBLOCK && errno != EINTR)
			return diag_errno(-errno, "lock %s", path);
		if (monotonic_ms() > deadline) {
			lock_holder(fd, holder, sizeof(holder));
			diag_error("%s: still locked by %s after an hour; given up", path, holder);
			return -ETIMEDOUT;
		}
		if (!said) {
			lock_holder(fd, holder, sizeof(holder));
			diag_note("waiting for %s, which is %s", holder, doing);
		}
		said = true;
		struct pollfd stop = {.fd = stop_fd(), .events = POLLIN};
		poll(&stop, 1, 100);
		if (stop_signal())
			return -EINTR;
	}
	*ret_fd = steal_fd(&fd);
	return 0;
}

int lock_file_now(const char *path, int *ret_fd)
{
	cleanup_close int fd =
		open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW, 0666);

	if (fd < 0)
		return diag_errno(-errno, "lock %s", path);
	if (flock(fd, LOCK_EX | LOCK_NB))
		return errno == EWOULDBLOCK ? -EWOULDBLOCK : diag_errno(-errno, "lock %s", path);
	*ret_fd = steal_fd(&fd);
	return 0;
}
