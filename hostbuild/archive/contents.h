/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef ARCHIVE_CONTENTS_H
#define ARCHIVE_CONTENTS_H

#include "archive/collection.h"

/*
 * Read, check and hash all objects of @d, on up to 9 CPUs.  FAIL_MISUSE: some are wrong, reported
 * in their order; -ENOMEM, -EINTR, reported.
 */
int collection_read(struct collection *d);

#endif
