/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A kernel source tree: that it is one, of which release, and what exactly is in it.  Never written
 * to.
 */
#ifndef KERNEL_TREE_H
#define KERNEL_TREE_H

#include "verdict/model.h"
#include "verdict/version.h"

struct source_tree {
	char *dir;     /* absolute, links resolved */
	char *origin;  /* what it came from: "linux-source-6.12 6.12.117-1", or the path */
	char *version; /* "6.12.117", "7.3-rc7" */
	struct kernel_version v;
	/*
	 * of the archive that it is as it was unpacked from, and of what was there then; "" for
	 * others
	 */
	char sha256[SHA256_SIZE], unpacked[SHA256_SIZE];
	int lock; /* held against its removal; 0: none */
	/*
	 * What source_tree_look() saw.  @files: a line each, the time of change in seconds and
	 * nanoseconds, size, mode, name; sorted by name.  @identity: a SHA-256 in hex, "" before:
	 * of files that a git work tree's index has the content, of others name, mode, size and
	 * time.  Equal: nothing was changed.
	 */
	char *files, identity[SHA256_SIZE];
};
void source_tree_clear(struct source_tree *t);

/*
 * -ENOENT, -ENOTDIR, -EACCES …: not to be read; FAIL_MISUSE: no kernel tree, or one not to be
 * built.  Says what failed.
 */
int source_tree_open(struct source_tree *ret, const char *dir, const char *origin);

/* FAIL_MISUSE, said: kbuild cannot work in a directory of such a name. */
int source_tree_check_path(const char *dir);

/*
 * What is in it now: files, identity.  One walk of it, a third of a second for 86,000 files.  Says
 * what failed.
 */
int source_tree_look(struct source_tree *t);

/* 1: a file is not what it was when it was looked at; 0; -errno.  Says what failed. */
int source_tree_is_changed(const struct source_tree *t);

/* A line of @files: the name from its slash on, ending with the line. */
const char *source_tree_file_name(const char *line);

#endif
