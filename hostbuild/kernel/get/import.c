// SPDX-License-Identifier: GPL-2.0-only
#include "kernel/get/import.h"
#include "cleanup.h"
#include "diag.h"
#include "kernel/store/commit.h"
#include "kernel/unpack/package.h"

#include <errno.h>

/* Unpacks a private copy that has the SHA-256: the file itself may change meanwhile. */
static int unpack_package(const struct package_file *p, const struct draft *draft)
{
	cleanup_close int fd = -1, copy = -1;
	int r = p->fd < 0 ? extract_open(p->path, &fd) : 0;

	if (!r)
		r = extract_verified_copy(
			p->path, p->fd < 0 ? fd : p->fd, draft->parent, p->sha256, &copy);
	return r ? r : package_extract(p->path, copy, draft->dir, &package_limits_default);
}

int import_packages(struct kernel *ret, const char *store, const struct kernel *k,
	const struct package_file files[], size_t n)
{
	cleanup_with(draft_drop) struct draft draft = {0};
	int r = draft_open(&draft, store);

	for (size_t i = 0; i < n && !r; i++)
		r = unpack_package(&files[i], &draft);
	if (!r)
		r = store_commit(ret, &draft, k);
	if (r == -ENODATA)
		diag_error("%s: there is no kernel image in it", k->origin);
	return r;
}
