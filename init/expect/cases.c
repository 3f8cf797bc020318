// SPDX-License-Identifier: GPL-2.0-only
#include "expect/cases.h"
#include "probe/needs.h"
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

/* Whether all of the conditions @c has by release hold for @v. */
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
 * Whether @c may be the one that counts at @v: it holds, and none of the @tags before it whatever
 * else a kernel has.
 */
static bool may_count(
	const struct expect_case *c, const struct tag *tags, const struct kernel_version *v)
{
	struct expect_case earlier;
	size_t count = (size_t)(c->tags - tags);

	if (!releases_hold(c, v))
		return false;
	for (size_t at = 0; at < count && cases_next(&earlier, tags, count, &at);) {
		bool asks = false;
		for (size_t i = 0; i < earlier.count; i++)
			asks |= tag_is(&earlier.tags[i], "bpfjury_needs");
		if (!asks && releases_hold(&earlier, v))
			return false;
	}
	return true;
}

/*
 * Whether there is a release that the case is for, of the @count @tags.  What holds from some
 * release on and not at any of those named, nor at the first of the branch behind one of those,
 * holds nowhere.
 */
static bool some_release_holds(const struct expect_case *c, const struct tag *tags, size_t count)
{
	static const struct kernel_version oldest = {0};
	struct version_list list;

	if (may_count(c, tags, &oldest))
		return true;
	for (size_t i = 0; i < count; i++) {
		if (!cases_is_condition(&tags[i]) || version_list_parse(&list, tags[i].value))
			continue;
		for (size_t j = 0; j < list.count; j++) {
			struct kernel_version v = list.at[j],
					      next = {.major = v.major, .minor = v.minor + 1};
			if (may_count(c, tags, &v) || may_count(c, tags, &next))
				return true;
		}
	}
	return false;
}

/* The first of its conditions, or else of its tags, for who has to find it. */
static const char *first_of(const struct expect_case *c)
{
	for (size_t i = 0; i < c->count; i++)
		if (cases_is_condition(&c->tags[i]))
			return c->tags[i].whole;
	return c->tags[0].whole;
}

/* Every condition of @c is one, whether or not it comes to be asked; how many in *@ret_count. */
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
		if (tag_is(t, "bpfjury_needs") ? !needs_is_question(t->value)
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
			return "nothing is expected behind";
		if (!open)
			return "behind a case without conditions";
		why = conditions_unsound(&c, &conditions, ret_about);
		if (why)
			return why;
		*ret_about = c.count ? first_of(&c) : "";
		if (conditions && !some_release_holds(&c, tags, count))
			return "no release meets the conditions of this case, or an earlier one has them all";
		open = conditions > 0;
	}
	return NULL;
}

int cases_holds(const struct expect_case *c, const struct expect_kernel *kernel, uint64_t dropped,
	char *why, size_t why_size)
{
	struct kernel_version version;
	struct version_list list;
	char clean[96], words[96] = "";

	for (size_t i = 0; kernel && i < c->count; i++) {
		const struct tag *t = &c->tags[i];
		const bool since = tag_is(t, "bpfjury_since");
		if (!cases_is_condition(t))
			continue;
		text_set(clean, t->value);
		if (tag_is(t, "bpfjury_needs")) {
			int has =
				kernel->has(kernel->data, t->value, dropped, words, sizeof(words));
			if (has < 0)
				snprintf(why, why_size, "whether it has %s cannot be told: %s",
					clean, words);
			else if (!has)
				snprintf(why, why_size, "needs %s, which this kernel has not",
					clean);
			if (has != 1)
				return has < 0 ? -1 : 0;
			continue;
		}
		if (version_parse(&version, kernel->version)) {
			snprintf(
				why, why_size, "this kernel's version is not known: \"%s\"", clean);
			return -1;
		}
		if (version_list_parse(&list, t->value) == 0 &&
			(bool)version_list_has(&list, &version) != since) {
			snprintf(why, why_size, "%s %s, and this kernel is %s",
				since ? "from" : "before", clean, kernel->version);
			return 0;
		}
	}
	return 1;
}
