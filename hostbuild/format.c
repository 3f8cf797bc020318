// SPDX-License-Identifier: GPL-2.0-only
#include "format.h"

#include <stdarg.h>
#include <stdio.h>

char *format_string(const char *format, ...)
{
	char *text = NULL;
	va_list args;

	va_start(args, format);
	if (vasprintf(&text, format, args) < 0)
		text = NULL;
	va_end(args);
	return text;
}
