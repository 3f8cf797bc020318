/* SPDX-License-Identifier: GPL-2.0-only */
/* The list of an archive's entries, by which /init proves that all was unpacked (init/proof.c). */
#ifndef ARCHIVE_LISTING_H
#define ARCHIVE_LISTING_H

#include "archive/entries.h"

#include <jansson.h>

/*
 * An array with an object for each entry of @t: its name and type, the size and SHA-256 of a file,
 * the target of a link, the numbers of a device.  NULL, reported, where a name or target is not
 * UTF-8 or there is no memory.
 */
json_t *listing_json(const struct entries *t);

#endif
