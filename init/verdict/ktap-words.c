// SPDX-License-Identifier: GPL-2.0-only
#include "verdict/ktap-words.h"

#include <stddef.h>
#include <string.h>

static const char *directive_of(enum verdict verdict, enum met met)
{
	if (met == MET_SKIPPED)
		return "SKIP";
	if (verdict == VERDICT_TIMEOUT)
		return "TIMEOUT";
	if (met == MET_UNKNOWN)
		return "ERROR";
	return verdict == VERDICT_CRASHED ? "crashed" : NULL;
}

struct ktap_words ktap_program_words(enum verdict verdict, enum met met)
{
	return (struct ktap_words){
		.ok = met == MET_MET || met == MET_SKIPPED,
		.directive = directive_of(verdict, met),
	};
}

void ktap_count(struct ktap_counts *c, enum met met)
{
	c->met += met == MET_MET;
	c->unmet += met == MET_UNMET;
	c->unknown += met == MET_UNKNOWN || met == MET_NONE;
	c->skipped += met == MET_SKIPPED;
}

struct ktap_words ktap_object_words(const struct ktap_counts *c)
{
	if (c->unmet)
		return (struct ktap_words){.ok = false};
	if (c->unknown)
		return (struct ktap_words){.ok = false, .directive = "ERROR"};
	return (struct ktap_words){.ok = true, .directive = c->met ? NULL : "SKIP"};
}

void ktap_make_inert(char *text)
{
	static const char *const ends[] = {"List of all partitions:",
		"Kernel panic - not syncing: VFS:", "reboot: System halted"};

	for (size_t i = 0; i < sizeof(ends) / sizeof(*ends); i++)
		for (char *at = text; (at = strstr(at, ends[i]));)
			*strchr(at, ':') = ';';
}

void ktap_make_name(char *text)
{
	const size_t blanks = strspn(text, " \t");
	size_t len = strlen(text + blanks);

	memmove(text, text + blanks, len + 1);
	while (len && strchr(" \t", text[len - 1]))
		text[--len] = '\0';
	for (char *c = text; (c = strchr(c, '#'));)
		*c = '_';
	if (strncmp(text, "- ", 2) == 0)
		text[0] = '_';
	else if (strncmp(text, ":- ", 3) == 0)
		text[1] = '_';
	ktap_make_inert(text);
}
