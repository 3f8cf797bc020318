// SPDX-License-Identifier: GPL-2.0-only
#include "cleanup.h"
#include "diag.h"
#include "digest.h"
#include "format.h"
#include "kernel/get/get.h"
#include "kernel/get/import.h"
#include "kernel/store/entry.h"
#include "kernel/store/store.h"
#include "kernel/unpack/extract.h"

#include <errno.h>
#include <string.h>

#define NAME_BYTES 150 /* of the file's; NAME_MAX is 255, and .NAME.lock is longer */

/* malloc'd: the file's name without its end, as far as a name of the store can be. */
static char *base_name(const char *path)
{
	static const char *const ends[] = {".deb", ".rpm", ".pkg.tar.zst"};
	const char *slash = strrchr(path, '/');
	char *base = strdup(slash ? slash + 1 : path);

	for (size_t i = 0; base && i < ARRAY_SIZE(ends); i++) {
		char *end = strstr(base, ends[i]);
		if (end && !end[strlen(ends[i])])
			*end = '\0';
	}
	if (base)
		name_sanitize(base);
	if (base && strlen(base) > NAME_BYTES)
		base[NAME_BYTES] = '\0';
	return base;
}

/*
 * malloc'd: the name that the entry of this package gets.  It ends in the beginning of the SHA-256
 * where an entry of another package has the name of the file.
 */
static char *choose_name(const char *store, const char *path, const char *sha256)
{
	cleanup_with(kernel_clear) struct kernel other = KERNEL_NONE;
	cleanup_free char *base = base_name(path);

	if (!base)
		return NULL;
	const bool valid = name_is_valid(base);
	if (valid) {
		int r = store_read(&other, store, base);
		if (r == -ENOENT ||
			(!r && other.package_sha256 && !strcmp(other.package_sha256, sha256)))
			return steal(&base);
	}
	return format_string("%s%s-%.8s", valid ? "" : "package", base, sha256);
}

static bool has_package_hash(const struct kernel *k, const void *sha256)
{
	return k->package_sha256 && strcmp(k->package_sha256, sha256) == 0;
}

int get_package_kernel(
	struct kernel *ret, const char *store, const struct kernel_spec *spec, enum fetch fetch)
{
	cleanup_close int lock = -1, fd = -1;
	cleanup_free char *name = NULL;
	char sha256[SHA256_SIZE];
	int r = extract_open(spec->path, &fd);

	if (r)
		return r;
	r = sha256_fd(fd, sha256);
	if (r)
		return diag_errno(r, "%s", spec->path);
	if (fetch != FETCH_NEVER && (r = entry_lock_directory(store, "getting a kernel", &lock)))
		return r;
	const struct store_condition same = {.met = has_package_hash, .arg = sha256};
	r = store_find(ret, store, &same);
	if (r == -ENOENT && fetch == FETCH_NEVER)
		diag_error("%s: not in the store; `bpfjury kernel get %s` puts it there",
			spec->path, spec->path);
	if (fetch == FETCH_NEVER || (r != -ENOENT && r != -EBADMSG))
		return r;
	name = choose_name(store, spec->path, sha256);
	if (!name)
		return diag_errno(-ENOMEM, "%s", spec->path);
	const struct kernel k = {.name = name,
		.origin = (char *)spec->path,
		.from = FROM_PACKAGE,
		.package_sha256 = sha256};
	const struct package_file file = {.path = spec->path, .sha256 = sha256, .fd = fd};
	return import_packages(ret, store, &k, &file, 1);
}
