/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Two builds of the same objects in one collection, so that the same boots judge both.
 *
 * Objects pair by their paths below the directories that were named.  A file that was named itself
 * pairs by as many last parts of its path as the other build has: build/lib/a.bpf.o with
 * lib/a.bpf.o below base/, or else with a.bpf.o.  One file and one file pair whatever they are
 * called.
 */
#ifndef ARCHIVE_PAIRS_H
#define ARCHIVE_PAIRS_H

#include "archive/collection.h"

/*
 * Move the objects of @base, the build to compare with, into @d, each marked @against.  One that
 * has a pair gets its path and follows it; one that has none gets the path that it would have.
 * What has no pair, and how many pairs have the same bytes, is noted.  FAIL_MISUSE, reported:
 * nothing pairs, it is not clear what pairs, or all together are too many; -ENOMEM, reported.
 */
int collection_pair(struct collection *d, struct collection *base);

#endif
