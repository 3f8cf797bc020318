// SPDX-License-Identifier: GPL-2.0-only
#include "kernel/store/commit.h"
#include "cleanup.h"
#include "diag.h"
#include "files.h"
#include "format.h"
#include "kernel/arch.h"
#include "kernel/store/meta.h"
#include "kernel/store/store.h"
#include "kernel/unpack/image.h"
#include "kernel/unpack/inspect.h"
#include "kernel/unpack/isolate.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>

#define UNWRAP_TIMEOUT_MS (5 * 60 * 1000)

/*
 * In the isolated child, whose directory is the draft: make vmlinux from the image, or keep the one
 * that was built, if QEMU can boot it.
 */
static int unwrap(void *arg)
{
	cleanup_free char *image = NULL, *vmlinux = NULL;
	const char *origin = arg;
	struct image_info info, inner;
	size_t len = 0, vmlinux_len = 0;
	int r = files_read("image", IMAGE_MAX, &image, &len);

	if (r || (r = image_parse(image, len, &info)))
		return diag_errno(r, "%s: image", origin);
	/* a build made both */
	if (files_read("vmlinux", IMAGE_VMLINUX_MAX, &vmlinux, &vmlinux_len) == 0) {
		bool boots = image_parse(vmlinux, vmlinux_len, &inner) == 0 && inner.pvh;
		return !boots && unlink("vmlinux") ? diag_errno(-errno, "%s: vmlinux", origin) : 0;
	}
	if (info.elf)
		return info.pvh && link("image", "vmlinux")
			       ? diag_errno(-errno, "%s: vmlinux", origin)
			       : 0;
	if (!info.payload_length)
		return 0;
	r = image_unwrap(image, len, &info, &vmlinux, &vmlinux_len);
	if (r == -EOPNOTSUPP) {
		diag_debug("%s: unknown compression; no vmlinux", origin);
		return 0;
	}
	if (r == -EBADMSG)
		diag_error("%s: the kernel compressed in its image is damaged", origin);
	if (r)
		return r == -EBADMSG ? r : diag_errno(r, "%s: unpack the image", origin);
	if (image_parse(vmlinux, vmlinux_len, &inner) || !inner.pvh)
		return 0;
	cleanup_close int fd = open("vmlinux", O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
	r = fd < 0 ? -errno : write_all(fd, vmlinux, vmlinux_len);
	return r ? diag_errno(r, "%s: write vmlinux", origin) : 0;
}

/* Sets release and version if the image has them, and arch.  -ENODATA: there is no image. */
static int read_image(struct kernel *k, const char *dir)
{
	cleanup_free char *path = format_string("%s/image", dir), *image = NULL;
	struct image_info info;
	size_t len = 0;
	int r = path ? files_read(path, IMAGE_MAX, &image, &len) : -ENOMEM;

	if (r == -ENOENT)
		return -ENODATA;
	if (r)
		return diag_errno(r, "%s", k->origin);
	r = image_inspect(image, len, k->origin, &info);
	if (r == -ENOEXEC)
		diag_error("%s: its kernel image is neither a %s nor an ELF vmlinux of %s, or is "
			   "truncated",
			k->origin, arch_default()->image, arch_default()->name);
	if (r)
		return r;
	if (*info.release)
		k->release = strdup(info.release);
	if (*info.version)
		k->version = strdup(info.version);
	k->arch = strdup(arch_default()->name);
	return k->arch ? 0 : diag_errno(-ENOMEM, "%s", k->origin);
}

/* Waits until nobody uses the entry of that name. */
static int replace_entry(struct draft *d, const char *name)
{
	cleanup_free char *path = format_string("%s/%s", d->parent, name),
			  *lock = path ? entry_lock_path(path) : NULL;
	cleanup_free char *doing = format_string("using %s", name);
	cleanup_close int fd = -1;
	int r = lock && doing ? lock_file(lock, false, doing, &fd)
			      : diag_errno(-ENOMEM, "write %s", name);

	return r ? r : draft_place(d, name);
}

int store_commit(struct kernel *ret, struct draft *d, const struct kernel *k)
{
	struct kernel entry = *k; /* its strings are borrowed from @k and @found */
	struct kernel found = {.origin = k->origin};
	int r = read_image(&found, d->dir);

	entry.arch = found.arch;
	entry.release = found.release ? found.release : k->release;
	entry.version = found.version ? found.version : k->version;
	const struct isolation c = {.what = k->origin,
		.directory = d->dir,
		.fd = -1,
		.max_file = (long)IMAGE_VMLINUX_MAX,
		.timeout_ms = UNWRAP_TIMEOUT_MS};
	if (!r)
		r = isolated_run(unwrap, k->origin, &c);
	if (!r)
		r = meta_write(d->dir, &entry);
	if (!r)
		r = replace_entry(d, k->name);
	if (!r)
		r = store_use_unchecked(ret, d->parent, k->name);
	free(found.arch);
	free(found.release);
	free(found.version);
	return r;
}
