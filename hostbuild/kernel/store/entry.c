// SPDX-License-Identifier: GPL-2.0-only
#include "kernel/store/entry.h"
#include "cleanup.h"
#include "diag.h"
#include "directories.h"
#include "format.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

#define DRAFT ".draft-"

int entry_filter(const struct dirent *e)
{
	return e->d_name[0] != '.';
}

char *entry_lock_path(const char *path)
{
	const char *name = strrchr(path, '/') + 1;

	return format_string("%.*s.%s.lock", (int)(name - path), path, name);
}

/* With the lock held: their makers would hold it if they lived. */
static void remove_stale_drafts(const char *dir)
{
	DIR *d = opendir(dir);

	for (struct dirent *e; d && (e = readdir(d));) {
		if (strncmp(e->d_name, DRAFT, strlen(DRAFT)) != 0)
			continue;
		cleanup_free char *path = format_string("%s/%s", dir, e->d_name);
		if (path)
			directory_remove(path);
	}
	if (d)
		closedir(d);
}

static int lock_directory(const char *dir, const char *doing, int *ret_fd)
{
	cleanup_free char *path = format_string("%s/.lock", dir);
	int r = !path	? diag_errno(-ENOMEM, "lock %s", dir)
		: doing ? lock_file(path, false, doing, ret_fd)
			: lock_file_now(path, ret_fd);

	if (!r)
		remove_stale_drafts(dir);
	return r;
}

int entry_lock_directory(const char *dir, const char *doing, int *ret_fd)
{
	return lock_directory(dir, doing, ret_fd);
}

int entry_try_lock_directory(const char *dir, int *ret_fd)
{
	return lock_directory(dir, NULL, ret_fd);
}

int entry_remove(const char *dir, const char *name)
{
	cleanup_free char *path = format_string("%s/%s", dir, name);
	cleanup_with(draft_drop) struct draft removed = {0};
	int r = path ? draft_open(&removed, dir) : diag_errno(-ENOMEM, "remove %s", name);

	if (r)
		return r;
	return rename(path, removed.dir) ? diag_errno(-errno, "remove %s", path) : 0;
}

int draft_open(struct draft *ret, const char *parent)
{
	cleanup_free char *dir = format_string("%s/" DRAFT "XXXXXX", parent);

	if (!dir || !mkdtemp(dir) || chmod(dir, 0755))
		return diag_errno(dir ? -errno : -ENOMEM, "make a directory in %s", parent);
	*ret = (struct draft){.parent = parent, .dir = steal(&dir)};
	return 0;
}

void draft_drop(struct draft *d)
{
	if (d->dir)
		directory_remove(d->dir);
	free(steal(&d->dir));
}

/*
 * Swap the draft and the entry at @path: draft_drop() deletes the old entry then.  On a file system
 * that cannot exchange two names (RENAME_EXCHANGE) there is a moment without an entry; the
 * exclusive lock on it keeps users from seeing that.
 */
static int exchange(struct draft *d, const char *path, const char *name)
{
	if (renameat2(AT_FDCWD, d->dir, AT_FDCWD, path, RENAME_EXCHANGE) == 0)
		return 0;
	if (errno != EINVAL && errno != ENOSYS)
		return diag_errno(-errno, "write %s", path);
	int r = entry_remove(d->parent, name);
	if (!r && rename(d->dir, path))
		r = diag_errno(-errno, "write %s", path);
	if (!r)
		free(steal(&d->dir));
	return r;
}

int draft_place(struct draft *d, const char *name)
{
	cleanup_free char *path = format_string("%s/%s", d->parent, name);
	cleanup_close int parent = open(d->parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int r = 0;

	if (!path || parent < 0)
		return diag_errno(path ? -errno : -ENOMEM, "%s", d->parent);
	if (syncfs(parent))
		return diag_errno(-errno, "write %s", d->parent);
	if (access(path, F_OK) == 0)
		r = exchange(d, path, name);
	else if (rename(d->dir, path))
		r = diag_errno(-errno, "write %s", path);
	else
		free(steal(&d->dir));
	return r ? r : fsync(parent) ? diag_errno(-errno, "write %s", d->parent) : 0;
}
