// SPDX-License-Identifier: GPL-2.0-only
#include "layout.h"
#include "cleanup.h"
#include "config.h"
#include "diag.h"
#include "format.h"

#include <errno.h>
#include <limits.h>
#include <string.h>
#include <unistd.h>

/*
 * In a build directory the executable is next to init/, rootfs/, kconfigs/ and bpf/.  Installed
 * files are found relative to the executable, so a prefix that was moved still works.
 */
static int layout_find(const char *what, char **ret)
{
	char exe[PATH_MAX];
	ssize_t n = readlink("/proc/self/exe", exe, sizeof(exe) - 1);

	if (n <= 0)
		return diag_errno(-errno, "read /proc/self/exe");
	exe[n] = '\0';
	*strrchr(exe, '/') = '\0';
	const char *const places[] = {"", "/" BINDIR_TO_LIBEXEC};
	for (size_t i = 0; i < ARRAY_SIZE(places); i++) {
		cleanup_free char *path = format_string("%s%s/%s", exe, places[i], what);
		if (!path)
			return diag_errno(-ENOMEM, "find %s", what);
		if (access(path, R_OK) == 0) {
			*ret = steal(&path);
			return 0;
		}
	}
	return diag_errno(-ENOENT,
		"%s next to %s or in its ../libexec (is bpfjury installed completely?)", what, exe);
}

int layout_init(char **ret)
{
	return layout_find("init/init", ret);
}

int layout_manifest(char **ret)
{
	return layout_find("rootfs/manifest", ret);
}

int layout_docket(char **ret)
{
	return layout_find("bpf", ret);
}

int layout_kconfigs(char **ret)
{
	return layout_find("kconfigs", ret);
}
