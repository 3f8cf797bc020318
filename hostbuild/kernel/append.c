// SPDX-License-Identifier: GPL-2.0-only
#include "kernel/append.h"
#include "cleanup.h"
#include "format.h"
#include "verdict/run-parameters.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct {
	const char *word; /* up to "=", if there is one; with "." at its end: what it begins with */
	const char *why;
} refused[] = {
	{RUN_PARAMETERS_PREFIX, "bpfjury sets these"},
	{"--", "what follows would go to /init"},
	{"console", "the console that bpfjury reads is set"},
	{"init", "the archive has the /init that judges"},
	{"rdinit", "the archive has the /init that judges"},
	{"panic", "a kernel that died must end at once"},
	{"oops", "a kernel that died must end at once"},
	{"quiet", "it would hide how a kernel dies"},
	{"loglevel", "it would hide how a kernel dies"},
	{"printk.time", "time stamps tell the kernel's lines from others"},
	{"sysctl.kernel.panic", "a kernel that died must end at once"},
	{"sysctl.kernel.panic_on_oops", "a kernel that died must end at once"},
	{"sysctl.kernel.printk", "it would hide how a kernel dies"},
	{"mem", "give --memory, or memory: in bpfjury.yaml"},
};

/*
 * The kernel takes "-" and "_" of a name for the same, parameq() in kernel/params.c, and "." and
 * "/" of a sysctl's, process_sysctl_arg() in fs/proc/proc_sysctl.c.
 */
static char plain(char c, bool sysctl)
{
	return c == '-' ? '_' : sysctl && c == '/' ? '.' : c;
}

static bool is_same_name(const char *a, const char *b, size_t len)
{
	const bool sysctl = strncmp(b, "sysctl.", 7) == 0;

	for (size_t i = 0; i < len; i++)
		if (plain(a[i], sysctl) != plain(b[i], sysctl))
			return false;
	return true;
}

static const char *why_refused(const char *word)
{
	const size_t len = strcspn(word, "=");

	for (size_t i = 0; i < ARRAY_SIZE(refused); i++) {
		const size_t own = strlen(refused[i].word);
		const bool begins = refused[i].word[own - 1] == '.';
		if ((begins ? len >= own : len == own) && is_same_name(word, refused[i].word, own))
			return refused[i].why;
	}
	return NULL;
}

static int check_bytes(const char *text, char *why, size_t size)
{
	for (const char *c = text; *c; c++) {
		const unsigned char byte = (unsigned char)*c;
		if ((byte < ' ' && byte != '\t') || byte > '~' || byte == '"') {
			snprintf(why, size, "must be printable ASCII without quotes");
			return -EINVAL;
		}
	}
	if (strlen(text) < APPEND_SIZE)
		return 0;
	snprintf(why, size, "is longer than %d bytes", APPEND_SIZE - 1);
	return -EINVAL;
}

int append_words(char **ret, const char *text, char *why, size_t size)
{
	int r = check_bytes(text, why, size);
	cleanup_free char *copy = r ? NULL : strdup(text), *all = NULL;
	char *rest = NULL;

	*ret = NULL;
	if (r)
		return r;
	for (char *w = copy ? strtok_r(copy, " \t", &rest) : NULL; w;
		w = strtok_r(NULL, " \t", &rest)) {
		const char *refusal = why_refused(w);
		if (refusal) {
			snprintf(why, size, "%s: %s", w, refusal);
			return -EINVAL;
		}
		char *more = append_join(all, w);
		free(all);
		all = more;
		if (!all)
			return -ENOMEM;
	}
	if (!copy)
		return -ENOMEM;
	if (all && strcmp(all, "none") != 0)
		*ret = steal(&all);
	return 0;
}

char *append_join(const char *first, const char *second)
{
	if (first && second)
		return format_string("%s %s", first, second);
	return first || second ? strdup(first ? first : second) : NULL;
}
