/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * How large a guest objects needed in earlier runs, by their SHA-256, in a file of the cache.  A
 * file that is missing, cannot be read or does not match its own checksum is an empty one.
 */
#ifndef VM_MEMORY_NOTES_H
#define VM_MEMORY_NOTES_H

#include "verdict/model.h"

#include <jansson.h>
#include <stdint.h>

/* Objects that are remembered: those that were noted last. */
#define MEMORY_NOTES_MAX 1024

/* What the file says, for memory_notes_mib(), a new reference; NULL: nothing, or no memory. */
json_t *memory_notes_read(void);
/* MiB of the guest that the object needed; 0: nothing is known. */
int64_t memory_notes_mib(const json_t *notes, const char sha256[SHA256_SIZE]);
/* Note that the object needs a guest of @mib.  Where the cache cannot be written nothing is. */
void memory_notes_keep(const char sha256[SHA256_SIZE], int64_t mib);

#endif
