// SPDX-License-Identifier: GPL-2.0-only
#include "explain/help-ask.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void help_say(struct program_result *p, const char *format, ...)
{
	const size_t used = strlen(p->help);
	va_list args;

	va_start(args, format);
	const int n = vsnprintf(p->help + used, sizeof(p->help) - used, format, args);
	va_end(args);
	if (n < 0 || used + (size_t)n >= sizeof(p->help))
		p->help[used] = '\0';
}
