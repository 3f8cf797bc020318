// SPDX-License-Identifier: GPL-2.0-only
/* The values of globals and of the kernel's configuration as JSON. */
#include "verdict/loader-parts.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

json_t *loader_globals_json(const struct loader_item *i)
{
	json_t *json = json_array();

	for (size_t j = 0; json && j < i->n_globals; j++) {
		const struct loader_global *g = &i->globals[j];
		json_t *one = loader_rule_json(g->line, g->path);
		if (!one || json_object_set(one, "value", g->value) ||
			json_array_append(json, one)) {
			json_decref(json);
			json = NULL;
		}
		json_decref(one);
	}
	return json;
}

static int read_global(struct loader_global *g, const json_t *json)
{
	json_t *value = json_object_get(json, "value");
	const int r = loader_rule_read(json, &g->line, &g->path);

	if (!r && !loader_value_ok(value))
		return -EBADMSG;
	g->value = r ? NULL : json_incref(value);
	return r;
}

int loader_globals_read(struct loader_item *i, const json_t *json)
{
	const size_t count = json_array_size(json);
	int r = 0;

	if (!json_is_array(json) || count > LOADER_GLOBALS)
		return -EBADMSG;
	i->globals = calloc(count + 1, sizeof(*i->globals));
	if (!i->globals)
		return -ENOMEM;
	while (!r && i->n_globals < count) {
		const size_t at = i->n_globals++;
		r = read_global(&i->globals[at], json_array_get(json, at));
	}
	return r;
}

json_t *loader_kconfig_json(const struct loader_item *i)
{
	json_t *json = json_array();

	for (size_t j = 0; json && j < i->n_kconfig; j++) {
		const struct loader_kconfig *k = &i->kconfig[j];
		json_t *one = loader_rule_json(k->line, k->name);
		if (!one || json_object_set_new(one, "value", json_string(k->value)) ||
			json_array_append(json, one)) {
			json_decref(json);
			json = NULL;
		}
		json_decref(one);
	}
	return json;
}

static int read_option(struct loader_kconfig *k, const json_t *json)
{
	int r = loader_rule_read(json, &k->line, &k->name);

	if (!r)
		r = loader_text_read(json, "value", &k->value);
	/* each is a line of Kconfig */
	return !r && (!k->value || strchr(k->value, '\n') || strpbrk(k->name, "=\n")) ? -EBADMSG
										      : r;
}

int loader_kconfig_read(struct loader_item *i, const json_t *json)
{
	const size_t count = json_array_size(json);
	int r = 0;

	if (!json_is_array(json) || count > LOADER_KCONFIG)
		return -EBADMSG;
	i->kconfig = calloc(count + 1, sizeof(*i->kconfig));
	if (!i->kconfig)
		return -ENOMEM;
	while (!r && i->n_kconfig < count) {
		const size_t at = i->n_kconfig++;
		r = read_option(&i->kconfig[at], json_array_get(json, at));
	}
	return r;
}
