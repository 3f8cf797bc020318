// SPDX-License-Identifier: GPL-2.0-only
#include "verdict/splat-lines.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

bool line_begins(const char *text, const char *with)
{
	return strncmp(text, with, strlen(with)) == 0;
}

bool line_in_word(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

static const char *past_group(const char *text, const char *within)
{
	size_t n = *text == '[' ? strspn(text + 1, within) : 0;

	return n && text[n + 1] == ']' ? text + n + 2 : NULL;
}

const char *line_past_stamp(const char *line, char *ret_caller, size_t size)
{
	const char *at = line, *end;

	if (*at == '<' && isdigit((unsigned char)at[1])) {
		size_t n = strspn(at + 1, "0123456789");
		if (at[n + 1] == '>')
			at += n + 2;
	}
	if ((end = past_group(at, " .0123456789")))
		at = end;
	if ((end = past_group(at, " TC0123456789"))) {
		const char *from = at + 1 + strspn(at + 1, " ");
		if (ret_caller)
			snprintf(ret_caller, size, "%.*s", (int)(end - 1 - from), from);
		at = end;
	}
	return at > line && *at == ' ' ? at + 1 : at;
}

bool line_function(const char *text, char *ret, size_t size)
{
	for (const char *at = text; (at = strstr(at, "+0x")); at++) {
		const char *from = at;
		size_t n = 3 + strspn(at + 3, "0123456789abcdef");
		if (at[n] != '/' && at[n] != ' ' && at[n] != '\0')
			continue;
		while (from > text && (line_in_word(from[-1]) || from[-1] == '.'))
			from--;
		size_t len = strcspn(from, ".+");
		if (!len)
			continue;
		snprintf(ret, size, "%.*s", (int)(len < size ? len : size - 1), from);
		return true;
	}
	return false;
}

bool line_frame(const char *text, char *ret, size_t size)
{
	const char *end;

	text += strspn(text, " \t(");
	while ((end = past_group(text, "<>0123456789abcdefx")))
		text = end + strspn(end, " ");
	size_t len = 0;
	while (line_in_word(text[len]) || text[len] == '.')
		len++;
	return len && text[len] == '+' && line_function(text, ret, size);
}

bool line_rip(const char *text, char *ret, size_t size)
{
	static const char *const heads[] = {
		"RIP:", "RIP ", "IP:", "EIP:", "pc :", "PC is at", "epc :", "Krnl PSW :"};
	char part[FIRST_LINE_BYTES];

	text += strspn(text, " ");
	for (size_t i = 0; i < sizeof(heads) / sizeof(*heads); i++) {
		if (!line_begins(text, heads[i]))
			continue;
		snprintf(part, sizeof(part), "%s", text);
		/* the caller, on the same line */
		char *caller = strstr(part, i == 6 ? " ra :" : " lr :");
		if (caller)
			*caller = '\0';
		return line_function(part, ret, size);
	}
	return false;
}

bool line_is_end(const char *text)
{
	return line_begins(text, "---[ end ") || line_begins(text, "------------[ cut here ]");
}

bool line_is_heading(const char *text, const char *after)
{
	if (!after)
		return strstr(text, "Call Trace:") || strstr(text, "Call trace:") ||
		       strstr(text, "Backtrace:");
	while (*after) {
		char words[64];
		size_t len = strcspn(after, "|");
		snprintf(words, sizeof(words), "%.*s", (int)len, after);
		if (strstr(text, words))
			return true;
		after += len + (after[len] == '|');
	}
	return false;
}
