// SPDX-License-Identifier: GPL-2.0-only
/*
 * How a suggestion is made
 *
 * The guest says what lacks of a program or map, as one line of YAML: "maps: {flows: {value-size:
 * N}}".  Of each object the lines of all programs and kernels are collected once (suggest-lines.c)
 * and written as an item of bpfjury.yaml.  A value in capitals is known to the object's loader
 * alone.  Such a line is a comment, so that the file can be used before it is filled in; an item
 * that has no other line gets a setting without effect, because an item must have one.
 */
#include "suggest.h"
#include "config.h"
#include "cleanup.h"
#include "suggest-lines.h"
#include "verdict/text.h"

#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/*
 * @path as a pattern that only it matches, quoted; NULL without memory.  JSON's strings are YAML.
 */
static char *quote_path(const char *path)
{
	cleanup_free char *pattern = calloc(2, strlen(path) + 1);
	char *quoted = NULL, *at = pattern;

	if (!pattern)
		return NULL;
	for (; *path; path++) {
		if (strchr("*?[\\", *path))
			*at++ = '\\';
		*at++ = *path;
	}
	json_t *json = json_string(pattern);
	if (json)
		quoted = json_dumps(json, JSON_ENCODE_ANY);
	json_decref(json);
	return quoted;
}

/* Whether @path ends with @parts, at a slash. */
static bool ends_with(const char *path, const char *parts)
{
	const size_t len = strlen(path), end = strlen(parts);

	return len >= end && strcmp(path + len - end, parts) == 0 &&
	       (len == end || path[len - end - 1] == '/');
}

/* The fewest last parts of the path of object @at that no other object's path ends with. */
static const char *last_parts(const struct result_kernel *k, size_t at)
{
	const char *path = k->objects[at].path, *parts = path + strlen(path);

	while (parts > path) {
		for (parts--; parts > path && parts[-1] != '/';)
			parts--;
		size_t i = 0;
		while (i < k->n_objects && (strcmp(k->objects[i].path, path) == 0 ||
						   !ends_with(k->objects[i].path, parts)))
			i++;
		if (i == k->n_objects)
			break;
	}
	return parts;
}

/* The lines of one key of an item; those without a value as comments. */
static void write_key(FILE *out, const struct suggest_lines *lines, const char *key)
{
	bool any = false, any_known = false;

	for (size_t i = 0; i < lines->count; i++) {
		const bool same = strcmp(lines->at[i].key, key) == 0;
		any |= same;
		any_known |= same && !lines->at[i].blank;
	}
	if (any)
		fprintf(out, "    %s%s:\n", any_known ? "" : "#", key);
	for (size_t i = 0; i < lines->count; i++) {
		const struct suggest_line *l = &lines->at[i];
		if (strcmp(l->key, key) == 0)
			fprintf(out, "    %s  %s: %s  # %s\n", l->blank ? "#" : "", l->name,
				l->keys, l->why);
	}
}

/* Programs that no setting helps, as comments. */
static void write_others(FILE *out, const struct suggest_lines *lines)
{
	for (size_t i = 0; i < lines->n_others; i++)
		fprintf(out, "    # %s\n", lines->others[i]);
}

static int write_item(
	FILE *out, const char *path, const struct suggest_lines *lines, struct suggestion *s)
{
	cleanup_free char *match = quote_path(path);
	bool any_known = lines->no_programs;

	if (!match)
		return -ENOMEM;
	for (size_t i = 0; i < lines->count; i++) {
		s->blanks += lines->at[i].blank;
		any_known |= !lines->at[i].blank;
	}
	fprintf(out, "  - match: %s\n", match);
	if (!any_known)
		fputs("    capabilities: all  # the default: an item must have a setting\n", out);
	if (lines->no_programs)
		fputs("    programs: none\n", out);
	else
		write_key(out, lines, "programs");
	write_key(out, lines, "maps");
	write_others(out, lines);
	s->objects++;
	return 0;
}

