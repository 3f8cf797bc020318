// SPDX-License-Identifier: GPL-2.0-only
#include "project-programs.h"
#include "cleanup.h"
#include "diag.h"
#include "stop.h"
#include "verdict/bpf-names.h"
#include "verdict/nearest.h"
#include "verdict/reasons.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

static int read_name(struct yaml *y, struct fy_node *n, const char *key, const char *what,
	enum bpf_names kind, uint32_t *ret)
{
	const char *text = yaml_text(y, n, key);
	const int number = text ? bpf_names_number(kind, text) : -1;
	char question[160];

	if (!text)
		return FAIL_MISUSE;
	if (number < 0)
		return yaml_wrong(y, n, "%s: %s: no such %s of a program%s", key, text, what,
			bpf_names_question(question, sizeof(question), kind, text));
	*ret = (uint32_t)number;
	return 0;
}

static int read_type(struct yaml *y, void *to, struct fy_node *n)
{
	struct loader_program *p = to;

	p->set |= LOADER_PROGRAM_TYPE;
	return read_name(y, n, "type", "type", BPF_NAMES_PROGRAM_TYPE, &p->type);
}

static int read_attach_type(struct yaml *y, void *to, struct fy_node *n)
{
	struct loader_program *p = to;

	p->set |= LOADER_PROGRAM_ATTACH_TYPE;
	return read_name(
		y, n, "attach-type", "attach type", BPF_NAMES_ATTACH_TYPE, &p->attach_type);
}

static int read_target_object(struct yaml *y, void *to, struct fy_node *n)
{
	struct loader_program *p = to;

	return yaml_string(y, n, "object", &p->target_object);
}

static int read_target_program(struct yaml *y, void *to, struct fy_node *n)
{
	struct loader_program *p = to;

	return yaml_string(y, n, "program", &p->target);
}

static int read_target(struct yaml *y, void *to, struct fy_node *n)
{
	static const struct yaml_key keys[] = {
		{"object", read_target_object, false},
		{"program", read_target_program, false},
	};
	struct loader_program *p = to;

	p->set |= LOADER_PROGRAM_TARGET;
	if (fy_node_is_mapping(n)) {
		const int err = yaml_read_keys(y, n, "attach-target", keys, ARRAY_SIZE(keys), p);
		if (!err && (!p->target || !p->target_object))
			return yaml_wrong(y, n, "attach-target: must have both object and program");
		return err;
	}
	const int err = yaml_string(y, n, "attach-target", &p->target);
	if (err)
		return err;
	const char *colon = strchr(p->target, ':');
	if (colon && (colon == p->target || !colon[1] || strchr(colon + 1, ':')))
		return yaml_wrong(y, n,
			"attach-target: %s: must be a function, module:function, or {object: …, "
			"program: …}",
			p->target);
	return 0;
}

static int read_autoload(struct yaml *y, void *to, struct fy_node *n)
{
	struct loader_program *p = to;

	p->set |= LOADER_PROGRAM_AUTOLOAD;
	return yaml_flag(y, n, "autoload", &p->autoload);
}

static int read_expect(struct yaml *y, void *to, struct fy_node *n)
{
	struct loader_program *p = to;
	const char *text = yaml_text(y, n, "expect"), *words[VERDICT_SKIPPED];
	char question[160];

	if (!text)
		return FAIL_MISUSE;
	p->set |= LOADER_PROGRAM_EXPECT;
	p->expected = verdict_from_word(text);
	if (p->expected != VERDICT_NONE && p->expected <= VERDICT_SKIPPED)
		return 0;
	for (int v = VERDICT_ACCEPTED; v <= VERDICT_SKIPPED; v++)
		words[v - 1] = verdict_word((enum verdict)v);
	return yaml_wrong(y, n, "expect: %s: must be %s, %s, %s or %s%s", text, words[0], words[1],
		words[2], words[3],
		nearest_question(question, sizeof(question), text, words, VERDICT_SKIPPED));
}

static int read_reason(struct yaml *y, void *to, struct fy_node *n)
{
	struct loader_program *p = to;
	const int err = yaml_string(y, n, "reason", &p->expected_reason);
	char question[160];

	if (err || reason_is_expectable(p->expected_reason))
		return err;
	return yaml_wrong(y, n, "reason: %s: no reason of a refusal%s", p->expected_reason,
		reason_question(question, sizeof(question), p->expected_reason));
}

static int read_why(struct yaml *y, void *to, struct fy_node *n)
{
	struct loader_program *p = to;
	const int err = yaml_string(y, n, "why", &p->why);

	if (err)
		return err;
	p->set |= LOADER_PROGRAM_WHY;
	for (const char *c = p->why; *c; c++)
		if (iscntrl((unsigned char)*c))
			return yaml_wrong(y, n, "why: must be one line of text");
	return strlen(p->why) > LOADER_WHY
		       ? yaml_wrong(y, n, "why: longer than %d bytes", LOADER_WHY)
		       : 0;
}

static const struct yaml_key program_keys[] = {
	{"attach-target", read_target, false},
	{"attach-type", read_attach_type, false},
	{"autoload", read_autoload, false},
	{"expect", read_expect, false},
	{"reason", read_reason, false},
	{"type", read_type, false},
	{"why", read_why, false},
};

