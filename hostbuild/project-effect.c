// SPDX-License-Identifier: GPL-2.0-only
/*
 * A setting has no effect on an object where later items, which hold on every kernel, set the same
 * keys for the same name or pattern.  Patterns are compared as text: which names an object has, and
 * which of them a pattern matches, only the guest knows.  Shapes override nothing: those of one
 * name are united.
 */
#include "project-effect.h"
#include "diag.h"

#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

/* One setting of an item. */
struct setting {
	const char *key;  /* of the item: "maps" */
	const char *name; /* of the rule; "": the setting has none */
	uint64_t bits;	  /* keys of the rule */
	int line;
};

static size_t count_settings(const struct project_object *o)
{
	const struct loader_item *i = &o->item;

	return 5 + i->n_maps + i->n_programs + i->n_globals + i->n_kconfig;
}

/* Those of an item that have no name. */
static struct setting simple_setting(const struct project_object *o, size_t index)
{
	const struct loader_item *i = &o->item;
	const struct setting settings[] = {
		{"capabilities", "", i->has_dropped, o->line},
		{"program-flags", "", i->has_prog_flags, o->line},
		{"programs", "", i->no_programs, o->line},
		{"alternatives", "", i->has_alternatives, o->line},
		{"btf", "", i->btf != NULL, i->btf_line},
	};

	return settings[index];
}

/* Setting @index of @o, less than count_settings(). */
static struct setting setting_at(const struct project_object *o, size_t index)
{
	const struct loader_item *i = &o->item;

	if (index < 5)
		return simple_setting(o, index);
	index -= 5;
	if (index < i->n_maps) {
		const struct loader_map *m = &i->maps[index];
		return (struct setting){"maps", m->name,
			(m->set & ~(unsigned)LOADER_MAP_DEF) | (uint64_t)m->def.set << 16, m->line};
	}
	index -= i->n_maps;
	if (index < i->n_programs) {
		const struct loader_program *p = &i->programs[index];
		return (struct setting){"programs", p->name, p->set, p->line};
	}
	index -= i->n_programs;
	if (index < i->n_globals)
		return (struct setting){
			"globals", i->globals[index].path, 1, i->globals[index].line};
	index -= i->n_globals;
	return (struct setting){"kconfig", i->kconfig[index].name, 1, i->kconfig[index].line};
}

/* Note one setting; @covered: {key: {name: bits that later items set}}. */
static int note_setting(json_t *covered, const struct setting *s, bool everywhere, bool *counted)
{
	json_t *names = json_object_get(covered, s->key);

	if (!s->bits)
		return 0;
	if (!names) {
		names = json_object();
		if (json_object_set_new(covered, s->key, names))
			return -ENOMEM;
	}
	const uint64_t later = (uint64_t)json_integer_value(json_object_get(names, s->name));
	*counted |= (s->bits & ~later) != 0;
	return everywhere && json_object_set_new(
				     names, s->name, json_integer((json_int_t)(later | s->bits)))
		       ? -ENOMEM
		       : 0;
}

int project_effect_note(struct project *p, const uint32_t items[], size_t count)
{
	json_t *covered = json_object();
	int r = covered ? 0 : -ENOMEM;

	while (count-- && !r) {
		struct project_object *o = &p->objects[items[count]];
		const size_t n = count_settings(o);
		if (!o->counted)
			o->counted = calloc(n, sizeof(*o->counted));
		r = o->counted ? 0 : -ENOMEM;
		for (size_t i = 0; i < n && !r; i++) {
			const struct setting s = setting_at(o, i);
			r = note_setting(covered, &s, !o->item.n_kernels && !o->item.n_needs,
				&o->counted[i]);
		}
	}
	json_decref(covered);
	return r;
}

int project_effect_check(struct project *p, const struct project_object *o, const char *path)
{
	int r = 0;

	for (size_t i = 0; o->counted && i < count_settings(o); i++) {
		const struct setting s = setting_at(o, i);
		if (!s.bits || o->counted[i])
			continue;
		r = FAIL_MISUSE;
		if (project_shows_error(p))
			diag_error(
				"%s:%d: match: %s: its %s%s%s have no effect: later items override them "
				"for each object (`optional: true` if that is meant)",
				path, s.line, o->match, s.key, *s.name ? ": " : "", s.name);
	}
	return r;
}
