// SPDX-License-Identifier: GPL-2.0-only
#include "result/hot-json.h"
#include "cleanup.h"
#include "verdict/hot.h"
#include "verdict/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* BPF_LINE_INFO_LINE_NUM() has 22 bits: include/uapi/linux/bpf.h. */
#define LINES_MAX ((1 << 22) - 1)

/* "file" and "line" of a place "file.c:12"; 0 or -1. */
static int put_place(json_t *json, const struct hot_entry *e)
{
	const char *colon = memrchr(e->at, ':', e->at_len);
	const size_t digits = colon ? (size_t)(e->at + e->at_len - colon) - 1 : 0;

	if (!colon || !digits || digits > 9 || strspn(colon + 1, "0123456789") < digits)
		return e->at_len ? json_object_set_new(json, "file", json_stringn(e->at, e->at_len))
				 : 0;
	return json_object_set_new(json, "file", json_stringn(e->at, (size_t)(colon - e->at))) |
	       json_object_set_new(json, "line", json_integer(strtol(colon + 1, NULL, 10)));
}

/* NULL without memory. */
static json_t *entry_json(const struct hot_entry *e)
{
	json_t *json = json_pack("{sI sI sI}", "insns", (json_int_t)e->insns, "passes",
		(json_int_t)e->passes, "insn", (json_int_t)e->insn);
	int err = json ? put_place(json, e) : -1;

	if (!err && e->source_len)
		err = json_object_set_new(json, "source", json_stringn(e->source, e->source_len));
	if (!err && e->turns)
		err = json_object_set_new(json, "turns", json_integer(e->turns));
	if (!err)
		return json;
	json_decref(json);
	return NULL;
}

json_t *hot_json(const char *text)
{
	json_t *list = json_array(), *inside = NULL;
	struct hot_entry e;
	int err = list ? 0 : -1;

	while (!err && hot_next(&text, &e)) {
		json_t *item = entry_json(&e);
		if (e.kind == HOT_LOOP) {
			inside = json_array();
			err = !item || json_object_set_new(item, "lines", inside) ? -1 : 0;
		}
		err |= json_array_append_new(e.kind == HOT_IN ? inside : list, item);
	}
	if (!err)
		return list;
	json_decref(list);
	return NULL;
}

/* Append the entry @item to @text: "", or what is wrong. */
static const char *write_entry(char *text, const json_t *item, enum hot_kind kind)
{
	json_int_t insns, passes, insn, line = -1, turns = 0;
	const char *file = "", *source = "";
	char at[SOURCE_SIZE], clean[HOT_SOURCE_SIZE], name[SOURCE_SIZE - 16];

	if (json_unpack((json_t *)item, "{sI sI sI s?s s?I s?s s?I}", "insns", &insns, "passes",
		    &passes, "insn", &insn, "file", &file, "line", &line, "source", &source,
		    "turns", &turns) ||
		insns < 1 || passes < 1 || insn < 0 || turns < 0 || line < -1 || line > LINES_MAX)
		return "not a list of entries";
	text_set(name, file);
	text_set(clean, source);
	if (line >= 0)
		snprintf(at, sizeof(at), "%s:%d", name, (int)line);
	else
		snprintf(at, sizeof(at), "%s", name);
	const struct hot_entry e = {.kind = kind,
		.insns = insns,
		.passes = passes,
		.turns = turns,
		.insn = insn,
		.at = at,
		.at_len = *name ? strlen(at) : 0,
		.source = clean,
		.source_len = strlen(clean)};
	return hot_put(text, HOT_TEXT_MAX + 1, &e) ? NULL : "too long";
}

static const char *write_entries(char *text, const json_t *list)
{
	const char *wrong = NULL;
	size_t i, j;
	json_t *item, *line;

	json_array_foreach(list, i, item)
	{
		const json_t *lines = json_object_get(item, "lines");
		const bool loop = json_object_get(item, "turns") != NULL;
		wrong = write_entry(text, item, loop ? HOT_LOOP : HOT_LINE);
		if (!wrong && lines && (!loop || !json_is_array(lines)))
			wrong = "lines of what is no loop";
		json_array_foreach(lines, j, line) wrong =
			wrong ? wrong : write_entry(text, line, HOT_IN);
		if (wrong)
			return wrong;
	}
	return NULL;
}

const char *hot_read(struct result_program *p, const json_t *list)
{
	cleanup_free char *text = calloc(1, HOT_TEXT_MAX + 1);
	struct hot_sum sum = {0};

	if (!text)
		return "no memory";
	if (list && !json_is_array(list))
		return "not an array";
	const char *wrong = write_entries(text, list);
	if (wrong)
		return wrong;
	if (!hot_add(&sum, text))
		return "entries that do not add up";
	if (!hot_agrees(&sum, &p->result))
		return "not what hot_insns and hot_cut say";
	p->hot = *text ? steal(&text) : NULL;
	return NULL;
}
