// SPDX-License-Identifier: GPL-2.0-only
#include "plan-kernels.h"
#include "cleanup.h"
#include "diag.h"
#include "format.h"
#include "kernel/append.h"
#include "kernel/find.h"

#include <errno.h>
#include <string.h>

/* Those so far, and the kernels of bpfjury.yaml. */
struct trials {
	struct plan_trial *all;
	size_t count;
	const struct project_inputs *own;
	const char *config; /* the file that has these */
};

void plan_trial_clear(struct plan_trial *t)
{
	kernel_clear(&t->kernel);
	free(t->name);
	free(t->append);
	free(t->newer);
}

static int out_of_memory(void)
{
	return diag_errno(-ENOMEM, "plan");
}

/* The earlier trial with the same KERNEL and words; NULL: none. */
static struct plan_trial *find_same(const struct trials *p, const struct plan_trial *t)
{
	for (size_t i = 0; i < p->count; i++) {
		struct plan_trial *other = &p->all[i];
		if (strcmp(other->spec.text, t->spec.text) == 0 &&
			strcmp(other->append ? other->append : "", t->append ? t->append : "") == 0)
			return other;
	}
	return NULL;
}

static const struct plan_trial *find_name(const struct trials *p, const char *name)
{
	for (size_t i = 0; i < p->count; i++)
		if (strcmp(p->all[i].name, name) == 0)
			return &p->all[i];
	return NULL;
}

static bool boots_alike(const struct plan_trial *a, const struct plan_trial *b)
{
	return a->memory_mib == b->memory_mib && a->cpus == b->cpus;
}

/* Takes what @t owns, even when it fails. */
static int add_trial(struct trials *p, struct plan_trial *t)
{
	const struct plan_trial *named = find_name(p, t->name);
	struct plan_trial *same = find_same(p, t), *more;

	diag_within(t->line ? p->config : NULL, t->line);
	if (same && boots_alike(same, t))
		diag_note("%s %s: is given twice, and judged on once", t->line ? "kernels:" : "-k",
			t->name);
	else if (named)
		diag_error("kernels: two are called %s; give one another name", t->name);
	diag_within(NULL, 0);
	if (same && boots_alike(same, t)) {
		/* required once is required */
		same->informative &= t->informative;
		plan_trial_clear(t);
		return 0;
	}
	if (named) {
		plan_trial_clear(t);
		return FAIL_MISUSE;
	}
	more = realloc(p->all, (p->count + 1) * sizeof(*more));
	if (!more) {
		plan_trial_clear(t);
		return out_of_memory();
	}
	p->all = more;
	p->all[p->count++] = *t;
	return 0;
}

static const struct project_append nothing = {.words = (char *[]){NULL}, .count = 1};

static const struct project_append *words_of(const struct project_append *a)
{
	return a->count ? a : &nothing;
}

/*
 * One kernel with one of its own words and one of all kernels' words.  A name stands for the
 * kernel, and for its own words where there is one of them.
 */
static int start_trial(
	struct plan_trial *ret, const struct project_kernel *k, const char *own, const char *axis)
{
	cleanup_free char *shown = append_join(k->name && k->append.count < 2 ? NULL : own, axis);

	*ret = (struct plan_trial){
		.spec.text = k->kernel,
		.kernel = KERNEL_NONE,
		.append = append_join(own, axis),
		.memory_mib = k->memory_mib,
		.cpus = k->cpus,
		.informative = k->informative,
		.line = k->line,
	};
	ret->name = append_join(k->name ? k->name : k->kernel, shown);
	return ret->name && (!ret->append == !(own || axis)) ? 0 : -ENOMEM;
}

/* Which trials of a kernel are meant. */
struct wanted {
	const char *name; /* NULL: all of them */
	bool whole;	  /* it is the name of the trial, not only of the kernel */
};

