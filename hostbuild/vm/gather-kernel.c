// SPDX-License-Identifier: GPL-2.0-only
/* Records about the kernel: which one it is, its features, its splats. */
#include "cleanup.h"
#include "verdict/limits.h"
#include "vm/gather-parts.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>

/*
 * Each record is bounded; so must be their sum, or a guest could fill the host's memory record by
 * record.
 */
#define SPLATS_MAX	   1000
#define FEATURES_MAX	   65536     /* keys and members of arrays; a survey has 6000 */
#define FEATURES_BYTES_MAX (4 << 20) /* of the features records of a boot; a survey has 200 KB */

/* The first hello of a trial sets it; a kernel does not become another between two boots. */
static int check_same(struct gather *g, char **at, const char *what, const char *text)
{
	if (*at && strcmp(*at, text) == 0)
		return 1;
	if (*at)
		return gather_garbled(
			g, "another kernel than before: %s %s, and it was %s", what, text, *at);
	*at = *text ? strdup(text) : NULL;
	return *text && !*at ? gather_garbled(g, "out of memory") : 1;
}

int gather_identity(struct gather *g, const struct record *r)
{
	struct result_kernel *k = g->kernel;
	int ret = check_same(g, &k->release, "release", r->release);

	if (ret > 0)
		ret = check_same(g, &k->version, "version", r->version);
	return ret > 0 ? check_same(g, &k->arch, "architecture", r->arch) : ret;
}

static int64_t count_values(const json_t *json)
{
	const char *key;
	json_t *value;
	int64_t n = 1;
	size_t i;

	if (json_is_object(json))
		json_object_foreach((json_t *)json, key, value) n += count_values(value);
	else if (json_is_array(json))
		json_array_foreach(json, i, value) n += count_values(value);
	return n;
}

/* Objects get the keys of @more, arrays its members; any other value is replaced. */
static int merge_into(json_t *all, json_t *more)
{
	json_t *value, *had;
	const char *key;
	int r = 0;

	json_object_foreach(more, key, value)
	{
		had = json_object_get(all, key);
		if (json_is_object(had) && json_is_object(value))
			r |= merge_into(had, value);
		else if (json_is_array(had) && json_is_array(value))
			r |= json_array_extend(had, value);
		else
			r |= json_object_set(all, key, value);
	}
	return r ? -ENOMEM : 0;
}

/* The first of a boot replaces those of earlier boots, and the others of the boot add to it. */
int gather_features(struct gather *g, const struct record *r)
{
	struct result_kernel *k = g->kernel;
	const bool first = !g->features;

	g->features += count_values(r->features);
	if (g->features > FEATURES_MAX || g->features_bytes > FEATURES_BYTES_MAX)
		return gather_garbled(g, "more features than any kernel has");
	if (!first)
		return merge_into(k->features, r->features) ? gather_garbled(g, "out of memory")
							    : 1;
	json_decref(k->features);
	k->features = json_incref(r->features);
	return 1;
}

static char *copy_text(const char *text)
{
	return text && *text ? strdup(text) : NULL;
}

/* Past SPLATS_MAX they are counted only. */
static int keep_splat(struct gather *g, const struct result_splat *from)
{
	struct result_kernel *k = g->kernel;
	struct result_splat *more, s = *from;

	if (k->n_splats >= SPLATS_MAX)
		return 0;
	more = reallocarray(k->splats, k->n_splats + 1, sizeof(*more));
	if (!more)
		return -ENOMEM;
	k->splats = more;
	s.boot = (int64_t)k->n_boots + 1;
	s.title = strdup(from->title);
	s.line = copy_text(from->line);
	s.report = copy_text(from->report);
	if (!s.title || !s.line != !(from->line && *from->line) ||
		!s.report != !(from->report && *from->report)) {
		free(s.title);
		free(s.line);
		free(s.report);
		return -ENOMEM;
	}
	if (s.object >= (int64_t)k->n_objects)
		s.object = s.program = -1;
	more[k->n_splats++] = s;
	return 0;
}

int gather_splat(struct gather *g, const struct record *r)
{
	const struct result_splat s = {.title = (char *)r->text,
		.line = (char *)r->line,
		.object = r->object,
		.program = r->program};

	g->boot_splats++;
	return keep_splat(g, &s) ? gather_garbled(g, "out of memory") : 1;
}

/* One more piece of the kernel's report of a splat. */
int gather_report(struct gather *g, const struct record *r)
{
	struct result_kernel *k = g->kernel;
	const size_t len = strlen(r->text);

	if (r->splat >= g->boot_splats)
		return gather_garbled(g, "a report of a splat that did not come");
	g->report_bytes += len;
	if (g->report_bytes > REPORT_TEXT_MAX)
		return gather_garbled(g, "reports of more than %d bytes", REPORT_TEXT_MAX);
	if (g->first_splat + (size_t)r->splat >= k->n_splats) /* past SPLATS_MAX */
		return 1;
	struct result_splat *s = &k->splats[g->first_splat + (size_t)r->splat];
	const size_t had = s->report ? strlen(s->report) : 0;
	char *more = realloc(s->report, had + len + 1);
	if (!more)
		return gather_garbled(g, "out of memory");
	s->report = more;
	memcpy(s->report + had, r->text, len + 1);
	return 1;
}

int gather_death(struct gather *g, const struct splat *s, const char *report, bool of_program)
{
	const struct result_kernel *k = g->kernel;
	const struct result_splat splat = {
		.title = (char *)s->title,
		.line = (char *)s->line,
		.report = (char *)report,
		.object = g->object_open ? g->object : -1,
		.program = of_program && g->program_open ? g->program : -1,
	};

	/* /init may have reported it before the kernel was gone */
	for (size_t i = g->first_splat; i < k->n_splats; i++)
		if (strcmp(k->splats[i].title, s->title) == 0)
			return 0;
	return *s->title ? keep_splat(g, &splat) : 0;
}
