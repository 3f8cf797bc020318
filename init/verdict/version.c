// SPDX-License-Identifier: GPL-2.0-only
#include "verdict/version.h"

#include <ctype.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NUMBER_MAX 65535

/* A decimal number at *@at, which is moved past it. */
static bool take_number(const char **at, unsigned *ret)
{
	unsigned long n = 0;

	if (!isdigit((unsigned char)**at))
		return false;
	for (; isdigit((unsigned char)**at); (*at)++) {
		n = 10 * n + (unsigned long)(**at - '0');
		if (n > NUMBER_MAX)
			return false;
	}
	*ret = (unsigned)n;
	return true;
}

static bool take_version(const char **at, struct kernel_version *ret)
{
	*ret = (struct kernel_version){0};
	if (!take_number(at, &ret->major) || *(*at)++ != '.' || !take_number(at, &ret->minor))
		return false;
	if (**at == '.') {
		(*at)++;
		if (!take_number(at, &ret->patch))
			return false;
	}
	if (strncmp(*at, "-rc", 3) == 0) {
		*at += 3;
		return take_number(at, &ret->rc) && ret->rc > 0 && ret->patch == 0;
	}
	return true;
}

int version_parse(struct kernel_version *ret, const char *text)
{
	return take_version(&text, ret) && !*text ? 0 : -EINVAL;
}

static int branch_order(const struct kernel_version *a, const struct kernel_version *b)
{
	if (a->major != b->major)
		return a->major < b->major ? -1 : 1;
	return a->minor < b->minor ? -1 : a->minor > b->minor;
}

int version_compare(const struct kernel_version *a, const struct kernel_version *b)
{
	/* of one release the candidates come first */
	const unsigned last = NUMBER_MAX + 1;
	const unsigned x[] = {a->patch, a->rc ? a->rc : last},
		       y[] = {b->patch, b->rc ? b->rc : last};
	int order = branch_order(a, b);

	for (int i = 0; i < 2 && !order; i++)
		order = x[i] < y[i] ? -1 : x[i] > y[i];
	return order;
}

static int by_branch(const void *a, const void *b)
{
	return branch_order(a, b);
}

int version_list_parse(struct version_list *ret, const char *text)
{
	ret->count = 0;
	do {
		text += strspn(text, " ");
		if (ret->count == VERSION_LIST_MAX || !take_version(&text, &ret->at[ret->count++]))
			return -EINVAL;
		text += strspn(text, " ");
	} while (*text++ == ',');
	if (text[-1])
		return -EINVAL;
	qsort(ret->at, ret->count, sizeof(*ret->at), by_branch);
	for (size_t i = 1; i < ret->count; i++)
		if (branch_order(&ret->at[i - 1], &ret->at[i]) == 0)
			return -EINVAL;
	return 0;
}

int version_list_has(const struct version_list *list, const struct kernel_version *v)
{
	for (size_t i = 0; i < list->count; i++) {
		const struct kernel_version *named = &list->at[i];
		if (branch_order(named, v) != 0)
			continue;
		if (named->rc && v->rc)
			return v->rc >= named->rc;
		return v->patch >= named->patch;
	}
	return branch_order(v, &list->at[list->count - 1]) > 0;
}

int version_condition(const char *text, const struct kernel_version *v)
{
	const bool since = strncmp(text, ">=", 2) == 0;
	struct version_list list;

	if ((!since && *text != '<') || version_list_parse(&list, text + (since ? 2 : 1)))
		return -EINVAL;
	return v && (bool)version_list_has(&list, v) == since;
}

static bool all_hold(char *const conditions[], size_t count, const struct kernel_version *v)
{
	for (size_t i = 0; i < count; i++)
		if (version_condition(conditions[i], v) != 1)
			return false;
	return true;
}

/*
 * A condition changes only at a release that it lists or at the next branch's .0; trying those, and
 * a release before all of them, is enough.
 */
bool version_conditions_meet(char *const conditions[], size_t count)
{
	static const struct kernel_version oldest = {0};
	struct version_list list;

	if (all_hold(conditions, count, &oldest))
		return true;
	for (size_t i = 0; i < count; i++) {
		const char *text = conditions[i] + strspn(conditions[i], "<>=");
		if (version_list_parse(&list, text))
			continue;
		for (size_t j = 0; j < list.count; j++) {
			const struct kernel_version *v = &list.at[j],
						    next = {.major = v->major,
							    .minor = v->minor + 1};
			if (all_hold(conditions, count, v) || all_hold(conditions, count, &next))
				return true;
		}
	}
	return false;
}

int version_numbers(const char *text, size_t *ret_len)
{
	int n = 0;

	*ret_len = 0;
	for (size_t at = 0, digits; (digits = strspn(text + at, "0123456789")); at++) {
		at += digits;
		n++;
		*ret_len = at;
		if (text[at] != '.')
			break;
	}
	return n;
}

bool version_upstream(const char *text, char *ret, size_t size)
{
	const char *epoch = strchr(text, ':');
	size_t len;

	if (epoch && strspn(text, "0123456789") == (size_t)(epoch - text))
		text = epoch + 1;
	if (version_numbers(text, &len) < 2)
		return false;
	/* the kernel's "-rc7" is "~rc7" in a package version */
	const char *rc = text + len;
	size_t rc_len = 0;
	if ((*rc == '~' || *rc == '-') && !strncmp(rc + 1, "rc", 2))
		rc_len = 2 + strspn(rc + 3, "0123456789");
	const int need =
		rc_len > 2 ? snprintf(ret, size, "%.*s-%.*s", (int)len, text, (int)rc_len, rc + 1)
			   : snprintf(ret, size, "%.*s", (int)len, text);
	return (size_t)need < size;
}

bool version_of_kernel(
	const char *release, const char *version, const char *signature, char *ret, size_t size)
{
	static const char mark[] = " Debian ";
	const char *last = strrchr(signature, ' '), *debian = strstr(version, mark);

	return (last && version_upstream(last + 1, ret, size)) ||
	       (debian && version_upstream(debian + strlen(mark), ret, size)) ||
	       version_upstream(release, ret, size);
}

size_t version_series_length(const char *version)
{
	const size_t major = strcspn(version, ".");

	return version[major] ? major + 1 + strcspn(version + major + 1, ".-") : major;
}
