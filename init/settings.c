// SPDX-License-Identifier: GPL-2.0-only
#include "settings.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The longest any program of the kernel's selftests took under TCG was about 12 s; ten times that. */
#define PROGRAM_TIMEOUT_MS 120000

static int is_name(const char *s)
{
	return *s && strspn(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") == strlen(s);
}

static void take(struct settings *s, const char *key, const char *value)
{
	static const char digits[] = "0123456789";

	if (strcmp(key, "records") == 0 && is_name(value) && strlen(value) < sizeof(s->records))
		strcpy(s->records, value);
	else if (strcmp(key, "nonce") == 0 && strlen(value) == 16 && strspn(value, "0123456789abcdef") == 16)
		strcpy(s->nonce, value);
	else if (strcmp(key, "from") == 0) {
		const size_t first = strspn(value, digits),
			     second = value[first] ? strspn(value + first + 1, digits) : 0;
		if (first && first < 19 && second && second < 19 && value[first] == ':' && !value[first + 1 + second]) {
			s->from_object = strtoll(value, NULL, 10);
			s->from_program = strtoll(value + first + 1, NULL, 10);
		}
	} else if (strcmp(key, "features") == 0) {
		s->survey = strcmp(value, "all") == 0;
	} else if (strcmp(key, "program_timeout") == 0) {
		char *after;
		long seconds = strtol(value, &after, 10);
		if (!*after && seconds > 0 && seconds <= 86400)
			s->program_timeout_ms = seconds * 1000;
	}
}

void settings_parse(struct settings *s, const char *cmdline)
{
	char copy[4096], *rest = copy, *word;

	*s = (struct settings){.nonce = "0000000000000000", .program_timeout_ms = PROGRAM_TIMEOUT_MS};
	snprintf(copy, sizeof(copy), "%s", cmdline);
	while ((word = strsep(&rest, " \t\n"))) {
		char *value = strchr(word, '=');
		if (strncmp(word, "jury.", 5) != 0 || !value)
			continue;
		*value++ = '\0';
		take(s, word + 5, value);
	}
}
