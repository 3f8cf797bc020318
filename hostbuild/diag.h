/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Messages on standard error, one line each, and the convention for errors: a function that fails
 * reports it once, where the context is known, and returns FAIL_MISUSE or -errno.  Its callers pass
 * that on without another message.
 */
#ifndef DIAG_H
#define DIAG_H

#include <stdbool.h>
#include <stddef.h>

/* Exit statuses, bpfjury(1). */
enum status {
	STATUS_MET = 0,
	STATUS_UNMET = 1,
	STATUS_MISUSE = 2,
	STATUS_UNKNOWN = 3,
};

/*
 * Returned for misuse or bad input, which ends in STATUS_MISUSE.  It is no errno: an EINVAL of a
 * system call must not pass for it.
 */
#define FAIL_MISUSE (-100000)

/*
 * For work that goes on after FAIL_MISUSE, so that all that is wrong is reported at once, and ends
 * at any other error.  fail_worse() is the one of two results to return: an errno, else
 * FAIL_MISUSE.
 */
bool fail_goes_on(int r);
int fail_worse(int before, int now);

/* The exit status for @r: 0, FAIL_MISUSE or -errno. */
enum status status_of(int r);

/* -1: -q; 0: default; 1 and more: -v. */
extern int diag_verbosity;

/* Print "bpfjury: …"; what a terminal or a CI runner would obey is escaped (text_show()). */
void diag_error(const char *format, ...) __attribute__((format(printf, 1, 2)));
void diag_warn(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* Progress and facts; not with -q. */
void diag_note(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* Only with -v. */
void diag_debug(const char *format, ...) __attribute__((format(printf, 1, 2)));

/*
 * diag_error() with the text of an errno, which is returned: return diag_errno(-ENOENT, "open %s",
 * path) prints "open x: No such file or directory".
 */
int diag_errno(int negative_errno, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Messages that follow are about @line of the file @path and begin with it; NULL: no longer. */
void diag_within(const char *path, int line);

/* diag_error(); returns FAIL_MISUSE. */
int diag_misuse(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Lines that are rewritten in place, only where stderr is a terminal and without -q. */
bool diag_live(void);
void diag_live_lines(const char *const *lines, size_t count);
/* One such line. */
void diag_live_line(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* A line above all live lines that follow; NULL: none any more. */
void diag_live_head(const char *text);
/* Erase the live lines before printing anything else; the functions above do so. */
void diag_live_clear(void);

#endif
