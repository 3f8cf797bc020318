// SPDX-License-Identifier: GPL-2.0-only
#include "bisect/mail-guard.h"
#include "cleanup.h"
#include "verdict/text.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define REGZBOT	      "#regzbot"
#define ADDRESS_BYTES 254 /* RFC 5321, 4.5.3.1.3: of a path, without the angle brackets */
#define NAME_BYTES    128

static bool begins(const char *text, const char *with)
{
	return strncmp(text, with, strlen(with)) == 0;
}

static bool is_obeyed(const char *line)
{
	static const char *const heads[] = {"From ", "---", "diff ", "Index: ", "-- ", ">From "};

	for (size_t i = 0; i < ARRAY_SIZE(heads); i++)
		if (begins(line, heads[i]))
			return true;
	return false;
}

char *mail_guard(const char *text)
{
	/* a blank for each line at most */
	char *safe = malloc(2 * strlen(text) + 2), *to = safe;
	bool start = true;

	if (!safe)
		return NULL;
	for (; *text; text++) {
		if (start && is_obeyed(text))
			*to++ = ' ';
		start = *text == '\n';
		const bool cut = (begins(text, ">8") || begins(text, "<8") || begins(text, ">%") ||
				  begins(text, "<%"));
		const bool cutting = (*text == '<' || *text == '>') && to > safe &&
				     (to[-1] == '8' || to[-1] == '%');
		*to++ = cut || cutting || strncasecmp(text, REGZBOT, strlen(REGZBOT)) == 0 ? '?'
											   : *text;
	}
	*to = '\0';
	return safe;
}

static bool is_address(const char *text, size_t len)
{
	const char *at = memchr(text, '@', len);

	if (!at || at == text || at == text + len - 1 || len > ADDRESS_BYTES)
		return false;
	for (size_t i = 0; i < len; i++)
		if (!isalnum((unsigned char)text[i]) && !strchr("@.+-_=~/&'", text[i]))
			return false;
	return memchr(at + 1, '@', (size_t)(text + len - at - 1)) == NULL;
}

char *mail_address(const char *person)
{
	const char *open = strrchr(person, '<'), *close = open ? strchr(open, '>') : NULL;
	char name[NAME_BYTES], quoted[2 * NAME_BYTES + 3], *to = quoted;

	if (!close || close[1] || !is_address(open + 1, (size_t)(close - open - 1)))
		return NULL;
	text_clean(name, sizeof(name), person, (size_t)(open - person), 0);
	for (size_t n = strlen(name); n && name[n - 1] == ' ';)
		name[--n] = '\0';
	const bool quotes = strpbrk(name, "()<>[]:;@\\,.\"") != NULL;
	if (quotes)
		*to++ = '"';
	for (const char *from = name; *from; from++) {
		if (*from == '"' || *from == '\\')
			*to++ = '\\';
		*to++ = *from;
	}
	if (quotes)
		*to++ = '"';
	*to = '\0';
	char *all = malloc(strlen(quoted) + strlen(open) + 2);
	if (all)
		stpcpy(stpcpy(stpcpy(all, quoted), *quoted ? " " : ""), open);
	return all;
}
