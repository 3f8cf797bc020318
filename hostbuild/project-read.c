// SPDX-License-Identifier: GPL-2.0-only
#include "project.h"
#include "cleanup.h"
#include "diag.h"
#include "project-conditions.h"
#include "project-maps.h"
#include "project-policy.h"
#include "project-programs.h"
#include "project-yaml.h"
#include "stop.h"
#include "verdict/loader-words.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define OBJECTS_MAX 65536

static int read_capabilities(struct yaml *y, void *to, struct fy_node *n)
{
	struct project_object *o = to;
	const char *text = yaml_text(y, n, "capabilities");
	const bool without = text && *text == '-';
	const bool all = text && strcmp(text, "all") == 0;
	/* names only: numbers are for the annotations of the kernel's selftests */
	const uint64_t bits = text && !all && !strpbrk(text, "0123456789")
				      ? loader_capabilities(text + without)
				      : 0;
	char question[256];

	if (!text)
		return FAIL_MISUSE;
	if (!bits && !all)
		return yaml_wrong(y, n,
			"capabilities: %s: must be all, or some of " LOADER_CAPABILITIES
			" with | between them; with - before them: all but these%s",
			text,
			loader_capability_question(question, sizeof(question), text + without));
	o->item.has_dropped = true;
	o->item.dropped = without || all ? bits : ~bits;
	return 0;
}

static int read_flag(struct yaml *y, struct project_object *o, struct fy_node *n)
{
	const char *text = yaml_text(y, n, "program-flags");
	const uint32_t flag = text ? loader_flag(text) : 0;
	char question[256];

	if (!text)
		return FAIL_MISUSE;
	if (!flag)
		return yaml_wrong(y, n, "program-flags: %s: no such flag of BPF_PROG_LOAD%s", text,
			loader_flag_question(question, sizeof(question), text));
	o->item.has_prog_flags = true;
	o->item.prog_flags |= flag;
	return 0;
}

static int read_flags(struct yaml *y, void *to, struct fy_node *n)
{
	struct fy_node *item;
	void *at = NULL;
	int err = 0;

	if (!fy_node_is_sequence(n))
		return read_flag(y, to, n);
	while (fail_goes_on(err) && (item = fy_node_sequence_iterate(n, &at)))
		err = fail_worse(err, read_flag(y, to, item));
	return err;
}

static int read_kernels(struct yaml *y, void *to, struct fy_node *n)
{
	struct loader_item *i = &((struct project_object *)to)->item;

	return project_read_conditions(y, n, &i->kernels, &i->n_kernels);
}

static int read_needs(struct yaml *y, void *to, struct fy_node *n)
{
	return project_read_needs(y, n, &((struct project_object *)to)->item, false);
}

static int read_lacks(struct yaml *y, void *to, struct fy_node *n)
{
	return project_read_needs(y, n, &((struct project_object *)to)->item, true);
}

static int read_optional(struct yaml *y, void *to, struct fy_node *n)
{
	return yaml_flag(y, n, "optional", &((struct project_object *)to)->item.optional);
}

static int read_match(struct yaml *y, void *to, struct fy_node *n)
{
	struct project_object *o = to;

	o->line = o->item.line = yaml_line(n);
	return yaml_string(y, n, "match", &o->match);
}

static int read_btf(struct yaml *y, void *to, struct fy_node *n)
{
	struct loader_item *i = &((struct project_object *)to)->item;

	i->btf_line = yaml_line(n);
	return yaml_string(y, n, "btf", &i->btf);
}

static int read_shapes(struct yaml *y, void *to, struct fy_node *n)
{
	struct project_object *o = to;

	o->has_shapes = true;
	return project_read_shapes(y, n, &o->shapes, &o->n_shapes);
}

#define OF_ITEM(key)                                                                               \
	static int read_##key(struct yaml *y, void *to, struct fy_node *n)                         \
	{                                                                                          \
		return project_read_##key(y, &((struct project_object *)to)->item, n);             \
	}
OF_ITEM(alternatives)
OF_ITEM(globals)
OF_ITEM(kconfig)
OF_ITEM(maps)
OF_ITEM(programs)

/* The keys of an object. */
static const struct yaml_key object_keys[] = {
	{"alternatives", read_alternatives, false},
	{"btf", read_btf, false},
	{"capabilities", read_capabilities, false},
	{"globals", read_globals, false},
	{"kconfig", read_kconfig, false},
	{"kernels", read_kernels, false},
	{"lacks", read_lacks, false},
	{"maps", read_maps, false},
	{"match", read_match, false},
	{"needs", read_needs, false},
	{"optional", read_optional, false},
	{"program-flags", read_flags, false},
	{"programs", read_programs, false},
	{"shapes", read_shapes, false},
};

static bool has_setting(const struct project_object *o)
{
	const struct loader_item *i = &o->item;

	return i->has_dropped || i->has_prog_flags || i->no_programs || i->n_maps ||
	       i->n_programs || i->has_alternatives || i->n_globals || i->n_kconfig || i->btf ||
	       o->has_shapes;
}

