// SPDX-License-Identifier: GPL-2.0-only
#include "explain/log-register.h"

#include <stdio.h>
#include <string.h>

const char *log_register(const char *log, int n)
{
	const char *found = NULL;
	char name[16];

	const int len = snprintf(name, sizeof(name), "R%d", n);
	for (const char *at = log; (at = strstr(at, name)); at += len) {
		const char *end = at + len;
		if (at > log && at[-1] != ' ')
			continue;
		/* "_w": written in this state, in the logs of older kernels */
		end += strncmp(end, "_w", 2) == 0 ? 2 : 0;
		if (*end == '=')
			found = end + 1;
	}
	return found;
}
