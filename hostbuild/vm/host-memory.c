// SPDX-License-Identifier: GPL-2.0-only
#include "vm/host-memory.h"
#include "cleanup.h"
#include "files.h"
#include "format.h"

#include <limits.h>
#include <string.h>
#include <sys/resource.h>

#define FILE_MAX   (1 << 20)
#define OVERCOMMIT "/proc/sys/vm/overcommit_memory"

/* The text of @root@dir@name, malloc'd; NULL: it cannot be read. */
static char *read_file(const char *root, const char *dir, const char *name)
{
	cleanup_free char *path = format_string("%s%s%s", root, dir, name);
	char *text = NULL;

	return path && files_read(path, FILE_MAX, &text, NULL) == 0 ? text : NULL;
}

/* The number after the line's first word @key; -1: there is no such line. */
static int64_t number_of(const char *text, const char *key)
{
	const size_t len = strlen(key);

	for (const char *at = text; at && *at; at = strchr(at, '\n'), at += at ? 1 : 0)
		if (strncmp(at, key, len) == 0 && strchr(" \t", at[len]))
			return strtoll(at + len, NULL, 10);
	return -1;
}

/* The number that is all of a file; INT64_MAX for "max"; -1: it is no number. */
static int64_t read_number(const char *root, const char *dir, const char *name)
{
	cleanup_free char *text = read_file(root, dir, name);
	char *end;

	if (!text || strncmp(text, "max", 3) == 0)
		return text ? INT64_MAX : -1;
	const int64_t n = strtoll(text, &end, 10);
	return end != text ? n : -1;
}

struct cgroup_files {
	const char *mount, *limit, *usage, *cached;
};
static const struct cgroup_files unified = {
	"/sys/fs/cgroup", "/memory.max", "/memory.current", "inactive_file"};
static const struct cgroup_files legacy = {"/sys/fs/cgroup/memory", "/memory.limit_in_bytes",
	"/memory.usage_in_bytes", "total_inactive_file"};

/* What a figure is of: memory that is left, or all that there is. */
enum measure { LEFT, WHOLE };

/*
 * Bytes that the cgroup @dir has, or has left; its page cache can be reclaimed.
 * INT64_MAX: no limit.
 */
static int64_t bytes_in(
	const char *root, const struct cgroup_files *f, const char *dir, enum measure of)
{
	const int64_t limit = read_number(root, dir, f->limit);
	const int64_t usage = read_number(root, dir, f->usage);
	cleanup_free char *stat = read_file(root, dir, "/memory.stat");
	const int64_t cached = stat ? number_of(stat, f->cached) : -1;

	if (limit < 0 || limit == INT64_MAX || usage < 0)
		return INT64_MAX;
	if (of == WHOLE)
		return limit;
	const int64_t left = limit - usage + (cached > 0 ? cached : 0);
	return left > 0 ? left : 0;
}

static void lower(int64_t *bytes, int64_t to)
{
	if (to < *bytes)
		*bytes = to;
}

/* A cgroup is bounded by each one above it. */
static void lower_to_cgroups(int64_t *bytes, const char *root, const struct cgroup_files *f,
	const char *path, size_t len, enum measure of)
{
	cleanup_free char *dir = format_string("%s%.*s", f->mount, (int)len, path);

	while (dir && strlen(dir) >= strlen(f->mount)) {
		lower(bytes, bytes_in(root, f, dir, of));
		*strrchr(dir, '/') = '\0';
	}
}

/* Lines "0::/path" and "4:cpu,memory:/path": cgroups(7). */
static void lower_to_limits(int64_t *bytes, const char *root, enum measure of)
{
	cleanup_free char *text = read_file(root, "/proc/self/", "cgroup");

	for (const char *at = text; at && *at; at = strchr(at, '\n'), at += at ? 1 : 0) {
		const size_t line = strcspn(at, "\n");
		const char *names = memchr(at, ':', line);
		const char *path =
			names ? memchr(names + 1, ':', line - (size_t)(names + 1 - at)) : NULL;
		if (!path)
			continue;
		const size_t len = line - (size_t)(path + 1 - at);
		cleanup_free char *list =
			format_string(",%.*s,", (int)(path - names - 1), names + 1);
		if (path == names + 1)
			lower_to_cgroups(bytes, root, &unified, path + 1, len, of);
		else if (list && strstr(list, ",memory,"))
			lower_to_cgroups(bytes, root, &legacy, path + 1, len, of);
	}
}

/* 0: it is not known. */
static int64_t bytes_at(const char *root, enum measure of)
{
	cleanup_free char *meminfo = read_file(root, "/proc/", "meminfo");
	const int64_t swap = meminfo && of == WHOLE ? number_of(meminfo, "SwapTotal:") : 0;
	int64_t bytes = -1;

	if (meminfo)
		bytes = number_of(meminfo, of == WHOLE ? "MemTotal:" : "MemAvailable:");
	if (bytes < 0)
		return 0;
	bytes = (bytes + (swap > 0 ? swap : 0)) * 1024;
	/* 2: the kernel promises no more than it has, Documentation/mm/overcommit-accounting.rst */
	if (read_number(root, OVERCOMMIT, "") == 2) {
		const int64_t limit = number_of(meminfo, "CommitLimit:");
		const int64_t promised = of == LEFT ? number_of(meminfo, "Committed_AS:") : 0;
		lower(&bytes, limit > promised ? (limit - promised) * 1024 : 0);
	}
	lower_to_limits(&bytes, root, of);
	return bytes;
}

/* Lowered to what this process may map. */
static int64_t bytes_here(enum measure of)
{
	int64_t bytes = bytes_at("", of);
	struct rlimit space;

	if (getrlimit(RLIMIT_AS, &space) == 0 && space.rlim_cur < INT64_MAX)
		lower(&bytes, (int64_t)space.rlim_cur);
	return bytes;
}

static int64_t share_mib(int64_t bytes)
{
	return bytes / 4 * 3 >> 20;
}

int64_t host_memory_mib_at(const char *root)
{
	return share_mib(bytes_at(root, LEFT));
}

int64_t host_memory_mib(void)
{
	return share_mib(bytes_here(LEFT));
}

int64_t host_memory_whole_mib_at(const char *root)
{
	return bytes_at(root, WHOLE) >> 20;
}

int64_t host_memory_whole_mib(void)
{
	return bytes_here(WHOLE) >> 20;
}
