// SPDX-License-Identifier: GPL-2.0-only
#include "kernel/store/meta.h"
#include "cleanup.h"
#include "diag.h"
#include "directories.h"
#include "files.h"
#include "format.h"
#include "kernel/store/checksum.h"

#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define SCHEMA	 "bpfjury-kernel/1"
#define META_MAX (1 << 20)

/* Keys of texts and of files, and where struct kernel has them. */
static const struct {
	const char *key;
	size_t at;
} texts[] = {
	{"name", offsetof(struct kernel, name)},
	{"release", offsetof(struct kernel, release)},
	{"version", offsetof(struct kernel, version)},
	{"arch", offsetof(struct kernel, arch)},
	{"origin", offsetof(struct kernel, origin)},
	{"package_version", offsetof(struct kernel, package_version)},
	{"package_sha256", offsetof(struct kernel, package_sha256)},
	{"build_inputs", offsetof(struct kernel, build_inputs)},
	{"build_key", offsetof(struct kernel, build_key)},
	{"build_tools", offsetof(struct kernel, build_tools)},
	{"build_fragments", offsetof(struct kernel, build_fragments)},
	{"build_commit", offsetof(struct kernel, build_commit)},
	{"build_image", offsetof(struct kernel, build_image)},
};
static const struct {
	const char *file;
	size_t at;
} files[] = {
	{"image", offsetof(struct kernel, image)},
	{"vmlinux", offsetof(struct kernel, vmlinux)},
	{"config", offsetof(struct kernel, config)},
	{"System.map", offsetof(struct kernel, system_map)},
	{"modules", offsetof(struct kernel, modules)},
};

static char **text_of(struct kernel *k, size_t at)
{
	/* NOLINTNEXTLINE(bugprone-casting-through-void): @at is the offset of a char * */
	return (char **)(void *)((char *)k + at);
}

static const char *const_text_of(const struct kernel *k, size_t at)
{
	/* NOLINTNEXTLINE(bugprone-casting-through-void): @at is the offset of a char * */
	return *(char *const *)(const void *)((const char *)k + at);
}

/* Whether file @i is a hard link to the one before: vmlinux is one to an image that is an ELF. */
static bool is_linked(const char *dir, size_t i)
{
	cleanup_free char *path = format_string("%s/%s", dir, files[i].file);
	cleanup_free char *before = i ? format_string("%s/%s", dir, files[i - 1].file) : NULL;
	struct stat a, b;

	return path && before && !lstat(path, &a) && !lstat(before, &b) && a.st_dev == b.st_dev &&
	       a.st_ino == b.st_ino;
}

static int describe_files(const char *dir, json_t *into)
{
	for (size_t i = 0; i < ARRAY_SIZE(files); i++) {
		cleanup_free char *path = format_string("%s/%s", dir, files[i].file);
		char sum[CHECKSUM_SIZE];
		int r = path ? checksum_path(path, sum) : -ENOMEM;
		if (r == -ENOENT)
			continue;
		if (!r &&
			json_object_set_new(into, files[i].file,
				json_pack("{s:s,s:I}", "xxh3_128", sum, "bytes",
					is_linked(dir, i) ? 0 : (json_int_t)directory_bytes(path))))
			r = -ENOMEM;
		if (r)
			return r;
	}
	return 0;
}

int meta_write(const char *dir, const struct kernel *k)
{
	cleanup_with(json_decrefp) json_t *meta =
		json_pack("{s:s,s:{}}", "schema", SCHEMA, "files");
	cleanup_free char *path = format_string("%s/meta.json", dir), *text = NULL;
	time_t now = time(NULL);
	struct tm tm;
	char when[32];
	int r = meta && path ? 0 : -ENOMEM;

	strftime(when, sizeof(when), "%Y-%m-%dT%H:%M:%SZ", gmtime_r(&now, &tm));
	for (size_t i = 0; i < ARRAY_SIZE(texts) && !r; i++) {
		const char *value = const_text_of(k, texts[i].at);
		if (value && json_object_set_new(meta, texts[i].key, json_string(value)))
			r = -ENOMEM;
	}
	const char *from = kernel_from_word(k->from);
	if (!r && from && json_object_set_new(meta, "from", json_string(from)))
		r = -ENOMEM;
	if (!r && json_object_set_new(meta, "got", json_string(when)))
		r = -ENOMEM;
	if (!r)
		r = describe_files(dir, json_object_get(meta, "files"));
	if (!r)
		r = (text = json_dumps(meta, JSON_INDENT(2))) ? 0 : -ENOMEM;
	return r ? diag_errno(r, "record %s", k->origin) : files_write(path, text, strlen(text));
}

