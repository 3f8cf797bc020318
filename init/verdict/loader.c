// SPDX-License-Identifier: GPL-2.0-only
#include "verdict/loader.h"
#include "verdict/version.h"

#include <errno.h>
#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void clear_map(struct loader_map *m)
{
	for (size_t i = 0; i < m->count; i++) {
		free(m->entries[i].key);
		free(m->entries[i].value);
		json_decref(m->entries[i].typed_key);
		json_decref(m->entries[i].typed_value);
	}
	free(m->entries);
	free(m->name);
}

static void clear_alternatives(struct loader_alternatives *a)
{
	for (size_t i = 0; i < a->count; i++)
		free(a->programs[i]);
	free(a->programs);
}

static void clear_program(struct loader_program *p)
{
	free(p->name);
	free(p->target);
	free(p->target_object);
	free(p->expected_reason);
	free(p->why);
}

void loader_item_clear(struct loader_item *i)
{
	for (size_t j = 0; j < i->n_kernels; j++)
		free(i->kernels[j]);
	for (size_t j = 0; j < i->n_maps; j++)
		clear_map(&i->maps[j]);
	for (size_t j = 0; j < i->n_programs; j++)
		clear_program(&i->programs[j]);
	for (size_t j = 0; j < i->n_alternatives; j++)
		clear_alternatives(&i->alternatives[j]);
	for (size_t j = 0; j < i->n_globals; j++) {
		free(i->globals[j].path);
		json_decref(i->globals[j].value);
	}
	for (size_t j = 0; j < i->n_kconfig; j++) {
		free(i->kconfig[j].name);
		free(i->kconfig[j].value);
	}
	for (size_t j = 0; j < i->n_needs; j++)
		free(i->needs[j].word);
	free(i->kernels);
	free(i->needs);
	free(i->maps);
	free(i->programs);
	free(i->alternatives);
	free(i->globals);
	free(i->kconfig);
	free(i->btf);
	*i = (struct loader_item){0};
}

void loader_clear(struct loader *l)
{
	free(l->maps);
	free(l->programs);
	free(l->globals);
	free(l->kconfig);
	free(l->unanswered);
	*l = (struct loader){0};
}

/* 1, 0, or -1 where the version is not known or a condition cannot be read. */
static int item_holds(const struct loader_item *i, const struct kernel_version *v)
{
	int holds = 1;

	for (size_t j = 0; j < i->n_kernels; j++) {
		const int one = v ? version_condition(i->kernels[j], v) : -1;
		if (one < 0)
			return -1;
		holds &= one;
	}
	return holds;
}

/*
 * As item_holds() returns, of the needs of @i.  -1: the first that @has cannot answer, and why, in
 * @ret_unanswered, unless another does not hold.
 */
static int needs_hold(
	const struct loader_item *i, loader_has *has, char *ret_unanswered, size_t size)
{
	int holds = 1;
	char why[160];

	for (size_t j = 0; j < i->n_needs; j++) {
		const struct loader_need *need = &i->needs[j];
		*why = '\0';
		const int r = has(need->word, why, sizeof(why));
		if (r < 0 && holds == 1)
			snprintf(ret_unanswered, size, "%s: %s", need->word, why);
		if (r < 0)
			holds = -1;
		else if ((r != 0) == need->lacks)
			return 0;
	}
	return holds;
}

/* An option that an earlier item has too is replaced. */
static void fold_kconfig(struct loader *l, const struct loader_kconfig *k)
{
	size_t at = 0;

	while (at < l->n_kconfig && strcmp(l->kconfig[at]->name, k->name) != 0)
		at++;
	l->kconfig[at] = k;
	l->n_kconfig += at == l->n_kconfig;
}

static void fold_item(struct loader *l, const struct loader_item *i)
{
	if (i->has_dropped)
		l->dropped = i->dropped;
	if (i->has_prog_flags)
		l->prog_flags = i->prog_flags;
	if (i->no_programs) {
		l->no_programs = true;
		l->no_programs_line = i->line;
	}
	for (size_t j = 0; j < i->n_maps; j++)
		l->maps[l->n_maps++] = &i->maps[j];
	for (size_t j = 0; j < i->n_programs; j++)
		l->programs[l->n_programs++] = &i->programs[j];
	for (size_t j = 0; j < i->n_globals; j++)
		l->globals[l->n_globals++] = &i->globals[j];
	for (size_t j = 0; j < i->n_kconfig; j++)
		fold_kconfig(l, &i->kconfig[j]);
	if (i->has_alternatives) {
		l->alternatives = i->alternatives;
		l->n_alternatives = i->n_alternatives;
	}
	if (i->btf) {
		l->btf = i->btf;
		l->btf_line = i->btf_line;
	}
}

/* Fold the item if it holds: 0; 1, nothing more is to be folded; -ENOMEM. */
static int consider(struct loader *l, const struct loader_item *i, const struct kernel_version *v,
	loader_has *has)
{
	char unanswered[320] = "";
	int holds = item_holds(i, v);

	if (holds && i->n_needs && !has) {
		loader_clear(l);
		l->asks = true;
		return 1;
	}
	if (holds && i->n_needs) {
		const int needs = needs_hold(i, has, unanswered, sizeof(unanswered));
		holds = needs && holds < 0 ? -1 : needs;
	}
	if (holds > 0)
		fold_item(l, i);
	if (holds >= 0)
		return 0;
	loader_clear(l);
	l->undecided = i->line ? i->line : -1;
	l->unanswered = *unanswered ? strdup(unanswered) : NULL;
	return *unanswered && !l->unanswered ? -ENOMEM : 1;
}

