// SPDX-License-Identifier: GPL-2.0-only
#include "result/split.h"
#include "cleanup.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static int copy_text(char **to, const char *text)
{
	*to = text ? strdup(text) : NULL;
	return text && !*to ? -ENOMEM : 0;
}

/* What identifies the kernel, and how its trial ended; no boots, which are the other's. */
static int copy_kernel(struct result_kernel *to, const struct result_kernel *from)
{
	*to = (struct result_kernel){
		.outcome = from->outcome, .informative = from->informative, .judge_ms = -1};
	memcpy(to->image_sha256, from->image_sha256, sizeof(to->image_sha256));
	if (copy_text(&to->name, from->name) || copy_text(&to->spec, from->spec) ||
		copy_text(&to->append, from->append) || copy_text(&to->release, from->release) ||
		copy_text(&to->version, from->version) || copy_text(&to->arch, from->arch) ||
		copy_text(&to->why, from->why))
		return -ENOMEM;
	to->objects = calloc(from->n_objects + 1, sizeof(*to->objects));
	to->splats = calloc(from->n_splats + 1, sizeof(*to->splats));
	return to->objects && to->splats ? 0 : -ENOMEM;
}

/* @ret_places: the index of each object of @from in the list where it is now. */
static void move_objects(struct result_kernel *to, struct result_kernel *from, int64_t *ret_places)
{
	size_t kept = 0;

	for (size_t i = 0; i < from->n_objects; i++) {
		struct result_object *o = &from->objects[i];
		const bool against = o->against;
		struct result_object *now =
			against ? &to->objects[to->n_objects++] : &from->objects[kept++];
		ret_places[i] = (int64_t)(now - (against ? to->objects : from->objects));
		if (now == o)
			continue;
		*now = *o;
		now->against = false; /* all of the list are */
		*o = (struct result_object){.announced = -1, .memory_bytes = -1};
	}
	from->n_objects = kept;
}

static void move_splats(struct result_kernel *to, struct result_kernel *from, const bool *against,
	const int64_t *places, size_t n_places)
{
	size_t kept = 0;

	for (size_t i = 0; i < from->n_splats; i++) {
		struct result_splat s = from->splats[i];
		const bool tied = s.object >= 0 && s.object < (int64_t)n_places;
		const bool of_base = tied && against[s.object];
		if (tied)
			s.object = places[s.object];
		if (of_base)
			to->splats[to->n_splats++] = s;
		else
			from->splats[kept++] = s;
	}
	from->n_splats = kept;
}

static int split_kernel(struct result_kernel *to, struct result_kernel *from)
{
	const size_t count = from->n_objects;
	cleanup_free int64_t *places = calloc(count + 1, sizeof(*places));
	cleanup_free bool *against = calloc(count + 1, sizeof(*against));
	const int r = copy_kernel(to, from);

	if (r || !places || !against)
		return -ENOMEM;
	for (size_t i = 0; i < count; i++)
		against[i] = from->objects[i].against;
	move_objects(to, from, places);
	move_splats(to, from, against, places, count);
	return 0;
}

static bool has_both(const struct result *r)
{
	for (size_t i = 0; i < r->n_kernels; i++)
		for (size_t j = 0; j < r->kernels[i].n_objects; j++)
			if (r->kernels[i].objects[j].against)
				return true;
	return false;
}

int result_split(struct result *r)
{
	if (!has_both(r))
		return 0;
	r->against = calloc(1, sizeof(*r->against));
	if (!r->against)
		return -ENOMEM;
	struct result *base = r->against;
	memcpy(base->started, r->started, sizeof(base->started));
	memcpy(base->docket_sha256, r->docket_sha256, sizeof(base->docket_sha256));
	memcpy(base->libbpf, r->libbpf, sizeof(base->libbpf));
	base->kernels = calloc(r->n_kernels + 1, sizeof(*base->kernels));
	if (!base->kernels)
		return -ENOMEM;
	for (size_t i = 0; i < r->n_kernels; i++) {
		base->n_kernels = i + 1;
		if (split_kernel(&base->kernels[i], &r->kernels[i]))
			return -ENOMEM;
	}
	return 0;
}
