// SPDX-License-Identifier: GPL-2.0-only
/*
 * How releases are bisected.
 *
 * Their order is that of upstream versions: 6.1.192, 6.12.43, 6.12.118, 6.16.12.  Within a series
 * that is the order of history.  Across series it is not: 6.12.118 is younger than 6.16.12, and may
 * have a change that 6.16.12 lacks.  So what is found is the first bad release of its series, after
 * a good one of this series or of the one before; other series may have got the change earlier or
 * later, which is said.
 *
 * Between two series more has changed than between two releases of one, so that gaps have weights.
 * The two sides of a wide gap come first, and then the releases of one series.
 */
#include "bisect/axis-releases.h"
#include "bisect/axis-line.h"
#include "cleanup.h"
#include "diag.h"
#include "format.h"
#include "kernel/find.h"
#include "kernel/releases.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* A mainline release has about 14,000 commits, a stable update 200 (git log of 6.12 and 6.12.y). */
#define STABLE_PER_MAINLINE 70
#define MINORS		    20 /* about so many releases have one major number */

struct axis_releases {
	struct axis_line base;
	enum kernel_from from;
	struct kernel_releases all; /* empty: KERNELs in a given order */
	size_t *indices;	    /* in @all, of each point */
	char *kernel;		    /* prepared.kernel */
};

static const struct kernel_release *release_of(const struct axis_releases *x, const char *id)
{
	const struct points *p = &x->base.line.points;

	for (size_t i = 0; x->all.n && i < p->n; i++)
		if (strcmp(p->list[i].id, id) == 0)
			return &x->all.list[x->indices[i]];
	return NULL;
}

static int prepare(struct axis *a, const struct point *p, struct prepared *ret, char **ret_why)
{
	struct axis_releases *x = (struct axis_releases *)a;
	const struct kernel_release *of = release_of(x, p->id);
	int r = 0;

	free(x->kernel);
	x->kernel = NULL;
	if (of)
		r = kernel_release_get(&x->kernel, of, x->from);
	else if (!(x->kernel = strdup(p->id)))
		r = diag_errno(-ENOMEM, "%s", p->title);
	if (r == -ESTALE || r == -EHOSTUNREACH || r == -EBADMSG || r == -ENOENT) {
		*ret_why = format_string("package %s is not available", of->package_version);
		return 1;
	}
	*ret = (struct prepared){.kernel = x->kernel};
	return r;
}

bool axis_releases_gap(struct axis *a, const struct point *p, struct kernel_version *ret_before,
	struct kernel_version *ret_at)
{
	struct axis_releases *x = (struct axis_releases *)a;
	const struct kernel_release *at = release_of(x, p->id), *before = NULL;
	struct points list = {0};

	if (at && line_before(&x->base.line, p->id, &list) == 0 && list.n)
		before = release_of(x, list.list[0].id);
	points_clear(&list);
	if (!before)
		return false;
	*ret_before = before->at;
	*ret_at = at->at;
	return true;
}

char *axis_releases_tag(const struct kernel_version *v)
{
	if (v->rc)
		return format_string("v%u.%u-rc%u", v->major, v->minor, v->rc);
	return v->patch ? format_string("v%u.%u.%u", v->major, v->minor, v->patch)
			: format_string("v%u.%u", v->major, v->minor);
}

static bool same_series(const struct kernel_version *a, const struct kernel_version *b)
{
	return a->major == b->major && a->minor == b->minor;
}

/* Where the change can have come in, in a sentence or two. */
static void print_gap(FILE *to, struct kernel_version a, struct kernel_version b)
{
	if (version_compare(&a, &b) > 0) { /* from a newer release to an older one */
		const struct kernel_version newer = a;
		a = b;
		b = newer;
	}
	if (same_series(&a, &b) && a.patch + 1 < b.patch)
		fprintf(to,
			"It came with one of %u.%u.%u to %u.%u.%u; no kernel between them is available.\n",
			a.major, a.minor, a.patch + 1, b.major, b.minor, b.patch);
	if (same_series(&a, &b))
		fprintf(to,
			"Another series may have got the same change earlier, later or never.\n");
	else if (!b.patch)
		fprintf(to,
			"The two are of different series: it came after %u.%u and up to %u.%u, or with an "
			"update of %u.%u.\n",
			a.major, a.minor, b.major, b.minor, b.major, b.minor);
	else
		fprintf(to,
			"The two are of different series: it came after %u.%u and up to %u.%u, or with an "
			"update of %u.%u up to %u.%u.%u.\n",
			a.major, a.minor, b.major, b.minor, b.major, b.minor, b.major, b.minor,
			b.patch);
}

