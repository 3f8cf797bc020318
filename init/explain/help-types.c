// SPDX-License-Identifier: GPL-2.0-only
#include "explain/help-types.h"
#include "probe/names.h"

#include <bpf/libbpf.h>
#include <string.h>

#define TYPES_NAMED 8 /* program types in one sentence */

/* Whether programs of @type trace: their authors can often do with another such type. */
static bool is_tracing(int type)
{
	return type == BPF_PROG_TYPE_KPROBE || type == BPF_PROG_TYPE_TRACEPOINT ||
	       type == BPF_PROG_TYPE_PERF_EVENT || type == BPF_PROG_TYPE_RAW_TRACEPOINT ||
	       type == BPF_PROG_TYPE_RAW_TRACEPOINT_WRITABLE || type == BPF_PROG_TYPE_TRACING ||
	       type == BPF_PROG_TYPE_LSM || type == BPF_PROG_TYPE_SYSCALL;
}

/* Append " (iter/)" where of the kinds of @type only iterators may. */
static void add_sections(struct program_result *p, int type, kind_question *has, int number)
{
	struct helper_kind kinds[HELPER_KINDS] = {0};
	const size_t n = helper_kinds_of(kinds, (enum bpf_prog_type)type);
	const char *sections[HELPER_KINDS];
	size_t allowed = 0;

	for (size_t i = 0; i < n; i++)
		if (kinds[i].section && has(&kinds[i].kind, number) == 1 &&
			(!allowed || strcmp(sections[allowed - 1], kinds[i].section) != 0))
			sections[allowed++] = kinds[i].section;
	/* the first kind is the usual one */
	if (!allowed || strcmp(sections[0], kinds[0].section) == 0)
		return;
	for (size_t i = 0; i < allowed; i++)
		help_add(p, "%s%s", i ? ", " : " (", sections[i]);
	help_add(p, ")");
}

bool help_add_types(struct program_result *p, const struct help_case *c, const char *name,
	kind_question *has, int number)
{
	const signed char *types = kinds_types(has, number);
	const bool tracing = is_tracing((int)bpf_program__type(c->program));
	size_t n = 0;

	for (int i = 0; i < 2 * NAMES_TYPES; i++) {
		const int type = i % NAMES_TYPES;
		if (types[type] != 1 || is_tracing(type) != (i < NAMES_TYPES ? tracing : !tracing))
			continue;
		if (++n > TYPES_NAMED)
			continue;
		if (n == 1)
			help_add(p, "this kernel allows %s to programs of type %s", name,
				names_program(type));
		else
			help_add(p, ", %s", names_program(type));
		add_sections(p, type, has, number);
	}
	if (n > TYPES_NAMED)
		help_add(p, " and %zu more", n - TYPES_NAMED);
	return n;
}
