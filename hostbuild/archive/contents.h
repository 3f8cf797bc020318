/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef ARCHIVE_LOAD_H
#define ARCHIVE_LOAD_H

#include "archive/archive.h"

/*
 * Read, check and hash every object of @d at its source, on all CPUs.  One line for each that is
 * wrong, in their order, and FAIL_MISUSE then; -ENOMEM, -EINTR.
 */
int docket_load(struct docket *d);

#endif
