// SPDX-License-Identifier: GPL-2.0-only
#include "project-maps.h"
#include "cleanup.h"
#include "diag.h"
#include "project-contents.h"
#include "stop.h"
#include "verdict/bpf-names.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define PAGES_MAX (1U << 20) /* of 4 KiB; a map has at most 2^32 - 1 entries */

static int read_type(struct yaml *y, void *to, struct fy_node *n)
{
	struct loader_map_def *d = to;
	const char *text = yaml_text(y, n, "type");
	const int number = text ? bpf_names_number(BPF_NAMES_MAP_TYPE, text) : -1;
	char question[160];

	if (!text)
		return FAIL_MISUSE;
	if (number < 0)
		return yaml_wrong(y, n, "type: %s: no such type of a map%s", text,
			bpf_names_question(question, sizeof(question), BPF_NAMES_MAP_TYPE, text));
	d->type = (uint32_t)number;
	d->set |= LOADER_MAP_TYPE;
	return 0;
}

static int read_key_size(struct yaml *y, void *to, struct fy_node *n)
{
	struct loader_map_def *d = to;

	d->set |= LOADER_MAP_KEY_SIZE;
	return yaml_number(y, n, "key-size", UINT32_MAX, &d->key_size);
}

static int read_value_size(struct yaml *y, void *to, struct fy_node *n)
{
	struct loader_map_def *d = to;

	d->set |= LOADER_MAP_VALUE_SIZE;
	return yaml_number(y, n, "value-size", UINT32_MAX, &d->value_size);
}

static int read_pages(struct yaml *y, void *to, struct fy_node *n)
{
	struct loader_map_def *d = to;

	d->max_entries.unit = LOADER_PAGES;
	return yaml_number(y, n, "pages", PAGES_MAX - 1, &d->max_entries.n);
}

static int read_max_entries(struct yaml *y, void *to, struct fy_node *n)
{
	static const struct yaml_key keys[] = {{"pages", read_pages, false}};
	struct loader_map_def *d = to;

	d->set |= LOADER_MAP_MAX_ENTRIES;
	d->max_entries = (struct loader_count){.unit = LOADER_NUMBER};
	if (fy_node_is_mapping(n))
		return yaml_read_keys(y, n, "max-entries", keys, ARRAY_SIZE(keys), d);
	const char *text = yaml_text(y, n, "max-entries");
	if (!text)
		return FAIL_MISUSE;
	if (strcmp(text, "cpus") == 0) {
		d->max_entries.unit = LOADER_CPUS;
		return 0;
	}
	if (text[0] < '0' || text[0] > '9')
		return yaml_wrong(y, n,
			"max-entries: %s: must be a number, cpus, or {pages: a number}", text);
	return yaml_number(y, n, "max-entries", UINT32_MAX, &d->max_entries.n);
}

static int read_flag(struct yaml *y, struct loader_map_def *d, struct fy_node *n)
{
	const char *text = yaml_text(y, n, "flags");
	const int bit = text ? bpf_names_number(BPF_NAMES_MAP_FLAG, text) : -1;
	char question[160];

	if (!text)
		return FAIL_MISUSE;
	if (bit < 0)
		return yaml_wrong(y, n, "flags: %s: no such flag of a map%s", text,
			bpf_names_question(question, sizeof(question), BPF_NAMES_MAP_FLAG, text));
	d->flags |= 1U << bit;
	return 0;
}

static int read_flags(struct yaml *y, void *to, struct fy_node *n)
{
	struct loader_map_def *d = to;
	struct fy_node *item;
	void *at = NULL;
	int err = 0;

	d->set |= LOADER_MAP_FLAGS;
	/* a map that its loader makes without those of the object */
	if (yaml_is_plain(n) && strcmp(fy_node_get_scalar0(n), "none") == 0)
		return 0;
	if (!fy_node_is_sequence(n))
		return read_flag(y, d, n);
	while (fail_goes_on(err) && (item = fy_node_sequence_iterate(n, &at)))
		err = fail_worse(err, read_flag(y, d, item));
	return err;
}

/* The same keys of the map itself. */
#define OF_MAP(key)                                                                                \
	static int read_map_##key(struct yaml *y, void *to, struct fy_node *n)                     \
	{                                                                                          \
		struct loader_map *m = to;                                                         \
		m->set |= LOADER_MAP_DEF;                                                          \
		return read_##key(y, &m->def, n);                                                  \
	}
