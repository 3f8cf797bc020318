// SPDX-License-Identifier: GPL-2.0-only
#include "result/result.h"
#include "cleanup.h"
#include "diag.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>

static const char *const outcome_words[] = {
	[OUTCOME_INFRA] = "infra",
	[OUTCOME_COMPLETE] = "complete",
	[OUTCOME_PANICKED] = "panicked",
	[OUTCOME_HUNG] = "hung",
	[OUTCOME_NO_BOOT] = "no-boot",
	[OUTCOME_TRUNCATED] = "truncated",
	[OUTCOME_MEMORY] = "memory",
	[OUTCOME_GARBLED] = "garbled",
};

const char *outcome_word(enum outcome o)
{
	return (size_t)o < ARRAY_SIZE(outcome_words) ? outcome_words[o] : NULL;
}

int outcome_from_word(const char *word, enum outcome *ret)
{
	for (size_t i = 0; i < ARRAY_SIZE(outcome_words); i++) {
		if (strcmp(outcome_words[i], word) != 0)
			continue;
		*ret = (enum outcome)i;
		return 0;
	}
	return -EINVAL;
}

void result_object_clear(struct result_object *o)
{
	if (!o)
		return;
	for (size_t i = 0; i < o->n_programs; i++)
		free(o->programs[i].log);
	free(o->programs);
	free(o->producer);
	free(o->path);
	*o = (struct result_object){.announced = -1, .memory_bytes = -1};
}

void result_kernel_clear(struct result_kernel *k)
{
	if (!k)
		return;
	for (size_t i = 0; i < k->n_objects; i++)
		result_object_clear(&k->objects[i]);
	for (size_t i = 0; i < k->n_splats; i++) {
		free(k->splats[i].title);
		free(k->splats[i].line);
		free(k->splats[i].report);
	}
	for (size_t i = 0; i < k->n_boots; i++) {
		free(k->boots[i].why);
		free(k->boots[i].report);
	}
	free(k->objects);
	free(k->splats);
	free(k->boots);
	json_decref(k->features);
	free(k->spec);
	free(k->release);
	free(k->version);
	free(k->arch);
	free(k->why);
	free(k->accel);
	*k = (struct result_kernel){.judge_ms = -1};
}

void result_clear(struct result *r)
{
	if (!r)
		return;
	for (size_t i = 0; i < r->n_kernels; i++)
		result_kernel_clear(&r->kernels[i]);
	for (size_t i = 0; i < r->n_left_out; i++) {
		free(r->left_out[i].path);
		free(r->left_out[i].why);
	}
	free(r->kernels);
	free(r->left_out);
	*r = (struct result){0};
}

/* The guest may announce any number. */
static void add_saturated(int64_t *sum, int64_t more)
{
	if (__builtin_add_overflow(*sum, more, sum))
		*sum = INT64_MAX;
}

static bool is_unknown(const struct program_result *p)
{
	return p->met == MET_UNKNOWN || p->met == MET_NONE;
}

/* In a trial that is not complete, met is not proved. */
static bool counts_as_unknown(const struct program_result *p, bool complete)
{
	return is_unknown(p) || (!complete && p->met == MET_MET);
}

int64_t result_object_missing(const struct result_object *o, bool complete)
{
	int64_t known = (int64_t)o->n_programs;

	if (o->announced > known)
		return o->announced - known;
	if (o->announced >= 0 && o->ended)
		return 0;
	for (size_t i = 0; i < o->n_programs; i++)
		if (counts_as_unknown(&o->programs[i].result, complete))
			return 0;
	return 1;
}

struct summary result_kernel_summary(const struct result_kernel *k)
{
	const bool complete = k->outcome == OUTCOME_COMPLETE;
	struct summary s = {0};

	for (size_t i = 0; i < k->n_objects; i++) {
		const struct result_object *o = &k->objects[i];
		for (size_t j = 0; j < o->n_programs; j++) {
			const struct program_result *p = &o->programs[j].result;
			s.met += complete && p->met == MET_MET;
			s.unmet += p->met == MET_UNMET;
			s.skipped += p->met == MET_SKIPPED;
			add_saturated(&s.unknown, counts_as_unknown(p, complete));
		}
		add_saturated(&s.unknown, result_object_missing(o, complete));
	}
	return s;
}

struct summary result_summary(const struct result *r)
{
	struct summary sum = {0};

	for (size_t i = 0; i < r->n_kernels; i++) {
		struct summary s = result_kernel_summary(&r->kernels[i]);
		sum.met += s.met;
		sum.unmet += s.unmet;
		sum.skipped += s.skipped;
		add_saturated(&sum.unknown, s.unknown);
	}
	return sum;
}

/* Whether the splat belongs to an object, or to one of its programs. */
static bool is_tied(const struct result_kernel *k, const struct result_splat *s)
{
	return s->object >= 0 && s->object < (int64_t)k->n_objects &&
	       s->program < (int64_t)k->objects[s->object].n_programs;
}

static size_t count_untied_splats(const struct result_kernel *k)
{
	size_t n = 0;

	for (size_t i = 0; i < k->n_splats; i++)
		n += !is_tied(k, &k->splats[i]);
	return n;
}

int result_kernel_status(const struct result_kernel *k)
{
	struct summary s = result_kernel_summary(k);

	if (k->outcome != OUTCOME_COMPLETE || s.unknown || (s.met == 0 && s.unmet == 0) ||
		count_untied_splats(k))
		return STATUS_UNKNOWN;
	return s.unmet || k->n_splats ? STATUS_UNMET : STATUS_MET;
}

void result_kernel_doubt(const struct result_kernel *k, char *ret, size_t size)
{
	struct summary s = result_kernel_summary(k);

	*ret = '\0';
	if (k->outcome != OUTCOME_COMPLETE)
		snprintf(ret, size, "%s", outcome_word(k->outcome));
	else if (s.unknown)
		snprintf(ret, size, "%" PRId64 " unknown", s.unknown);
	else if (s.met == 0 && s.unmet == 0)
		snprintf(ret, size, "nothing was judged");
	else if (count_untied_splats(k))
		snprintf(ret, size, "a splat that may belong to any object");
}

int result_status(const struct result *r)
{
	enum status worst = STATUS_MET;

	if (r->n_kernels == 0)
		return STATUS_UNKNOWN;
	for (size_t i = 0; i < r->n_kernels; i++) {
		int status = result_kernel_status(&r->kernels[i]);
		if (status > (int)worst)
			worst = (enum status)status;
	}
	return worst;
}
