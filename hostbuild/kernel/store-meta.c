// SPDX-License-Identifier: GPL-2.0-only
#include "store.h"
#include "../cleanup.h"
#include "../diag.h"
#include "../files.h"

#include <errno.h>
#include <fts.h>
#include <jansson.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#define SCHEMA	 "bpfjury-kernel/1"
#define META_MAX (1 << 20)

/* What is recorded, and where struct kernel has it. */
static const struct {
	const char *key;
	size_t at;
} texts[] = {
	{"name", offsetof(struct kernel, name)},
	{"release", offsetof(struct kernel, release)},
	{"version", offsetof(struct kernel, version)},
	{"arch", offsetof(struct kernel, arch)},
	{"origin", offsetof(struct kernel, origin)},
	{"from", offsetof(struct kernel, from)},
	{"package_version", offsetof(struct kernel, package_version)},
	{"package_sha256", offsetof(struct kernel, package_sha256)},
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
	return (char **)(void *)((char *)k + at);
}

static const char *const_text_of(const struct kernel *k, size_t at)
{
	return *(char *const *)(const void *)((const char *)k + at);
}

static void ftsp(FTS **f)
{
	if (*f)
		fts_close(*f);
}

static int by_name(const FTSENT **a, const FTSENT **b)
{
	return strcmp((*a)->fts_name, (*b)->fts_name);
}

/* Of a directory: over "SHA256 PATH\n" of its regular files in order of name. */
static int sha256_tree(const char *path, char ret[SHA256_SIZE])
{
	char *paths[] = {(char *)path, NULL}, *list = NULL;
	cleanup_with(ftsp) FTS *fts = fts_open(paths, FTS_PHYSICAL | FTS_NOCHDIR, by_name);
	size_t len = 0;
	FILE *f = open_memstream(&list, &len);
	FTSENT *e = NULL;
	int r = fts && f ? 0 : -ENOMEM;

	while (!r && (e = fts_read(fts))) {
		char sha256[SHA256_SIZE];
		if (e->fts_info == FTS_DNR || e->fts_info == FTS_ERR || e->fts_info == FTS_NS)
			r = -e->fts_errno;
		if (r || e->fts_info == FTS_D || e->fts_info == FTS_DP)
			continue;
		r = e->fts_info == FTS_F ? sha256_file(e->fts_path, sha256) : -EBADMSG;
		if (!r)
			fprintf(f, "%s %s\n", sha256, e->fts_path + strlen(path));
	}
	if (f && fclose(f) && !r)
		r = -ENOMEM;
	if (!r)
		r = sha256_bytes(list, len, ret);
	free(list);
	return r;
}

static int sha256_of(const char *path, char ret[SHA256_SIZE])
{
	struct stat st;

	if (lstat(path, &st))
		return -errno;
	return S_ISDIR(st.st_mode) ? sha256_tree(path, ret) : S_ISREG(st.st_mode) ? sha256_file(path, ret) : -EBADMSG;
}

static int describe_files(const char *dir, json_t *into)
{
	for (size_t i = 0; i < ARRAY_SIZE(files); i++) {
		cleanup_free char *path = format_string("%s/%s", dir, files[i].file);
		char sha256[SHA256_SIZE];
		int r = path ? sha256_of(path, sha256) : -ENOMEM;
		if (r == -ENOENT)
			continue;
		if (!r && json_object_set_new(into, files[i].file, json_pack("{s:s,s:I}", "sha256", sha256, "bytes",
				(json_int_t)files_tree_bytes(path))))
			r = -ENOMEM;
		if (r)
			return r;
	}
	return 0;
}

int meta_write(const char *dir, const struct kernel *k)
{
	cleanup_with(json_decrefp) json_t *meta = json_pack("{s:s,s:{}}", "schema", SCHEMA, "files");
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
	if (!r && json_object_set_new(meta, "got", json_string(when)))
		r = -ENOMEM;
	if (!r)
		r = describe_files(dir, json_object_get(meta, "files"));
	if (!r)
		r = (text = json_dumps(meta, JSON_INDENT(2))) ? 0 : -ENOMEM;
	return r ? diag_errno(r, "record %s", k->origin) : files_write(path, text, strlen(text));
}

static int load(json_t **ret, const char *dir)
{
	cleanup_free char *path = format_string("%s/meta.json", dir), *text = NULL;
	size_t len = 0;
	int r = path ? files_read(path, META_MAX, &text, &len) : -ENOMEM;

	if (r)
		return r;
	cleanup_with(json_decrefp) json_t *meta = json_loadb(text, len, JSON_REJECT_DUPLICATES, NULL);
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
	int r = load(&meta, dir);

	if (r)
		return r;
	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		const char *value = json_string_value(json_object_get(meta, texts[i].key));
		if (value && !(*text_of(&k, texts[i].at) = strdup(value)))
			return -ENOMEM;
	}
	for (size_t i = 0; i < ARRAY_SIZE(files); i++)
		if (json_object_get(json_object_get(meta, "files"), files[i].file) &&
			!(*text_of(&k, files[i].at) = format_string("%s/%s", dir, files[i].file)))
			return -ENOMEM;
	if (!k.name || !k.image)
		return -EBADMSG;
	*ret = k;
	k = KERNEL_NONE;
	return 0;
}

int meta_prove(const char *dir, const char *only, const char **ret_file)
{
	cleanup_with(json_decrefp) json_t *meta = NULL;

	*ret_file = "meta.json";
	int r = load(&meta, dir);
	for (size_t i = 0; i < ARRAY_SIZE(files) && !r; i++) {
		json_t *file = json_object_get(json_object_get(meta, "files"), files[i].file);
		const char *want = json_string_value(json_object_get(file, "sha256"));
		char sha256[SHA256_SIZE];
		if (!file || (only ? strcmp(files[i].file, only) != 0 : !strcmp(files[i].file, "modules")))
			continue;
		cleanup_free char *path = format_string("%s/%s", dir, files[i].file);
		*ret_file = files[i].file;
		r = !path ? -ENOMEM : !want || sha256_of(path, sha256) || strcmp(want, sha256) ? -EBADMSG : 0;
	}
	return r;
}
