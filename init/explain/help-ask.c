// SPDX-License-Identifier: GPL-2.0-only
#include "explain/help-ask.h"
#include "probe/names.h"
#include "probe/needs.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define TYPES_NAMED 8 /* program types in one sentence */

void help_add_detail(struct program_result *p, const char *more)
{
	size_t len = strlen(p->detail);

	snprintf(p->detail + len, sizeof(p->detail) - len, " (%s)", more);
}

void help_add(struct program_result *p, const char *format, ...)
{
	const size_t len = strlen(p->help);
	va_list args;

	va_start(args, format);
	vsnprintf(p->help + len, sizeof(p->help) - len, format, args);
	va_end(args);
}

/* Whether programs of @type trace: their authors can often do with another such type. */
static bool is_tracing(int type)
{
	return type == BPF_PROG_TYPE_KPROBE || type == BPF_PROG_TYPE_TRACEPOINT ||
	       type == BPF_PROG_TYPE_PERF_EVENT || type == BPF_PROG_TYPE_RAW_TRACEPOINT ||
	       type == BPF_PROG_TYPE_RAW_TRACEPOINT_WRITABLE || type == BPF_PROG_TYPE_TRACING ||
	       type == BPF_PROG_TYPE_LSM || type == BPF_PROG_TYPE_SYSCALL;
}

bool help_add_types(struct program_result *p, const struct help_case *c, const char *name,
	const signed char *types)
{
	const bool tracing = is_tracing((int)bpf_program__type(c->program));
	size_t n = 0;

	for (int i = 0; i < 2 * NAMES_TYPES; i++) {
		const int type = i % NAMES_TYPES;
		if (types[type] != 1 || is_tracing(type) != (i < NAMES_TYPES ? tracing : !tracing))
			continue;
		if (++n == 1)
			help_add(p, "this kernel allows %s to programs of type %s", name,
				names_program(type));
		else if (n <= TYPES_NAMED)
			help_add(p, ", %s", names_program(type));
	}
	if (n > TYPES_NAMED)
		help_add(p, " and %zu more", n - TYPES_NAMED);
	return n;
}

int help_ask_kernel(const struct help_case *c, const char *kind, const char *name)
{
	char what[NAME_SIZE + 16], why[256];

	snprintf(what, sizeof(what), "%s:%s", kind, name);
	return needs_ask(c->program, what, why, sizeof(why));
}

void help_set_release(struct program_result *p, const struct help_case *c, enum release_kind kind,
	const char *name)
{
	releases_help(p->help, sizeof(p->help), kind, name, c->version);
}
