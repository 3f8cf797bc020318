// SPDX-License-Identifier: GPL-2.0-only
#include "verdict/releases.h"
#include "verdict/releases-table.h"
#include "verdict/version.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ARRAY_SIZE(a) (sizeof(a) / sizeof(*(a)))

/* clang-format off */
static const struct table {
	const char *what;
	const struct releases *rows;
	size_t count;
} tables[RELEASE_KINDS] = {
	[RELEASE_HELPER]  = {"helper", helpers, ARRAY_SIZE(helpers)},
	[RELEASE_KFUNC]   = {"kfunc", kfuncs, ARRAY_SIZE(kfuncs)},
	[RELEASE_MAP]     = {"map type", map_types, ARRAY_SIZE(map_types)},
	[RELEASE_PROGRAM] = {"program type", program_types, ARRAY_SIZE(program_types)},
};
/* clang-format on */

const struct releases *releases_all(enum release_kind kind, size_t *ret_count)
{
	*ret_count = tables[kind].count;
	return tables[kind].rows;
}

static int compare_names(const void *name, const void *row)
{
	return strcmp(name, ((const struct releases *)row)->name);
}

const struct releases *releases_find(enum release_kind kind, const char *name)
{
	const struct table *t = &tables[kind];

	return bsearch(name, t->rows, t->count, sizeof(*t->rows), compare_names);
}

bool releases_since(const char *version, const char *first)
{
	struct kernel_version v;
	struct version_list list;

	return version_parse(&v, version) == 0 && version_list_parse(&list, first) == 0 &&
	       version_list_has(&list, &v);
}

bool releases_help(
	char *out, size_t size, enum release_kind kind, const char *name, const char *version)
{
	const struct releases *row = releases_find(kind, name);

	*out = '\0';
	if (!row)
		return false;
	int n = snprintf(out, size, "%s %s: %s and later", tables[kind].what, name, row->first);
	if (row->gone)
		n += snprintf(out + n, size - (size_t)n, ", gone with %s", row->gone);
	if (!releases_since(version, row->first) ||
		(row->gone && releases_since(version, row->gone)))
		return true;
	/* its release has it and this kernel does not */
	if (row->option)
		snprintf(out + n, size - (size_t)n, ", where CONFIG_%s is set", row->option);
	else if (kind == RELEASE_KFUNC)
		snprintf(out + n, size - (size_t)n, ", where configured, and not in a module");
	else /* no option removes it: the table is wrong */
		*out = '\0';
	return *out;
}
