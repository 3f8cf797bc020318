// SPDX-License-Identifier: GPL-2.0-only
#include "repeat.h"
#include "cleanup.h"
#include "format.h"
#include "quote.h"
#include "verdict/limits.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* A command line that grows. */
struct words {
	FILE *out;
	bool inexact; /* a word cannot be printed as it is */
};

static void add(struct words *w, const char *word)
{
	cleanup_free char *quoted = quote_shell_exact(word);

	if (!quoted)
		w->inexact = true;
	else
		fprintf(w->out, " %s", quoted);
}

static void add_option(struct words *w, const char *option, const char *word)
{
	fprintf(w->out, " %s", option);
	add(w, word);
}

/* A path is no option. */
static void add_path(struct words *w, const char *path)
{
	cleanup_free char *here = *path == '-' ? format_string("./%s", path) : strdup(path);

	if (here)
		add(w, here);
	else
		w->inexact = true;
}

/* The release where the KERNEL is a distribution's series, which moves on. */
static void add_kernel(struct words *w, const struct plan_trial *t)
{
	const struct kernel *k = &t->kernel;
	const char *from = kernel_from_word(t->spec.distribution);
	struct kernel_spec exact;
	cleanup_free char *text = NULL;

	if (t->spec.kind == SPEC_DISTRIBUTION && k->version && from)
		text = format_string("%s:%s", from, k->version);
	/* what is not a release of that spelling would name another kernel */
	if (text && (spec_parse(&exact, text) || !exact.is_release ||
			    !spec_matches(&exact, k->version)))
		text[0] = '\0';
	add_option(w, "-k", text && *text ? text : t->spec.text);
}

static void add_settings(
	struct words *w, const struct plan_trial *t, const struct repeat_options *o)
{
	const int64_t memory = t->memory_mib ? t->memory_mib : o->memory_mib;

	if (o->inputs->config)
		add_option(w, "-c", o->inputs->config);
	if (t->append)
		add_option(w, "--append", t->append);
	if (t->cpus > 1)
		fprintf(w->out, " --cpus %" PRId64, t->cpus);
	if (memory > 0)
		fprintf(w->out, " --memory %" PRId64 "M", memory);
	if (o->program_timeout_s != PROGRAM_TIMEOUT_S)
		fprintf(w->out, " --program-timeout %" PRId64, o->program_timeout_s);
	if (o->coverage)
		fputs(" --coverage", w->out);
}

/*
 * The object alone will do, unless the file that -c names has items for others, which would then
 * have no effect, or an item of the object may name another one.
 */
static void add_objects(
	struct words *w, const struct plan *p, size_t object, const struct repeat_options *o)
{
	const struct collection *c = &p->collection;
	const struct collected *one = &c->objects[object];

	if (!one->n_items && !o->inputs->config) {
		add_path(w, one->source);
		return;
	}
	for (size_t i = 0; i < o->inputs->n_paths; i++)
		add_path(w, o->inputs->paths[i]);
}

static char *command(
	const struct plan *p, size_t trial, size_t object, const struct repeat_options *o)
{
	char *text = NULL;
	size_t len = 0;
	struct words w = {.out = open_memstream(&text, &len)};

	if (!w.out)
		return NULL;
	fputs("bpfjury try", w.out);
	add_kernel(&w, &p->trials[trial]);
	add_settings(&w, &p->trials[trial], o);
	add_objects(&w, p, object, o);
	if (fclose(w.out) || w.inexact) {
		free(text);
		return NULL;
	}
	return text;
}

static bool is_met(const struct result_object *o, bool complete)
{
	const enum met whole = result_whole_met(o, complete);

	if (whole == MET_UNMET || whole == MET_UNKNOWN || result_object_missing(o, complete))
		return false;
	for (size_t i = 0; i < o->n_programs; i++) {
		const enum met met = result_program_met(&o->programs[i].result, complete);
		if (met == MET_UNMET || met == MET_UNKNOWN)
			return false;
	}
	return true;
}

void repeat_fill(struct result *r, const struct plan *p, const struct repeat_options *o)
{
	for (size_t k = 0; k < r->n_kernels && k < p->n_trials; k++) {
		struct result_kernel *kernel = &r->kernels[k];
		/* nothing was booted: there is nothing to repeat */
		if (!kernel->n_boots || p->survey)
			continue;
		for (size_t i = 0; i < kernel->n_objects && i < p->collection.count; i++) {
			struct result_object *object = &kernel->objects[i];
			if (!is_met(object, result_kernel_is_complete(kernel)))
				object->repeat = command(p, k, i, o);
		}
	}
}
