/* SPDX-License-Identifier: GPL-2.0-only */
/* Upstream kernel versions, and lists of the releases that have something. */
#ifndef VERDICT_VERSION_H
#define VERDICT_VERSION_H

#include <stdbool.h>
#include <stddef.h>

#define VERSION_LIST_MAX 16 /* releases in a list */

struct kernel_version {
	unsigned major, minor;
	unsigned patch; /* 0 where not written */
	unsigned rc;	/* 0: none */
};

struct version_list {
	struct kernel_version at[VERSION_LIST_MAX]; /* oldest first, one per branch */
	size_t count;
};

/* "6.7", "6.6.11" or "6.13-rc6" and nothing else; -EINVAL. */
int version_parse(struct kernel_version *ret, const char *text);
/* Less than 0, 0 or more; a release candidate comes before its release. */
int version_compare(const struct kernel_version *a, const struct kernel_version *b);
/*
 * "6.7, 6.6.11, 6.1.72": introduced in 6.7 and backported to two stable branches.  -EINVAL: not
 * such a list, more than VERSION_LIST_MAX, or two releases of one branch.
 */
int version_list_parse(struct version_list *ret, const char *text);
/*
 * Whether @v has it: @v is at or after the listed release of its branch, or its branch is newer
 * than all that are listed.  An -rc counts as its release, unless the list has an -rc of that
 * release.
 */
int version_list_has(const struct version_list *list, const struct kernel_version *v);

/*
 * A condition on a kernel: ">=" and a list of releases holds for those that version_list_has(), "<"
 * and a list for the others.  1 or 0 for @v (NULL: 0); -EINVAL: not such a condition.
 */
int version_condition(const char *text, const struct kernel_version *v);

/* Whether some release meets all of @conditions, which version_condition() can read. */
bool version_conditions_meet(char *const conditions[], size_t count);

/* How many numbers with dots between them @text begins with; their length without a last dot. */
int version_numbers(const char *text, size_t *ret_len);

/*
 * The upstream version that a package version or a release begins with, an epoch not counted:
 * "1:6.12.94-1~bpo12+1" and "6.12.94+deb13-cloud" begin with "6.12.94", "7.3~rc7-1" with "7.3-rc7".
 * False: it does not begin with two numbers at least, or @size is too small.
 */
bool version_upstream(const char *text, char *ret, size_t size);

/*
 * The upstream version of a kernel.  @release and @version are uname(2)'s; @signature is the text
 * of Ubuntu's /proc/version_signature, or "".
 *
 * A release of Debian or Ubuntu keeps the version of the first build of its ABI.  Ubuntu's
 * signature ends in the true one ("Ubuntu 6.8.0-45.45-generic 6.8.12"), Debian's version has it
 * after the name ("#1 SMP Debian 6.1.170-1 (date)", where the release is "6.1.0-44-amd64").
 * Otherwise it is what the release begins with.  False: there is none in any of them.
 */
bool version_of_kernel(
	const char *release, const char *version, const char *signature, char *ret, size_t size);

/* Length of the series ("6.12") that an upstream version ("6.12.94", "6.12-rc3") begins with. */
size_t version_series_length(const char *version);

#endif
