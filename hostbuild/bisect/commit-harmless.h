/* SPDX-License-Identifier: GPL-2.0-only */
/* Commits that cannot change the kernel that is judged. */
#ifndef BISECT_COMMIT_HARMLESS_H
#define BISECT_COMMIT_HARMLESS_H

/*
 * Whether nothing of the commit @hash of our repository in @dir is built into the kernel:
 * documentation, tools that a build does not run, other architectures, comments.  1, and *@ret_why,
 * malloc'd, says why; 0: it may change a verdict.  Reports its errors.
 */
int commit_is_harmless(const char *dir, const char *hash, char **ret_why);

#endif
