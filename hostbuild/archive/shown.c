// SPDX-License-Identifier: GPL-2.0-only
#include "archive/shown.h"

#include <stdlib.h>
#include <string.h>

char *shown_tidy(const char *path)
{
	char *tidy = malloc(strlen(path) + 2), *out = tidy;

	if (!tidy)
		return NULL;
	if (*path == '/')
		*out++ = '/';
	while (*(path += strspn(path, "/"))) {
		size_t n = strcspn(path, "/");
		if (!(n == 1 && *path == '.')) {
			if (out > tidy && out[-1] != '/')
				*out++ = '/';
			memcpy(out, path, n);
			out += n;
		}
		path += n;
	}
	if (out == tidy)
		*out++ = '.';
	*out = '\0';
	return tidy;
}

size_t shown_common(const char *const paths[], size_t count)
{
	if (!count)
		return 0;
	const char *slash = strrchr(paths[0], '/');
	size_t common = slash ? (size_t)(slash - paths[0]) + 1 : 0;
	for (size_t i = 1; i < count; i++)
		while (common && strncmp(paths[0], paths[i], common))
			for (common--; common && paths[0][common - 1] != '/';)
				common--;
	return common;
}