static int load_meta(json_t **ret, const char *dir)
{
	cleanup_free char *path = format_string("%s/meta.json", dir), *text = NULL;
	size_t len = 0;
	int r = path ? files_read(path, META_MAX, &text, &len) : -ENOMEM;

	if (r)
		return r;
	cleanup_with(json_decrefp) json_t *meta =
		json_loadb(text, len, JSON_REJECT_DUPLICATES, NULL);
	const char *schema = json_string_value(json_object_get(meta, "schema"));
	if (!schema || strcmp(schema, SCHEMA) || !json_is_object(json_object_get(meta, "files")))
		return -EBADMSG;
	*ret = steal(&meta);
	return 0;
}

int meta_read(struct kernel *ret, const char *dir)
{
	cleanup_with(json_decrefp) json_t *meta = NULL;
	cleanup_with(kernel_clear) struct kernel k = KERNEL_NONE;
	int r = load_meta(&meta, dir);

	if (r)
		return r;
	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		const char *value = json_string_value(json_object_get(meta, texts[i].key));
		if (value && !(*text_of(&k, texts[i].at) = strdup(value)))
			return -ENOMEM;
	}
	const char *from = json_string_value(json_object_get(meta, "from"));
	if (from)
		k.from = kernel_from_parse(from, strlen(from));
	for (size_t i = 0; i < ARRAY_SIZE(files); i++) {
		json_t *file = json_object_get(json_object_get(meta, "files"), files[i].file);
		if (!file)
			continue;
		k.bytes += json_integer_value(json_object_get(file, "bytes"));
		if (!(*text_of(&k, files[i].at) = format_string("%s/%s", dir, files[i].file)))
			return -ENOMEM;
	}
	if (!k.name || !k.image)
		return -EBADMSG;
	*ret = k;
	k = KERNEL_NONE;
	return 0;
}

static const char *recorded(const json_t *meta, const char *file)
{
	const json_t *entry = json_object_get(json_object_get(meta, "files"), file);

	return json_string_value(json_object_get(entry, "xxh3_128"));
}

/* @before: the recorded checksum of the file before, if that was compared. */
static int check_file(const char *dir, size_t i, const char *want, const char *before)
{
	cleanup_free char *path = format_string("%s/%s", dir, files[i].file);
	char sum[CHECKSUM_SIZE];

	if (!path)
		return -ENOMEM;
	if (before && want && strcmp(before, want) == 0 && is_linked(dir, i))
		return 0;
	return want && !checksum_path(path, sum) && !strcmp(want, sum) ? 0 : -EBADMSG;
}

int meta_check(const char *dir, const char *only, const char **ret_file)
{
	cleanup_with(json_decrefp) json_t *meta = NULL;
	const char *before = NULL;

	*ret_file = "meta.json";
	int r = load_meta(&meta, dir);
	for (size_t i = 0; i < ARRAY_SIZE(files) && !r; i++) {
		const char *want = recorded(meta, files[i].file);
		const bool skip = only ? strcmp(files[i].file, only) != 0
				       : strcmp(files[i].file, "modules") == 0;
		if (skip || !json_object_get(json_object_get(meta, "files"), files[i].file)) {
			before = NULL;
			continue;
		}
		*ret_file = files[i].file;
		r = check_file(dir, i, want, before);
		before = want;
	}
	return r;
}

int meta_check_fd(const char *dir, const char *file, int fd)
{
	cleanup_with(json_decrefp) json_t *meta = NULL;
	char sum[CHECKSUM_SIZE];
	int r = load_meta(&meta, dir);

	if (!r)
		r = checksum_fd(fd, sum);
	if (r)
		return r;
	const char *want = recorded(meta, file);
	return want && strcmp(want, sum) == 0 ? 0 : -EBADMSG;
}
