// SPDX-License-Identifier: GPL-2.0-only
#include "kernel/build/sources.h"
#include "cache.h"
#include "cleanup.h"
#include "diag.h"
#include "digest.h"
#include "directories.h"
#include "files.h"
#include "format.h"
#include "kernel/apt/apt.h"
#include "kernel/apt/root.h"
#include "kernel/arch.h"
#include "kernel/spec.h"
#include "kernel/store/entry.h"
#include "kernel/store/store.h"
#include "kernel/unpack/extract.h"
#include "verdict/version.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <libgen.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <time.h>

#define SCHEMA	    "bpfjury-source/1"
#define LISTS_AGE_S (6 * 60 * 60)
#define SUMS_MAX    (4 << 20)
/* linux-source-6.12: 146 MB packed, 1.6 GB unpacked (du -sh). */
#define ROOM_MIB 2200

/* Of 7.2 the largest seen: 1.7 GB in 97,000 entries. */
static const struct extract_limits limits = {
	.bytes = (int64_t)6 << 30,
	.file = (int64_t)1 << 30,
	.entries = 400000,
	.path = 1024,
};

/* Of a source package the archive in it, of that its one directory, under the name "tree". */
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

static bool is_sha256(const char *word)
{
	return strspn(word, "0123456789abcdefABCDEF") == SHA256_SIZE - 1 && !word[SHA256_SIZE - 1];
}

bool sources_vouched(const char *text, const char *name, char ret[SHA256_SIZE])
{
	cleanup_free char *copy = strdup(text);
	char *rest = copy;
	bool alone = true;

	for (char *line; rest && (line = strsep(&rest, "\n"));) {
		const char *first = NULL, *last = NULL;
		char *words = line;
		for (char *word; (word = strsep(&words, " \t\r"));) {
			if (!*word)
				continue;
			first = first ? first : word;
			last = word;
		}
		if (!first)
			continue;
		bool bare = alone && first == last; /* a file of nothing but the sum */
		alone = false;
		if (!is_sha256(first) || (!bare && strcmp(last + (*last == '*'), name) != 0))
			continue;
		for (size_t i = 0; i < SHA256_SIZE; i++)
			ret[i] = (char)tolower((unsigned char)first[i]);
		return true;
	}
	return false;
}

/* Whether a file of that name may tell the sum of @base. */
static bool may_vouch(const char *file, const char *base)
{
	static const char *const sums[] = {
		"sha256sums.asc", "SHA256SUMS", "sha256sums.txt", "sha256sums"};
	static const char *const ends[] = {".sha256", ".sha256sum"};
	size_t len = strlen(file), base_len = strlen(base);

	for (size_t i = 0; i < ARRAY_SIZE(sums); i++)
		if (!strcmp(file, sums[i]))
			return true;
	for (size_t i = 0; i < ARRAY_SIZE(ends); i++)
		if (!strncmp(file, base, base_len) && !strcmp(file + base_len, ends[i]))
			return true;
	return len > 4 && !strcmp(file + len - 4, ".dsc");
}

static int mismatch(const char *path, const char *sha256, const char *says, const char *wanted)
{
	diag_error("%s: not the file that was meant: its SHA-256 is %s, %s says %s", path, sha256,
		says, wanted);
	return -EBADMSG;
}

