// SPDX-License-Identifier: GPL-2.0-only
#include "judge/whole-cause.h"
#include "explain/errata.h"
#include "explain/help.h"
#include "explain/reason.h"
#include "judge/alternatives.h"
#include "judge/refusal.h"
#include "verdict/reasons.h"
#include "verdict/text.h"

#include <bpf/bpf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void set_log(struct whole_cause *c, const char *log)
{
	free(c->log);
	c->log = strdup(log);
}

/*
 * The name of the map with that descriptor, in the object that is being loaded.  libbpf tells no
 * descriptors before the load is over, and the kernel has the first 15 bytes of a name.
 */
static const char *map_name(const struct whole_cause *c, int fd)
{
	struct bpf_map_info info = {0};
	__u32 size = sizeof(info);
	struct bpf_map *map;

	if (bpf_obj_get_info_by_fd(fd, &info, &size) || !*info.name)
		return "?";
	bpf_object__for_each_map(map, c->loading)
		if (strncmp(bpf_map__name(map), info.name, sizeof(info.name) - 1) == 0)
			return bpf_map__name(map);
	return "?";
}

static const char *property_word(const char *property, uint32_t value, char *ret, size_t size)
{
	const char *word = NULL;

	if (strcmp(property, "prog_type") == 0)
		word = libbpf_bpf_prog_type_str((enum bpf_prog_type)value);
	else if (strcmp(property, "expected_attach_type") == 0)
		word = libbpf_bpf_attach_type_str((enum bpf_attach_type)value);
	if (word)
		snprintf(ret, size, "%s", word);
	else
		snprintf(ret, size, "%u", value);
	return ret;
}

/* @name does not fit the owner of a map. */
static void blame_owner(
	struct whole_cause *c, const char *name, const struct owner_conflict *of_owner)
{
	const struct owner_conflict conflict = *of_owner;
	char has[48], owner_has[48], other[64], map[64], clean[64];
	struct load_answer none = {.log = (char[]){""}, .warnings = (char[]){""}};
	const struct help_case ask = {.answer = &none,
		.object = c->o->bpf,
		.version = c->o->version,
		.expected = VERDICT_ACCEPTED};

	text_set(clean, name);
	c->result.verdict = VERDICT_REJECTED;
	reason_set(&c->result, REASON_PROG_ARRAY_OWNER);
	text_set(other, bpf_program__name(c->programs[conflict.owner]));
	text_set(map, map_name(c, conflict.map));
	snprintf(c->result.detail, sizeof(c->result.detail),
		"%s and %s share map %s and differ in %s: %s and %s", clean, other, map,
		conflict.property, property_word(conflict.property, conflict.has, has, sizeof(has)),
		property_word(conflict.property, conflict.owner_has, owner_has, sizeof(owner_has)));
	snprintf(c->result.help, sizeof(c->result.help), "a map for each %s%s%s", conflict.property,
		conflict.since ? "; kernels compare it " : "",
		conflict.since ? conflict.since : "");
	errata_judge(&c->result, &ask);
}

/*
 * The kernel refused @name in company, with @together as its answer, and accepts it @alone; or that
 * is not known.
 */
static void blame_company(struct whole_cause *c, const char *name, bool alone,
	const struct load_answer *together, const struct bpf_program *program)
{
	struct owner_conflict conflict;
	char clean[64], reason[DETAIL_SIZE - 160];

	refusal_judge(&c->result, together, program);
	const bool unexplained = reason_is(&c->result, REASON_UNCLASSIFIED) ||
				 reason_is(&c->result, REASON_LOAD_REFUSED);
	if ((alone || unexplained) && owners_conflict(&conflict, &c->owners)) {
		blame_owner(c, name, &conflict);
	} else if (alone) {
		text_set(clean, name);
		text_set(reason, c->result.detail);
		snprintf(c->result.detail, sizeof(c->result.detail),
			"%s is accepted alone, and refused with the others%s%s", clean,
			*reason ? ": " : "", reason);
	}
}

void cause_refused(struct whole_cause *c, const char *name, const struct program_result *alone,
	const struct load_answer *together, const struct bpf_program *program)
{
	if (c->result.verdict || alternatives_has(c->o, name))
		return;
	text_set(c->result.name, name);
	set_log(c, together->log_len ? together->log : "");
	if (!alone || alone->verdict == VERDICT_ACCEPTED) {
		blame_company(c, c->result.name, alone != NULL, together, program);
		return;
	}
	c->result.verdict = alone->verdict;
	c->result.err = alone->err;
	text_set(c->result.reason, alone->reason);
	text_set(c->result.detail, alone->detail);
	text_set(c->result.help, alone->help);
	text_set(c->result.erratum, alone->erratum);
}

void cause_result(struct whole_cause *c, const struct program_result *p)
{
	if (p->verdict == VERDICT_ERROR || p->verdict == VERDICT_TIMEOUT) {
		if (!*c->unknown)
			text_set(c->unknown, p->name);
	} else if (!c->result.verdict && p->verdict != VERDICT_ACCEPTED &&
		   p->verdict != VERDICT_SKIPPED) {
		const struct load_answer none = {0};
		cause_refused(c, p->name, p, &none, NULL);
	}
}

void cause_libbpf(struct whole_cause *c, const char *name, int err, const char *warnings)
{
	struct load_answer answer = {.err = err, .log = (char[]){""}, .warnings = (char *)warnings};
	const struct help_case ask = {.answer = &answer,
		.program = c->programs[0],
		.object = c->o->bpf,
		.dropped = c->o->entry->loader.dropped,
		.version = c->o->version,
		.expected = VERDICT_ACCEPTED};

	if (c->result.verdict || alternatives_has(c->o, name))
		return;
	text_set(c->result.name, name);
	reason_judge(&c->result, &answer, err, warnings);
	/* a map may be refused, or incomplete in the object */
	if (reason_is(&c->result, REASON_MAP_UNSUPPORTED) ||
		reason_is(&c->result, REASON_KFUNC_MISSING) ||
		reason_is(&c->result, REASON_KSYM_MISSING))
		help_ask(&c->result, &ask);
	if (!c->result.verdict)
		c->result.verdict = VERDICT_UNLOADABLE;
	set_log(c, warnings);
}
