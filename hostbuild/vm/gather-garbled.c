// SPDX-License-Identifier: GPL-2.0-only
#include "vm/gather-parts.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>

int gather_garbled(struct gather *g, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(g->garbled, sizeof(g->garbled), format, args);
	va_end(args);
	return -EBADMSG;
}
