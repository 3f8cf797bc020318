// SPDX-License-Identifier: GPL-2.0-only
#include "kernel/build/fragment-files.h"
#include "cleanup.h"
#include "diag.h"
#include "files.h"
#include "format.h"
#include "kernel/arch.h"
#include "layout.h"
#include "verdict/nearest.h"

#include <dirent.h>
#include <errno.h>
#include <string.h>

/* In addition to the architecture's own. */
static const char *const defaults[] = {"base", "bpf", "tracing", "net", "lsm", "modules", "virt"};

static int add_file(struct fragments *f, const char *name, const char *path, bool optional)
{
	cleanup_free char *text = NULL;
	size_t len = 0;
	int r = files_read(path, FRAGMENT_MAX, &text, &len);

	return r ? diag_errno(r, "%s", path) : fragments_add(f, name, text, len, optional);
}

static int add_own(struct fragments *f, const char *file, bool optional)
{
	cleanup_free char *dir = NULL;
	int r = layout_kconfigs(&dir);

	if (r)
		return r;
	cleanup_free char *path = format_string("%s/%s.config", dir, file);
	cleanup_free char *name = format_string("kconfigs/%s.config", file);
	return path && name ? add_file(f, name, path, optional) : diag_errno(-ENOMEM, "fragments");
}

int fragments_add_defaults(struct fragments *f)
{
	int r = 0;

	for (size_t i = 0; !r && i <= ARRAY_SIZE(defaults); i++)
		r = add_own(f, i < ARRAY_SIZE(defaults) ? defaults[i] : arch_default()->fragment,
			false);
	return r;
}

int fragments_add_step(struct fragments *f)
{
	return add_own(f, "step", true);
}

/*
 * Add what the tree's BPF selftests ask for.  Every line is optional: the tests check what they
 * need.
 */
static int add_selftests(struct fragments *f, const struct source_tree *tree)
{
	const char *const files[] = {"config", arch_default()->selftests, "config.vm"};
	size_t found = 0;

	for (size_t i = 0; i < ARRAY_SIZE(files); i++) {
		cleanup_free char *name = format_string("tools/testing/selftests/bpf/%s", files[i]);
		cleanup_free char *path = name ? format_string("%s/%s", tree->dir, name) : NULL;
		if (!path)
			return diag_errno(-ENOMEM, "fragments");
		if (access(path, F_OK))
			continue;
		int r = add_file(f, name, path, true);
		if (r)
			return r;
		found++;
	}
	if (found)
		return 0;
	diag_error("-f selftests: %s has no tools/testing/selftests/bpf/config", tree->dir);
	return FAIL_MISUSE;
}

static void no_such_fragment(const char *dir, const char *what)
{
	struct dirent **entries = NULL;
	const int found = scandir(dir, &entries, NULL, alphasort);
	cleanup_free const char **names = calloc(found > 0 ? (size_t)found : 1, sizeof(*names));
	char all[512] = "", question[256];
	size_t len = 0, n = 0;

	for (int i = 0; i < found; i++) {
		char *end = strstr(entries[i]->d_name, ".config");
		if (!end || end[7] || !names)
			continue;
		*end = '\0';
		names[n++] = entries[i]->d_name;
		if (len < sizeof(all))
			len += (size_t)snprintf(all + len, sizeof(all) - len, "%s%s",
				len ? ", " : "", entries[i]->d_name);
	}
	diag_error(
		"-f %s: no fragment of that name; there are %s; the path of a file has a dot or slash, as in ./%s%s",
		what, all, what, nearest_question(question, sizeof(question), what, names, n));
	for (int i = 0; i < found; i++)
		free(entries[i]);
	free(entries);
}

/* The file of one that is named so; @ret_own: one that comes with bpfjury.  Says what is wrong. */
static int find_named(char **ret, bool *ret_own, const char *what)
{
	cleanup_free char *dir = NULL, *path = NULL;
	int r;

	*ret_own = !strpbrk(what, "/.");
	if (!*ret_own) {
		*ret = strdup(what);
		return *ret ? 0 : diag_errno(-ENOMEM, "fragments");
	}
	r = layout_kconfigs(&dir);
	if (r)
		return r;
	path = format_string("%s/%s.config", dir, what);
	if (!path)
		return diag_errno(-ENOMEM, "fragments");
	if (access(path, F_OK)) {
		no_such_fragment(dir, what);
		return FAIL_MISUSE;
	}
	*ret = steal(&path);
	return 0;
}

int fragments_check_named(const char *what)
{
	cleanup_free char *path = NULL;
	bool own;
	int r = find_named(&path, &own, what);

	return r || access(path, R_OK) == 0 ? r : diag_errno(-errno, "%s", path);
}

int fragments_add_named(struct fragments *f, const char *what, const struct source_tree *tree)
{
	cleanup_free char *path = NULL, *name = NULL;
	bool own;
	int r = find_named(&path, &own, what);

	if (r)
		return r;
	if (!own)
		return add_file(f, what, what, false);
	name = format_string("kconfigs/%s.config", what);
	if (!name)
		return diag_errno(-ENOMEM, "fragments");
	if (strcmp(what, "selftests") == 0)
		r = add_selftests(f, tree);
	return r ? r : add_file(f, name, path, false);
}
