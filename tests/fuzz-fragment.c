// SPDX-License-Identifier: GPL-2.0-only
/*
 * Any bytes as a fragment of kernel configuration: each accepted line has the spelling of a
 * .config.
 */
#include "kernel/build/fragment.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The line is the same when written and read again, and config_value() finds it. */
static void check(const struct fragment_line *l, size_t size)
{
	struct fragments again = {0};
	char *text = NULL, *value;

	if (!*l->symbol || !*l->value || l->number < 1 || strlen(l->symbol) > size ||
		strpbrk(l->value, "\r\n"))
		abort();
	if (asprintf(&text, "CONFIG_%s=%s\n", l->symbol, l->value) < 0)
		abort();
	if (fragments_add(&again, "again", text, strlen(text), false) || again.n != 1 ||
		strcmp(again.lines->symbol, l->symbol) != 0 ||
		strcmp(again.lines->value, l->value) != 0)
		abort();
	value = config_value(text, l->symbol);
	if (!value || strcmp(value, l->value) != 0)
		abort();
	free(value);
	free(text);
	fragments_clear(&again);
}

/* Of the lines for a symbol that apply, the last one counts. */
static void check_counts(const struct fragments *f, const struct kernel_version *v)
{
	for (size_t i = 0; i < f->n && i < 200; i++) {
		bool later = false;
		for (size_t j = i + 1; j < f->n && !later; j++)
			later = strcmp(f->lines[j].symbol, f->lines[i].symbol) == 0 &&
				fragment_line_applies(&f->lines[j], v);
		if ((f->lines[i].state == LINE_EFFECTIVE) !=
			(fragment_line_applies(&f->lines[i], v) && !later))
			abort();
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct kernel_version versions[] = {
		{5, 10, 262, 0}, {6, 7, 0, 1}, {7, 2, 0, 0}};
	struct fragments f = {0};

	if (fragments_add(&f, "fuzz\x1b.config", (const char *)data, size, size % 2)) {
		if (f.n)
			abort();
	} else {
		for (size_t i = 0; i < f.n; i++)
			check(&f.lines[i], size);
		for (size_t i = 0; i < sizeof(versions) / sizeof(*versions); i++) {
			if (fragments_resolve(&f, &versions[i]))
				abort();
			check_counts(&f, &versions[i]);
		}
	}
	fragments_clear(&f);
	return 0;
}
