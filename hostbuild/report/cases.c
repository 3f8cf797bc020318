// SPDX-License-Identifier: GPL-2.0-only
#include "report/cases.h"
#include "cleanup.h"
#include "diag.h"
#include "report/answer.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>

/* A new last case; NULL without memory. */
static struct report_case *add_case(
	struct report_cases *c, const struct result_object *o, enum met met)
{
	if ((c->n & (c->n - 1)) == 0) {
		const size_t room = c->n ? 2 * c->n : 1;
		struct report_case *cases = reallocarray(c->cases, room, sizeof(*cases));
		if (!cases)
			return NULL;
		c->cases = cases;
	}
	struct report_case *new = &c->cases[c->n++];
	*new = (struct report_case){.object = o, .met = met};
	c->unmet += met == MET_UNMET;
	c->unknown += met == MET_UNKNOWN;
	c->skipped += met == MET_SKIPPED;
	return new;
}

/* Why @p counts as something else than what its answer comes to. */
static void say_why(struct report_case *c, const struct result_program *p)
{
	const struct result_known *known = p->known;
	char crossed[CROSSED_SIZE];

	if (result_is_known(p) && !p->n_crossed)
		snprintf(c->why, sizeof(c->why), "known%s%s: %s", *known->until ? " until " : "",
			known->until, known->why);
	else if (known && p->result.met == MET_UNMET)
		snprintf(c->why, sizeof(c->why), "known until %s, which is over: %s", known->until,
			known->why);
	else if (p->n_crossed)
		snprintf(c->why, sizeof(c->why), "%.440s%s",
			answer_crossed(&p->crossed[0], crossed),
			p->n_crossed > 1 ? ", and others are crossed" : "");
	else if (result_passes(p))
		snprintf(c->why, sizeof(c->why), "a known failure that passes: %s", known->why);
}

static int add_answer(struct report_cases *c, const struct result_object *o,
	const struct result_program *p, enum met met)
{
	struct report_case *new = add_case(c, o, result_counts_as(p, met));

	if (!new)
		return -ENOMEM;
	if (o->whole && p == &o->whole->load)
		snprintf(new->name, sizeof(new->name), "(as a whole)");
	else
		snprintf(new->name, sizeof(new->name), *p->result.variant ? "%s (%s)" : "%s",
			p->result.name, p->result.variant);
	new->program = p;
	say_why(new, p);
	return 0;
}

/*
 * An object as a whole, where it counts as unmet or unknown and no program shows that: the cases of
 * its programs show the others, so that cases are counted as the sum counts them.
 */
static int add_whole(struct report_cases *c, const struct result_object *o, bool complete)
{
	const enum met met = result_whole_met(o, complete);

	if ((met != MET_UNMET && met != MET_UNKNOWN) || result_whole_is_shown(o, complete) ||
		result_counts_as(&o->whole->load, met) == MET_SKIPPED)
		return 0;
	return add_answer(c, o, &o->whole->load, met);
}

static int add_object(struct report_cases *c, const struct result_object *o, bool complete)
{
	const int64_t missing = result_object_missing(o, complete);
	struct report_case *new;

	if (o->whole && add_whole(c, o, complete))
		return -ENOMEM;
	for (size_t i = 0; i < o->n_programs; i++)
		if (add_answer(c, o, &o->programs[i],
			    result_program_met(&o->programs[i].result, complete)))
			return -ENOMEM;
	if (!missing)
		return 0;
	new = add_case(c, o, MET_UNKNOWN);
	if (!new)
		return -ENOMEM;
	snprintf(new->name, sizeof(new->name), "(no record)");
	snprintf(new->why, sizeof(new->why), "%" PRId64 " answer%s missing", missing,
		missing == 1 ? " is" : "s are");
	return 0;
}

