// SPDX-License-Identifier: GPL-2.0-only
#include "fragment-files.h"
#include "../cleanup.h"
#include "../diag.h"
#include "../files.h"
#include "../layout.h"

#include <dirent.h>
#include <errno.h>
#include <string.h>

static const char *const defaults[] = {"base", "bpf", "tracing", "net", "lsm", "modules", "virt", "arch/x86_64"};

static int add_file(struct fragments *f, const char *name, const char *path, bool optional)
{
	cleanup_free char *text = NULL;
	size_t len = 0;
	int r = files_read(path, FRAGMENT_MAX, &text, &len);

	return r ? diag_errno(r, "%s", path) : fragments_add(f, name, text, len, optional);
}

int fragments_add_defaults(struct fragments *f)
{
	cleanup_free char *dir = NULL;
	int r = layout_kconfigs(&dir);

	for (size_t i = 0; !r && i < ARRAY_SIZE(defaults); i++) {
		cleanup_free char *path = format_string("%s/%s.config", dir, defaults[i]);
		cleanup_free char *name = format_string("kconfigs/%s.config", defaults[i]);
		r = path && name ? add_file(f, name, path, false) : diag_errno(-ENOMEM, "fragments");
	}
	return r;
}

/* What the tree's own tests of BPF ask for; where a line does not take, it is theirs to say whether they mind. */
static int add_selftests(struct fragments *f, const struct source_tree *tree)
{
	static const char *const files[] = {"config", "config.x86_64", "config.vm"};
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
	return -EINVAL;
}

/* "base, bpf, debug, …" */
static void list_names(const char *dir, char *ret, size_t size)
{
	struct dirent **names = NULL;
	int n = scandir(dir, &names, NULL, alphasort);
	size_t len = 0;

	*ret = '\0';
	for (int i = 0; i < n; i++) {
		const char *end = strstr(names[i]->d_name, ".config");
		if (end && end[7] == '\0' && len < size)
			len += (size_t)snprintf(ret + len, size - len, "%s%.*s", len ? ", " : "",
				(int)(end - names[i]->d_name), names[i]->d_name);
		free(names[i]);
	}
	free(names);
}

int fragments_add_named(struct fragments *f, const char *what, const struct source_tree *tree)
{
	cleanup_free char *dir = NULL, *path = NULL, *name = NULL;
	char names[512];

	if (strpbrk(what, "/."))
		return add_file(f, what, what, false);
	int r = layout_kconfigs(&dir);
	if (r)
		return r;
	path = format_string("%s/%s.config", dir, what);
	name = format_string("kconfigs/%s.config", what);
	if (!path || !name)
		return diag_errno(-ENOMEM, "fragments");
	if (access(path, F_OK)) {
		list_names(dir, names, sizeof(names));
		diag_error(
			"-f %s: no fragment of that name; there are %s; a file is named with a dot or slash in it, as in "
			"./%s",
			what, names, what);
		return -EINVAL;
	}
	if (strcmp(what, "selftests") == 0)
		r = add_selftests(f, tree);
	return r ? r : add_file(f, name, path, false);
}
