/* SPDX-License-Identifier: GPL-2.0-only */
/* Objects of the docket that bpfjury.yaml names by a path. */
#ifndef PROJECT_PATHS_H
#define PROJECT_PATHS_H

#include "archive/collection.h"
#include "project.h"

/*
 * Check that the objects that the items of each object of @docket name (`btf`, the `object` of an
 * attach-target) are in it.  @config: the file.  FAIL_MISUSE, -ENOMEM; reported.
 */
int project_paths_check(struct project *p, const struct collection *docket, const char *config);

#endif
