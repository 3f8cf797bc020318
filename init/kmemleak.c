// SPDX-License-Identifier: GPL-2.0-only
/* Documentation/dev-tools/kmemleak.rst; the form of its reports is that of mm/kmemleak.c, print_unreferenced(). */
#include "kmemleak.h"
#include "stream.h"
#include "verdict/splat-lines.h"
#include "verdict/text.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define FILE_NAME  "/sys/kernel/debug/kmemleak"
#define MIN_AGE_MS 5500 /* MSECS_MIN_AGE and a little */
#define BETWEEN_MS 1000 /* scans: what changes meanwhile is in use */
#define END_MS	   60000

static void wait_ms(long ms)
{
	const struct timespec t = {.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000};

	nanosleep(&t, NULL);
}

/* In a process of its own: a scan takes seconds, and PID 1 must say meanwhile that it is alive. */
static void look(int fd) __attribute__((noreturn));
static void look(int fd)
{
	bool ok = true;

	wait_ms(MIN_AGE_MS);
	for (int i = 0; i < 2; i++) {
		ok &= write(fd, "scan\n", 5) == 5;
		wait_ms(BETWEEN_MS);
	}
	_exit(ok ? 0 : 1);
}

bool kmemleak_scan(char *text, size_t size)
{
	const int64_t until = uptime_ms() + END_MS;
	int fd = open(FILE_NAME, O_RDWR | O_CLOEXEC), status = -1;
	pid_t pid = fd < 0 ? -1 : fork();
	size_t len = 0;
	ssize_t n;

	if (pid == 0)
		look(fd);
	while (pid > 0 && waitpid(pid, &status, WNOHANG) == 0 && uptime_ms() < until) {
		wait_ms(50);
		stream_tick();
		status = -1;
	}
	if (pid > 0 && status < 0)
		kill(pid, SIGKILL); /* its scan may go on, and to read the file would wait for that */
	/* what was written moved the place to read from (kmemleak_write()): the first lines would be missing */
	if (status == 0 && lseek(fd, 0, SEEK_SET))
		status = -1;
	while (status == 0 && len < size - 1 && (n = read(fd, text + len, size - 1 - len)) > 0)
		len += (size_t)n;
	text[len] = '\0';
	if (fd >= 0)
		close(fd);
	return status == 0;
}

/* As syzkaller's title: the first function that does not merely allocate. */
static bool allocates(const char *function)
{
	static const char *const words[] = {
		"alloc", "kmem", "slab", "create_object", "memdup", "strdup", "strndup", "asprintf", "mmap", "idr_get"};

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (strstr(function, words[i]))
			return true;
	return false;
}

static void read_report(struct splat_report *ret, const char *text, size_t len)
{
	char line[512], function[128], found[128] = "";

	*ret = (struct splat_report){.pid = -1};
	text_clean(ret->text, sizeof(ret->text), text, len, 1);
	ret->len = strlen(ret->text);
	snprintf(line, sizeof(line), "kmemleak: %.*s", (int)strcspn(text, "\n"), text);
	text_set(ret->splat.line, line);
	for (const char *at = strstr(ret->text, "backtrace"); at && !*found; at = strchr(at + 1, '\n')) {
		snprintf(line, sizeof(line), "%.*s", (int)strcspn(at + 1, "\n"), at + 1);
		if (line_frame(line, function, sizeof(function)) && !allocates(function))
			snprintf(found, sizeof(found), "%s", function);
	}
	snprintf(ret->splat.title, sizeof(ret->splat.title), "memory leak%s%s", *found ? " in " : "", found);
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
