// SPDX-License-Identifier: GPL-2.0-only
/* An item as JSON and back. */
#include "verdict/loader-parts.h"
#include "verdict/version.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

static json_t *kernels_json(const struct loader_item *i)
{
	json_t *json = json_array();

	for (size_t j = 0; j < i->n_kernels; j++)
		if (json_array_append_new(json, json_string(i->kernels[j]))) {
			json_decref(json);
			return NULL;
		}
	return json;
}

static json_t *dropped_json(const struct loader_item *i)
{
	return json_sprintf("%llx", (unsigned long long)i->dropped);
}

static json_t *needs_json(const struct loader_item *i)
{
	return loader_needs_json(i, false);
}

static json_t *lacks_json(const struct loader_item *i)
{
	return loader_needs_json(i, true);
}

static size_t count_needs(const struct loader_item *i, bool lacks)
{
	size_t n = 0;

	for (size_t j = 0; j < i->n_needs; j++)
		n += i->needs[j].lacks == lacks;
	return n;
}

static json_t *programs_json(const struct loader_item *i)
{
	return i->no_programs ? json_string("none") : loader_programs_json(i);
}

json_t *loader_item_json(const struct loader_item *i)
{
	const struct {
		const char *key;
		bool has;
		json_t *(*json)(const struct loader_item *i);
	} parts[] = {
		{"alternatives", i->has_alternatives, loader_alternatives_json},
		{"dropped", i->has_dropped, dropped_json},
		{"globals", i->n_globals, loader_globals_json},
		{"kconfig", i->n_kconfig, loader_kconfig_json},
		{"kernels", i->n_kernels, kernels_json},
		{"lacks", count_needs(i, true), lacks_json},
		{"maps", i->n_maps, loader_maps_json},
		{"needs", count_needs(i, false), needs_json},
		{"programs", i->no_programs || i->n_programs, programs_json},
	};
	json_t *json = loader_rule_json(i->line, NULL);
	int r = json ? 0 : -1;

	for (size_t j = 0; j < sizeof(parts) / sizeof(*parts) && !r; j++)
		if (parts[j].has)
			r = json_object_set_new(json, parts[j].key, parts[j].json(i));
	if (!r && i->has_prog_flags)
		r = json_object_set_new(json, "prog_flags", json_integer(i->prog_flags));
	if (!r && i->optional)
		r = json_object_set_new(json, "optional", json_true());
	if (!r && i->btf)
		r = json_object_set_new(json, "btf", json_string(i->btf));
	if (!r && i->btf)
		r = json_object_set_new(json, "btf_line", json_integer(i->btf_line));
	if (r) {
		json_decref(json);
		return NULL;
	}
	return json;
}

static int dropped_read(struct loader_item *i, const json_t *dropped)
{
	const char *text = json_string_value(dropped);
	char *end = NULL;

	errno = 0;
	i->has_dropped = true;
	i->dropped = text ? strtoull(text, &end, 16) : 0;
	return text && isxdigit((unsigned char)*text) && !*end && !errno ? 0 : -EBADMSG;
}

static int kernels_read(struct loader_item *i, const json_t *kernels)
{
	const size_t count = json_array_size(kernels);

	if (!json_is_array(kernels) || !count || count > LOADER_KERNELS)
		return -EBADMSG;
	i->kernels = calloc(count, sizeof(*i->kernels));
	if (!i->kernels)
		return -ENOMEM;
	for (; i->n_kernels < count; i->n_kernels++) {
		const char *text = json_string_value(json_array_get(kernels, i->n_kernels));
		if (!text || version_condition(text, NULL) < 0)
			return -EBADMSG;
		i->kernels[i->n_kernels] = strdup(text);
		if (!i->kernels[i->n_kernels])
			return -ENOMEM;
	}
	return 0;
}

static int prog_flags_read(struct loader_item *i, const json_t *flags)
{
	const json_int_t n = json_integer_value(flags);

	i->has_prog_flags = true;
	i->prog_flags = (uint32_t)n;
	return json_is_integer(flags) && n >= 0 && n <= UINT32_MAX ? 0 : -EBADMSG;
}

static int programs_read(struct loader_item *i, const json_t *programs)
{
	const char *text = json_string_value(programs);

	i->no_programs = text && strcmp(text, "none") == 0;
	return i->no_programs ? 0 : loader_programs_read(i, programs);
}

static int optional_read(struct loader_item *i, const json_t *optional)
{
	i->optional = json_is_true(optional);
	return json_is_boolean(optional) ? 0 : -EBADMSG;
}

/* The rules of an optional item are optional. */
static void spread_optional(struct loader_item *i)
{
	for (size_t j = 0; j < i->n_maps; j++)
		i->maps[j].optional = i->optional;
	for (size_t j = 0; j < i->n_programs; j++)
		i->programs[j].optional = i->optional;
	for (size_t j = 0; j < i->n_globals; j++)
		i->globals[j].optional = i->optional;
	for (size_t j = 0; j < i->n_alternatives; j++)
		i->alternatives[j].optional = i->optional;
}

int loader_item_read(struct loader_item *ret, const json_t *json, const char **ret_why)
{
	static const struct {
		const char *key;
		int (*read)(struct loader_item *i, const json_t *json);
	} parts[] = {
		{"dropped", dropped_read},
		{"prog_flags", prog_flags_read},
		{"programs", programs_read},
		{"maps", loader_maps_read},
		{"kernels", kernels_read},
		{"needs", loader_needs_read},
		{"lacks", loader_lacks_read},
		{"alternatives", loader_alternatives_read},
		{"globals", loader_globals_read},
		{"kconfig", loader_kconfig_read},
		{"optional", optional_read},
	};
	int r;

	*ret = (struct loader_item){0};
	*ret_why = "line";
	r = json_is_object(json) ? loader_line_read(json, "line", &ret->line) : -EBADMSG;
	for (size_t j = 0; j < sizeof(parts) / sizeof(*parts) && !r; j++) {
		const json_t *part = json_object_get(json, parts[j].key);
		*ret_why = parts[j].key;
		r = part ? parts[j].read(ret, part) : 0;
	}
	if (r)
		return r;
	*ret_why = "btf";
	r = loader_text_read(json, "btf", &ret->btf);
	if (!r)
		r = loader_line_read(json, "btf_line", &ret->btf_line);
	spread_optional(ret);
	return r;
}
