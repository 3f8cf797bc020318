// SPDX-License-Identifier: GPL-2.0-only
#include "kernel/build/products.h"
#include "capture.h"
#include "cleanup.h"
#include "diag.h"
#include "directories.h"
#include "files.h"
#include "format.h"
#include "kernel/arch.h"
#include "kernel/unpack/image.h"

#include <errno.h>
#include <string.h>
#include <sys/wait.h>

static int strip_into(const struct toolchain *t, const char *from, const char *to)
{
	cleanup_free char *tool =
		t->llvm ? format_string("llvm-strip%s", t->llvm_suffix) : strdup("strip");
	const char *argv[] = {tool, "--strip-debug", "-o", to, from, NULL};
	int status = 0, r;

	if (!tool)
		return diag_errno(-ENOMEM, "%s", from);
	r = process_capture((char *const *)argv, 5 * 60 * 1000, 0, NULL, NULL, &status);
	if (!r && (!WIFEXITED(status) || WEXITSTATUS(status)))
		r = -EIO;
	return r && r != -EINTR ? diag_errno(r, "%s %s", tool, from) : r;
}

static int copy_file(const char *from, const char *to)
{
	cleanup_free char *bytes = NULL;
	size_t len = 0;
	int r = files_read(from, IMAGE_MAX, &bytes, &len);

	return r ? diag_errno(r, "%s", from) : files_write(to, bytes, len);
}

/* Remove "build" and "source", which lead to the directories of the build. */
static int remove_links(const char *dir)
{
	cleanup_with(directory_walk_end) FTS *fts = directory_walk(dir);
	int r = fts ? 0 : -errno;

	for (FTSENT *e; !r && (e = fts_read(fts));)
		if ((e->fts_info == FTS_SL || e->fts_info == FTS_SLNONE) && unlink(e->fts_path))
			r = -errno;
	return r ? diag_errno(r, "%s", dir) : 0;
}

static int move_modules(const char *objects, const char *draft)
{
	cleanup_free char *from = format_string("%s/modules/lib/modules", objects);
	cleanup_free char *to = format_string("%s/modules", draft);

	if (!from || !to)
		return diag_errno(-ENOMEM, "modules");
	return rename(from, to) ? diag_errno(-errno, "%s", from) : remove_links(to);
}

int products_copy(const struct toolchain *t, const char *objects, bool image_too, bool modules,
	const char *draft)
{
	const struct {
		const char *from, *to;
	} files[] = {{".config", "config"}, {"System.map", "System.map"},
		{arch_default()->image_path, "image"}};
	cleanup_free char *vmlinux = format_string("%s/build/vmlinux", objects);
	cleanup_free char *stripped = format_string("%s/vmlinux", draft),
			  *image = format_string("%s/image", draft);
	int r = vmlinux && stripped && image ? strip_into(t, vmlinux, stripped)
					     : diag_errno(-ENOMEM, "build");

	for (size_t i = 0; !r && i < ARRAY_SIZE(files) - !image_too; i++) {
		cleanup_free char *from = format_string("%s/build/%s", objects, files[i].from);
		cleanup_free char *to = format_string("%s/%s", draft, files[i].to);
		r = from && to ? copy_file(from, to) : diag_errno(-ENOMEM, "build");
	}
	if (!r && !image_too && link(stripped, image))
		r = diag_errno(-errno, "%s", image);
	return !r && modules ? move_modules(objects, draft) : r;
}
