// SPDX-License-Identifier: GPL-2.0-only
#include "command.h"
#include "diag.h"

#include <errno.h>
#include <getopt.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int command_misuse(const char *command, const char *format, ...)
{
	char text[1024];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	diag_error("%s: %s; see bpfjury %s --help", command, text, command);
	return STATUS_MISUSE;
}

int command_bad_option(const char *command, int c, char **argv)
{
	const char *word = argv[optind - 1];

	if (c == ':')
		return command_misuse(command, "%s: an argument is missing", word);
	if (optopt && strncmp(word, "--", 2) != 0)
		return command_misuse(command, "-%c: unknown option", optopt);
	return command_misuse(command, "%s: %s", word, optopt ? "takes no argument" : "unknown option");
}

void command_verbosity(int c)
{
	diag_verbosity = c == 'q' ? -1 : diag_verbosity + 1;
}

int command_not_built(const char *command, const char *what)
{
	diag_error("%s: %s is not built yet", command, what);
	return STATUS_MISUSE;
}

int number_from_word(const char *word, int64_t min, int64_t max, int64_t *ret)
{
	char *end;

	errno = 0;
	long long value = strtoll(word, &end, 10);
	if (errno || end == word || *end || value < min || value > max || *word == ' ' || *word == '+')
		return -EINVAL;
	*ret = value;
	return 0;
}

int mebibytes_from_word(const char *word, int64_t *ret)
{
	char number[16];
	size_t len = strlen(word);
	int64_t unit = 1, value;

	if (len == 0 || len >= sizeof(number))
		return -EINVAL;
	strcpy(number, word);
	if (number[len - 1] == 'M' || number[len - 1] == 'G') {
		unit = number[len - 1] == 'G' ? 1024 : 1;
		number[len - 1] = '\0';
	}
	if (number_from_word(number, 1, 1 << 20, &value))
		return -EINVAL;
	*ret = value * unit;
	return 0;
}
