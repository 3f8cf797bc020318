// SPDX-License-Identifier: GPL-2.0-only
#include "project-globals.h"
#include "diag.h"
#include "project-value.h"
#include "stop.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* The number of names with values in @n, or FAIL_MISUSE, reported. */
static int count_names(
	struct yaml *y, struct fy_node *n, const char *what, int most, size_t *ret_count)
{
	const int count = n && fy_node_is_mapping(n) ? fy_node_mapping_item_count(n) : -1;

	if (count < 0 || count > most)
		return yaml_wrong(y, n, "%s must be names with values, at most %d", what, most);
	*ret_count = (size_t)count;
	return yaml_check_keys(y, n);
}

static int read_global(struct yaml *y, struct loader_global *g, struct fy_node_pair *pair)
{
	struct fy_node *key = fy_node_pair_key(pair);
	const int err = yaml_string(y, key, "globals", &g->path);

	g->line = yaml_line(key);
	return err ? err : project_value(y, fy_node_pair_value(pair), g->path, &g->value);
}

int project_read_globals(struct yaml *y, struct loader_item *i, struct fy_node *n)
{
	struct fy_node_pair *pair;
	void *at = NULL;
	size_t count;
	int err = count_names(y, n, "globals", LOADER_GLOBALS, &count);

	if (err)
		return err;
	i->globals = calloc(count + 1, sizeof(*i->globals));
	if (!i->globals)
		return diag_errno(-ENOMEM, "%s", y->path);
	while (fail_goes_on(err) && (pair = fy_node_mapping_iterate(n, &at)))
		err = fail_worse(err,
			stop_signal() ? -EINTR : read_global(y, &i->globals[i->n_globals++], pair));
	return err;
}

/* A name that fits into tables, paths and URLs. */
static int read_shape(struct yaml *y, struct project_shape *s, struct fy_node_pair *pair)
{
	static const char allowed[] = "abcdefghijklmnopqrstuvwxyz0123456789"
				      "ABCDEFGHIJKLMNOPQRSTUVWXYZ._-";
	struct fy_node *key = fy_node_pair_key(pair), *value = fy_node_pair_value(pair);
	const char *name = yaml_text(y, key, "shapes");

	if (!name)
		return FAIL_MISUSE;
	if (strspn(name, allowed) != strlen(name) || strlen(name) >= sizeof(s->name))
		return yaml_wrong(y, key,
			"shapes: %s: a name has letters, digits, dots, - and _, at most %d", name,
			SHAPE_SIZE - 1);
	strcpy(s->name, name);
	s->item.line = yaml_line(key);
	if (!value || !fy_node_is_mapping(value))
		return yaml_wrong(y, key,
			"shapes: %s: must have globals with values; {} is the object as compiled",
			name);
	return project_read_globals(y, &s->item, value);
}

int project_read_shapes(
	struct yaml *y, struct fy_node *n, struct project_shape **ret, size_t *ret_count)
{
	struct fy_node_pair *pair;
	void *at = NULL;
	size_t count;
	int err = count_names(y, n, "shapes", LOADER_SHAPES, &count);

	if (err)
		return err;
	*ret = calloc(count + 1, sizeof(**ret));
	if (!*ret)
		return diag_errno(-ENOMEM, "%s", y->path);
	while (fail_goes_on(err) && (pair = fy_node_mapping_iterate(n, &at)))
		err = fail_worse(err, read_shape(y, &(*ret)[(*ret_count)++], pair));
	return err;
}

/* A value of Kconfig: y, n, m, a number, or a text, which has quotes there. */
static int read_option_value(struct yaml *y, struct loader_kconfig *k, struct fy_node *n)
{
	const char *text = n && fy_node_is_scalar(n) && !yaml_is_plain(n) && !fy_node_is_alias(n)
				   ? fy_node_get_scalar0(n)
				   : yaml_text(y, n, k->name);
	json_t *value = NULL;

	if (!text)
		return FAIL_MISUSE;
	if (!yaml_is_plain(n)) {
		if (strpbrk(text, "\"\n"))
			return yaml_wrong(y, n,
				"kconfig: %s: a text with a quote or a new line in it", k->name);
		return asprintf(&k->value, "\"%s\"", text) < 0 ? -ENOMEM : 0;
	}
	if (!strcmp(text, "y") || !strcmp(text, "n") || !strcmp(text, "m"))
		return yaml_string(y, n, k->name, &k->value);
	int err = project_value(y, n, k->name, &value);
	if (err)
		return err;
	const bool number = json_is_integer(value) || text[strspn(text, "0123456789")] == '\0';
	json_decref(value);
	return number ? yaml_string(y, n, k->name, &k->value)
		      : yaml_wrong(y, n,
				"kconfig: %s: %s: must be y, n, m, a number, or a text in quotes",
				k->name, text);
}

static int read_option(struct yaml *y, struct loader_kconfig *k, struct fy_node_pair *pair)
{
	struct fy_node *key = fy_node_pair_key(pair);
	const int err = yaml_string(y, key, "kconfig", &k->name);

	if (err)
		return err;
	k->line = yaml_line(key);
	if (strncmp(k->name, "CONFIG_", strlen("CONFIG_")) != 0 ||
		k->name[strspn(k->name, "abcdefghijklmnopqrstuvwxyz0123456789"
					"ABCDEFGHIJKLMNOPQRSTUVWXYZ_")])
		return yaml_wrong(y, key, "kconfig: %s: an option is CONFIG_…", k->name);
	const int value = read_option_value(y, k, fy_node_pair_value(pair));
	return value == -ENOMEM ? diag_errno(value, "%s", y->path) : value;
}

int project_read_kconfig(struct yaml *y, struct loader_item *i, struct fy_node *n)
{
	struct fy_node_pair *pair;
	void *at = NULL;
	size_t count;
	int err = count_names(y, n, "kconfig", LOADER_KCONFIG, &count);

	if (err)
		return err;
	i->kconfig = calloc(count + 1, sizeof(*i->kconfig));
	if (!i->kconfig)
		return diag_errno(-ENOMEM, "%s", y->path);
	while (fail_goes_on(err) && (pair = fy_node_mapping_iterate(n, &at)))
		err = fail_worse(err, read_option(y, &i->kconfig[i->n_kconfig++], pair));
	return err;
}
