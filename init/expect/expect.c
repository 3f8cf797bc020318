// SPDX-License-Identifier: GPL-2.0-only
#include "expect/expect.h"
#include "expect/annotations.h"
#include "expect/check.h"
#include "expect/problem.h"
#include "verdict/text.h"

#include <linux/capability.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The capabilities that @variant is loaded without. */
static uint64_t dropped_by(const struct reading *r, enum variant variant)
{
	const uint64_t unprivileged = 1ULL << CAP_SYS_ADMIN | 1ULL << CAP_NET_ADMIN |
				      1ULL << CAP_PERFMON | 1ULL << CAP_BPF;

	return variant == VARIANT_UNPRIVILEGED
		       ? (r->common.dropped | unprivileged) & ~r->variants[variant].kept
		       : r->common.dropped;
}

/*
 * Read the annotations of the first case whose conditions hold.  False: no case's do.  Where it
 * cannot be found out whether one's do, that is a problem, and no case is read.
 */
static bool read_matching_case(struct reading *r, const struct tag *tags, size_t count,
	enum variant variant, const struct expect_kernel *kernel)
{
	struct expectation *e = &r->common;
	struct expect_case c;
	char why[256] = "";

	for (size_t at = 0; cases_next(&c, tags, count, &at);) {
		int holds = cases_holds(&c, kernel, dropped_by(r, variant), why, sizeof(why));
		text_set(e->why, why);
		if (holds < 0) {
			if (!*e->problem)
				text_set(e->problem, why);
			return true;
		}
		if (!holds)
			continue;
		*e->why = '\0';
		for (size_t i = 0; i < c.count; i++)
			if (!cases_is_condition(&c.tags[i]))
				annotation_read(r, &c.tags[i]);
		return true;
	}
	return false;
}

static void inherit_messages(struct messages *list, const struct messages *from)
{
	if (!list->count)
		*list = *from;
}

/*
 * A variant inherits from the privileged one what it has no annotation for: parse_test_spec() in
 * test_loader.c.
 */
static void inherit(struct variant_reading *v, const struct variant_reading *privileged)
{
	/* a reason belongs to the verdict that it is written with */
	if (!v->expected) {
		v->expected = privileged->expected;
		v->reason = v->reason ? v->reason : privileged->reason;
	}
	inherit_messages(&v->log, &privileged->log);
	inherit_messages(&v->xlated, &privileged->xlated);
	inherit_messages(&v->jited, &privileged->jited);
	for (int i = 0; i < EXPECT_STREAMS; i++)
		inherit_messages(&v->streams[i], &privileged->streams[i]);
	if (!v->runs) {
		v->runs = privileged->runs;
		v->retval = privileged->retval;
		v->any_retval = privileged->any_retval;
	}
}

/* The expectation of @variant, out of what was read for it and for both. */
static void conclude(struct expectation *ret, struct reading *r, enum variant variant)
{
	struct variant_reading *v = &r->variants[variant];

	inherit(v, &r->variants[VARIANT_PRIVILEGED]);
	*ret = r->common;
	ret->expected = v->expected ? v->expected : VERDICT_ACCEPTED;
	ret->says_verdict = v->expected != VERDICT_NONE;
	ret->reason = v->reason;
	ret->log = v->log;
	ret->xlated = v->xlated;
	ret->jited = v->jited;
	memcpy(ret->streams, v->streams, sizeof(ret->streams));
	/* should_do_test_run() in test_loader.c */
	ret->runs = v->runs && ret->expected == VERDICT_ACCEPTED;
	ret->retval = v->retval;
	ret->any_retval = v->any_retval;
	ret->dropped = dropped_by(r, variant);
	if (variant == VARIANT_UNPRIVILEGED)
		ret->caps = NULL; /* they are those of the privileged variant */
	if (ret->skipped)
		ret->expected = VERDICT_SKIPPED;
}

/* The program is not judged, whatever its cases say. */
static void skip_program(struct reading *r, bool jit)
{
	struct expectation *e = &r->common;

	if (e->skipped) {
		snprintf(e->why, sizeof(e->why),
			"auxiliary: loaded along with the others of its object");
	} else if (r->arch_named && !r->arch_ours) {
		e->skipped = REASON_ANNOTATED;
		snprintf(e->why, sizeof(e->why), "for another architecture");
	} else if (r->load_mode && jit != (strcmp(r->load_mode, "jited") == 0)) {
		e->skipped = REASON_ANNOTATED;
		snprintf(e->why, sizeof(e->why), "for a kernel %s a JIT", jit ? "without" : "with");
	}
}

static void read_program(struct reading *r, struct tag *tags, size_t count, enum variant variant,
	const struct expect_kernel *kernel)
{
	struct expectation *e = &r->common;
	size_t rest = 0;

	for (size_t i = 0; i < count; i++) {
		if (annotation_is_program(&tags[i]))
			annotation_read(r, &tags[i]);
		else
			tags[rest++] = tags[i];
	}
	expect_check(e, tags, rest);
	/* whether any case is for this architecture; each is read again with its own case */
	for (size_t i = 0; i < rest; i++)
		if (tag_is(&tags[i], "test_arch"))
			annotation_read(r, &tags[i]);
	skip_program(r, !kernel || kernel->jit);
	/* with a problem it might be for this kernel, if it were written right */
	if (*e->problem)
		e->skipped = REASON_NONE;
	if (!e->skipped && !read_matching_case(r, tags, rest, variant, kernel) && !*e->problem)
		e->skipped = REASON_NOT_FOR_KERNEL;
}

void expect_variants(struct expect_variants *ret, const struct btf *btf, const char *program)
{
	struct tag *tags = calloc(TAGS_MAX, sizeof(*tags));
	const char *ignored[2];
	size_t count = tags ? tags_read(tags, TAGS_MAX, btf, program, &ignored[0], &ignored[1]) : 0;
	bool auxiliary = false;
	enum variant variant;

	*ret = (struct expect_variants){0};
	for (size_t i = 0; i < count; i++) {
		const struct annotation *a = annotation_find(&tags[i], &variant);
		if (!a)
			continue;
		if (a->flags & ANNOTATION_REQUESTS)
			ret->judged |= 1U << variant;
		auxiliary |= (a->flags & ANNOTATION_AUXILIARY) != 0;
		ret->runs |= (a->flags & ANNOTATION_RUNS) != 0;
	}
	free(tags);
	if (!ret->judged)
		ret->judged = 1U << VARIANT_PRIVILEGED;
	/* in every variant that it is loaded in: parse_test_spec() in test_loader.c */
	if (auxiliary)
		ret->auxiliary = ret->judged;
}

void expect_read(struct expectation *ret, const struct btf *btf, const char *program,
	enum variant variant, const struct expect_kernel *kernel)
{
	struct tag *tags = calloc(TAGS_MAX, sizeof(*tags));
	struct reading *r = calloc(1, sizeof(*r));
	const char *what, *about;

	if (tags && r) {
		size_t count = tags_read(tags, TAGS_MAX, btf, program, &what, &about);
		if (what)
			problem_set(&r->common, what, about);
		read_program(r, tags, count, variant, kernel);
		conclude(ret, r, variant);
	} else {
		*ret = (struct expectation){.expected = VERDICT_ACCEPTED};
		snprintf(ret->problem, sizeof(ret->problem), "no memory to read the annotations");
	}
	free(tags);
	free(r);
}
