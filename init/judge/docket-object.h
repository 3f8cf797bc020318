/* SPDX-License-Identifier: GPL-2.0-only */
/* Other objects of the docket that an object needs: for its target, and for BTF. */
#ifndef INIT_DOCKET_OBJECT_H
#define INIT_DOCKET_OBJECT_H

#include "judge/object.h"

#include <stddef.h>

/*
 * The file of the docket's object at @path (@len bytes), relative to @o; NULL with a sentence in
 * @why where the docket has none there.
 */
const char *docket_object_file(
	const struct judged_object *o, const char *path, size_t len, char *why, size_t why_size);

/*
 * Load @program of that object, for programs of @o to attach to: its descriptor, which the caller
 * closes, or -errno with a sentence in @why.
 */
int docket_object_load(const struct judged_object *o, const char *path, size_t len,
	const char *program, char *why, size_t why_size);

#endif
