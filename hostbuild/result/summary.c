// SPDX-License-Identifier: GPL-2.0-only
/* What a result comes to: what is missing, and the sums. */
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

bool result_requires_any(const struct result *r)
{
	for (size_t i = 0; i < r->n_kernels; i++)
		if (!r->kernels[i].informative)
			return true;
	return false;
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

bool result_is_known(const struct result_program *p)
{
	return p->result.met == MET_UNMET && p->known && !p->known->expired;
}

bool result_passes(const struct result_program *p)
{
	return p->result.met == MET_MET && p->known;
}

enum met result_counts_as(const struct result_program *p, enum met met)
{
	const bool known = met == MET_UNMET && result_is_known(p);
	const bool limited = known || met == MET_MET || met == MET_SKIPPED;

	for (size_t i = 0; limited && i < p->n_crossed; i++)
		if (p->crossed[i].value < 0)
			return MET_UNKNOWN;
	return limited && p->n_crossed ? MET_UNMET : known ? MET_SKIPPED : met;
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
		for (size_t j = 0; !o->against && j < o->n_programs; j++) {
			const struct program_result *p = &o->programs[j].result;
			const bool known = result_is_known(&o->programs[j]);
			s.met += complete && p->met == MET_MET;
			s.unmet += p->met == MET_UNMET && !known;
			s.known += known;
			s.passes += complete && result_passes(&o->programs[j]);
			s.crossed += (int64_t)o->programs[j].n_crossed;
			s.skipped += p->met == MET_SKIPPED;
			s.layouts += program_result_is_noted(p, NOTE_LAYOUT);
			add_saturated(&s.unknown, counts_as_unknown(p, complete));
		}
		if (o->against)
			continue;
		add_saturated(&s.unknown, result_object_missing(o, complete));
		if (result_whole_is_shown(o, complete))
			continue;
		const bool known = o->whole && result_is_known(&o->whole->load);
		s.whole_unmet += result_whole_met(o, complete) == MET_UNMET && !known;
		s.whole_known += known;
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
		sum.known += s.known;
		sum.passes += s.passes;
		sum.crossed += s.crossed;
		sum.whole_known += s.whole_known;
		sum.whole_unmet += s.whole_unmet;
		sum.whole_unknown += s.whole_unknown;
		add_saturated(&sum.unknown, s.unknown);
	}
	return sum;
}

/* ", 2 @one", or where there are several ", 2 @many"; nothing for 0. */
static void append_count(
	char ret[SUMMARY_WHOLES_SIZE], int64_t n, const char *one, const char *many)
{
	const size_t len = strlen(ret);

	if (n)
		snprintf(ret + len, SUMMARY_WHOLES_SIZE - len, ", %" PRId64 " %s", n,
			n == 1 ? one : many);
}

void summary_wholes(const struct summary *s, char ret[SUMMARY_WHOLES_SIZE])
{
	*ret = '\0';
	append_count(ret, s->known, "known", "known");
	append_count(ret, s->passes, "known failure passes", "known failures pass");
	append_count(ret, s->crossed, "limit crossed", "limits crossed");
	append_count(ret, s->whole_unmet, "object unmet as a whole", "objects unmet as a whole");
	append_count(
		ret, s->whole_unknown, "object unknown as a whole", "objects unknown as a whole");
	append_count(ret, s->whole_known, "object known as a whole", "objects known as a whole");
}

static bool has_word(const char *words, const char *word)
{
	const size_t len = strlen(word);

	for (const char *at = words; len && (at = strstr(at, word)); at += len)
		if ((at == words || at[-1] == ' ') && (at[len] == ' ' || !at[len]))
			return true;
	return false;
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
