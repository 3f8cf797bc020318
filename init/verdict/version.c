// SPDX-License-Identifier: GPL-2.0-only
#include "verdict/version.h"

#include <ctype.h>
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define NUMBER_MAX 65535

/* A decimal number at *@at, which then is behind it. */
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
