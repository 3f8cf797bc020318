// SPDX-License-Identifier: GPL-2.0-only
#include "kernel/build/tree.h"
#include "cleanup.h"
#include "diag.h"
#include "files.h"
#include "format.h"
#include "kernel/arch.h"
#include "verdict/text.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#define MAKEFILE_MAX (1 << 20)

void source_tree_clear(struct source_tree *t)
{
	free(t->dir);
	free(t->link);
	free(t->origin);
	free(t->version);
	free(t->files);
	free(t->commit);
	if (t->lock)
		close(t->lock);
	*t = (struct source_tree){0};
}

/* "12" of the line "SUBLEVEL = 12"; "" if there is no such line. */
static void makefile_value(const char *text, const char *name, char *ret, size_t size)
{
	size_t len = strlen(name);

	*ret = '\0';
	for (const char *at = text; *at; at += strcspn(at, "\n"), at += *at == '\n') {
		if (strncmp(at, name, len) != 0)
			continue;
		const char *value = at + len + strspn(at + len, " \t");
		if (*value++ != '=')
			continue;
		value += strspn(value, " \t");
		size_t n = strcspn(value, " \t\r\n");
		if (n < size)
			snprintf(ret, size, "%.*s", (int)n, value);
		return;
	}
}

static int read_version(struct source_tree *t, const char *makefile)
{
	char version[16], patchlevel[16], sublevel[16], extra[64];

	makefile_value(makefile, "VERSION", version, sizeof(version));
	makefile_value(makefile, "PATCHLEVEL", patchlevel, sizeof(patchlevel));
	makefile_value(makefile, "SUBLEVEL", sublevel, sizeof(sublevel));
	makefile_value(makefile, "EXTRAVERSION", extra, sizeof(extra));
	size_t rc = strncmp(extra, "-rc", 3) == 0 ? 3 + strspn(extra + 3, "0123456789") : 0;
	bool patched = *sublevel && strcmp(sublevel, "0") != 0;
	t->version = format_string("%s.%s%s%s%.*s", version, patchlevel, patched ? "." : "",
		patched ? sublevel : "", patched ? 0 : (int)rc, extra);
	return !t->version ? -ENOMEM : version_parse(&t->v, t->version);
}

int source_tree_check_path(const char *dir)
{
	if (strspn(dir,
		    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/._+~@,=-") ==
		strlen(dir))
		return 0;
	diag_error(
		"%s: the kernel's make and shell scripts cannot work in a directory whose name has other than "
		"letters, digits and ._+~@,=-",
		dir);
	return FAIL_MISUSE;
}

/* Read the tree's version.  FAIL_MISUSE, with what is missing: @dir is no kernel tree. */
static int check_complete(struct source_tree *t, const char *dir)
{
	cleanup_free char *kconfig = format_string("%s/Kconfig", arch_default()->directory);
	const char *const parts[] = {"Kbuild", "Kconfig", "scripts/kconfig/conf.c", kconfig};
	cleanup_free char *makefile = NULL, *path = format_string("%s/Makefile", t->dir);

	if (!path || !kconfig)
		return diag_errno(-ENOMEM, "%s", dir);
	int r = files_read(path, MAKEFILE_MAX, &makefile, NULL);
	if (r && r != -ENOENT)
		return diag_errno(r, "%s", path);
	const char *missing = r ? "Makefile" : NULL;
	for (size_t i = 0; !missing && i < ARRAY_SIZE(parts); i++) {
		cleanup_free char *part = format_string("%s/%s", t->dir, parts[i]);
		if (!part)
			return diag_errno(-ENOMEM, "%s", dir);
		if (access(part, R_OK) && errno == EACCES)
			return diag_errno(-EACCES, "%s", part);
		missing = access(part, F_OK) ? parts[i] : NULL;
	}
	if (!missing && read_version(t, makefile))
		missing = "VERSION in its Makefile";
	if (!missing)
		return 0;
	return diag_misuse("%s: not a kernel source tree: there is no %s", t->origin, missing);
}

/* make refuses to build a tree in another directory once it was configured or built in place. */
static int check_unbuilt(const char *dir)
{
	cleanup_free char *generated =
		format_string("%s/include/generated", arch_default()->directory);
	const char *const built[] = {".config", "include/config", generated};

	for (size_t i = 0; i < ARRAY_SIZE(built); i++) {
		cleanup_free char *part = format_string("%s/%s", dir, built[i]);
		if (built[i] && part && access(part, F_OK))
			continue;
		diag_error(
			"%s: was configured or built in place (%s exists), so make refuses to build it elsewhere; "
			"use a `git worktree` of it, or save its .config and run `make mrproper`",
			dir, built[i] ? built[i] : "?");
		return FAIL_MISUSE;
	}
	return 0;
}

bool source_tree_is_complete(const char *dir)
{
	cleanup_free char *kconfig = format_string("%s/Kconfig", arch_default()->directory);
	const char *const parts[] = {
		"Makefile", "Kbuild", "Kconfig", "scripts/kconfig/conf.c", kconfig};

	for (size_t i = 0; i < ARRAY_SIZE(parts); i++) {
		cleanup_free char *part = parts[i] ? format_string("%s/%s", dir, parts[i]) : NULL;
		/* no memory is no reason to say that it is not complete */
		if (part && access(part, F_OK) && (errno == ENOENT || errno == ENOTDIR))
			return false;
	}
	return true;
}

int source_tree_open(struct source_tree *ret, const char *dir, const char *origin)
{
	cleanup_with(source_tree_clear) struct source_tree t = {0};

	t.dir = realpath(dir, NULL);
	if (!t.dir)
		return diag_errno(-errno, "%s", dir);
	t.origin = text_cleaned(origin ? origin : t.dir, strlen(origin ? origin : t.dir), 0);
	if (!t.origin)
		return diag_errno(-ENOMEM, "%s", dir);
	int r = check_complete(&t, dir);
	if (!r)
		r = source_tree_check_path(t.dir);
	if (!r)
		r = check_unbuilt(t.dir);
	if (r)
		return r;
	*ret = t;
	t = (struct source_tree){0};
	return 0;
}
