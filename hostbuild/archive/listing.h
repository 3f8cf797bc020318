/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What is in the archive, as /init is told of it, to prove that it came whole: init/proof.c reads
 * it.
 */
#ifndef ARCHIVE_LISTING_H
#define ARCHIVE_LISTING_H

#include "archive/entries.h"

#include <jansson.h>

/*
 * An array with an object for each entry of @t: its name and type, a file's size and SHA-256, a
 * link's target, a device's numbers.  NULL, said, where an entry cannot be told of.
 */
json_t *listing_json(const struct entries *t);

#endif
