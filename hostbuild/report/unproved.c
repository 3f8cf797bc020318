// SPDX-License-Identifier: GPL-2.0-only
#include "report/unproved.h"
#include "verdict/features-keys.h"

#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* @head and the strings of the array @names; nothing for an empty array. */
static void put_names(const struct screen *s, const char *head, const json_t *names, int64_t more)
{
	json_t *name;
	size_t i;

	if (!json_array_size(names))
		return;
	fprintf(s->out, "  %s: ", head);
	json_array_foreach((json_t *)names, i, name)
	{
		const char *text = json_string_value(name);
		fputs(i ? ", " : "", s->out);
		screen_put(s, STYLE_DOUBT, CUT_END, text ? text : "?", INT_MAX);
	}
	if (more > 0)
		fprintf(s->out, " and %" PRId64 " more", more);
	fputc('\n', s->out);
}

void put_unproved(const struct screen *s, const json_t *features)
{
	put_names(s, "not proved, since it was not packed",
		json_object_get(features, FEATURES_UNPROVED),
		json_integer_value(json_object_get(features, FEATURES_UNPROVED_MORE)));
}

char *unproved_kernels(const struct result *r)
{
	const struct result_kernel *first = NULL;
	char *text = NULL;
	size_t len = 0;
	FILE *out = open_memstream(&text, &len);

	if (!out)
		return NULL;
	for (size_t i = 0; i < r->n_kernels; i++) {
		const struct result_kernel *k = &r->kernels[i];
		if (!*k->unproved)
			continue;
		if (!first)
			fputs(strcmp(k->unproved, RESULT_CONSOLE) == 0
					? "From a console, unproved: "
				: strcmp(k->unproved, RESULT_VERISTAT) == 0
					? "From veristat's CSV, unproved: "
					: "Unproved: ",
				out);
		fprintf(out, "%s%s", first ? ", " : "", k->name);
		first = first ? first : k;
	}
	if (first)
		fprintf(out,
			first->believed ? " (believed: %s)"
					: ". What it calls met is unknown; %s believes it.",
			strcmp(first->unproved, RESULT_VERISTAT) == 0 ? "--csv-is-enough"
								      : "--console-is-enough");
	if (fclose(out)) {
		free(text);
		return NULL;
	}
	return text;
}
