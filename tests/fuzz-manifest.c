// SPDX-License-Identifier: GPL-2.0-only
/*
 * Any bytes as a manifest: the kernel must be able to unpack all accepted entries.
 * Run with -close_fd_mask=2, or every refusal is printed.
 */
#include "archive/manifest.h"
#include "cleanup.h"

#include <limits.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool true_)
{
	if (!true_)
		abort();
}

static void check(const struct entries *t, size_t i)
{
	const struct cpio_entry *e = t->entries[i];
	const char *slash = strrchr(e->name, '/');
	bool parent = !slash;

	require(*e->name && *e->name != '/' && strlen(e->name) < PATH_MAX);
	require(!i || strcmp(t->entries[i - 1]->name, e->name) < 0);
	require((S_ISREG(e->mode) || S_ISLNK(e->mode)) == !!e->text);
	require(!e->text || (*e->text && strlen(e->text) < PATH_MAX));
	require(e->group <= t->groups && e->major <= 0xfff && e->minor <= 0xfffff);
	for (size_t j = 0; j < i && !parent; j++)
		parent = S_ISDIR(t->entries[j]->mode) &&
			 strlen(t->entries[j]->name) == (size_t)(slash - e->name) &&
			 !strncmp(t->entries[j]->name, e->name, (size_t)(slash - e->name));
	require(parent);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct variable variables[] = {{"INIT", "/init"}};
	cleanup_with(entries_clear) struct entries t = {0};

	manifest_parse(&t, "manifest", (const char *)data, size, variables, ARRAY_SIZE(variables));
	entries_sort(&t);
	for (size_t i = 0; i < t.count; i++)
		check(&t, i);
	return 0;
}
