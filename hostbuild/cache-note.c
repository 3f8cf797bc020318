// SPDX-License-Identifier: GPL-2.0-only
#include "cache-note.h"
#include "cache.h"
#include "cleanup.h"
#include "files.h"
#include "format.h"

#include <string.h>
#include <unistd.h>

json_t *cache_note_read(const char *file, const char *key)
{
	cleanup_free char *dir = cache_path(),
			  *path = dir ? format_string("%s/%s", dir, file) : NULL;
	json_t *what = path ? json_load_file(path, JSON_REJECT_DUPLICATES, NULL) : NULL;
	const char *was = json_string_value(json_object_get(what, "key"));

	if (was && strcmp(was, key) == 0)
		return what;
	json_decref(what);
	return NULL;
}

void cache_note_remove(const char *file)
{
	cleanup_free char *dir = cache_path(),
			  *path = dir ? format_string("%s/%s", dir, file) : NULL;

	if (path)
		unlink(path);
}

void cache_note_write(const char *file, const char *key, json_t *what)
{
	cleanup_free char *dir = cache_path(),
			  *path = dir ? format_string("%s/%s", dir, file) : NULL;
	cleanup_free char *text = NULL;

	if (what && path && access(dir, W_OK) == 0 &&
		!json_object_set_new(what, "key", json_string(key)) &&
		(text = json_dumps(what, JSON_COMPACT | JSON_SORT_KEYS)))
		files_write(path, text, strlen(text));
	json_decref(what);
}