/* What cannot be meant together. */
static int check_program(struct yaml *y, const struct loader_program *p, struct fy_node *n)
{
	const bool typed = p->set & LOADER_PROGRAM_TYPE;
	const char *type = typed ? bpf_names_word(BPF_NAMES_PROGRAM_TYPE, p->type) : "";

	if (p->expected_reason && p->expected != VERDICT_REJECTED &&
		p->expected != VERDICT_UNLOADABLE)
		return yaml_wrong(y, n, "programs: %s: reason: is for expect: %s or %s", p->name,
			verdict_word(VERDICT_REJECTED), verdict_word(VERDICT_UNLOADABLE));
	if (p->set & LOADER_PROGRAM_AUTOLOAD && !p->autoload && p->set & LOADER_PROGRAM_EXPECT &&
		p->expected != VERDICT_SKIPPED)
		return yaml_wrong(y, n,
			"programs: %s: autoload: false, and it is expected to be %s", p->name,
			verdict_word(p->expected));
	if (p->why && !(p->set & LOADER_PROGRAM_AUTOLOAD && !p->autoload) &&
		p->expected != VERDICT_SKIPPED)
		return yaml_wrong(y, n,
			"programs: %s: why: is for a program that is skipped: autoload: false, or "
			"expect: %s",
			p->name, verdict_word(VERDICT_SKIPPED));
	if (typed && p->set & LOADER_PROGRAM_ATTACH_TYPE && !bpf_names_fit(p->type, p->attach_type))
		return yaml_wrong(y, n, "programs: %s: programs of type %s have no attach-type %s",
			p->name, type, bpf_names_word(BPF_NAMES_ATTACH_TYPE, p->attach_type));
	if (typed && p->set & LOADER_PROGRAM_TARGET && !bpf_names_takes_target(p->type))
		return yaml_wrong(y, n,
			"programs: %s: an attach-target is for types tracing, lsm and ext, and this "
			"is %s",
			p->name, type);
	return 0;
}

static int read_program(
	struct yaml *y, struct loader_program *p, struct fy_node *key, struct fy_node *value)
{
	const int err = yaml_string(y, key, "programs", &p->name);

	p->line = yaml_line(key);
	if (err)
		return err;
	if (!value || yaml_is_empty(value))
		return yaml_wrong(y, key, "programs: %s: nothing in it", p->name);
	const int keys =
		yaml_read_keys(y, value, "a program", program_keys, ARRAY_SIZE(program_keys), p);
	return keys ? keys : check_program(y, p, value);
}

int project_read_programs(struct yaml *y, struct loader_item *i, struct fy_node *n)
{
	int count = fy_node_is_mapping(n) ? fy_node_mapping_item_count(n) : -1;
	struct fy_node_pair *pair;
	void *at = NULL;

	if (fy_node_is_scalar(n) && !fy_node_is_alias(n)) {
		const char *text = yaml_text(y, n, "programs");
		i->no_programs = text && strcmp(text, "none") == 0;
		return !text || i->no_programs
			       ? (text ? 0 : FAIL_MISUSE)
			       : yaml_wrong(y, n,
					 "programs: %s: must be none, or have names of programs",
					 text);
	}
	if (count < 0 || count > LOADER_PROGRAMS)
		return yaml_wrong(y, n,
			"programs: must be none, or have names of programs, at most %d",
			LOADER_PROGRAMS);
	int err = yaml_check_keys(y, n);
	if (err)
		return err;
	i->programs = calloc((size_t)count + 1, sizeof(*i->programs));
	if (!i->programs)
		return diag_errno(-ENOMEM, "%s", y->path);
	while (fail_goes_on(err) && (pair = fy_node_mapping_iterate(n, &at)))
		err = fail_worse(err,
			stop_signal() ? -EINTR
				      : read_program(y, &i->programs[i->n_programs++],
						fy_node_pair_key(pair), fy_node_pair_value(pair)));
	return err;
}

static int read_alternative(struct yaml *y, struct loader_alternatives *a, struct fy_node *n)
{
	const int count = n && fy_node_is_sequence(n) ? fy_node_sequence_item_count(n) : -1;
	struct fy_node *item;
	void *at = NULL;
	int err = 0;

	if (count < 2 || count > LOADER_PROGRAMS)
		return yaml_wrong(y, n,
			"alternatives: each must be a list of two or more programs, of which one "
			"that is accepted is enough");
	a->line = yaml_line(n);
	a->programs = calloc((size_t)count, sizeof(*a->programs));
	if (!a->programs)
		return diag_errno(-ENOMEM, "%s", y->path);
	while (fail_goes_on(err) && (item = fy_node_sequence_iterate(n, &at))) {
		char *name = NULL;
		int one = yaml_string(y, item, "alternatives", &name);
		for (size_t i = 0; !one && i < a->count; i++)
			if (strcmp(a->programs[i], name) == 0)
				one = yaml_wrong(y, item, "alternatives: %s: is there twice", name);
		if (one)
			free(name);
		else
			a->programs[a->count++] = name;
		err = fail_worse(err, one);
	}
	return err;
}

int project_read_alternatives(struct yaml *y, struct loader_item *i, struct fy_node *n)
{
	const int count = fy_node_is_sequence(n) ? fy_node_sequence_item_count(n) : -1;
	struct fy_node *item;
	void *at = NULL;
	int err = 0;

	if (count < 0 || count > LOADER_ALTERNATIVES)
		return yaml_wrong(y, n,
			"alternatives: must be a list of lists of programs, at most %d",
			LOADER_ALTERNATIVES);
	i->has_alternatives = true;
	i->alternatives = calloc((size_t)count + 1, sizeof(*i->alternatives));
	if (!i->alternatives)
		return diag_errno(-ENOMEM, "%s", y->path);
	while (fail_goes_on(err) && (item = fy_node_sequence_iterate(n, &at)))
		err = fail_worse(err,
			stop_signal()
				? -EINTR
				: read_alternative(y, &i->alternatives[i->n_alternatives++], item));
	return err;
}
