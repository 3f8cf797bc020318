// SPDX-License-Identifier: GPL-2.0-only
#include "cache.h"
#include "cleanup.h"
#include "diag.h"
#include "directories.h"
#include "format.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

char *cache_path(void)
{
	const char *own = getenv("BPFJURY_CACHE"), *xdg = getenv("XDG_CACHE_HOME"),
		   *home = getenv("HOME");

	if (own && *own)
		return strdup(own);
	if (xdg && *xdg == '/')
		return format_string("%s/bpfjury", xdg);
	return home && *home ? format_string("%s/.cache/bpfjury", home) : NULL;
}

/*
 * The checksums of kernels are in the store next to them.  Its owner can replace a kernel together
 * with its checksum, and root would then parse and boot it.
 */
static void warn_of_owner(const char *dir)
{
	static bool said;
	struct stat st;

	if (said || stat(dir, &st) || st.st_uid == geteuid())
		return;
	said = true;
	diag_warn(
		"%s belongs to user %u, and this is user %u: its owner decides what is booted; set "
		"BPFJURY_CACHE for a separate cache",
		dir, (unsigned)st.st_uid, (unsigned)geteuid());
}

int cache_dir(char **ret)
{
	cleanup_free char *dir = cache_path();

	if (!dir) {
		diag_error("no directory for a cache: set BPFJURY_CACHE, XDG_CACHE_HOME or HOME");
		return -ENOENT;
	}
	int r = directory_make(dir);
	if (r)
		return r;
	warn_of_owner(dir);
	/* absolute, for children in other directories, and one name for lock files */
	*ret = realpath(dir, NULL);
	return *ret ? 0 : diag_errno(-errno, "%s", dir);
}

int cache_subdir(const char *name, char **ret)
{
	cleanup_free char *cache = NULL, *dir = NULL;
	int r = cache_dir(&cache);

	if (r)
		return r;
	dir = format_string("%s/%s", cache, name);
	r = dir ? directory_make(dir) : diag_errno(-ENOMEM, "%s", name);
	if (!r)
		*ret = steal(&dir);
	return r;
}
