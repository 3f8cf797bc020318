// SPDX-License-Identifier: GPL-2.0-only
/* What a result comes to: what is missing, the sums, the exit status. */
#include "diag.h"
#include "result/result.h"
#include "verdict/features-keys.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* The guest may announce any number. */
static void add_saturated(int64_t *sum, int64_t more)
{
	if (__builtin_add_overflow(*sum, more, sum))
		*sum = INT64_MAX;
}

enum met result_program_met(const struct program_result *p, bool complete)
{
	/* in a trial that is not complete, met is not proved */
	if (p->met == MET_NONE || (p->met == MET_MET && !complete))
		return MET_UNKNOWN;
	return p->met;
}

enum met result_met_of(int status)
{
	return status == STATUS_MET ? MET_MET : status == STATUS_UNMET ? MET_UNMET : MET_UNKNOWN;
}

bool result_kernel_is_complete(const struct result_kernel *k)
{
	return k->outcome == OUTCOME_COMPLETE && (!*k->unproved || k->believed);
}

void result_believe(struct result *r, const char *origin)
{
	for (size_t i = 0; i < r->n_kernels; i++)
		if (strcmp(r->kernels[i].unproved, origin) == 0)
			r->kernels[i].believed = true;
}

const char *result_kernel_origin(const struct result_kernel *k)
{
	if (!*k->unproved)
		return "";
	if (strcmp(k->unproved, RESULT_VERISTAT) == 0)
		return "from veristat's CSV, unproved";
	return strcmp(k->unproved, RESULT_CONSOLE) == 0 ? "from a console, unproved" : "not proved";
}