static int read_object(struct yaml *y, struct project_object *o, struct fy_node *n)
{
	const int err = yaml_read_keys(y, n, "an object", object_keys, ARRAY_SIZE(object_keys), o);

	if (err)
		return err;
	if (!o->match)
		return yaml_wrong(y, n, "objects: one without match");
	if (!has_setting(o))
		return yaml_wrong(y, n, "match: %s: without a setting", o->match);
	if (o->item.no_programs && o->item.has_alternatives)
		return yaml_wrong(
			y, n, "match: %s: programs: none, and it has alternatives", o->match);
	if (o->has_shapes && (o->item.n_kernels || o->item.n_needs))
		return yaml_wrong(y, n,
			"match: %s: shapes are judged on all kernels: give them in an item without "
			"kernels, needs and lacks",
			o->match);
	return 0;
}

static int read_objects(struct yaml *y, struct project *p, struct fy_node *n)
{
	int err = 0, count = fy_node_is_sequence(n) ? fy_node_sequence_item_count(n) : -1;
	struct fy_node *item;
	void *at = NULL;

	if (count < 0 || count > OBJECTS_MAX)
		return yaml_wrong(y, n, "objects: must be a list, of at most %d", OBJECTS_MAX);
	p->objects = calloc((size_t)count + 1, sizeof(*p->objects));
	if (!p->objects)
		return diag_errno(-ENOMEM, "%s", y->path);
	while (fail_goes_on(err) && (item = fy_node_sequence_iterate(n, &at)))
		err = fail_worse(err,
			stop_signal() ? -EINTR : read_object(y, &p->objects[p->n_objects++], item));
	return err;
}

static int read_objects_key(struct yaml *y, void *to, struct fy_node *n)
{
	return read_objects(y, to, n);
}

#define OF_INPUTS(key)                                                                             \
	static int read_inputs_##key(struct yaml *y, void *to, struct fy_node *n)                  \
	{                                                                                          \
		return project_read_##key(y, &((struct project *)to)->inputs, n);                  \
	}
OF_INPUTS(append)
OF_INPUTS(cpus)
OF_INPUTS(kernel_list)
OF_INPUTS(memory)
OF_INPUTS(paths)
#undef OF_INPUTS

#define OF_POLICY(key)                                                                             \
	static int read_##key(struct yaml *y, void *to, struct fy_node *n)                         \
	{                                                                                          \
		return project_read_##key(y, &((struct project *)to)->policy, n);                  \
	}
OF_POLICY(known_failures)
OF_POLICY(limits)
OF_POLICY(splats)
#undef OF_POLICY

/* Settings without an object, as the help of a program shows them. */
static int check_place(struct yaml *y, struct fy_node *root)
{
	for (size_t i = 0; i < ARRAY_SIZE(object_keys); i++) {
		struct fy_node *value =
			fy_node_mapping_lookup_by_string(root, object_keys[i].name, FY_NT);
		/* the file has a list of that name, too */
		if (value && strcmp(object_keys[i].name, "kernels") != 0)
			return yaml_wrong(y, value,
				"%s: belongs in an item of objects: \"objects: [{match: "
				"NAME.bpf.o, %s: …}]\"",
				object_keys[i].name, object_keys[i].name);
	}
	return 0;
}

static int read_root(struct yaml *y, struct fy_node *root, void *arg)
{
	static const struct yaml_key keys[] = {
		{"append", read_inputs_append, false},
		{"cpus", read_inputs_cpus, false},
		{"kernels", read_inputs_kernel_list, false},
		{"known-failures", read_known_failures, false},
		{"limits", read_limits, false},
		{"memory", read_inputs_memory, false},
		{"objects", read_objects_key, false},
		{"paths", read_inputs_paths, false},
		{"splats", read_splats, false},
	};
	const int err = fy_node_is_mapping(root) ? check_place(y, root) : 0;

	return err ? err : yaml_read_keys(y, root, "the file", keys, ARRAY_SIZE(keys), arg);
}

int project_read(struct project *ret, const char *path)
{
	cleanup_with(project_clear) struct project p = {0};
	int r = yaml_read(path, read_root, &p);

	if (r)
		return r;
	p.path = p.policy.path = path;
	*ret = p;
	p = (struct project){0};
	return 0;
}

const char *project_used(const char *config)
{
	if (!config)
		return access(PROJECT_FILE, F_OK) ? NULL : PROJECT_FILE;
	return strcmp(config, PROJECT_NONE) ? config : NULL;
}

int project_open(struct project *ret, const char *config)
{
	const char *path = project_used(config);
	const bool found = path && !config;

	*ret = (struct project){0};
	if (found)
		diag_note(PROJECT_FILE " of this directory is used; -c " PROJECT_NONE
				       " leaves it out");
	if (!path)
		return 0;
	const int r = project_read(ret, path);
	ret->found = found;
	return r;
}

bool project_shows_error(struct project *p)
{
	return p->wrong++ < YAML_WRONG_MAX;
}

void project_clear(struct project *p)
{
	for (size_t i = 0; i < p->n_objects; i++) {
		free(p->objects[i].match);
		loader_item_clear(&p->objects[i].item);
		for (size_t j = 0; j < p->objects[i].n_shapes; j++)
			loader_item_clear(&p->objects[i].shapes[j].item);
		free(p->objects[i].shapes);
		free(p->objects[i].counted);
	}
	free(p->objects);
	project_inputs_clear(&p->inputs);
	policy_clear(&p->policy);
	*p = (struct project){0};
}
