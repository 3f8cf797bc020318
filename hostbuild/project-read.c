// SPDX-License-Identifier: GPL-2.0-only
#include "project.h"
#include "cleanup.h"
#include "diag.h"
#include "project-maps.h"
#include "project-yaml.h"
#include "stop.h"
#include "verdict/loader-words.h"
#include "verdict/nearest.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define OBJECTS_MAX 65536

static int read_capabilities(struct yaml *y, struct project_object *o, struct fy_node *n)
{
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

static int read_flags(struct yaml *y, struct project_object *o, struct fy_node *n)
{
	struct fy_node *item;
	void *at = NULL;
	int err = 0;

	if (!fy_node_is_sequence(n))
		return read_flag(y, o, n);
	while (fail_goes_on(err) && (item = fy_node_sequence_iterate(n, &at)))
		err = fail_worse(err, read_flag(y, o, item));
	return err;
}

static int read_programs(struct yaml *y, struct project_object *o, struct fy_node *n)
{
	const char *text = yaml_text(y, n, "programs");

	if (!text)
		return FAIL_MISUSE;
	o->item.no_programs = strcmp(text, "none") == 0;
	return o->item.no_programs ? 0 : yaml_wrong(y, n, "programs: %s: must be none", text);
}

static int read_optional(struct yaml *y, struct project_object *o, struct fy_node *n)
{
	const char *text = yaml_text(y, n, "optional");

	if (!text)
		return FAIL_MISUSE;
	o->item.optional = strcmp(text, "true") == 0;
	return o->item.optional || strcmp(text, "false") == 0
		       ? 0
		       : yaml_wrong(y, n, "optional: %s: must be true or false", text);
}

static int read_match(struct yaml *y, struct project_object *o, struct fy_node *n)
{
	const char *text = yaml_text(y, n, "match");

	if (!text)
		return FAIL_MISUSE;
	o->line = yaml_line(n);
	o->item.line = o->line;
	o->match = strdup(text);
	return o->match ? 0 : diag_errno(-ENOMEM, "%s", y->path);
}

static int read_maps(struct yaml *y, struct project_object *o, struct fy_node *n)
{
	return project_read_maps(y, &o->item, n);
}

/* The keys of an object. */
static const struct {
	const char *name;
	int (*read)(struct yaml *y, struct project_object *o, struct fy_node *n);
	int setting; /* enum project_setting; -1: none */
} object_keys[] = {
	{"capabilities", read_capabilities, PROJECT_CAPABILITIES},
	{"maps", read_maps, PROJECT_MAPS},
	{"match", read_match, -1},
	{"optional", read_optional, -1},
	{"program-flags", read_flags, PROJECT_FLAGS},
	{"programs", read_programs, PROJECT_PROGRAMS},
};

static int no_such_key(struct yaml *y, struct fy_node *n, const char *key)
{
	const char *names[ARRAY_SIZE(object_keys)];
	char question[128];

	for (size_t i = 0; i < ARRAY_SIZE(object_keys); i++)
		names[i] = object_keys[i].name;
	return yaml_wrong(y, n,
		"%s: no such key of an object; there are capabilities, maps, match, optional, "
		"program-flags, programs%s",
		key, nearest_question(question, sizeof(question), key, names, ARRAY_SIZE(names)));
}

static int read_key(struct yaml *y, struct project_object *o, struct fy_node_pair *pair)
{
	const char *key = yaml_text(y, fy_node_pair_key(pair), "objects");
	size_t i = 0;

	if (!key)
		return FAIL_MISUSE;
	while (i < ARRAY_SIZE(object_keys) && strcmp(object_keys[i].name, key) != 0)
		i++;
	if (i == ARRAY_SIZE(object_keys))
		return no_such_key(y, fy_node_pair_key(pair), key);
	if (yaml_is_empty(fy_node_pair_value(pair)))
		return yaml_wrong(y, fy_node_pair_key(pair), "%s: nothing in it", key);
	if (object_keys[i].setting >= 0)
		o->has[object_keys[i].setting] = true;
	return object_keys[i].read(y, o, fy_node_pair_value(pair));
}

static bool has_setting(const struct project_object *o)
{
	for (size_t i = 0; i < PROJECT_SETTINGS; i++)
		if (o->has[i])
			return true;
	return false;
}

static int read_object(struct yaml *y, struct project_object *o, struct fy_node *n)
{
	struct fy_node_pair *pair;
	void *at = NULL;

	if (!fy_node_is_mapping(n))
		return yaml_wrong(y, n, "objects: each must have keys, match first");
	int err = yaml_check_keys(y, n);
	if (err)
		return err;
	while (fail_goes_on(err) && (pair = fy_node_mapping_iterate(n, &at)))
		err = fail_worse(err, read_key(y, o, pair));
	if (!err && !o->match)
		return yaml_wrong(y, n, "objects: one without match");
	if (!err && !has_setting(o))
		return yaml_wrong(y, n, "match: %s: without a setting", o->match);
	return err;
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

static int read_root_key(struct yaml *y, struct project *p, struct fy_node_pair *pair)
{
	static const char *const keys[] = {"objects"};
	struct fy_node *node = fy_node_pair_key(pair);
	const char *key = yaml_text(y, node, "key");
	char question[64];

	if (!key)
		return FAIL_MISUSE;
	if (strcmp(key, keys[0]) != 0)
		return yaml_wrong(y, node, "%s: no such key; there is objects%s", key,
			nearest_question(question, sizeof(question), key, keys, ARRAY_SIZE(keys)));
	if (yaml_is_empty(fy_node_pair_value(pair)))
		return yaml_wrong(y, node, "objects: nothing in it");
	return read_objects(y, p, fy_node_pair_value(pair));
}

static int read_root(struct yaml *y, struct fy_node *root, void *arg)
{
	struct fy_node_pair *pair;
	void *at = NULL;

	if (!root || !fy_node_is_mapping(root))
		return yaml_wrong(y, root, "must have the key objects");
	int err = yaml_check_keys(y, root);
	if (err)
		return err;
	while (fail_goes_on(err) && (pair = fy_node_mapping_iterate(root, &at)))
		err = fail_worse(err, read_root_key(y, arg, pair));
	return err;
}

int project_read(struct project *ret, const char *path)
{
	cleanup_with(project_clear) struct project p = {0};
	int r = yaml_read(path, read_root, &p);

	if (r)
		return r;
	*ret = p;
	p = (struct project){0};
	return 0;
}

void project_clear(struct project *p)
{
	for (size_t i = 0; i < p->n_objects; i++) {
		free(p->objects[i].match);
		loader_item_clear(&p->objects[i].item);
	}
	free(p->objects);
	*p = (struct project){0};
}