/* Every file beside it that tells its sum tells this one, and there is one. */
static int check_beside(const char *path, const char *sha256)
{
	cleanup_free char *for_dir = strdup(path), *for_base = strdup(path);
	const char *dir = for_dir ? dirname(for_dir) : NULL,
		   *base = for_base ? basename(for_base) : NULL;
	DIR *d = dir && base ? opendir(dir) : NULL;
	size_t found = 0;
	int r = 0;

	if (!d)
		return diag_errno(dir && base ? -errno : -ENOMEM, "%s", path);
	for (struct dirent *e; !r && (e = readdir(d));) {
		cleanup_free char *file = NULL, *text = NULL;
		char wanted[SHA256_SIZE];
		if (!may_vouch(e->d_name, base))
			continue;
		file = format_string("%s/%s", dir, e->d_name);
		if (!file || files_read(file, SUMS_MAX, &text, NULL) ||
			!sources_vouched(text, base, wanted)) {
			if (file)
				diag_note("%s: tells no SHA-256 of %s", file, base);
			continue;
		}
		found++;
		if (strcasecmp(wanted, sha256) != 0)
			r = mismatch(path, sha256, file, wanted);
		else
			diag_debug("%s: SHA-256 as %s says", path, file);
	}
	closedir(d);
	if (r || found)
		return r;
	diag_error(
		"%s: nothing says that it is what it should be; give --sha256, or put what tells it beside it "
		"(%s.sha256, sha256sums.asc, SHA256SUMS, the .dsc of a source package)",
		path, base);
	return -EBADMSG;
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
	if (!schema || strcmp(schema, SCHEMA) != 0 || !origin || !sha256 || !is_sha256(sha256) ||
		!files || !is_sha256(files))
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

/*
 * The entry @name as it was unpacked, of the archive of that @sha256 unless NULL; -ENOENT where
 * there is none such, or it is not as it was any more.
 */
static int find_unpacked(
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

/* @archive, open as @fd, with the lock held; a copy of it is unpacked, and that is of @sha256. */
static int unpack(const char *sources, const char *name, const char *archive, int fd,
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
		r = directory_check_room(sources, ROOM_MIB, "to unpack kernel sources");
	if (!r)
		r = draft_open(&draft, sources);
	if (r)
		return r;
	diag_note("unpacking %s%s", origin,
		access(path, F_OK) ? ""
				   : " again: what is there was changed since, or is not whole");
	r = extract_verified_copy(archive, fd, sources, sha256, &held);
	if (!r)
		r = extract(archive, held, draft.dir, &o);
	tree = format_string("%s/tree", draft.dir);
	if (!r && !tree)
		r = diag_errno(-ENOMEM, "%s", origin);
	if (!r && access(tree, F_OK)) {
		diag_error("%s: there is no kernel source in it", origin);
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

static int from_archive(struct source_tree *ret, const char *path, const char *wanted)
{
	cleanup_free char *sources = NULL, *copy = strdup(path), *name = NULL;
	cleanup_close int fd = -1, lock = -1;
	char sha256[SHA256_SIZE];
	int r = copy ? extract_open(path, &fd) : diag_errno(-ENOMEM, "%s", path);

	if (!r && wanted && !is_sha256(wanted)) {
		diag_error("--sha256 %s: want 64 hexadecimal digits", wanted);
		r = FAIL_MISUSE;
	}
	if (!r && sha256_fd(fd, sha256))
		r = diag_errno(-EIO, "%s", path);
	if (!r)
		r = !wanted			      ? check_beside(path, sha256)
		    : strcasecmp(wanted, sha256) != 0 ? mismatch(path, sha256, "--sha256", wanted)
						      : 0;
	if (!r)
		r = cache_subdir("sources", &sources);
	if (r)
		return r;
	char *base = basename(copy), *tar = strstr(base, ".tar");
	if (tar)
		*tar = '\0';
	name_sanitize(base);
	name = format_string("%.100s-%.8s", base, sha256);
	r = name ? find_unpacked(ret, sources, name, sha256) : diag_errno(-ENOMEM, "%s", path);
	if (r != -ENOENT)
		return r;
	r = entry_lock_directory(sources, "getting kernel sources", &lock);
	if (r)
		return r;
	/* another bpfjury may have unpacked it meanwhile */
	r = find_unpacked(ret, sources, name, sha256);
	if (r != -ENOENT)
		return r;
	r = unpack(sources, name, path, fd, path, sha256);
	return r ? r : find_unpacked(ret, sources, name, sha256);
}

/* The newest unpacked one of a distribution that @spec wants. */
static int newest_unpacked(
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
	return best ? find_unpacked(ret, sources, best, NULL) : -ENOENT;
}

static int get_package(
	struct source_tree *ret, const char *sources, const struct kernel_spec *spec, bool update)
{
	cleanup_with(apt_root_clear) struct apt_root root = {0};
	cleanup_with(apt_choice_clear) struct apt_choice choice = {0};
	cleanup_free char *cache = NULL, *name = NULL, *origin = NULL;
	cleanup_close int fd = -1;
	time_t started = time(NULL);
	int r = cache_dir(&cache);

	if (!r)
		r = directory_check_room(sources, ROOM_MIB, "to get kernel sources");
	if (!r)
		r = apt_root_open(&root, cache, distribution_find(spec->distribution),
			arch_default()->debian);
	if (!r)
		r = apt_root_update(&root, update ? started : started - LISTS_AGE_S);
	if (!r)
		r = apt_choose_source(&choice, &root, spec);
	if (r)
		return r;
	const struct apt_package *p = &choice.packages[0];
	name = format_string("%s-%s_%s", kernel_from_word(spec->distribution), p->name, p->version);
	origin = format_string("%s %s", p->name, p->version);
	if (!name || !origin)
		return diag_errno(-ENOMEM, "%s", spec->text);
	for (char *colon = name; (colon = strchr(colon, ':'));) /* an epoch's */
		*colon = '+';
	r = find_unpacked(ret, sources, name, p->sha256);
	if (r != -ENOENT)
		return r;
	r = apt_fetch(&choice, &root);
	if (!r)
		r = extract_open(p->file, &fd);
	if (!r)
		r = unpack(sources, name, p->file, fd, origin, p->sha256);
	if (!r)
		apt_delete_files(&choice);
	return r ? r : find_unpacked(ret, sources, name, p->sha256);
}

static int from_distribution_source(struct source_tree *ret, const char *what, bool update)
{
	cleanup_free char *sources = NULL;
	cleanup_close int lock = -1;
	struct kernel_spec spec;
	int r = spec_parse(&spec, what);

	if (!r)
		r = cache_subdir("sources", &sources);
	if (r)
		return r;
	r = update ? -ENOENT : newest_unpacked(ret, sources, &spec);
	if (r != -ENOENT)
		return r;
	r = entry_lock_directory(sources, "getting kernel sources", &lock);
	return r ? r : get_package(ret, sources, &spec, update);
}

int sources_find(struct source_tree *ret, const char *what, const char *sha256, bool update)
{
	const char *path = strncmp(what, "tree:", 5) == 0 ? what + 5 : what, *home = getenv("HOME");
	cleanup_free char *expanded = NULL;
	struct stat st;

	if (spec_is_distribution(what)) {
		if (sha256) {
			diag_error("--sha256 goes with an archive; apt checks %s itself", what);
			return FAIL_MISUSE;
		}
		return from_distribution_source(ret, what, update);
	}
	/* behind "tree:" no shell does it */
	if (strncmp(path, "~/", 2) == 0 && path != what && home) {
		expanded = format_string("%s%s", home, path + 1);
		if (!expanded)
			return diag_errno(-ENOMEM, "%s", what);
		path = expanded;
	}
	if (update) {
		diag_error("--update goes with debian:SERIES or ubuntu:SERIES; %s is what it is",
			path);
		return FAIL_MISUSE;
	}
	if (stat(path, &st)) {
		int err = -errno;
		diag_errno(err, "%s", path);
		return err == -ENOENT || err == -ENOTDIR ? FAIL_MISUSE : err;
	}
	if (S_ISDIR(st.st_mode) && sha256) {
		diag_error("--sha256 goes with an archive; %s is a directory", path);
		return FAIL_MISUSE;
	}
	if (S_ISDIR(st.st_mode))
		return source_tree_open(ret, path, path);
	return from_archive(ret, path, sha256);
}
