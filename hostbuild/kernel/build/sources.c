// SPDX-License-Identifier: GPL-2.0-only
#include "kernel/build/sources.h"
#include "cache.h"
#include "cleanup.h"
#include "diag.h"
#include "digest.h"
#include "directories.h"
#include "format.h"
#include "kernel/apt/apt.h"
#include "kernel/apt/root.h"
#include "kernel/arch.h"
#include "kernel/build/sums.h"
#include "kernel/build/unpacked.h"
#include "kernel/spec.h"
#include "kernel/store/entry.h"
#include "kernel/unpack/extract.h"

#include <errno.h>
#include <libgen.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <time.h>

#define LISTS_AGE_S (6 * 60 * 60) /* apt's package lists may be this old */

static int from_archive(struct source_tree *ret, const char *path, const char *wanted)
{
	cleanup_free char *sources = NULL, *copy = strdup(path), *name = NULL;
	cleanup_close int fd = -1, lock = -1;
	char sha256[SHA256_SIZE];
	int r = copy ? extract_open(path, &fd) : diag_errno(-ENOMEM, "%s", path);

	if (!r && wanted && !sums_is_sha256(wanted)) {
		diag_error("--sha256 %s: expected 64 hexadecimal digits", wanted);
		r = FAIL_MISUSE;
	}
	if (!r && sha256_fd(fd, sha256))
		r = diag_errno(-EIO, "%s", path);
	if (!r)
		r = !wanted ? sums_check(path, sha256)
		    : strcasecmp(wanted, sha256) != 0
			    ? sums_mismatch(path, sha256, "--sha256", wanted)
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
	r = name ? unpacked_find(ret, sources, name, sha256) : diag_errno(-ENOMEM, "%s", path);
	if (r != -ENOENT)
		return r;
	r = entry_lock_directory(sources, "getting kernel sources", &lock);
	if (r)
		return r;
	/* another bpfjury may have unpacked it while this one waited */
	r = unpacked_find(ret, sources, name, sha256);
	if (r != -ENOENT)
		return r;
	r = unpacked_add(sources, name, path, fd, path, sha256);
	return r ? r : unpacked_find(ret, sources, name, sha256);
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
		r = directory_check_room(sources, UNPACKED_ROOM_MIB, "to get kernel sources");
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
	for (char *colon = name; (colon = strchr(colon, ':'));) /* after an epoch */
		*colon = '+';
	r = unpacked_find(ret, sources, name, p->sha256);
	if (r != -ENOENT)
		return r;
	r = apt_fetch(&choice, &root);
	if (!r)
		r = extract_open(p->file, &fd);
	if (!r)
		r = unpacked_add(sources, name, p->file, fd, origin, p->sha256);
	if (!r)
		apt_delete_files(&choice);
	return r ? r : unpacked_find(ret, sources, name, p->sha256);
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
	r = update ? -ENOENT : unpacked_find_newest(ret, sources, &spec);
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
			diag_error("--sha256 is for archives; apt checks %s itself", what);
			return FAIL_MISUSE;
		}
		return from_distribution_source(ret, what, update);
	}
	/* no shell expands ~ after "tree:" */
	if (strncmp(path, "~/", 2) == 0 && path != what && home) {
		expanded = format_string("%s%s", home, path + 1);
		if (!expanded)
			return diag_errno(-ENOMEM, "%s", what);
		path = expanded;
	}
	if (update) {
		diag_error("--update is for debian:SERIES and ubuntu:SERIES, not for %s", path);
		return FAIL_MISUSE;
	}
	if (stat(path, &st)) {
		int err = -errno;
		diag_errno(err, "%s", path);
		return err == -ENOENT || err == -ENOTDIR ? FAIL_MISUSE : err;
	}
	if (S_ISDIR(st.st_mode) && sha256) {
		diag_error("--sha256 is for archives; %s is a directory", path);
		return FAIL_MISUSE;
	}
	if (S_ISDIR(st.st_mode))
		return source_tree_open(ret, path, path);
	return from_archive(ret, path, sha256);
}

int sources_identify(const char *what, const char *sha256, char ret[SHA256_SIZE])
{
	cleanup_with(source_tree_clear) struct source_tree t = {0};
	int r = sources_find(&t, what, sha256, false);

	if (!r)
		r = source_tree_look(&t);
	if (!r)
		memcpy(ret, t.identity, SHA256_SIZE);
	return r;
}
