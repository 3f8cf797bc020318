// SPDX-License-Identifier: GPL-2.0-only
#include "load/mended.h"
#include "verdict/text.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NOTES_MAX 16384

int mended_add(struct mended *m, enum mended_about about, const char *name, const char *format, ...)
{
	struct mended_note *notes, note = {.about = about};
	char said[256];
	va_list args;

	if (m->count == NOTES_MAX)
		return -E2BIG;
	va_start(args, format);
	vsnprintf(said, sizeof(said), format, args);
	va_end(args);
	note.name = strdup(name);
	note.text = text_cleaned(said, strlen(said), 0);
	notes = note.name && note.text ? realloc(m->notes, (m->count + 1) * sizeof(note)) : NULL;
	if (!notes) {
		free(note.name);
		free(note.text);
		return -ENOMEM;
	}
	m->notes = notes;
	m->notes[m->count++] = note;
	return 0;
}

void mended_clear(struct mended *m)
{
	for (size_t i = 0; i < m->count; i++) {
		free(m->notes[i].name);
		free(m->notes[i].text);
	}
	free(m->notes);
	*m = (struct mended){0};
}

int mended_list(const struct mended *m, const struct bpf_object *object, struct adapted *ret)
{
	int r = 0;

	for (size_t i = 0; m && i < m->count && !r; i++) {
		const struct mended_note *n = &m->notes[i];
		const struct bpf_map *map = n->about == MENDED_MAP
						    ? bpf_object__find_map_by_name(object, n->name)
						    : NULL;
		const struct bpf_program *p =
			n->about == MENDED_PROGRAM
				? bpf_object__find_program_by_name(object, n->name)
				: NULL;
		if (map)
			r = adapted_map(ret, map, "%s", n->text);
		else if (p)
			r = adapted_program(ret, p, "%s", n->text);
	}
	return r;
}

const char *mended_obstacle(
	const struct mended *m, struct references *references, const char *program)
{
	bool followed = false;

	for (size_t i = 0; m && i < m->count; i++) {
		if (m->notes[i].about != MENDED_OBSTACLE)
			continue;
		if (!followed) {
			references_begin(references);
			references_follow(references, program);
			followed = true;
		}
		if (references_reached_function(references, m->notes[i].name))
			return m->notes[i].text;
	}
	return NULL;
}

bool mended_is_subprogram(const struct mended *m, const char *function)
{
	for (size_t i = 0; m && i < m->count; i++)
		if (m->notes[i].about == MENDED_SUBPROGRAM &&
			strcmp(m->notes[i].name, function) == 0)
			return true;
	return false;
}
