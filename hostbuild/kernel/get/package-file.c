// SPDX-License-Identifier: GPL-2.0-only
#include "cleanup.h"
#include "diag.h"
#include "digest.h"
#include "format.h"
#include "kernel/get/get.h"
#include "kernel/get/import.h"
#include "kernel/store/entry.h"
#include "kernel/unpack/extract.h"

#include <errno.h>
#include <libgen.h>
#include <string.h>

/* A name out of the file's; with a piece of its hash where another package has that. */
static char *name_package(const char *store, const char *path, const char *sha256)
{
	cleanup_with(kernel_clear) struct kernel other = KERNEL_NONE;
	cleanup_free char *copy = strdup(path);
	static const char *const ends[] = {".deb", ".rpm", ".pkg.tar.zst"};

	if (!copy)
		return NULL;
	char *base = basename(copy);
	for (size_t i = 0; i < ARRAY_SIZE(ends); i++) {
		char *end = strstr(base, ends[i]);
		if (end && !end[strlen(ends[i])])
			*end = '\0';
	}
	for (char *c = base; *c; c++)
		if (!name_letter(*c))
			*c = '_';
	if (strlen(base) > 150)
		base[150] = '\0';
	if (!strchr("._+~-", *base)) {
		int r = store_read(&other, store, base);
		if (r == -ENOENT ||
			(!r && other.package_sha256 && !strcmp(other.package_sha256, sha256)))
			return strdup(base);
	}
	return format_string("%s%s-%.8s", strchr("._+~-", *base) ? "package" : "", base, sha256);
}

/* The entry made of the package of that hash. */
static int find_by_hash(struct kernel *ret, const char *store, const char *sha256)
{
	struct kernel *list = NULL;
	size_t n = 0;
	int r = store_list(store, &list, &n), found = -ENOENT;

	for (size_t i = 0; i < n && found == -ENOENT; i++)
		if (list[i].package_sha256 && !strcmp(list[i].package_sha256, sha256))
			found = store_read_checked(ret, store, list[i].name);
	kernel_list_free(list, n);
	return r ? r : found;
}

int from_package(
	struct kernel *ret, const char *store, const struct kernel_spec *spec, enum reach reach)
{
	cleanup_close int lock = -1, fd = -1;
	cleanup_free char *name = NULL;
	char sha256[SHA256_SIZE];
	int r = extract_open(spec->text, &fd);

	if (r)
		return r;
	r = sha256_fd(fd, sha256);
	if (r)
		return diag_errno(r, "%s", spec->text);
	if (reach != HERE && (r = entry_lock_directory(store, "getting a kernel", &lock)))
		return r;
	r = find_by_hash(ret, store, sha256);
	if (r == -ENOENT && reach == HERE)
		diag_error("%s: not in the store; `bpfjury kernel get %s` puts it there",
			spec->text, spec->text);
	if (!r || reach == HERE)
		return r;
	name = name_package(store, spec->text, sha256);
	if (!name)
		return diag_errno(-ENOMEM, "%s", spec->text);
	const struct kernel k = {.name = name,
		.origin = (char *)spec->text,
		.from = (char *)"package",
		.package_sha256 = sha256};
	const struct package_file file = {.path = spec->text, .sha256 = sha256, .fd = fd};
	return import_packages(ret, store, &k, &file, 1);
}
