/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the tool says besides its results: one clear line each, on stderr.  A library function
 * that fails says so once, where the context is known, and returns -errno; callers pass it on
 * in silence.
 */
#ifndef DIAG_H
#define DIAG_H

#include <stdbool.h>
#include <stddef.h>

/* Exit statuses of the contract; DESIGN and bpfjury(1). */
enum status {
	STATUS_MET = 0,
	STATUS_UNMET = 1,
	STATUS_MISUSE = 2,
	STATUS_UNKNOWN = 3,
};

/*
 * What a function returns besides 0 and -errno where what was given is wrong: misuse or bad input,
 * which ends in STATUS_MISUSE.  No errno, so that none that comes from elsewhere (EINVAL of a
 * system call) passes for it.
 */
#define FAIL_MISUSE (-100000)

/*
 * For work that goes on after FAIL_MISUSE, so that all that is wrong is reported at once, and ends
 * at any other error.  fail_worse() is the one of two results to return: an errno, else
 * FAIL_MISUSE.
 */
bool fail_goes_on(int r);
int fail_worse(int before, int now);

/* The status that a command ends with where @r came back: 0, FAIL_MISUSE, -errno. */
enum status status_of(int r);

/* -q: -1, default 0, -v: 1 and up. */
extern int diag_verbosity;

/* "bpfjury: …"; the text is made fit for a terminal or a CI log (text_show()) first. */
void diag_error(const char *format, ...) __attribute__((format(printf, 1, 2)));
void diag_warn(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* Progress and facts worth a line; silent with -q. */
void diag_note(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* Only with -v. */
void diag_debug(const char *format, ...) __attribute__((format(printf, 1, 2)));

/*
 * diag_error() and the negative errno back: return diag_errno(-ENOENT, "open %s", path) prints
 * "open x: No such file or directory".
 */
int diag_errno(int negative_errno, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* diag_error() and FAIL_MISUSE back. */
int diag_misuse(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Lines that are rewritten in place: only where stderr is a terminal and not with -q. */
bool diag_live(void);
void diag_live_lines(const char *const *lines, size_t count);
/* One such line. */
void diag_live_line(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* Take the live lines away before anything else is printed; the functions above do so. */
void diag_live_clear(void);

#endif
