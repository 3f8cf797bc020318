// SPDX-License-Identifier: GPL-2.0-only
#include "cleanup.h"
#include "diag.h"
#include "digest.h"
#include "format.h"
#include "kernel/get/get.h"
#include "kernel/unpack/package.h"

#include <errno.h>
#include <libgen.h>
#include <string.h>

/* What is unpacked is a copy that was hashed, not the file, which may be another by now. */
static int unpack(const struct package_file *p, const struct store_draft *draft)
{
	cleanup_close int fd = -1, copy = -1;
	int r = p->fd < 0 ? extract_open(p->path, &fd) : 0;

	if (!r)
		r = extract_hold(p->path, p->fd < 0 ? fd : p->fd, draft->store, p->sha256, &copy);
	return r ? r : package_extract(p->path, copy, draft->dir, &package_limits_default);
}

int from_files(struct kernel *ret, const char *store, const struct kernel *k,
	const struct package_file files[], size_t n)
{
	cleanup_with(store_draft_drop) struct store_draft draft = {0};
	int r = store_draft_open(&draft, store);

	for (size_t i = 0; i < n && !r; i++)
		r = unpack(&files[i], &draft);
	if (!r)
		r = store_draft_commit(&draft, k);
	if (r == -ENODATA)
		diag_error("%s: there is no kernel image in it", k->origin);
	if (!r)
		r = store_read(ret, store, k->name);
	return r;
}

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
			found = store_read_proved(ret, store, list[i].name);
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
	if (reach != HERE && (r = store_lock(store, "getting a kernel", &lock)))
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
	return from_files(ret, store, &k, &file, 1);
}