static bool counts_as_unknown(const struct program_result *p, bool complete)
{
	return result_program_met(p, complete) == MET_UNKNOWN;
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

/* Whether @p alone was refused as the whole was. */
static bool same_refusal(const struct program_result *p, const struct program_result *whole)
{
	return p->met == MET_UNMET && p->verdict == whole->verdict && p->err == whole->err &&
	       strcmp(p->reason, whole->reason) == 0;
}

bool result_whole_is_shown(const struct result_object *o, bool complete)
{
	const enum met met = result_whole_met(o, complete);
	const struct result_program *culprit = result_whole_culprit(o);

	if (met == MET_UNKNOWN && result_object_missing(o, complete))
		return true;
	for (size_t i = 0; i < o->n_programs; i++) {
		const struct result_program *p = &o->programs[i];
		if (met == MET_UNKNOWN && counts_as_unknown(&p->result, complete))
			return true;
		if (met == MET_UNMET && (!culprit || p == culprit) &&
			same_refusal(&p->result, &o->whole->load.result))
			return true;
	}
	return false;
}

struct summary result_kernel_summary(const struct result_kernel *part)
{
	const struct result_kernel *k = part->of ? part->of : part;
	const bool complete = result_kernel_is_complete(k);
	struct summary s = {0};

	for (size_t i = 0; i < k->n_objects; i++) {
		const struct result_object *o = &k->objects[i];
		for (size_t j = 0; j < o->n_programs; j++) {
			const struct program_result *p = &o->programs[j].result;
			s.met += complete && p->met == MET_MET;
			s.unmet += p->met == MET_UNMET;
			s.skipped += p->met == MET_SKIPPED;
			s.layouts += program_result_is_noted(p, NOTE_LAYOUT);
			add_saturated(&s.unknown, counts_as_unknown(p, complete));
		}
		add_saturated(&s.unknown, result_object_missing(o, complete));
		if (result_whole_is_shown(o, complete))
			continue;
		s.whole_unmet += result_whole_met(o, complete) == MET_UNMET;
		s.whole_unknown += result_whole_met(o, complete) == MET_UNKNOWN;
	}
	return s;
}

struct summary result_summary(const struct result *part)
{
	const struct result *r = part->view ? part->view->of : part;
	struct summary sum = {0};

	for (size_t i = 0; i < r->n_kernels; i++) {
		struct summary s = result_kernel_summary(&r->kernels[i]);
		sum.met += s.met;
		sum.unmet += s.unmet;
		sum.skipped += s.skipped;
		sum.layouts += s.layouts;
		sum.whole_unmet += s.whole_unmet;
		sum.whole_unknown += s.whole_unknown;
		add_saturated(&sum.unknown, s.unknown);
	}
	return sum;
}

static void append_wholes(char ret[SUMMARY_WHOLES_SIZE], int64_t n, enum met met)
{
	const size_t len = strlen(ret);

	if (n)
		snprintf(ret + len, SUMMARY_WHOLES_SIZE - len,
			", %" PRId64 " object%s %s as a whole", n, n == 1 ? "" : "s",
			met_word(met));
}

void summary_wholes(const struct summary *s, char ret[SUMMARY_WHOLES_SIZE])
{
	*ret = '\0';
	append_wholes(ret, s->whole_unmet, MET_UNMET);
	append_wholes(ret, s->whole_unknown, MET_UNKNOWN);
}

/* Whether the splat belongs to an object, or to one of its programs. */
static bool is_tied(const struct result_kernel *k, const struct result_splat *s)
{
	return s->object >= 0 && s->object < (int64_t)k->n_objects &&
	       s->program < (int64_t)k->objects[s->object].n_programs;
}

static bool has_word(const char *words, const char *word)
{
	const size_t len = strlen(word);

	for (const char *at = words; len && (at = strstr(at, word)); at += len)
		if ((at == words || at[-1] == ' ') && (at[len] == ' ' || !at[len]))
			return true;
	return false;
}

static size_t count_untied_splats(const struct result_kernel *k)
{
	size_t n = 0;

	for (size_t i = 0; i < k->n_splats; i++)
		n += !is_tied(k, &k->splats[i]);
	return n;
}

json_t *result_kernel_unused(const struct result_kernel *k)
{
	const json_t *all = json_object_get(k->features, FEATURES_UNUSED_WORDS);
	json_t *ret = NULL, *item;
	size_t i;

	json_array_foreach((json_t *)all, i, item)
	{
		const char *word = json_string_value(json_object_get(item, "word"));
		if (!k->append || !word || !has_word(k->append, word))
			continue;
		ret = ret ? ret : json_array();
		json_array_append(ret, item);
	}
	return ret;
}

static bool has_unused(const struct result_kernel *k)
{
	json_auto_t *unused = result_kernel_unused(k);

	return json_array_size(unused) > 0;
}

/* The first of them, and why. */
static void name_unused(const struct result_kernel *k, char *ret, size_t size)
{
	json_auto_t *unused = result_kernel_unused(k);
	const json_t *first = json_array_get(unused, 0);
	const char *why = json_string_value(json_object_get(first, "why"));

	snprintf(ret, size, "%s had no effect%s%s",
		json_string_value(json_object_get(first, "word")), why ? ": " : "", why ? why : "");
}

int result_kernel_status(const struct result_kernel *part)
{
	const struct result_kernel *k = part->of ? part->of : part;
	struct summary s = result_kernel_summary(k);

	if (!result_kernel_is_complete(k) || s.unknown || s.whole_unknown ||
		(s.met == 0 && s.unmet == 0) || count_untied_splats(k) || has_unused(k))
		return STATUS_UNKNOWN;
	return s.unmet || s.whole_unmet || k->n_splats ? STATUS_UNMET : STATUS_MET;
}

void result_kernel_doubt(const struct result_kernel *part, char *ret, size_t size)
{
	const struct result_kernel *k = part->of ? part->of : part;
	struct summary s = result_kernel_summary(k);

	*ret = '\0';
	if (k->outcome != OUTCOME_COMPLETE)
		snprintf(ret, size, "%s", outcome_word(k->outcome));
	else if (!result_kernel_is_complete(k))
		snprintf(ret, size, "%s", result_kernel_origin(k));
	else if (s.unknown)
		snprintf(ret, size, "%" PRId64 " unknown", s.unknown);
	else if (s.whole_unknown)
		snprintf(ret, size, "%" PRId64 " object%s unknown as a whole", s.whole_unknown,
			s.whole_unknown == 1 ? "" : "s");
	else if (s.met == 0 && s.unmet == 0)
		snprintf(ret, size, "nothing was judged");
	else if (count_untied_splats(k))
		snprintf(ret, size, "a splat that may belong to any object");
	else if (has_unused(k))
		name_unused(k, ret, size);
}

int result_status(const struct result *part)
{
	const struct result *r = part->view ? part->view->of : part;
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
