// SPDX-License-Identifier: GPL-2.0-only
/* What a line of a console has, and what is wrong with one. */
#include "verdict/console-words.h"
#include "verdict/text.h"
#include "vm/console-parts.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void console_wrong(struct console_boot *b, const char *format, ...)
{
	char text[sizeof(b->wrong)];
	va_list args;

	if (b->wrong_line)
		return;
	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	text_set(b->wrong, text);
	b->wrong_line = b->line;
}

const char *console_value(const char *line, const char *key)
{
	const size_t n = strlen(key);

	return line[0] == '#' && line[1] == ' ' && strncmp(line + 2, key, n) == 0 &&
			       line[2 + n] == ':' && line[3 + n] == ' '
		       ? line + 4 + n
		       : NULL;
}

int64_t console_number(const char *text, const char *after, const char **ret_rest)
{
	const size_t n = strspn(text, "0123456789");
	int64_t number = 0;

	if (!n || n > 18 || (text[n] && !strchr(after, text[n])))
		return -1;
	for (size_t i = 0; i < n; i++)
		number = 10 * number + (text[i] - '0');
	if (ret_rest)
		*ret_rest = text + n;
	return number;
}

bool console_test_read(const char *line, struct console_test *ret)
{
	const char *rest = line;

	ret->ok = strncmp(line, KTAP_OK, strlen(KTAP_OK)) == 0;
	if (ret->ok)
		rest += strlen(KTAP_OK);
	else if (strncmp(line, KTAP_NOT_OK, strlen(KTAP_NOT_OK)) == 0)
		rest += strlen(KTAP_NOT_OK);
	else
		return false;
	ret->number = console_number(rest, " ", &rest);
	ret->name = rest + (*rest == ' ');
	return ret->number > 0;
}

bool console_test_is(
	const struct console_test *test, const char *name, const struct ktap_words *words)
{
	const size_t n = strlen(name), d = words->directive ? strlen(words->directive) : 0;
	const char *rest = test->name + n;

	if (test->ok != words->ok || strncmp(test->name, name, n) != 0)
		return false;
	if (!words->directive)
		return *rest == '\0';
	return strncmp(rest, " # ", 3) == 0 && strncmp(rest + 3, words->directive, d) == 0 &&
	       (rest[3 + d] == '\0' || rest[3 + d] == ' ');
}
