// SPDX-License-Identifier: GPL-2.0-only
#include "load/configure.h"
#include "load/configure-map.h"
#include "load/globals.h"

#include <errno.h>
#include <linux/bpf.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* include/uapi/linux/bpf.h of 6.4; Debian 12 has the headers of 6.1 */
#define PROG_TYPE_NETFILTER ((enum bpf_prog_type)32)
#define ATTACH_NETFILTER    ((enum bpf_attach_type)45)

void configure_problem_set(struct configure_problem *p, enum reason reason, const struct loader *l,
	int line, const char *format, ...)
{
	va_list args;

	/* the file is written for the other build, which may have more */
	if (p->reason || (l->against && reason == REASON_SETTING_UNUSED))
		return;
	p->reason = reason;
	int len = snprintf(p->text, sizeof(p->text), "%s:%d: ", l->file, line);
	va_start(args, format);
	vsnprintf(p->text + len, sizeof(p->text) - (size_t)len, format, args);
	va_end(args);
}

static int configure_globals(struct bpf_object *object, const struct loader *l,
	struct configure_problem *problem, const struct loader_global **ret_idle)
{
	char why[320];
	bool constant;

	for (size_t i = 0; i < l->n_globals; i++) {
		const struct loader_global *g = l->globals[i];
		int r = globals_set(object, g->path, g->value, &constant, why, sizeof(why));
		if (r == -ENOMEM)
			return r;
		if (!r && !constant && ret_idle && !*ret_idle)
			*ret_idle = g;
		if (r == -EINVAL)
			configure_problem_set(
				problem, REASON_SETTING_UNFIT, l, g->line, "globals: %s", why);
		else if (r && !g->optional)
			configure_problem_set(
				problem, REASON_SETTING_UNUSED, l, g->line, "globals: %s", why);
	}
	return 0;
}

int configure_data(struct bpf_object *object, const struct configure *c,
	struct configure_problem *problem, const struct loader_global **ret_idle)
{
	struct bpf_map *map;
	struct loader_map rule;
	size_t index = 0;
	char why[256];

	if (ret_idle)
		*ret_idle = NULL;
	bpf_object__for_each_map(map, object) {
		const char *name = configure_map_name(map);
		const size_t at = index++;
		if (!loader_map_of(&rule, c->loader, name))
			continue;
		int r = configure_map(map, &rule, why, sizeof(why));
		if (r == -ENOMEM)
			return r;
		if (r)
			configure_problem_set(problem, REASON_SETTING_UNFIT, c->loader, rule.line,
				"map %s: %s", name, why);
		else if (rule.set & LOADER_MAP_INNER && c->templates && c->templates[at] >= 0)
			bpf_map__set_inner_map_fd(map, c->templates[at]);
	}
	return configure_globals(object, c->loader, problem, ret_idle);
}

/* The attach types of program types that have only one, which the kernel checks at load. */
static enum bpf_attach_type only_attach_type(enum bpf_prog_type type)
{
	return type == BPF_PROG_TYPE_LSM	 ? BPF_LSM_MAC
	       : type == BPF_PROG_TYPE_SK_LOOKUP ? BPF_SK_LOOKUP
	       : type == PROG_TYPE_NETFILTER	 ? ATTACH_NETFILTER
						 : 0;
}

static bool takes_target(enum bpf_prog_type type)
{
	return type == BPF_PROG_TYPE_TRACING || type == BPF_PROG_TYPE_LSM ||
	       type == BPF_PROG_TYPE_EXT;
}

/*
 * The function of @fd to attach to: the one that the section names, where the program has it, as
 * freplace does; else the program itself, as for SEC("fentry/placeholder").
 */
static int target_program(struct bpf_program *program, int fd, const char *name)
{
	const char *slash = strchr(bpf_program__section_name(program), '/');

	if (slash && bpf_program__set_attach_target(program, fd, slash + 1) == 0)
		return 0;
	return bpf_program__set_attach_target(program, fd, name);
}

/* libbpf before 1.5 takes no "module:function", and looks for the function in all modules. */
static int target_function(struct bpf_program *program, const char *name)
{
#if LIBBPF_MAJOR_VERSION == 1 && LIBBPF_MINOR_VERSION < 5
	const char *colon = strchr(name, ':');

	name = colon ? colon + 1 : name;
#endif
	return bpf_program__set_attach_target(program, 0, name);
}

static int set_target(struct bpf_program *program, const struct loader *l,
	const struct loader_program *rule, int fd, struct configure_problem *problem)
{
	const char *name = bpf_program__name(program);
	const char *type = libbpf_bpf_prog_type_str(bpf_program__type(program));

	if (!takes_target(bpf_program__type(program))) {
		configure_problem_set(problem, REASON_SETTING_UNFIT, l, rule->line,
			"program %s: attach-target is for types tracing, lsm and ext, and it is %s",
			name, type ? type : "unknown");
		return -EINVAL;
	}
	if (bpf_program__type(program) == BPF_PROG_TYPE_EXT && !rule->target_object) {
		configure_problem_set(problem, REASON_SETTING_UNFIT, l, rule->line,
			"program %s: freplace needs a program for its attach-target, object:program",
			name);
		return -EINVAL;
	}
	if (!rule->target_object)
		return target_function(program, rule->target);
	return fd > 0 ? target_program(program, fd, rule->target) : 0;
}

int configure_program(struct bpf_program *program, size_t index, const struct configure *c,
	struct configure_problem *problem)
{
	struct loader_program rule;
	const char *name = bpf_program__name(program);

	if (!loader_program_of(&rule, c->loader, name))
		return 0;
	if (rule.set & LOADER_PROGRAM_TYPE) {
		const enum bpf_prog_type type = (enum bpf_prog_type)rule.type;
		if (type != bpf_program__type(program) && only_attach_type(type))
			bpf_program__set_expected_attach_type(program, only_attach_type(type));
		bpf_program__set_type(program, type);
	}
	if (rule.set & LOADER_PROGRAM_ATTACH_TYPE)
		bpf_program__set_expected_attach_type(
			program, (enum bpf_attach_type)rule.attach_type);
	if (rule.set & LOADER_PROGRAM_TYPE && rule.type == BPF_PROG_TYPE_TRACING &&
		!bpf_program__expected_attach_type(program)) {
		configure_problem_set(problem, REASON_SETTING_UNFIT, c->loader, rule.line,
			"program %s: type tracing needs an attach-type, trace_fentry for instance",
			name);
		return -EINVAL;
	}
	return rule.set & LOADER_PROGRAM_TARGET
		       ? set_target(program, c->loader, &rule, c->targets ? c->targets[index] : 0,
				 problem)
		       : 0;
}

int configure_object(struct bpf_object *object, const struct configure *c)
{
	struct configure_problem ignored = {0};
	struct bpf_program *program;
	size_t index = 0;
	int r = configure_data(object, c, &ignored, NULL);

	bpf_object__for_each_program(program, object) {
		const size_t at = index++;
		if (!r && bpf_program__autoload(program) &&
			configure_program(program, at, c, &ignored) == -ENOMEM)
			r = -ENOMEM;
	}
	return r;
}
