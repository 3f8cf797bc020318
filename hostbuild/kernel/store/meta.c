// SPDX-License-Identifier: GPL-2.0-only
#include "kernel/store/meta.h"
#include "cleanup.h"
#include "diag.h"
#include "directories.h"
#include "files.h"
#include "format.h"

#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
#include <xxhash.h>

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
	{"package_version", offsetof(struct kernel, package_version)},
	{"package_sha256", offsetof(struct kernel, package_sha256)},
	{"build_inputs", offsetof(struct kernel, build_inputs)},
	{"build_key", offsetof(struct kernel, build_key)},
	{"build_tools", offsetof(struct kernel, build_tools)},
	{"build_fragments", offsetof(struct kernel, build_fragments)},
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

/*
 * XXH3 of 128 bits in hex: told from damage at memory speed, on every use; it is no defence against
 * who can write here.
 */
struct digest {
	XXH3_state_t *state;
	char hex[33];
};

static void digest_end(struct digest *d)
{
	XXH3_freeState(d->state);
}

static int digest_begin(struct digest *d)
{
	d->state = XXH3_createState();
	return d->state && XXH3_128bits_reset(d->state) == XXH_OK ? 0 : -ENOMEM;
}

static void digest_finish(struct digest *d)
{
	XXH128_hash_t h = XXH3_128bits_digest(d->state);

	snprintf(d->hex, sizeof(d->hex), "%016llx%016llx", (unsigned long long)h.high64,
		(unsigned long long)h.low64);
}

static int digest_open_file(struct digest *d, int fd)
{
	cleanup_free char *buf = malloc(1 << 18);
	off_t at = 0;

	if (!buf)
		return -ENOMEM;
	for (;;) {
		ssize_t n = pread(fd, buf, 1 << 18, at);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return n ? -errno : 0;
		XXH3_128bits_update(d->state, buf, (size_t)n);
		at += n;
	}
}

static int digest_file(struct digest *d, const char *path)
{
	cleanup_close int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);

	return fd < 0 ? -errno : digest_open_file(d, fd);
}

/* Of a directory: over each regular file's path, NUL included, and content, in order of name. */
static int digest_tree(struct digest *d, const char *path)
{
	cleanup_with(directory_walk_end) FTS *fts = directory_walk(path);
	FTSENT *e = NULL;
	int r = fts ? 0 : -ENOMEM;

	while (!r && (e = fts_read(fts))) {
		const char *below = e->fts_path + strlen(path);
		if (e->fts_info == FTS_DNR || e->fts_info == FTS_ERR || e->fts_info == FTS_NS)
			r = -e->fts_errno;
		if (r || e->fts_info == FTS_D || e->fts_info == FTS_DP)
			continue;
		XXH3_128bits_update(d->state, below, strlen(below) + 1);
		r = e->fts_info == FTS_F ? digest_file(d, e->fts_path) : -EBADMSG;
	}
	return r;
}

static int digest_of(struct digest *d, const char *path)
{
	struct stat st;

	if (lstat(path, &st))
		return -errno;
	int r = digest_begin(d);
	if (!r)
		r = S_ISDIR(st.st_mode)	  ? digest_tree(d, path)
		    : S_ISREG(st.st_mode) ? digest_file(d, path)
					  : -EBADMSG;
	if (!r)
		digest_finish(d);
	return r;
}

/*
 * Whether two of an entry's files are one: a vmlinux is its image where no bzImage was asked for.
 */
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
		cleanup_with(digest_end) struct digest d = {0};
		int r = path ? digest_of(&d, path) : -ENOMEM;
		if (r == -ENOENT)
			continue;
		if (!r &&
			json_object_set_new(into, files[i].file,
				json_pack("{s:s,s:I}", "xxh3_128", d.hex, "bytes",
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

static int load(json_t **ret, const char *dir)
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
	int r = load(&meta, dir);

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

int meta_check(const char *dir, const char *only, const char **ret_file)
{
	cleanup_with(json_decrefp) json_t *meta = NULL;
	const char *before = NULL; /* the digest of the file before, where it was looked at */

	*ret_file = "meta.json";
	int r = load(&meta, dir);
	for (size_t i = 0; i < ARRAY_SIZE(files) && !r; i++) {
		json_t *file = json_object_get(json_object_get(meta, "files"), files[i].file);
		const char *want = json_string_value(json_object_get(file, "xxh3_128"));
		cleanup_with(digest_end) struct digest d = {0};
		if (!file || (only ? strcmp(files[i].file, only) != 0
				   : !strcmp(files[i].file, "modules"))) {
			before = NULL;
			continue;
		}
		cleanup_free char *path = format_string("%s/%s", dir, files[i].file);
		*ret_file = files[i].file;
		if (before && want && strcmp(before, want) == 0 && is_linked(dir, i))
			continue;
		r = !path						  ? -ENOMEM
		    : !want || digest_of(&d, path) || strcmp(want, d.hex) ? -EBADMSG
									  : 0;
		before = want;
	}
	return r;
}

int meta_check_fd(const char *dir, const char *file, int fd)
{
	cleanup_with(json_decrefp) json_t *meta = NULL;
	cleanup_with(digest_end) struct digest d = {0};
	int r = load(&meta, dir);

	if (!r)
		r = digest_begin(&d);
	if (!r)
		r = digest_open_file(&d, fd);
	if (r)
		return r;
	digest_finish(&d);
	const json_t *entry = json_object_get(json_object_get(meta, "files"), file);
	const char *want = json_string_value(json_object_get(entry, "xxh3_128"));
	return want && strcmp(want, d.hex) == 0 ? 0 : -EBADMSG;
}
