// SPDX-License-Identifier: GPL-2.0-only
#include "project-paths.h"
#include "cleanup.h"
#include "diag.h"
#include "verdict/nearest.h"
#include "verdict/relative.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define NEAR_MAX 10000 /* objects among which a name that is near is looked for */

struct paths {
	const char **sorted; /* without "." and "..", malloc'd each; bytewise */
	size_t count;
	struct project *project; /* counts the errors */
	const char *config;
};

static int by_text(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void clear(struct paths *p)
{
	for (size_t i = 0; i < p->count; i++)
		free((char *)p->sorted[i]);
	free(p->sorted);
}

static int collect(struct paths *p, const struct collection *docket)
{
	char path[PATH_SIZE];

	p->sorted = calloc(docket->count + 1, sizeof(*p->sorted));
	for (size_t i = 0; p->sorted && i < docket->count; i++) {
		if (docket->objects[i].against ||
			!relative_path(path, sizeof(path), "", docket->objects[i].path))
			continue;
		p->sorted[p->count] = strdup(path);
		if (!p->sorted[p->count])
			return -ENOMEM;
		p->count++;
	}
	if (!p->sorted)
		return -ENOMEM;
	qsort(p->sorted, p->count, sizeof(*p->sorted), by_text);
	return 0;
}

/* @path, which @key of the file has in @line, as seen from the object @from. */
static int check(
	const struct paths *p, const char *from, const char *path, const char *key, int line)
{
	char whole[2 * PATH_SIZE], question[512];
	const char *at = whole;
	const bool inside = relative_path(whole, sizeof(whole), from, path);

	if (inside && bsearch(&at, p->sorted, p->count, sizeof(*p->sorted), by_text))
		return 0;
	if (!project_shows_error(p->project))
		return FAIL_MISUSE;
	diag_error("%s:%d: %s: %s: there is no object %s for %s among those to judge%s", p->config,
		line, key, path, whole, from,
		nearest_question(question, sizeof(question), whole, p->sorted,
			p->count < NEAR_MAX ? p->count : NEAR_MAX));
	return FAIL_MISUSE;
}

static int check_item(const struct paths *p, const char *from, const struct loader_item *i)
{
	int r = i->btf ? check(p, from, i->btf, "btf", i->btf_line) : 0;

	for (size_t j = 0; j < i->n_programs; j++)
		if (i->programs[j].target_object)
			r = fail_worse(r, check(p, from, i->programs[j].target_object,
						  "attach-target", i->programs[j].line));
	return r;
}

static bool names_objects(const struct loader_item *i)
{
	bool any = i->btf;

	for (size_t j = 0; j < i->n_programs; j++)
		any |= i->programs[j].target_object != NULL;
	return any;
}

int project_paths_check(
	struct project *project, const struct collection *docket, const char *config)
{
	cleanup_free bool *names = calloc(project->n_objects + 1, sizeof(*names));
	cleanup_with(clear) struct paths p = {.project = project, .config = config};
	bool any = false;
	int r = 0;

	if (!names)
		return diag_errno(-ENOMEM, "%s", config);
	for (size_t i = 0; i < project->n_objects; i++)
		any |= names[i] = names_objects(&project->objects[i].item);
	if (!any)
		return 0;
	if (collect(&p, docket))
		return diag_errno(-ENOMEM, "%s", config);
	for (size_t i = 0; i < docket->count && !r; i++) {
		const struct collected *o = &docket->objects[i];
		/* /init says what the other build lacks: the file is not written for it */
		for (size_t j = 0; !o->against && j < o->n_items; j++)
			if (names[o->items[j]])
				r = fail_worse(r, check_item(&p, o->path,
							  &project->objects[o->items[j]].item));
	}
	return r;
}
