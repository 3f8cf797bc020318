/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Change an ELF object: what grows is appended to the file, and its section header then says so.
 * Nothing is ever moved, so that positions that were read before stay right.
 */
#ifndef INIT_OBJECT_EDIT_H
#define INIT_OBJECT_EDIT_H

#include "load/object-file.h"

#include <bpf/btf.h>

struct object_edit {
	struct object_file file; /* as it is now */
	char **bytes;		 /* the caller's, malloc'd */
	size_t *len;
};

/* 0; -EINVAL: no object that can be read.  End it, whatever came of the edits. */
int object_edit_begin(struct object_edit *e, char **bytes, size_t *len);
void object_edit_end(struct object_edit *e);

/* 0, -ENOMEM, or -EFBIG where the file is not to grow any more.  @e->file is read again. */

/* Give section @index other contents. */
int object_edit_set_data(struct object_edit *e, size_t index, const void *data, size_t len);
/* Add a section with contents and no flags: its index in @ret. */
int object_edit_add(
	struct object_edit *e, const char *name, const void *data, size_t len, size_t *ret);
int object_edit_rename(struct object_edit *e, size_t index, const char *name);

/* The object's BTF, which the caller frees; NULL: none that can be read. */
struct btf *object_edit_btf(const struct object_edit *e);
/* Replace the section ".BTF", or add it. */
int object_edit_set_btf(struct object_edit *e, const struct btf *btf);

/* The index of section @name; 0: none. */
size_t object_edit_find(const struct object_edit *e, const char *name);

#endif
