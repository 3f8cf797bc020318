/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * DIR/objects: what a run keeps of its objects, under names that are safe for any shell and file
 * system.  An index in it lists what is ours, as sha256sum(1) does.  Nothing outside of it is
 * written, no symbolic link is followed, and no file that the index does not list is replaced or
 * removed.
 */
#ifndef KEPT_FILES_H
#define KEPT_FILES_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#define KEPT_DIR      "objects"
#define KEPT_NAME_MAX 240 /* bytes of a name, so that a number still fits */

struct kept_files {
	int dir;       /* descriptor of DIR/objects; -1: not open */
	char *path;    /* the same for messages */
	json_t *names; /* in lower case: the last number that was given to each */
	int index;     /* descriptor of the index; -1: not open */
};
#define KEPT_FILES_NONE ((struct kept_files){.dir = -1, .index = -1})

/*
 * Whether @dir/objects can be used, before anything is judged.  FAIL_MISUSE, reported: it is no
 * directory or a symbolic link, or its index is somebody else's file.
 */
int kept_files_check(const char *dir);

/* Whether the directory @path is such a DIR/objects. */
bool kept_files_are_in(const char *path);

/*
 * Make @dir/objects where it is missing, remove what its index lists, and begin a new one.
 * -errno, reported.
 */
int kept_files_open(struct kept_files *ret, const char *dir);

/*
 * Write @len @bytes to a new file.  Its name is @stem, of which strange bytes become "-", and @end;
 * "#2" and so on between them keeps files apart whose names would be equal, be it in another case.
 * @ret, malloc'd, is its path below @dir.  -errno, reported; the file is not there then.
 */
int kept_files_add(struct kept_files *k, const char *stem, const char *end, const void *bytes,
	size_t len, char **ret);

void kept_files_clear(struct kept_files *k);

#endif
