// SPDX-License-Identifier: GPL-2.0-only
#include "suggest-lines.h"
#include "cleanup.h"
#include "format.h"
#include "verdict/reasons.h"
#include "verdict/text.h"

#include <errno.h>
#include <libfyaml.h>
#include <stdlib.h>
#include <string.h>

#define EMIT_FLAGS (FYECF_MODE_FLOW_ONELINE | FYECF_WIDTH_INF)

/* Whether @n has a value that is a word in capitals: FUNCTION, N, 'OBJECT:FUNCTION'. */
static bool has_blank(struct fy_node *n)
{
	struct fy_node_pair *pair;
	void *at = NULL;
	size_t len = 0;

	if (fy_node_is_mapping(n)) {
		while ((pair = fy_node_mapping_iterate(n, &at)))
			if (has_blank(fy_node_pair_value(pair)))
				return true;
		return false;
	}
	const char *text = fy_node_is_scalar(n) ? fy_node_get_scalar(n, &len) : NULL;
	if (!text || !len)
		return false;
	for (size_t i = 0; i < len; i++)
		if (!strchr("ABCDEFGHIJKLMNOPQRSTUVWXYZ:", text[i]))
			return false;
	return true;
}

static const struct suggest_line *find(
	const struct suggest_lines *lines, const char *key, const char *name)
{
	for (size_t i = 0; i < lines->count; i++)
		if (strcmp(lines->at[i].key, key) == 0 && strcmp(lines->at[i].name, name) == 0)
			return &lines->at[i];
	return NULL;
}

/* A comment of one line: "target-of-loader: libbpf: prog …". */
static char *explain(const struct program_result *p)
{
	const size_t shown = utf8_cut(p->detail, 200);
	char text[320];

	snprintf(text, sizeof(text), "%s: %.*s%s", p->reason, (int)shown, p->detail,
		p->detail[shown] ? "…" : "");
	return text_shown(text, strlen(text), false);
}

/* One program or map of a setting. */
static int add_pair(struct suggest_lines *lines, const char *key, struct fy_node_pair *pair,
	const struct program_result *p)
{
	cleanup_free char *name = fy_emit_node_to_string(fy_node_pair_key(pair), EMIT_FLAGS);
	struct suggest_line *more;

	cleanup_free char *keys = fy_emit_node_to_string(fy_node_pair_value(pair), EMIT_FLAGS);
	if (!name || !keys)
		return -ENOMEM;
	/*
	 * libfyaml 0.7.12 breaks the line after the tag of a key; what is behind left the comment
	 */
	if (find(lines, key, name) || strpbrk(name, "\r\n") || strpbrk(keys, "\r\n"))
		return 0;
	more = reallocarray(lines->at, lines->count + 1, sizeof(*more));
	if (!more)
		return -ENOMEM;
	lines->at = more;
	struct suggest_line *l = &lines->at[lines->count];
	*l = (struct suggest_line){.key = key,
		.name = steal(&name),
		.keys = steal(&keys),
		.why = explain(p),
		.blank = has_blank(fy_node_pair_value(pair))};
	lines->count++;
	return l->why ? 0 : -ENOMEM;
}

/*
 * @root is "programs: {NAME: {…}}", "maps: {NAME: {…}}" or "programs: none"; anything else is left.
 */
static int add_root(
	struct suggest_lines *lines, struct fy_node *root, const struct program_result *p)
{
	static const char *const keys[] = {"maps", "programs"};
	struct fy_node_pair *pair;
	void *at = NULL;
	int r = 0;

	if (!root || !fy_node_is_mapping(root) || fy_node_mapping_item_count(root) != 1)
		return 0;
	pair = fy_node_mapping_get_by_index(root, 0);
	struct fy_node *value = fy_node_pair_value(pair);
	for (size_t i = 0; i < ARRAY_SIZE(keys); i++) {
		struct fy_node *named = fy_node_mapping_lookup_by_string(root, keys[i], FY_NT);
		if (!named)
			continue;
		if (fy_node_is_scalar(named))
			lines->no_programs |= reason_is(p, REASON_NO_PROGRAMS);
		while (fy_node_is_mapping(value) && !r &&
			(pair = fy_node_mapping_iterate(value, &at)))
			if (fy_node_is_scalar(fy_node_pair_key(pair)) &&
				fy_node_is_mapping(fy_node_pair_value(pair)))
				r = add_pair(lines, keys[i], pair, p);
	}
	return r;
}

/* libfyaml's messages on what the guest sent are of no use to anybody. */
static void drop_message(struct fy_diag *diag, void *user, const char *message, size_t len)
{
	(void)diag;
	(void)user;
	(void)message;
	(void)len;
}

static int add_setting(struct suggest_lines *lines, const struct program_result *p)
{
	struct fy_diag_cfg diag_cfg;

	fy_diag_cfg_default(&diag_cfg);
	diag_cfg.fp = NULL;
	diag_cfg.output_fn = drop_message;
	struct fy_diag *diag = fy_diag_create(&diag_cfg);
	const struct fy_parse_cfg cfg = {.flags = FYPCF_DEFAULT_PARSE, .diag = diag};
	struct fy_document *document =
		diag ? fy_document_build_from_string(&cfg, p->setting, FY_NT) : NULL;
	const int r = document ? add_root(lines, fy_document_root(document), p) : 0;

	fy_document_destroy(document);
	fy_diag_destroy(diag);
	return diag ? r : -ENOMEM;
}

/* A program for which there is no setting: a comment says why. */
static int add_other(struct suggest_lines *lines, const struct program_result *p)
{
	cleanup_free char *why = explain(p);
	cleanup_free char *text = why ? format_string("%s: %s", p->name, why) : NULL;
	char **more = text ? reallocarray(lines->others, lines->n_others + 1, sizeof(*more)) : NULL;

	if (!more)
		return -ENOMEM;
	lines->others = more;
	for (size_t i = 0; i < lines->n_others; i++)
		if (strcmp(lines->others[i], text) == 0)
			return 0;
	lines->others[lines->n_others++] = steal(&text);
	return 0;
}

int suggest_lines_add(struct suggest_lines *lines, const struct result_object *o)
{
	int r = 0;

	for (size_t i = 0; i < o->n_programs && !r; i++) {
		const struct program_result *p = &o->programs[i].result;
		if (*p->setting)
			r = add_setting(lines, p);
		else if (reason_is(p, REASON_LOADER_OWN) ||
			 /* the guest sends no setting that is too long for a record */
			 reason_is(p, REASON_TARGET_OF_LOADER) ||
			 reason_is(p, REASON_MAP_INCOMPLETE))
			r = add_other(lines, p);
	}
	return r;
}

void suggest_lines_clear(struct suggest_lines *lines)
{
	for (size_t i = 0; i < lines->count; i++) {
		free(lines->at[i].name);
		free(lines->at[i].keys);
		free(lines->at[i].why);
	}
	for (size_t i = 0; i < lines->n_others; i++)
		free(lines->others[i]);
	free(lines->at);
	free(lines->others);
	*lines = (struct suggest_lines){0};
}
