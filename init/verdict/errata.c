// SPDX-License-Identifier: GPL-2.0-only
#include "verdict/errata.h"
#include "verdict/errata-table.h"
#include "verdict/version.h"

#include <stdio.h>

const struct erratum *errata_all(size_t *ret_count)
{
	*ret_count = sizeof(errata) / sizeof(*errata);
	return errata;
}

static bool is_of(const char *releases, const struct kernel_version *v)
{
	struct version_list list;

	return releases && version_list_parse(&list, releases) == 0 && version_list_has(&list, v);
}

static bool refuses(const struct erratum *e, const struct kernel_version *v)
{
	if (e->effect == ERRATUM_REFUSES)
		return is_of(e->releases, v) && !is_of(e->until, v);
	return !is_of(e->releases, v) && (!e->strict_since || is_of(e->strict_since, v));
}

bool erratum_refuses_on(const struct erratum *e, const char *version)
{
	struct kernel_version v;

	return version_parse(&v, version) == 0 && refuses(e, &v);
}

/* The release of the branch of @v that has the change; where none is listed, the mainline's. */
static const struct kernel_version *release_for(
	const struct version_list *list, const struct kernel_version *v)
{
	for (size_t i = 0; i < list->count; i++)
		if (list->at[i].major == v->major && list->at[i].minor == v->minor)
			return &list->at[i];
	return &list->at[list->count - 1];
}

bool erratum_say(char *out, size_t size, const struct erratum *e, const char *version)
{
	struct kernel_version v;
	struct version_list list;
	char release[32];

	*out = '\0';
	if (version_parse(&v, version) || version_list_parse(&list, e->releases) || !refuses(e, &v))
		return false;
	const struct kernel_version *of = release_for(&list, &v);
	int n = snprintf(release, sizeof(release), "%u.%u", of->major, of->minor);
	if (of->patch)
		snprintf(release + n, sizeof(release) - (size_t)n, ".%u", of->patch);
	snprintf(out, size, "%s %s%s (%s%s%s%s): %s",
		e->effect == ERRATUM_REFUSES ? "since" : "loads from", release,
		e->effect == ERRATUM_REFUSES ? "" : " on",
		of == &list.at[list.count - 1] ? "" : "stable backport of ", e->commit,
		e->cve ? ", " : "", e->cve ? e->cve : "", e->text);
	return true;
}

const char *erratum_check_word(enum erratum_check check)
{
	static const char *const words[] = {
		[ERRATUM_TRIED] = "tried",
		[ERRATUM_IN_SOURCE] = "source",
		[ERRATUM_UNCHECKED] = "unchecked",
	};

	return words[check];
}
