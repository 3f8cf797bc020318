// SPDX-License-Identifier: GPL-2.0-only
#include "load/adapted.h"
#include "load/references.h"
#include "verdict/model.h"
#include "verdict/text.h"

#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MORE_SIZE sizeof("\nand 18446744073709551615 more")

/* Add a line; @text, which is not clean yet and may be NULL for want of memory, is freed. */
static int add(
	struct adapted *a, const struct bpf_map *map, const struct bpf_program *program, char *text)
{
	char *clean = text ? text_cleaned(text, strlen(text), 0) : NULL;
	struct adapted_line *lines =
		clean ? realloc(a->lines, (a->count + 1) * sizeof(*lines)) : NULL;

	free(text);
	if (!lines) {
		free(clean);
		return -ENOMEM;
	}
	a->lines = lines;
	a->lines[a->count++] = (struct adapted_line){.map = map, .program = program, .text = clean};
	return 0;
}

int adapted_map(struct adapted *a, const struct bpf_map *map, const char *format, ...)
{
	char said[160], *text;
	va_list args;

	va_start(args, format);
	vsnprintf(said, sizeof(said), format, args);
	va_end(args);
	if (asprintf(&text, "%s: %s", bpf_map__name(map), said) < 0)
		text = NULL;
	return add(a, map, NULL, text);
}

int adapted_program(struct adapted *a, const struct bpf_program *program, const char *format, ...)
{
	va_list args;
	char *text;

	va_start(args, format);
	if (vasprintf(&text, format, args) < 0)
		text = NULL;
	va_end(args);
	return add(a, NULL, program, text);
}

int adapted_object(struct adapted *a, const char *format, ...)
{
	va_list args;
	char *text;

	va_start(args, format);
	if (vasprintf(&text, format, args) < 0)
		text = NULL;
	va_end(args);
	return add(a, NULL, NULL, text);
}

static bool matters(const struct adapted_line *line, const struct bpf_program *program,
	struct references *references)
{
	if (line->map)
		return references_use(
			references, bpf_program__name(program), bpf_map__name(line->map));
	return !line->program || line->program == program;
}

char *adapted_for(
	const struct adapted *a, const struct bpf_program *program, struct references *references)
{
	char *text = calloc(1, ADAPTED_SIZE);
	size_t used = 0, more = 0;

	for (size_t i = 0; text && i < a->count; i++) {
		const struct adapted_line *line = &a->lines[i];
		const size_t len = strlen(line->text);
		if (!matters(line, program, references))
			continue;
		if (more || used + len + 1 + MORE_SIZE > ADAPTED_SIZE) {
			more++;
			continue;
		}
		used += (size_t)sprintf(text + used, "%s%s", used ? "\n" : "", line->text);
	}
	if (text && more)
		sprintf(text + used, "%sand %zu more", used ? "\n" : "", more);
	return text;
}

const struct bpf_map *adapted_decides(
	const struct adapted *a, const struct bpf_program *program, struct references *references)
{
	for (size_t i = 0; i < a->count; i++)
		if (a->lines[i].decides && matters(&a->lines[i], program, references))
			return a->lines[i].map;
	return NULL;
}

void adapted_clear(struct adapted *a)
{
	for (size_t i = 0; i < a->count; i++)
		free(a->lines[i].text);
	free(a->lines);
	*a = (struct adapted){0};
}
