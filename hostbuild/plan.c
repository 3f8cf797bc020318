// SPDX-License-Identifier: GPL-2.0-only
#include "plan.h"
#include "cleanup.h"
#include "config.h"
#include "diag.h"
#include "format.h"
#include "kernel/find.h"
#include "project-collect.h"
#include "stop.h"
#include "verdict/need-words.h"
#include "verdict/version.h"

#include <ctype.h>
#include <errno.h>
#include <string.h>
#include <time.h>

void plan_clear(struct plan *p)
{
	for (size_t i = 0; i < p->n_trials; i++)
		plan_trial_clear(&p->trials[i]);
	free(p->trials);
	collection_clear(&p->collection);
	project_clear(&p->project);
	pins_clear(&p->pins);
	*p = (struct plan){0};
}

/* Report all that is wrong with the kernels and the objects, not only the first. */
static int check_inputs(struct plan *p, const struct plan_inputs *in)
{
	const int of_file = in->survey ? 0 : project_open(&p->project, in->config);
	int r = of_file, one;

	if (fail_goes_on(r))
		r = fail_worse(r, plan_kernels(&p->trials, &p->n_trials, &in->on,
					  &p->project.inputs, p->project.path));
	if (fail_goes_on(r) && !in->survey)
		r = fail_worse(r, pins_read(&p->pins, &in->lock, p->project.path));
	for (size_t i = 0; i < p->n_trials && fail_goes_on(r); i++) {
		struct kernel_spec *spec = &p->trials[i].spec;
		diag_within(p->trials[i].line ? p->project.path : NULL, p->trials[i].line);
		one = spec_parse(spec, spec->text);
		if (!one)
			one = kernel_check(spec);
		diag_within(NULL, 0);
		pins_apply(&p->pins, spec);
		r = fail_worse(r, one);
	}
	if (!fail_goes_on(r) || in->survey || in->only_kernels)
		return r;
	return fail_worse(r, project_collect(&p->collection, of_file ? NULL : &p->project,
				     in->paths, in->n_paths, in->against, in->n_against));
}

/* Limits of the command line, after those of the file. */
static int plan_limits(struct plan *p, const struct plan_inputs *in)
{
	char why[GATE_WHY_SIZE];
	int r = 0;

	for (size_t i = 0; i < in->n_limits && !r; i++)
		r = policy_add_limit(&p->project.policy, in->limits[i], why, sizeof(why));
	return r == -EINVAL ? diag_misuse("--fail-on %s: %s", in->limits[in->n_limits - 1], why)
	       : r	    ? diag_errno(r, "plan")
			    : 0;
}

/* Whether an item of bpfjury.yaml asks for an option of the kernel's configuration. */
static bool items_want_config(const struct collection *c)
{
	for (size_t i = 0; i < c->n_items; i++)
		for (size_t j = 0; j < c->items[i].n_needs; j++)
			if (need_kind(c->items[i].needs[j].word, NULL) == NEED_CONFIG)
				return true;
	return false;
}

int plan_make(struct plan *ret, const struct plan_inputs *in)
{
	cleanup_with(plan_clear) struct plan p = {.survey = in->survey, .wants_config = in->survey};
	int r = check_inputs(&p, in);

	if (!r)
		r = plan_limits(&p, in);
	if (r)
		return r;
	for (size_t i = 0; i < p.collection.count; i++)
		p.wants_config |= p.collection.objects[i].wants_config;
	p.wants_config |= items_want_config(&p.collection);
	*ret = p;
	p = (struct plan){0};
	return 0;
}

static bool is_booted_alike(const struct plan_trial *a, const struct plan_trial *b)
{
	return a->memory_mib == b->memory_mib && a->cpus == b->cpus &&
	       strcmp(a->append ? a->append : "", b->append ? b->append : "") == 0;
}

/* The earlier trial that boots the same file as @index in the same way; NULL: none. */
static const struct plan_trial *same_kernel(const struct plan *p, size_t index)
{
	cleanup_free char *real = realpath(p->trials[index].kernel.image, NULL);

	for (size_t i = 0; i < index && real; i++) {
		const struct plan_trial *t = &p->trials[i];
		cleanup_free char *other = t->kernel.image ? realpath(t->kernel.image, NULL) : NULL;
		if (other && strcmp(other, real) == 0 && is_booted_alike(t, &p->trials[index]))
			return t;
	}
	return NULL;
}

int plan_find_kernel(struct plan *p, size_t index)
{
	struct plan_trial *t = &p->trials[index];
	int r = kernel_find(&t->kernel, &t->spec, FETCH_MISSING);

	if (r == FAIL_MISUSE || stop_signal())
		return r == FAIL_MISUSE ? r : -EINTR;
	if (r) { /* no reason to leave the others unjudged: its result says so */
		t->kernel = KERNEL_NONE;
		return 0;
	}
	t->newer = kernel_newer(&t->spec, &t->kernel);
	const struct plan_trial *same = same_kernel(p, index);
	if (!same)
		return 0;
	diag_note("-k %s: is the same kernel as %s, and judged on once", t->name, same->name);
	plan_trial_clear(t);
	p->n_trials--;
	memmove(t, t + 1, (p->n_trials - index) * sizeof(*t));
	return 1;
}

/* Whether the conditions of @item are known not to hold on the kernel of any trial. */
static bool holds_nowhere(const struct plan *p, const struct loader_item *item)
{
	for (size_t i = 0; i < p->n_trials; i++) {
		const char *version = p->trials[i].kernel.version;
		struct kernel_version v;
		bool holds = true;
		if (!version || version_parse(&v, version))
			return false;
		for (size_t j = 0; j < item->n_kernels; j++)
			holds &= version_condition(item->kernels[j], &v) != 0;
		if (holds)
			return false;
	}
	return p->n_trials > 0;
}

