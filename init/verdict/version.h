/* SPDX-License-Identifier: GPL-2.0-only */
/* Upstream kernel versions, and lists of the releases that brought something. */
#ifndef VERDICT_VERSION_H
#define VERDICT_VERSION_H

#include <stddef.h>

#define VERSION_LIST_MAX 16 /* releases in a list */

struct kernel_version {
	unsigned major, minor;
	unsigned patch; /* 0 where not written */
	unsigned rc;	/* 0: none */
};

struct version_list {
	struct kernel_version at[VERSION_LIST_MAX]; /* oldest first, one of a branch */
	size_t count;
};

/* "6.7", "6.6.11", "6.13-rc6" and nothing behind it; -EINVAL. */
int version_parse(struct kernel_version *ret, const char *text);
/*
 * "6.7, 6.6.11, 6.1.72": what came with 6.7 and was brought to two stable branches.  -EINVAL: not
 * such a list, or two of one branch.
 */
int version_list_parse(struct version_list *ret, const char *text);
/*
 * Whether @v has it: from the release named of its own branch on, and in every branch newer than
 * the newest one named. An -rc counts as its release unless the list names an -rc of it.
 */
int version_list_has(const struct version_list *list, const struct kernel_version *v);

#endif
