// SPDX-License-Identifier: GPL-2.0-only
#include "cleanup.h"
#include "diag.h"
#include "files.h"
#include "format.h"
#include "kernel/arch.h"
#include "kernel/get/get.h"
#include "kernel/unpack/image.h"
#include "kernel/unpack/inspect.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

static int set_from_image(struct kernel *k, const char *bytes, size_t len)
{
	struct image_info info;
	int r = image_inspect(bytes, len, k->image, &info);

	if (r == -ENOEXEC)
		diag_error("%s: neither a %s nor an ELF vmlinux of %s, or truncated", k->image,
			arch_default()->image, arch_default()->name);
	if (r)
		return r;
	if (info.elf && !info.pvh) {
		diag_error("%s: a vmlinux without the PVH note (CONFIG_PVH), which QEMU cannot "
			   "boot; give its %s",
			k->image, arch_default()->image);
		return -ENOEXEC;
	}
	free(steal(&k->vmlinux));
	free(steal(&k->release));
	free(steal(&k->version));
	k->vmlinux = info.elf ? strdup(k->image) : NULL;
	k->release = *info.release ? strdup(info.release) : NULL;
	k->version = *info.version ? strdup(info.version) : NULL;
	return info.elf && !k->vmlinux ? diag_errno(-ENOMEM, "%s", k->image) : 0;
}

int image_file_inspect(struct kernel *k, int fd)
{
	cleanup_free char *self = format_string("/proc/self/fd/%d", fd), *bytes = NULL;
	size_t len = 0;
	int r = self ? files_read(self, IMAGE_MAX, &bytes, &len) : -ENOMEM;

	return r ? diag_errno(r, "%s", k->image) : set_from_image(k, bytes, len);
}

int get_image_kernel(struct kernel *ret, const struct kernel_spec *spec)
{
	cleanup_with(kernel_clear) struct kernel k = KERNEL_NONE;
	cleanup_free char *bytes = NULL;
	struct stat st;
	size_t len = 0;
	int r = files_read(spec->path, IMAGE_MAX, &bytes, &len);

	if (r)
		return diag_errno(r, "%s", spec->path);
	k.arch = strdup(arch_default()->name);
	k.image = strdup(spec->path);
	k.origin = strdup(spec->path);
	k.from = FROM_IMAGE;
	k.bytes = stat(spec->path, &st) ? 0 : (int64_t)st.st_blocks * 512;
	if (!k.arch || !k.image || !k.origin)
		return diag_errno(-ENOMEM, "%s", spec->path);
	r = set_from_image(&k, bytes, len);
	if (r)
		return r;
	*ret = k;
	k = KERNEL_NONE;
	return 0;
}