OF_MAP(flags)
OF_MAP(key_size)
OF_MAP(max_entries)
OF_MAP(type)
OF_MAP(value_size)

static int read_inner(struct yaml *y, void *to, struct fy_node *n)
{
	static const struct yaml_key keys[] = {
		{"flags", read_flags, false},
		{"key-size", read_key_size, false},
		{"max-entries", read_max_entries, false},
		{"type", read_type, false},
		{"value-size", read_value_size, false},
	};
	struct loader_map *m = to;

	m->set |= LOADER_MAP_INNER;
	return yaml_read_keys(y, n, "inner", keys, ARRAY_SIZE(keys), &m->inner);
}

static int read_autocreate(struct yaml *y, void *to, struct fy_node *n)
{
	struct loader_map *m = to;

	m->set |= LOADER_MAP_AUTOCREATE;
	return yaml_flag(y, n, "autocreate", &m->autocreate);
}

static int read_contents(struct yaml *y, void *to, struct fy_node *n)
{
	return project_read_contents(y, to, n, false);
}

static int read_pin(struct yaml *y, void *to, struct fy_node *n)
{
	(void)to;
	return yaml_wrong(y, n,
		"pin: maps are not pinned: no answer of a verifier depends on it; where the map "
		"that is reused has other sizes than the object says, give those");
}

static const struct yaml_key map_keys[] = {
	{"autocreate", read_autocreate, false},
	{"contents", read_contents, false},
	{"flags", read_map_flags, false},
	{"inner", read_inner, false},
	{"key-size", read_map_key_size, false},
	{"max-entries", read_map_max_entries, false},
	{"type", read_map_type, false},
	{"value-size", read_map_value_size, false},
};

static const struct yaml_key pin_key = {"pin", read_pin, false};

static bool has_pin(struct fy_node *n)
{
	return fy_node_mapping_lookup_value_by_simple_key(n, pin_key.name, FY_NT);
}

/* What cannot be meant together. */
static int check_map(struct yaml *y, const struct loader_map *m, struct fy_node *n)
{
	const bool no_map = m->set & LOADER_MAP_AUTOCREATE && !m->autocreate;

	if (no_map && m->set & ~(unsigned)LOADER_MAP_AUTOCREATE)
		return yaml_wrong(y, n,
			"maps: %s: autocreate: false, and the map that is not created is set up",
			m->name);
	return 0;
}

static int read_map(
	struct yaml *y, struct loader_map *m, struct fy_node *key, struct fy_node *value)
{
	const char *name = yaml_text(y, key, "maps");

	if (!name)
		return FAIL_MISUSE;
	m->line = yaml_line(key);
	m->name = strdup(name);
	if (!m->name)
		return diag_errno(-ENOMEM, "%s", y->path);
	if (!value || !fy_node_is_mapping(value))
		return yaml_wrong(y, key,
			"maps: %s: must have keys, max-entries for instance, or elements, "
			"{\"00000000\": \"01\"}",
			name);
	if (yaml_is_empty(value))
		return yaml_wrong(y, key, "maps: %s: nothing in it", name);
	if (project_is_hexadecimal(value))
		return project_read_contents(y, m, value, true);
	if (has_pin(value))
		return read_pin(y, m,
			fy_node_mapping_lookup_value_by_simple_key(value, pin_key.name, FY_NT));
	const int err = yaml_read_keys(y, value, "a map", map_keys, ARRAY_SIZE(map_keys), m);
	return err ? err : check_map(y, m, value);
}

int project_read_maps(struct yaml *y, struct loader_item *i, struct fy_node *n)
{
	int count = fy_node_is_mapping(n) ? fy_node_mapping_item_count(n) : -1;
	struct fy_node_pair *pair;
	void *at = NULL;

	if (count < 0 || count > LOADER_MAPS)
		return yaml_wrong(y, n, "maps: must have names of maps, at most %d", LOADER_MAPS);
	int err = yaml_check_keys(y, n);
	if (err)
		return err;
	i->maps = calloc((size_t)count + 1, sizeof(*i->maps));
	if (!i->maps)
		return diag_errno(-ENOMEM, "%s", y->path);
	while (fail_goes_on(err) && (pair = fy_node_mapping_iterate(n, &at)))
		err = fail_worse(err, read_map(y, &i->maps[i->n_maps++], fy_node_pair_key(pair),
					      fy_node_pair_value(pair)));
	return err;
}
