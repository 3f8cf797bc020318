// SPDX-License-Identifier: GPL-2.0-only
#include "kernel/build/unpacked.h"
#include "cleanup.h"
#include "diag.h"
#include "directories.h"
#include "files.h"
#include "format.h"
#include "kernel/apt/apt.h"
#include "kernel/build/sums.h"
#include "kernel/store/entry.h"
#include "kernel/unpack/extract.h"
#include "verdict/version.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <string.h>
#include <sys/stat.h>

#define SCHEMA "bpfjury-source/1"

/* The largest seen is 7.2's source: 1.7 GB, 97,000 entries. */
static const struct extract_limits limits = {
	.bytes = (int64_t)6 << 30,
	.file = (int64_t)1 << 30,
	.entries = 400000,
	.path = 1024,
};

/*
 * Take the archive out of a source package, and the one directory out of that archive, which is
 * renamed to "tree".
 */
static int place_source(const char *path, const struct extract_entry *e, char **ret)
{
	static const char package[] = "usr/src/linux-source-";

	*ret = NULL;
	if (*path == '/' || extract_climbs(path))
		return -EBADMSG;
	while (!strncmp(path, "./", 2))
		path += 2;
	if (!strncmp(path, package, strlen(package)))
		return e->kind == EXTRACT_FILE && strstr(path, ".tar.") ? EXTRACT_NESTED : 0;
	const char *below = strchr(path, '/');
	if (!below || !below[1] || !strncmp(path, "usr/", 4))
		return 0;
	*ret = format_string("tree%s", below);
	return *ret ? 0 : -ENOMEM;
}

static int read_record(const char *dir, char **ret_origin, char ret_sha256[SHA256_SIZE],
	char ret_files[SHA256_SIZE])
{
	cleanup_free char *path = format_string("%s/source.json", dir), *text = NULL;
	size_t len = 0;
	int r = path ? files_read(path, 1 << 16, &text, &len) : -ENOMEM;

	if (r)
		return r;
	cleanup_with(json_decrefp) json_t *j = json_loadb(text, len, 0, NULL);
	const char *schema = json_string_value(json_object_get(j, "schema"));
	const char *origin = json_string_value(json_object_get(j, "origin"));
	const char *sha256 = json_string_value(json_object_get(j, "sha256"));
	const char *files = json_string_value(json_object_get(j, "files"));
	if (!schema || strcmp(schema, SCHEMA) != 0 || !origin || !sha256 ||
		!sums_is_sha256(sha256) || !files || !sums_is_sha256(files))
		return -EBADMSG;
	memcpy(ret_sha256, sha256, SHA256_SIZE);
	memcpy(ret_files, files, SHA256_SIZE);
	*ret_origin = strdup(origin);
	return *ret_origin ? 0 : -ENOMEM;
}

static int write_record(const char *dir, const char *origin, const char *sha256, const char *files)
{
	cleanup_with(json_decrefp) json_t *j =
		json_pack("{s:s, s:s, s:s, s:s, s:I}", "schema", SCHEMA, "origin", origin, "sha256",
			sha256, "files", files, "bytes", (json_int_t)directory_bytes(dir));
	cleanup_free char *path = format_string("%s/source.json", dir);
	cleanup_free char *text = j ? json_dumps(j, JSON_INDENT(2)) : NULL;

	return path && text ? files_write(path, text, strlen(text))
			    : diag_errno(-ENOMEM, "%s", origin);
}

int unpacked_find(
	struct source_tree *ret, const char *sources, const char *name, const char *sha256)
{
	cleanup_with(source_tree_clear) struct source_tree t = {0};
	cleanup_free char *dir = format_string("%s/%s", sources, name), *origin = NULL;
	cleanup_free char *tree = format_string("%s/%s/tree", sources, name),
			  *lock = dir ? entry_lock_path(dir) : NULL;
	cleanup_close int fd = -1;
	char was[SHA256_SIZE], files[SHA256_SIZE];

	if (!lock || !tree)
		return diag_errno(-ENOMEM, "%s", name);
	if (access(dir, F_OK))
		return -ENOENT;
	int r = lock_file(lock, true, "removing it", &fd);
	if (r)
		return r;
	r = read_record(dir, &origin, was, files);
	if (!r && sha256 && strcmp(was, sha256) != 0)
		r = -ENOENT;
	if (!r)
		r = source_tree_open(&t, tree, origin);
	if (!r)
		r = source_tree_look(&t);
	if (r == -EINTR || r == -ENOMEM)
		return r;
	if (r || strcmp(files, t.identity) != 0)
		return -ENOENT;
	memcpy(t.sha256, was, SHA256_SIZE);
	memcpy(t.unpacked, files, SHA256_SIZE);
	utimensat(AT_FDCWD, dir, NULL, 0);
	t.lock = steal_fd(&fd);
	*ret = t;
	t = (struct source_tree){0};
	return 0;
}

int unpacked_add(const char *sources, const char *name, const char *archive, int fd,
	const char *origin, const char *sha256)
{
	const struct extract_options o = {.what = "kernel's source",
		.limits = &limits,
		.place = place_source,
		.is_source = true};
	cleanup_with(draft_drop) struct draft draft = {0};
	cleanup_with(source_tree_clear) struct source_tree t = {0};
	cleanup_free char *path = format_string("%s/%s", sources, name), *tree = NULL;
	cleanup_free char *lock_path = path ? entry_lock_path(path) : NULL;
	cleanup_close int lock = -1, held = -1;
	int r = lock_path ? lock_file(lock_path, false, "building from it", &lock)
			  : diag_errno(-ENOMEM, "%s", origin);

	if (!r)
		r = directory_check_room(sources, UNPACKED_ROOM_MIB, "to unpack kernel sources");
	if (!r)
		r = draft_open(&draft, sources);
	if (r)
		return r;
	diag_note("unpacking %s%s", origin,
		access(path, F_OK) ? "" : " again: the earlier copy is incomplete or was changed");
	r = extract_verified_copy(archive, fd, sources, sha256, &held);
	if (!r)
		r = extract(archive, held, draft.dir, &o);
	tree = format_string("%s/tree", draft.dir);
	if (!r && !tree)
		r = diag_errno(-ENOMEM, "%s", origin);
	if (!r && access(tree, F_OK)) {
		diag_error("%s: it holds no kernel source", origin);
		r = -ENODATA;
	}
	if (!r)
		r = source_tree_open(&t, tree, origin);
	if (!r)
		r = source_tree_look(&t);
	if (!r)
		r = write_record(draft.dir, t.origin, sha256, t.identity);
	return r ? r : draft_place(&draft, name);
}

int unpacked_find_newest(
	struct source_tree *ret, const char *sources, const struct kernel_spec *spec)
{
	cleanup_free char *start = format_string(
				  "%s-linux-source-", kernel_from_word(spec->distribution)),
			  *best = NULL;
	DIR *d = start ? opendir(sources) : NULL;

	for (struct dirent *e; d && (e = readdir(d));) {
		const char *version = strchr(e->d_name, '_');
		char upstream[48];
		if (strncmp(e->d_name, start, strlen(start)) != 0 || !version ||
			!version_upstream(version + 1, upstream, sizeof(upstream)) ||
			!spec_matches(spec, upstream))
			continue;
		if (best && !apt_version_newer(version + 1, strchr(best, '_') + 1))
			continue;
		free(best);
		best = strdup(e->d_name);
	}
	if (d)
		closedir(d);
	return best ? unpacked_find(ret, sources, best, NULL) : -ENOENT;
}
