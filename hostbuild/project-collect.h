/* SPDX-License-Identifier: GPL-2.0-only */
/* The objects that a command names, with what bpfjury.yaml says about them. */
#ifndef PROJECT_COLLECT_H
#define PROJECT_COLLECT_H

#include "archive/collection.h"

/*
 * Collect @paths, or the built-in objects where @count is 0, and apply the settings of the file
 * @config to them (NULL: none).  Returns as collection_make() and project_read(); FAIL_MISUSE also
 * for an item of the file that has no effect on any object and is not `optional`.  Errors of the
 * file and of the objects are all reported before it fails.
 */
int project_collect(struct collection *ret, const char *config, char *const paths[], size_t count);

#endif
