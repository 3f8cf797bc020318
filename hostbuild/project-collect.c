// SPDX-License-Identifier: GPL-2.0-only
#include "project-collect.h"
#include "archive/pairs.h"
#include "cleanup.h"
#include "diag.h"
#include "layout.h"
#include "project-effect.h"
#include "project-paths.h"
#include "project-policy.h"
#include "project-shapes.h"
#include "project-yaml.h"
#include "stop.h"
#include "verdict/nearest.h"
#include "verdict/text.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define NEAR_MAX 10000 /* objects among which a name that is near is looked for */

static size_t count_slashes(const char *text)
{
	size_t n = 0;

	for (; *text; text++)
		n += *text == '/';
	return n;
}

/* The last parts of @path, as many as @other has. */
static const char *last_parts(const char *path, const char *other)
{
	const char *at = path + strlen(path);
	size_t slashes = count_slashes(other);

	for (; at > path; at--)
		if (at[-1] == '/' && slashes-- == 0)
			break;
	return at;
}

/* The last parts of @match, as many as an object's path has at most. */
static const char *comparable(const char *match, const struct collection *docket)
{
	const char *deepest = "";

	for (size_t i = 0; i < docket->count; i++)
		if (count_slashes(docket->objects[i].path) >= count_slashes(deepest))
			deepest = docket->objects[i].path;
	return last_parts(match, deepest);
}

static int matches_nothing(
	const struct project_object *o, const struct collection *docket, const char *path)
{
	const size_t count = docket->count < NEAR_MAX ? docket->count : NEAR_MAX;
	cleanup_free const char **names = calloc(count + 1, sizeof(*names));
	const char *word = comparable(o->match, docket);
	char question[512];
	size_t n = 0;

	if (!names)
		return diag_errno(-ENOMEM, "%s", path);
	/* an item must be about the build to judge */
	for (size_t i = 0; i < count; i++)
		if (!docket->objects[i].against)
			names[n++] = last_parts(docket->objects[i].path, word);
	diag_error("%s:%d: match: %s: no object has such a path%s (`optional: true` if that is "
		   "meant)%s",
		path, o->line, o->match,
		*o->match == '/' ? ", which is as the table shows it and never absolute" : "",
		nearest_question(question, sizeof(question), word, names, n));
	return FAIL_MISUSE;
}

/* Some objects were named, and the file is for all: note what is not about them. */
static void note_unmatched(const struct project *c)
{
	size_t n = 0;

	for (size_t i = 0; i < c->n_objects; i++)
		n += !c->objects[i].matched && !c->objects[i].item.optional;
	if (n)
		diag_note("%s: %zu of its %zu items of objects %s none of these objects", c->path,
			n, c->n_objects, n == 1 ? "matches" : "match");
}

/* Each setting of each item has an effect on some object, unless the item is optional. */
static int check_counted(struct project *c, const struct collection *docket, const char *path)
{
	int r = 0;

	for (size_t i = 0; i < c->n_objects && fail_goes_on(r); i++) {
		const struct project_object *o = &c->objects[i];
		if (o->item.optional)
			continue;
		if (o->matched)
			r = fail_worse(r, project_effect_check(c, o, path));
		else if (!project_shows_error(c))
			r = fail_worse(r, FAIL_MISUSE);
		else
			r = fail_worse(
				r, stop_signal() ? -EINTR : matches_nothing(o, docket, path));
	}
	return r;
}

/* Give @o the indices of the items of @c that match it. */
static int apply_to(struct collected *o, struct project *c)
{
	size_t room = 0;

	for (size_t j = 0; j < c->n_objects; j++) {
		if (!where_matches_path(c->objects[j].match, o->path))
			continue;
		c->objects[j].matched |= !o->against;
		if (o->n_items == LOADER_ITEMS) {
			diag_error("%s: more than %d items match it", o->path, LOADER_ITEMS);
			return FAIL_MISUSE;
		}
		if (o->n_items == room) {
			room = room ? 2 * room : 4;
			uint32_t *more = realloc(o->items, room * sizeof(*more));
			if (!more)
				return -ENOMEM;
			o->items = more;
		}
		o->items[o->n_items++] = (uint32_t)j;
	}
	/* the file is about the build to judge, and must have an effect there */
	return o->against ? 0 : project_effect_note(c, o->items, o->n_items);
}

static int apply(struct project *c, struct collection *docket, bool some)
{
	const char *path = c->path, *slash = strrchr(path, '/');
	int r = 0;

	for (size_t i = 0; i < docket->count && !r; i++)
		r = stop_signal() ? -EINTR : apply_to(&docket->objects[i], c);
	if (r)
		return r == FAIL_MISUSE ? r : diag_errno(r, "configure objects");
	if (some)
		note_unmatched(c);
	else
		r = check_counted(c, docket, path);
	if (fail_goes_on(r))
		r = fail_worse(r, project_paths_check(c, docket, path));
	if (fail_goes_on(r) && !some)
		r = fail_worse(r, project_policy_check(&c->policy, docket, path));
	if (c->wrong > YAML_WRONG_MAX)
		diag_error("%s: %zu more errors, not shown", path, c->wrong - YAML_WRONG_MAX);
	if (r)
		return r;
	text_set(docket->config, slash ? slash + 1 : path);
	return project_shapes_expand(c, docket);
}

static void paths_free(char **paths, size_t count)
{
	for (size_t i = 0; paths && i < count; i++)
		free(paths[i]);
	free(paths);
}

/* The objects of the file, or the built-in ones. */
static int collect_own(struct collection *ret, const struct project *p)
{
	char **paths = NULL;
	size_t count = 0;
	int r;

	if (p && p->inputs.n_paths) {
		r = project_inputs_expand(&p->inputs, p->path, &paths, &count);
	} else {
		count = 1;
		paths = calloc(count, sizeof(*paths));
		r = paths ? layout_docket(&paths[0]) : diag_errno(-ENOMEM, "collect objects");
	}
	if (!r)
		r = collection_make(ret, paths, count);
	paths_free(paths, count);
	return r;
}

int project_collect(struct collection *ret, struct project *p, char *const paths[], size_t count,
	char *const against[], size_t n_against)
{
	cleanup_with(collection_clear) struct collection docket = {0};
	cleanup_with(collection_clear) struct collection base = {0};
	int r = count ? collection_make(&docket, paths, count) : collect_own(&docket, p);

	if (fail_goes_on(r) && n_against)
		r = fail_worse(r, collection_make(&base, against, n_against));
	if (!r && n_against)
		r = collection_pair(&docket, &base);
	if (!r && p && p->path)
		r = apply(p, &docket, p->found && count);
	if (r)
		return r;
	*ret = docket;
	docket = (struct collection){0};
	return 0;
}
