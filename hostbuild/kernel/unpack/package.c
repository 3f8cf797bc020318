// SPDX-License-Identifier: GPL-2.0-only
#include "kernel/unpack/package.h"
#include "format.h"
#include "kernel/unpack/extract.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

const struct extract_limits package_limits_default = {
	/* the largest seen: Ubuntu's generic modules, 0.6 GB in 7000 files */
	.bytes = (int64_t)4 << 30,
	.file = (int64_t)1 << 30,
	.entries = 200000,
	.path = 1024,
};

static bool starts_with(const char **text, const char *start)
{
	if (strncmp(*text, start, strlen(start)))
		return false;
	*text += strlen(start);
	return true;
}

/* @path is what follows lib/modules/: RELEASE, or RELEASE/ and more. */
static int place_module(const char *path, char **ret)
{
	const char *below = strchr(path, '/');

	if (!*path || *path == '/')
		return 0;
	if (below && (!strcmp(below, "/vmlinuz") || !strcmp(below, "/vmlinuz.unsigned")))
		*ret = strdup("image");
	else if (below && (!strcmp(below, "/config") || !strcmp(below, "/System.map")))
		*ret = strdup(below + 1);
	else if (below && (!strncmp(below, "/build/", 7) || !strncmp(below, "/source/", 8) ||
				  !strcmp(below, "/vmlinux")))
		return 0; /* headers, and the unstripped vmlinux for debuggers */
	else
		*ret = format_string("modules/%s", path);
	return *ret ? 0 : -ENOMEM;
}

int package_place(const char *path, char **ret)
{
	*ret = NULL;
	if (*path == '/' || extract_climbs(path))
		return -EBADMSG;
	while (starts_with(&path, "./"))
		;
	if (starts_with(&path, "boot/")) {
		if (starts_with(&path, "vmlinuz-"))
			*ret = strdup("image");
		else if (starts_with(&path, "config-"))
			*ret = strdup("config");
		else if (starts_with(&path, "System.map-"))
			*ret = strdup("System.map");
		else
			return 0;
		return *ret ? 0 : -ENOMEM;
	}
	starts_with(&path, "usr/");
	return starts_with(&path, "lib/modules/") ? place_module(path, ret) : 0;
}

/* Leaves out links, directories other than those of modules, and a System.map that is none. */
static int place_entry(const char *path, const struct extract_entry *e, char **ret)
{
	int r = package_place(path, ret);

	if (r || !*ret)
		return r;
	/* since 4.x Debian's System.map is a line that names the -dbg package */
	if (e->kind == EXTRACT_LINK ||
		(e->kind == EXTRACT_DIR && strncmp(*ret, "modules/", 8) != 0) ||
		(strcmp(*ret, "System.map") == 0 && e->bytes < 4096)) {
		free(*ret);
		*ret = NULL;
	}
	return 0;
}

int package_extract(
	const char *package, int fd, const char *into, const struct extract_limits *limits)
{
	const struct extract_options o = {.what = "kernel", .limits = limits, .place = place_entry};

	return extract(package, fd, into, &o);
}
