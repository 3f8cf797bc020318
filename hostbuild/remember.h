/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What was found out about this machine and need not be asked again: a JSON object a file in the
 * cache, with the key that it stands on.  Where it cannot be read or kept, all is asked again,
 * without a word.
 */
#ifndef VM_MEMORY_H
#define VM_MEMORY_H

#include <jansson.h>

/* A new reference; NULL where nothing is kept in @file, or it stands on another key. */
json_t *memory_recall(const char *file, const char *key);

/* Nothing is known of @file's any more. */
void memory_forget(const char *file);

/* Takes the reference to @what, a JSON object or NULL. */
void memory_keep(const char *file, const char *key, json_t *what);

#endif
