/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Notes about this machine that are kept between runs, one JSON object per file of the cache.  Each
 * holds the key it is valid for, such as a boot id and the version of QEMU.  A note that cannot be
 * read or written is no error: the tool finds the facts out again.
 */
#ifndef CACHE_NOTE_H
#define CACHE_NOTE_H

#include <jansson.h>

/* The note in @file, a new reference; NULL where there is none or it has another key. */
json_t *cache_note_read(const char *file, const char *key);

/* Write @note, a JSON object or NULL, to @file under @key.  Takes the reference. */
void cache_note_write(const char *file, const char *key, json_t *note);

/* Remove the note in @file. */
void cache_note_remove(const char *file);

#endif
