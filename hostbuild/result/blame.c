// SPDX-License-Identifier: GPL-2.0-only
#include "result/blame.h"
#include "diag.h"

int blame_status(enum blame_kind kind)
{
	return kind >= BLAME_UNMET ? STATUS_UNMET : STATUS_UNKNOWN;
}

/* Limits that @b->program crosses, or may. */
static int blame_limits(struct blame b, blame_function *each, void *arg)
{
	int r = 0;

	for (size_t i = 0; i < b.program->n_crossed && !r; i++) {
		b.crossed = &b.program->crossed[i];
		b.kind = b.crossed->value < 0 ? BLAME_NO_FIGURE : BLAME_CROSSED;
		r = each(&b, arg);
	}
	return r;
}

/* @met: what @b->program comes to. */
static int blame_answer(struct blame b, enum met met, blame_function *each, void *arg)
{
	b.kind = met == MET_UNKNOWN || met == MET_NONE		 ? BLAME_UNKNOWN
		 : b.program->known && b.program->known->expired ? BLAME_EXPIRED
								 : BLAME_UNMET;
	if (b.kind == BLAME_UNKNOWN || (met == MET_UNMET && !result_is_known(b.program)))
		return each(&b, arg);
	return 0;
}

static int blame_object(struct blame b, bool complete, blame_function *each, void *arg)
{
	const struct result_object *o = b.object;
	int r = 0;

	b.count = result_object_missing(o, complete);
	if (b.count) {
		b.kind = BLAME_MISSING;
		r = each(&b, arg);
		b.count = 0;
	}
	for (size_t i = 0; i < o->n_programs && !r; i++) {
		b.program = &o->programs[i];
		/* of a trial that is not complete, BLAME_INCOMPLETE speaks for what is met */
		r = blame_answer(b, result_program_met(&b.program->result, true), each, arg);
		if (!r)
			r = blame_limits(b, each, arg);
	}
	if (r || !o->whole || result_whole_is_shown(o, complete))
		return r;
	b.program = &o->whole->load;
	return blame_answer(b, result_whole_met(o, true), each, arg);
}

/* Whether the splat belongs to an object, or to one of its programs. */
static bool is_tied(const struct result_kernel *k, const struct result_splat *s)
{
	return s->object >= 0 && s->object < (int64_t)k->n_objects &&
	       s->program < (int64_t)k->objects[s->object].n_programs;
}

static int blame_splat(
	struct blame b, const struct result_splat *s, blame_function *each, void *arg)
{
	if (s->allowed)
		return 0;
	b.splat = s;
	b.kind = is_tied(b.kernel, s) ? BLAME_SPLAT : BLAME_LOOSE;
	if (b.kind == BLAME_SPLAT) {
		b.object = &b.kernel->objects[s->object];
		b.program = s->program >= 0 ? &b.object->programs[s->program] : NULL;
	}
	return each(&b, arg);
}

static int blame_words(struct blame b, blame_function *each, void *arg)
{
	json_auto_t *unused = result_kernel_unused(b.kernel); /* the features have its items */
	const json_t *item;
	size_t i;
	int r = 0;

	b.kind = BLAME_UNUSED;
	json_array_foreach(unused, i, item)
	{
		b.word = json_string_value(json_object_get(item, "word"));
		b.why = json_string_value(json_object_get(item, "why"));
		r = r ? r : each(&b, arg);
	}
	return r;
}

int blame_kernel(const struct result_kernel *part, blame_function *each, void *arg)
{
	const struct result_kernel *k = part->of ? part->of : part;
	const struct summary s = result_kernel_summary(k);
	const bool complete = result_kernel_is_complete(k);
	struct blame b = {.kernel = k, .kind = BLAME_INCOMPLETE};
	int r = complete ? 0 : each(&b, arg);

	b.kind = BLAME_NOTHING;
	if (!r && complete && !s.met && !s.unmet && !s.known)
		r = each(&b, arg);
	if (!r)
		r = blame_words(b, each, arg);
	for (size_t i = 0; i < k->n_objects && !r; i++) {
		b.object = &k->objects[i];
		r = blame_object(b, complete, each, arg);
	}
	b.object = NULL;
	for (size_t i = 0; i < k->n_splats && !r; i++)
		r = blame_splat(b, &k->splats[i], each, arg);
	return r;
}

int blame_result(const struct result *part, blame_function *each, void *arg)
{
	const struct result *r = part->view ? part->view->of : part;
	const struct blame none = {.kind = BLAME_NO_KERNEL, .count = (int64_t)r->n_kernels};
	bool any = false;
	int err = 0;

	for (size_t i = 0; i < r->n_kernels && !err; i++) {
		if (r->kernels[i].informative)
			continue;
		any = true;
		err = blame_kernel(&r->kernels[i], each, arg);
	}
	return err || any ? err : each(&none, arg);
}
