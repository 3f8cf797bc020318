// SPDX-License-Identifier: GPL-2.0-only
#include "processors.h"
#include "cleanup.h"
#include "files.h"
#include "format.h"

#include <errno.h>
#include <sched.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define FILE_MAX (64 << 10)

/* The number at @at, which is moved behind it; false: there is none that is above 0. */
static bool read_number(char **at, int64_t *ret)
{
	errno = 0;
	*ret = strtoll(*at, at, 10);
	return !errno && *ret > 0;
}

/* "200000 100000", quota and period in microseconds; "max 100000" has no quota. */
static int64_t quota_of(const char *root, const char *dir)
{
	cleanup_free char *path = format_string("%s/sys/fs/cgroup%s/cpu.max", root, dir);
	cleanup_free char *text = NULL;
	int64_t quota, period;

	if (!path || files_read(path, FILE_MAX, &text, NULL))
		return INT64_MAX;
	char *at = text;
	if (!read_number(&at, &quota) || !read_number(&at, &period))
		return INT64_MAX;
	return quota < period ? 1 : quota / period;
}

int64_t processors_of_cgroups(const char *root)
{
	cleanup_free char *path = format_string("%s/proc/self/cgroup", root), *text = NULL;
	int64_t least = INT64_MAX;

	if (!path || files_read(path, FILE_MAX, &text, NULL))
		return least;
	char *dir = strstr(text, "0::/");
	if (!dir || (dir != text && dir[-1] != '\n'))
		return least;
	dir += strlen("0::");
	dir[strcspn(dir, "\n")] = '\0';
	for (;;) {
		const int64_t quota = quota_of(root, dir);
		least = quota < least ? quota : least;
		char *slash = strrchr(dir, '/');
		if (!slash)
			return least;
		*slash = '\0';
	}
}

int64_t processors(void)
{
	const int64_t limit = processors_of_cgroups("");
	cpu_set_t set;
	/* more than 1024 do not fit in the set: a build with one of them would be wrong, too */
	const int64_t count = sched_getaffinity(0, sizeof(set), &set) ? 1 : CPU_COUNT(&set);

	return count < limit ? count : limit;
}