/* The kernels of this run, so that a later one needs no -k.  -ENOMEM. */
static int write_kernels(FILE *out, const struct result *result)
{
	fputs("kernels:\n", out);
	for (size_t i = 0; i < result->n_kernels; i++) {
		const char *spec = result->kernels[i].spec;
		json_auto_t *json = json_string(spec ? spec : "");
		cleanup_free char *quoted = json ? json_dumps(json, JSON_ENCODE_ANY) : NULL;
		if (!quoted)
			return -ENOMEM;
		if (spec)
			fprintf(out, "  - %s\n", quoted);
	}
	fputs("  # - {kernel: debian:7.2, required: false}  # shown, and never red\n", out);
	return 0;
}

/* What may be said of results, as comments. */
static void write_gates(FILE *out)
{
	fputs("\n"
	      "# What else makes a run red, and what does not (bpfjury.yaml(5), RESULTS):\n"
	      "# limits:\n"
	      "#   - insns>900000\n"
	      "#   - insns>+10%  # in: bpfjury compare -c bpfjury.yaml BASE NEW\n"
	      "# known-failures:\n"
	      "#   - match: NAME.bpf.o\n"
	      "#     program: NAME\n"
	      "#     kernels: \"<5.15\"\n"
	      "#     until: YYYY-MM-DD\n"
	      "#     why: LINK\n"
	      "# splats:\n"
	      "#   - {title: \"WARNING in FUNCTION\", reason: WHY, link: https://…}\n",
		out);
}

static void write_head(FILE *out, const struct result *result)
{
	fputs("# yaml-language-server: $schema=" YAML_SCHEMA "\n", out);
	fputs("# What the loader of these objects sets, as far as their refusals show it on", out);
	for (size_t i = 0; i < result->n_kernels; i++) {
		char name[64];
		const char *version = result->kernels[i].version;
		text_set(name, version ? version : result->kernels[i].spec);
		fprintf(out, "%s %s", i ? "," : "", name);
	}
	fputs(".\n"
	      "# A word in capitals is a value that the loader knows.  Such a line is a comment:\n"
	      "# write the value and take away the #.  bpfjury.yaml(5) has all settings.\n",
		out);
}

/* The shapes of an object, which are objects of a result, follow each other: one item for all. */
static int write_items(FILE *out, const struct result *result, struct suggestion *s)
{
	const struct result_kernel *first = result->kernels;
	int r = 0;

	for (size_t i = 0; i < first->n_objects && !r; i++) {
		struct suggest_lines lines = {0};
		size_t end = i + 1;
		while (end < first->n_objects &&
			strcmp(first->objects[end].path, first->objects[i].path) == 0)
			end++;
		for (size_t k = 0; k < result->n_kernels && !r; k++)
			for (size_t o = i; o < end && !r; o++)
				r = suggest_lines_add(&lines, &result->kernels[k].objects[o]);
		if (!r && (lines.count || lines.no_programs || lines.n_others))
			r = write_item(out, last_parts(first, i), &lines, s);
		suggest_lines_clear(&lines);
		i = end - 1;
	}
	return r;
}

int suggest(struct suggestion *ret, const struct result *result)
{
	struct suggestion s = {0};
	size_t size;
	FILE *out = open_memstream(&s.text, &size);

	if (!out)
		return -ENOMEM;
	write_head(out, result);
	int r = write_kernels(out, result);
	fputs("\nobjects:\n", out);
	if (!r)
		r = write_items(out, result, &s);
	write_gates(out);
	if (fclose(out) || r) {
		suggestion_clear(&s);
		return -ENOMEM;
	}
	if (!s.objects) {
		free(s.text);
		s.text = NULL;
	}
	*ret = s;
	return 0;
}

void suggestion_clear(struct suggestion *s)
{
	free(s->text);
	*s = (struct suggestion){0};
}
