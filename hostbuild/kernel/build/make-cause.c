// SPDX-License-Identifier: GPL-2.0-only
/*
 * Whose failure a failed make is.  make has one status for all of them, so the words of the tools
 * are read: those of errno in the C locale, of the shell, of make, gcc, clang and binutils.
 */
#include "cleanup.h"
#include "diag.h"
#include "directories.h"
#include "files.h"
#include "format.h"
#include "kernel/build/make-log.h"
#include "scratch.h"

#include <ctype.h>
#include <errno.h>
#include <libgen.h>
#include <stdlib.h>
#include <string.h>

static const struct {
	const char *mark;
	int error;
} marks[] = {
	{"No space left on device", -ENOSPC}, {"Disk quota exceeded", -ENOSPC},
	{"File too large", -ENOSPC}, {"Killed", -ENOMEM}, /* the shell and gcc, of SIGKILL */
	{"] Error 137", -ENOMEM}, {"Cannot allocate memory", -ENOMEM}, {"out of memory", -ENOMEM},
	{"Out of memory", -ENOMEM}, {"memory exhausted", -ENOMEM}, {"std::bad_alloc", -ENOMEM},
	{"ccache: error: ", -EIO}, /* its own; a compiler's come without that prefix */
	{"Input/output error", -EIO},
	{"Bus error", -EIO}, /* a page of a mapped file that the disk has no room for */
	{"Structure needs cleaning", -EIO}, {"Stale file handle", -EIO}, {"] Terminated", -EIO},
	{"] Hangup", -EIO}, {"] Error 143", -EIO}, {"Read-only file system", -EROFS},
	{"Too many open files", -EMFILE}, {"Resource temporarily unavailable", -EAGAIN},
	{"error while loading shared libraries", -ENOENT},
	{"cannot find -l", -ENOENT},  /* only the build's own tools are linked with libraries */
	{"please install ", -ENOENT}, /* the kernel's Makefile, of libelf */
	{": pahole (", -ENOENT},      /* scripts/link-vmlinux.sh of 5.10: "is not available" */
};

/* Headers of libraries, not of the kernel. */
static const char *const library_headers[] = {"openssl/", "gelf.h", "libelf.h", "zlib.h", "gmp.h",
	"mpc.h", "gcc-plugin.h", "stdio.h", "stdlib.h", "bits/", "gnu/"};

/* Whether the line, @len bytes, has @word in it. */
static bool has(const char *line, size_t len, const char *word)
{
	return memmem(line, len, word, strlen(word)) != NULL;
}

/* "   12 | 	pr_err("out of memory");": gcc and clang quote the source like this. */
static bool is_quoted_source(const char *line, size_t len)
{
	size_t at = 0;

	while (at < len && (line[at] == ' ' || isdigit((unsigned char)line[at])))
		at++;
	return at < len && line[at] == '|';
}

/* Whether the word that ends before @end is a program's name: a script of the tree has a slash. */
static bool is_program(const char *line, const char *end)
{
	const char *at = end;

	while (at > line && !isspace((unsigned char)at[-1]))
		at--;
	return at < end && !memchr(at, '/', (size_t)(end - at));
}

/*
 * "/bin/sh: 1: bc: not found", "bash: line 1: bc: command not found", "make[1]: bc: No such file or
 * directory", "/usr/bin/env: 'python3': No such file or directory".
 */
static bool lacks_program(const char *line, size_t len)
{
	static const char *const ends[] = {": command not found", ": not found"};
	static const char none[] = ": No such file or directory";
	const size_t none_len = sizeof(none) - 1;

	for (size_t i = 0; i < ARRAY_SIZE(ends); i++) {
		size_t n = strlen(ends[i]);
		if (len > n && memcmp(line + len - n, ends[i], n) == 0)
			return has(line, len - n, ": ") && !has(line, len, "error: ") &&
			       is_program(line, line + len - n);
	}
	bool caller = strncmp(line, "make[", 5) == 0 || strncmp(line, "make: ", 6) == 0 ||
		      strncmp(line, "/usr/bin/env: ", 14) == 0 || strncmp(line, "env: ", 5) == 0;
	return caller && len > none_len && memcmp(line + len - none_len, none, none_len) == 0 &&
	       !has(line, len, "***") && is_program(line, line + len - none_len);
}

/* "fatal error: openssl/bio.h: No such file or directory". */
static bool lacks_library_header(const char *line, size_t len)
{
	static const char mark[] = "fatal error: ";
	const char *at = memmem(line, len, mark, sizeof(mark) - 1);

	if (!at)
		return false;
	at += sizeof(mark) - 1;
	at += *at == '\'';
	for (size_t i = 0; i < ARRAY_SIZE(library_headers); i++)
		if (strncmp(at, library_headers[i], strlen(library_headers[i])) == 0)
			return true;
	return false;
}

/* A script without its execute bit is the source's; a file that cannot be written is not. */
static bool may_not_write(const char *line, size_t len)
{
	static const char *const writing[] = {
		"create", "output file", "open output", "can't open", "writing"};

	if (!has(line, len, "Permission denied"))
		return false;
	for (size_t i = 0; i < ARRAY_SIZE(writing); i++)
		if (has(line, len, writing[i]))
			return true;
	return false;
}

static int cause_in_line(const char *line, size_t len)
{
	if (is_quoted_source(line, len) || has(line, len, "warning: "))
		return 0;
	for (size_t i = 0; i < ARRAY_SIZE(marks); i++)
		if (has(line, len, marks[i].mark))
			return marks[i].error;
	if (lacks_program(line, len) || lacks_library_header(line, len))
		return -ENOENT;
	return may_not_write(line, len) ? -EACCES : 0;
}

int make_log_cause(const char *log)
{
	for (const char *at = log; *at;) {
		size_t len = strcspn(at, "\n");
		int r = cause_in_line(at, len);
		if (r)
			return r;
		at += len + (at[len] == '\n');
	}
	return -EBADMSG;
}

/* Whether the disk of @dir is full.  Reports it. */
static bool is_full(const char *dir)
{
	const bool full = directory_is_full(dir);

	if (full)
		diag_error("%s: its disk is full", dir);
	return full;
}

int make_log_read_cause(const char *path)
{
	cleanup_free char *text = NULL, *copy = strdup(path);
	int r = copy ? files_read(path, MAKE_LOG_MAX, &text, NULL) : -ENOMEM;

	if (!r)
		r = make_log_cause(text);
	else if (r != -ENOMEM)
		r = -EIO; /* without the log nothing is known of the source */
	if (r == -EBADMSG && (is_full(dirname(copy)) || is_full(scratch_parent())))
		r = -ENOSPC;
	return r;
}
