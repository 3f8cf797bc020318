// SPDX-License-Identifier: GPL-2.0-only
#include "explain/setting.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

/* Whether YAML reads @name as a string without quotes.  YAML 1.1 reads the words otherwise. */
static bool is_plain(const char *name)
{
	static const char *const words[] = {"null", "Null", "NULL", "true", "True", "TRUE", "false",
		"False", "FALSE", "yes", "Yes", "YES", "no", "No", "NO", "on", "On", "ON", "off",
		"Off", "OFF", "y", "Y", "n", "N"};

	if (!isalpha((unsigned char)*name) && *name != '_')
		return false;
	for (const char *at = name; *at; at++)
		if (!isalnum((unsigned char)*at) && !strchr("_.-", *at))
			return false;
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (strcmp(name, words[i]) == 0)
			return false;
	return true;
}

/* @name as a key; "": it cannot be written, or does not fit. */
static void quote(char *ret, size_t size, const char *name)
{
	const bool plain = is_plain(name);
	size_t len = 0;

	*ret = '\0';
	if (!plain)
		ret[len++] = '\'';
	for (const char *at = name; *at; at++) {
		if (!isprint((unsigned char)*at) || len + 4 > size) {
			*ret = '\0';
			return;
		}
		if (strchr("*?[\\", *at)) /* an item's names are patterns of fnmatch(3) */
			ret[len++] = '\\';
		if (*at == '\'')
			ret[len++] = '\'';
		ret[len++] = *at;
	}
	if (!plain)
		ret[len++] = '\'';
	ret[len] = '\0';
}

void setting_propose(struct program_result *p, const char *of, const char *name, const char *keys,
	const char *when)
{
	char key[NAME_SIZE], setting[SETTING_SIZE];

	quote(key, sizeof(key), name);
	if (!*key || (size_t)snprintf(setting, sizeof(setting), "%s: {%s: {%s}}", of, key, keys) >=
			     sizeof(setting)) {
		snprintf(p->help, sizeof(p->help),
			"%s, bpfjury.yaml: %s: {PATTERN: {%s}}, with a pattern for the name", when,
			of, keys);
		return;
	}
	strcpy(p->setting, setting);
	if ((size_t)snprintf(p->help, sizeof(p->help), "%s, bpfjury.yaml: %s", when, setting) >=
		sizeof(p->help))
		strcpy(p->help, setting);
}