static int make_room(struct loader *l, const struct loader_item *const items[], size_t count)
{
	size_t maps = 1, programs = 1, globals = 1, kconfig = 1;

	for (size_t i = 0; i < count; i++) {
		maps += items[i]->n_maps;
		programs += items[i]->n_programs;
		globals += items[i]->n_globals;
		kconfig += items[i]->n_kconfig;
	}
	l->maps = calloc(maps, sizeof(*l->maps));
	l->programs = calloc(programs, sizeof(*l->programs));
	l->globals = calloc(globals, sizeof(*l->globals));
	l->kconfig = calloc(kconfig, sizeof(*l->kconfig));
	return l->maps && l->programs && l->globals && l->kconfig ? 0 : -ENOMEM;
}

int loader_fold(struct loader *ret, const struct loader_item *const items[], size_t count,
	const char *version, loader_has *has)
{
	struct kernel_version v;
	const bool known = version_parse(&v, version) == 0;

	*ret = (struct loader){0};
	int r = make_room(ret, items, count);
	for (size_t i = 0; i < count && !r; i++)
		r = consider(ret, items[i], known ? &v : NULL, has);
	if (r < 0)
		loader_clear(ret);
	return r < 0 ? r : 0;
}

bool loader_matches(const char *pattern, const char *name)
{
	return fnmatch(pattern, name, 0) == 0;
}

/* Those parts of @from that are set. */
static void override_def(struct loader_map_def *to, const struct loader_map_def *from)
{
	if (from->set & LOADER_MAP_TYPE)
		to->type = from->type;
	if (from->set & LOADER_MAP_KEY_SIZE)
		to->key_size = from->key_size;
	if (from->set & LOADER_MAP_VALUE_SIZE)
		to->value_size = from->value_size;
	if (from->set & LOADER_MAP_MAX_ENTRIES)
		to->max_entries = from->max_entries;
	if (from->set & LOADER_MAP_FLAGS)
		to->flags = from->flags;
	to->set |= from->set;
}

bool loader_map_of(struct loader_map *ret, const struct loader *l, const char *name)
{
	bool any = false;

	*ret = (struct loader_map){0};
	for (size_t i = 0; i < l->n_maps; i++) {
		const struct loader_map *m = l->maps[i];
		if (!loader_matches(m->name, name))
			continue;
		any = true;
		ret->name = m->name;
		ret->line = m->line;
		ret->optional = m->optional;
		override_def(&ret->def, &m->def);
		if (m->set & LOADER_MAP_INNER)
			ret->inner = m->inner;
		if (m->set & LOADER_MAP_AUTOCREATE)
			ret->autocreate = m->autocreate;
		if (m->set & LOADER_MAP_CONTENTS) {
			ret->typed = m->typed;
			ret->entries = m->entries;
			ret->count = m->count;
		}
		ret->set |= m->set;
	}
	return any;
}

bool loader_program_of(struct loader_program *ret, const struct loader *l, const char *name)
{
	bool any = false;

	*ret = (struct loader_program){0};
	for (size_t i = 0; i < l->n_programs; i++) {
		const struct loader_program *p = l->programs[i];
		if (!loader_matches(p->name, name))
			continue;
		any = true;
		ret->name = p->name;
		ret->line = p->line;
		ret->optional = p->optional;
		if (p->set & LOADER_PROGRAM_TYPE)
			ret->type = p->type;
		if (p->set & LOADER_PROGRAM_ATTACH_TYPE)
			ret->attach_type = p->attach_type;
		if (p->set & LOADER_PROGRAM_TARGET) {
			ret->target = p->target;
			ret->target_object = p->target_object;
		}
		if (p->set & LOADER_PROGRAM_AUTOLOAD)
			ret->autoload = p->autoload;
		if (p->set & LOADER_PROGRAM_EXPECT) {
			ret->expected = p->expected;
			ret->expected_reason = p->expected_reason;
		}
		if (p->set & LOADER_PROGRAM_WHY)
			ret->why = p->why;
		ret->set |= p->set;
	}
	return any;
}

int loader_kconfig_text(const struct loader *l, char **ret)
{
	size_t len = 1, at = 0;

	*ret = NULL;
	for (size_t i = 0; i < l->n_kconfig; i++)
		len += strlen(l->kconfig[i]->name) + strlen(l->kconfig[i]->value) + 2;
	if (len == 1)
		return 0;
	*ret = malloc(len);
	if (!*ret)
		return -ENOMEM;
	for (size_t i = 0; i < l->n_kconfig; i++) {
		char *end = stpcpy(*ret + at, l->kconfig[i]->name);
		*end++ = '=';
		end = stpcpy(end, l->kconfig[i]->value);
		*end++ = '\n';
		at = (size_t)(end - *ret);
	}
	(*ret)[at] = '\0';
	return 0;
}