static char *describe(struct axis *a, const struct point *p)
{
	struct kernel_version before, at;
	char *text = NULL;
	size_t len = 0;
	FILE *to = open_memstream(&text, &len);

	if (!to)
		return NULL;
	fprintf(to, "%s\n", p->title);
	if (axis_releases_gap(a, p, &before, &at))
		print_gap(to, before, at);
	if (fclose(to) == 0)
		return text;
	free(text);
	return NULL;
}

static void clear(struct axis *a)
{
	struct axis_releases *x = (struct axis_releases *)a;

	line_clear(&x->base.line);
	kernel_releases_clear(&x->all);
	free(x->indices);
	free(x->kernel);
	free(x);
}

static const struct axis_kind kind = {
	.noun = "release",
	.nouns = "releases",
	.ends = axis_line_ends,
	.next = axis_line_next,
	.mark = axis_line_mark,
	.forget = axis_line_forget,
	.suspects = axis_line_suspects,
	.before = axis_line_before,
	.steps_left = axis_line_steps_left,
	.prepare = prepare,
	.describe = describe,
	.clear = clear,
};

/* How much may have changed between two releases, in stable updates. */
static int64_t weight_between(const struct kernel_version *a, const struct kernel_version *b)
{
	if (same_series(a, b)) {
		const int64_t updates = labs((long)a->patch - (long)b->patch);
		return updates ? updates : 1;
	}
	const int64_t x = (int64_t)a->major * MINORS + a->minor,
		      y = (int64_t)b->major * MINORS + b->minor;
	return STABLE_PER_MAINLINE * llabs(x - y) + (x < y ? b : a)->patch;
}

static int add_release(struct axis_releases *x, size_t i)
{
	const struct kernel_release *of = &x->all.list[i];
	struct line *l = &x->base.line;
	const size_t n = l->points.n;
	const bool by_package =
		strlen(of->version) > 2 && strcmp(of->version + strlen(of->version) - 2, ".0") == 0;
	cleanup_free char *id = format_string(
		"%s:%s", kernel_from_word(x->from), by_package ? of->package_version : of->version);
	cleanup_free char *title = id ? format_string("%s (%s)", id, of->package_version) : NULL;

	if (!title || points_add(&l->points, id, by_package ? id : title))
		return diag_errno(-ENOMEM, "--releases");
	x->indices[n] = i;
	l->weights[n] = n ? weight_between(&x->all.list[x->indices[n - 1]].at, &of->at) : 0;
	return 0;
}

static int add_range(struct axis_releases *x, size_t good, size_t bad)
{
	const size_t n = good < bad ? bad - good + 1 : good - bad + 1;
	int r;

	x->indices = calloc(n, sizeof(*x->indices));
	x->base.line.weights = calloc(n, sizeof(*x->base.line.weights));
	r = x->indices && x->base.line.weights ? 0 : diag_errno(-ENOMEM, "--releases");
	for (size_t i = 0; i < n && !r; i++)
		r = add_release(x, good < bad ? good + i : good - i);
	return r;
}

/* What there is instead of @spec: releases of its series, or else all series; malloc'd. */
static char *list_others(const struct kernel_releases *all, const struct kernel_spec *spec)
{
	const size_t series = version_series_length(spec->version);
	char *text = NULL;
	size_t len = 0, count = 0;
	FILE *to = open_memstream(&text, &len);

	for (int near = spec->is_release; near >= 0 && !count && to; near--) {
		const char *last = "";
		for (size_t i = 0; i < all->n; i++) {
			const char *v = all->list[i].version;
			const size_t n = version_series_length(v);
			if (near ? n != series || strncmp(v, spec->version, n) != 0
				 : n == version_series_length(last) && strncmp(v, last, n) == 0)
				continue;
			fprintf(to, "%s%.*s", count++ ? ", " : "", near ? (int)strlen(v) : (int)n,
				v);
			last = v;
		}
	}
	if (!to || fclose(to)) {
		free(text);
		return NULL;
	}
	return text;
}

