// SPDX-License-Identifier: GPL-2.0-only
#include "kernel/store/store.h"
#include "cache.h"
#include "cleanup.h"
#include "diag.h"
#include "format.h"
#include "kernel/store/entry.h"
#include "kernel/store/meta.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

int store_open(char **ret)
{
	return cache_subdir("kernels", ret);
}

int store_read(struct kernel *ret, const char *store, const char *name)
{
	cleanup_free char *dir = format_string("%s/%s", store, name);
	cleanup_with(kernel_clear) struct kernel k = KERNEL_NONE;
	struct stat st;

	if (!dir)
		return diag_errno(-ENOMEM, "%s", name);
	if (stat(dir, &st))
		return errno == ENOENT ? -ENOENT : diag_errno(-errno, "%s", dir);
	int r = meta_read(&k, dir);
	if (r && access(dir, F_OK) && errno == ENOENT) /* removed since */
		return -ENOENT;
	if (r == -ENOENT || (!r && strcmp(k.name, name)))
		r = -EBADMSG;
	if (r) {
		diag_warn("%s: not an entry of the kernel store (meta.json is missing or broken); "
			  "`bpfjury kernel "
			  "remove %s` removes it",
			dir, name);
		return r;
	}
	k.dir = steal(&dir);
	*ret = k;
	k = KERNEL_NONE;
	return 0;
}

int store_check(const struct kernel *k, const char *only)
{
	const char *file;
	int r = meta_check(k->dir, only, &file);

	if (r)
		diag_warn(
			"%s in the kernel store is damaged, and not used: %s is not what was put there",
			k->name, file);
	return r;
}

/* A store that cannot be written to cannot be changed either; @k->lock stays 0. */
static int lock_shared(struct kernel *k, const char *store, const char *dir)
{
	cleanup_free char *path = entry_lock_path(dir);
	cleanup_close int fd = -1;

	if (!path)
		return diag_errno(-ENOMEM, "%s", dir);
	if (access(store, W_OK))
		return 0;
	int r = lock_file(path, true, "replacing it", &fd);
	if (!r)
		k->lock = steal_fd(&fd);
	return r;
}

static int use(struct kernel *ret, const char *store, const char *name,
	const struct store_condition *condition, bool check)
{
	cleanup_free char *dir = format_string("%s/%s", store, name);
	cleanup_with(kernel_clear) struct kernel locked = KERNEL_NONE, k = KERNEL_NONE;

	if (!dir)
		return diag_errno(-ENOMEM, "%s", name);
	if (access(dir, F_OK) && errno == ENOENT) /* no lock file for a name that is only tried */
		return -ENOENT;
	int r = lock_shared(&locked, store, dir);
	if (!r)
		r = store_read(&k, store, name);
	if (!r && condition && !condition->met(&k, condition->arg))
		r = -ENOENT;
	if (!r && check)
		r = store_check(&k, NULL);
	if (r)
		return r;
	utimensat(AT_FDCWD, k.dir, NULL, 0); /* for kernel_prune() */
	*ret = k;
	ret->lock = locked.lock;
	k = locked = KERNEL_NONE;
	return 0;
}

int store_use(struct kernel *ret, const char *store, const char *name,
	const struct store_condition *condition)
{
	return use(ret, store, name, condition, true);
}

int store_use_unchecked(struct kernel *ret, const char *store, const char *name)
{
	return use(ret, store, name, NULL, false);
}

int store_list(const char *store, struct kernel **ret, size_t *ret_n)
{
	struct dirent **names = NULL;
	int n = scandir(store, &names, entry_filter, versionsort);
	struct kernel *list = n > 0 ? calloc((size_t)n, sizeof(*list)) : NULL;
	size_t got = 0;

	if (n < 0)
		return diag_errno(-errno, "%s", store);
	for (int i = 0; i < n; i++) {
		if (list && store_read(&list[got], store, names[i]->d_name) == 0)
			got++;
		free(names[i]);
	}
	free(names);
	if (n && !list)
		return diag_errno(-ENOMEM, "%s", store);
	*ret = list;
	*ret_n = got;
	return 0;
}

int store_find(struct kernel *ret, const char *store, const struct store_condition *condition)
{
	struct kernel *list = NULL;
	size_t n = 0;
	int r = store_list(store, &list, &n), found = -ENOENT;

	for (size_t i = 0; i < n && (found == -ENOENT || found == -EBADMSG); i++) {
		if (!condition->met(&list[i], condition->arg))
			continue;
		int one = store_use(ret, store, list[i].name, condition);
		if (one != -ENOENT)
			found = one;
	}
	kernel_list_free(list, n);
	return r ? r : found;
}
