// SPDX-License-Identifier: GPL-2.0-only
#include "project-policy.h"
#include "cleanup.h"
#include "diag.h"
#include "project-conditions.h"
#include "result/said-json.h"
#include "stop.h"
#include "verdict/nearest.h"
#include "verdict/reasons.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define ITEMS_MAX 65536

/* The keys that items have in common; each struct begins with its struct where. */
static int read_match(struct yaml *y, void *to, struct fy_node *n)
{
	return yaml_string(y, n, "match", &((struct where *)to)->match);
}

static int read_program(struct yaml *y, void *to, struct fy_node *n)
{
	return yaml_string(y, n, "program", &((struct where *)to)->program);
}

static int read_kernel(struct yaml *y, void *to, struct fy_node *n)
{
	return yaml_string(y, n, "kernel", &((struct where *)to)->kernel);
}

static int read_kernels(struct yaml *y, void *to, struct fy_node *n)
{
	struct where *w = to;

	return project_read_conditions(y, n, &w->kernels, &w->n_kernels);
}

static int read_optional(struct yaml *y, void *to, struct fy_node *n)
{
	return yaml_flag(y, n, "optional", &((struct where *)to)->optional);
}

_Static_assert(offsetof(struct policy_limit, where) == 0 &&
		       offsetof(struct policy_known, where) == 0 &&
		       offsetof(struct policy_splat, where) == 0,
	"the common keys are read into the struct where at the beginning");

static int read_limit(struct yaml *y, void *to, struct fy_node *n)
{
	struct policy_limit *l = to;
	char why[GATE_WHY_SIZE];
	const int err = yaml_string(y, n, "limit", &l->text);

	if (err)
		return err;
	return gate_limit_read(&l->limit, l->text, why, sizeof(why))
		       ? yaml_wrong(y, n, "limit: %s: %s", l->text, why)
		       : 0;
}

static const struct yaml_key limit_keys[] = {
	{"kernel", read_kernel, false},
	{"kernels", read_kernels, false},
	{"limit", read_limit, false},
	{"match", read_match, false},
	{"optional", read_optional, false},
	{"program", read_program, false},
};

static int read_limit_item(struct yaml *y, void *to, struct fy_node *n)
{
	struct policy_limit *l = to;

	l->where.line = yaml_line(n);
	if (fy_node_is_scalar(n))
		return read_limit(y, l, n);
	const int err = yaml_read_keys(y, n, "a limit", limit_keys, ARRAY_SIZE(limit_keys), l);
	return err || l->text ? err : yaml_wrong(y, n, "limits: an item without limit");
}

static int read_verdict(struct yaml *y, void *to, struct fy_node *n)
{
	struct policy_known *k = to;
	/* the others are never unmet */
	static const enum verdict unmet[] = {
		VERDICT_ACCEPTED, VERDICT_REJECTED, VERDICT_UNLOADABLE, VERDICT_CRASHED};
	const char *text = yaml_text(y, n, "verdict"), *words[ARRAY_SIZE(unmet)];
	char question[160];

	if (!text)
		return FAIL_MISUSE;
	for (size_t i = 0; i < ARRAY_SIZE(unmet); i++) {
		words[i] = verdict_word(unmet[i]);
		if (strcmp(words[i], text) == 0)
			k->verdict = unmet[i];
	}
	if (k->verdict)
		return 0;
	return yaml_wrong(y, n,
		"verdict: %s: must be accepted, rejected, unloadable or crashed: no other is a "
		"failure%s",
		text, nearest_question(question, sizeof(question), text, words, ARRAY_SIZE(words)));
}

static int read_known_reason(struct yaml *y, void *to, struct fy_node *n)
{
	struct policy_known *k = to;
	const int err = yaml_string(y, n, "reason", &k->reason);
	char question[160];

	if (err || reason_is_word(k->reason))
		return err;
	return yaml_wrong(y, n, "reason: %s: no such reason%s", k->reason,
		reason_question(question, sizeof(question), k->reason));
}

/* Whether the calendar has the day, whose form is right. */
static bool is_day(const char *text)
{
	struct tm day = {0};

	if (!strptime(text, "%Y-%m-%d", &day))
		return false;
	const int month = day.tm_mon;
	day.tm_hour = 12;
	return timegm(&day) != (time_t)-1 && day.tm_mon == month;
}

static int read_until(struct yaml *y, void *to, struct fy_node *n)
{
	struct policy_known *k = to;
	const char *text = yaml_text(y, n, "until");

	if (!text)
		return FAIL_MISUSE;
	if (!said_is_date(text) || !is_day(text))
		return yaml_wrong(y, n, "until: %s: must be a day, YYYY-MM-DD", text);
	strcpy(k->until, text);
	return 0;
}

static int read_why(struct yaml *y, void *to, struct fy_node *n)
{
	return yaml_string(y, n, "why", &((struct policy_known *)to)->why);
}

static const struct yaml_key known_keys[] = {
	{"kernel", read_kernel, false},
	{"kernels", read_kernels, false},
	{"match", read_match, false},
	{"optional", read_optional, false},
	{"program", read_program, false},
	{"reason", read_known_reason, false},
	{"until", read_until, false},
	{"verdict", read_verdict, false},
	{"why", read_why, false},
};

