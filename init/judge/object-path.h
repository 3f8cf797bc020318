/* SPDX-License-Identifier: GPL-2.0-only */
/* Find an object of the docket by a path that another object gives. */
#ifndef INIT_OBJECT_PATH_H
#define INIT_OBJECT_PATH_H

#include "docket.h"

#include <stddef.h>

/*
 * The docket's object at @path (@len bytes of it), relative to the directory of the object @from,
 * and of the same build.  NULL where the docket has none there, or where the path leaves the
 * docket.  @ret is the path that was looked for, without "." and "..", for messages.
 */
const struct docket_entry *object_path_find(const struct docket *docket,
	const struct docket_entry *from, const char *path, size_t len, char *ret, size_t size);

/*
 * "; did you mean lib/target.bpf.o?" for a @path that @from gives and that was not found; "" where
 * none is near.  Returns @ret.
 */
const char *object_path_suggest(char *ret, size_t size, const struct docket *docket,
	const struct docket_entry *from, const char *path);

#endif
