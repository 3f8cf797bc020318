// SPDX-License-Identifier: GPL-2.0-only
#include "nearby.h"
#include "cleanup.h"
#include "format.h"
#include "verdict/nearest.h"

#include <dirent.h>
#include <string.h>

#define ENTRIES_MAX 10000 /* of the directory, that are compared */

const char *nearby_question(char *ret, size_t size, const char *path)
{
	const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
	cleanup_free char *dir = slash ? strndup(path, (size_t)(slash - path) + 1) : strdup(".");
	DIR *d = dir && *name ? opendir(dir) : NULL;
	char **names = d ? calloc(ENTRIES_MAX, sizeof(*names)) : NULL;
	size_t n = 0;

	*ret = '\0';
	for (struct dirent *e; names && n < ENTRIES_MAX && (e = readdir(d));)
		if (strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0 &&
			/* a link to nothing is no answer to its own name */
			strcmp(e->d_name, name) != 0 &&
			nearest_names((const char *[NEAREST_MAX]){0}, name,
				(const char *[]){e->d_name}, 1) &&
			(names[n] = format_string("%s%s", slash ? dir : "", e->d_name)))
			n++;
	if (n)
		nearest_question(ret, size, path, (const char *const *)names, n);
	for (size_t i = 0; i < n; i++)
		free(names[i]);
	free(names);
	if (d)
		closedir(d);
	return ret;
}