/* The @newest kernel that @spec means, or its oldest. */
static int find_end(
	size_t *ret, const struct kernel_releases *all, const struct kernel_spec *spec, bool newest)
{
	size_t found = all->n;

	for (size_t i = 0; i < all->n; i++)
		if (spec_matches(spec, all->list[i].version) && (newest || found == all->n))
			found = i;
	if (found < all->n) {
		*ret = found;
		return 0;
	}
	cleanup_free char *others = list_others(all, spec);
	return diag_misuse("--releases: %s: %s; there is %s", spec->text,
		all->asked ? "neither the store nor this machine's mirror has it"
			   : "the store does not have it, and no mirror can be read",
		others && *others ? others : "no kernel at all");
}

static int add_between(
	struct axis_releases *x, const struct kernel_spec *first, const struct kernel_spec *last)
{
	const size_t len = version_series_length(first->version);
	const bool one_series = version_series_length(last->version) == len &&
				strncmp(first->version, last->version, len) == 0;
	size_t good = 0, bad = 0;

	if (first->kind != SPEC_DISTRIBUTION || last->kind != SPEC_DISTRIBUTION ||
		first->distribution != last->distribution)
		return diag_misuse(
			"--releases: %s..%s: a range is of one distribution, as "
			"debian:6.1..debian:6.12; other KERNELs are listed, with commas between",
			first->text, last->text);
	x->from = first->distribution;
	int r = kernel_releases_find(&x->all, x->from);
	if (!r)
		r = find_end(&good, &x->all, first, !one_series);
	if (!r)
		r = find_end(&bad, &x->all, last, true);
	if (!r && good == bad)
		r = diag_misuse("--releases: %s..%s is one kernel, %s; two are needed", first->text,
			last->text, x->all.list[good].package_version);
	return r ? r : add_range(x, good, bad);
}

/* "A..B", or a series alone.  @text is modified, and outlives the axis's specs. */
static int add_text(struct axis_releases *x, char *text)
{
	struct kernel_spec first, last;
	char *dots = strstr(text, "..");

	if (dots)
		*dots = '\0';
	int r = spec_parse(&first, text);
	if (!r)
		r = spec_parse(&last, dots ? dots + 2 : text);
	if (r)
		return r;
	if (!dots && (first.kind != SPEC_DISTRIBUTION || first.is_release))
		return diag_misuse(
			"--releases: %s is one kernel: say from a good one to a bad one, as in "
			"debian:6.1..debian:6.12",
			text);
	return add_between(x, &first, &last);
}

static int add_kernels(struct axis_releases *x, char *text)
{
	struct points *p = &x->base.line.points;
	int r = 0;

	for (char *word; fail_goes_on(r) && (word = strsep(&text, ","));) {
		struct kernel_spec spec;
		int one = spec_parse(&spec, word);
		if (!one)
			one = kernel_check(&spec);
		for (size_t i = 0; i < p->n && !one; i++)
			if (strcmp(p->list[i].id, word) == 0)
				one = diag_misuse("--releases: %s is named twice", word);
		if (!one && points_add(p, word, NULL))
			one = diag_errno(-ENOMEM, "--releases");
		r = fail_worse(r, one);
	}
	return r;
}

int axis_releases(struct axis **ret, const char *text)
{
	cleanup_free char *copy = strdup(text);
	struct axis_releases *x = copy ? calloc(1, sizeof(*x)) : NULL;

	if (!x)
		return diag_errno(-ENOMEM, "--releases");
	x->base.axis.kind = &kind;
	int r = strchr(copy, ',') ? add_kernels(x, copy) : add_text(x, copy);
	if (!r && line_begin(&x->base.line))
		r = diag_errno(-ENOMEM, "--releases");
	if (r)
		clear(&x->base.axis);
	else
		*ret = &x->base.axis;
	return r;
}
