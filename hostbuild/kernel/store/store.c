// SPDX-License-Identifier: GPL-2.0-only
#include "kernel/store/store.h"
#include "cache.h"
#include "cleanup.h"
#include "diag.h"
#include "directories.h"
#include "files.h"
#include "format.h"
#include "kernel/arch.h"
#include "kernel/store/kept.h"
#include "kernel/unpack/image.h"
#include "kernel/unpack/inspect.h"
#include "kernel/unpack/isolate.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

#define UNWRAP_TIMEOUT_MS (5 * 60 * 1000)
#define DRAFT		  ".draft-"

int store_open(char **ret)
{
	return cache_subdir("kernels", ret);
}

/* Drafts whose maker is gone: it would hold the lock. */
static void clear_drafts(const char *store)
{
	DIR *dir = opendir(store);

	for (struct dirent *e; dir && (e = readdir(dir));) {
		if (strncmp(e->d_name, DRAFT, strlen(DRAFT)))
			continue;
		cleanup_free char *path = format_string("%s/%s", store, e->d_name);
		if (path)
			directory_remove(path);
	}
	if (dir)
		closedir(dir);
}

int store_lock(const char *store, const char *doing, int *ret_fd)
{
	cleanup_free char *path = format_string("%s/.lock", store);
	int r = path ? lock_file(path, false, doing, ret_fd)
		     : diag_errno(-ENOMEM, "lock %s", store);

	if (!r)
		clear_drafts(store);
	return r;
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

int store_prove(const struct kernel *k, const char *only)
{
	const char *file;
	int r = meta_prove(k->dir, only, &file);

	if (r)
		diag_warn(
			"%s in the kernel store is damaged: %s is not what was put there; not used",
			k->name, file);
	return r;
}

int store_read_proved(struct kernel *ret, const char *store, const char *name)
{
	cleanup_with(kernel_clear) struct kernel k = KERNEL_NONE;
	int r = store_read(&k, store, name);

	if (!r)
		r = store_prove(&k, NULL);
	if (r)
		return r;
	*ret = k;
	k = KERNEL_NONE;
	return 0;
}

static int is_entry(const struct dirent *e)
{
	return e->d_name[0] != '.';
}

int store_list(const char *store, struct kernel **ret, size_t *ret_n)
{
	struct dirent **names = NULL;
	int n = scandir(store, &names, is_entry, versionsort);
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

int store_remove(const char *store, const char *name)
{
	cleanup_free char *path = format_string("%s/%s", store, name);
	cleanup_with(store_draft_drop) struct store_draft grave = {0};
	int r = path ? store_draft_open(&grave, store) : diag_errno(-ENOMEM, "remove %s", name);

	if (r)
		return r;
	return rename(path, grave.dir) ? diag_errno(-errno, "remove %s", path) : 0;
}

int store_draft_open(struct store_draft *ret, const char *store)
{
	cleanup_free char *dir = format_string("%s/" DRAFT "XXXXXX", store);

	if (!dir || !mkdtemp(dir) || chmod(dir, 0755))
		return diag_errno(dir ? -errno : -ENOMEM, "make a directory in %s", store);
	*ret = (struct store_draft){.store = store, .dir = steal(&dir)};
	return 0;
}

void store_draft_drop(struct store_draft *d)
{
	if (d->dir)
		directory_remove(d->dir);
	free(steal(&d->dir));
}

/* In the child, in the draft's directory: image → vmlinux where QEMU can boot that. */
static int unwrap(void *arg)
{
	cleanup_free char *image = NULL, *vmlinux = NULL;
	const char *origin = arg;
	struct image_info info, inner;
	size_t len = 0, vmlinux_len = 0;
	int r = files_read("image", IMAGE_MAX, &image, &len);

	if (r || (r = image_parse(image, len, &info)))
		return diag_errno(r, "%s: image", origin);
	/* built beside it */
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
		diag_debug("%s: packed in a way not known here; no vmlinux", origin);
		return 0;
	}
	if (r == -EBADMSG)
		diag_error("%s: the kernel packed in its image is broken", origin);
	if (r)
		return r == -EBADMSG ? r : diag_errno(r, "%s: unpack the image", origin);
	if (image_parse(vmlinux, vmlinux_len, &inner) || !inner.pvh)
		return 0;
	cleanup_close int fd = open("vmlinux", O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
	r = fd < 0 ? -errno : write_all(fd, vmlinux, vmlinux_len);
	return r ? diag_errno(r, "%s: write vmlinux", origin) : 0;
}

/* What the image says, put in place of what @k says. */
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
		diag_error(
			"%s: its kernel image is neither a %s nor an ELF vmlinux of %s, or is cut "
			"short",
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

/*
 * The draft takes the place of the entry at @path, which is the draft then and goes with it.  Where
 * the file system cannot exchange two names, there is a moment without an entry: who looks for it
 * meanwhile must hold its lock.
 */
static int exchange(struct store_draft *d, const char *path, const char *name)
{
	if (renameat2(AT_FDCWD, d->dir, AT_FDCWD, path, RENAME_EXCHANGE) == 0)
		return 0;
	if (errno != EINVAL && errno != ENOSYS)
		return diag_errno(-errno, "write %s", path);
	int r = store_remove(d->store, name);
	if (!r && rename(d->dir, path))
		r = diag_errno(-errno, "write %s", path);
	if (!r)
		free(steal(&d->dir));
	return r;
}

int store_draft_place(struct store_draft *d, const char *name)
{
	cleanup_free char *path = format_string("%s/%s", d->store, name);
	cleanup_close int store = open(d->store, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int r = 0;

	if (!path || store < 0)
		return diag_errno(path ? -errno : -ENOMEM, "%s", d->store);
	if (syncfs(store))
		return diag_errno(-errno, "write %s", d->store);
	if (access(path, F_OK) == 0)
		r = exchange(d, path, name);
	else if (rename(d->dir, path))
		r = diag_errno(-errno, "write %s", path);
	else
		free(steal(&d->dir));
	return r ? r : fsync(store) ? diag_errno(-errno, "write %s", d->store) : 0;
}

/* Not while somebody reads the entry that is to be replaced. */
static int settle(struct store_draft *d, const char *name)
{
	cleanup_free char *path = format_string("%s/%s", d->store, name),
			  *lock = path ? kept_lock_path(path) : NULL;
	cleanup_free char *doing = format_string("using %s", name);
	cleanup_close int fd = -1;
	int r = lock && doing ? lock_file(lock, false, doing, &fd)
			      : diag_errno(-ENOMEM, "write %s", name);

	return r ? r : store_draft_place(d, name);
}

int store_draft_commit(struct store_draft *d, const struct kernel *k)
{
	struct kernel entry = *k; /* borrowed, but for what read_image() puts in */
	struct kernel found = {.origin = k->origin};
	int r = read_image(&found, d->dir);

	entry.arch = found.arch;
	entry.release = found.release ? found.release : k->release;
	entry.version = found.version ? found.version : k->version;
	const struct confinement c = {.what = k->origin,
		.directory = d->dir,
		.fd = -1,
		.max_file = (long)IMAGE_VMLINUX_MAX,
		.timeout_ms = UNWRAP_TIMEOUT_MS};
	if (!r)
		r = confine(unwrap, k->origin, &c);
	if (!r)
		r = meta_write(d->dir, &entry);
	if (!r)
		r = settle(d, k->name);
	free(found.arch);
	free(found.release);
	free(found.version);
	return r;
}
