// SPDX-License-Identifier: GPL-2.0-only
#include "judge/configured.h"
#include "judge/ask.h"
#include "load/configure-map.h"
#include "load/flags.h"
#include "verdict/loader-words.h"
#include "verdict/nearest.h"
#include "verdict/text.h"

#include <bpf/btf.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The names that a rule may be about: maps, programs or externs of an object.  Borrowed. */
struct names {
	const char **at;
	size_t count, size;
};

static void add_name(struct names *n, const char *name)
{
	if (n->count == n->size) {
		const size_t size = n->size ? 2 * n->size : 64;
		const char **more = reallocarray(n->at, size, sizeof(*more));
		if (!more)
			return; /* fewer suggestions; a rule may be reported that has an effect */
		n->at = more;
		n->size = size;
	}
	n->at[n->count++] = name;
}

static void list_maps(struct names *n, const struct bpf_object *object)
{
	const struct bpf_map *map;

	bpf_object__for_each_map(map, object)
		add_name(n, configure_map_name(map));
}

static void list_programs(struct names *n, const struct bpf_object *object)
{
	struct bpf_program *program;

	bpf_object__for_each_program(program, object)
		add_name(n, bpf_program__name(program));
}

/* The __kconfig externs: the variables of the section .kconfig in the object's BTF. */
static void list_externs(struct names *n, const struct bpf_object *object)
{
	const struct btf *btf = bpf_object__btf(object);
	const int id = btf ? btf__find_by_name_kind(btf, ".kconfig", BTF_KIND_DATASEC) : -1;
	const struct btf_type *t = id > 0 ? btf__type_by_id(btf, (__u32)id) : NULL;

	for (__u32 i = 0; t && i < btf_vlen(t); i++) {
		const struct btf_type *var = btf__type_by_id(btf, btf_var_secinfos(t)[i].type);
		const char *name = var ? btf__name_by_offset(btf, var->name_off) : NULL;
		if (name)
			add_name(n, name);
	}
}

static bool has_match(const struct names *n, const char *pattern)
{
	for (size_t i = 0; i < n->count; i++)
		if (loader_matches(pattern, n->at[i]))
			return true;
	return false;
}

/* The rule of @line is about @pattern, and the object has no such @what. */
static void report_missing(struct configure_problem *problem, const struct loader *l, int line,
	const struct names *n, const char *what, const char *pattern)
{
	char question[160];

	configure_problem_set(problem, REASON_SETTING_UNUSED, l, line,
		"the object has no %s %.100s%s", what, pattern,
		nearest_question(question, sizeof(question), pattern, n->at, n->count));
}

static void check_maps(
	struct configure_problem *problem, const struct loader *l, const struct names *n, bool runs)
{
	for (size_t i = 0; i < l->n_maps; i++) {
		const struct loader_map *m = l->maps[i];
		if (!m->optional && !has_match(n, m->name))
			report_missing(problem, l, m->line, n, "map", m->name);
		else if (m->set & LOADER_MAP_CONTENTS && !runs)
			configure_problem_set(problem, REASON_SETTING_UNUSED, l, m->line,
				"map %.100s gets contents for programs that are run, and none of "
				"the object is run (EXPECT_RETVAL)",
				m->name);
	}
}

static void check_programs(
	struct configure_problem *problem, const struct loader *l, const struct names *n)
{
	for (size_t i = 0; i < l->n_programs; i++) {
		const struct loader_program *p = l->programs[i];
		if (!p->optional && !has_match(n, p->name))
			report_missing(problem, l, p->line, n, "program", p->name);
	}
	for (size_t i = 0; i < l->n_alternatives; i++) {
		const struct loader_alternatives *a = &l->alternatives[i];
		for (size_t j = 0; j < a->count; j++)
			if (!a->optional && !has_match(n, a->programs[j]))
				report_missing(problem, l, a->line, n, "program", a->programs[j]);
	}
}

static void check_kconfig(
	struct configure_problem *problem, const struct loader *l, const struct names *n)
{
	for (size_t i = 0; i < l->n_kconfig; i++)
		if (!has_match(n, l->kconfig[i]->name))
			report_missing(problem, l, l->kconfig[i]->line, n, "__kconfig extern",
				l->kconfig[i]->name);
}

void configured_check(struct configure_problem *problem, const struct loader *l,
	const struct bpf_object *object, bool runs)
{
	struct names maps = {0}, programs = {0}, externs = {0};
	char why[384];

	if (l->undecided)
		configure_problem_set(problem, REASON_EXPECTATION_UNCLEAR, l, l->undecided, "%s",
			ask_why_undecided(why, sizeof(why), l));
	if (l->no_programs)
		configure_problem_set(problem, REASON_SETTING_UNUSED, l, l->no_programs_line,
			"it says that the object has no programs, and it has");
	list_maps(&maps, object);
	check_maps(problem, l, &maps, runs);
	list_programs(&programs, object);
	check_programs(problem, l, &programs);
	list_externs(&externs, object);
	check_kconfig(problem, l, &externs);
	free(maps.at);
	free(programs.at);
	free(externs.at);
}

uint32_t configured_flags(uint32_t flags, uint32_t *ret_left_out)
{
	const uint32_t tests = flags & LOADER_TEST_FLAGS;

	*ret_left_out = tests ? tests & ~flags_known(tests) : 0;
	return flags & ~*ret_left_out;
}

/* Append to @p->detail, of which the end is cut where it is too long. */
static void append(struct program_result *p, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
static void append(struct program_result *p, const char *format, ...)
{
	const size_t most = sizeof(p->detail) - 160;
	size_t len = strlen(p->detail);
	char text[160];
	va_list args;

	if (len > most)
		len = utf8_cut(p->detail, most);
	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	snprintf(p->detail + len, sizeof(p->detail) - len, "%s%s", len ? "; " : "", text);
}

void configured_report_left_out(struct program_result *p, uint32_t left_out)
{
	char names[96];

	if (left_out)
		append(p, "without %s, which this kernel does not know",
			loader_flag_names(names, sizeof(names), left_out));
}

void configured_report_idle(struct program_result *p, const struct loader_global *idle)
{
	if (idle)
		append(p, "%.64s is set, and is no constant: the verifier does not see it",
			idle->path);
}
