// SPDX-License-Identifier: GPL-2.0-only
#include "judge/object-path.h"
#include "verdict/nearest.h"

#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NEAR_MAX 10000 /* objects that are searched for a suggestion */

/* Remove "." and ".." from @path, lexically; false where it leaves the top directory. */
static bool normalize(char *path)
{
	size_t out = 0;

	for (char *at = path; *at;) {
		size_t len = strcspn(at, "/"), more = len + (at[len] == '/');
		bool up = len == 2 && strncmp(at, "..", 2) == 0;
		if (up && !out)
			return false;
		if (up) {
			for (out--; out > 0 && path[out - 1] != '/';)
				out--;
		} else if (len && !(len == 1 && *at == '.')) {
			memmove(path + out, at, more);
			out += more;
		}
		at += more;
	}
	path[out] = '\0';
	return true;
}

const struct docket_entry *object_path_find(const struct docket *docket, const char *from,
	const char *path, size_t len, char *ret, size_t size)
{
	const char *slash = strrchr(from, '/');
	char at[PATH_MAX];

	snprintf(ret, size, "%.*s%.*s", slash ? (int)(slash - from) + 1 : 0, from, (int)len, path);
	bool inside = normalize(ret);
	for (size_t i = 0; inside && i < docket->count; i++) {
		snprintf(at, sizeof(at), "%s", docket->entries[i].path);
		if (normalize(at) && strcmp(at, ret) == 0)
			return &docket->entries[i];
	}
	return NULL;
}

const char *object_path_suggest(
	char *ret, size_t size, const struct docket *docket, const char *path)
{
	const size_t count = docket->count < NEAR_MAX ? docket->count : NEAR_MAX;
	const char **names = calloc(count + 1, sizeof(*names));

	*ret = '\0';
	for (size_t i = 0; names && i < count; i++)
		names[i] = docket->entries[i].path;
	if (names)
		nearest_question(ret, size, path, names, count);
	free(names);
	return ret;
}
