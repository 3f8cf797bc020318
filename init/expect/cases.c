// SPDX-License-Identifier: GPL-2.0-only
#include "expect/cases.h"
#include "verdict/need-words.h"
#include "verdict/text.h"
#include "verdict/version.h"

#include <stdio.h>

bool cases_is_condition(const struct tag *t)
{
	return tag_is(t, "bpfjury_needs") || tag_is(t, "bpfjury_since") ||
	       tag_is(t, "bpfjury_until");
}

static bool is_otherwise(const struct tag *t)
{
	return tag_is(t, "bpfjury_otherwise") && !*t->value;
}

bool cases_next(struct expect_case *c, const struct tag *tags, size_t count, size_t *at)
{
	if (*at > count)
		return false;
	*c = (struct expect_case){.tags = tags + *at};
	while (*at + c->count < count && !is_otherwise(&c->tags[c->count]))
		c->count++;
	*at += c->count + 1;
	return true;
}

/* Whether the conditions of @c on the release (bpfjury_since, bpfjury_until) all hold for @v. */
static bool releases_hold(const struct expect_case *c, const struct kernel_version *v)
{
	struct version_list list;

	for (size_t i = 0; i < c->count; i++) {
		const struct tag *t = &c->tags[i];
		bool since = tag_is(t, "bpfjury_since");
		if ((since || tag_is(t, "bpfjury_until")) &&
			version_list_parse(&list, t->value) == 0 &&
			(bool)version_list_has(&list, v) != since)
			return false;
	}
	return true;
}

/*
 * Whether @c can count on release @v: its conditions on the release hold, and every case before it
 * has a condition that can fail there, on the release or on what the kernel has.
 */
static bool can_count(
	const struct expect_case *c, const struct tag *tags, const struct kernel_version *v)
{
	struct expect_case earlier;
	size_t count = (size_t)(c->tags - tags);

	if (!releases_hold(c, v))
		return false;
	for (size_t at = 0; at < count && cases_next(&earlier, tags, count, &at);) {
		bool needs = false;
		for (size_t i = 0; i < earlier.count; i++)
			needs |= tag_is(&earlier.tags[i], "bpfjury_needs");
		if (!needs && releases_hold(&earlier, v))
			return false;
	}
	return true;
}

/*
 * Whether @c can count on any release.  A condition changes only at a release that it lists or at
 * the next branch's .0; testing those, and a release before all of them, is enough.
 */
static bool some_release_counts(const struct expect_case *c, const struct tag *tags, size_t count)
{
	static const struct kernel_version oldest = {0};
	struct version_list list;

	if (can_count(c, tags, &oldest))
		return true;
	for (size_t i = 0; i < count; i++) {
		if (!cases_is_condition(&tags[i]) || version_list_parse(&list, tags[i].value))
			continue;
		for (size_t j = 0; j < list.count; j++) {
			struct kernel_version v = list.at[j],
					      next = {.major = v.major, .minor = v.minor + 1};
			if (can_count(c, tags, &v) || can_count(c, tags, &next))
				return true;
		}
	}
	return false;
}

/* The tag to show in a message about @c: its first condition, or else its first tag. */
static const char *tag_to_show(const struct expect_case *c)
{
	for (size_t i = 0; i < c->count; i++)
		if (cases_is_condition(&c->tags[i]))
			return c->tags[i].whole;
	return c->tags[0].whole;
}

/*
 * Whether all conditions of @c can be read: NULL, or what is wrong.  Their number in *@ret_count.
 */
static const char *conditions_unsound(
	const struct expect_case *c, size_t *ret_count, const char **ret_about)
{
	struct version_list list;

	*ret_count = 0;
	for (size_t i = 0; i < c->count; i++) {
		const struct tag *t = &c->tags[i];
		if (!cases_is_condition(t))
			continue;
		++*ret_count;
		*ret_about = t->whole;
		if (tag_is(t, "bpfjury_needs") ? !need_is_known(t->value)
					       : version_list_parse(&list, t->value))
			return "condition not understood";
	}
	return NULL;
}

const char *cases_unsound(const struct tag *tags, size_t count, const char **ret_about)
{
	struct expect_case c;
	bool open = true;

	for (size_t at = 0; cases_next(&c, tags, count, &at);) {
		const char *first = c.tags > tags ? c.tags[-1].whole : "", *why;
		size_t conditions;
		*ret_about = *first ? first : count ? c.tags[0].whole : "";
		if (!c.count && count)
			return "nothing is expected after";
		if (!open)
			return "after a case without conditions";
		why = conditions_unsound(&c, &conditions, ret_about);
		if (why)
			return why;
		*ret_about = c.count ? tag_to_show(&c) : "";
		if (conditions && !some_release_counts(&c, tags, count))
			return "no release meets these conditions, or earlier cases cover them all";
		open = conditions > 0;
	}
	return NULL;
}

/* As cases_holds() returns, of one bpfjury_needs. */
static int need_holds(const struct tag *t, const struct expect_kernel *kernel, uint64_t dropped,
	char *why, size_t why_size)
{
	char what[96], cause[96] = "";
	int has = kernel->has(kernel->data, t->value, dropped, cause, sizeof(cause));

	text_set(what, t->value);
	if (has < 0)
		snprintf(why, why_size, "cannot find out whether this kernel has %s: %s", what,
			cause);
	else if (!has)
		snprintf(why, why_size, "needs %s, which this kernel does not have", what);
	return has < 0 ? -1 : has == 1;
}

/* The same of one bpfjury_since or bpfjury_until. */
static int release_holds(
	const struct tag *t, const struct expect_kernel *kernel, char *why, size_t why_size)
{
	const bool since = tag_is(t, "bpfjury_since");
	struct kernel_version version;
	struct version_list list;
	char releases[96];

	text_set(releases, t->value);
	if (version_parse(&version, kernel->version)) {
		snprintf(why, why_size, "this kernel's version is not known: \"%s\"", releases);
		return -1;
	}
	if (version_list_parse(&list, t->value) || (bool)version_list_has(&list, &version) == since)
		return 1;
	snprintf(why, why_size, "%s %s, and this kernel is %s", since ? "from" : "before", releases,
		kernel->version);
	return 0;
}

int cases_holds(const struct expect_case *c, const struct expect_kernel *kernel, uint64_t dropped,
	char *why, size_t why_size)
{
	for (size_t i = 0; kernel && i < c->count; i++) {
		const struct tag *t = &c->tags[i];
		if (!cases_is_condition(t))
			continue;
		int r = tag_is(t, "bpfjury_needs") ? need_holds(t, kernel, dropped, why, why_size)
						   : release_holds(t, kernel, why, why_size);
		if (r != 1)
			return r;
	}
	return 1;
}
