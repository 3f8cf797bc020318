// SPDX-License-Identifier: GPL-2.0-only
#include "report/source-files.h"
#include "cleanup.h"

#include <errno.h>
#include <fts.h>
#include <stdlib.h>
#include <string.h>

void source_place_set(struct source_place *ret, const char *at)
{
	const char *colon = strrchr(at, ':');
	char *end = NULL;

	*ret = (struct source_place){0};
	if (!colon || colon == at || colon[1] < '1' || colon[1] > '9' || strlen(colon + 1) > 9)
		return;
	ret->line = strtol(colon + 1, &end, 10);
	if (*end)
		return;
	const char *name = memrchr(at, '/', (size_t)(colon - at));
	name = name ? name + 1 : at;
	snprintf(ret->name, sizeof(ret->name), "%.*s", (int)(colon - name), name);
}

/* One file below @root, whose path is @root_len bytes longer with the slash. */
static int add(struct source_place *places, size_t n, const FTSENT *e, size_t root_len)
{
	for (size_t i = 0; i < n; i++) {
		if (!*places[i].name || strcmp(places[i].name, e->fts_name) != 0)
			continue;
		places[i].found++;
		if (!places[i].file)
			places[i].file = strdup(e->fts_path + root_len);
		if (!places[i].file)
			return -ENOMEM;
	}
	return 0;
}

static int search(struct source_place *places, size_t n, FTS *tree, size_t root_len, bool *ret_all)
{
	size_t entries = 0;
	int r = 0;

	*ret_all = false;
	for (FTSENT *e; !r && (e = fts_read(tree));) {
		if (++entries > SOURCE_FILES_MAX)
			return 0;
		if (e->fts_info == FTS_D && e->fts_level > 0 && e->fts_name[0] == '.')
			fts_set(tree, e, FTS_SKIP);
		else if (e->fts_info == FTS_F)
			r = add(places, n, e, root_len);
	}
	*ret_all = true;
	return r;
}

int source_places_find(struct source_place *places, size_t n, const char *root)
{
	char *const roots[] = {(char *)root, NULL};
	bool all = false, any = false;
	int r = 0;

	for (size_t i = 0; i < n; i++)
		any |= *places[i].name != '\0';
	FTS *tree = any ? fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR | FTS_XDEV, NULL) : NULL;
	if (tree) {
		r = search(places, n, tree, strlen(root) + (root[strlen(root) - 1] != '/'), &all);
		fts_close(tree);
	}
	for (size_t i = 0; i < n; i++)
		if (!all || r || places[i].found != 1)
			source_place_clear(&places[i]);
	return r;
}

void source_place_clear(struct source_place *p)
{
	free(p->file);
	p->file = NULL;
}
