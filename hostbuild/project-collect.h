/* SPDX-License-Identifier: GPL-2.0-only */
/* The objects that a command names, with what bpfjury.yaml says about them. */
#ifndef PROJECT_COLLECT_H
#define PROJECT_COLLECT_H

#include "archive/collection.h"
#include "project.h"

/*
 * Collect @paths; where @count is 0, what the paths of @p mean; where it has none, the built-in
 * objects.  The build of @against is compared with them, where @n_against is not 0 (pairs.h).
 * Apply the settings of @p to both alike, which moves out of it what the collection keeps.
 * @p may be NULL: its file is wrong, which was reported; then only errors of the objects are found.
 *
 * Returns as collection_make() and collection_pair(); FAIL_MISUSE also for an item of the file that
 * has no effect on any object and is not `optional`.  Where nobody named the file, and somebody
 * named objects, such items are only noted.
 */
int project_collect(struct collection *ret, struct project *p, char *const paths[], size_t count,
	char *const against[], size_t n_against);

#endif