static bool is_wanted(
	const struct wanted *w, const struct plan_trial *t, const struct project_kernel *k)
{
	if (!w->name || w->whole)
		return !w->name || strcmp(t->name, w->name) == 0;
	return strcmp(k->kernel, w->name) == 0 || (k->name && strcmp(k->name, w->name) == 0);
}

/* Those trials of @k that are wanted; @ret_count is raised by how many there are. */
static int add_kernel(struct trials *p, const struct project_kernel *k, const struct wanted *wanted,
	const struct project_append *axis, size_t *ret_count)
{
	const struct project_append *own = words_of(&k->append);
	int r = 0;

	for (size_t i = 0; i < own->count; i++)
		for (size_t j = 0; j < axis->count; j++) {
			struct plan_trial t;
			if (start_trial(&t, k, own->words[i], axis->words[j])) {
				plan_trial_clear(&t);
				return out_of_memory();
			}
			if (!is_wanted(wanted, &t, k)) {
				plan_trial_clear(&t);
				continue;
			}
			++*ret_count;
			r = fail_worse(r, add_trial(p, &t));
			if (!fail_goes_on(r))
				return r;
		}
	return r;
}

static const struct wanted everything;

/* A KERNEL that the user named: those of the project that it means, else what it says itself. */
static int add_given(struct trials *p, char *given, const struct project_append *axis)
{
	const struct project_inputs *own = p->own;
	const struct project_kernel as_given = {.kernel = given};
	/* the name of one trial means no other that has the same KERNEL */
	const struct wanted wanted[] = {{.name = given, .whole = true}, {.name = given}};
	size_t found = 0;
	int r = 0;

	for (size_t j = 0; j < ARRAY_SIZE(wanted) && !found; j++)
		for (size_t i = 0; i < own->n_kernels && fail_goes_on(r); i++)
			r = fail_worse(
				r, add_kernel(p, &own->kernels[i], &wanted[j], axis, &found));
	return r || found ? r : add_kernel(p, &as_given, &everything, axis, &found);
}

static int add_all(
	struct trials *p, const struct plan_kernels *in, const struct project_append *axis)
{
	const struct project_inputs *own = p->own;
	const struct project_kernel fallback = {.kernel = (char *)KERNEL_DEFAULT};
	size_t count = 0;
	int r = 0;

	for (size_t i = 0; i < in->n_kernels && fail_goes_on(r); i++)
		r = fail_worse(r, add_given(p, in->kernels[i], axis));
	for (size_t i = 0; i < own->n_kernels && !in->n_kernels && fail_goes_on(r); i++)
		r = fail_worse(r, add_kernel(p, &own->kernels[i], &everything, axis, &count));
	if (!in->n_kernels && !own->n_kernels)
		r = add_kernel(p, &fallback, &everything, axis, &count);
	return r;
}

static int read_given_words(struct project_append *ret, const struct plan_kernels *in)
{
	char why[APPEND_SIZE + 128];
	int r = 0;

	ret->words = calloc(in->n_appends + 1, sizeof(*ret->words));
	if (!ret->words)
		return out_of_memory();
	for (size_t i = 0; i < in->n_appends; i++) {
		const int one =
			append_words(&ret->words[ret->count], in->appends[i], why, sizeof(why));
		if (one == -ENOMEM)
			return out_of_memory();
		if (one) {
			diag_error("--append %s: %s", in->appends[i], why);
			r = FAIL_MISUSE;
		}
		ret->count++;
	}
	return r;
}

int plan_kernels(struct plan_trial **ret, size_t *ret_count, const struct plan_kernels *in,
	const struct project_inputs *own, const char *config)
{
	struct trials trials = {.own = own, .config = config};
	struct project_append given = {0};
	int r = read_given_words(&given, in);

	if (fail_goes_on(r))
		r = fail_worse(
			r, add_all(&trials, in, words_of(given.count ? &given : &own->append)));
	*ret = trials.all;
	*ret_count = trials.count;
	for (size_t i = 0; i < given.count; i++)
		free(given.words[i]);
	free(given.words);
	return r;
}
