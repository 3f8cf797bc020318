/* SPDX-License-Identifier: GPL-2.0-only */
/* Which words of the kernel's command line had no effect. */
#ifndef INIT_WORDS_H
#define INIT_WORDS_H

#include <jansson.h>

#define UNUSED_WORDS_MAX 32

/* Where to look, and what the kernel handed to its first process. */
struct words_place {
	const char *root; /* "": of the running kernel, /proc and /sys */
	char *const *argv, *const *envp;
};

/*
 * The words of @line that had no effect, an array of {"word", "why"} of UNUSED_WORDS_MAX at most;
 * NULL without memory.  What cannot be read back counts as effective:
 *
 *   sysctl.NAME=VALUE   the sysctl has another value, or there is none of that name
 *   lockdown=LEVEL      securityfs says another level, or the kernel has no lockdown
 *   lsm=NAME,…          securityfs does not list one of them
 *   MODULE.NAME…        nothing of that name is in /sys/module
 *   any other           the kernel handed it to its first process, as it does with words that it
 *                       does not know: unknown_bootoption() in init/main.c
 */
json_t *words_unused(const char *line, const struct words_place *p);

#endif
