// SPDX-License-Identifier: GPL-2.0-only
#include "vm/memory-notes.h"
#include "cache.h"
#include "cleanup.h"
#include "digest.h"
#include "files.h"
#include "format.h"
#include "lock.h"
#include "verdict/limits.h"

#include <string.h>
#include <unistd.h>

#define FILE_NAME "guest-memory.json"
#define FILE_MAX  ((size_t)1 << 20)

/* {"objects": [[SHA-256, MiB]...], "sha256": of the compact JSON of the array}, the newest last */
#define OBJECTS "objects"
#define DIGEST	"sha256"

static char *path_of(const char *suffix)
{
	cleanup_free char *dir = cache_path();

	return dir ? format_string("%s/" FILE_NAME "%s", dir, suffix) : NULL;
}

static int digest_of(const json_t *objects, char ret[SHA256_SIZE])
{
	cleanup_free char *text = json_dumps(objects, JSON_COMPACT);

	return text ? sha256_bytes(text, strlen(text), ret) : -1;
}

json_t *memory_notes_read(void)
{
	cleanup_free char *path = path_of(""), *text = NULL;
	char digest[SHA256_SIZE];
	json_t *file = path && files_read(path, FILE_MAX, &text, NULL) == 0
			       ? json_loads(text, JSON_REJECT_DUPLICATES, NULL)
			       : NULL;
	json_t *objects = json_object_get(file, OBJECTS);
	const char *noted = json_string_value(json_object_get(file, DIGEST));

	if (!json_is_array(objects) || json_array_size(objects) > MEMORY_NOTES_MAX || !noted ||
		digest_of(objects, digest) || strcmp(digest, noted) != 0)
		objects = NULL;
	json_incref(objects);
	json_decref(file);
	return objects;
}

static const char *sha256_at(const json_t *notes, size_t i)
{
	const char *s = json_string_value(json_array_get(json_array_get(notes, i), 0));

	return s ? s : "";
}

int64_t memory_notes_mib(const json_t *notes, const char sha256[SHA256_SIZE])
{
	for (size_t i = 0; i < json_array_size(notes); i++) {
		const int64_t mib = json_integer_value(json_array_get(json_array_get(notes, i), 1));
		if (strcmp(sha256_at(notes, i), sha256) == 0)
			return mib > 0 && mib <= GUEST_MEMORY_MIB_MAX ? mib : 0;
	}
	return 0;
}

static int put(json_t *notes, const char *sha256, int64_t mib)
{
	for (size_t i = json_array_size(notes); i-- > 0;)
		if (strcmp(sha256_at(notes, i), sha256) == 0)
			json_array_remove(notes, i);
	while (json_array_size(notes) >= MEMORY_NOTES_MAX)
		json_array_remove(notes, 0);
	return json_array_append_new(notes, json_pack("[sI]", sha256, (json_int_t)mib));
}

static void write_notes(const char *path, json_t *notes)
{
	char digest[SHA256_SIZE];
	json_t *file = digest_of(notes, digest)
			       ? NULL
			       : json_pack("{sOss}", OBJECTS, notes, DIGEST, digest);
	cleanup_free char *text = file ? json_dumps(file, JSON_COMPACT) : NULL;

	if (text)
		files_write(path, text, strlen(text));
	json_decref(file);
}

void memory_notes_keep(const char sha256[SHA256_SIZE], int64_t mib)
{
	cleanup_free char *dir = cache_path(), *path = path_of(""), *lock = path_of(".lock");
	int fd = -1;

	/* between reading and writing no other run writes */
	if (!path || !lock || access(dir, W_OK) || lock_file(lock, false, "noting memory", &fd))
		return;
	json_t *notes = memory_notes_read();
	if (!notes)
		notes = json_array();
	if (notes && put(notes, sha256, mib) == 0)
		write_notes(path, notes);
	json_decref(notes);
	close(fd);
}
