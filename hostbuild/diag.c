// SPDX-License-Identifier: GPL-2.0-only
#include "diag.h"
#include "verdict/text.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

int diag_verbosity;
static size_t live_shown; /* lines */
static char live_head[256];
static struct {
	const char *path;
	int line;
} within;

void diag_within(const char *path, int line)
{
	within.path = path;
	within.line = line;
}

static void say(const char *mark, const char *tail, const char *format, va_list args)
	__attribute__((format(printf, 3, 0)));
static void say(const char *mark, const char *tail, const char *format, va_list args)
{
	char raw[4096], clean[4096 * 2];
	const int before =
		within.path ? snprintf(raw, sizeof(raw), "%.2048s:%d: ", within.path, within.line)
			    : 0;

	vsnprintf(raw + before, sizeof(raw) - (size_t)before, format, args);
	text_show(clean, sizeof(clean), raw, strlen(raw), 0);
	diag_live_clear();
	fprintf(stderr, "bpfjury: %s%s%s%s\n", mark, clean, tail ? ": " : "", tail ? tail : "");
}

#define SAY(mark, tail)                                                                            \
	do {                                                                                       \
		va_list args;                                                                      \
		va_start(args, format);                                                            \
		say(mark, tail, format, args);                                                     \
		va_end(args);                                                                      \
	} while (0)

void diag_error(const char *format, ...)
{
	SAY("", NULL);
}

void diag_warn(const char *format, ...)
{
	SAY("warning: ", NULL);
}

void diag_note(const char *format, ...)
{
	if (diag_verbosity >= 0)
		SAY("", NULL);
}

void diag_debug(const char *format, ...)
{
	if (diag_verbosity > 0)
		SAY("", NULL);
}

/* strerror(ETIMEDOUT) is "Connection timed out", but here it is a pipe or a process. */
static const char *error_text(int negative_errno)
{
	return negative_errno == -ETIMEDOUT ? "nothing came in time" : strerror(-negative_errno);
}

int diag_errno(int negative_errno, const char *format, ...)
{
	SAY("", error_text(negative_errno));
	return negative_errno;
}

int diag_misuse(const char *format, ...)
{
	SAY("", NULL);
	return FAIL_MISUSE;
}

bool fail_goes_on(int r)
{
	return !r || r == FAIL_MISUSE;
}

int fail_worse(int before, int now)
{
	return now && (!before || before == FAIL_MISUSE) ? now : before;
}

enum status status_of(int r)
{
	return !r ? STATUS_MET : r == FAIL_MISUSE ? STATUS_MISUSE : STATUS_UNKNOWN;
}

bool diag_live(void)
{
	return diag_verbosity >= 0 && isatty(STDERR_FILENO);
}

static int terminal_columns(void)
{
	struct winsize size;

	return ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col >= 20 ? size.ws_col : 80;
}

/* The bytes of the first @columns characters of @text; wide characters are not considered. */
static int cut(const char *text, int columns)
{
	size_t len = strlen(text), at = 0;

	for (; at < len && columns > 0; columns--) {
		size_t n = utf8_sequence(text + at, len - at);
		at += n ? n : 1;
	}
	return (int)at;
}

void diag_live_head(const char *text)
{
	snprintf(live_head, sizeof(live_head), "%s", text ? text : "");
}

void diag_live_lines(const char *const *lines, size_t count)
{
	const int columns = terminal_columns();
	const size_t head = *live_head != '\0';
	char clean[1024];

	if (!diag_live())
		return;
	diag_live_clear();
	for (size_t i = 0; i < count + head; i++) {
		const char *line = i < head ? live_head : lines[i - head];
		text_show(clean, sizeof(clean), line, strlen(line), 0);
		fprintf(stderr, "%s%.*s", i ? "\n" : "", cut(clean, columns - 1), clean);
	}
	live_shown = count + head;
}

void diag_live_line(const char *format, ...)
{
	char raw[512];
	const char *line = raw;
	va_list args;

	va_start(args, format);
	vsnprintf(raw, sizeof(raw), format, args);
	va_end(args);
	diag_live_lines(&line, 1);
}

void diag_live_clear(void)
{
	for (size_t i = 0; i < live_shown; i++)
		fputs(i ? "\033[A\r\033[K" : "\r\033[K", stderr);
	live_shown = 0;
}
