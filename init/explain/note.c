// SPDX-License-Identifier: GPL-2.0-only
#include "explain/note.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

static bool has_line(const char *lines, const char *line)
{
	const size_t len = strlen(line);

	for (const char *at = lines; *at;) {
		const size_t n = strcspn(at, "\n");
		if (n == len && memcmp(at, line, len) == 0)
			return true;
		at += n + (at[n] == '\n');
	}
	return false;
}

void note_add(struct program_result *p, const char *about, const char *text)
{
	char line[sizeof(p->notes)];
	const size_t used = strlen(p->notes);
	const int len = snprintf(line, sizeof(line), "%s: %s", about, text);

	if (len <= 0 || (size_t)len >= sizeof(line) || has_line(p->notes, line) ||
		used + (used > 0) + (size_t)len >= sizeof(p->notes))
		return;
	if (used)
		strcat(p->notes, "\n");
	strcat(p->notes, line);
}
