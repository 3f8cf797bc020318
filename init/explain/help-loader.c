// SPDX-License-Identifier: GPL-2.0-only
#include "explain/help-loader.h"
#include "explain/refused-map.h"
#include "explain/setting.h"
#include "verdict/reasons.h"
#include "verdict/text.h"

#include <linux/bpf.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

/* What the target of the program is called. */
static const char *target_key(const struct bpf_program *program)
{
	switch ((int)bpf_program__type(program)) {
	case BPF_PROG_TYPE_LSM:
		return "attach-target: HOOK";
	case BPF_PROG_TYPE_EXT:
		return "attach-target: 'OBJECT:FUNCTION'";
	default:
		break;
	}
	switch ((int)bpf_program__expected_attach_type(program)) {
	case BPF_TRACE_RAW_TP:
		return "attach-target: TRACEPOINT";
	case BPF_TRACE_ITER:
		return "attach-target: ITERATOR";
	default:
		return "attach-target: FUNCTION";
	}
}

void help_about_loader_target(struct program_result *p, const struct help_case *c)
{
	const char *name = bpf_program__name(c->program);

	if (bpf_program__type(c->program) == BPF_PROG_TYPE_UNSPEC)
		setting_propose(
			p, SETTING_OF_PROGRAM, name, "type: TYPE", "its loader sets the type");
	else if (bpf_program__type(c->program) == BPF_PROG_TYPE_STRUCT_OPS)
		setting_propose(p, SETTING_OF_PROGRAM, name, "autoload: false",
			"no struct_ops map has it; where its loader leaves it out");
	else
		setting_propose(p, SETTING_OF_PROGRAM, name, target_key(c->program),
			"its loader sets the target");
}

/*
 * Whether a target that the kernel does not have is only there because SEC("fentry") cannot be
 * written for older libbpfs: "dummy_file_read", "func".  Nobody wants to attach to that.
 */
static bool is_placeholder(const char *target, size_t len)
{
	static const char *const words[] = {"fn", "foo", "func", "function", "hook", "name", "prog",
		"program", "target", "tc", "xdp"};

	if (memmem(target, len, "dummy", 5) || memmem(target, len, "placeholder", 11))
		return true;
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (strlen(words[i]) == len && memcmp(words[i], target, len) == 0)
			return true;
	return false;
}

void help_about_target(struct program_result *p, const struct help_case *c)
{
	static const char missing[] = "failed to find kernel BTF type ID of '";
	const char *target = strstr(p->detail, missing);

	if (!target)
		return;
	target += sizeof(missing) - 1;
	const bool placeholder = is_placeholder(target, strcspn(target, "'"));
	if (placeholder) {
		p->verdict = VERDICT_ERROR;
		reason_set(p, REASON_TARGET_OF_LOADER);
	}
	setting_propose(p, SETTING_OF_PROGRAM, bpf_program__name(c->program),
		target_key(c->program),
		placeholder ? "its loader sets the target"
			    : "where its loader sets another target");
}

void help_about_incomplete_map(struct program_result *p, const struct help_case *c)
{
	struct refused_map refused;
	char keys[160], name[NAME_SIZE];

	if (!reason_is(p, REASON_MAP_REFUSED) ||
		!refused_map_find(&refused, c->object, c->answer->warnings))
		return;
	refused_map_lacks(keys, sizeof(keys), &refused);
	if (!*keys)
		return;
	const char *of = bpf_map__name(refused.outer ? refused.outer : refused.map);
	text_set(name, of);
	p->verdict = VERDICT_ERROR;
	reason_set(p, REASON_MAP_INCOMPLETE);
	snprintf(p->detail, sizeof(p->detail), "map %.64s is not complete in the object: %.512s",
		name, refused.line);
	setting_propose(p, SETTING_OF_MAP, of, keys, "its loader sets it");
}
