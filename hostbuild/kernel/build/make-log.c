// SPDX-License-Identifier: GPL-2.0-only
#include "kernel/build/make-log.h"
#include "cleanup.h"
#include "diag.h"
#include "files.h"

#include <stdio.h>
#include <string.h>

/*
 * Marks of the line to show, most telling first.  A full disk or a killed compiler is the cause of
 * the compilers' complaints above it.  Make's own "*** [Makefile:1: x.o] Error 1" only repeats a
 * complaint, unless make itself cannot go on.
 */
static const char *const causes[] = {"No space left on device", "Disk quota exceeded",
	"File too large", "Killed", "Cannot allocate memory", "out of memory", NULL};
static const char *const complaints[] = {" error: ", "fatal error", "undefined reference",
	"No rule to make target", "FAILED", ": error", "error, ", "Error: ", "command not found",
	"cannot find", "internal compiler error", NULL};
static const char *const make_errors[] = {"*** ", NULL};

static bool has_mark(const char *line, size_t len, const char *const marks[])
{
	if (memmem(line, len, "warning: ", 9))
		return false;
	for (size_t i = 0; marks[i]; i++)
		if (memmem(line, len, marks[i], strlen(marks[i])))
			return true;
	return false;
}

/* The first line of @log with one of @marks; @ret_from: two lines above it. */
static const char *find_line(const char *log, const char *const marks[], const char **ret_from)
{
	const char *before[2] = {log, log};

	for (const char *at = log; *at;) {
		size_t len = strcspn(at, "\n");
		if (has_mark(at, len, marks)) {
			*ret_from = before[0];
			return at;
		}
		before[0] = before[1];
		before[1] = at;
		at += len + (at[len] == '\n');
	}
	return NULL;
}

/*
 * "make[3]: *** [scripts/Makefile.build:229: b.o] Error 1" and "make[2]: *** Waiting for unfinished
 * jobs....": they repeat an error above.
 */
static bool is_repeated(const char *line, size_t len)
{
	return memmem(line, len, "*** [", 5) || memmem(line, len, "*** Waiting", 11);
}

char *make_log_first_error(const char *log, int lines)
{
	const char *from = NULL, *at = find_line(log, causes, &from);
	char *text = NULL;
	size_t size = 0;

	if (!at)
		at = find_line(log, complaints, &from);
	const bool make_error = !at && (at = find_line(log, make_errors, &from));
	FILE *f = open_memstream(&text, &size);
	for (int shown = 0; f && at && *from && shown < lines;) {
		size_t len = strcspn(from, "\n"), whole = len + (from[len] == '\n');
		if (make_error || from == at || !is_repeated(from, len)) {
			fwrite(from, 1, whole, f);
			shown++;
		}
		from += whole;
	}
	if (!f || fclose(f))
		return NULL;
	return text;
}

void make_log_show_error(const char *path)
{
	cleanup_free char *text = NULL, *shown = NULL;

	if (files_read(path, MAKE_LOG_MAX, &text, NULL) == 0)
		shown = make_log_first_error(text, 12);
	for (char *rest = shown, *line; rest && (line = strsep(&rest, "\n"));)
		if (*line)
			diag_error("  %s", line);
}
