/* SPDX-License-Identifier: GPL-2.0-only */
/* A kernel source tree: that it is one, of which release, and what exactly is in it.  Never written to. */
#ifndef KERNEL_TREE_H
#define KERNEL_TREE_H

#include "../../init/verdict/model.h"
#include "../../init/verdict/version.h"

struct source_tree {
	char *dir;     /* absolute, links resolved */
	char *origin;  /* what it came from: "linux-source-6.12 6.12.117-1", or the path */
	char *version; /* "6.12.117", "7.3-rc7" */
	struct kernel_version v;
	/* of the archive that it is as it was unpacked from, and of what was there then; "" for others */
	char sha256[SHA256_SIZE], unpacked[SHA256_SIZE];
	int lock; /* held against its removal; 0: none */
};
void source_tree_clear(struct source_tree *t);

/* -ENOENT, -ENOTDIR, -EACCES …: not to be read; -EINVAL: no kernel tree, or one not to be built.  Says what failed. */
int source_tree_open(struct source_tree *ret, const char *dir, const char *origin);

/* -EINVAL, said: kbuild cannot work in a directory of such a name. */
int source_tree_check_path(const char *dir);

/*
 * What is in it, as a SHA-256 in hex: of files that a git work tree's index has the content, of others name, mode, size and
 * time.  Equal: nothing was changed.  Says what failed.
 */
int source_tree_identity(const struct source_tree *t, char ret[SHA256_SIZE]);

/*
 * Its files, a line each: the time of change in seconds and nanoseconds, size, mode, name; sorted by name.  To be compared
 * with a later one: what changed.  Says what failed.
 */
int source_tree_list(const struct source_tree *t, char **ret, size_t *ret_len);

#endif
