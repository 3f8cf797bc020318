// SPDX-License-Identifier: GPL-2.0-only
#include "result/where.h"
#include "verdict/version.h"

#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

void where_clear(struct where *w)
{
	for (size_t i = 0; i < w->n_kernels; i++)
		free(w->kernels[i]);
	free(w->kernels);
	free(w->kernel);
	free(w->program);
	free(w->match);
	*w = (struct where){0};
}

bool where_matches_path(const char *match, const char *path)
{
	for (const char *at = path; at; at = strchr(at, '/')) {
		at += at != path;
		if (fnmatch(match, at, FNM_PATHNAME) == 0)
			return true;
	}
	return false;
}

bool where_has_kernel(const struct where *w, const struct result_kernel *k, bool unknown)
{
	struct kernel_version v;

	if (w->kernel && fnmatch(w->kernel, k->name, 0) != 0)
		return false;
	if (w->n_kernels && (!k->version || version_parse(&v, k->version)))
		return unknown;
	for (size_t i = 0; i < w->n_kernels; i++)
		if (version_condition(w->kernels[i], &v) != 1)
			return false;
	return true;
}

bool where_has_object(const struct where *w, const struct result_object *o)
{
	return !w->match || (o && where_matches_path(w->match, o->path));
}

bool where_has_program(const struct where *w, const struct result_program *p)
{
	return !w->program || (p && strcmp(p->result.name, OBJECT_ITSELF) != 0 &&
				      fnmatch(w->program, p->result.name, 0) == 0);
}
