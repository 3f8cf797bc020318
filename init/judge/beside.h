/* SPDX-License-Identifier: GPL-2.0-only */
/* Objects of the docket that another one names by a path from where it lies itself. */
#ifndef INIT_BESIDE_H
#define INIT_BESIDE_H

#include "docket.h"

#include <stddef.h>

/*
 * The docket's object at the @len bytes of @path, seen from where the one at @from lies; NULL where
 * there is none, or where the path climbs out of the docket.  What was looked for is in @ret, "."
 * and ".." taken away.
 */
const struct docket_entry *beside_find(const struct docket *docket, const char *from,
	const char *path, size_t len, char *ret, size_t size);

/* "; did you mean lib/target.bpf.o?", of the docket, for a path that beside_find() did not find. */
const char *beside_question(char *ret, size_t size, const struct docket *docket, const char *path);

#endif
