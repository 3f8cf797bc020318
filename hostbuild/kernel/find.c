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

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

/* Names of the store, and the series of a distribution that they are of, as they may be meant. */
static const char *name_question(char *ret, size_t size, const char *store, const char *name)
{
	struct kernel *list = NULL;
	size_t n = 0, count = 0;
	int r = store_list(store, &list, &n);
	cleanup_free char **names = r ? NULL : calloc(2 * n + 1, sizeof(*names));

	for (size_t i = 0; names && i < n; i++) {
		const char *from = list[i].from,
			   *dot = list[i].version ? strchr(list[i].version, '.') : NULL;
		const size_t series =
			dot ? (size_t)(dot + 1 - list[i].version) + strspn(dot + 1, "0123456789")
			    : 0;
		char *as_spec =
			series && from && (!strcmp(from, "debian") || !strcmp(from, "ubuntu"))
				? format_string("%s:%.*s", from, (int)series, list[i].version)
				: NULL;
		char *as_name = strdup(list[i].name);
		bool known = false;
		for (size_t j = 0; as_spec && j < count; j++)
			known |= strcmp(names[j], as_spec) == 0;
		if (as_spec && !known)
			names[count++] = steal(&as_spec);
		free(as_spec);
		if (as_name)
			names[count++] = as_name;
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

/*
 * A path that does not exist is nobody's; whatever else is wrong with it is found out when it
 * is used.
 */
static int check_path(const char *spec, const char *path)
{
	char question[512];
	struct stat st;

	if (stat(path, &st) == 0 || (errno != ENOENT && errno != ENOTDIR))
		return 0;
	diag_error("%s: %s%s", spec, strerror(errno),
		nearby_question(question, sizeof(question), path));
	return FAIL_MISUSE;
}

int kernel_check(const char *text)
{
	cleanup_free char *store = NULL, *entry = NULL;
	struct kernel_spec spec;
	int r = spec_parse(&spec, text);

	if (r || spec.kind == SPEC_DISTRIBUTION)
		return r;
	if (spec.kind == SPEC_TREE)
		return strncmp(text, "tree:~/", 7) == 0 ? 0 : check_path(text, text + 5);
	if (spec.kind != SPEC_NAME)
		return check_path(text, text);
	r = store_open(&store);
	if (r)
		return r;
	entry = format_string("%s/%s", store, text);
	if (!entry)
		return diag_errno(-ENOMEM, "%s", text);
	return access(entry, F_OK) && errno == ENOENT ? no_such_name(store, text) : 0;
}

static int find_name(struct kernel *ret, const char *store, const struct kernel_spec *spec)
{
	int r = store_read_checked(ret, store, spec->text);

	if (r == -ENOENT)
		no_such_name(store, spec->text);
	else if (r == -EBADMSG)
		diag_error(
			"%s: cannot be used; remove it and get it again with `bpfjury kernel get`",
			spec->text);
	return r;
}

static bool same_text(const char *a, const char *b)
{
	return a && b ? strcmp(a, b) == 0 : a == b;
}

/*
 * An entry that was replaced between its reading and its lock is read anew.  It has to be of the
 * same package, or built of the same inputs, unless a name was asked for.
 */
static int read_again(struct kernel *k, const char *store, bool by_name)
{
	cleanup_with(kernel_clear) struct kernel again = KERNEL_NONE;
	struct stat st;

	if (stat(k->dir, &st) == 0 && st.st_ino == k->entry)
		return 0;
	int r = store_read_checked(&again, store, k->name);
	if (r == -ENOENT)
		diag_error("%s: was removed just now", k->name);
	if (r)
		return r;
	if (!by_name && (!same_text(again.build_inputs, k->build_inputs) ||
				!same_text(again.package_sha256, k->package_sha256))) {
		diag_error("%s: was replaced just now by another kernel of that name", k->name);
		return -EBUSY;
	}
	struct kernel was = *k;
	*k = again;
	again = was;
	return 0;
}

/*
 * Neither replaced nor removed while it is used; a store that cannot be written to is nobody's to
 * change.
 */
static int hold(struct kernel *k, const char *store, bool by_name)
{
	cleanup_free char *path = entry_lock_path(k->dir);
	cleanup_close int fd = -1;

	if (!path)
		return diag_errno(-ENOMEM, "%s", k->name);
	if (access(store, W_OK))
		return 0;
	int r = lock_file(path, true, "replacing it", &fd);
	if (!r)
		r = read_again(k, store, by_name);
	if (!r)
		k->lock = steal_fd(&fd);
	return r;
}

static int find(struct kernel *ret, const char *text, enum reach reach)
{
	cleanup_with(kernel_clear) struct kernel k = KERNEL_NONE;
	cleanup_free char *store = NULL;
	struct kernel_spec spec;
	int r = spec_parse(&spec, text);

	if (!r && spec.kind != SPEC_IMAGE)
		r = store_open(&store);
	if (r)
		return r;
	switch (spec.kind) {
	case SPEC_DISTRIBUTION:
		r = from_distribution(&k, store, &spec, reach);
		break;
	case SPEC_PACKAGE:
		r = from_package(&k, store, &spec, reach);
		break;
	case SPEC_IMAGE:
		r = from_image(&k, &spec);
		break;
	case SPEC_TREE: {
		const struct build_wish wish = {.source = text};
		r = build_kernel(&k, &wish, reach == HERE);
		break;
	}
	case SPEC_NAME:
		r = find_name(&k, store, &spec);
		break;
	}
	if (r) /* FAIL_MISUSE is the spec's own; what it means to be built is */
		return r == FAIL_MISUSE && spec.kind != SPEC_TREE ? -EIO : r;
	/* when it was last used (build-cache.h) */
	if (k.dir) {
		utimensat(AT_FDCWD, k.dir, NULL, 0);
		r = hold(&k, store, spec.kind == SPEC_NAME);
		if (r)
			return r;
	}
	k.spec = strdup(text);
	if (!k.spec)
		return diag_errno(-ENOMEM, "%s", text);
	*ret = k;
	k = KERNEL_NONE;
	return 0;
}

int kernel_find(struct kernel *ret, const char *spec)
{
	return find(ret, spec, NEAREST);
}

int kernel_get(struct kernel *ret, const char *spec)
{
	return find(ret, spec, AGAIN);
}

int kernel_here(struct kernel *ret, const char *spec)
{
	return find(ret, spec, HERE);
}

int kernel_prove_modules(const struct kernel *k)
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
	cleanup_free char *store = NULL;
	cleanup_close int lock = -1;
	struct kernel_spec spec;
	int r = spec_parse(&spec, name);

	if (!r && spec.kind != SPEC_NAME) {
		diag_error("%s: not a name of `bpfjury kernel list`", name);
		r = FAIL_MISUSE;
	}
	if (!r)
		r = store_open(&store);
	if (!r)
		r = entry_lock_directory(store, "getting a kernel", &lock);
	if (r)
		return r;
	cleanup_free char *dir = format_string("%s/%s", store, name);
	if (dir && access(dir, F_OK)) {
		return no_such_name(store, name);
	}
	cleanup_free char *path = dir ? entry_lock_path(dir) : NULL;
	cleanup_close int used = -1;
	r = path ? lock_file_now(path, &used) : diag_errno(-ENOMEM, "%s", name);
	if (r == -EWOULDBLOCK) {
		diag_error("%s: another bpfjury is using it", name);
		return -EBUSY;
	}
	return r ? r : entry_remove(store, name);
}
