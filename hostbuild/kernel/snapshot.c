// SPDX-License-Identifier: GPL-2.0-only
#include "kernel/snapshot.h"
#include "cleanup.h"
#include "diag.h"
#include "digest.h"
#include "kernel/get/get.h"
#include "kernel/store/meta.h"
#include "private.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

void kernel_snapshot_clear(struct kernel_snapshot *c)
{
	int *const all[] = {&c->image, &c->vmlinux, &c->config};

	for (size_t i = 0; i < ARRAY_SIZE(all); i++)
		if (*all[i] >= 0)
			close(steal_fd(all[i]));
}

static int report_damaged(const struct kernel *k, const char *path)
{
	diag_error("%s: %s is not what was put in the store; remove %s and get it again", k->name,
		path, k->name);
	return -EBADMSG;
}

/* @path is the file @what of an entry; @ret_sha256 may be NULL. */
static int copy_one(const struct kernel *k, const char *path, const char *what, const char *dir,
	int *ret_fd, char *ret_sha256)
{
	cleanup_close int fd = -1;
	int r = private_copy(path, dir, &fd);

	if (r)
		return r;
	if (k->dir && meta_check_fd(k->dir, what, fd))
		return report_damaged(k, path);
	r = ret_sha256 ? sha256_fd(fd, ret_sha256) : 0;
	if (r)
		return diag_errno(r, "%s", path);
	*ret_fd = steal_fd(&fd);
	return 0;
}

static bool same_file(const char *a, const char *b)
{
	struct stat x, y;

	return !stat(a, &x) && !stat(b, &y) && x.st_dev == y.st_dev && x.st_ino == y.st_ino;
}

static int copy_vmlinux(struct kernel_snapshot *c, const struct kernel *k, const char *dir)
{
	if (!same_file(k->image, k->vmlinux))
		return copy_one(k, k->vmlinux, "vmlinux", dir, &c->vmlinux, c->vmlinux_sha256);
	memcpy(c->vmlinux_sha256, c->image_sha256, sizeof(c->vmlinux_sha256));
	c->vmlinux = fcntl(c->image, F_DUPFD_CLOEXEC, 3);
	return c->vmlinux < 0 ? diag_errno(-errno, "%s", k->vmlinux) : 0;
}

int kernel_snapshot_take(struct kernel_snapshot *ret, struct kernel *k, const char *dir)
{
	cleanup_with(kernel_snapshot_clear) struct kernel_snapshot c = KERNEL_SNAPSHOT_NONE;
	int r = copy_one(k, k->image, "image", dir, &c.image, c.image_sha256);

	if (!r && !k->dir)
		r = image_file_inspect(k, c.image);
	if (!r && k->vmlinux)
		r = copy_vmlinux(&c, k, dir);
	if (!r && k->config)
		r = copy_one(k, k->config, "config", dir, &c.config, NULL);
	if (r)
		return r;
	if (k->lock)
		close(k->lock);
	k->lock = 0;
	*ret = c;
	c = KERNEL_SNAPSHOT_NONE;
	return 0;
}
