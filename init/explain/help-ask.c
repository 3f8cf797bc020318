// SPDX-License-Identifier: GPL-2.0-only
#include "explain/help-ask.h"
#include "probe/needs.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

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
