// SPDX-License-Identifier: GPL-2.0-only
#include "judge/settings.h"
#include "judge/alternatives.h"
#include "judge/configured.h"
#include "judge/docket-object.h"
#include "libbpf-setup.h"
#include "load/configure-map.h"
#include "load/configure.h"
#include "verdict/text.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static size_t count_maps(const struct bpf_object *object)
{
	const struct bpf_map *map;
	size_t n = 0;

	bpf_object__for_each_map(map, object)
		n++;
	return n;
}

/* Create the templates of inner maps that the settings give. */
static void open_templates(struct settings *s, const struct bpf_object *object)
{
	struct loader_map rule;
	struct bpf_map *map;
	size_t index = 0;
	char why[256];
	bool refused;

	bpf_object__for_each_map(map, object) {
		const size_t at = index++;
		const char *name = configure_map_name(map);
		s->templates[at] = -1;
		if (!loader_map_of(&rule, s->loader, name) || !(rule.set & LOADER_MAP_INNER))
			continue;
		s->templates[at] =
			configure_map_template(object, map, &rule, &refused, why, sizeof(why));
		if (s->templates[at] < 0)
			configure_problem_set(&s->problem,
				refused ? REASON_MAP_REFUSED : REASON_SETTING_UNFIT, s->loader,
				rule.line, "map %s: %s", name, why);
	}
}

/* Load the program of another object that a setting names, for the program number @index. */
static void open_target(struct judged_object *o, size_t index, const struct loader_program *rule)
{
	struct settings *s = &o->settings;
	char why[256];
	const int fd = docket_object_load(o, rule->target_object, strlen(rule->target_object),
		rule->target, why, sizeof(why));

	if (fd > 0)
		s->targets[index] = fd;
	else
		configure_problem_set(&s->programs[index].problem, REASON_EXPECTATION_UNCLEAR,
			s->loader, rule->line, "its target %s:%s cannot be loaded: %s",
			rule->target_object, rule->target, why);
}

/*
 * A function of a module that is not loaded here: whether the module has it is not known, which is
 * no answer of this kernel.
 */
static void check_module(
	const struct settings *s, struct judged_setting *p, const struct loader_program *rule)
{
	const char *colon = strchr(rule->target, ':');
	char path[160];

	if (!colon || rule->target_object || strchr(rule->target, '/'))
		return;
	snprintf(path, sizeof(path), "/sys/kernel/btf/%.*s",
		colon - rule->target < 128 ? (int)(colon - rule->target) : 128, rule->target);
	if (access(path, F_OK) != 0)
		configure_problem_set(&p->problem, REASON_ATTACH_TARGET, s->loader, rule->line,
			"%.100s is of a module that this kernel has not loaded, or whose BTF it "
			"lacks",
			rule->target);
}

/*
 * Apply the settings for @program.  Where the kernel lacks its target, keep what libbpf says of it,
 * or would say of a section's target (libbpf_find_attach_btf_id() in libbpf.c).
 */
static int configure_one(struct judged_object *o, struct bpf_program *program, size_t index,
	const struct loader_program *rule)
{
	struct settings *s = &o->settings;
	struct judged_setting *p = &s->programs[index];
	const struct configure c = {s->loader, s->templates, s->targets};

	libbpf_warnings_reset();
	const int r = configure_program(program, index, &c, &p->problem);
	if (!r || r == -ENOMEM || p->problem.reason)
		return r == -ENOMEM ? r : 0;
	p->lack = -r;
	check_module(s, p, rule);
	if (asprintf(&p->warnings,
		    "%slibbpf: prog '%s': failed to find kernel BTF type ID of '%s': -%s\n",
		    libbpf_warnings(), bpf_program__name(program), rule->target,
		    errno_symbol(-r) ? errno_symbol(-r) : "EINVAL") < 0)
		p->warnings = NULL;
	return p->warnings ? 0 : -ENOMEM;
}

static int open_program(struct judged_object *o, struct bpf_program *program, size_t index)
{
	struct settings *s = &o->settings;
	struct judged_setting *p = &s->programs[index];
	struct loader_program rule;

	if (!loader_program_of(&rule, s->loader, bpf_program__name(program)))
		return 0;
	p->line = rule.line;
	if (rule.set & LOADER_PROGRAM_AUTOLOAD) {
		bpf_program__set_autoload(program, rule.autoload);
		p->not_loaded = !rule.autoload;
	}
	if (rule.set & LOADER_PROGRAM_EXPECT) {
		p->expected = rule.expected;
		p->reason = rule.expected_reason;
	}
	p->why = rule.why;
	if (p->not_loaded && p->expected && p->expected != VERDICT_SKIPPED)
		configure_problem_set(&p->problem, REASON_SETTING_UNUSED, s->loader, rule.line,
			"program %s: with autoload: false nothing is expected of it",
			bpf_program__name(program));
	if (p->not_loaded)
		return 0;
	if (rule.set & LOADER_PROGRAM_TARGET && rule.target_object)
		open_target(o, index, &rule);
	return configure_one(o, program, index, &rule);
}

/* Find the object whose BTF replaces the kernel's. */
static void open_btf(struct judged_object *o)
{
	struct settings *s = &o->settings;
	const char *path = s->loader->btf;
	char why[256];

	if (!path)
		return;
	s->btf_path = docket_object_file(o, path, strlen(path), why, sizeof(why));
	if (!s->btf_path)
		configure_problem_set(&s->problem, REASON_EXPECTATION_UNCLEAR, s->loader,
			s->loader->btf_line, "the BTF that it requires is missing: %s", why);
}

