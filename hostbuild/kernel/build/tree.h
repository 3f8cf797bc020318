/* SPDX-License-Identifier: GPL-2.0-only */
/* A kernel source tree: whether it is one, its release, and what exactly it holds.  Only read. */
#ifndef KERNEL_TREE_H
#define KERNEL_TREE_H

#include "verdict/model.h"
#include "verdict/version.h"

#include <stdbool.h>

struct source_tree {
	char *dir;     /* absolute, links resolved */
	char *link;    /* a link to it next to build/, whose name make uses; NULL: make uses @dir */
	char *origin;  /* what it came from: "linux-source-6.12 6.12.117-1", or the path */
	char *version; /* "6.12.117", "7.3-rc7" */
	struct kernel_version v;
	/*
	 * of an unpacked source: the SHA-256 of its archive, and its identity right after
	 * unpacking; "" otherwise
	 */
	char sha256[SHA256_SIZE], unpacked[SHA256_SIZE];
	/*
	 * set by source_tree_look(), of a git work tree: its commit, and since when files differ
	 * from it: "v6.12-3-g0123456789ab, dirty since 2026-11-28T21:30:00Z"; NULL: not known
	 */
	char *commit;
	int lock; /* descriptor that keeps the tree from being removed; 0: none */
	/*
	 * Set by source_tree_look().  @files: a line for each file, sorted by name: modification
	 * time in seconds.nanoseconds, size, mode, name.  @identity: SHA-256; in a git work tree it
	 * covers the content of all files, also of those to which links lead outside, so that
	 * another work tree with the same content has the same.  It covers name, mode, size and
	 * time of other trees' files, and of files over 4 MiB that git does not track.  Two equal
	 * identities: nothing changed in between.
	 */
	char *files, identity[SHA256_SIZE];
};
void source_tree_clear(struct source_tree *t);

/*
 * Open the tree at @dir.  @origin: see above; NULL: the path.  FAIL_MISUSE: it is no kernel tree,
 * or make would refuse to build it.  Another -errno: it cannot be read.  Reports its errors.
 */
int source_tree_open(struct source_tree *ret, const char *dir, const char *origin);

/* Whether @dir has what every kernel tree has. */
bool source_tree_is_complete(const char *dir);

/* FAIL_MISUSE, reported: kbuild cannot work in a directory with such a name. */
int source_tree_check_path(const char *dir);

/*
 * Set files and identity from what is there now.  Walks the tree once, a third of a second for
 * 86,000 files.  Reports its errors.
 */
int source_tree_look(struct source_tree *t);

/* 1 if any file changed since source_tree_look(), else 0.  -errno, reported. */
int source_tree_is_changed(const struct source_tree *t);

/* The name in a line of @files: from its slash to the newline. */
const char *source_tree_file_name(const char *line);

#endif