size_t plan_note_conditions(const struct plan *p)
{
	const struct collection *c = &p->collection;
	size_t n = 0;

	for (size_t i = 0; i < c->n_items; i++) {
		const struct loader_item *item = &c->items[i];
		if (!item->n_kernels || item->optional || !holds_nowhere(p, item))
			continue;
		diag_note("%s:%d: kernels: holds on no kernel of this run, so that this item sets "
			  "nothing",
			c->config, item->line);
		n++;
	}
	return n;
}

#define DIRECTORY_MAX 200 /* bytes of a name, which may be that of many words */

/* Whether the directory of a run has a file of that name, or may have one. */
static bool is_file_of_run(const char *name)
{
	return strcmp(name, "archive.cpio") == 0 || strncmp(name, "result.json", 11) == 0;
}

/* The last part of a path; of words that were appended no part. */
static char *directory_name(const struct plan_trial *t)
{
	const char *slash = strrchr(t->spec.text, '/');
	const bool path =
		slash && slash[1] && strncmp(t->name, t->spec.text, strlen(t->spec.text)) == 0;
	char *name = strdup(path ? t->name + (slash + 1 - t->spec.text) : t->name);

	for (char *c = name; c && *c; c++)
		if (!isalnum((unsigned char)*c) && !strchr("._+~-", *c))
			*c = '-';
	if (name && (*name == '.' || is_file_of_run(name)))
		*name = '-';
	if (name && strlen(name) > DIRECTORY_MAX)
		name[DIRECTORY_MAX] = '\0';
	return name;
}

char *plan_directory(const struct plan *p, size_t index)
{
	cleanup_free char *name = directory_name(&p->trials[index]);
	int same = 1;

	for (size_t i = 0; name && i < index; i++) {
		cleanup_free char *other = directory_name(&p->trials[i]);
		if (!other)
			return NULL;
		same += strcmp(other, name) == 0;
	}
	if (!name)
		return NULL;
	return same > 1 ? format_string("%s#%d", name, same) : steal(&name);
}

bool plan_adds_config(const struct plan *p, size_t index)
{
	const struct kernel *k = &p->trials[index].kernel;

	return p->wants_config && k->config && k->release;
}

static int copy_left_out(struct result *ret, const struct collection *c)
{
	ret->left_out = calloc(c->n_left_out + 1, sizeof(*ret->left_out));
	if (!ret->left_out)
		return -ENOMEM;
	for (; ret->n_left_out < c->n_left_out; ret->n_left_out++) {
		struct result_left_out *l = &ret->left_out[ret->n_left_out];
		l->path = strdup(c->left_out[ret->n_left_out].path);
		l->why = strdup(c->left_out[ret->n_left_out].why);
		if (!l->path || !l->why) {
			free(l->path);
			free(l->why);
			return -ENOMEM;
		}
	}
	return 0;
}

static int start_kernel(
	struct result_kernel *ret, const struct plan_trial *t, const struct collection *c)
{
	*ret = (struct result_kernel){
		.outcome = OUTCOME_INFRA, .judge_ms = -1, .informative = t->informative};
	ret->spec = strdup(t->spec.text);
	ret->name = strdup(t->name);
	ret->append = t->append ? strdup(t->append) : NULL;
	ret->package = t->kernel.package_version ? strdup(t->kernel.package_version) : NULL;
	ret->newest = t->newer ? strdup(t->newer) : NULL;
	ret->pinned = t->spec.pin != NULL;
	ret->source = t->kernel.build_commit ? strdup(t->kernel.build_commit) : NULL;
	ret->objects = calloc(c->count + 1, sizeof(*ret->objects));
	if (!ret->name || !ret->spec || !ret->append != !t->append ||
		!ret->package != !t->kernel.package_version || !ret->newest != !t->newer ||
		!ret->source != !t->kernel.build_commit || !ret->objects)
		return -ENOMEM;
	ret->n_objects = c->count;
	for (size_t i = 0; i < c->count; i++) {
		struct result_object *o = &ret->objects[i];
		o->announced = o->memory_bytes = -1;
		o->path = strdup(c->objects[i].path);
		strcpy(o->sha256, c->objects[i].sha256);
		strcpy(o->shape, c->objects[i].shape);
		o->against = c->objects[i].against;
		if (!o->path)
			return -ENOMEM;
	}
	return 0;
}

int plan_result(struct result *ret, const struct plan *p)
{
	cleanup_with(result_clear) struct result result = {0};
	time_t now = time(NULL);
	struct tm utc;

	strftime(
		result.started, sizeof(result.started), "%Y-%m-%dT%H:%M:%SZ", gmtime_r(&now, &utc));
	strcpy(result.docket_sha256, p->collection.sha256);
	_Static_assert(sizeof(LIBBPF_IDENTITY) <= sizeof(result.libbpf), "no room");
	strcpy(result.libbpf, LIBBPF_IDENTITY);
	_Static_assert(sizeof(VERSION) <= sizeof(result.tool), "no room");
	strcpy(result.tool, VERSION);
	result.kernels = calloc(p->n_trials, sizeof(*result.kernels));
	if (!result.kernels || copy_left_out(&result, &p->collection))
		return -ENOMEM;
	result.n_kernels = p->n_trials;
	for (size_t i = 0; i < p->n_trials; i++)
		if (start_kernel(&result.kernels[i], &p->trials[i], &p->collection))
			return -ENOMEM;
	*ret = result;
	result = (struct result){0};
	return 0;
}
