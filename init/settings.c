// SPDX-License-Identifier: GPL-2.0-only
#include "settings.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/*
 * The longest any program of the kernel's selftests took under TCG was about 12 s; ten times that.
 */
#define PROGRAM_TIMEOUT_MS 120000

static int is_name(const char *s)
{
	return *s && strspn(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") ==
			     strlen(s);
}

/* "O:P" or "O:P:N" */
static bool take_from(struct settings *s, const char *value)
{
	int64_t numbers[3] = {0, 0, -1};
	size_t n = 0;

	for (;; value++) {
		const size_t digits = strspn(value, "0123456789");
		if (!digits || digits > 18 || n == 3)
			return false;
		numbers[n++] = strtoll(value, NULL, 10);
		value += digits;
		if (*value != ':')
			break;
	}
	if (*value || n < 2 || numbers[2] == 0)
		return false;
	s->from_object = numbers[0];
	s->from_program = numbers[1];
	s->from_programs = numbers[2];
	return true;
}

/* Exactly @n lower-case hex digits into an array with room for them. */
static bool take_hex(char *at, const char *value, size_t n)
{
	if (strlen(value) != n || strspn(value, "0123456789abcdef") != n)
		return false;
	strcpy(at, value);
	return true;
}

/* Whether it is understood. */
static bool take(struct settings *s, const char *key, const char *value)
{
	char *after;

	if (strcmp(key, "records") == 0 && is_name(value) && strlen(value) < sizeof(s->records)) {
		strcpy(s->records, value);
	} else if (strcmp(key, "nonce") == 0) {
		return take_hex(s->nonce, value, NONCE_SIZE - 1);
	} else if (strcmp(key, "added") == 0) {
		return take_hex(s->added, value, SHA256_SIZE - 1);
	} else if (strcmp(key, "from") == 0) {
		return take_from(s, value);
	} else if (strcmp(key, "features") == 0 && strcmp(value, "all") == 0) {
		s->survey = true;
	} else if (strcmp(key, "deadline") == 0 && strcmp(value, "host") == 0) {
		s->host_minds = true;
	} else if (strcmp(key, "program_timeout") == 0) {
		const long seconds = strtol(value, &after, 10);
		if (!*value || *after || seconds <= 0 || seconds > 86400)
			return false;
		s->program_timeout_ms = seconds * 1000;
	} else {
		return false;
	}
	return true;
}

void settings_parse(struct settings *s, const char *cmdline)
{
	char copy[4096], *rest = copy, *word;

	*s = (struct settings){.nonce = "0000000000000000",
		.from_programs = -1,
		.program_timeout_ms = PROGRAM_TIMEOUT_MS};
	snprintf(copy, sizeof(copy), "%s", cmdline);
	while ((word = strsep(&rest, " \t\n"))) {
		if (strncmp(word, "jury.", 5) != 0)
			continue;
		char *value = strchr(word, '=');
		if (value)
			*value++ = '\0';
		if (value && take(s, word + 5, value))
			continue;
		if (!*s->wrong)
			snprintf(s->wrong, sizeof(s->wrong), "%s%s%s", word, value ? "=" : "",
				value ? value : "");
	}
	explicit_bzero(copy, sizeof(copy)); /* it has the nonce */
}