/* What no object shows. */
static int add_trial(struct report_cases *c, const struct result_kernel *k)
{
	const int status = result_kernel_status(k);
	const bool doubt = status == STATUS_UNKNOWN;
	struct report_case *new;

	if (k->of) /* what it lacks is hidden */
		return 0;
	if (doubt ? c->unknown > 0 && result_kernel_is_complete(k)
		  : status == STATUS_MET || c->unmet)
		return 0;
	new = add_case(c, NULL, doubt ? MET_UNKNOWN : MET_UNMET);
	if (!new)
		return -ENOMEM;
	snprintf(new->name, sizeof(new->name), "(the trial)");
	if (doubt)
		result_kernel_doubt(k, new->why, sizeof(new->why));
	for (size_t i = k->n_splats; !doubt && i-- > 0;)
		if (!k->splats[i].allowed)
			snprintf(new->why, sizeof(new->why), "%.150s", k->splats[i].title);
	return 0;
}

/* Nothing of a kernel that is not required counts. */
static void excuse_all(struct report_cases *c)
{
	for (size_t i = 0; i < c->n; i++) {
		struct report_case *one = &c->cases[i];
		if (one->met == MET_MET || one->met == MET_SKIPPED)
			continue;
		char why[sizeof(one->why)];
		strcpy(why, one->why);
		snprintf(one->why, sizeof(one->why), "the kernel is not required; %s%s%.400s",
			met_word(one->met == MET_NONE ? MET_UNKNOWN : one->met), *why ? ": " : "",
			why);
		one->met = MET_SKIPPED;
	}
	c->skipped += c->unmet + c->unknown;
	c->unmet = c->unknown = 0;
}

/* Case @at, by the object that it is of for people, and its name. */
struct named {
	const struct report_case *c;
	size_t at;
};

static int by_name(const struct named *a, const struct named *b)
{
	const struct result_object *x = a->c->object, *y = b->c->object;
	int order = !x != !y;

	if (x && y)
		order = strcmp(x->path, y->path) ? strcmp(x->path, y->path)
						 : strcmp(x->shape, y->shape);
	return order ? order : strcmp(a->c->name, b->c->name);
}

static int by_name_and_place(const void *a, const void *b)
{
	const struct named *x = a, *y = b;
	const int order =
		!x->c->object != !y->c->object ? !x->c->object - !y->c->object : by_name(x, y);

	return order ? order : (x->at > y->at) - (x->at < y->at);
}

/* A name that is there before gets " #2", " #3", …; -ENOMEM. */
static int number_names(struct report_cases *c)
{
	cleanup_free struct named *names = calloc(c->n + 1, sizeof(*names));
	cleanup_free size_t *numbers = calloc(c->n + 1, sizeof(*numbers));

	if (!names || !numbers)
		return -ENOMEM;
	for (size_t i = 0; i < c->n; i++)
		names[i] = (struct named){&c->cases[i], i};
	qsort(names, c->n, sizeof(*names), by_name_and_place);
	for (size_t i = 1; i < c->n; i++)
		if (by_name(&names[i - 1], &names[i]) == 0)
			numbers[names[i].at] = numbers[names[i - 1].at] + 1;
	for (size_t i = 0; i < c->n; i++) {
		const size_t len = strlen(c->cases[i].name);
		if (numbers[i])
			snprintf(c->cases[i].name + len, sizeof(c->cases[i].name) - len, " #%zu",
				numbers[i] + 1);
	}
	return 0;
}

int report_cases_make(struct report_cases *ret, const struct result_kernel *k)
{
	int r = 0;

	*ret = (struct report_cases){0};
	for (size_t i = 0; i < k->n_objects && !r; i++)
		r = add_object(ret, &k->objects[i], result_kernel_is_complete(k));
	if (!r)
		r = add_trial(ret, k);
	if (!r && k->informative)
		excuse_all(ret);
	if (!r)
		r = number_names(ret);
	if (r)
		report_cases_clear(ret);
	return r;
}

bool report_case_of_run(struct report_case *ret, const struct result *r)
{
	const int status = result_status(r);

	*ret = (struct report_case){.name = "(the run)",
		.met = MET_UNKNOWN,
		.why = "no kernel that is required judged anything"};
	if (!result_requires_any(r))
		return true;
	*ret = (struct report_case){.name = "(the comparison)",
		.met = result_met_of(status),
		.why = "`bpfjury compare RESULT` says what changed against the other build"};
	return status != result_verdicts_status(r);
}

void report_cases_clear(struct report_cases *c)
{
	free(c->cases);
	*c = (struct report_cases){0};
}
