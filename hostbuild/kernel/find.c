// SPDX-License-Identifier: GPL-2.0-only
#include "kernel/find.h"
#include "cleanup.h"
#include "diag.h"
#include "format.h"
#include "kernel/build/build.h"
#include "kernel/get/get.h"
#include "kernel/spec.h"
#include "kernel/store/entry.h"
#include "kernel/store/store.h"
#include "nearby.h"
#include "verdict/nearest.h"
#include "verdict/version.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

/* Adds the malloc'd @text to @list of @n, or frees it if it is there already. */
static void add_once(char **list, size_t *n, char *text)
{
	for (size_t i = 0; text && i < *n; i++)
		if (strcmp(list[i], text) == 0) {
			free(text);
			return;
		}
	if (text)
		list[(*n)++] = text;
}

/*
 * "; did you mean …?" with what comes nearest to @name: names in the store, and the series of a
 * distribution that those kernels are of.
 */
static const char *name_question(char *ret, size_t size, const char *store, const char *name)
{
	struct kernel *list = NULL;
	size_t n = 0, count = 0;
	int r = store_list(store, &list, &n);
	cleanup_free char **names = r ? NULL : calloc(2 * n + 1, sizeof(*names));

	for (size_t i = 0; names && i < n; i++) {
		const struct kernel *k = &list[i];
		if (kernel_from_distribution(k->from) && k->version)
			add_once(names, &count,
				format_string("%s:%.*s", kernel_from_word(k->from),
					(int)version_series_length(k->version), k->version));
		add_once(names, &count, strdup(k->name));
	}
	nearest_question(ret, size, name, (const char *const *)names, count);
	for (size_t i = 0; i < count; i++)
		free(names[i]);
	kernel_list_free(list, n);
	return ret;
}

static int no_such_name(const char *store, const char *name)
{
	char question[512];

	diag_error("%s: no such kernel in the store; `bpfjury kernel list` names them%s%s", name,
		access(name, F_OK) ? "" : ", and a file is named with its directory, as in ./FILE",
		name_question(question, sizeof(question), store, name));
	return FAIL_MISUSE;
}

/* Only whether the path exists: what else may be wrong with the file is found when it is used. */
static int check_path(const struct kernel_spec *spec)
{
	char question[512];
	struct stat st;

	if (stat(spec->path, &st) == 0 || (errno != ENOENT && errno != ENOTDIR))
		return 0;
	diag_error("%s: %s%s", spec->text, strerror(errno),
		nearby_question(question, sizeof(question), spec->path));
	return FAIL_MISUSE;
}

static int check_name(const struct kernel_spec *spec)
{
	cleanup_free char *store = NULL, *entry = NULL;
	int r = store_open(&store);

	if (r)
		return r;
	entry = format_string("%s/%s", store, spec->text);
	if (!entry)
		return diag_errno(-ENOMEM, "%s", spec->text);
	return access(entry, F_OK) && errno == ENOENT ? no_such_name(store, spec->text) : 0;
}

int kernel_check(const struct kernel_spec *spec)
{
	switch (spec->kind) {
	case SPEC_DISTRIBUTION:
		return 0;
	case SPEC_TREE:
		/* sources_find() expands it */
		return strncmp(spec->path, "~/", 2) == 0 ? 0 : check_path(spec);
	case SPEC_PACKAGE:
	case SPEC_IMAGE:
		return check_path(spec);
	case SPEC_NAME:
		break;
	}
	return check_name(spec);
}

static int find_name(struct kernel *ret, const char *store, const struct kernel_spec *spec)
{
	int r = store_use(ret, store, spec->text, NULL);

	if (r == -ENOENT)
		no_such_name(store, spec->text);
	else if (r == -EBADMSG)
		diag_error(
			"%s: cannot be used; remove it and get it again with `bpfjury kernel get`",
			spec->text);
	return r;
}

static int find(
	struct kernel *ret, const char *store, const struct kernel_spec *spec, enum fetch fetch)
{
	switch (spec->kind) {
	case SPEC_DISTRIBUTION:
		return get_distribution_kernel(ret, store, spec, fetch);
	case SPEC_PACKAGE:
		return get_package_kernel(ret, store, spec, fetch);
	case SPEC_IMAGE:
		return get_image_kernel(ret, spec);
	case SPEC_TREE: {
		const struct build_wish wish = {.source = spec->text};
		return build_kernel(ret, &wish, fetch == FETCH_NEVER);
	}
	case SPEC_NAME:
		break;
	}
	return find_name(ret, store, spec);
}

int kernel_find(struct kernel *ret, const struct kernel_spec *spec, enum fetch fetch)
{
	cleanup_free char *store = NULL;
	int r = spec->kind == SPEC_IMAGE ? 0 : store_open(&store);

	return r ? r : find(ret, store, spec, fetch);
}

int kernel_pin(struct kernel_pin *ret, const struct kernel_spec *spec, enum fetch fetch)
{
	cleanup_free char *store = NULL;
	int r = store_open(&store);

	return r ? r : get_distribution_pin(ret, store, spec, fetch);
}

char *kernel_newer(const struct kernel_spec *spec, const struct kernel *k)
{
	return spec->kind == SPEC_DISTRIBUTION ? get_distribution_newer(spec, k) : NULL;
}

int kernel_check_modules(const struct kernel *k)
{
	return k->dir && k->modules ? store_check(k, "modules") : 0;
}

int kernel_list(struct kernel **ret, size_t *ret_n)
{
	cleanup_free char *store = NULL;
	int r = store_open(&store);

	return r ? r : store_list(store, ret, ret_n);
}

int kernel_remove(const char *name)
{
	cleanup_free char *store = NULL, *dir = NULL, *path = NULL;
	cleanup_close int lock = -1, entry_lock = -1;

	if (!name_is_valid(name)) {
		diag_error("%s: not a name of `bpfjury kernel list`", name);
		return FAIL_MISUSE;
	}
	int r = store_open(&store);
	if (!r)
		r = entry_lock_directory(store, "getting a kernel", &lock);
	if (r)
		return r;
	dir = format_string("%s/%s", store, name);
	path = dir ? entry_lock_path(dir) : NULL;
	if (!path)
		return diag_errno(-ENOMEM, "%s", name);
	if (access(dir, F_OK))
		return no_such_name(store, name);
	r = lock_file_now(path, &entry_lock);
	if (r == -EWOULDBLOCK) {
		diag_error("%s: another bpfjury is using it", name);
		return -EBUSY;
	}
	return r ? r : entry_remove(store, name);
}
