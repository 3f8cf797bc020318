// SPDX-License-Identifier: GPL-2.0-only
#include "modules.h"
#include "../cleanup.h"
#include "../diag.h"
#include "../files.h"
#include "../process.h"

#include <errno.h>
#include <fts.h>
#include <string.h>
#include <sys/wait.h>

#define TIMEOUT_MS (15 * 60 * 1000)

/* "build" and "source" lead to where it was built: nothing for a store. */
static int remove_links(const char *dir)
{
	char *paths[] = {(char *)dir, NULL};
	FTS *fts = fts_open(paths, FTS_PHYSICAL | FTS_NOCHDIR, NULL);
	int r = fts ? 0 : -errno;

	for (FTSENT *e; !r && (e = fts_read(fts));)
		if ((e->fts_info == FTS_SL || e->fts_info == FTS_SLNONE) && unlink(e->fts_path))
			r = -errno;
	if (fts)
		fts_close(fts);
	return r ? diag_errno(r, "%s", dir) : 0;
}

int modules_install(const struct source_tree *tree, const struct toolchain *t, const char *objects, const char *draft)
{
	cleanup_free char *build = format_string("%s/build", objects);
	cleanup_free char *where = format_string("INSTALL_MOD_PATH=%s/installed", draft);
	cleanup_free char *installed = format_string("%s/installed", draft);
	cleanup_free char *from = format_string("%s/installed/lib/modules", draft);
	cleanup_free char *to = format_string("%s/modules", draft), *out = NULL;
	const char *words[] = {"modules_install", where, "INSTALL_MOD_STRIP=1", "DEPMOD=true", NULL};
	char **argv = build && where && installed && from && to ? toolchain_make(t, tree, build, 1, words) : NULL;
	int status = 0, r;

	if (!argv)
		return diag_errno(-ENOMEM, "modules");
	r = process_capture(argv, TIMEOUT_MS, 64 << 20, &out, NULL, &status);
	toolchain_make_free(argv);
	if (r)
		return r == -EINTR ? r : diag_errno(r, "make modules_install");
	if (!WIFEXITED(status) || WEXITSTATUS(status)) {
		diag_error("%s: make modules_install failed", tree->dir);
		return -EIO;
	}
	if (rename(from, to))
		return diag_errno(-errno, "%s", from);
	r = files_remove_tree(installed);
	return r ? r : remove_links(to);
}
