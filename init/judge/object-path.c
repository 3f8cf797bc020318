// SPDX-License-Identifier: GPL-2.0-only
#include "judge/object-path.h"
#include "verdict/nearest.h"
#include "verdict/relative.h"

#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NEAR_MAX 10000 /* objects that are searched for a suggestion */

const struct docket_entry *object_path_find(const struct docket *docket,
	const struct docket_entry *from, const char *path, size_t len, char *ret, size_t size)
{
	char at[PATH_MAX];

	snprintf(at, sizeof(at), "%.*s", (int)len, path);
	bool inside = relative_path(ret, size, from->path, at);
	for (size_t i = 0; inside && i < docket->count; i++)
		if (docket->entries[i].against == from->against &&
			relative_path(at, sizeof(at), "", docket->entries[i].path) &&
			strcmp(at, ret) == 0)
			return &docket->entries[i];
	return NULL;
}

const char *object_path_suggest(char *ret, size_t size, const struct docket *docket,
	const struct docket_entry *from, const char *path)
{
	const size_t count = docket->count < NEAR_MAX ? docket->count : NEAR_MAX;
	const char **names = calloc(count + 1, sizeof(*names));

	*ret = '\0';
	size_t n = 0;
	for (size_t i = 0; names && i < count; i++)
		if (docket->entries[i].against == from->against)
			names[n++] = docket->entries[i].path;
	if (names)
		nearest_question(ret, size, path, names, n);
	free(names);
	return ret;
}