int settings_open(struct judged_object *o)
{
	struct settings *s = &o->settings;
	struct bpf_program *program;
	size_t index = 0;

	s->loader = &o->entry->loader;
	s->n_maps = count_maps(o->bpf);
	s->templates = calloc(s->n_maps + 1, sizeof(*s->templates));
	s->targets = calloc(o->programs + 1, sizeof(*s->targets));
	s->programs = calloc(o->programs + 1, sizeof(*s->programs));
	if (!s->templates || !s->targets || !s->programs ||
		loader_kconfig_text(s->loader, &s->kconfig))
		return -ENOMEM;
	open_btf(o);
	configured_check(&s->problem, s->loader, o->bpf, o->runs);
	open_templates(s, o->bpf);
	const struct configure c = {s->loader, s->templates, s->targets};
	int r = configure_data(o->bpf, &c, &s->problem, &s->idle);
	bpf_object__for_each_program(program, o->bpf)
		if (!r)
			r = open_program(o, program, index++);
	if (!r)
		r = alternatives_open(o);
	libbpf_warnings_reset();
	return r;
}

bool settings_close(struct judged_object *o)
{
	struct settings *s = &o->settings;
	bool targets = false;

	for (size_t i = 0; s->templates && i < s->n_maps; i++)
		if (s->templates[i] >= 0)
			close(s->templates[i]);
	for (size_t i = 0; s->targets && i < o->programs; i++) {
		if (s->targets[i] <= 0)
			continue;
		close(s->targets[i]);
		targets = true;
	}
	for (size_t i = 0; s->programs && i < o->programs; i++)
		free(s->programs[i].warnings);
	free(s->templates);
	free(s->targets);
	free(s->programs);
	free(s->groups);
	free(s->kconfig);
	*s = (struct settings){0};
	return targets;
}

/* What bpfjury.yaml expects of the program, unless its annotations say something else. */
static void expect_verdict(
	struct expectation *e, const struct settings *s, const struct judged_setting *p)
{
	if (p->not_loaded || p->expected == VERDICT_SKIPPED) {
		e->expected = VERDICT_SKIPPED;
		e->skipped = p->not_loaded ? REASON_NOT_LOADED : REASON_CONFIGURED;
		snprintf(e->why, sizeof(e->why), "%s:%d: %s%s%s", s->loader->file, p->line,
			p->not_loaded ? "its loader does not load it" : "it is not judged",
			p->why ? LOADER_WHY_MARK : "", p->why ? p->why : "");
		return;
	}
	if (!p->expected)
		return;
	if (!e->says_verdict) {
		e->expected = p->expected;
		e->reason = p->reason;
		e->runs = e->runs && e->expected == VERDICT_ACCEPTED;
		return;
	}
	const bool same_reason = !p->reason || (e->reason && strcmp(p->reason, e->reason) == 0);
	if (p->expected != e->expected || !same_reason)
		snprintf(e->problem, sizeof(e->problem),
			"%s:%d expects %s%s%s, and its annotations %s%s%s", s->loader->file,
			p->line, verdict_word(p->expected), p->reason ? " " : "",
			p->reason ? p->reason : "", verdict_word(e->expected), e->reason ? " " : "",
			e->reason ? e->reason : "");
}

void settings_expect(
	struct expectation *e, const struct judged_object *o, const struct judged_item *item)
{
	const struct settings *s = &o->settings;
	const struct judged_setting *p = &s->programs[item->index];
	const struct configure_problem *problem = s->problem.reason   ? &s->problem
						  : p->problem.reason ? &p->problem
								      : NULL;

	if (!*e->problem && e->expected != VERDICT_SKIPPED)
		expect_verdict(e, s, p);
	if (problem && !*e->problem) {
		text_set(e->problem, problem->text);
		e->problem_reason = problem->reason;
	}
}

int settings_lack(const struct judged_object *o, size_t index, const char **ret_warnings)
{
	const struct judged_setting *p = &o->settings.programs[index];

	*ret_warnings = p->warnings;
	return p->lack;
}

void settings_help_lack(struct program_result *p, const struct judged_object *o, size_t index)
{
	const struct judged_setting *s = &o->settings.programs[index];

	if (!*p->help && !s->problem.reason)
		snprintf(p->help, sizeof(p->help), "the target is that of %s:%d",
			o->settings.loader->file, s->line);
}

struct configure settings_configure(const struct judged_object *o)
{
	const struct settings *s = &o->settings;

	return (struct configure){
		.loader = s->loader, .templates = s->templates, .targets = s->targets};
}

bool settings_whole(struct program_result *p, const struct judged_object *o)
{
	const struct configure_problem *problem = &o->settings.problem;
	char names[256];

	for (size_t i = 0; i < o->programs && !problem->reason; i++)
		problem = &o->settings.programs[i].problem;
	if (problem->reason) {
		reason_set(p, problem->reason);
		text_set(p->detail, problem->text);
		return false;
	}
	if (p->verdict == VERDICT_ACCEPTED && alternatives_lost(o, names, sizeof(names))) {
		p->verdict = VERDICT_REJECTED;
		snprintf(p->detail, sizeof(p->detail), "none of the alternatives %s is accepted",
			names);
	}
	return true;
}
