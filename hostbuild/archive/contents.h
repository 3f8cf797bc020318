/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef ARCHIVE_CONTENTS_H
#define ARCHIVE_CONTENTS_H

#include "archive/collection.h"

/*
 * Read, check and hash every object of @d at its source, on all CPUs.  One line for each that is
 * wrong, in their order, and FAIL_MISUSE then; -ENOMEM, -EINTR.
 */
int collection_read(struct collection *d);

#endif
