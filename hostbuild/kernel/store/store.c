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
	if (r == -ENOENT || (!r && strcmp(k.name, name)))
		r = -EBADMSG;
	if (r) {
		diag_warn("%s: not an entry of the kernel store (meta.json is missing or broken); "
			  "`bpfjury kernel "
			  "remove %s` takes it away",
			dir, name);
		return r;
	}
	k.dir = steal(&dir);
	k.entry = st.st_ino;
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
			"%s in the kernel store is damaged: %s is not what was put there; not used",
			k->name, file);
	return r;
}

int store_read_checked(struct kernel *ret, const char *store, const char *name)
{
	cleanup_with(kernel_clear) struct kernel k = KERNEL_NONE;
	int r = store_read(&k, store, name);

	if (!r)
		r = store_check(&k, NULL);
	if (r)
		return r;
	*ret = k;
	k = KERNEL_NONE;
	return 0;
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
