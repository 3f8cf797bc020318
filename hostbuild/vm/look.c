// SPDX-License-Identifier: GPL-2.0-only
#include "vm/look.h"

#include <stdlib.h>
#include <string.h>

void look_clear(struct look *l)
{
	free(l->registers);
	l->registers = NULL;
}

bool look_line(struct look *l, const char *line)
{
	/* __KERNEL_CS: of the kernel, not of a process */
	static const char mark[] = "RIP: 0010:";
	static const char letters[] =
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.";
	const char *at = strstr(line, mark);

	if (at) {
		at += sizeof(mark) - 1;
		const size_t name = strspn(at, letters),
			     len = name + strspn(at + name, "+/0123456789abcdefx");
		if (name && len < sizeof(l->where)) {
			memcpy(l->where, at, len);
			l->where[len] = '\0';
		}
	}
	return strstr(line, "---[ end Kernel panic") != NULL;
}
