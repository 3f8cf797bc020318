// SPDX-License-Identifier: GPL-2.0-only
/*
 * Documentation/dev-tools/kmemleak.rst.  print_unreferenced() in mm/kmemleak.c writes the reports.
 */
#include "supervise/kmemleak.h"
#include "clock.h"
#include "stream.h"
#include "verdict/splat-lines.h"
#include "verdict/text.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/klog.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define FILE_NAME  "/sys/kernel/debug/kmemleak"
#define MIN_AGE_MS 5500 /* MSECS_MIN_AGE and a little */
#define BETWEEN_MS 1000 /* scans: an object that changes meanwhile is in use */
#define END_MS	   60000

/* Exit status of the child that searches. */
enum { CHILD_FAILED = 1, CHILD_IS_OFF };

static void wait_ms(long ms)
{
	const struct timespec t = {.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000};

	nanosleep(&t, NULL);
}

/*
 * Whether kmemleak switched itself off (kmemleak_disable(), when an allocation of its own failed).
 * Else it was off from the start.
 */
static bool gave_up(void)
{
	static char log[1 << 20];
	int n = klogctl(3 /* SYSLOG_ACTION_READ_ALL */, log, sizeof(log) - 1);

	log[n > 0 ? n : 0] = '\0';
	return n <= 0 || strstr(log, "kmemleak: Cannot ");
}

/*
 * In a separate process: a scan takes seconds, a read waits for scans of others, and PID 1 has to
 * send ticks.
 */
static void look(int to) __attribute__((noreturn));
static void look(int to)
{
	int fd = open(FILE_NAME, O_RDWR | O_CLOEXEC);
	char piece[4096];
	ssize_t n;

	wait_ms(MIN_AGE_MS);
	for (int i = 0; i < 2; i++) {
		if (write(fd, "scan\n", 5) != 5)
			_exit(errno == EPERM && !gave_up() ? CHILD_IS_OFF : CHILD_FAILED);
		wait_ms(BETWEEN_MS);
	}
	/* kmemleak_write() moved the file's position, so the first lines would be missing */
	if (lseek(fd, 0, SEEK_SET))
		_exit(CHILD_FAILED);
	while ((n = read(fd, piece, sizeof(piece))) > 0)
		for (ssize_t at = 0, put; at < n; at += put)
			if ((put = write(to, piece + at, (size_t)(n - at))) <= 0)
				_exit(CHILD_FAILED);
	_exit(n ? CHILD_FAILED : 0);
}

/*
 * Read @fd to its end into @text.  False where that has no room, or where there is no end at @until
 * (uptime_ms()).
 */
static bool read_to_end(int fd, char *text, size_t size, int64_t until)
{
	char beyond[4096];
	size_t len = 0;
	bool all = true;

	while (uptime_ms() < until) {
		struct pollfd news = {.fd = fd, .events = POLLIN};
		bool full = len == size - 1;
		poll(&news, 1, 50);
		stream_tick();
		if (!news.revents)
			continue;
		ssize_t n = read(
			fd, full ? beyond : text + len, full ? sizeof(beyond) : size - 1 - len);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return all && n == 0;
		if (full)
			all = false;
		else
			text[len += (size_t)n] = '\0';
	}
	return false;
}

enum kmemleak kmemleak_search(char *text, size_t size)
{
	const int64_t until = uptime_ms() + END_MS;
	int fds[2], status = -1;

	text[0] = '\0';
	if (access(FILE_NAME, F_OK))
		return KMEMLEAK_ABSENT;
	if (pipe2(fds, O_CLOEXEC))
		return KMEMLEAK_FAILED;
	pid_t pid = fork();
	if (pid == 0)
		look(fds[1]);
	close(fds[1]);
	bool all = pid > 0 && read_to_end(fds[0], text, size, until);
	close(fds[0]);
	while (pid > 0 && waitpid(pid, &status, WNOHANG) == 0) {
		status = -1;
		if (uptime_ms() >= until) {
			kill(pid, SIGKILL);
			break;
		}
		wait_ms(10);
	}
	if (status >= 0 && WIFEXITED(status) && WEXITSTATUS(status) == CHILD_IS_OFF)
		return KMEMLEAK_ABSENT;
	return all && status == 0 ? KMEMLEAK_SEARCHED : KMEMLEAK_FAILED;
}

/* syzkaller's titles name the first function that does not merely allocate. */
static bool allocates(const char *function)
{
	static const char *const words[] = {"alloc", "kmem", "slab", "create_object", "memdup",
		"strdup", "strndup", "asprintf", "mmap", "idr_get"};

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (strstr(function, words[i]))
			return true;
	return false;
}

/*
 * The second line is "  comm "init", pid 35, jiffies 4294893296", with the pid of the first PID
 * namespace (create_object()).
 */
static int allocated_by(const char *text)
{
	static const char before[] = "\n  comm \"init\", pid ";
	const char *line = strchr(text, '\n');

	return line && strncmp(line, before, sizeof(before) - 1) == 0
		       ? (int)strtol(line + sizeof(before) - 1, NULL, 10)
		       : -1;
}

static void read_report(struct splat_report *ret, const char *text, size_t len)
{
	char line[512], function[128], found[128] = "";

	*ret = (struct splat_report){.pid = -1};
	text_clean(ret->text, sizeof(ret->text), text, len, 1);
	ret->len = strlen(ret->text);
	ret->pid = allocated_by(ret->text);
	snprintf(line, sizeof(line), "kmemleak: %.*s", (int)strcspn(text, "\n"), text);
	text_set(ret->splat.line, line);
	for (const char *at = strstr(ret->text, "backtrace"); at && !*found;
		at = strchr(at + 1, '\n')) {
		snprintf(line, sizeof(line), "%.*s", (int)strcspn(at + 1, "\n"), at + 1);
		if (line_frame(line, function, sizeof(function)) && !allocates(function))
			snprintf(found, sizeof(found), "%s", function);
	}
	snprintf(ret->splat.title, sizeof(ret->splat.title), "memory leak%s%s",
		*found ? " in " : "", found);
}

bool kmemleak_next(const char **text, struct splat_report *ret)
{
	static const char head[] = "unreferenced object ";

	for (const char *at = strstr(*text, head); at; at = strstr(*text, head)) {
		const char *next = strstr(at + 1, "\nunreferenced object ");
		const size_t len = next ? (size_t)(next + 1 - at) : strlen(at);
		const char *boot = strstr(at, "  comm \"swapper");
		*text = at + len;
		if (boot && boot < at + len)
			continue;
		read_report(ret, at, len);
		return true;
	}
	return false;
}
