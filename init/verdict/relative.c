// SPDX-License-Identifier: GPL-2.0-only
#include "verdict/relative.h"

#include <stdio.h>
#include <string.h>

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

bool relative_path(char *ret, size_t size, const char *from, const char *path)
{
	const char *slash = strrchr(from, '/');

	snprintf(ret, size, "%.*s%s", slash ? (int)(slash - from) + 1 : 0, from, path);
	return normalize(ret);
}
