// SPDX-License-Identifier: GPL-2.0-only
#include "kernel/build/tree-items.h"
#include "cleanup.h"
#include "diag.h"
#include "directories.h"
#include "format.h"

#include <errno.h>
#include <fts.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

void items_clear(struct items *items)
{
	for (size_t i = 0; i < items->n; i++)
		free(items->list[i].name);
	free(items->list);
}

/* Takes over @name.  The new item is the last. */
static int append_item(struct items *items, const struct stat *st, char *name)
{
	struct item *more = items->n % 4096
				    ? items->list
				    : reallocarray(items->list, items->n + 4096, sizeof(*more));

	if (more)
		items->list = more;
	if (!more || !name) {
		free(name);
		return -ENOMEM;
	}
	items->list[items->n++] = (struct item){.name = name, .st = *st, .own = *st};
	return 0;
}

/* Whether @path, with its links resolved, is in the tree @dir and not git's. */
static bool is_inside(const char *path, const char *dir)
{
	size_t len = strlen(dir);

	return strncmp(path, dir, len) == 0 && (!path[len] || path[len] == '/') &&
	       !(strncmp(path + len, "/.git", 5) == 0 && (!path[len + 5] || path[len + 5] == '/'));
}

/* The files of the directory to which the link @path leads; they are named below @name. */
static int read_outside(struct items *items, const char *path, const char *name, size_t *left)
{
	char *paths[] = {(char *)path, NULL};
	cleanup_with(directory_walk_end) FTS *fts =
		fts_open(paths, FTS_LOGICAL | FTS_NOCHDIR, NULL);
	FTSENT *e;
	int r = fts ? 0 : -errno;

	while (!r && (errno = 0, e = fts_read(fts))) {
		if (e->fts_info == FTS_D || e->fts_info == FTS_DP || e->fts_info == FTS_DC)
			continue;
		/* the compiler will say so if it needs one that cannot be read */
		if (e->fts_info == FTS_DNR || e->fts_info == FTS_ERR || e->fts_info == FTS_NS)
			continue;
		r = !(*left)-- ? -E2BIG
			       : append_item(items, e->fts_statp,
					 format_string("%s%s", name, e->fts_path + strlen(path)));
	}
	if (r == -E2BIG)
		diag_error(
			"%s: leads to more than %d files outside of the tree, too many to see changes in; "
			"remove the link, or let it lead to a smaller directory",
			path, ITEMS_OUTSIDE_MAX);
	return r ? r : -errno;
}

/* The last item is the link @path. */
static int follow(struct items *items, const char *path, const char *dir, size_t *left)
{
	struct item *i = &items->list[items->n - 1];
	char real[PATH_MAX];

	if (stat(path, &i->st)) {
		i->st = i->own;
		return 0;
	}
	i->outside = !realpath(path, real) || !is_inside(real, dir);
	if (!i->outside || !S_ISDIR(i->st.st_mode))
		return 0;
	cleanup_free char *name = strdup(i->name);
	return name ? read_outside(items, path, name, left) : -ENOMEM;
}

static int by_item_name(const void *a, const void *b)
{
	return strcmp(((const struct item *)a)->name, ((const struct item *)b)->name);
}

int items_read(struct items *ret, const char *dir)
{
	cleanup_with(items_clear) struct items items = {0};
	cleanup_with(directory_walk_end) FTS *fts = directory_walk(dir);
	size_t left = ITEMS_OUTSIDE_MAX;
	FTSENT *e;
	int r = fts ? 0 : -ENOMEM;

	while (!r && (errno = 0, e = fts_read(fts))) {
		const char *below = e->fts_path + strlen(dir);
		if (e->fts_info == FTS_DNR || e->fts_info == FTS_ERR || e->fts_info == FTS_NS)
			return diag_errno(-e->fts_errno, "%s", e->fts_path);
		/* of submodules too; in a work tree of git, a file */
		if (strcmp(e->fts_name, ".git") == 0) {
			fts_set(fts, e, FTS_SKIP);
			continue;
		}
		if (e->fts_info == FTS_D || e->fts_info == FTS_DP)
			continue;
		r = append_item(&items, e->fts_statp, strdup(below));
		if (!r && S_ISLNK(e->fts_statp->st_mode))
			r = follow(&items, e->fts_path, dir, &left);
	}
	if (!r && errno)
		r = -errno;
	if (r)
		return r == -E2BIG ? r : diag_errno(r, "%s", dir);
	if (items.n)
		qsort(items.list, items.n, sizeof(*items.list), by_item_name);
	*ret = items;
	items = (struct items){0};
	return 0;
}

void item_print(FILE *to, const struct item *i)
{
	fprintf(to, "%lld.%09ld %lld %o", (long long)i->st.st_mtim.tv_sec, i->st.st_mtim.tv_nsec,
		(long long)i->st.st_size, (unsigned)i->own.st_mode);
	if (S_ISLNK(i->own.st_mode))
		fprintf(to, ",%lld.%09ld", (long long)i->own.st_mtim.tv_sec,
			i->own.st_mtim.tv_nsec);
	/* a name with a newline would become two lines */
	fprintf(to, " %.*s\n", (int)strcspn(i->name, "\n"), i->name);
}