static int read_known_item(struct yaml *y, void *to, struct fy_node *n)
{
	struct policy_known *k = to;

	k->where.line = yaml_line(n);
	const int err =
		yaml_read_keys(y, n, "a known failure", known_keys, ARRAY_SIZE(known_keys), k);
	if (err)
		return err;
	if (!k->where.match && !k->where.program)
		return yaml_wrong(y, n, "known-failures: an item without match and program");
	if (!k->why)
		return yaml_wrong(
			y, n, "known-failures: an item without why: say what is known, or a link");
	if (!*k->until)
		return yaml_wrong(y, n,
			"known-failures: an item without until: YYYY-MM-DD, from which on it counts "
			"again; what is meant to stay is `expect` of its program");
	return 0;
}

static int read_title(struct yaml *y, void *to, struct fy_node *n)
{
	return yaml_string(y, n, "title", &((struct policy_splat *)to)->title);
}

static int read_splat_reason(struct yaml *y, void *to, struct fy_node *n)
{
	return yaml_string(y, n, "reason", &((struct policy_splat *)to)->reason);
}

static int read_link(struct yaml *y, void *to, struct fy_node *n)
{
	struct policy_splat *s = to;
	const int err = yaml_string(y, n, "link", &s->link);

	if (err || ((strncmp(s->link, "https://", 8) == 0 && s->link[8]) ||
			   (strncmp(s->link, "http://", 7) == 0 && s->link[7])))
		return err;
	return yaml_wrong(y, n,
		"link: %s: must be the address of a report or a discussion, https://…", s->link);
}

static const struct yaml_key splat_keys[] = {
	{"kernel", read_kernel, false},
	{"kernels", read_kernels, false},
	{"link", read_link, false},
	{"match", read_match, false},
	{"optional", read_optional, false},
	{"program", read_program, false},
	{"reason", read_splat_reason, false},
	{"title", read_title, false},
};

static int read_splat_item(struct yaml *y, void *to, struct fy_node *n)
{
	struct policy_splat *s = to;

	s->where.line = yaml_line(n);
	const int err =
		yaml_read_keys(y, n, "an allowed splat", splat_keys, ARRAY_SIZE(splat_keys), s);
	if (err)
		return err;
	const char *const lacks = !s->title ? "title" : !s->link ? "link" : "reason";
	if (!s->title || !s->link || !s->reason)
		return yaml_wrong(y, n,
			"splats: an item without %s: each needs title, reason and link", lacks);
	return 0;
}

/* A list; @read gets @size zeroed bytes for each. */
static int read_list(struct yaml *y, struct fy_node *n, const char *key, size_t size,
	int (*read)(struct yaml *y, void *to, struct fy_node *n), void *ret, size_t *ret_n)
{
	const int count = fy_node_is_sequence(n) ? fy_node_sequence_item_count(n) : -1;
	struct fy_node *item;
	void *at = NULL;
	int err = 0;

	if (count < 0 || count > ITEMS_MAX)
		return yaml_wrong(y, n, "%s: must be a list, of at most %d", key, ITEMS_MAX);
	char *items = calloc((size_t)count + 1, size);
	if (!items)
		return diag_errno(-ENOMEM, "%s", y->path);
	*(void **)ret = items;
	while (fail_goes_on(err) && (item = fy_node_sequence_iterate(n, &at))) {
		const size_t i = (*ret_n)++;
		err = fail_worse(err, stop_signal() ? -EINTR : read(y, items + i * size, item));
	}
	return err;
}

int project_read_limits(struct yaml *y, struct policy *p, struct fy_node *n)
{
	return read_list(
		y, n, "limits", sizeof(*p->limits), read_limit_item, &p->limits, &p->n_limits);
}

int project_read_known_failures(struct yaml *y, struct policy *p, struct fy_node *n)
{
	return read_list(
		y, n, "known-failures", sizeof(*p->known), read_known_item, &p->known, &p->n_known);
}

int project_read_splats(struct yaml *y, struct policy *p, struct fy_node *n)
{
	return read_list(
		y, n, "splats", sizeof(*p->splats), read_splat_item, &p->splats, &p->n_splats);
}

static int check(const struct where *w, const struct collection *docket, const char *path)
{
	if (!w->match || w->optional)
		return 0;
	for (size_t i = 0; i < docket->count; i++)
		if (where_matches_path(w->match, docket->objects[i].path))
			return 0;
	diag_error(
		"%s:%d: match: %s: no object has such a path (`optional: true` if that is meant)",
		path, w->line, w->match);
	return FAIL_MISUSE;
}

int project_policy_check(const struct policy *p, const struct collection *docket, const char *path)
{
	int r = 0;

	for (size_t i = 0; i < p->n_limits; i++)
		r = fail_worse(r, check(&p->limits[i].where, docket, path));
	for (size_t i = 0; i < p->n_known; i++)
		r = fail_worse(r, check(&p->known[i].where, docket, path));
	for (size_t i = 0; i < p->n_splats; i++)
		r = fail_worse(r, check(&p->splats[i].where, docket, path));
	return r;
}
