// SPDX-License-Identifier: GPL-2.0-only
#include "kernel/store/build-cache.h"
#include "cache.h"
#include "cleanup.h"
#include "diag.h"
#include "directories.h"
#include "files.h"
#include "format.h"
#include "kernel/store/entry.h"

#include <dirent.h>
#include <errno.h>
#include <jansson.h>
#include <string.h>
#include <sys/stat.h>

/* What names begin with; without the "/" it is the directory of the cache. */
static const char *const prefixes[N_CACHED_KINDS] = {
	[CACHED_SOURCES] = "sources/",
	[CACHED_OBJECTS] = "objects/",
};

void build_cache_list_free(struct cached *list, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		free(list[i].name);
		free(list[i].path);
	}
	free(list);
}

/* Sources are many files: their size was recorded when they were unpacked. */
static int64_t size_on_disk(const char *dir)
{
	cleanup_free char *path = format_string("%s/source.json", dir), *text = NULL;
	size_t len = 0;

	if (path && files_read(path, 1 << 16, &text, &len) == 0) {
		cleanup_with(json_decrefp) json_t *j = json_loadb(text, len, 0, NULL);
		json_t *bytes = json_object_get(j, "bytes");
		if (json_is_integer(bytes))
			return json_integer_value(bytes);
	}
	return directory_bytes(dir);
}

static int list_kind(enum cached_kind kind, struct cached **list, size_t *n)
{
	cleanup_free char *cache = NULL, *dir = NULL;
	struct dirent **names = NULL;
	int r = cache_dir(&cache), count;

	if (r)
		return r;
	dir = format_string("%s/%.*s", cache, (int)strlen(prefixes[kind]) - 1, prefixes[kind]);
	count = dir ? scandir(dir, &names, entry_filter, versionsort) : -1;
	if (count < 0 && dir && errno == ENOENT)
		return 0;
	if (count < 0)
		return diag_errno(dir ? -errno : -ENOMEM, "%s", prefixes[kind]);
	struct cached *more = reallocarray(*list, *n + (size_t)count + 1, sizeof(*more));
	if (more)
		*list = more;
	for (int i = 0; i < count; i++) {
		struct stat st;
		struct cached k = {.kind = kind,
			.path = format_string("%s/%s", dir, names[i]->d_name),
			.name = format_string("%s%s", prefixes[kind], names[i]->d_name)};
		if (more && k.path && k.name && stat(k.path, &st) == 0) {
			k.used = st.st_mtime;
			k.bytes = size_on_disk(k.path);
			(*list)[(*n)++] = k;
		} else {
			free(k.path);
			free(k.name);
		}
		free(names[i]);
	}
	free(names);
	return more ? 0 : diag_errno(-ENOMEM, "%s", dir);
}

int build_cache_list(struct cached **ret, size_t *ret_n)
{
	struct cached *list = NULL;
	size_t n = 0;
	int r = 0;

	for (size_t i = 0; !r && i < N_CACHED_KINDS; i++)
		r = list_kind((enum cached_kind)i, &list, &n);
	if (r) {
		build_cache_list_free(list, n);
		return r;
	}
	*ret = list;
	*ret_n = n;
	return 0;
}

bool build_cache_is_name(const char *name)
{
	for (size_t i = 0; i < N_CACHED_KINDS; i++)
		if (strncmp(name, prefixes[i], strlen(prefixes[i])) == 0)
			return true;
	return false;
}

int build_cache_remove(const struct cached *c)
{
	cleanup_free char *lock = entry_lock_path(c->path);
	cleanup_close int fd = -1;
	int r = lock ? lock_file_now(lock, &fd) : diag_errno(-ENOMEM, "%s", c->name);

	if (r == -EWOULDBLOCK) {
		diag_error("%s: another bpfjury is building with it", c->name);
		return -EBUSY;
	}
	return r ? r : directory_remove(c->path);
}

int build_cache_remove_named(const char *name)
{
	struct cached *list = NULL;
	size_t n = 0;
	int r = build_cache_list(&list, &n), found = -ENOENT;

	for (size_t i = 0; i < n && found == -ENOENT; i++)
		if (strcmp(list[i].name, name) == 0)
			found = build_cache_remove(&list[i]);
	build_cache_list_free(list, n);
	if (!r && found == -ENOENT) {
		diag_error(
			"%s: no such sources or objects; `bpfjury kernel list` names them", name);
		return FAIL_MISUSE;
	}
	return r ? r : found;
}
