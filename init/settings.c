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

/* "O:P" or "O:P:N" */
static void take_from(struct settings *s, const char *value)
{
	int64_t numbers[3] = {0, 0, -1};
	size_t n = 0;

	for (;; value++) {
		const size_t digits = strspn(value, "0123456789");
		if (!digits || digits > 18 || n == 3)
			return;
		numbers[n++] = strtoll(value, NULL, 10);
		value += digits;
		if (*value != ':')
			break;
	}
	if (*value || n < 2 || numbers[2] == 0)
		return;
	s->from_object = numbers[0];
	s->from_program = numbers[1];
	s->from_programs = numbers[2];
}

static void take(struct settings *s, const char *key, const char *value)
{
	if (strcmp(key, "records") == 0 && is_name(value) && strlen(value) < sizeof(s->records))
		strcpy(s->records, value);
	else if (strcmp(key, "nonce") == 0 && strlen(value) == 16 && strspn(value, "0123456789abcdef") == 16)
		strcpy(s->nonce, value);
	else if (strcmp(key, "from") == 0) {
		take_from(s, value);
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

	*s = (struct settings){.nonce = "0000000000000000", .from_programs = -1, .program_timeout_ms = PROGRAM_TIMEOUT_MS};
	snprintf(copy, sizeof(copy), "%s", cmdline);
	while ((word = strsep(&rest, " \t\n"))) {
		char *value = strchr(word, '=');
		if (strncmp(word, "jury.", 5) != 0 || !value)
			continue;
		*value++ = '\0';
		take(s, word + 5, value);
	}
}
