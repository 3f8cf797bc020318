// SPDX-License-Identifier: GPL-2.0-only
#include "archive/initramfs.h"
#include "cleanup.h"
#include "diag.h"
#include "format.h"
#include "layout.h"
#include "private.h"

#include <errno.h>

/* A stock kernel, its unpacked archive and a program's log need this much at least. */
#define KERNEL_MIB 256

int initramfs_write(const char *path, struct collection *objects, enum compression compression,
	int64_t *ret_bytes, int64_t *ret_unpacked)
{
	cleanup_free char *init = NULL, *manifest = NULL;
	int r = layout_init(&init);

	if (!r)
		r = layout_manifest(&manifest);
	if (r)
		return r;
	const struct archive_options options = {
		.manifest = manifest, .init = init, .compression = compression};
	return archive_pack(path, objects, &options, ret_bytes, ret_unpacked);
}

int initramfs_make(struct initramfs *ret, const char *dir, struct collection *objects)
{
	cleanup_with(initramfs_clear) struct initramfs i = INITRAMFS_NONE;

	i.path = format_string("%s/archive.cpio", dir);
	if (!i.path)
		return diag_errno(-ENOMEM, "pack");
	int r = initramfs_write(i.path, objects, COMPRESS_NONE, &i.bytes, &i.unpacked);
	if (!r)
		r = private_copy(i.path, dir, &i.fd);
	if (r)
		return r;
	*ret = i;
	i = INITRAMFS_NONE;
	return 0;
}

int64_t initramfs_guest_mib(const struct initramfs *i)
{
	return KERNEL_MIB + ((i->bytes + 2 * i->unpacked) >> 20);
}

void initramfs_clear(struct initramfs *i)
{
	if (i->fd >= 0)
		close(i->fd);
	free(i->path);
	*i = INITRAMFS_NONE;
}
