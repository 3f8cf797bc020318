// SPDX-License-Identifier: GPL-2.0-only
#include "report/csv-values.h"
#include "cleanup.h"
#include "result/match.h"
#include "verdict/bpf-names.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>

/*
 * The columns of `veristat -o csv`, version 0.5.1, and what they are here.  A later veristat has
 * max_stack_depth, too, which 0.5.1 does not read.
 */
static const struct {
	const char *name, *of;
} veristat[] = {
	{"file_name", "file"},
	{"prog_name", "prog"},
	{"verdict", "verdict"},
	{"duration", "verify_us"},
	{"total_insns", "insns"},
	{"total_states", "states"},
	{"peak_states", "peak_states"},
	{"max_states_per_insn", "max_states_per_insn"},
	{"max_mark_read_len", "mark_read"},
	{"prog_size", "insn_count"},
	{"prog_size_jited", "jited_bytes"},
	{"prog_type", "type"},
	{"attach_type", "attach_type"},
	{"stack_depth", "stack"},
	{"mem_peak", "mem_peak"},
};

static void add(struct csv_columns *c, const char *name, const char *of)
{
	struct csv_column *new = &c->columns[c->n++];

	*new = (struct csv_column){.name = name};
	new->known = attribute_find(&new->of, of, strlen(of));
}

/* Which objects share a file name with another. */
static int find_alike(struct csv_columns *c, const struct result_kernel *k)
{
	cleanup_with(match_clear) struct match m = {0};

	c->alike = calloc(k->n_objects + 1, sizeof(*c->alike));
	if (!c->alike || match_init(&m, k->n_objects))
		return -ENOMEM;
	for (size_t i = 0; i < k->n_objects; i++)
		match_put(&m, attribute_file_name(k->objects[i].path), k->objects[i].shape, "", i);
	match_sort(&m);
	for (size_t i = 1; i < m.n; i++)
		if (strcmp(m.keys[i].texts[0], m.keys[i - 1].texts[0]) == 0 &&
			strcmp(m.keys[i].texts[1], m.keys[i - 1].texts[1]) == 0)
			c->alike[m.keys[i].index] = c->alike[m.keys[i - 1].index] = true;
	return 0;
}

int csv_columns_make(
	struct csv_columns *ret, const struct result_kernel *k, const struct selection *s)
{
	struct csv_columns c = {.kernel = k};

	for (size_t i = 0; s && i < s->n_columns; i++) {
		const char *name = s->columns[i].name;
		for (size_t j = 0; j < ARRAY_SIZE(veristat); j++)
			if (strcmp(veristat[j].of, s->columns[i].name) == 0)
				name = veristat[j].name;
		add(&c, name, s->columns[i].name);
	}
	for (size_t i = 0; (!s || !s->n_columns) && i < ARRAY_SIZE(veristat); i++)
		add(&c, veristat[i].name, veristat[i].of);
	const int r = find_alike(&c, k);
	if (r)
		csv_columns_clear(&c);
	else
		*ret = c;
	return r;
}

void csv_columns_clear(struct csv_columns *c)
{
	free(c->alike);
	c->alike = NULL;
}

bool csv_is_judged(const struct subject *s)
{
	switch (s->program->result.verdict) {
	case VERDICT_ACCEPTED:
	case VERDICT_REJECTED:
	case VERDICT_UNLOADABLE:
	case VERDICT_CRASHED:
		return true;
	default:
		return false;
	}
}

/* As veristat names it: without directories. */
static const char *file_name(
	const struct csv_columns *c, const struct result_object *o, char buf[ATTRIBUTE_SIZE])
{
	const char *name =
		c->alike[o - c->kernel->objects] ? o->path : attribute_file_name(o->path);

	return object_name(buf, name, o->shape);
}

/* "32+16": veristat adds all frames up; "max 48" has no frames. */
static int64_t stack_of(const struct attribute *a, const struct subject *s)
{
	const char *at = s->program->result.stack;
	int64_t sum = 0;
	char *end;

	if (*at < '0' || *at > '9')
		return attribute_figure(a, s);
	for (;; at = end + 1) {
		const long bytes = strtol(at, &end, 10);
		if (end == at || bytes < 0 || bytes > INT32_MAX)
			return attribute_figure(a, s);
		sum += bytes;
		if (*end != '+')
			return sum;
	}
}

static int64_t figure_of(const struct csv_column *c, const struct subject *s)
{
	const int64_t figure = strcmp(c->name, "stack_depth") == 0 ? stack_of(&c->of, s)
								   : attribute_figure(&c->of, s);

	return figure >= 0 && strcmp(c->name, "mem_peak") == 0 ? figure >> 20 : figure;
}

/* A word that libbpf knows, or else that of 0: veristat reads no other. */
static const char *type_word(enum bpf_names kind, const char *word)
{
	return bpf_names_word(kind, *word && bpf_names_number(kind, word) >= 0
					    ? (uint32_t)bpf_names_number(kind, word)
					    : 0);
}

const char *csv_value(
	const struct csv_columns *c, size_t i, const struct subject *s, char buf[ATTRIBUTE_SIZE])
{
	const struct csv_column *column = &c->columns[i];
	const bool accepted = s->program->result.verdict == VERDICT_ACCEPTED;
	int64_t figure = UNKNOWN_FIGURE;

	if (strcmp(column->name, "file_name") == 0)
		return file_name(c, s->object, buf);
	if (strcmp(column->name, "verdict") == 0)
		return accepted ? "success" : "failure";
	if (strcmp(column->name, "prog_type") == 0)
		return type_word(BPF_NAMES_PROGRAM_TYPE, s->program->result.type);
	if (strcmp(column->name, "attach_type") == 0)
		return type_word(BPF_NAMES_ATTACH_TYPE, s->program->result.attach_type);
	if (column->known && !column->of.statistic)
		return column->of.text(s, buf);
	if (column->known)
		figure = figure_of(column, s);
	/* the figures of what was not loaded are 0 in veristat's, but for the memory */
	if (figure < 0 && !accepted && strcmp(column->name, "mem_peak") != 0)
		figure = 0;
	snprintf(buf, ATTRIBUTE_SIZE, "%" PRId64, figure);
	return buf;
}
